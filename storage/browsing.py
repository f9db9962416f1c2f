"""The parts of one case, and open tasks of many, for reading only."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
)

from storage.case_list import SEATS, Seen, visible
from storage.narrowing import part as has_part
from storage.prepared import Among, Prepared
from storage.records import TASKS, TaskRecord
from storage.schema import Case, CaseEvent, Delivery, Matter, Notice, Paper, Person, Task


def _reader(statement: Select[Any]) -> Callable[[Connection, dict[str, Any]], list[dict[str, Any]]]:
    """Run ``statement``, compiled once, and name the cells of its rows."""
    prepared, names = Prepared(statement), statement.selected_columns.keys()

    def read(connection: Connection, values: dict[str, Any]) -> list[dict[str, Any]]:
        rows = prepared.rows(connection, values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    return read


_tasks = _reader(
    select(
        Task.kind,
        Task.state,
        Task.due_on,
        Task.provisional,
        Task.started_on,
        Task.left,
        Task.closed_at,
    )
    .where(Task.case_id == bindparam("case"))
    .order_by(Task.closed_at.is_not(None), Task.due_on, Task.id)
)
_events = _reader(
    select(
        CaseEvent.seq, CaseEvent.at, CaseEvent.event, CaseEvent.from_state,
        CaseEvent.to_state, CaseEvent.role, CaseEvent.body, CaseEvent.hash, CaseEvent.actor_id,
        Person.name.label("actor_name"),
    )
    .outerjoin(Person, Person.id == CaseEvent.actor_id)
    .where(CaseEvent.case_id == bindparam("case"))
    .order_by(CaseEvent.seq.desc())
)  # fmt: skip
ENTRY = ("at", "event", "body", "actor_id", "actor_name")
_histories = Among(
    lambda among: (
        select(
            CaseEvent.case_id, CaseEvent.at, CaseEvent.event, CaseEvent.body, CaseEvent.actor_id,
            Person.name,
        )
        .outerjoin(Person, Person.id == CaseEvent.actor_id)
        .where(among(CaseEvent.case_id))
        .order_by(CaseEvent.case_id, CaseEvent.seq.desc())
    )
)  # fmt: skip
_papers = _reader(
    select(
        Paper.id,
        Paper.code,
        Paper.state,
        Paper.number,
        Paper.signed_on,
        CaseEvent.event,
    )
    .join(CaseEvent, and_(CaseEvent.case_id == Paper.case_id, CaseEvent.seq == Paper.seq))
    .where(Paper.case_id == bindparam("case"))
    .order_by(Paper.id)
)
_newest = (
    select(
        Notice.id, Notice.name, Notice.copy, Notice.created_at, Notice.read_at,
        Notice.recipient_id, Notice.task_id, Person.name.label("recipient_name"),
        Task.kind.label("task"),
    )
    .join(Person, Person.id == Notice.recipient_id)
    .outerjoin(Task, Task.id == Notice.task_id)
    .where(Notice.case_id == bindparam("case"))
    .order_by(Notice.id.desc())
    .limit(bindparam("most"))
    .subquery()
)  # fmt: skip
DELIVERY = (
    Delivery.channel, Delivery.state.label("state"), Delivery.sent_at, Delivery.delivered_at,
)  # fmt: skip
_notices = _reader(
    select(_newest, *DELIVERY)
    .outerjoin(Delivery, Delivery.notice_id == _newest.c.id)
    .order_by(_newest.c.id.desc(), Delivery.id)
)


def tasks(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every task of a case, running ones first."""
    return _tasks(connection, {"case": case_id})


def events(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """The history of a case, newest first."""
    return _events(connection, {"case": case_id})


def histories(
    connection: Connection, case_ids: Sequence[int]
) -> defaultdict[int, list[dict[str, Any]]]:
    """The histories of several cases, newest first, without their hashes."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for case_id, *entry in _histories.rows(connection, case_ids):
        found[case_id].append(dict(zip(ENTRY, entry, strict=True)))
    return found


def papers(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """The papers that events of the case called for."""
    return _papers(connection, {"case": case_id})


def notices(connection: Connection, case_id: int, limit: int = 100) -> list[dict[str, Any]]:
    """The newest notices of the case, each with its ``deliveries``."""
    rows = _notices(connection, {"case": case_id, "most": limit})
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        went = {column.key: row.pop(column.key) for column in DELIVERY}
        notice = found.setdefault(row["id"], {**row, "deliveries": []})
        if went["channel"]:
            notice["deliveries"].append(went)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class TaskCase:
    """What a list of tasks says of a case, and who has a seat in it; its facts stay unread."""

    id: int
    number: str
    subject: str
    state: str
    pack_id: int
    officer_id: int
    unit_id: int
    handler_id: int
    supervisor_id: int


TASK_CASE = (
    Case.id, Case.number, Matter.subject, Case.state, Case.pack_id, Case.officer_id, Case.unit_id,
    Case.handler_id, Case.supervisor_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is not closed, with its case, and when it was opened."""

    case: TaskCase
    task: TaskRecord
    opened_at: datetime
    officer_name: str


@dataclass(frozen=True, slots=True)
class Part:
    """Tasks of some kinds: in one unit or in all, and where ``seat`` is set, of whose cases.

    ``seat`` is the case's ``officer``, ``handler``, ``supervisor`` or a ``reviewer``.
    """

    kinds: tuple[str, ...]
    unit_id: int | None
    seat: str | None
    person_id: int


def open_tasks(
    connection: Connection,
    *,
    due_until: date | None,
    due_from: date | None = None,
    parts: Iterable[Part] | None = None,
    seen: Seen | None = None,
) -> Iterator[OpenTask]:
    """Running and paused tasks by due day: of all cases, those ``seen``, or of any of ``parts``."""
    statement = (
        select(*TASK_CASE, *TASKS, Task.opened_at, Person.name)
        .join(Case, Case.id == Task.case_id)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .where(Task.closed_at.is_(None))
        .order_by(Task.due_on, Task.id)
    )
    if due_until:
        statement = statement.where(Task.due_on <= due_until)
    if due_from:
        statement = statement.where(Task.due_on >= due_from)
    if seen is not None:
        statement = statement.where(visible(seen))
    if parts is not None:
        statement = statement.where(or_(false(), *map(belongs, parts)))
    for row in connection.execute(statement):
        yield open_task(row)


def open_task(row: Sequence[Any]) -> OpenTask:
    """A row of ``TASK_CASE``, ``TASKS``, when it was opened, and the officer's name."""
    cells = tuple(row)
    case, task = cells[: len(TASK_CASE)], cells[len(TASK_CASE) : -2]
    return OpenTask(TaskCase(*case), TaskRecord(*task), *cells[-2:])


def belongs(part: Part) -> ColumnElement[bool]:
    """Whether a task is one of that part's."""
    return and_(Task.kind.in_(part.kinds), held_in(part))


def held_in(part: Part) -> ColumnElement[bool]:
    """Whether a case is one in which they have that part."""
    asked: list[ColumnElement[bool]] = []
    if part.unit_id is not None:
        asked.append(Case.unit_id == part.unit_id)
    if part.seat == "reviewer":
        asked.append(has_part(Case.id, part.person_id, "reviewer"))
    elif part.seat is not None:
        asked.append(SEATS[part.seat] == part.person_id)
    return and_(true(), *asked)
