"""The tables of computed dates, and the scenarios of the window with their dates."""

import json
from datetime import date
from pathlib import Path

import pytest

from deadlines import DateOutOfRange, Unit, due, impact_end, remaining, resume_due

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
day = date.fromisoformat


@pytest.mark.parametrize("row", VECTORS["window"], ids=lambda row: row["why"])
def test_the_window_ends_on(row, calendar):
    found = due(day(row["started"]), row["n"], Unit.WD, calendar)
    assert found == (day(row["last_day"]), False)


@pytest.mark.parametrize("row", VECTORS["calendar_days"], ids=lambda row: row["due"])
def test_days_and_months_roll_to_a_working_day(row, calendar):
    assert due(day(row["from"]), row["n"], Unit(row["unit"]), calendar).due_on == day(row["due"])


@pytest.mark.parametrize("row", VECTORS["impact"], ids=lambda row: row["effective"])
def test_an_impact_period_counts_its_first_day_or_not(row):
    effective, months = day(row["effective"]), row["months"]
    assert impact_end(effective, months) == day(row["last_day_inclusive_start"])
    assert impact_end(effective, months, inclusive=False) == day(row["last_day_exclusive_start"])


@pytest.mark.parametrize("row", VECTORS["suspension"], ids=lambda row: row["accepted"])
def test_a_resumed_clock_goes_on_with_what_was_left(row, calendar):
    first = due(day(row["accepted"]), row["n"], Unit.WD, calendar).due_on
    assert first == day(row["due"])
    assert remaining(first, day(row["suspended"]), calendar) == row["n"] - row["elapsed_wd"]
    resumed = resume_due(first, day(row["suspended"]), day(row["resumed"]), calendar)
    assert resumed.due_on == day(row["new_due"])


@pytest.mark.parametrize(
    ("started", "last_day"),
    [
        ("2026-03-02", "2026-03-09"),  # 1 plain week
        ("2025-09-25", "2025-10-09"),  # 2 National Day
        ("2025-09-28", "2025-10-11"),  # 3 from a make-up Sunday to a make-up Saturday
        ("2025-10-03", "2025-10-14"),  # 4 inside the holiday
        ("2025-09-30", "2025-10-14"),  # 4 the same from the day before it
        ("2025-01-22", "2025-02-05"),  # 5 Spring Festival 2025
        ("2025-01-27", "2025-02-10"),
        ("2026-02-11", "2026-02-25"),  # 6 Spring Festival 2026
        ("2026-02-14", "2026-02-28"),
        ("2026-09-17", "2026-09-23"),  # 7 a make-up Sunday makes it earlier
        ("2026-09-24", "2026-10-09"),  # 8 two holidays
        ("2025-12-29", "2026-01-06"),  # 8 year end
        ("2026-12-24", "2026-12-31"),  # 10 the last published days
        ("2026-04-30", "2026-05-11"),  # 12 Labour Day
        ("2026-04-29", "2026-05-09"),  # 14 a supplement that ends on a make-up Saturday
        ("2026-02-12", "2026-02-26"),
    ],
)
def test_five_working_days_from(started, last_day, calendar):
    assert due(day(started), 5, Unit.WD, calendar) == (day(last_day), False)


@pytest.mark.parametrize(
    ("start", "n", "unit", "due_on"),
    [
        ("2026-03-06", 2, "WD", "2026-03-10"),
        ("2026-03-09", 25, "WD", "2026-04-14"),
        ("2026-04-09", 1, "M", "2026-05-09"),  # a Saturday that is worked does not roll
        ("2026-04-28", 60, "D", "2026-06-29"),
        ("2026-07-06", 20, "WD", "2026-08-03"),
        ("2025-10-09", 2, "WD", "2025-10-11"),
        ("2026-01-31", 1, "M", "2026-02-28"),  # month end, on a make-up Saturday
    ],
)
def test_other_clocks_of_a_whole_case(start, n, unit, due_on, calendar):
    assert due(day(start), n, Unit(unit), calendar).due_on == day(due_on)


def test_an_officer_told_late_has_one_working_day_left(calendar):
    assert remaining(date(2026, 5, 11), date(2026, 5, 9), calendar) == 1


def test_without_roll_the_last_day_stays_where_it_falls(calendar):
    assert due(date(2026, 1, 16), 30, Unit.D, calendar, roll=False).due_on == date(2026, 2, 15)


def test_an_impact_period_without_the_corresponding_day_ends_with_the_month():
    assert impact_end(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert impact_end(date(2025, 8, 31), 12) == date(2026, 8, 30)
    assert impact_end(date(2025, 8, 31), 6, inclusive=False) == date(2026, 2, 28)
    assert impact_end(date(2024, 2, 29), 12) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("start", "n", "unit"),
    [
        (date(2003, 12, 31), 5, Unit.WD),
        (date(2101, 1, 1), 1, Unit.WD),
        (date(2004, 1, 1), -5, Unit.WD),
        (date(2100, 12, 31), 5, Unit.WD),
        (date(2026, 1, 1), 10**9, Unit.WD),
        (date(2026, 1, 1), 10**9, Unit.D),
        (date(2026, 1, 1), 10**9, Unit.M),
        (date(2026, 1, 1), 90_000, Unit.D),
    ],
)
def test_a_day_outside_the_calendar_is_refused_in_both_languages(start, n, unit, calendar):
    with pytest.raises(DateOutOfRange) as refusal:
        due(start, n, unit, calendar)
    assert "2004-01-01" in str(refusal.value)
    assert "lies outside" in refusal.value.say("en")


def test_a_unit_read_back_as_plain_text_counts_the_same(calendar):
    start = date(2026, 3, 2)
    for unit in Unit:
        assert due(start, 5, unit.value, calendar) == due(start, 5, unit, calendar)


def test_a_plain_text_that_is_no_unit_is_refused(calendar):
    with pytest.raises(ValueError, match="H"):
        due(date(2026, 3, 2), 5, "H", calendar)
