"""The days a deadline speaks, and the instants somebody must look."""

from datetime import UTC, date, datetime, time

from deadlines import end_of, latest_rung, local_day, next_action, rungs

OFFSETS = (-2, -1, 0, 1, 3, 5)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_reminder_falls_on_a_make_up_saturday(calendar):
    ladder = rungs(date(2026, 2, 25), OFFSETS, calendar)
    assert ladder[0].day == date(2026, 2, 14)


def test_a_make_up_saturday_is_the_last_day(calendar):
    ladder = {rung.offset: rung.day for rung in rungs(date(2025, 10, 11), OFFSETS, calendar)}
    assert ladder == {
        -2: date(2025, 10, 9),
        -1: date(2025, 10, 10),
        0: date(2025, 10, 11),
        1: date(2025, 10, 13),
        3: date(2025, 10, 15),
        5: date(2025, 10, 17),
    }


def test_the_external_track_is_reminded_on_the_two_days_after_the_holiday(calendar):
    days = [rung.day for rung in rungs(date(2026, 10, 9), (-1, 0), calendar)]
    assert days == [date(2026, 10, 8), date(2026, 10, 9)]


def test_an_impact_period_that_ends_in_a_holiday_speaks_on_the_first_working_day(calendar):
    assert rungs(date(2026, 10, 1), (0,), calendar)[0].day == date(2026, 10, 8)


def test_the_last_second_is_in_time_and_the_next_one_is_late():
    end = end_of(date(2026, 3, 9))
    assert utc("2026-03-09T23:59:59+08:00") < end
    assert utc("2026-03-10T00:00:00+08:00") == end == datetime(2026, 3, 9, 16, tzinfo=UTC)


def test_a_counter_may_close_before_midnight():
    assert end_of(date(2026, 3, 9), time(17, 30)) == utc("2026-03-09T17:30:00+08:00")


def test_the_day_is_the_day_in_shanghai():
    assert local_day(datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 9)
    assert local_day(datetime(2026, 3, 9, 16, tzinfo=UTC)) == date(2026, 3, 10)


def test_a_task_is_looked_at_on_each_rung_and_when_its_last_day_ends(calendar):
    due_on, seen, after = date(2026, 3, 9), [], utc("2026-03-02T10:00:00+08:00")
    while (at := next_action(due_on, OFFSETS, calendar, after=after)) is not None:
        seen.append(at)
        after = at
    assert seen == [
        utc("2026-03-05T09:00:00+08:00"),
        utc("2026-03-06T09:00:00+08:00"),
        utc("2026-03-09T09:00:00+08:00"),
        utc("2026-03-10T00:00:00+08:00"),
        utc("2026-03-10T09:00:00+08:00"),
        utc("2026-03-12T09:00:00+08:00"),
        utc("2026-03-16T09:00:00+08:00"),
    ]
    assert all(at.tzinfo is UTC for at in seen)


def test_a_rung_that_spoke_does_not_speak_again_when_the_clock_is_set_back(calendar):
    at = next_action(
        date(2026, 3, 9), OFFSETS, calendar, after=utc("2026-03-05T08:00:00+08:00"), last_rung=-2
    )
    assert at == utc("2026-03-06T09:00:00+08:00")


def test_after_downtime_only_the_latest_missed_rung_is_left(calendar):
    due_on = date(2026, 3, 9)
    rung = latest_rung(due_on, OFFSETS, calendar, utc("2026-03-30T09:00:00+08:00"))
    assert rung is not None
    assert rung.offset == 5
    assert latest_rung(due_on, OFFSETS, calendar, utc("2026-03-05T08:59:00+08:00")) is None
