"""The hours in which the ladder is told, on the days of 2025 and 2026."""

from datetime import UTC, datetime, time

import pytest

from deadlines import SHANGHAI, SendHours, WorkingDayCalendar

HOURS = SendHours(opens=time(8, 30), closes=time(18), resumes=time(9, 5))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        ("2026-03-09T08:29:59", "2026-03-09T09:05"),
        ("2026-03-09T08:30:00", "2026-03-09T08:30:00"),
        ("2026-03-09T12:00:00", "2026-03-09T12:00:00"),
        ("2026-03-09T17:59:59", "2026-03-09T17:59:59"),
        ("2026-03-09T18:00:00", "2026-03-10T09:05"),
        ("2026-03-09T23:59:59", "2026-03-10T09:05"),
        ("2026-03-10T00:00:00", "2026-03-10T09:05"),
        ("2026-03-06T18:00:00", "2026-03-09T09:05"),  # a Friday evening
        ("2026-03-07T10:00:00", "2026-03-09T09:05"),  # a Saturday
        ("2025-09-28T10:00:00", "2025-09-28T10:00:00"),  # a make-up Sunday is a working day
        ("2025-09-28T18:00:00", "2025-09-29T09:05"),
        ("2025-09-30T18:00:00", "2025-10-09T09:05"),  # the eve of National Day
        ("2025-10-03T09:30:00", "2025-10-09T09:05"),
        ("2025-10-10T18:00:00", "2025-10-11T09:05"),  # to a make-up Saturday
        ("2026-12-31T18:00:00", "2027-01-04T09:05"),  # into an unpublished year
    ],
)
def test_a_word_goes_in_working_hours_or_when_they_resume(
    calendar: WorkingDayCalendar, moment: str, goes: str
) -> None:
    assert HOURS.goes_at(at(moment), calendar) == at(goes)
    assert HOURS.goes_at(at(moment).astimezone(UTC), calendar) == at(goes)


def test_what_resumes_goes_and_is_not_held_again(calendar: WorkingDayCalendar) -> None:
    again = HOURS.goes_at(at("2026-03-06T20:00"), calendar)
    assert HOURS.goes_at(again, calendar) == again


@pytest.mark.parametrize("resumes", [time(8), time(18), time(18, 5)])
def test_hours_that_would_resume_outside_themselves_resume_when_they_open(
    calendar: WorkingDayCalendar, resumes: time
) -> None:
    hours = SendHours(time(8, 30), time(18), resumes)
    assert hours.goes_at(at("2026-03-09T20:00"), calendar) == at("2026-03-10T08:30")


def test_a_pack_may_speak_on_days_off_too(calendar: WorkingDayCalendar) -> None:
    hours = SendHours(time(8, 30), time(18), time(9, 5), working_days_only=False)
    assert hours.goes_at(at("2026-03-07T10:00"), calendar) == at("2026-03-07T10:00")
    assert hours.goes_at(at("2026-03-06T20:00"), calendar) == at("2026-03-07T09:05")
