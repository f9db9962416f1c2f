"""Holidays by statute, for years whose arrangement is not published yet."""

from datetime import date, timedelta

from deadlines.lunar import festivals

SOURCE = "全国年节及纪念日放假办法（2024年修订）"
_SATURDAY = 5


def statutory_holidays(year: int) -> list[tuple[date, str]]:
    """List the thirteen statutory days of ``year`` with their names, in order."""
    feast = festivals(year)
    spring = [(feast.spring + timedelta(days=n), "春节") for n in range(-1, 3)]
    days = [
        (date(year, 1, 1), "元旦"),
        *spring,
        (feast.qingming, "清明节"),
        (date(year, 5, 1), "劳动节"),
        (date(year, 5, 2), "劳动节"),
        (feast.dragon_boat, "端午节"),
        (feast.mid_autumn, "中秋节"),
        *((date(year, 10, day), "国庆节") for day in (1, 2, 3)),
    ]
    return sorted(days)


def statutory_days_off(year: int) -> dict[date, str]:
    """Name the days off of ``year`` by statute alone.

    A holiday on a weekend, or on another holiday's day, is made up on the next free weekday.
    """
    off: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in statutory_holidays(year):
        if day in off:
            owed.append((day, name))
            continue
        off[day] = name
        if day.weekday() >= _SATURDAY:
            owed.append((day, name))
    for day, name in owed:
        off[_next_free_weekday(day, off)] = name
    return off


def _next_free_weekday(day: date, off: dict[date, str]) -> date:
    while day in off or day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
