"""Why a task is due on its day, as people read it: every line compared with its golden file."""

from datetime import date

import pytest
from sqlalchemy import select
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.calendars import apply, one_day, published, running
from support.golden import Golden
from support.papers_in import REPORT

from cases.calendars import keep
from cases.explaining import TaskExplanation, explain_task
from states.errors import Invalid, NotFound
from storage.schema import Person

WINDOW = "application_window"


def reviewed(b: Bureau) -> None:
    b.open("2026-02-27", informed_on="2026-02-27")
    b.do("2026-02-28", "file", OFFICER, **APPLICATION)
    b.do("2026-03-02", "accept", HANDLER)


def window(b: Bureau) -> str:
    b.open("2025-09-25")
    return WINDOW


def paused(b: Bureau) -> str:
    reviewed(b)
    b.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    return "review"


def resumed(b: Bureau) -> str:
    paused(b)
    b.do("2026-04-07", "resume", SUPERVISOR)
    return "review"


def extended(b: Bureau) -> str:
    reviewed(b)
    b.do("2026-03-20", "extend_review", SUPERVISOR, days=10, reason="须委托鉴定")
    return "review"


def recounted(b: Bureau) -> str:
    b.open("2027-02-01")
    apply(b, published(), "2027-02-02")
    return WINDOW


def provisional(b: Bureau) -> str:
    b.open("2027-02-01")
    return WINDOW


def told(b: Bureau) -> str:
    b.open("2027-01-28")
    apply(b, published(), "2027-01-29")
    return WINDOW


def cut(b: Bureau) -> str:
    b.open("2026-03-02", "external")
    b.do("2026-03-05", "file", OFFICER, statement="申请")
    b.do("2026-03-05", "require_supplement", HANDLER, gaps=["证据"])
    return "supplement"


def impact(b: Bureau) -> str:
    b.open("2026-03-02", "external")
    b.do(
        "2026-03-10", "record_decision", HANDLER, outcome="mitigated", number="渝〔2026〕9号",
        organ="市局", decided_on="2026-03-06", received_on="2026-03-10",
        sanctions=[{"kind": "政务警告", "effective_on": "2026-03-06"}],
    )  # fmt: skip
    return "impact_period"


def lapsed(b: Bureau) -> str:
    b.open("2026-03-02", "external")
    b.sweep("2026-03-10T00:05")
    apply(b, one_day("2026-03-06", off=True), "2026-03-10")
    return WINDOW


ROADS = [window, provisional, recounted, told, paused, resumed, extended, cut, impact, lapsed]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_due_date_explains_itself(sqlite_bureau: Bureau, golden: Golden, road):
    kind = road(sqlite_bureau)
    found = explain_task(sqlite_bureau.store, sqlite_bureau.number, kind, at("2026-03-03"))
    for lang in ("zh", "en"):
        golden(f"explanations/{road.__name__}.{lang}.txt", "\n".join(found.lines(lang)) + "\n")


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_it_names_no_person_and_no_subject(sqlite_bureau: Bureau, road):
    kind = road(sqlite_bureau)
    with sqlite_bureau.store.read() as connection:
        names = list(connection.execute(select(Person.name)).scalars())
    said = repr(explain_task(sqlite_bureau.store, sqlite_bureau.number, kind, at("2026-03-03")))
    assert names
    assert [name for name in names if name in said] == []
    assert sqlite_bureau.row().subject not in said


def explained(b: Bureau, kind: str) -> TaskExplanation:
    return explain_task(b.store, b.number, kind, at("2026-03-03"))


def test_it_says_what_the_row_of_the_task_says(bureau: Bureau):
    """Through a pause, a resumption, an extension and a recount of either kind."""

    def agree(kind: str) -> TaskExplanation:
        found, task = explained(bureau, kind), running(bureau, kind)
        assert (found.due_on, found.provisional, found.state, found.started_on) == (
            task.due_on, task.provisional, task.state, task.started_on,
        )  # fmt: skip
        assert found.counting
        assert found.otherwise in {None, "paused"}
        assert found.counting.due_on == found.due_on
        return found

    reviewed(bureau)
    agree("review")
    bureau.do("2026-03-05", "extend_review", SUPERVISOR, days=5, reason="须鉴定")
    agree("review")
    bureau.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    assert agree("review").state == "paused"
    apply(bureau, one_day("2026-03-05", off=True), "2026-03-12")
    agree("review")
    bureau.do("2026-04-07", "resume", SUPERVISOR)
    apply(bureau, one_day("2026-04-09", off=True), "2026-04-08")
    found = agree("review")
    assert [move.op for move in found.moves] == [
        "extend", "pause", "recount", "resume", "recount"
    ]  # fmt: skip
    assert found.counting
    assert sum(entry.counted for entry in found.counting.days) == 20


def test_a_clock_opened_again_is_explained_by_its_newest_round(bureau: Bureau):
    reviewed(bureau)
    bureau.do("2026-03-05", "extend_review", SUPERVISOR, days=5, reason="须鉴定")
    bureau.do("2026-03-05", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    bureau.do("2026-03-10", "submit_report", "guyuan", **REPORT)
    assert explained(bureau, "review").state == "done"
    bureau.do("2026-03-12", "return_report", "shenlan", opinion="补充")
    found = explained(bureau, "review")
    assert (found.opened_by, found.started_on, found.moves) == (
        "return_report", date(2026, 3, 12), (),
    )  # fmt: skip
    assert found.due_on == bureau.due("review")


def test_a_day_told_before_a_decree_made_it_earlier_says_so(sqlite_bureau: Bureau):
    """Nothing was written of it, for nothing moved; the explanation says it all the same."""
    sqlite_bureau.open("2026-03-02", informed_on="2026-03-02")
    apply(sqlite_bureau, one_day("2026-03-07", off=False), "2026-03-03")
    found = explained(sqlite_bureau, WINDOW)
    assert (found.due_on, found.otherwise) == (date(2026, 3, 9), "kept")
    said = "有效末日：2026-03-09，因已告知而不提前；按现行日历算得的 2026-03-07 不适用"
    assert said in found.lines("zh")


def test_a_calendar_that_no_recount_followed_yet_is_said(sqlite_bureau: Bureau):
    sqlite_bureau.open("2026-03-02")
    keep(sqlite_bureau.store, one_day("2026-03-09", off=True), HANDLER, at("2026-03-03"))
    found = explained(sqlite_bureau, WINDOW)
    assert (found.due_on, found.otherwise) == (date(2026, 3, 9), "stale")


def test_what_is_not_there_is_refused(sqlite_bureau: Bureau):
    number = sqlite_bureau.open("2026-03-02")
    with pytest.raises(NotFound, match="案件"):
        explain_task(sqlite_bureau.store, "2026-9999-1", WINDOW, at("2026-03-03"))
    with pytest.raises(NotFound, match="待办"):
        explain_task(sqlite_bureau.store, number, "review", at("2026-03-03"))
    with pytest.raises(Invalid, match="kind"):
        explain_task(sqlite_bureau.store, number, "nothing", at("2026-03-03"))
