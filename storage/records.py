"""Reading and writing one case: Core statements built once, rows as frozen values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from storage import hooks
from storage.prepared import Among, Prepared
from storage.schema import Case, CaseEvent, Matter, Paper, Task


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case with what its matter says."""

    id: int
    number: str
    matter_number: str
    subject: str
    track: str
    organ: str
    started_on: date
    officer_id: int
    unit_id: int
    handler_id: int
    supervisor_id: int
    pack_id: int
    state: str
    version: int
    outcome: str | None
    window_last_day: date | None
    facts: str
    head: str


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task that is not closed."""

    id: int
    kind: str
    state: str
    started_on: date
    due_on: date
    provisional: bool
    left: int | None
    opened_seq: int
    moves: int
    next_action_at: datetime | None


EVENT = (
    "case_id", "seq", "at", "event", "from_state", "to_state", "actor_id", "role",
    "body", "algorithm", "previous", "hash", "idempotency_key",
)  # fmt: skip
TASK = (
    "case_id", "kind", "state", "started_on", "due_on", "provisional", "next_action_at",
    "opened_seq", "opened_at",
)  # fmt: skip
CASE = (
    Case.id,
    Case.number,
    Matter.number,
    Matter.subject,
    Matter.track,
    Matter.organ,
    Matter.started_on,
    Case.officer_id,
    Case.unit_id,
    Case.handler_id,
    Case.supervisor_id,
    Case.pack_id,
    Case.state,
    Case.version,
    Case.outcome,
    Case.window_last_day,
    Case.facts,
    Case.head,
)
TASKS = (
    Task.id,
    Task.kind,
    Task.state,
    Task.started_on,
    Task.due_on,
    Task.provisional,
    Task.left,
    Task.opened_seq,
    Task.moves,
    Task.next_action_at,
)
_cases = select(*CASE).join(Matter, Matter.id == Case.matter_id).where(Case.emptied.is_(None))
_case = Prepared(_cases.where(Case.number == bindparam("number")))
_some = Among(lambda among: _cases.where(among(Case.id)))
_unit = Prepared(select(Case.unit_id).where(Case.id == bindparam("case")))
_open_tasks = Prepared(
    select(*TASKS).where(Task.case_id == bindparam("case"), Task.closed_at.is_(None))
)
_advance = Prepared(
    update(Case)
    .where(
        Case.id == bindparam("case"),
        Case.version == bindparam("expected"),
        Case.emptied.is_(None),  # whoever read it before it was emptied comes too late
    )
    .values(
        state=bindparam("state"),
        version=bindparam("version"),
        outcome=bindparam("outcome"),
        facts=bindparam("facts"),
        head=bindparam("head"),
        changed_at=bindparam("changed_at"),
        closed_at=bindparam("closed_at"),
    )
)
_close = Prepared(
    update(Task)
    .where(Task.id == bindparam("task"))
    .values(state=bindparam("to"), closed_at=bindparam("at"), next_action_at=None)
)
_due = bindparam("due", type_=Task.due_on.type)
# Another date climbs its ladder from the bottom: what was said of the old one says nothing of it.
_retime = Prepared(
    update(Task)
    .where(Task.id == bindparam("task"))
    .values(
        state=bindparam("to"),
        last_rung=case((Task.due_on == _due, Task.last_rung)),
        due_on=_due,
        provisional=bindparam("prov"),
        left=bindparam("remaining"),
        next_action_at=bindparam("next"),
        moves=Task.moves + 1,
    )
)
_window = Prepared(
    update(Case).where(Case.id == bindparam("case")).values(window_last_day=bindparam("day"))
)
_seats = {
    role: Prepared(
        update(Case).where(Case.id == bindparam("case")).values({seat: bindparam("person")})
    )
    for role, seat in (("HND", "handler_id"), ("SUP", "supervisor_id"))
}
_insert_event = Prepared(insert(CaseEvent), EVENT)
_insert_task = Prepared(insert(Task), TASK)
_insert_paper = Prepared(insert(Paper), ("case_id", "seq", "code", "state", "created_at"))
_by_key = select(
    CaseEvent.event,
    CaseEvent.from_state,
    CaseEvent.to_state,
    CaseEvent.seq,
    CaseEvent.actor_id,
    CaseEvent.body,
).where(CaseEvent.case_id == bindparam("case"), CaseEvent.idempotency_key == bindparam("key"))


def load_case(connection: Connection, number: str) -> CaseRecord | None:
    """The case of that number; one that was emptied is not there any more."""
    rows = _case.rows(connection, {"number": number})
    return CaseRecord(*rows[0]) if rows else None


def load_cases(connection: Connection, ids: Sequence[int]) -> dict[int, CaseRecord]:
    """The cases of these ids that were not emptied, by id."""
    return {row[0]: CaseRecord(*row) for row in _some.rows(connection, ids)}


def siblings(connection: Connection, case_id: int) -> list[str]:
    """The numbers of the other cases of the same matter, in their order."""
    matter = select(Case.matter_id).where(Case.id == case_id).scalar_subquery()
    found = select(Case.number).where(Case.matter_id == matter, Case.id != case_id)
    return list(connection.execute(found.order_by(Case.id)).scalars())


def unit_of(connection: Connection, case_id: int) -> int:
    """The unit whose case it is."""
    return int(_unit.rows(connection, {"case": case_id})[0][0])


def open_tasks(connection: Connection, case_id: int) -> dict[str, TaskRecord]:
    """The tasks of the case that are open or paused, by kind."""
    rows = _open_tasks.rows(connection, {"case": case_id})
    return {row[1]: TaskRecord(*row) for row in rows}


def open_tasks_of(
    connection: Connection, case_ids: Collection[int]
) -> dict[int, dict[str, TaskRecord]]:
    """The same of several cases at once."""
    found: dict[int, dict[str, TaskRecord]] = {one: {} for one in case_ids}
    wanted = select(Task.case_id, *TASKS).where(
        Task.case_id.in_(sorted(case_ids)), Task.closed_at.is_(None)
    )
    for one, *row in connection.execute(wanted):
        found[one][row[1]] = TaskRecord(*row)
    return found


def event_by_key(connection: Connection, case_id: int, key: str) -> Any | None:
    """The event recorded under an idempotency key: event, states, seq, actor, body."""
    return connection.execute(_by_key, {"case": case_id, "key": key}).first()


def advance_cases(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write the new row of each case whose version is still ``expected``; how many were."""
    return _advance.run_all(connection, rows)


