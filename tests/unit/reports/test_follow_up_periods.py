"""On which day a week's, a month's report is issued, what it is called, and what is owed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import PublishedYear, WorkingDayCalendar, build_calendar, parse_years
from reports.follow_up_periods import Period, owed


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def calendar() -> WorkingDayCalendar:
    from pathlib import Path

    seed = Path(__file__).parents[3] / "storage" / "seed" / "calendar.json"
    years: tuple[PublishedYear, ...] = parse_years(seed.read_text("utf-8"))
    return build_calendar(years, version="2026-1")


@pytest.mark.parametrize(
    ("code", "first", "issued_on"),
    [
        ("2025-W41", "2025-10-06", "2025-10-09"),
        ("2026-01", "2026-01-01", "2026-01-04"),
        ("2026-10", "2026-10-01", "2026-10-08"),
        ("2026-W24", "2026-06-08", "2026-06-08"),
        ("2026-W08", "2026-02-16", "2026-02-24"),
    ],
)
def test_a_report_is_issued_on_the_first_working_day(code, first, issued_on, calendar):
    period = Period.parse(code)
    assert (period.code, period.first) == (code, day(first))
    assert period.issued_on(calendar) == day(issued_on)


def test_a_report_knows_nothing_of_its_day_of_issue(calendar):
    period = Period.parse("2026-01")
    assert period.until(calendar) == datetime(2026, 1, 3, 16, tzinfo=UTC)
    assert period.since(calendar) == datetime(2025, 11, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize("code", ["2026-W54", "2026-13", "2026-00", "2026", "2026-W1", "x/../y"])
def test_what_is_no_period_is_refused(code):
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(code)


@given(st.dates(date(2005, 1, 1), date(2099, 12, 1)), st.sampled_from(["weekly", "monthly"]))
def test_every_day_lies_in_one_period_and_periods_follow_each_other(some_day, kind):
    period = Period.of(kind, some_day)
    assert period.first <= some_day <= period.last
    assert Period.parse(period.code) == period
    assert period.following.before == period
    assert (period.following.first - period.last).days == 1


def codes(kind, last, today, calendar):
    return [period.code for period in owed(kind, last, day(today), calendar)]


def test_the_first_time_the_newest_alone_is_owed(calendar):
    assert codes("weekly", None, "2025-10-09", calendar) == ["2025-W41"]
    assert codes("weekly", None, "2025-10-08", calendar) == ["2025-W40"]


def test_after_weeks_of_silence_each_that_is_missing_is_owed_once(calendar):
    assert codes("weekly", day("2026-01-26"), "2026-02-24", calendar) == [
        "2026-W06", "2026-W07", "2026-W08", "2026-W09",
    ]  # fmt: skip
    assert codes("monthly", day("2026-08-01"), "2026-10-08", calendar) == ["2026-09", "2026-10"]
    assert codes("monthly", day("2026-10-01"), "2026-10-31", calendar) == []
