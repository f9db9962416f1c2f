"""Weeks and months that are reported on, and up to which instant each report knows of things."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from deadlines import SHANGHAI, WorkingDayCalendar

Kind = Literal["weekly", "monthly"]
_CODE = re.compile(r"(\d{4})-(?:W(\d\d)|(\d\d))")
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A week from its Monday, or a month from its first day."""

    first: date
    kind: Kind

    @classmethod
    def of(cls, kind: Kind, day: date) -> "Period":
        """The period of that kind in which the day lies."""
        back = day.weekday() if kind == "weekly" else day.day - 1
        return cls(day - timedelta(days=back), kind)

    @classmethod
    def parse(cls, code: str) -> "Period":
        """``2026-W41`` or ``2026-10``; raises ``ValueError``."""
        found = _CODE.fullmatch(code)
        if not found:
            raise ValueError(code)
        year, week, month = found.groups()
        if week:
            return cls(date.fromisocalendar(int(year), int(week), 1), "weekly")
        return cls(date(int(year), int(month), 1), "monthly")

    @property
    def code(self) -> str:
        """``2026-W41`` (ISO week) or ``2026-10``."""
        if self.kind == "monthly":
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year:04d}-W{week:02d}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> "Period":
        """The next of its kind."""
        far = WEEK if self.kind == "weekly" else timedelta(days=32)
        return Period.of(self.kind, self.first + far)

    @property
    def before(self) -> "Period":
        """The one before it."""
        return Period.of(self.kind, self.first - timedelta(days=1))

    def issued_on(self, days: WorkingDayCalendar) -> date:
        """Its first working day; where it has none, the first after it."""
        return days.shift(self.first, 0)

    def until(self, days: WorkingDayCalendar) -> datetime:
        """The instant (UTC) from which on its report knows nothing: the day of issue begins."""
        return beginning(self.issued_on(days))

    def since(self, days: WorkingDayCalendar) -> datetime:
        """Up to where the report before it knows of things, where the calendar stays as it is."""
        return self.before.until(days)


def beginning(day: date) -> datetime:
    """The instant (UTC) at which the day begins here."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def owed(kind: Kind, last: date | None, today: date, days: WorkingDayCalendar) -> Iterator[Period]:
    """The periods whose day of issue has come and that follow ``last``, the oldest first.

    ``None``: nothing was ever issued; then the newest alone.
    """
    if last is None:
        period = Period.of(kind, today)
        yield period if period.issued_on(days) <= today else period.before
        return
    period = Period(last, kind).following
    while period.issued_on(days) <= today:
        yield period
        period = period.following
