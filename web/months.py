"""A year as twelve sheets of a wall calendar: weeks from Monday, every day with its reason."""

import calendar as months
from dataclasses import dataclass
from datetime import date

from deadlines import DayReason, Kind, WorkingDayCalendar

MONTHS = range(1, 13)
MARKED = {
    Kind.HOLIDAY: "off", Kind.STATUTORY: "off", Kind.WEEKEND: "end", Kind.MAKE_UP: "worked",
}  # fmt: skip
"""How a day looks by the layer that speaks of it; one that was set, by what it was set to."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day on the sheet: ``mark`` is ``off``, ``worked`` (a make-up day), ``end`` or nothing."""

    why: DayReason
    mark: str
    today: bool

    @property
    def set(self) -> bool:
        """Whether somebody set this single day."""
        return self.why.kind is Kind.OVERRIDE


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks, ``None`` where the day is another month's, and its working days."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


def months_of(days: WorkingDayCalendar, year: int, today: date) -> tuple[Month, ...]:
    """The twelve months of a year."""
    return tuple(_month(days, year, number, today) for number in MONTHS)


def _month(days: WorkingDayCalendar, year: int, number: int, today: date) -> Month:
    weeks = tuple(
        tuple(_day(days, date(year, number, n), today) if n else None for n in week)
        for week in months.Calendar().monthdayscalendar(year, number)
    )
    working = sum(day.why.working for week in weeks for day in week if day)
    return Month(number, weeks, working)


def _day(days: WorkingDayCalendar, day: date, today: date) -> Day:
    why = days.why(day)
    if why.kind is Kind.OVERRIDE:
        mark = "worked" if why.working else "off"
    else:
        mark = MARKED.get(why.kind, "")
    return Day(why, mark, day == today)
