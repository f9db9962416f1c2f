"""The lists of the rooms, one for each part of the work: their cases in order, page by page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select

from storage.case_list import Seen, visible
from storage.lines import FAR
from storage.records import CASE, CaseRecord
from storage.schema import Case, CaseEvent, Matter, Person, Task, Unit

DueKey = tuple[date, str]
"""Where a page by due days ended: the day and the number of its last case."""
TimeKey = tuple[datetime, int]
"""Where a page of what changed last ended: the instant and the id of its last case."""
Asked = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class RoomCase:
    """A case in a room; ``due_on`` is the nearest day of the tasks that the room is about."""

    case: CaseRecord
    officer_name: str
    unit_name: str
    changed_at: datetime
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class TaskOf:
    """A task of one of several cases, whatever has become of it."""

    case_id: int
    kind: str
    state: str
    started_on: date
    due_on: date
    provisional: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventOf:
    """An entry in the history of one of several cases."""

    case_id: int
    seq: int
    at: datetime
    event: str
    actor_name: str | None
    body: str


def of_others(seen: Seen) -> Asked:
    """What is seen of others' cases alone: of some things no officer sees anything."""
    return and_(visible(seen), Case.officer_id != seen.person_id)


def nearest(kinds: Collection[str]) -> ColumnElement[date]:
    """The nearest day of the running tasks of these kinds, ``FAR`` where there is none."""
    found = select(func.min(Task.due_on)).where(
        Task.case_id == Case.id, Task.kind.in_(sorted(kinds)), Task.closed_at.is_(None),
        Task.state == "open",
    )  # fmt: skip
    return func.coalesce(found.scalar_subquery(), literal(FAR, Task.due_on.type))


def has_running(kinds: Collection[str]) -> Asked:
    """Whether a task of these kinds is not closed."""
    held = select(Task.case_id).where(Task.closed_at.is_(None), Task.kind.in_(sorted(kinds)))
    return Case.id.in_(held)


def has_settled(kinds: Collection[str], since: datetime) -> Asked:
    """Whether a task of these kinds was settled since then."""
    return (
        select(Task.id)
        .where(
            Task.case_id == Case.id, Task.kind.in_(sorted(kinds)), Task.state == "done",
            Task.closed_at >= since,
        )
        .exists()
    )  # fmt: skip


def _cases(*more: Any) -> Select[Any]:
    return (
        select(*CASE, Person.name, Unit.name, Case.changed_at, *more)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .join(Unit, Unit.id == Case.unit_id)
    )


def _read(row: Any, day: date | None = None) -> RoomCase:
    officer, unit, changed_at = row[len(CASE) : len(CASE) + 3]
    return RoomCase(CaseRecord(*row[: len(CASE)]), officer, unit, changed_at, day)


def by_due(
    connection: Connection, only: Asked, day: ColumnElement[date], after: DueKey | None, limit: int
) -> list[RoomCase]:
    """The cases ``only`` by ``day`` and number, from the key ``after`` on."""
    wanted = _cases(day).where(only).order_by(day, Case.number).limit(limit)
    if after:
        wanted = wanted.where(or_(day > after[0], and_(day == after[0], Case.number > after[1])))
    rows = connection.execute(wanted)
    return [_read(row, None if row[-1] == FAR else row[-1]) for row in rows]


def by_change(
    connection: Connection, only: Asked, before: TimeKey | None, limit: int
) -> list[RoomCase]:
    """The cases ``only``, what changed last first, from the key ``before`` on."""
    wanted = _cases().where(only).order_by(Case.changed_at.desc(), Case.id.desc()).limit(limit)
    if before:
        earlier = and_(Case.changed_at == before[0], Case.id < before[1])
        wanted = wanted.where(or_(Case.changed_at < before[0], earlier))
    return [_read(row) for row in connection.execute(wanted)]


def one_case(connection: Connection, case_id: int) -> RoomCase:
    """One case as a room shows it."""
    return _read(connection.execute(_cases().where(Case.id == case_id)).one())


def day_counts(
    connection: Connection, only: Asked, day: ColumnElement[date]
) -> list[tuple[date | None, int]]:
    """How many of the cases ``only`` have which ``day``."""
    of_each = select(day.label("day")).select_from(Case).join(Matter, Matter.id == Case.matter_id)
    each = of_each.where(only).subquery()
    rows = connection.execute(select(each.c.day, func.count()).group_by(each.c.day))
    return [(None if row[0] == FAR else row[0], row[1]) for row in rows]


def how_many(connection: Connection, only: Asked) -> int:
    """How many cases ``only`` are."""
    wanted = select(func.count()).select_from(Case).join(Matter, Matter.id == Case.matter_id)
    return int(connection.execute(wanted.where(only)).scalar_one())


def tasks_of(
    connection: Connection, case_ids: Collection[int], kinds: Collection[str]
) -> Iterator[TaskOf]:
    """The tasks of these kinds of these cases, oldest first."""
    wanted = (
        select(
            Task.case_id, Task.kind, Task.state, Task.started_on, Task.due_on, Task.provisional,
            Task.closed_at,
        )
        .where(Task.case_id.in_(sorted(case_ids)), Task.kind.in_(sorted(kinds)))
        .order_by(Task.id)
    )  # fmt: skip
    return (TaskOf(*row) for row in connection.execute(wanted))


def events_of(
    connection: Connection, case_ids: Collection[int], names: Collection[str]
) -> Iterator[EventOf]:
    """The entries of these events in these cases, oldest first."""
    wanted = (
        select(
            CaseEvent.case_id, CaseEvent.seq, CaseEvent.at, CaseEvent.event, Person.name,
            CaseEvent.body,
        )
        .outerjoin(Person, Person.id == CaseEvent.actor_id)
        .where(CaseEvent.case_id.in_(sorted(case_ids)), CaseEvent.event.in_(sorted(names)))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )  # fmt: skip
    return (EventOf(*row) for row in connection.execute(wanted))
