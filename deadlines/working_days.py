"""The working-day calendar: layers of facts over the rule of the week, answered from arrays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from deadlines.errors import DateOutOfRange
from deadlines.published import Override, PublishedYear
from deadlines.reasons import DayReason, Kind
from deadlines.statutory import SOURCE, statutory_days_off

FIRST = date(2004, 1, 1)
LAST = date(2100, 12, 31)
CALENDAR_YEARS = range(FIRST.year, LAST.year + 1)
"""The years that the calendar answers for."""
_FIRST_ORDINAL = FIRST.toordinal()
_DAYS = LAST.toordinal() - _FIRST_ORDINAL + 1
_SATURDAY = 5
_NOWHERE = _DAYS  # past every array, so that a negative place does not count from the end


class Due(NamedTuple):
    """A due date, and whether it still rests on an unpublished year."""

    due_on: date
    provisional: bool


@dataclass(frozen=True, slots=True, eq=False)
class WorkingDayCalendar:
    """Which days are worked from 2004 to 2100; immutable, every answer one look into an array.

    ``_before[i]`` is how many working days precede day ``i``; ``_dues[k]`` is working day ``k``.
    """

    version: str
    published_until: date
    _before: list[int] = field(repr=False)
    _dues: list[Due] = field(repr=False)
    _named: Mapping[date, DayReason] = field(repr=False)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        index = _index(day)
        return self._before[index + 1] > self._before[index]

    def shift(self, day: date, n: int) -> date:
        """Find the ``n``-th working day after ``day``, or before it for a negative ``n``.

        Zero gives ``day`` itself when it is worked, else the next working day.
        """
        return self.shifted(day, n).due_on

    def shifted(self, day: date, n: int) -> Due:
        """``shift`` with its provisional mark."""
        index = day.toordinal() - _FIRST_ORDINAL
        if not 0 <= index < _DAYS:
            raise DateOutOfRange(day, FIRST, LAST)
        place = self._before[index + 1] - 1 + n if n > 0 else self._before[index] + n
        try:
            return self._dues[place if place >= 0 else _NOWHERE]
        except IndexError:
            raise DateOutOfRange(None, FIRST, LAST) from None

    def count(self, after: date, until: date) -> int:
        """How many working days lie in ``(after, until]``; negative when ``until`` comes first."""
        return self._before[_index(until) + 1] - self._before[_index(after) + 1]

    def is_provisional(self, day: date) -> bool:
        """Whether ``day`` lies beyond the last published year."""
        return day > self.published_until

    def why(self, day: date) -> DayReason:
        """Why ``day`` is worked or not, by the topmost layer that speaks of it."""
        _index(day)
        named = self._named.get(day)
        if named is not None:
            return named
        working = day.weekday() < _SATURDAY
        return DayReason(day, Kind.WEEKDAY if working else Kind.WEEKEND, working)


def build_calendar(
    years: Iterable[PublishedYear], overrides: Iterable[Override] = (), version: str = ""
) -> WorkingDayCalendar:
    """Lay the layers: weekday rule < statutory or published year < override of a single day."""
    published = {year.year: year for year in years}
    named: dict[date, DayReason] = {}
    for number in range(FIRST.year, LAST.year + 1):
        if number not in published:
            named.update(_statutory(number))
    for number in sorted(published):
        named.update(_published(published[number]))
    named.update(_overridden(overrides))
    until = _published_until(published)
    before, dues = _arrays(named, until)
    return WorkingDayCalendar(version, until, before, dues, named)


def _index(day: date) -> int:
    index = day.toordinal() - _FIRST_ORDINAL
    if not 0 <= index < _DAYS:
        raise DateOutOfRange(day, FIRST, LAST)
    return index


def _statutory(year: int) -> dict[date, DayReason]:
    return {
        day: DayReason(day, Kind.STATUTORY, working=False, name=name, source=SOURCE)
        for day, name in statutory_days_off(year).items()
    }


def _published(year: PublishedYear) -> dict[date, DayReason]:
    source = "；".join(year.papers)
    return {
        entry.day: DayReason(
            entry.day,
            Kind.HOLIDAY if entry.off else Kind.MAKE_UP,
            working=not entry.off,
            name=entry.name,
            source=source,
        )
        for entry in year.days
    }


def _overridden(overrides: Iterable[Override]) -> dict[date, DayReason]:
    return {
        entry.day: DayReason(entry.day, Kind.OVERRIDE, entry.working, entry.name, entry.source)
        for entry in overrides
    }


def _published_until(published: Mapping[int, PublishedYear]) -> date:
    """Find the end of the unbroken run of published years: a gap makes all after it provisional."""
    if not published:
        return date.min
    year = min(published)
    while year + 1 in published:
        year += 1
    return date(year, 12, 31)


def _arrays(named: Mapping[date, DayReason], until: date) -> tuple[list[int], list[Due]]:
    before, dues = [0], []
    for ordinal in range(_FIRST_ORDINAL, _FIRST_ORDINAL + _DAYS):
        day = date.fromordinal(ordinal)
        reason = named.get(day)
        if day.weekday() < _SATURDAY if reason is None else reason.working:
            dues.append(Due(day, day > until))
        before.append(len(dues))
    return before, dues
