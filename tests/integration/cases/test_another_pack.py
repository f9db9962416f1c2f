"""Measures of another kind on the same machine: a window until the decision, and an objection."""

from datetime import date
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.papers_in import VOTES, one_by_one

from cases.history import verify
from cases.views import case_file
from states.errors import GuardFailed, Invalid
from states.facts import Facts

CONDITIONS = tuple(f"C5.{n}" for n in range(1, 7))
CHECKS = ["C9.1", "C9.2", "C9.3"]
DECISION = {
    "outcome": "exempt", "number": "清〔2026〕1号", "checks": CHECKS, **VOTES,
}  # fmt: skip


def sheet(*yes: str) -> dict[str, Any]:
    said = {code: {"value": True, "evidence": ["记录"]} for code in yes}
    answers = one_by_one(said, (*CONDITIONS, "C6.1", "C6.2"))
    return {"summary": "报告", "answers": answers, "others": "no"}


def in_review(b: Bureau, track: str = "bureau") -> None:
    b.open("2026-03-02", track, pack="qinglan")
    b.do("2026-03-02", "inform_officer", HANDLER)
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])


def decided(b: Bureau) -> None:
    in_review(b)
    b.do("2026-03-20", "submit_report", "guyuan", **sheet(*CONDITIONS))
    b.do("2026-03-23", "clear_report", "shenlan", opinion="同意")
    b.do("2026-03-24", "decide", "luochengan", **DECISION)


def test_an_application_may_come_until_the_decision_and_no_day_ends_the_window(bureau: Bureau):
    in_review(bureau)
    assert bureau.row().window_last_day is None
    assert bureau.due("application_window") is None
    assert bureau.sweep("2026-06-30T09:00").lapsed == 0
    bureau.do("2026-07-01", "file", OFFICER, **APPLICATION)
    bureau.do("2026-07-02", "file", UNIT, **APPLICATION)
    assert bureau.state() == "under_review"
    assert len(Facts.read(bureau.row().facts).standing_applications) == 2
    assert not verify(bureau.store).flaws


