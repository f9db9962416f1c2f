"""What a follow-up report says in its files, and what they have no room for."""

import io
import unicodedata
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from documents import layout as m
from documents.sheet import Paragraph, Table
from documents.word import write_docx
from reports.follow_up_lines import KINDS
from reports.follow_up_sheet import ON_PAPER, sheet_of
from reports.follow_up_words import title_zh
from reports.follow_up_xlsx import write_report

LINE = {
    "case": "2026-0001-1", "officer": "孙某", "unit": "second", "outcome": "exempt",
    "decided_on": "2026-04-09", "received_on": None, "began_on": "2026-04-13", "stage": "working",
    "kinds": "ddoonnnn", "milestone": None, "due_on": "2026-06-29", "provisional": False,
    "left": 14, "light": "green", "extended": False, "progress_on": None, "progress": None,
    "who": "", "silent": None, "note": None,
}  # fmt: skip

LONG = {
    **LINE, "case": "2026-0012-10", "received_on": "2026-04-10", "light": "red", "left": -123,
    "milestone": ["2026-06-01", KINDS[0]], "progress_on": "2026-06-01",
}  # fmt: skip
"""A correction with numbers as long as they come."""
BESIDE = 1.9
"""Millimetres that Word leaves empty at either side of a cell."""
WIDE, NARROW = 1.0, 0.6
"""How wide a character is in a font with wide digits, as a part of its height."""


def head(lines: int) -> dict[str, Any]:
    lights = {"green": lines, "amber": 0, "red": 0, "grey": 0}
    unit = {"code": "second", "name": "执法二大队", "open": lines, "silent": 0, **lights}
    nothing = {"listed": [], "left_out": 0}
    return {
        "kind": "weekly", "first": "2026-06-08", "issued_on": "2026-06-08", "name": "执法二大队",
        "lines": lines, "open": lines, "on_time": lines, "lights": lights, "newly_overdue": 0,
        "finished": 0, "median_days": None, "extended": 0, "silent": 0, "silent_after": 10,
        "stages": {"working": lines}, "kinds": {kind: [1, 2] for kind in KINDS}, "units": [unit],
        "changes": nothing, "visits": nothing, "provisional": 0,
    }  # fmt: skip


@pytest.mark.parametrize("lines", [1, ON_PAPER, ON_PAPER + 1, ON_PAPER + 700])
def test_paper_says_before_the_list_how_many_it_leaves_out_and_where_they_are(lines: int):
    made = sheet_of(head(lines), [LINE] * lines, bureau="区局", digest="0" * 64, note=None)
    [place] = [
        n for n, one in enumerate(made.blocks)
        if isinstance(one, Table) and one.rows[0][0] == "案号、人员"
    ]  # fmt: skip
    assert len(made.blocks[place].rows) - 1 == min(lines, ON_PAPER)
    before = made.blocks[place - 1]
    said = before.text if isinstance(before, Paragraph) else ""
    if lines <= ON_PAPER:
        assert said == ""
    else:
        assert said == (
            f"下表为期限最早的300件，另有{lines - 300}件未列出；"
            f"全部{lines}件见本报告的 Excel 表格“整改清单”和系统网页。"
        )


def length(word: str) -> float:
    """Millimetres of a word in a table."""
    ems = (WIDE if unicodedata.east_asian_width(one) in "WF" else NARROW for one in word)
    return sum(ems) * m.CELL * m.POINT


def test_the_list_on_paper_keeps_each_number_and_each_day_on_a_line():
    made = write_docx(sheet_of(head(2), [LINE, LONG], bureau="区局", digest="0" * 64, note=None))
    [table] = [
        one for one in Document(io.BytesIO(made)).tables if one.cell(0, 0).text == "案号、人员"
    ]
    assert sum(column.width.mm for column in table.columns) == pytest.approx(m.TYPE_AREA[0], abs=1)
    held = set()
    for row in table.rows[1:]:
        for cell, column in zip(row.cells, table.columns, strict=True):
            assert cell.width == column.width
            for word in cell.text.split():
                if any(one.isdigit() for one in word):
                    held.add(word)
                    assert length(word) <= column.width.mm - 2 * BESIDE, word
    assert {"2026-0012-10", "超期123个工作日", "2026-04-10收到", "2026-06-01"} <= held


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_title_of_the_table_for_excel_stands_whole_over_its_columns():
    file, said = io.BytesIO(), head(1)
    write_report(file, said, [LINE], digest="0" * 64, note=None)
    sheet = load_workbook(file)["汇总"]
    title, *beside = sheet[1]
    assert title.value == title_zh(said) == "2026年第24周整改跟踪周报（执法二大队）"
    # Excel lets a text run over empty cells, and breaks it within its own where it may wrap.
    assert not title.alignment.wrap_text
    assert (title.font.b, title.font.sz) == (True, 14)
    assert [cell.value for cell in beside] == [None] * len(beside)
    assert length(title.value) > sheet.column_dimensions["A"].width * 2
    assert sheet.row_dimensions[1].height is None
    [units] = [row for row in sheet.iter_rows() if row[0].value == "单位"]
    assert units[0].alignment.wrap_text
