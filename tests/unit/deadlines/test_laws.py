"""What holds for every day."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deadlines import (
    Extension,
    Pause,
    Unit,
    WorkingDayCalendar,
    due,
    explain,
    remaining,
    resume_due,
    run_course,
)

days = st.dates(date(2004, 3, 1), date(2099, 12, 31))
lengths = st.integers(1, 60)
units = st.sampled_from([Unit.WD, Unit.D])
quick = settings(max_examples=80, deadline=None, database=None)


@quick
@given(start=days, n=st.integers(0, 200))
def test_adding_then_subtracting_returns(calendar, start, n):
    worked = calendar.shift(start, 0)
    assert calendar.shift(calendar.shift(worked, n), -n) == worked


@quick
@given(start=days, later=st.integers(0, 30), n=lengths, unit=st.sampled_from(Unit))
def test_due_is_monotone_in_its_start(calendar, start, later, n, unit):
    n = min(n, 10)
    one, other = (due(day, n, unit, calendar) for day in (start, start + timedelta(days=later)))
    assert one.due_on <= other.due_on


@quick
@given(start=days, n=lengths, unit=units)
def test_due_is_a_working_day(calendar, start, n, unit):
    assert calendar.is_working(due(start, n, unit, calendar).due_on)


@quick
@given(start=days, n=lengths)
def test_due_lies_as_many_working_days_on_as_asked(calendar, start, n):
    assert calendar.count(start, due(start, n, Unit.WD, calendar).due_on) == n


@quick
@given(start=days, n=lengths, unit=units, paused=st.integers(0, 100))
def test_a_pause_of_no_length_changes_nothing(calendar, start, n, unit, paused):
    found, on = due(start, n, unit, calendar), start + timedelta(days=paused)
    assert resume_due(found.due_on, on, on, calendar) == found
    assert run_course(start, n, unit, calendar, operations=[Pause(on, on)]).due == found


@quick
@given(start=days, n=lengths, paused=st.integers(0, 40), stood=st.integers(1, 90))
def test_a_pause_keeps_the_working_days_left(calendar, start, n, paused, stood):
    first = due(start, n, Unit.WD, calendar).due_on
    on = min(start + timedelta(days=paused), calendar.shift(first, -1))
    back = on + timedelta(days=stood)
    resumed = resume_due(first, on, back, calendar).due_on
    assert resumed >= first
    assert calendar.count(back, resumed) == calendar.count(on, first)


@quick
@given(start=days, n=lengths, unit=units)
def test_an_explanation_counts_as_many_days_as_asked(calendar, start, n, unit):
    found = explain(start, n, unit, calendar)
    assert sum(entry.counted for entry in found.days) == n
    assert found.days[-1].date == found.due_on == due(start, n, unit, calendar).due_on


happenings = st.lists(
    st.one_of(
        st.builds(Extension, st.integers(1, 15), units),
        st.tuples(st.integers(0, 25), st.integers(0, 40)),
    ),
    max_size=6,
)
"""Extensions, and pauses as days after what came before and days they lasted."""


def stepwise(
    calendar: WorkingDayCalendar, start: date, n: int, unit: Unit, happened: list
) -> tuple[date, list[Pause | Extension]]:
    """The last day as it is kept from step to step, and what happened with its days."""
    last, day, done = due(start, n, unit, calendar).due_on, start, []
    for one in happened:
        if isinstance(one, Extension):
            last = due(last, one.n, one.unit, calendar).due_on
            done.append(one)
            continue
        paused_on = day + timedelta(days=one[0])
        left = remaining(last, paused_on, calendar)
        day = paused_on + timedelta(days=one[1])
        last = calendar.shift(day, left) if left >= 0 and one[1] else last
        done.append(Pause(paused_on, day))
    return last, done


def paused_again_before_its_rolled_last_day(
    calendar: WorkingDayCalendar, start: date, n: int, done: list[Pause | Extension]
) -> bool:
    for k, one in enumerate(done):
        course = run_course(start, n, Unit.WD, calendar, operations=done[:k])
        last = course.due.due_on
        if isinstance(one, Pause) and last in course.rolled_to and one.paused_on < last:
            return True
    return False


@quick
@given(start=days, n=lengths, unit=units, happened=happenings)
def test_a_course_replayed_whole_is_what_was_kept_step_by_step(calendar, start, n, unit, happened):
    last, done = stepwise(calendar, start, n, unit, happened)
    course = run_course(start, n, unit, calendar, operations=done)
    assert (course.due.due_on, course.left) == (last, None)


@quick
@given(start=days, n=lengths, happened=happenings)
def test_an_explanation_of_any_course_counts_each_day_once_and_as_many_as_asked(
    calendar, start, n, happened
):
    """In working days; what a pause takes is not counted and what an extension gives is."""
    happened = [one for one in happened if not isinstance(one, Extension) or one.unit is Unit.WD]
    last, done = stepwise(calendar, start, n, Unit.WD, happened)
    found = explain(start, n, Unit.WD, calendar, operations=done)
    assert found.due_on == last
    # Paused on its last day and taken up on a day off, a clock ends on the next working day; paused
    # again before that, it has this one day more: it keeps its last day, and not how it came by it.
    assume(not paused_again_before_its_rolled_last_day(calendar, start, n, done))
    more = sum(one.n for one in done if isinstance(one, Extension))
    assert sum(entry.counted for entry in found.days) == n + more
    assert [entry.date for entry in found.days] == [
        start + timedelta(days=n) for n in range(1, (last - start).days + 1)
    ]


@quick
@given(start=days, n=lengths, paused=st.integers(0, 120))
def test_what_is_left_is_negative_exactly_where_the_clock_was_overdue(calendar, start, n, paused):
    last, on = due(start, n, Unit.WD, calendar).due_on, start + timedelta(days=paused)
    assert (remaining(last, on, calendar) < 0) == (on > last)


@quick
@given(start=days, n=st.integers(0, 60), unit=st.sampled_from(Unit))
def test_the_first_day_that_is_counted_comes_after_the_start(calendar, start, n, unit):
    """The day of the start is never counted, and with nothing to count no day is."""
    found = explain(start, min(n, 10), unit, calendar)
    counted = [entry.date for entry in found.days if entry.counted]
    assert all(start < day <= found.due_on for day in counted)
    assert bool(counted) == (n > 0)