def test_filed_first_it_goes_the_usual_road(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02", pack="qinglan")
    b.do("2026-05-08", "file", OFFICER, **{**APPLICATION, "grounds": ["C5.1"]})
    b.do("2026-05-09", "accept", HANDLER)
    assert b.due("review") == date(2026, 6, 5)  # twenty working days here


def test_all_six_conditions_and_nothing_less(sqlite_bureau: Bureau):
    b = sqlite_bureau
    in_review(b)
    b.do("2026-03-20", "submit_report", "guyuan", **sheet(*CONDITIONS[:5]))
    b.do("2026-03-23", "clear_report", "shenlan", opinion="同意")
    with pytest.raises(GuardFailed) as refusal:
        b.do("2026-03-24", "decide", "luochengan", **DECISION, departure_reason="情有可原")
    assert refusal.value.article == "第五条"
    assert b.state() == "deliberation"


def test_what_is_cited_are_the_articles_of_the_cases_own_measures(bureau: Bureau):
    decided(bureau)
    file = case_file(bureau.store, bureau.number, at("2026-03-25"), viewer=HANDLER)
    cited = {article for event in file.events for article in event.articles}
    assert cited <= {"第二条", "第五条", "第六条", "第七条", "第九条", "第十条"}
    assert {move.article for move in file.moves} <= {f"第{n}条" for n in "二五六七九十"} | {
        "第十一条", "第十二条", "第十三条",
    }  # fmt: skip


def test_these_measures_have_checks_of_their_own(sqlite_bureau: Bureau):
    b = sqlite_bureau
    in_review(b)
    b.do("2026-03-20", "submit_report", "guyuan", **sheet(*CONDITIONS))
    b.do("2026-03-23", "clear_report", "shenlan", opinion="同意")
    with pytest.raises(GuardFailed, match=r"缺 C9\.3") as refusal:
        b.do("2026-03-24", "decide", "luochengan", **{**DECISION, "checks": CHECKS[:2]})
    assert refusal.value.article == "第九条"


def test_an_objection_in_time_is_answered_and_dismissed(bureau: Bureau):
    """Served 03-26: ten working days end on 04-10 (清明 04-06 off); answered within ten more."""
    decided(bureau)
    bureau.do("2026-03-26", "serve_decision", HANDLER)
    assert bureau.due("objection") == date(2026, 4, 10)
    bureau.do("2026-04-10T17:00", "object", OFFICER, statement="事实认定有误")
    assert bureau.due("answer_objection") == date(2026, 4, 24)
    bureau.do(
        "2026-04-20", "answer_objection", "luochengan",
        upheld=False, reason="事实清楚", document="清〔2026〕2号",
    )  # fmt: skip
    assert bureau.state() == "decided"
    assert Facts.read(bureau.row().facts).objection.upheld is False
    with pytest.raises(GuardFailed, match="不在异议期内"):
        bureau.do("2026-04-21", "object", OFFICER, statement="再次异议")
    assert not verify(bureau.store).flaws


def test_an_objection_that_is_upheld_is_reviewed_again(bureau: Bureau):
    decided(bureau)
    bureau.do("2026-03-26", "serve_decision", HANDLER)
    bureau.do("2026-03-30", "object", OFFICER, statement="遗漏证据")
    bureau.do(
        "2026-04-01", "answer_objection", "luochengan",
        upheld=True, reason="确有遗漏", document="清〔2026〕3号",
    )  # fmt: skip
    assert bureau.state() == "under_review"
    assert Facts.read(bureau.row().facts).decision is None
    assert bureau.due("review") is not None
    assert not verify(bureau.store).flaws


def test_the_right_to_object_lapses_on_its_day_and_not_before(bureau: Bureau):
    decided(bureau)
    bureau.do("2026-03-26", "serve_decision", HANDLER)
    assert bureau.sweep("2026-04-10T17:29").lapsed == 0
    assert bureau.sweep("2026-04-10T17:31").lapsed == 1  # these measures close at half past five
    with pytest.raises(GuardFailed, match="不在异议期内"):
        bureau.do("2026-04-11", "object", OFFICER, statement="过期")


def test_a_paper_received_after_the_last_day_is_late(sqlite_bureau: Bureau):
    b = sqlite_bureau
    decided(b)
    b.do("2026-03-26", "serve_decision", HANDLER)
    with pytest.raises(GuardFailed, match="异议期已于2026-04-10届满"):
        b.do("2026-04-11", "object", OFFICER, statement="过期", received_on="2026-04-11")
    with pytest.raises(Invalid, match="received_on"):
        b.do("2026-04-09", "object", OFFICER, statement="未送达", received_on="2026-03-25")


def test_a_case_is_not_closed_over_an_open_objection(sqlite_bureau: Bureau):
    b = sqlite_bureau
    in_review(b)
    b.do("2026-03-20", "submit_report", "guyuan", **sheet("C6.2"))
    b.do("2026-03-23", "clear_report", "shenlan", opinion="同意")
    b.do("2026-03-24", "decide", "luochengan", **{**DECISION, "outcome": "not_tolerated"})
    b.do("2026-03-25", "skip_correction", SUPERVISOR, reason="无需纠错")
    b.do("2026-03-25", "finish_clearing", "panxiao",
         duties={"answer_reporter": {"done_on": "2026-03-25", "how": "书面"}})  # fmt: skip
    lessons = {"issue_type": "程序瑕疵", "field": "水"}
    b.do("2026-03-26", "finish_lessons", SUPERVISOR, **lessons)
    assert b.due("objection") == date(2026, 4, 9)  # served 03-25, with the word that no correction
    with pytest.raises(GuardFailed, match="异议期尚未了结"):
        b.do("2026-03-27", "file_archives", "fengjie", receipt="1")
    b.sweep("2026-04-14T09:00")
    b.do("2026-04-14", "file_archives", "fengjie", receipt="1")
    assert b.state() == "closed"


def test_the_first_pack_knows_no_objection(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-04", "accept", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    from support.bureau import DECISION as FIRST
    from support.papers_in import REPORT

    b.do("2026-03-09", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-10", "clear_report", "shenlan", opinion="同意")
    b.do("2026-03-11", "decide", "luochengan", **FIRST)
    b.do("2026-03-12", "serve_decision", HANDLER)
    assert b.due("objection") is None
    with pytest.raises(GuardFailed, match="未规定"):
        b.do("2026-03-13", "object", OFFICER, statement="不服")


def test_measures_that_are_not_loaded_are_refused(sqlite_bureau: Bureau):
    with pytest.raises(GuardFailed, match="没有在2026-03-02施行的办法"):
        sqlite_bureau.open("2026-03-02", pack="elsewhere")
