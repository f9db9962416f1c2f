from datetime import date

from deadlines import (
    Extension,
    Kind,
    Pause,
    Unit,
    due,
    explain,
    remaining,
    resume_due,
    run_course,
)


def test_a_clock_paused_on_its_last_day_ends_on_the_resume_day_or_the_next_working_day(calendar):
    assert resume_due(
        date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 12), calendar
    ).due_on == date(2026, 3, 12)
    assert resume_due(
        date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 14), calendar
    ).due_on == date(2026, 3, 16)


def test_pausing_what_is_overdue_gives_no_new_time(calendar):
    late = resume_due(date(2026, 3, 9), date(2026, 3, 11), date(2026, 4, 7), calendar)
    assert late.due_on == date(2026, 3, 9)


def test_two_pauses_are_replayed_in_their_order(calendar):
    pauses = [
        Pause(date(2026, 3, 11), date(2026, 4, 7)),
        Pause(date(2026, 4, 9), date(2026, 4, 13)),
    ]
    found = run_course(date(2026, 3, 2), 15, Unit.WD, calendar, operations=pauses)
    assert found.due.due_on == date(2026, 4, 21)
    assert found.left is None


def test_a_clock_that_still_stands_keeps_its_last_day_and_says_what_is_left(calendar):
    paused = [Pause(date(2026, 3, 11))]
    found = run_course(date(2026, 3, 2), 15, Unit.WD, calendar, operations=paused)
    assert (found.due.due_on, found.left) == (date(2026, 3, 23), 8)


def test_a_review_is_extended_in_working_days_from_its_last_day(calendar):
    """Scenario 28: accepted 03-09, due 03-30, extended by ten to 04-14 over the day of Qingming."""
    more = [Extension(10, Unit.WD)]
    found = explain(date(2026, 3, 9), 15, Unit.WD, calendar, operations=more)
    assert found.due_on == date(2026, 4, 14)
    assert sum(day.counted for day in found.days) == 25
    assert "延长10个工作日，自原末日起计算。" in found.zh
    assert "Extended by 10 working days from the last day it had." in found.en


def test_a_correction_is_extended_in_calendar_days_from_its_rolled_last_day(calendar):
    """Scenario 28: 60 days from 04-28 end on a Saturday, roll to 06-29; 30 more from there."""
    more = [Extension(30, Unit.D)]
    found = explain(date(2026, 4, 28), 60, Unit.D, calendar, operations=more)
    assert found.due_on == date(2026, 7, 29)
    skipped = [day.date for day in found.days if not day.counted]
    assert skipped == [date(2026, 6, 28), date(2026, 6, 29)]


def test_after_a_pause_a_clock_of_calendar_days_counts_worked_days(calendar):
    stood = [Pause(date(2026, 6, 26), date(2026, 7, 10))]
    found = explain(date(2026, 4, 28), 60, Unit.D, calendar, operations=stood)
    assert found.due_on == date(2026, 7, 13)
    assert [d.date for d in found.days if d.date > date(2026, 6, 26) and d.counted] == [
        date(2026, 7, 13)
    ]


def test_a_pause_in_calendar_days_goes_on_with_the_working_days_left(calendar):
    first = due(date(2026, 4, 28), 60, Unit.D, calendar).due_on
    assert first == date(2026, 6, 29)
    paused = resume_due(first, date(2026, 6, 26), date(2026, 7, 10), calendar)
    assert paused.due_on == date(2026, 7, 13)


def test_an_unrolled_last_day_is_not_moved_by_a_pause_of_no_length(calendar):
    sunday = date(2026, 3, 15)
    assert resume_due(sunday, date(2026, 3, 13), date(2026, 3, 13), calendar).due_on == sunday


def test_a_clock_that_ran_out_on_friday_is_overdue_on_saturday(calendar):
    """Only days off lie between; a pause then must not give the resume day as one day more."""
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    assert remaining(friday, saturday, calendar) == -1
    assert resume_due(friday, saturday, date(2026, 4, 7), calendar).due_on == friday


def test_what_ended_paused_on_its_last_day_rolls_and_counts_no_day_more(calendar):
    """All fifteen days had run on 03-23; resumed on a Saturday it ends on Monday, uncounted."""
    stood = [Pause(date(2026, 3, 23), date(2026, 3, 28))]
    found = explain(date(2026, 3, 2), 15, Unit.WD, calendar, operations=stood)
    assert found.due_on == date(2026, 3, 30)
    assert sum(entry.counted for entry in found.days) == 15
    assert (found.days[-1].counted, found.days[-1].why.kind) == (False, Kind.ROLLED)


def test_a_pause_of_what_was_overdue_takes_no_day_from_an_extension(calendar):
    """Due on Monday 03-02, paused on Tuesday in vain, extended by two days from the last one."""
    happened = [Pause(date(2026, 3, 3), date(2026, 3, 4)), Extension(2, Unit.WD)]
    found = explain(date(2026, 3, 1), 1, Unit.WD, calendar, operations=happened)
    assert [(entry.date.day, entry.counted) for entry in found.days] == [
        (2, True), (3, True), (4, True)
    ]  # fmt: skip


def test_nothing_to_count_counts_nothing(calendar):
    found = explain(date(2026, 3, 7), 0, Unit.WD, calendar)
    assert found.due_on == date(2026, 3, 9)
    assert [entry.counted for entry in found.days] == [False, False]
    assert found.days[-1].why.kind is Kind.ROLLED
