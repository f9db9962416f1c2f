"""The days on which a deadline speaks, and the instants at which somebody must look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from deadlines.working_days import WorkingDayCalendar

# China has one zone and no summer time in the years covered; a fixed offset needs no zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
REMIND_AT = time(9)


@dataclass(frozen=True, slots=True, order=True)
class Rung:
    """One step of the ladder: its offset from the due date in working days, and its day."""

    offset: int
    day: date


def rungs(due_on: date, offsets: Iterable[int], calendar: WorkingDayCalendar) -> tuple[Rung, ...]:
    """List the days a deadline speaks: negative offsets remind, positive ones escalate.

    Offsets count working days, so no rung falls on a day off and a make-up Saturday counts.
    """
    return tuple(Rung(offset, calendar.shift(due_on, offset)) for offset in sorted(set(offsets)))


def latest_rung(
    due_on: date,
    offsets: Iterable[int],
    calendar: WorkingDayCalendar,
    at: datetime,
    *,
    remind_at: time = REMIND_AT,
) -> Rung | None:
    """Find the last rung reached by ``at``: after downtime this one speaks, not the ladder."""
    reached = [r for r in rungs(due_on, offsets, calendar) if rung_instant(r, remind_at) <= at]
    return reached[-1] if reached else None


def next_action(
    due_on: date,
    offsets: Iterable[int],
    calendar: WorkingDayCalendar,
    *,
    after: datetime,
    last_rung: int | None = None,
    remind_at: time = REMIND_AT,
    cutoff: time | None = None,
) -> datetime | None:
    """Find the next instant (UTC) past ``after`` at which the task must be looked at, if any.

    That is a rung beyond ``last_rung`` at ``remind_at``, or the end of the due day.
    """
    ahead = [
        rung_instant(rung, remind_at)
        for rung in rungs(due_on, offsets, calendar)
        if last_rung is None or rung.offset > last_rung
    ]
    return min((at for at in (*ahead, end_of(due_on, cutoff)) if at > after), default=None)


def rung_instant(rung: Rung, remind_at: time = REMIND_AT) -> datetime:
    """Find the instant (UTC) at which ``rung`` speaks."""
    return datetime.combine(rung.day, remind_at, SHANGHAI).astimezone(UTC)


def end_of(day: date, cutoff: time | None = None) -> datetime:
    """Find the instant (UTC) that ends ``day``: 24:00 in Shanghai unless ``cutoff`` is earlier.

    What arrives before it is in time; what arrives at it is late.
    """
    if cutoff is not None:
        return datetime.combine(day, cutoff, SHANGHAI).astimezone(UTC)
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def local_day(at: datetime) -> date:
    """Tell the day it is in Shanghai at the instant ``at``."""
    return at.astimezone(SHANGHAI).date()
