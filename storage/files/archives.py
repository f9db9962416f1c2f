"""Office files are zip archives: looked at without being unpacked, and bombs are refused."""

import struct
import zipfile
import zlib
from typing import BinaryIO

from storage.files.unfit import Unfit

LOCAL, END = b"PK\x03\x04", b"PK\x05\x06"
END_BYTES, COMMENT = 22, 0xFFFF
MOST_ENTRIES, MOST_LISTING = 10_000, 4 << 20
"""Entries of an archive, and bytes of the list of them: it is read into memory."""
MOST_UNPACKED, FREE_OF_RATIO, RATIO = 512 << 20, 16 << 20, 120
"""An archive unpacks to so many bytes; beyond the first 16 MB to so many times its own size."""
BLOCK = 1 << 16
TYPES = "[Content_Types].xml"
MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OFD, OFD_NAMESPACE = "OFD.xml", b"ofdspec.org"
SPOKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError)
"""What the library says of an archive that is damaged or made to mislead."""


def archive_kind(file: BinaryIO, size: int) -> str:
    """Which office format the archive is; raises ``Unfit``, for a bomb too."""
    _check_listing(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_declared(entries, size)
            kind = _kind(archive)
            _check_unpacked(archive, entries, size)
    except (*SPOKEN, EOFError, ValueError, OSError):
        raise Unfit("压缩结构已损坏，请重新另存后再上传", "is damaged: save it anew") from None
    return kind


def holds_archive(file: BinaryIO, size: int) -> bool:
    """Whether a file ends like an archive: one that is something else too is two at once."""
    return _end(file, size) is not None


def _end(file: BinaryIO, size: int) -> tuple[int, int, int] | None:
    """Entries, bytes and place of the listing, by the record at the archive's end."""
    span = min(size, END_BYTES + COMMENT)
    file.seek(size - span)
    tail = file.read(span)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        return None
    entries, listing, offset = struct.unpack("<HII", tail[at + 10 : at + 20])
    place = size - span + at
    return (entries, listing, place - listing) if offset + listing <= place else None


def _check_listing(file: BinaryIO, size: int) -> None:
    """Before the library reads the list whole: that it is small, and ends where the file does."""
    found = _end(file, size)
    if found is None:
        raise Unfit("压缩结构已损坏，请重新另存后再上传", "is damaged: save it anew")
    entries, listing, _ = found
    if entries > MOST_ENTRIES or listing > MOST_LISTING:
        raise Unfit("压缩包内文件过多", "holds too many entries")


def _check_declared(entries: list[zipfile.ZipInfo], size: int) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit("已加密，请去除密码后再上传", "is encrypted: remove the password")
    if len(entries) > MOST_ENTRIES or len({e.filename for e in entries}) < len(entries):
        raise Unfit("压缩包内文件过多或重名", "holds too many entries, or one twice")
    if sum(entry.file_size for entry in entries) > _most(size):
        raise Unfit("解压后过大，疑似压缩炸弹", "unpacks to far too much: a zip bomb")
    if any(e.filename.lower().endswith("vbaproject.bin") for e in entries):
        raise Unfit("含有宏，请另存为不含宏的文件", "holds macros: save it without them")


def _check_unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int) -> None:
    """What was declared may be a lie: every entry is unpacked, a block at a time, and counted."""
    unpacked, most = 0, _most(size)
    for entry in entries:
        with archive.open(entry) as stream:
            while block := stream.read(BLOCK):
                unpacked += len(block)
                if unpacked > most:
                    raise Unfit("解压后过大，疑似压缩炸弹", "unpacks to far too much: a zip bomb")


def _most(size: int) -> int:
    return min(MOST_UNPACKED, max(FREE_OF_RATIO, size * RATIO))


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if TYPES in names:
        with archive.open(TYPES) as stream:
            types = stream.read(MOST_LISTING)
        found = [kind for part, kind in MAIN.items() if part in names]
        if len(found) == 1 and b"macroEnabled" not in types and b"ContentType" in types:
            return found[0]
    if OFD in names:
        with archive.open(OFD) as stream:
            if OFD_NAMESPACE in stream.read(BLOCK):
                return "ofd"
    raise Unfit(
        "压缩包不能直接上传；可上传 docx、xlsx、pptx、ofd",
        "an archive is not taken; docx, xlsx, pptx and ofd are",
    )
