from datetime import date

from deadlines import Pause, Unit, due, due_with_pauses, resume_due


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
        Pause(date(2026, 4, 9), date(2026, 4, 13)),
        Pause(date(2026, 3, 11), date(2026, 4, 7)),
    ]
    found = due_with_pauses(date(2026, 3, 2), 15, Unit.WD, calendar, pauses=pauses)
    assert found.due_on == date(2026, 4, 21)


def test_a_pause_in_calendar_days_goes_on_with_the_working_days_left(calendar):
    first = due(date(2026, 4, 28), 60, Unit.D, calendar).due_on
    assert first == date(2026, 6, 29)
    paused = resume_due(first, date(2026, 6, 26), date(2026, 7, 10), calendar)
    assert paused.due_on == date(2026, 7, 13)


def test_an_unrolled_last_day_is_not_moved_by_a_pause_of_no_length(calendar):
    sunday = date(2026, 3, 15)
    assert resume_due(sunday, date(2026, 3, 13), date(2026, 3, 13), calendar).due_on == sunday
