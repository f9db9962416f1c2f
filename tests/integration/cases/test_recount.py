"""Another calendar: which last days it moves, which stay, and who is told."""

import random
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.calendars import (
    apply,
    in_force,
    one_day,
    published,
    recounts,
    running,
)
from support.papers_in import REPORT

from cases.calendars import check_calendar, keep, preview
from cases.history import verify
from cases.recounting import recount
from states.errors import CaseError, NotFound
from storage.calendar import versions
from storage.schema import Notice

WINDOW = "application_window"


@pytest.fixture(autouse=True)
def proven(bureau: Bureau):
    """Whatever was counted anew, the history proves it."""
    yield
    assert verify(bureau.store).flaws == []


def day(text: str) -> date:
    return date.fromisoformat(text)


def under_review(b: Bureau) -> str:
    """Accepted 2026-03-02 with a review due 03-23, as in scenario 34."""
    number = b.open("2026-02-27", informed_on="2026-02-27")
    b.do("2026-02-28", "file", OFFICER, **APPLICATION)
    b.do("2026-03-02", "accept", HANDLER)
    assert b.due("review") == day("2026-03-23")
    return number


def test_a_provisional_window_moves_when_the_year_is_published(bureau: Bureau):
    """Scenario 11: started 2027-02-01, provisional 02-12, after the import 02-16."""
    bureau.open("2027-02-01")
    assert (bureau.due(WINDOW), running(bureau, WINDOW).provisional) == (day("2027-02-12"), True)
    done = apply(bureau, published(), "2027-02-02")
    assert (done.moved, done.notices, done.failures) == (1, 2, [])
    assert bureau.due(WINDOW) == bureau.row().window_last_day == day("2027-02-16")
    assert not running(bureau, WINDOW).provisional
    assert bureau.told("date_changed") == [(UNIT, "UPO"), (OFFICER, "OFF")]
    [body] = recounts(bureau)
    [window] = [task for task in body["tasks"] if task["kind"] == WINDOW]
    assert (window["was"], window["due_on"]) == ("2027-02-12", "2027-02-16")
    assert body["data"] == {"calendar": in_force(bureau).version}


def test_a_window_that_was_told_is_never_made_earlier(bureau: Bureau):
    """Scenario 11: started 2027-01-28, told 02-04, computed 02-03: stays, and both are kept."""
    bureau.open("2027-01-28", informed_on="2027-01-28")
    assert bureau.due(WINDOW) == day("2027-02-04")
    done = apply(bureau, published(), "2027-01-29")
    assert (done.moved, done.confirmed, done.notices) == (0, 1, 0)
    assert bureau.due(WINDOW) == bureau.row().window_last_day == day("2027-02-04")
    assert not running(bureau, WINDOW).provisional
    [body] = recounts(bureau)
    assert [(t["due_on"], t["computed"]) for t in body["tasks"]] == [("2027-02-04", "2027-02-03")]
    assert bureau.told("date_changed") == []


@pytest.mark.parametrize(
    ("started_on", "moved_to"),
    [("2027-02-01", "2027-02-16"), ("2027-01-28", "2027-02-04"), ("2026-12-25", "2027-01-04")],
)
def test_the_preview_writes_nothing_and_says_what_then_happens(
    bureau: Bureau, started_on: str, moved_to: str
):
    bureau.open(started_on)
    tasks = [WINDOW, "inform_officer"]
    before, held = bureau.tables(), {kind: bureau.due(kind) for kind in tasks}
    found = preview(bureau.store, published(), at(started_on))
    assert bureau.tables() == before
    assert in_force(bureau).is_provisional(day("2027-01-04"))
    assert found.failures == []
    apply(bureau, published(), started_on)
    assert bureau.due(WINDOW) == day(moved_to)
    said = {m.task: m.due_on for m in found.moved}
    assert {kind: bureau.due(kind) for kind in tasks} == {**held, **said}
    assert [m.kept for m in found.moved if m.task == WINDOW] == [started_on == "2027-01-28"][
        : started_on != "2026-12-25"
    ]


