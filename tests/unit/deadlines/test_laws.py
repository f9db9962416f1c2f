"""What holds for every day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines import Pause, Unit, due, explain, resume_due, run_course

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
