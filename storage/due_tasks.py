"""The one question of the sweep: which open tasks must be looked at by now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.schema import Case, Heartbeat, Matter, Task


@dataclass(frozen=True, slots=True)
class DueTask:
    """An open task whose ``next_action_at`` has come, with its case."""

    id: int
    kind: str
    due_on: date
    provisional: bool
    last_rung: int | None
    next_action_at: datetime
    number: str
    state: str
    track: str


_due = (
    select(
        Task.id, Task.kind, Task.due_on, Task.provisional, Task.last_rung, Task.next_action_at,
        Case.number, Case.state, Matter.track,
    )
    .join(Case, Case.id == Task.case_id)
    .join(Matter, Matter.id == Case.matter_id)
    .where(
        Task.state == "open",
        Task.next_action_at.is_not(None),
        Task.next_action_at <= bindparam("now"),
        or_(
            Task.next_action_at > bindparam("after_at"),
            and_(Task.next_action_at == bindparam("after_at"), Task.id > bindparam("after_id")),
        ),
    )
    .order_by(Task.next_action_at, Task.id)
    .limit(bindparam("batch"))
)  # fmt: skip
_spoken = (
    update(Task)
    .where(Task.id == bindparam("task"), Task.state == "open")
    .values(last_rung=bindparam("rung"), next_action_at=bindparam("next"))
)


def due_tasks(
    connection: Connection, now: datetime, after: tuple[datetime, int], batch: int
) -> list[DueTask]:
    """The next ``batch`` due tasks after the key ``after`` (next_action_at, id)."""
    rows = connection.execute(
        _due, {"now": now, "after_at": after[0], "after_id": after[1], "batch": batch}
    )
    return [DueTask(*row) for row in rows]


def mark_spoken(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note the rung that spoke and when to look again: ``task``, ``rung``, ``next``."""
    if rows:
        connection.execute(_spoken, list(rows))


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
