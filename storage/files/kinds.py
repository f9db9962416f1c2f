"""What a file is, by its content; its name must agree. What is not listed is not taken."""

import codecs
import mmap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storage.files.archives import LOCAL, archive_kind, holds_archive
from storage.files.naming import EXTENSION, extension
from storage.files.unfit import Unfit

HEAD, TAIL, BLOCK = 64, 2048, 1 << 20
TIFF, BOX = 8, 8
"""Bytes of the head of a TIFF, and of the head of a box of a film."""
MOST_PARTS = 100_000
"""Chunks of a picture or boxes of a film that are looked at."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n"
BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4A ",
          b"M4V ", b"MSNV", b"3gp4", b"3gp5")  # fmt: skip
ID3 = (b"ID3\x02", b"ID3\x03", b"ID3\x04")
FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
TEXT_CONTROL = frozenset(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D} | {0x7F}
EXTENSIONS = {
    "pdf": ("pdf",), "docx": ("docx",), "xlsx": ("xlsx",), "pptx": ("pptx",), "doc": ("doc",),
    "xls": ("xls",), "ofd": ("ofd",), "png": ("png",), "jpeg": ("jpg", "jpeg"),
    "tiff": ("tif", "tiff"), "text": ("txt", "csv"), "mp4": ("mp4", "m4a", "m4v", "3gp"),
    "mp3": ("mp3",), "wav": ("wav",),
}  # fmt: skip
"""Each kind that is taken, with the extensions its name may have, its own first."""
TAKEN = tuple(ending for endings in EXTENSIONS.values() for ending in endings)


@dataclass(frozen=True, slots=True)
class _Look:
    file: BinaryIO
    size: int
    head: bytes

    def tail(self, most: int = TAIL) -> bytes:
        """The last bytes."""
        self.file.seek(max(0, self.size - most))
        return self.file.read(most)


def kind_of(path: Path) -> str:
    """The kind of a file by its content; raises ``Unfit`` where it is none that we take."""
    with path.open("rb") as file:
        size = path.stat().st_size
        if not size:
            raise Unfit("是空文件", "is empty")
        look = _Look(file, size, file.read(HEAD))
        kind = _signed(look)
        if kind in {None, "zip"}:
            return archive_kind(file, size) if kind else _text(look)
        # An old office file may hold another file whole; nothing else does at its end.
        if kind not in {"doc", "xls"} and holds_archive(file, size):
            raise Unfit("同时也是压缩包，不予接收", "is an archive at the same time")
        return str(kind)


def named_alike(name: str, kind: str) -> str:
    """``name`` with an extension of its kind; raises ``Unfit`` where it claims to be another."""
    found = extension(name)
    if found in EXTENSIONS[kind]:
        return name
    if not found or not EXTENSION.search(name):
        return f"{name}.{EXTENSIONS[kind][0]}"
    own = EXTENSIONS[kind][0]
    raise Unfit(
        f"内容是 {own}，文件名却以 .{found} 结尾；请核对是否选错文件",
        f"holds {own}, but its name ends in .{found}: is it the right file?",
    )


def _signed(look: _Look) -> str | None:
    """The kind that the first bytes tell, once the rest of the file agrees."""
    for starts, whole, kind in SIGNED:
        if look.head.startswith(starts):
            found = whole(look)
            if found:
                return kind or str(found)
            raise Unfit(
                "不完整或已损坏，请重新导出后再上传", "is damaged or cut off: export it anew"
            )
    return None


def _pdf(look: _Look) -> bool:
    return b"%%EOF" in look.tail()


def _png(look: _Look) -> bool:
    """Chunk after chunk to the end, and nothing behind it."""
    at = len(PNG)
    for _ in range(MOST_PARTS):
        look.file.seek(at)
        head = look.file.read(8)
        at += 12 + int.from_bytes(head[:4], "big")
        if head[4:] == b"IEND" or at >= look.size:
            return head[4:] == b"IEND" and at == look.size and look.head[12:16] == b"IHDR"
    return False


def _jpeg(look: _Look) -> bool:
    """Telephones put more behind the picture; its end must be there somewhere."""
    return _holds(look, b"\xff\xd9")


def _tiff(look: _Look) -> bool:
    order = "little" if look.head.startswith(b"I") else "big"
    return TIFF <= int.from_bytes(look.head[4:8], order) < look.size  # type: ignore[arg-type]


def _ole(look: _Look) -> str:
    """Which of the old office files: their directory names its streams in UTF-16."""
    if _holds(look, _wide("_VBA_PROJECT")):
        raise Unfit("含有宏，请另存为不含宏的文件", "holds macros: save it without them")
    for stream, kind in (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")):
        if _holds(look, _wide(stream)):
            return kind
    raise Unfit("不是 Word 或 Excel 文件", "is neither Word nor Excel")


def _mp4(look: _Look) -> bool:
    """Box after box to the end, with the film's own list among them."""
    at, boxes = 0, set[bytes]()
    for _ in range(MOST_PARTS):
        look.file.seek(at)
        head = look.file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        boxes.add(head[4:8])
        at = look.size if length == 0 else at + length
        if length in range(1, BOX) or at >= look.size:
            return at == look.size and b"moov" in boxes
    return False


def _wav(look: _Look) -> bool:
    return look.head[8:12] == b"WAVE" and int.from_bytes(look.head[4:8], "little") <= look.size


def _mp3(look: _Look) -> bool:
    return any(_holds(look, frame) for frame in FRAMES)


def _always(_look: _Look) -> bool:
    return True


def _wide(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


def _holds(look: _Look, wanted: bytes) -> bool:
    """Whether the bytes stand anywhere in the file, which is mapped and not read into memory."""
    with mmap.mmap(look.file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view.find(wanted) >= 0


SIGNED: tuple[tuple[bytes | tuple[bytes, ...], Callable[[_Look], bool | str], str], ...] = (
    (b"%PDF-", _pdf, "pdf"),
    (LOCAL, _always, "zip"),
    (OLE, _ole, ""),
    (PNG, _png, "png"),
    (b"\xff\xd8\xff", _jpeg, "jpeg"),
    ((b"II*\0", b"MM\0*"), _tiff, "tiff"),
    (b"RIFF", _wav, "wav"),
    (ID3, _mp3, "mp3"),
    (FRAMES, _mp3, "mp3"),
)
"""How a file of each kind begins, and what must be true of the rest of it."""


def _text(look: _Look) -> str:
    """Text in UTF-8 or GB 18030 that is no markup, or a film; raises ``Unfit``."""
    if look.head[4:8] == b"ftyp" and look.head[8:12] in BRANDS and _mp4(look):
        return "mp4"
    opening = look.head.removeprefix(codecs.BOM_UTF8).lstrip()
    if opening[:1] == b"<" or opening.startswith((b"#!", b"MZ", b"%!", b"{\\rtf")):
        raise _unlisted()
    if not any(_decodes(look.file, name) for name in ("utf-8", "gb18030")):
        raise _unlisted()
    return "text"


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            if not TEXT_CONTROL.isdisjoint(block):
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unlisted() -> Unfit:
    listed = "、".join(TAKEN)
    return Unfit(
        f"内容不是可接收的类型；可上传：{listed}",
        f"holds nothing that is taken; taken are: {', '.join(TAKEN)}",
    )