def test_a_second_recount_writes_nothing(bureau: Bureau):
    bureau.open("2027-02-01")
    bureau.open("2027-01-28", on="2027-02-01")
    apply(bureau, published(), "2027-02-02")
    before = bureau.tables()
    again = recount(bureau.store, at("2027-02-02"))
    assert (again.moved, again.confirmed, again.notices, again.failures) == (0, 0, 0, [])
    assert again.tasks == 4
    assert bureau.tables() == before


def test_a_recount_with_the_same_calendar_moves_nothing_of_any_case(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    bureau.open("2026-03-02", "external")
    bureau.do("2026-03-06", "file", OFFICER, statement="申请")
    bureau.do("2026-03-06", "require_supplement", HANDLER, gaps=["证据"])
    bureau.open("2026-12-28")
    before = bureau.tables()
    assert recount(bureau.store, at("2026-03-11")).failures == []
    assert bureau.tables() == before


@pytest.mark.parametrize("seed", range(4))
def test_after_any_course_of_a_case_the_same_calendar_moves_nothing(bureau: Bureau, seed: int):
    """What each step kept is what the whole course gives: suspended, resumed and extended."""
    chance, on = random.Random(seed), day("2026-03-02")
    under_review(bureau)
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.do("2026-03-02", "file", OFFICER, statement="申请")
    bureau.do("2026-03-02", "require_supplement", HANDLER, gaps=["证据"])
    for _ in range(10):
        for number in bureau.numbers:
            now = datetime.combine(on, time(15)).isoformat()
            with suppress(CaseError):
                if chance.random() < 0.3:
                    more = {"days": chance.randrange(1, 11), "reason": "须鉴定"}
                    bureau.do(now, "extend_review", SUPERVISOR, case=number, **more)
                else:
                    event = "resume" if bureau.state(number) == "suspended" else "suspend"
                    bureau.do(now, event, SUPERVISOR, case=number, reason="等待鉴定")
        before = bureau.tables()
        assert recount(bureau.store, at(now)).failures == []
        assert bureau.tables() == before
        on += timedelta(days=chance.choice([0, 0, 1, 2, 3, 5, 8]))


def test_a_paused_review_keeps_what_is_left_and_hears_of_no_date(bureau: Bureau):
    """Scenario 34, paused with eight days left: a decree on a day that had run gives it back."""
    under_review(bureau)
    bureau.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    assert running(bureau, "review").left == 8
    apply(bureau, one_day("2026-03-05", off=True), "2026-03-12")
    task = running(bureau, "review")
    assert (task.left, task.state, task.due_on) == (9, "paused", day("2026-03-24"))
    assert bureau.told("date_changed") == []
    bureau.do("2026-04-07", "resume", SUPERVISOR)
    assert bureau.due("review") == day("2026-04-20")


def test_a_pause_that_is_over_is_replayed(bureau: Bureau):
    """Scenario 34: suspended 03-11, resumed 04-07, due 04-17; a decree afterwards adds a day."""
    under_review(bureau)
    bureau.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    bureau.do("2026-04-07", "resume", SUPERVISOR)
    assert bureau.due("review") == day("2026-04-17")
    apply(bureau, one_day("2026-04-09", off=True), "2026-04-08")
    assert bureau.due("review") == day("2026-04-20")
    # A day within the pause is nobody's: it moves nothing.
    apply(bureau, one_day("2026-03-20", off=True), "2026-04-08")
    assert bureau.due("review") == day("2026-04-20")


def test_an_extension_is_replayed_from_the_new_last_day(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-20", "extend_review", SUPERVISOR, days=10, reason="须鉴定")
    assert bureau.due("review") == day("2026-04-07")
    apply(bureau, one_day("2026-03-13", off=True), "2026-03-21")
    assert bureau.due("review") == day("2026-04-08")
    assert bureau.told("date_changed") == [(HANDLER, "HND")]


def test_only_what_happened_in_this_round_is_replayed(bureau: Bureau):
    """The report came back: the second review was extended by two days, the first by ten."""
    under_review(bureau)
    bureau.do("2026-03-20", "extend_review", SUPERVISOR, days=10, reason="须鉴定")
    bureau.do("2026-03-20", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    bureau.do("2026-03-27", "submit_report", "guyuan", **REPORT)
    bureau.do("2026-03-30", "return_report", "shenlan", opinion="补充")
    bureau.do("2026-04-20", "extend_review", SUPERVISOR, days=2, reason="须鉴定")
    assert bureau.due("review") == day("2026-04-23")
    apply(bureau, one_day("2026-04-22", off=True), "2026-04-20")
    assert bureau.due("review") == day("2026-04-24")


def test_a_single_day_moves_dates_there_and_back(bureau: Bureau):
    number = under_review(bureau)
    bureau.open("2026-03-16", informed_on="2026-03-16")
    assert bureau.due(WINDOW) == day("2026-03-23")
    apply(bureau, one_day("2026-03-18", off=True), "2026-03-17")
    assert (bureau.due("review", number), bureau.due(WINDOW)) == (
        day("2026-03-24"), day("2026-03-24"),
    )  # fmt: skip
    apply(bureau, one_day("2026-03-18", off=None), "2026-03-17")
    # The reviewers get the old day back, the officer keeps the one that was told.
    assert (bureau.due("review", number), bureau.due(WINDOW)) == (
        day("2026-03-23"), day("2026-03-24"),
    )  # fmt: skip


def test_on_the_outside_track_a_supplement_follows_the_window_it_was_cut_by(bureau: Bureau):
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.do("2026-03-05", "file", OFFICER, statement="申请")
    bureau.do("2026-03-05", "require_supplement", HANDLER, gaps=["证据"])
    assert bureau.due("supplement") == bureau.due(WINDOW) == day("2026-03-09")
    apply(bureau, one_day("2026-03-06", off=True), "2026-03-05")
    assert bureau.due("supplement") == bureau.due(WINDOW) == day("2026-03-10")
    supplement = {("supplement", username) for username, _ in bureau.told("date_changed")}
    assert {("supplement", OFFICER), ("supplement", SUPERVISOR)} <= supplement


def test_a_cut_supplement_is_suspended_with_what_the_window_left_it(bureau: Bureau):
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.do("2026-03-05", "file", OFFICER, statement="申请")
    bureau.do("2026-03-05", "require_supplement", HANDLER, gaps=["证据"])
    bureau.do("2026-03-06", "suspend", SUPERVISOR, reason="等待")
    assert running(bureau, "supplement").left == 1
    before = bureau.tables()
    recount(bureau.store, at("2026-03-06"))
    assert bureau.tables() == before
    bureau.do("2026-03-06", "resume", SUPERVISOR)
    assert bureau.due("supplement") == day("2026-03-09")


def test_after_a_suspension_a_supplement_still_ends_with_the_window(bureau: Bureau):
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, statement="申请")
    bureau.do("2026-03-03", "require_supplement", HANDLER, gaps=["证据"])
    bureau.do("2026-03-04", "suspend", SUPERVISOR, reason="等待")
    bureau.do("2026-03-06", "resume", SUPERVISOR)
    assert bureau.due("supplement") == bureau.due(WINDOW) == day("2026-03-09")


def test_what_lapsed_or_was_done_is_never_touched(bureau: Bureau):
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.sweep("2026-03-10T00:05")
    assert bureau.state() == "not_applied"
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-09", "file", OFFICER, **APPLICATION)
    before = bureau.tables()
    done = apply(bureau, one_day("2026-03-06", off=True), "2026-03-10")
    after = bureau.tables()
    assert {name for name in after if after[name] != before[name]} == {
        "calendar_overrides", "journal",  # and that somebody set the day
    }  # fmt: skip
    assert done.moved == 0


@pytest.mark.parametrize("swept_first", [True, False])
def test_a_window_that_is_over_is_not_opened_again_whoever_comes_first(
    bureau: Bureau, *, swept_first: bool
):
    """The clock was late, a decree makes 03-09 a day off on 03-10: the right has lapsed."""
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    if swept_first:
        bureau.sweep("2026-03-10T00:05")
    apply(bureau, one_day("2026-03-09", off=True), "2026-03-10T00:05")
    bureau.sweep("2026-03-10T00:05")
    assert bureau.state() == "not_applied"
    assert bureau.row().window_last_day == day("2026-03-09")


def test_before_its_last_second_a_window_still_moves(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    apply(bureau, one_day("2026-03-09", off=True), "2026-03-09T23:59:59")
    assert bureau.due(WINDOW) == day("2026-03-10")


def test_what_was_to_be_said_this_morning_is_still_said_after_a_recount(bureau: Bureau):
    """The last day, confirmed by the import at 09:05 before the clock had come round."""
    bureau.open("2026-12-28", informed_on="2026-12-28")
    assert bureau.due(WINDOW) == day("2027-01-05")
    bureau.sweep("2027-01-04T10:00")
    year = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]
    assert apply(bureau, published(days=year), "2027-01-05T09:05").confirmed == 1
    [action] = bureau.sweep("2027-01-05T09:10").actions
    assert (action.what, action.offset, action.due_on) == ("remind", 0, day("2027-01-05"))


def test_a_date_that_moved_climbs_its_ladder_from_the_bottom(bureau: Bureau):
    bureau.open("2027-02-01", informed_on="2027-02-01")
    bureau.sweep("2027-02-04T09:00")
    apply(bureau, published(), "2027-02-04T10:00")
    said = [
        (moment, action.offset)
        for moment in ("2027-02-04", "2027-02-13", "2027-02-14", "2027-02-15", "2027-02-16")
        for action in bureau.sweep(f"{moment}T09:00").actions
    ]
    assert said == [("2027-02-15", -1), ("2027-02-16", 0)]


def test_an_impact_period_stands_in_its_table_and_is_not_counted_anew(bureau: Bureau):
    bureau.open("2026-03-02", "external")
    bureau.do(
        "2026-03-10", "record_decision", HANDLER, outcome="mitigated", number="渝〔2026〕9号",
        organ="市局", decided_on="2026-03-06", received_on="2026-03-10",
        sanctions=[{"kind": "政务警告", "effective_on": "2026-03-06"}],
    )  # fmt: skip
    assert bureau.due("impact_period") == day("2026-09-05")
    bureau.do("2026-03-10", "suspend", SUPERVISOR, reason="复核")
    apply(bureau, one_day("2026-03-12", off=True), "2026-03-10")
    task = running(bureau, "impact_period")
    assert (task.due_on, task.moves) == (day("2026-09-05"), 0)


def test_every_version_is_kept_under_the_name_of_who_loaded_it(bureau: Bureau):
    first = in_force(bureau).version
    shipped = len(versions_of(bureau))
    wanted = one_day("2026-03-18", off=True)
    version = keep(bureau.store, wanted, HANDLER, at("2026-03-02"))
    assert version == in_force(bureau).version != first
    keep(bureau.store, one_day("2026-03-18", off=None), SUPERVISOR, at("2026-03-03"))
    keep(bureau.store, published(), HANDLER, at("2026-03-04"))
    keep(bureau.store, published(papers=["更正"]), SUPERVISOR, at("2026-03-05"))
    found = versions_of(bureau)
    assert [v.by for v in found[:shipped]] == [None] * shipped
    assert [(v.by, v.year, v.day and v.day.off) for v in found[shipped:]] == [
        (HANDLER, None, True), (SUPERVISOR, None, None), (HANDLER, 2027, None),
        (SUPERVISOR, 2027, None),
    ]  # fmt: skip
    assert in_force(bureau).why(day("2027-02-08")).source == "更正"


def test_nobody_loads_a_calendar_under_a_name_that_is_not_known(bureau: Bureau):
    before = bureau.tables()
    with pytest.raises(NotFound):
        keep(bureau.store, published(), "nobody", at("2026-03-02"))
    assert bureau.tables() == before


def test_a_recount_tells_each_person_once(bureau: Bureau):
    bureau.open("2027-02-01", informed_on="2027-02-01")
    apply(bureau, published(), "2027-02-02")
    recount(bureau.store, at("2027-02-02"))
    check_calendar(bureau.store, at("2027-02-03"))
    with bureau.store.read() as connection:
        told = connection.execute(
            select(func.count()).select_from(Notice).where(Notice.name == "date_changed")
        ).scalar_one()
    assert told == 2


def versions_of(b: Bureau):
    with b.store.read() as connection:
        return versions(connection)
