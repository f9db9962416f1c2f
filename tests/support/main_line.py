"""The main road of a case at the bureau, step by step, with its due dates (scenario 28)."""

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

BUREAU_LINE = (
    # on, event, by, data, the state after, {task: its due date}
    ("2026-03-06", "file", OFFICER, APPLICATION, "filed", {"preliminary_check": "2026-03-10"}),
    ("2026-03-09", "accept", HANDLER, {}, "under_review", {"review": "2026-03-30"}),
    ("2026-03-10", "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]},
     "under_review", {}),
    ("2026-03-27", "submit_report", "guyuan", REPORT, "legal_review",
     {"legal_review": "2026-04-03"}),
    ("2026-03-30", "clear_report", "shenlan", {"opinion": "同意"}, "deliberation",
     {"deliberation": "2026-04-13"}),
    ("2026-04-10", "decide", "luochengan",
     {**DECISION, "on": "2026-04-09", "received_on": "2026-04-10"}, "decided",
     {"serve_decision": "2026-04-16", "start_correction": "2026-04-15",
      "answer_reporter": "2026-04-30", "file_archives": "2026-05-09"}),
    ("2026-04-13", "start_correction", HANDLER, {}, "correcting",
     {"correction_plan": "2026-04-27", "serve_decision": None, "start_correction": None}),
    ("2026-04-20", "submit_plan", UNIT, PLAN, "correcting", {}),
    ("2026-04-28", "approve_plan", SUPERVISOR, {}, "correcting",
     {"complete_correction": "2026-06-29"}),
    ("2026-05-15", "report_progress", UNIT, {"progress": "一半", "done": KINDS[:4]}, "correcting",
     {}),
    ("2026-06-25", "finish_correction", UNIT, {"progress": "完成", "done": KINDS[4:]},
     "correction_check", {"correction_report": "2026-07-09", "complete_correction": None}),
    ("2026-07-06", "accept_correction", SUPERVISOR, {}, "clearing",
     {"lessons_report": "2026-08-03"}),
    ("2026-07-08", "finish_clearing", "panxiao", DUTIES, "lessons", {"answer_reporter": None}),
    ("2026-07-20", "finish_lessons", SUPERVISOR, LESSONS, "archiving", {"lessons_report": None}),
    ("2026-07-21", "file_archives", "fengjie", {"receipt": "人1"}, "archiving", {}),
    ("2026-07-22", "file_archives", "qiufeng", {"receipt": "廉1"}, "closed",
     {"file_archives": None}),
)  # fmt: skip
