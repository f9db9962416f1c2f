"""How a plan stands: kinds counted once, what comes next, and the light of a day."""

from datetime import date

import pytest

from cases.plans import (
    MeasureState,
    PlanState,
    Tally,
    awaited,
    measure_state,
    milestone,
    plan_state,
    tally,
)
from cases.rooms import Light, days_left, light_of
from deadlines import Override, build_calendar
from states.facts import Facts, Plan, PlannedMeasure
from states.vocabulary import Measure, State

TODAY = date(2026, 9, 28)
HOLIDAY = [date(2026, 10, day) for day in range(1, 8)]
CALENDAR = build_calendar(
    [],
    [Override(day, working=False, name="国庆节", source="例") for day in HOLIDAY]
    + [Override(date(2026, 10, 10), working=True, name="调休", source="例")],
)


def measure(kind: Measure, due: str = "2026-10-20", done: str = "", *, no: bool = False):
    if no:
        return PlannedMeasure(kind=kind, not_applicable="不涉及")
    return PlannedMeasure(
        kind=kind, what="落实", responsible="队长", due_on=date.fromisoformat(due),
        done_on=date.fromisoformat(done) if done else None,
    )  # fmt: skip


def plan(*measures: PlannedMeasure, approved: bool = True) -> Plan:
    return Plan(author=1, measures=measures, approved_by=2 if approved else None)


@pytest.mark.parametrize(
    ("today", "due_on", "left", "light"),
    [
        ("2026-09-26", "2026-09-25", 0, Light.RED),  # a Saturday: over, by no working day yet
        ("2026-09-28", "2026-09-27", -1, Light.RED),
        ("2026-09-28", "2026-09-28", 0, Light.AMBER),
        ("2026-09-28", "2026-09-30", 2, Light.AMBER),
        ("2026-09-28", "2026-10-08", 3, Light.AMBER),  # ten days, seven of them a holiday
        ("2026-09-28", "2026-10-10", 5, Light.AMBER),  # the worked Saturday is the fifth
        ("2026-09-28", "2026-10-11", 5, Light.AMBER),  # and the Sunday after it adds none
        ("2026-09-28", "2026-10-12", 6, Light.GREEN),
    ],
)
def test_the_light_changes_on_working_days_with_a_holiday_in_between(today, due_on, left, light):
    now, day = date.fromisoformat(today), date.fromisoformat(due_on)
    assert days_left(day, now, CALENDAR) == left
    assert light_of(day, now, CALENDAR) is light


def test_a_day_after_the_calendars_last_is_far_away_and_no_error():
    assert light_of(date.max, TODAY, CALENDAR) is Light.GREEN


def test_a_kind_is_done_once_each_of_its_measures_is():
    k = list(Measure)
    held = plan(
        measure(k[0], done="2026-09-01"), measure(k[1], done="2026-09-01"), measure(k[1]),
        measure(k[2], no=True), measure(k[3], no=True), measure(k[3], done="2026-09-02"),
    )  # fmt: skip
    assert tally(held) == Tally(done=2, total=3, not_applicable=5)
    assert tally(None) == Tally(0, 8, 0)


def test_where_nothing_applies_everything_is_done():
    held = plan(*(measure(kind, no=True) for kind in Measure))
    assert tally(held) == Tally(0, 0, 8)
    assert tally(held).share == 1


@pytest.mark.parametrize(
    ("state", "held", "stands", "event"),
    [
        (State.CORRECTING, None, PlanState.NONE, "submit_plan"),
        (State.CORRECTING, plan(approved=False), PlanState.SUBMITTED, "approve_plan"),
        (State.CORRECTING, plan(measure(Measure.LEARN)), PlanState.APPROVED, "report_progress"),
        (
            State.CORRECTING, plan(measure(Measure.LEARN, done="2026-09-01")), PlanState.APPROVED,
            "finish_correction",
        ),
        (State.CORRECTION_CHECK, plan(), PlanState.CHECK, "accept_correction"),
        (State.LESSONS, plan(), PlanState.ACCEPTED, None),
    ],
)  # fmt: skip
def test_a_correction_waits_for_one_thing_at_a_time(state, held, stands, event):
    assert plan_state(state, held) is stands
    assert awaited(stands, Facts(plan=held)) == event


def test_the_next_milestone_is_the_open_measure_that_is_due_first():
    k = list(Measure)
    held = plan(
        measure(k[0], "2026-09-01", done="2026-08-30"), measure(k[1], "2026-10-20"),
        measure(k[2], "2026-09-20"),
    )  # fmt: skip
    found = milestone(PlanState.APPROVED, Facts(plan=held), date(2026, 11, 2), TODAY)
    assert found is not None
    assert (found.kind, found.day, found.late) == (k[2], date(2026, 9, 20), True)
    waiting = milestone(PlanState.SUBMITTED, Facts(plan=held), date(2026, 11, 2), TODAY)
    assert waiting is not None
    assert (waiting.kind, waiting.event, waiting.day) == (None, "approve_plan", date(2026, 11, 2))


def test_a_measure_is_late_the_day_after_its_last():
    one = measure(Measure.LEARN, "2026-09-27")
    assert measure_state(one, date(2026, 9, 27)) is MeasureState.OPEN
    assert measure_state(one, date(2026, 9, 28)) is MeasureState.LATE
    assert measure_state(measure(Measure.LEARN, no=True), TODAY) is MeasureState.NOT_APPLICABLE
    assert measure_state(measure(Measure.LEARN, done="2026-10-30"), TODAY) is MeasureState.DONE
