"""What is asked for twice with one key is done once, and answered as the first time."""

from dataclasses import replace

import pytest
from support.bureau import (
    APPLICATION,
    DECISION,
    HANDLER,
    KINDS,
    OFFICER,
    PLAN,
    SUPERVISOR,
    UNIT,
    Bureau,
    at,
    opening,
)
from support.papers_in import REPORT

from cases.attempts import attempts_on
from cases.opening import open_matter
from states.errors import GuardFailed, Invalid


def test_a_step_answers_as_the_first_time(bureau: Bureau):
    b = bureau
    b.open("2026-03-02")
    first = b.do("2026-03-03", "file", OFFICER, key="k1", **APPLICATION)
    told = b.told("receipt")
    again = b.do("2026-03-04", "file", OFFICER, key="k1", **APPLICATION)
    assert again.repeated
    assert [c.recorded() for c in again.changes] == [c.recorded() for c in first.changes]
    assert (again.papers, again.notices, again.version) == (("D02",), first.notices, 2)
    assert b.told("receipt") == told


@pytest.mark.parametrize("changed", [{"reason": "另一理由"}, {"ground": "out_of_scope"}])
def test_a_key_used_for_something_else_is_refused(bureau: Bureau, changed: dict[str, str]):
    b = bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    given = {"ground": "duplicate", "reason": "重复"}
    b.do("2026-03-04", "refuse", SUPERVISOR, key="k1", **given)
    with pytest.raises(Invalid, match="该幂等键已用于另一次办理"):
        b.do("2026-03-04", "refuse", SUPERVISOR, key="k1", asked=False, **{**given, **changed})


def test_a_matter_is_registered_once(bureau: Bureau):
    store, given = bureau.store, opening("2026-03-02", officers=[OFFICER, "zhouqian"])
    first = open_matter(store, HANDLER, given, now=at("2026-03-02"), key="k1")
    before = bureau.tables()
    again = open_matter(store, HANDLER, given, now=at("2026-03-03"), key="k1")
    assert again == replace(first, repeated=True)
    assert bureau.tables() == before
    for actor, data in (("zhengtao", given), (HANDLER, {**given, "organ": "另一机关"})):
        with pytest.raises(Invalid, match="该幂等键已用于另一次办理"):
            open_matter(store, actor, data, now=at("2026-03-03"), key="k1")
    assert bureau.tables() == before


def test_a_refusal_in_another_state_is_another_attempt(bureau: Bureau):
    b = bureau
    b.open("2026-03-02")
    for moment in ("2026-03-03T10:00:00", "2026-03-03T10:00:10"):
        with pytest.raises(GuardFailed):
            b.do(moment, "suspend", SUPERVISOR, asked=False, reason="等待鉴定")
    b.do("2026-03-03T10:00:20", "file", OFFICER, **APPLICATION)
    with pytest.raises(GuardFailed):
        b.do("2026-03-03T10:00:30", "suspend", SUPERVISOR, asked=False, reason="等待鉴定")
    found = attempts_on(b.store, b.number, at("2026-03-04"))
    assert [attempt.state for attempt in found] == ["investigation", "filed"]


def test_a_step_does_not_happen_before_what_it_rests_on(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02")
    b.do("2026-03-05", "file", UNIT, **APPLICATION)
    with pytest.raises(Invalid, match="早于所依据的上一步（2026-03-05）"):
        b.do("2026-03-06", "accept", HANDLER, on="2026-03-04")
    b.do("2026-03-06", "inform_officer", HANDLER, on="2026-03-02")  # told before they applied
    b.do("2026-03-06", "accept", HANDLER)
    b.do("2026-03-06", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-10", "submit_report", "guyuan", **REPORT)
    with pytest.raises(Invalid, match="2026-03-10"):
        b.do("2026-03-11", "clear_report", "shenlan", opinion="同意", on="2026-03-09")
    b.do("2026-03-11", "clear_report", "shenlan", opinion="同意")
    b.do("2026-03-12", "decide", "luochengan", **DECISION)
    with pytest.raises(Invalid, match="2026-03-12"):
        b.do("2026-03-13", "start_correction", HANDLER, on="2026-03-11")


def test_what_is_returned_is_done_again(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-04", "accept", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-10", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-11", "clear_report", "shenlan", opinion="同意")
    b.do("2026-03-12", "decide", "luochengan", **DECISION)
    b.do("2026-03-13", "start_correction", HANDLER)
    past = {"measures": [{**measure, "due_on": "2026-03-12"} for measure in PLAN["measures"]]}
    with pytest.raises(Invalid, match="早于方案日期"):
        b.do("2026-03-13", "submit_plan", UNIT, **past)
    b.do("2026-03-13", "submit_plan", UNIT, **PLAN)
    b.do("2026-03-16", "approve_plan", SUPERVISOR)
    b.do("2026-04-16", "finish_correction", UNIT, progress="完成", done=KINDS)
    b.do("2026-04-17", "return_correction", SUPERVISOR, reason="未见成效", redo=["learn"])
    with pytest.raises(GuardFailed, match="尚未完成的措施：汲取教训"):
        b.do("2026-04-20", "finish_correction", UNIT, progress="完成")
    b.do("2026-04-20", "finish_correction", UNIT, progress="完成", done=["learn"])
    assert b.state() == "correction_check"
