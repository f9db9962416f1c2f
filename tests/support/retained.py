"""Closed cases for the archive: kept for thirty years, with files of evidence."""

from datetime import date
from pathlib import Path
from typing import Any

from support.bureau import DECISION, HANDLER, SUPERVISOR, Bureau, at
from support.files import PDF, hand_in
from support.whole_case import LINE

from cases.appraisals import Proposal, Verdict, decide, propose
from cases.emptying import Emptied, execute
from cases.reporters import Office, enter_report
from cases.transfers import enter_receipt, hand_over
from storage.files.shelf import Shelf

BUREAU = "青溪区生态环境局"
PERSONNEL, INTEGRITY, PRINCIPAL = "fengjie", "qiufeng", "shiqing"
OFFICE = "区档案馆"
DUE = "2057-01-04"
"""A day after thirty years counted from the year after 2026."""
MARK = "孙皓本人陈述记号"


def closed(
    b: Bureau, shelf: Shelf | None = None, keys: Path | None = None, *, tolerated: bool = False,
    evidence: bytes = PDF, started: str = "2026-03-02", **more: Any,
) -> str:  # fmt: skip
    """A case to its end in 2026: not tolerated, and so kept for thirty years, unless it is."""
    number = b.open(started, **more)
    if keys:
        given = {"received_on": "2026-02-20", "abstract": "反映监测异常", "text": "原文",
                 "name": "举报某甲"}  # fmt: skip
        enter_report(Office(b.store, keys), number.rpartition("-")[0], given, "panxiao",
                     at("2026-03-03"))  # fmt: skip
    if shelf:
        hand_in(b, shelf, evidence, name="现场记录.pdf", title=MARK)
    outcome = "exempt" if tolerated else "none"
    for day, event, by, data in LINE:
        if event == "start_correction" and not tolerated:
            break
        filled = {**data, **({**DECISION, "outcome": outcome} if event == "decide" else {})}
        b.do(day, event, by, **filled)
    if not tolerated:
        b.do("2026-04-13", "skip_correction", SUPERVISOR, reason="无需")
        b.do("2026-04-14", "finish_clearing", "panxiao",
             duties={"answer_reporter": {"done_on": "2026-04-14", "how": "书面"}})  # fmt: skip
        b.do("2026-04-20", "finish_lessons", SUPERVISOR, issue_type="未及时发现", field="水")
        b.do("2026-04-22", "file_archives", PERSONNEL, receipt="卷1")
    assert b.state() == "closed", b.state()
    return number


def handed_over(b: Bureau, shelf: Shelf, *numbers: str, on: str = "2027-02-01") -> str:
    name = hand_over(b.store, shelf, numbers, at(on), by=HANDLER, recipient=OFFICE, bureau=BUREAU)
    enter_receipt(b.store, name, "档收〔2027〕9号", date(2027, 2, 1), at(on), by=HANDLER)
    return name


def approved(
    b: Bureau, *matters: str, verdict: Verdict = Verdict.ANONYMISE, on: str = DUE,
    years: int | None = None,
) -> str:  # fmt: skip
    name = propose(
        b.store, Proposal(matters, verdict, "保管期满，无继续保存价值", years), at(on), by=PERSONNEL
    )
    decide(b.store, name, at(on), by=PRINCIPAL,
           approved=True)  # fmt: skip
    return name


def emptied(b: Bureau, shelf: Shelf, name: str, *, by: str = PERSONNEL, on: str = DUE) -> Emptied:
    return execute(b.store, shelf, name, at(on), by=by, typed=name)
