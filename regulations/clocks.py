"""The clocks of a pack: lengths, reminders and escalation."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from deadlines import Due, Unit, WorkingDayCalendar, due
from regulations.base import Basis, Code, Count, Labelled, Part, Text

Track = Literal["bureau", "external"]
Offset = Annotated[int, Field(strict=True, ge=-60, le=60)]


class Deadline(Labelled):
    """One clock: the day of ``start`` is never counted.

    ``n`` is 0 where the length stands in a table, or where the clock runs ``until`` an event and
    so has no last day; ``remind`` are offsets in working days, zero
    being the last day; ``on_lapse`` names the event that the end of the last day brings, and
    ``lapses_into`` the state, where a pack may choose; ``max_rounds`` is how often one case may
    have it.
    """

    id: Annotated[str, Field(pattern=r"^DL\d\d$")]
    name: Code
    start: Code
    n: Annotated[int, Field(strict=True, ge=0, le=1200)] = 0
    unit: Unit
    roll: bool = True
    extend: Annotated[int, Field(strict=True, ge=0, le=1200)] = 0
    remind: Annotated[tuple[Offset, ...], Field(max_length=20)]
    tracks: Annotated[tuple[Track, ...], Field(min_length=1)] = ("bureau", "external")
    article: Text
    basis: Basis
    note: Text | None = None
    pausable: bool = True
    max_rounds: Count | None = None
    on_lapse: Code | None = None
    lapses_into: Literal["withdrawn"] | None = None
    table: Literal["impact_periods"] | None = None
    until: Literal["decided"] | None = None

    def due(self, start: date, calendar: WorkingDayCalendar, *, extended_by: int = 0) -> Due:
        """The due date of this clock from ``start``; an extension is in the clock's own unit."""
        return due(start, self.n + extended_by, self.unit, calendar, roll=self.roll)

    @property
    def rests_on(self) -> str:
        """The article where the measures or a norm set the number, else ``policy``."""
        return "policy" if self.basis == "policy" else self.article

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if [self.n > 0, self.table is not None, self.until is not None].count(True) != 1:
            raise ValueError("needs one of: a length n of at least 1, a table, until")
        if any(offset > 0 for offset in self.remind):
            raise ValueError("remind holds an offset after the last day: that is escalation")
        return self


class Escalation(Part):
    """Who hears of what is overdue, by working days past the last day, and when it is said."""

    remind_hour: time
    send_from: time
    send_until: time
    working_days_only: bool
    overdue: dict[Count, Literal["supervisor", "division_leader", "bureau_leader"]]
    basis: Basis

    @model_validator(mode="after")
    def _speaks_in_hours(self) -> Self:
        if not self.send_from <= self.remind_hour < self.send_until:
            raise ValueError("remind_hour lies outside send_from to send_until")
        return self


class Clock(Part):
    """What a day is to the pack: its zone, its calendar and when it ends."""

    zone: Literal["Asia/Shanghai"]
    calendar: Literal["cn-state-council"]
    cutoff: time | None
    basis: Basis

    @field_validator("cutoff", mode="before")
    @classmethod
    def _midnight(cls, value: object) -> object:
        """``24:00`` is the end of the day; ``time`` has no such hour."""
        if not isinstance(value, str):
            raise ValueError("needs an hour in quotes, such as '24:00' or '17:30'")  # noqa: TRY004
        return None if value == "24:00" else value
