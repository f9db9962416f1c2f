"""A form with one file, read as it comes: the file goes to disk and is never held in memory."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import MappingProxyType

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from states.errors import Invalid
from storage.files.shelf import Draft, Shelf
from storage.files.unfit import Unfit

FILE = "file"
MOST_FIELDS, MOST_OF_A_FIELD, MOST_OF_A_HEADER = 10, 4096, 16 << 10
ESCAPED = {"%22": '"', "%0D": "", "%0A": ""}
"""What browsers escape in the name of a file (HTML, multipart form data), and nothing else."""
Fields = MappingProxyType[str, str]
Check = Callable[[Fields], None]


class Upload:
    """The fields of the form and its file; ``check`` sees the fields that came before the file."""

    def __init__(self, shelf: Shelf, room: ExitStack, boundary: bytes, check: Check) -> None:
        self.draft: Draft | None = None
        self.name = ""
        self._shelf, self._room, self._check = shelf, room, check
        self._values: dict[str, bytes] = {}
        self._field, self._header, self._disposition = "", b"", b""
        self._value, self._ended, self._to_file = b"", False, False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin, "on_header_field": self._on_header,
                "on_header_value": self._on_header_value, "on_header_end": self._header_end,
                "on_headers_finished": self._opened, "on_part_data": self._data,
                "on_part_end": self._part_end, "on_end": self._end,
            },
            max_header_count=8,
            max_header_size=MOST_OF_A_HEADER,
        )  # fmt: skip

    @property
    def fields(self) -> Fields:
        """What the fields say; what is no UTF-8 is marked so."""
        return MappingProxyType({k: v.decode("utf-8", "replace") for k, v in self._values.items()})

    def write(self, block: bytes) -> None:
        """The next bytes of the form; raises ``Invalid`` or ``TooLarge``."""
        try:
            self._parser.write(block)
        except FormParserError:
            raise _malformed() from None

    def finish(self) -> Draft:
        """The file, once the form is whole."""
        if not self._ended:
            raise _malformed()
        if self.draft is None:
            raise Unfit("请选择文件", "is missing: choose one")
        return self.draft

    def _begin(self) -> None:
        self._field, self._header, self._disposition, self._value = "", b"", b"", b""

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition += data[start:end]

    def _header_end(self) -> None:
        self._header = b""

    def _opened(self) -> None:
        _, said = parse_options_header(self._disposition)
        self._field = said.get(b"name", b"").decode("utf-8", "replace")
        self._to_file = self._field == FILE and b"filename" in said
        if not self._to_file:
            if b"filename" in said or not self._field or len(self._values) >= MOST_FIELDS:
                raise _malformed()
            return
        if self.draft is not None:
            raise Unfit("一次上传一个文件", "is one at a time")
        self._check(self.fields)
        self.name = said[b"filename"].decode("utf-8", "replace")
        for written, meant in ESCAPED.items():
            self.name = self.name.replace(written, meant)
        self.draft = self._room.enter_context(self._shelf.draft())

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._to_file and self.draft is not None:
            self.draft.write(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > MOST_OF_A_FIELD:
            raise Invalid(self._field[:40], "内容过长", "is too long")

    def _part_end(self) -> None:
        if not self._to_file:
            self._values[self._field] = self._value

    def _end(self) -> None:
        self._ended = True


@contextmanager
def upload_of(request: Request, shelf: Shelf, check: Check) -> Iterator[Upload]:
    """What comes with the request; the draft is gone when the context ends."""
    kind, said = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not said.get(b"boundary"):
        raise _malformed()
    with ExitStack() as room:
        try:
            yield Upload(shelf, room, said[b"boundary"], check)
        except (ClientDisconnect, FormParserError):
            raise _malformed() from None


def _malformed() -> Invalid:
    return Invalid("form", "没有传完，请重新上传", "did not come whole: upload it again")
