"""Due dates: the start day is not counted, the last day ends at its cut-off."""

import calendar as months
from datetime import date, timedelta
from enum import StrEnum

from deadlines.errors import DateOutOfRange
from deadlines.working_days import FIRST, LAST, Due, WorkingDayCalendar


class Unit(StrEnum):
    """What a length is counted in: working days, calendar days or months."""

    WD = "WD"
    D = "D"
    M = "M"


_WD = Unit.WD  # a plain name: looking a member up costs as much as the counting


def due(start: date, n: int, unit: Unit, calendar: WorkingDayCalendar, *, roll: bool = True) -> Due:
    """Find the last day of ``n`` units after ``start``.

    Working days count themselves; days and months move on to the next working day when ``roll``
    (民法典第二百零三条).
    """
    if unit == _WD:
        return calendar.shifted(start, n)
    nominal = nominal_end(start, n, unit)
    return calendar.shifted(nominal, 0) if roll else Due(nominal, calendar.is_provisional(nominal))


def add_months(day: date, n: int) -> date:
    """Find the corresponding day ``n`` months on, or that month's end (民法典第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def nominal_end(start: date, n: int, unit: Unit) -> date:
    """Find the last day of ``n`` calendar days or months after ``start``, before any roll."""
    in_days = Unit(unit) is Unit.D
    try:
        nominal = start + timedelta(days=n) if in_days else add_months(start, n)
    except (OverflowError, ValueError):
        raise DateOutOfRange(None, FIRST, LAST) from None
    if not FIRST <= nominal <= LAST:
        raise DateOutOfRange(nominal, FIRST, LAST)
    return nominal
