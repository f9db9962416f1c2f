"""Pausing a clock: the day of pausing has run, the day of resuming has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deadlines.counting import Unit, due
from deadlines.working_days import Due, WorkingDayCalendar


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stood still after ``paused_on`` and through ``resumed_on``."""

    paused_on: date
    resumed_on: date


def remaining(due_on: date, paused_on: date, calendar: WorkingDayCalendar) -> int:
    """Count the working days left when the clock is paused at the end of ``paused_on``."""
    return calendar.count(paused_on, due_on)


def resume_due(
    due_on: date, paused_on: date, resumed_on: date, calendar: WorkingDayCalendar
) -> Due:
    """Find the due date after a pause: the working days that were left go on from the resume day.

    A pause of length zero, or one of a clock that was overdue already, moves nothing.
    """
    if resumed_on <= paused_on or paused_on > due_on:
        return Due(due_on, calendar.is_provisional(due_on))
    return calendar.shifted(resumed_on, remaining(due_on, paused_on, calendar))


def due_with_pauses(
    start: date,
    n: int,
    unit: Unit,
    calendar: WorkingDayCalendar,
    *,
    roll: bool = True,
    pauses: Iterable[Pause] = (),
) -> Due:
    """``due`` of a clock that was paused, replayed from its start: what a recomputation asks."""
    found = due(start, n, unit, calendar, roll=roll)
    for pause in sorted(pauses, key=lambda p: p.paused_on):
        found = resume_due(found.due_on, pause.paused_on, pause.resumed_on, calendar)
    return found
