"""A case from the application to its archives: day, event, by whom, and what they write."""

from typing import Any

from support.bureau import (
    APPLICATION,
    DECISION,
    DUTIES,
    HANDLER,
    KINDS,
    LESSONS,
    OFFICER,
    PLAN,
    SUPERVISOR,
    UNIT,
)
from support.papers_in import REPORT

REVIEW = ("审查己记号", "法制庚记号", "纪要辛记号")
LINE: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("2026-03-06", "file", OFFICER, APPLICATION),
    ("2026-03-09", "accept", HANDLER, {}),
    ("2026-03-10", "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
    ("2026-03-27", "submit_report", "guyuan", {**REPORT, "summary": REVIEW[0]}),
    ("2026-03-30", "clear_report", "shenlan", {"opinion": REVIEW[1]}),
    ("2026-04-10", "decide", "luochengan", {**DECISION, "minutes": REVIEW[2]}),
    ("2026-04-13", "start_correction", HANDLER, {}),
    ("2026-04-20", "submit_plan", UNIT, PLAN),
    ("2026-04-28", "approve_plan", SUPERVISOR, {}),
    ("2026-06-25", "finish_correction", UNIT, {"progress": "完成", "done": KINDS}),
    ("2026-07-06", "accept_correction", SUPERVISOR, {}),
    ("2026-07-08", "finish_clearing", "panxiao", DUTIES),
    ("2026-07-20", "finish_lessons", SUPERVISOR, LESSONS),
    ("2026-07-21", "file_archives", "fengjie", {"receipt": "人1"}),
    ("2026-07-22", "file_archives", "qiufeng", {"receipt": "廉1"}),
)