def append_events(
    connection: Connection, rows: Sequence[Mapping[str, Any]], *, told: bool = True
) -> None:
    """One more event of each case's chain.

    ``told``: it is owed to every system that is told of events.
    """
    _insert_event.run_all(connection, rows)
    if told:
        hooks.queue(connection, rows)


def close_tasks(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Close tasks: ``task``, ``to`` (done, lapsed), ``at``."""
    _close.run_all(connection, rows)


def retime_tasks(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Another clock: ``task``, ``to``, ``due``, ``prov``, ``remaining``, ``next``."""
    _retime.run_all(connection, rows)


def move_window(connection: Connection, case_id: int, day: date) -> None:
    """The last day to apply, after a recount."""
    _window.run(connection, {"case": case_id, "day": day})


def fill_seat(connection: Connection, case_id: int, role: str, person: int) -> None:
    """Another handler (HND) or supervisor (SUP)."""
    _seats[role].run(connection, {"case": case_id, "person": person})


def insert_tasks(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open tasks."""
    _insert_task.run_all(connection, rows)


def insert_papers(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note the papers that an event calls for."""
    _insert_paper.run_all(connection, rows)


def cases_held(connection: Connection) -> int:
    """How many cases there are."""
    return connection.execute(select(func.count()).select_from(Case)).scalar_one()
