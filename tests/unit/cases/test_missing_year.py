"""When the next year's holidays should have been loaded."""

from datetime import date

import pytest

from cases.calendars import missing_year
from deadlines import PublishedYear, build_calendar


@pytest.mark.parametrize(
    ("today", "published", "missing"),
    [
        ("2026-01-01", 2026, None),
        ("2026-10-31", 2026, None),
        ("2026-11-01", 2026, 2027),
        ("2026-12-31", 2026, 2027),
        ("2026-12-31", 2027, None),
        ("2027-01-01", 2026, 2027),
        ("2029-03-01", 2026, 2029),
    ],
)
def test_a_year_is_missing_from_the_november_before_it(today, published, missing):
    years = [PublishedYear(year, (), ()) for year in range(2025, published + 1)]
    assert missing_year(build_calendar(years), date.fromisoformat(today)) == missing
