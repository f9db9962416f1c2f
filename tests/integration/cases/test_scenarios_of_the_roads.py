"""Whole lives side by side and undone: several officers, revocation, impact periods."""

from datetime import date

import pytest
from support.bureau import (
    APPLICATION,
    DECISION,
    HANDLER,
    KINDS,
    LESSONS,
    OFFICER,
    PLAN,
    SUPERVISOR,
    UNIT,
    Bureau,
    at,
)
from support.papers_in import REPORT

from cases.history import verify
from cases.views import case_file
from states.errors import GuardFailed

SECOND, THIRD = "zhouqian", "wulei"
DUTIES = {"answer_reporter": {"done_on": "2025-10-20", "how": "书面"}}


def decided(b: Bureau, number: str, outcome: str, **more: str) -> None:
    """From the start of 2025-09-01 to the decision of 09-29."""
    b.do("2025-09-02", "consider_ex_officio", HANDLER, case=number)
    b.do("2025-09-03", "assign_reviewers", HANDLER, case=number, reviewers=["guyuan", "jiangyue"])
    b.do("2025-09-15", "submit_report", "guyuan", case=number, **REPORT)
    b.do("2025-09-17", "clear_report", "shenlan", case=number, opinion="同意")
    data = {**DECISION, "outcome": outcome, **more}
    b.do("2025-10-10", "decide", "luochengan", case=number, **data)


def closing(b: Bureau, number: str, day: str) -> None:
    b.do(day, "finish_clearing", "panxiao", case=number, duties=DUTIES)
    b.do(day, "finish_lessons", SUPERVISOR, case=number, **LESSONS)


def test_three_officers_of_one_matter_go_three_ways(sqlite_bureau: Bureau):
    """Scenario 24: one to correction, one into an impact period, one into the file alone."""
    b = sqlite_bureau
    b.open("2025-09-01", officers=[OFFICER, SECOND, THIRD])
    one, two, three = b.numbers
    decided(b, one, "exempt")
    decided(b, two, "mitigated", sanction="政务记过", sanction_effective_on="2025-10-01")
    decided(b, three, "not_tolerated")
    assert b.due("start_correction", one) == date(2025, 10, 14)
    assert b.due("impact_period", two) == date(2026, 9, 30)
    assert b.due("file_archives", three) is None  # nothing goes into a personal file as tolerance
    b.do("2025-10-13", "skip_correction", SUPERVISOR, case=three, reason="无需纠错")
    closing(b, three, "2025-10-20")
    b.do("2025-10-21", "file_archives", "fengjie", case=three, receipt="案卷1号")
    assert b.state(three) == "closed"
    b.do("2025-10-13", "skip_correction", SUPERVISOR, case=two, reason="处分已执行")
    for hand in ("fengjie", "qiufeng"):
        b.do("2025-10-14", "file_archives", hand, case=two, receipt=hand)
    closing(b, two, "2025-10-20")
    assert b.state(two) == "impact_period"
    with pytest.raises(GuardFailed, match="影响期至2026-09-30届满"):
        b.do("2026-09-30", "end_impact", "fengjie", case=two)
    b.do("2026-10-08", "end_impact", "fengjie", case=two)
    assert (b.state(one), b.state(two), b.state(three)) == ("decided", "closed", "closed")
    assert not verify(b.store).flaws


def test_a_closed_exemption_is_revoked_by_addendum_and_nothing_is_deleted(bureau: Bureau):
    """Scenario 35: forged evidence comes to light after the case was closed."""
    b = bureau
    b.open("2025-09-01")
    number = b.number
    b.do("2025-09-02", "file", OFFICER, **APPLICATION)
    b.do("2025-09-03", "accept", HANDLER)
    b.do("2025-09-03", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2025-09-15", "submit_report", "guyuan", **REPORT)
    b.do("2025-09-17", "clear_report", "shenlan", opinion="同意")
    b.do("2025-09-22", "decide", "luochengan", **DECISION)
    b.do("2025-09-23", "start_correction", HANDLER)
    b.do("2025-09-24", "submit_plan", UNIT, **PLAN)
    b.do("2025-09-25", "approve_plan", SUPERVISOR)
    b.do("2025-10-14", "finish_correction", UNIT, progress="完成", done=KINDS)
    b.do("2025-10-15", "accept_correction", SUPERVISOR)
    for hand in ("fengjie", "qiufeng"):
        b.do("2025-10-16", "file_archives", hand, receipt=hand)
    closing(b, number, "2025-10-20")
    assert b.state() == "closed"
    before = case_file(b.store, number, at("2026-01-04"))
    b.do("2026-01-05", "revoke", "luochengan", reason="证据系伪造", document="巴〔2026〕9号")
    after = case_file(b.store, number, at("2026-01-06"))
    assert after.row.state == "under_review"
    assert after.row.outcome is None
    assert [e.seq for e in after.events][1:] == [e.seq for e in before.events]
    assert {p.code for p in after.papers} == {p.code for p in before.papers} | {"D36"}
    assert b.due("review") == date(2026, 1, 26)
    assert not verify(b.store).flaws


def test_of_two_sanctions_the_one_that_ends_last_is_what_bears(sqlite_bureau: Bureau):
    """Scenario 36: from 2025-08-31 six months end in February, twelve in August."""
    from storage.packs import pack_by_id, pack_in_force

    with sqlite_bureau.store.read() as connection:
        known = pack_in_force(sqlite_bureau.store, connection, date(2025, 9, 1))
        assert known is not None
        pack = pack_by_id(sqlite_bureau.store, connection, known)
    effective = date(2025, 8, 31)
    ends = [pack.impact_last_day(kind, effective) for kind in ("政务警告", "党内警告")]
    assert ends == [date(2026, 2, 28), date(2026, 8, 30)]
