"""The shipped facts beside two independent packages, every day of 2004 to 2026."""

from collections.abc import Callable
from datetime import date

import pytest

from deadlines import WorkingDayCalendar

EVERY_DAY = [
    date.fromordinal(n)
    for n in range(date(2004, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1)
]
KNOWN = {
    "chinesecalendar": {
        # 国办发明电〔2005〕35号: for New Year 2006 Saturday 2005-12-31 is worked.
        date(2005, 12, 31): "it takes the Saturday for a day off",
    },
    "holidays": {},
}
"""Where a package departs from the State Council's paper, which is what we ship."""


def chinesecalendar() -> Callable[[date], bool]:
    from chinese_calendar import is_workday

    return is_workday


def holidays() -> Callable[[date], bool]:
    from holidays import country_holidays

    return country_holidays("CN", years=range(2004, 2027)).is_working_day


@pytest.mark.parametrize("package", [chinesecalendar, holidays], ids=lambda p: p.__name__)
def test_no_day_differs_but_those_whose_reason_is_known(
    calendar: WorkingDayCalendar, package: Callable[[], Callable[[date], bool]]
):
    worked = package()
    differing = {day for day in EVERY_DAY if worked(day) != calendar.is_working(day)}
    assert differing == set(KNOWN[package.__name__])
