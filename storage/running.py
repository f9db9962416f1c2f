"""Every case with a clock that runs or stands, read in batches: what a recount walks through."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from storage.due_tasks import Place
from storage.records import CASE, TASKS, CaseRecord, TaskRecord
from storage.schema import Case, CaseEvent, Matter, Task

_ids = (
    select(Task.case_id)
    .distinct()
    .where(Task.closed_at.is_(None), Task.case_id > bindparam("after"))
    .order_by(Task.case_id)
    .limit(bindparam("most"))
)
_these = Case.id.in_(bindparam("ids", expanding=True))
_cases = select(*CASE).join(Matter, Matter.id == Case.matter_id).where(_these).order_by(Case.id)
_tasks = select(Task.case_id, *TASKS).where(
    Task.case_id.in_(bindparam("ids", expanding=True)), Task.closed_at.is_(None)
)
# Not the rows' keys: a sweep may meanwhile queue a notice that refers to the case.
_locked = select(Case.id).where(_these).order_by(Case.id).with_for_update(key_share=True)
_named = (
    select(*CASE)
    .join(Matter, Matter.id == Case.matter_id)
    .where(Case.number.in_(bindparam("numbers", expanding=True)))
    .order_by(Case.id)
    .with_for_update(of=Case, key_share=True)
)
_events = (
    select(CaseEvent.case_id, CaseEvent.seq, CaseEvent.body)
    .where(
        CaseEvent.case_id.in_(bindparam("ids", expanding=True)),
        CaseEvent.event.in_(bindparam("events", expanding=True)),
    )
    .order_by(CaseEvent.case_id, CaseEvent.seq)
)

Running = tuple[CaseRecord, dict[str, TaskRecord]]


def count_running(connection: Connection) -> int:
    """How many tasks are open or paused."""
    return connection.execute(
        select(func.count()).select_from(Task).where(Task.closed_at.is_(None))
    ).scalar_one()


def running_after(connection: Connection, after: int, most: int) -> Sequence[int]:
    """The ids of the next ``most`` cases with running tasks."""
    return connection.execute(_ids, {"after": after, "most": most}).scalars().all()


def lock_cases(connection: Connection, ids: Sequence[int]) -> None:
    """Hold these cases until the transaction ends, so that no step comes between."""
    if connection.dialect.name != "sqlite":
        connection.execute(_locked, {"ids": ids})


def place_of_case(connection: Connection, case_id: int) -> Place:
    """Where one case belongs, whatever else its row may hold."""
    found = select(Case.id, Case.unit_id, Case.number).where(Case.id == case_id)
    return Place(*connection.execute(found).one())


def running(connection: Connection, ids: Sequence[int]) -> list[Running]:
    """Those of the cases that have running tasks, by id, and those tasks by kind."""
    tasks = tasks_of(connection, ids)
    cases = (CaseRecord(*row) for row in connection.execute(_cases, {"ids": ids}).all())
    return [(case, tasks[case.id]) for case in cases if tasks[case.id]]


def tasks_of(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, TaskRecord]]:
    """The running tasks of these cases, by case and kind."""
    tasks: dict[int, dict[str, TaskRecord]] = defaultdict(dict)
    for case_id, *cells in connection.execute(_tasks, {"ids": ids}).all():
        task = TaskRecord(*cells)
        tasks[case_id][task.kind] = task
    return tasks


def hold_cases(connection: Connection, numbers: Sequence[str]) -> dict[str, CaseRecord]:
    """The cases of these numbers, held until the transaction ends; one not there is left out."""
    found = connection.execute(_named, {"numbers": numbers}).all()
    return {row[1]: CaseRecord(*row) for row in found}


def bodies_of(
    connection: Connection, ids: Iterable[int], events: Iterable[str]
) -> Iterator[tuple[int, int, str]]:
    """The events of that name in these cases, in order: case, seq, body."""
    wanted = {"ids": list(ids), "events": list(events)}
    return ((row[0], row[1], row[2]) for row in connection.execute(_events, wanted))


def changes_since(
    bodies: Iterable[tuple[int, Mapping[str, Any]]], kind: str, opened_seq: int
) -> list[Mapping[str, Any]]:
    """What the events from ``opened_seq`` on did to the task of that kind."""
    return [
        change
        for seq, body in bodies
        if seq >= opened_seq
        for change in body["tasks"]
        if change["kind"] == kind
    ]
