"""What the sweep asks and writes: which open tasks must be looked at by now, and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared, stated
from storage.records import CASE, CaseRecord
from storage.schema import Case, Heartbeat, Matter, Task

Key = tuple[datetime, int]
"""Where a due task stands in the sweep's order: its ``next_action_at`` and its id."""


@dataclass(frozen=True, slots=True)
class DueTask:
    """An open task whose ``next_action_at`` has come, with its case."""

    id: int
    kind: str
    due_on: date
    provisional: bool
    last_rung: int | None
    case: CaseRecord


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task belongs, or a case: enough to speak of it without its data."""

    case_id: int
    unit_id: int
    number: str
    kind: str | None = None


_is_due = (
    Task.state == "open",
    Task.next_action_at.is_not(None),
    Task.next_action_at <= bindparam("now"),
)
_order = (Task.next_action_at, Task.id)
_after = tuple_(
    bindparam("after_at", type_=Task.next_action_at.type), bindparam("after_id", type_=Task.id.type)
)
_keys = Prepared(
    select(*_order)
    .where(*_is_due, tuple_(*_order) > _after)
    .order_by(*_order)
    .limit(stated("most", Integer()))
)
_these = Task.id.in_(bindparam("ids", expanding=True))
# Not the rows' keys: a step may meanwhile queue a notice that refers to the task or its case.
_free = select(Task.id).where(*_is_due, _these).with_for_update(skip_locked=True, key_share=True)
_due = (
    select(Task.id, Task.kind, Task.due_on, Task.provisional, Task.last_rung, *CASE)
    .join(Case, Case.id == Task.case_id)
    .join(Matter, Matter.id == Case.matter_id)
    .where(*_is_due, _these)
    .order_by(*_order)
)
_case = (
    select(Case.id)
    .where(Case.id == select(Task.case_id).where(Task.id == bindparam("task")).scalar_subquery())
    .with_for_update(key_share=True)
)
_next = select(func.min(Task.next_action_at)).where(
    Task.state == "open", Task.next_action_at > bindparam("now")
)
_place = (
    select(Case.id, Case.unit_id, Case.number, Task.kind)
    .join(Task, Task.case_id == Case.id)
    .where(Task.id == bindparam("task"))
)
_spoken = Prepared(
    update(Task)
    .where(Task.id == bindparam("task"), Task.state == "open")
    .values(last_rung=bindparam("rung"), next_action_at=bindparam("next"))
)


def due_keys(connection: Connection, now: datetime, after: Key, most: int) -> list[Key]:
    """The keys of the next ``most`` due tasks after the key ``after``."""
    wanted = {"now": now, "after_at": after[0], "after_id": after[1], "most": most}
    return [(row[0], row[1]) for row in _keys.rows(connection, wanted)]


def next_moment(connection: Connection, after: datetime) -> datetime | None:
    """The first moment after ``after`` at which an open task waits to be looked at."""
    return connection.execute(_next, {"now": after}).scalar_one()


def take(connection: Connection, ids: Iterable[int], now: datetime) -> list[DueTask]:
    """Those of ``ids`` that are still due, held until the transaction ends.

    What somebody else holds is left to them. On SQLite the write transaction holds everything.
    """
    wanted = {"now": now, "ids": list(ids)}
    if connection.dialect.name != "sqlite":
        wanted["ids"] = connection.execute(_free, wanted).scalars().all()
    rows = connection.execute(_due, wanted)
    return [DueTask(row[0], row[1], row[2], row[3], row[4], CaseRecord(*row[5:])) for row in rows]


def take_case(connection: Connection, task_id: int) -> None:
    """Wait for whoever takes a step of the task's case, and let nobody begin one meanwhile."""
    if connection.dialect.name != "sqlite":
        connection.execute(_case, {"task": task_id})


def place_of(connection: Connection, task_id: int) -> Place:
    """The case and the kind of a task."""
    return Place(*connection.execute(_place, {"task": task_id}).one())


def mark_spoken(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note the rung that spoke and when to look again: ``task``, ``rung``, ``next``."""
    _spoken.run_all(connection, rows)


def beat(connection: Connection, name: str, at: datetime) -> None:
    """Note that a flow did its work."""
    module = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = module.insert(Heartbeat).values(name=name, at=at)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": at}))


def last_beat(connection: Connection, name: str) -> datetime | None:
    """When a flow last did its work."""
    return connection.execute(
        select(Heartbeat.at).where(Heartbeat.name == name)
    ).scalar_one_or_none()
