"""The lists of the rooms, one for each part of the work: their cases in order, page by page."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from storage.case_list import Seen, visible
from storage.lines import FAR
from storage.records import CASE, CaseRecord
from storage.schema import Case, CaseEvent, CaseLine, Matter, Person, Task, Unit

MOST = 1000
"""How far cases are counted."""
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


def running(kinds: Collection[str], only: Asked) -> Select[Any]:
    """The cases ``only`` with a running task of these kinds: id, its day, number."""
    return (
        select(Case.id.label("id"), Task.due_on.label("day"), Case.number.label("number"))
        .join(Task, Task.case_id == Case.id)
        .where(
            Task.kind.in_(sorted(kinds)), Task.closed_at.is_(None), Task.state == "open", only
        )
    )  # fmt: skip


def standing(only: Asked) -> Select[Any]:
    """The cases ``only``, without any day: their ids, found by their lines (``storage.lines``)."""
    return (
        select(Case.id.label("id"))
        .join(CaseLine, CaseLine.case_id == Case.id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(only)
    )


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


def _cases() -> Select[Any]:
    return (
        select(*CASE, Person.name, Unit.name, Case.changed_at)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .join(Unit, Unit.id == Case.unit_id)
    )


def _read(row: Any) -> RoomCase:
    officer, unit, changed_at = row[len(CASE) :]
    return RoomCase(CaseRecord(*row[: len(CASE)]), officer, unit, changed_at)


def by_due(
    connection: Connection, picked: Select[Any], after: DueKey | None, limit: int
) -> list[RoomCase]:
    """The cases ``picked`` by day and number, from the key ``after`` on."""
    each = picked.subquery()
    wanted = select(each.c.id, each.c.day).order_by(each.c.day, each.c.number).limit(limit)
    if after:
        later = and_(each.c.day == after[0], each.c.number > after[1])
        wanted = wanted.where(or_(each.c.day > after[0], later))
    days = {row[0]: row[1] for row in connection.execute(wanted)}
    return [
        replace(one, due_on=None if days[one.case.id] == FAR else days[one.case.id])
        for one in whole(connection, list(days))
    ]


def by_change(
    connection: Connection, picked: Select[Any], before: TimeKey | None, limit: int
) -> list[RoomCase]:
    """The cases ``picked``, what changed last first, from the key ``before`` on."""
    changed = CaseLine.changed_at
    wanted = picked.order_by(changed.desc(), CaseLine.case_id.desc()).limit(limit)
    if before:
        earlier = and_(changed == before[0], CaseLine.case_id < before[1])
        wanted = wanted.where(or_(changed < before[0], earlier))
    return whole(connection, list(connection.execute(wanted).scalars()))


def whole(connection: Connection, ids: Sequence[int]) -> list[RoomCase]:
    """These cases in this order; their facts are long, so only what is shown is read."""
    rows = connection.execute(_cases().where(Case.id.in_(ids)))
    found = {one.case.id: one for one in map(_read, rows)}
    return [found[case] for case in ids]


def one_case(connection: Connection, case_id: int) -> RoomCase:
    """One case as a room shows it."""
    return _read(connection.execute(_cases().where(Case.id == case_id)).one())


def how_many(connection: Connection, picked: Select[Any]) -> int:
    """How many cases ``picked`` are, counted as far as ``MOST``."""
    each = picked.limit(MOST).subquery()
    return int(connection.execute(select(func.count()).select_from(each)).scalar_one())


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
