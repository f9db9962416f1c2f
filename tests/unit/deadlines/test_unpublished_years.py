"""Years whose arrangement is not out, and what changes when it is."""

from datetime import date, timedelta

import pytest

from deadlines import Kind, Override, PublishedDay, PublishedYear, Unit, build_calendar, due
from deadlines.statutory import statutory_days_off, statutory_holidays

D27 = [date(2027, 2, 5) + timedelta(days=n) for n in range(8)]
YEAR_2027 = PublishedYear(
    2027,
    (
        *(PublishedDay("春节", day, off=True) for day in D27),
        PublishedDay("春节", date(2027, 1, 30), off=False),
        PublishedDay("春节", date(2027, 2, 20), off=False),
        PublishedDay("元旦", date(2027, 1, 1), off=True),
    ),
    ("年度安排（示例）",),
)


@pytest.mark.parametrize(
    ("start", "due_on"),
    [
        ("2026-12-25", "2027-01-04"),
        ("2026-12-28", "2027-01-05"),
        ("2027-01-28", "2027-02-04"),
        ("2027-02-01", "2027-02-12"),
    ],
)
def test_a_date_beyond_the_last_published_year_is_provisional(start, due_on, calendar):
    found = due(date.fromisoformat(start), 5, Unit.WD, calendar)
    assert found == (date.fromisoformat(due_on), True)


def test_loading_the_year_moves_dates_both_ways_and_makes_them_final(published):
    loaded = build_calendar([*published, YEAR_2027])
    assert due(date(2027, 2, 1), 5, Unit.WD, loaded) == (date(2027, 2, 16), False)
    assert due(date(2027, 1, 28), 5, Unit.WD, loaded) == (date(2027, 2, 3), False)


def test_a_gap_leaves_later_published_years_provisional(published):
    year = PublishedYear(2028, (PublishedDay("元旦", date(2028, 1, 1), off=True),))
    calendar = build_calendar([*published, year])
    assert calendar.is_provisional(date(2027, 1, 1))
    assert calendar.is_provisional(date(2028, 6, 1))
    assert not calendar.is_provisional(date(2026, 12, 31))


def test_without_any_published_year_everything_is_provisional():
    calendar = build_calendar([])
    assert due(date(2026, 3, 2), 5, Unit.WD, calendar) == (date(2026, 3, 9), True)


def test_an_override_stands_above_the_published_year(published):
    decree = Override(date(2026, 3, 9), working=False, name="临时放假", source="区府办〔2026〕1号")
    calendar = build_calendar(published, [decree])
    assert due(date(2026, 3, 2), 5, Unit.WD, calendar).due_on == date(2026, 3, 10)
    why = calendar.why(date(2026, 3, 9))
    assert (why.kind, why.name) == (Kind.OVERRIDE, "临时放假")
    assert why.zh == "单日调整为放假：临时放假，星期一（区府办〔2026〕1号）"
    assert why.en == "single day set as a day off: 临时放假, Monday (区府办〔2026〕1号)"


def test_the_holidays_of_2027_by_statute():
    assert statutory_holidays(2027) == [
        (date(2027, 1, 1), "元旦"),
        *((date(2027, 2, day), "春节") for day in (5, 6, 7, 8)),
        (date(2027, 4, 5), "清明节"),
        (date(2027, 5, 1), "劳动节"),
        (date(2027, 5, 2), "劳动节"),
        (date(2027, 6, 9), "端午节"),
        (date(2027, 9, 15), "中秋节"),
        *((date(2027, 10, day), "国庆节") for day in (1, 2, 3)),
    ]


def test_holidays_on_a_weekend_are_made_up_on_the_next_free_weekdays():
    off = statutory_days_off(2027)
    assert {date(2027, 2, 9), date(2027, 2, 10)} <= off.keys()
    assert date(2027, 2, 11) not in off
    assert {date(2027, 10, 4), date(2027, 10, 5)} <= off.keys()


def test_two_holidays_on_one_day_give_one_day_more():
    off = statutory_days_off(2031)
    assert date(2031, 10, 1) in off
    october = sorted(day for day in off if day.month == 10)
    assert [day.day for day in october] == [1, 2, 3, 6]


def test_every_year_to_2100_has_its_thirteen_days_off_on_weekdays():
    for year in range(2004, 2101):
        off = [day for day in statutory_days_off(year) if day.weekday() < 5]
        assert len(off) == 13, year
