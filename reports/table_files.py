"""A table as a file: rows pass through one by one, and no text becomes a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import IO, Any

from xlsxwriter import Workbook

WIDTH = 13
"""Of a column, in characters."""
TOGETHER = 500
"""Lines of CSV that go out in one piece."""
Cells = Sequence[str | int | float | date | None]


def write_xlsx(
    out: IO[bytes], title: str, heads: Sequence[str], rows: Iterable[Cells], *, wide: int = WIDTH
) -> int:
    """Write one sheet, row by row; how many rows.

    No row is kept: however many there are, it takes the memory of a few.
    """
    book = workbook(out)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(title[:31])
    sheet.set_column(0, max(len(heads) - 1, 0), wide)
    sheet.freeze_panes(1, 0)
    for place, text in enumerate(heads):
        sheet.write_string(0, place, text, head)
    number = 0
    for number, row in enumerate(rows, start=1):
        _write_row(sheet, number, row, day)
    if number:
        sheet.autofilter(0, 0, number, len(heads) - 1)
    book.close()
    return number


def workbook(out: IO[bytes]) -> Workbook:
    """A book that is written row by row and takes no text for a formula, a link or a number."""
    return Workbook(out, {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
    })  # fmt: skip


def _write_row(sheet: Any, number: int, row: Cells, day: Any) -> None:
    """Each kind of cell by its own way: asking what a value is costs more than writing it."""
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if type(cell) is str:
            sheet.write_string(number, place, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(number, place, cell, day)
        else:
            sheet.write_number(number, place, cell)


def csv_lines(heads: Sequence[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """The table as CSV; the mark at the start tells Excel that it is UTF-8."""
    out = StringIO()
    writer = csv.writer(out)
    yield "\ufeff".encode()
    writer.writerow(heads)
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % TOGETHER == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""How a formula begins; some spreadsheets take full-width signs for one, too."""


def harmless(cell: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULAS):
        return f"'{cell}"
    return "" if cell is None else cell
