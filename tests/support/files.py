"""Files as people hand them in, and as people who mean ill do; a clamd that speaks the protocol."""

import io
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from support.bureau import Bureau, at

from cases.attachments import FileView, HandedIn, attach
from storage.files.shelf import Shelf

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = '<Types><Override PartName="/x" ContentType="application/{}+xml"/></Types>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def archive(entries: dict[str, bytes], *, packed: bool = True) -> bytes:
    made = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", kind) as out:
        for name, body in entries.items():
            out.writestr(name, body)
    return made.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    """A docx, xlsx or pptx, small and real; ``more`` parts come with it."""
    types = TYPES.format("vnd.openxmlformats-officedocument.main").encode()
    return archive({"[Content_Types].xml": types, MAIN[kind]: b"<x/>", **more})


def ofd() -> bytes:
    return archive({"OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>'})


def old_office(stream: str) -> bytes:
    return OLE + bytes(504) + (stream + "\0").encode("utf-16-le") + bytes(512)


def chunk(name: bytes, body: bytes = b"") -> bytes:
    checked = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + checked


def png(behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND") + behind


def jpeg(behind: bytes = b"") -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(40) + b"\xff\xd9" + behind


def tiff() -> bytes:
    return b"II*\0" + struct.pack("<I", 8) + bytes(16)


def box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def mp4(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", bytes(20)) + box(b"mdat", bytes(30))


def wav() -> bytes:
    return b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(32)


def mp3() -> bytes:
    return b"ID3\x04" + bytes(20) + b"\xff\xfb\x90\x00" + bytes(60)


def bomb(kind: str = "docx", size: int = 40 << 20) -> bytes:
    """An office file that unpacks to ``size`` bytes of nothing."""
    return office(kind, **{"word/media/a.png": bytes(size)})


def liar(size: int = 40 << 20) -> bytes:
    """The same, and its list of entries says that nothing is large."""
    made = bytearray(bomb(size=size))
    declared, at_ = struct.pack("<I", size), 0
    while (at_ := made.find(declared, at_)) >= 0:
        made[at_ : at_ + 4] = struct.pack("<I", 100)
    return bytes(made)


def raw(name: bytes, content: bytes = PDF, before: bytes = b"", after: bytes = b"") -> bytes:
    """A form written by hand, to say what no library lets one say."""
    return (
        before + b'--x\r\nContent-Disposition: form-data; name="file"; filename=' + name
        + b"\r\nContent-Type: text/html\r\n\r\n" + content + b"\r\n" + after + b"--x--\r\n"
    )  # fmt: skip


def field(name: bytes, value: bytes) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"


def quoted(name: str) -> str:
    """Any text as one part of an address."""
    return quote(name.encode("utf-8", "surrogatepass"), safe="")


def hand_in(
    bureau: Bureau, shelf: Shelf, content: bytes = PDF, *, by: str = "hemin",
    name: str = "记录.pdf", on: str = "2026-03-04", **more: object,
) -> FileView:  # fmt: skip
    """Hand a file in, to the case that was opened last unless ``number`` says another."""
    said = {"number": bureau.number, **more}
    with shelf.draft() as draft:
        draft.write(content)
        return attach(bureau.store, shelf, draft, HandedIn(by=by, name=name, **said), at(on))  # type: ignore[arg-type]


def unpacked(content: bytes) -> str:
    """Everything a file says: what is packed in it, packages within packages, too."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(f"{name}\n{unpacked(parts.read(name))}" for name in parts.namelist())


def lying_about(folder: Path) -> list[str]:
    """The files of a folder, by their path in it."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


class Clamd:
    """A small server that speaks INSTREAM: finds EICAR, hangs up over ``most`` bytes."""

    def __init__(self, listening: socket.socket, most: int) -> None:
        self.most, self.scanned = most, list[int]()
        self._listening = listening
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self._listening.accept()
            except OSError:
                return
            with wire, wire.makefile("rb") as heard:
                wire.sendall(self._answer(heard) + b"\0")

    def _answer(self, heard: io.BufferedReader) -> bytes:
        command = b""
        while not command.endswith(b"\0"):
            command += heard.read(1)
        if command == b"zPING\0":
            return b"PONG"
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack(">I", heard.read(4))[0]:
            content += heard.read(length)
            if len(content) > self.most:
                return b"INSTREAM size limit exceeded. ERROR"
        self.scanned.append(len(content))
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"


@contextmanager
def clamd(path: Path | None = None, *, most: int = 25 << 20) -> Iterator[tuple[str, Clamd]]:
    """A scanner at a unix socket, or at a port of loopback; with where it is."""
    if path is None:
        listening = socket.create_server(("127.0.0.1", 0))
        where = f"127.0.0.1:{listening.getsockname()[1]}"
    else:
        listening, where = socket.socket(socket.AF_UNIX), str(path)
        listening.bind(where)
        listening.listen()
    server = Clamd(listening, most)
    try:
        yield where, server
    finally:
        server.close()
