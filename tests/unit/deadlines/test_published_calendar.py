"""The shipped facts of 2004 to 2026."""

from datetime import date

import pytest

from deadlines import Kind

OFF = [
    date(2007, 12, 31),  # in the notice for 2008
    date(2015, 9, 3),  # seventy years of victory
    date(2019, 5, 3),  # Labour Day 2019 as changed in March
    date(2020, 1, 31),  # Spring Festival 2020 as prolonged
    date(2026, 2, 23),
]
WORKED = [
    date(2005, 12, 31),  # a Saturday, in the notice for 2006
    date(2007, 12, 29),
    date(2011, 12, 31),
    date(2015, 9, 6),
    date(2018, 12, 29),
    date(2019, 4, 28),
    date(2024, 2, 9),  # the eve of 2024 was no holiday
    date(2026, 1, 4),
]


def test_every_year_from_2004_to_2026_is_there_with_its_paper(published):
    assert [year.year for year in published] == list(range(2004, 2027))
    assert all(f"国务院办公厅关于{year.year}年" in year.papers[0] for year in published)


@pytest.mark.parametrize("day", OFF, ids=str)
def test_a_weekday_was_off(day, calendar):
    assert not calendar.is_working(day)
    assert calendar.why(day).kind is Kind.HOLIDAY


@pytest.mark.parametrize("day", WORKED, ids=str)
def test_a_day_was_worked(day, calendar):
    assert calendar.is_working(day)


def test_saturday_2020_02_01_was_off_after_the_prolongation(calendar):
    assert not calendar.is_working(date(2020, 2, 1))


@pytest.mark.parametrize(
    ("year", "worked"),
    [(2008, 251), (2013, 250), (2019, 250), (2020, 249), (2025, 248), (2026, 248)],
)
def test_a_year_has_its_working_days(year, worked, calendar):
    assert calendar.count(date(year - 1, 12, 31), date(year, 12, 31)) == worked


def test_counting_backwards_is_negative(calendar):
    assert calendar.count(date(2026, 3, 9), date(2026, 3, 2)) == -5


def test_shifting_from_a_day_off(calendar):
    saturday = date(2026, 3, 7)
    assert calendar.shift(saturday, 0) == date(2026, 3, 9)
    assert calendar.shift(saturday, -1) == date(2026, 3, 6)
    assert calendar.shift(saturday, 1) == date(2026, 3, 9)
