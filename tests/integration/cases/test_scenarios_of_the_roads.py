"""Whole lives side by side and undone: several officers, revocation, impact periods."""

from datetime import date
from typing import Any

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
from support.papers_in import REPORT, recorded

from cases.explaining import explain_task
from cases.history import verify
from cases.views import case_file
from states.errors import GuardFailed, NotAllowed

SECOND, THIRD = "zhouqian", "wulei"
DUTIES = {"answer_reporter": {"done_on": "2025-10-20", "how": "书面"}}


def decided(b: Bureau, number: str, outcome: str, **more: Any) -> None:
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
    decided(b, two, "mitigated", sanctions=[{"kind": "政务记过", "effective_on": "2025-10-01"}])
    decided(b, three, "not_tolerated")
    assert b.due("start_correction", one) == date(2025, 10, 14)
    assert b.due("impact_period", two) == date(2026, 9, 30)
    assert b.due("file_archives", three) is None  # nothing goes into a personal file as tolerance
    b.do("2025-10-13", "skip_correction", SUPERVISOR, case=three, reason="无需纠错")
    closing(b, three, "2025-10-20")
    b.do("2025-10-21", "file_archives", "fengjie", case=three, receipt="案卷1号")
    assert b.state(three) == "closed"
    with pytest.raises(GuardFailed, match="应当启动纠错，不能跳过"):
        b.do("2025-10-13", "skip_correction", SUPERVISOR, case=two, reason="处分已执行")
    b.do("2025-10-13", "start_correction", HANDLER, case=two)
    b.do("2025-10-13", "submit_plan", UNIT, case=two, **PLAN)
    b.do("2025-10-14", "approve_plan", SUPERVISOR, case=two)
    b.do("2025-10-15", "finish_correction", UNIT, case=two, progress="完成", done=KINDS)
    b.do("2025-10-16", "accept_correction", SUPERVISOR, case=two)
    for hand in ("fengjie", "qiufeng"):
        b.do("2025-10-14", "file_archives", hand, case=two, receipt=hand)
    closing(b, two, "2025-10-20")
    assert b.state(two) == "impact_period"
    with pytest.raises(GuardFailed, match="影响期至2026-09-30届满"):
        b.do("2026-09-30", "end_impact", "fengjie", case=two, no_new_sanction=True)
    with pytest.raises(GuardFailed, match="请先办理“登记处分”"):
        b.do("2026-10-08", "end_impact", "fengjie", case=two, no_new_sanction=False)
    b.do("2026-10-08", "end_impact", "fengjie", case=two, no_new_sanction=True)
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
    assert before.counts_as_error is False
    b.do("2026-01-05", "revoke", "luochengan", reason="证据系伪造", document="巴〔2026〕9号")
    after = case_file(b.store, number, at("2026-01-06"))
    assert after.row.state == "under_review"
    assert after.row.outcome is None
    assert after.counts_as_error is None
    assert ("fengjie", "HR") in b.told("revoked")
    assert [e.event for e in after.events[:2]] == ["revoke", "recommend"]  # four eyes
    assert [e.seq for e in after.events][2:] == [e.seq for e in before.events]
    assert {p.code for p in after.papers} == {p.code for p in before.papers} | {"D36"}
    assert b.due("review") == date(2026, 1, 26)
    assert not verify(b.store).flaws


def test_of_two_sanctions_the_one_that_ends_last_is_what_bears(bureau: Bureau):
    """Scenario 36: from 2025-08-31 six months end in February, twelve in August."""
    b = bureau
    b.open("2025-08-18")
    warned = {"kind": "政务警告", "effective_on": "2025-08-31"}
    decided(b, b.number, "mitigated", sanctions=[warned])
    assert b.due("impact_period") == date(2026, 2, 28)
    warned["kind"] = "党内警告"
    with pytest.raises(NotAllowed, match="须由干部人事档案办理"):
        b.do("2025-10-13", "record_sanction", HANDLER, sanctions=[warned], document="巴纪6号")
    b.do("2025-10-13", "record_sanction", "fengjie", sanctions=[warned], document="巴纪6号")
    assert b.due("impact_period") == date(2026, 8, 30)
    file = case_file(b.store, b.number, at("2025-10-13"))
    assert file.counts_as_error
    assert [held.kind for held in file.sanctions] == ["政务警告", "党内警告"]
    assert "党内警告" in "".join(
        explain_task(b.store, b.number, "impact_period", at("2025-10-13")).lines("zh")
    )
    assert verify(b.store).flaws == []


def test_a_sovereign_organ_decides_whatever_state_we_are_in_and_once(bureau: Bureau):
    b = bureau
    b.open("2026-03-02", "external")
    given = recorded(date(2026, 3, 20), "not_tolerated")
    b.do("2026-03-04", "suspend", SUPERVISOR, reason="等待鉴定")
    b.do("2026-03-20", "record_decision", HANDLER, **given)
    assert b.state() == "decided"
    b.do("2026-03-23", "skip_correction", SUPERVISOR, reason="不予容错")
    with pytest.raises(GuardFailed, match="请先办理“撤销决定”"):
        b.do("2026-03-24", "record_decision", HANDLER, **given)
    b.do("2026-03-24", "revoke", HANDLER, reason="上级变更", document="渝〔2026〕5号")
    b.do("2026-03-25", "record_decision", HANDLER, **recorded(date(2026, 3, 25), "mitigated"))
    assert (b.state(), b.row().outcome) == ("decided", "mitigated")
    assert verify(b.store).flaws == []


def test_a_name_is_cleared_where_defamation_comes_to_light_with_the_decision_or_after(
    bureau: Bureau,
):
    """§2.6: whatever was decided, whoever was defamed is cleared."""
    b = bureau
    b.open("2025-08-18", report_kind="none")
    decided(b, b.number, "not_tolerated", defamed=True)
    assert b.due("clear_name") is not None
    b.open("2025-08-18", report_kind="none")
    decided(b, b.number, "not_tolerated")
    assert b.due("clear_name") is None
    with pytest.raises(GuardFailed, match="须查明存在诬告诽谤"):
        b.do("2025-10-13", "open_clearing", SUPERVISOR, reason="澄清")
    b.do("2025-10-13", "open_clearing", SUPERVISOR, reason="查明诬告", defamed=True)
    assert (b.state(), b.due("clear_name")) == ("decided", date(2025, 11, 3))
    b.do("2025-10-13", "skip_correction", SUPERVISOR, reason="无需纠错")
    with pytest.raises(GuardFailed, match="第十九条事项未办结"):
        b.do("2025-10-14", "finish_clearing", "panxiao")
    cleared = {"clear_name": {"done_on": "2025-10-14", "how": "书面"}}
    done = b.do("2025-10-14", "finish_clearing", "panxiao", duties=cleared)
    assert done.papers == ("D26", "D27", "D28")


def test_nobody_who_reported_is_forgotten_when_a_case_ends_without_application(bureau: Bureau):
    b = bureau
    b.open("2026-03-02", "external")
    b.sweep("2026-03-10T00:05")
    with pytest.raises(GuardFailed, match="本案来自实名举报：请先办理“启动澄清”"):
        b.do("2026-03-11", "close_unapplied", SUPERVISOR)
    b.do("2026-03-11", "open_clearing", SUPERVISOR, reason="实名举报须反馈")
    assert b.due("answer_reporter") is not None
