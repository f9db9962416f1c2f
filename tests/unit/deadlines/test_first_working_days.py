"""The first working day of a week and of a month: when follow-up reports are issued."""

from datetime import date

import pytest


@pytest.mark.parametrize(
    ("begins_on", "first"),
    [
        ("2025-10-06", "2025-10-09"),  # 39 a week that begins inside the holiday
        ("2026-01-01", "2026-01-04"),  # 39 a make-up Sunday is the month's first working day
        ("2026-10-01", "2026-10-08"),  # 39 after National Day
        ("2026-03-02", "2026-03-02"),
        ("2026-02-16", "2026-02-24"),  # a week without any working day: the next one's first
    ],
)
def test_the_first_working_day_from(begins_on, first, calendar):
    assert calendar.shift(date.fromisoformat(begins_on), 0) == date.fromisoformat(first)
