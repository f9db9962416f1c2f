"""What a follow-up report on paper says, and what it has no room for."""

from typing import Any

import pytest

from documents.sheet import Paragraph, Table
from reports.follow_up_lines import KINDS
from reports.follow_up_sheet import ON_PAPER, sheet_of

LINE = {
    "case": "2026-0001-1", "officer": "孙某", "unit": "second", "outcome": "exempt",
    "decided_on": "2026-04-09", "received_on": None, "began_on": "2026-04-13", "stage": "working",
    "kinds": "ddoonnnn", "milestone": None, "due_on": "2026-06-29", "provisional": False,
    "left": 14, "light": "green", "extended": False, "progress_on": None, "progress": None,
    "who": "", "silent": None, "note": None,
}  # fmt: skip


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
