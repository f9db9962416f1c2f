"""The course of a clock: its length, its pauses and its extensions, replayed from the start day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from deadlines.counting import Unit, due, nominal_end
from deadlines.working_days import Due, WorkingDayCalendar


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stood still after ``paused_on`` and through ``resumed_on``; ``None``: it still does.

    The day of pausing has run, the day of resuming has not.
    """

    paused_on: date
    resumed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """``n`` units more, counted from the last day the clock had."""

    n: int
    unit: Unit


Operation = Pause | Extension


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days in ``(after, until]`` that count: the worked ones, or each."""

    after: date
    until: date
    worked_only: bool


@dataclass(frozen=True, slots=True)
class Course:
    """Where a clock ends, which stretches of days it counted on the way, and where it stood.

    ``left`` is how many working days were left where it still stands paused.
    """

    due: Due
    stretches: tuple[Stretch, ...]
    rolled_to: frozenset[date]
    stood: tuple[Pause, ...]
    left: int | None


def remaining(due_on: date, paused_on: date, calendar: WorkingDayCalendar) -> int:
    """Count the working days left when the clock is paused at the end of ``paused_on``.

    Negative where it was overdue already, were it by days off alone.
    """
    left = calendar.count(paused_on, due_on)
    return min(left, -1) if paused_on > due_on else left


def resume_due(
    due_on: date, paused_on: date, resumed_on: date, calendar: WorkingDayCalendar
) -> Due:
    """Find the due date after a pause: the working days that were left go on from the resume day.

    A pause of length zero, or one of a clock that was overdue already, moves nothing.
    """
    if resumed_on <= paused_on or paused_on > due_on:
        return Due(due_on, calendar.is_provisional(due_on))
    return calendar.shifted(resumed_on, remaining(due_on, paused_on, calendar))


def run_course(
    start: date,
    n: int,
    unit: Unit,
    calendar: WorkingDayCalendar,
    *,
    roll: bool = True,
    operations: Iterable[Operation] = (),
) -> Course:
    """``due`` of a clock that was paused or extended, replayed in the order it happened."""
    found, stretches, rolled = _count(start, n, unit, calendar, roll=roll)
    left, stood = None, list[Pause]()
    for operation in operations:
        if isinstance(operation, Extension):
            found, more, onto = _count(found.due_on, operation.n, operation.unit, calendar)
            stretches, rolled = [*stretches, *more], rolled | onto
            continue
        left = remaining(found.due_on, operation.paused_on, calendar)
        if left >= 0:
            stood.append(operation)
        if operation.resumed_on is None:
            break
        resumed = resume_due(found.due_on, operation.paused_on, operation.resumed_on, calendar)
        if resumed.due_on != found.due_on:
            stretches = [_cut(stretch, operation.paused_on) for stretch in stretches]
            if left:
                stretches.append(Stretch(operation.resumed_on, resumed.due_on, worked_only=True))
            else:
                rolled |= {resumed.due_on}
        found, left = resumed, None
    return Course(found, tuple(stretches), rolled, tuple(stood), left)


def _count(
    start: date, n: int, unit: Unit, calendar: WorkingDayCalendar, *, roll: bool = True
) -> tuple[Due, list[Stretch], frozenset[date]]:
    found = due(start, n, unit, calendar, roll=roll)
    if unit is Unit.WD and n:
        return found, [Stretch(start, found.due_on, worked_only=True)], frozenset()
    nominal = nominal_end(start, n, unit) if n else start
    rolled = frozenset({found.due_on} if found.due_on > nominal else ())
    return found, [Stretch(start, nominal, worked_only=False)], rolled


def _cut(stretch: Stretch, at: date) -> Stretch:
    return Stretch(stretch.after, min(stretch.until, at), stretch.worked_only)
