"""The rows of a CSV or Excel file as offices write them, and what such a file must not be."""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from states.errors import Invalid

MOST_BYTES = 20_000_000
MOST_UNPACKED = 100_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 50
WIDEST = 1000
"""Cells of a row, empty ones too: beyond that it takes minutes to pass over them."""
MANY = re.compile(r"/?xl/(worksheets/.*|sharedStrings\.xml)", re.IGNORECASE)
MOST_OF_A_PART = 4_000_000
"""Bytes of a part that is neither sheet nor text: styles take fifteen times as much in memory."""
OTHER_EPOCH = 1904
FILE = "FILE"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Row = tuple[int, tuple[Any, ...]]
"""A row's number as a spreadsheet shows it, and its cells."""


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows that hold anything, first to last; raises ``Invalid`` for a file that is none.

    What the file is, its own bytes say, never its name.
    """
    if len(content) > MOST_BYTES:
        raise _refused("超过 20 MB", "is larger than 20 MB")
    if content.startswith(_OLE):
        raise _old_or_locked(content)
    numbered = _excel(content) if content.startswith(_ZIP) else _csv(content)
    for number, cells in numbered:
        if number > MOST_ROWS + 1:
            raise _refused(
                f"超过{MOST_ROWS}行（空行也算）", f"has more than {MOST_ROWS} rows, blank ones too"
            )
        kept = _trimmed(cells) if len(cells) <= WIDEST else cells
        if len(kept) > MOST_COLUMNS:
            raise _refused(
                f"第{number}行超过{MOST_COLUMNS}列",
                f"has more than {MOST_COLUMNS} columns in row {number}",
            )
        if kept:
            yield number, kept


def _refused(zh: str, en: str) -> Invalid:
    return Invalid(FILE, zh, en)


def _trimmed(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """The cells without the empty ones at the end."""
    last = len(cells)
    while last and (cells[last - 1] is None or not str(cells[last - 1]).strip()):
        last -= 1
    return cells[:last]


def _old_or_locked(content: bytes) -> Invalid:
    """Excel keeps a file with a password in the container of its old format."""
    if _ENCRYPTED in content:
        return _refused(
            "设有打开密码，请取消密码后再导入", "is locked by a password: remove it and try again"
        )
    return _refused("是旧版 .xls，请另存为 .xlsx 或 CSV", "is an old .xls: save it as .xlsx or CSV")


def _csv(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, tuple(cells)
    except csv.Error:
        raise _refused(
            f"第{number + 1}行的引号不成对或单元格过长",
            f"has an open quote or too long a cell in row {number + 1}",
        ) from None


def decoded(content: bytes) -> str | None:
    """UTF-8, UTF-16 with its mark, or GB18030, which Windows in China writes."""
    marked = content.startswith(_UTF_16)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None


def _decoded(content: bytes) -> str:
    if (text := decoded(content)) is None:
        raise _refused(
            "不是 CSV 或 XLSX（CSV 须为 UTF-8 或 GB18030 编码）",
            "is neither CSV nor XLSX; CSV must be UTF-8 or GB18030",
        )
    return text


def _separator(text: str) -> str:
    """Comma, semicolon or tab: whichever the first line that says anything has most of."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _excel(content: bytes) -> Iterator[Row]:
    _weighed(content)
    # Imported here: half of the commands never read a file, and it takes a tenth of a second.
    from openpyxl import load_workbook  # noqa: PLC0415

    # It tells of extensions it leaves aside, such as colours by rule: nothing that is read here.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        yield from enumerate(_only_sheet(book).iter_rows(values_only=True), start=1)
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken file makes the reader raise
        raise _refused("不是有效的 XLSX 文件", "is not a valid XLSX file") from None


def _weighed(content: bytes) -> None:
    """A small file may unpack into a huge one: its own list of parts says how large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            heavy = any(
                part.file_size > MOST_OF_A_PART and not MANY.fullmatch(part.filename)
                for part in parts.infolist()
            )
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _refused("不是有效的 XLSX 文件", "is not a valid XLSX file") from None
    if unpacked > MOST_UNPACKED:
        raise _refused("解压后超过 100 MB", "unpacks to more than 100 MB")
    if heavy:
        raise _refused(
            "样式等附属内容过大，请把数据复制到新工作簿后另存",
            "holds far too many styles: copy its rows into a new workbook",
        )


def _only_sheet(book: Any) -> Any:
    """The one sheet with anything in it; nobody is to guess which of several was meant."""
    if book.epoch.year == OTHER_EPOCH:
        raise _refused(
            "采用1904日期系统，请在 Excel 选项中取消后另存",
            "counts its dates from 1904: turn that off in Excel and save it again",
        )
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown:
        # What a file says of its own size may be wrong, and rows would be cut by it.
        sheet.reset_dimensions()
    filled = shown if len(shown) == 1 else [sheet for sheet in shown if _begins(sheet)]
    if len(filled) > 1:
        raise _refused(
            "有几个工作表都有内容，请只留一个", "has several sheets with content: keep one"
        )
    if not filled:
        raise _refused("没有内容", "is empty")
    return filled[0]


def _begins(sheet: Any) -> bool:
    rows = sheet.iter_rows(max_row=10, values_only=True)
    return any(_trimmed(cells) for cells in rows)
