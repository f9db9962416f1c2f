"""Corrections as a follow-up report reads them: who stands where, and what happened in between."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from storage.facts import names_person
from storage.schema import Case, CaseEvent, Paper, Person, Task, Unit

CORRECTING = ("start_correction", "correction_plan", "complete_correction", "correction_report")
"""The tasks of a correction in their order (第十八条); one of them runs while it is open."""
PROGRESS = ("D21", "D22")
"""Papers of the events by which a unit says how far it is."""
TURNS = (
    "start_correction", "extend_plan", "accept_correction", "return_correction", "skip_correction",
    "suspend", "resume", "terminate", "reopen", "revoke",
)  # fmt: skip
"""Events that a report tells of beside where each correction stands."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its people; ``facts`` is JSON."""

    id: int
    number: str
    officer: str
    unit_id: int
    handler: int
    supervisor: int
    outcome: str | None
    facts: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a correction, closed or not."""

    kind: str
    started_on: date
    due_on: date
    provisional: bool
    paused: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """An event of a correction, and where the case was before it."""

    case_id: int
    case: str
    unit_id: int
    at: datetime
    event: str
    before: str | None


_open = (
    select(Case.id)
    .join(Task, Task.case_id == Case.id)
    .where(
        Task.kind.in_(CORRECTING),
        Task.closed_at.is_(None),
        Case.changed_at < bindparam("until"),
    )
    .order_by(Task.due_on, Case.number)
)
_changed = select(Case.id).where(
    Case.changed_at >= bindparam("until"), Case.opened_at < bindparam("until")
)
_these = bindparam("ids", expanding=True)
_cases = (
    select(
        Case.id, Case.number, Person.name, Case.unit_id, Case.handler_id, Case.supervisor_id,
        Case.outcome, Case.facts,
    )
    .join(Person, Person.id == Case.officer_id)
    .where(Case.id.in_(_these))
)  # fmt: skip
_tasks = (
    select(
        Task.case_id, Task.kind, Task.started_on, Task.due_on, Task.provisional, Task.state,
        Task.closed_at,
    )
    .where(Task.case_id.in_(_these), Task.kind.in_(CORRECTING))
    .order_by(Task.case_id, Task.opened_seq)
)  # fmt: skip
_last = (
    select(Paper.case_id, func.max(Paper.seq).label("seq"))
    .where(Paper.case_id.in_(_these), Paper.code.in_(PROGRESS))
    .group_by(Paper.case_id)
    .subquery()
)
_progress = select(CaseEvent.case_id, CaseEvent.at, CaseEvent.body).join(
    _last, (_last.c.case_id == CaseEvent.case_id) & (_last.c.seq == CaseEvent.seq)
)
_history = (
    select(CaseEvent.at, CaseEvent.event, CaseEvent.body)
    .where(CaseEvent.case_id == bindparam("case"), CaseEvent.at < bindparam("until"))
    .order_by(CaseEvent.seq)
)
_turns = (
    select(
        Case.id, Case.number, Case.unit_id, CaseEvent.at, CaseEvent.event, CaseEvent.from_state,
    )
    .join(Case, Case.id == CaseEvent.case_id)
    .where(
        CaseEvent.at >= bindparam("since"),
        CaseEvent.at < bindparam("until"),
        CaseEvent.event.in_(TURNS),
    )
    .order_by(CaseEvent.at, Case.number)
)  # fmt: skip
_begun = (
    select(CaseEvent.case_id, func.max(CaseEvent.at))
    .where(
        CaseEvent.case_id.in_(_these),
        CaseEvent.event == "start_correction",
        CaseEvent.at < bindparam("until"),
    )
    .group_by(CaseEvent.case_id)
)
_accepted = (
    select(Case.number, CaseEvent.at)
    .join(Case, Case.id == CaseEvent.case_id)
    .where(
        CaseEvent.event == "accept_correction",
        CaseEvent.at >= bindparam("since"),
        CaseEvent.at < bindparam("until"),
    )
    .order_by(CaseEvent.at, Case.number)
)


def _of_units(statement: Select[Any], units: frozenset[int] | None) -> Select[Any]:
    """Of these units' cases; ``None``: of all."""
    return statement if units is None else statement.where(Case.unit_id.in_(sorted(units)))


def open_corrections(
    connection: Connection, until: datetime, units: frozenset[int] | None
) -> Sequence[int]:
    """The cases whose correction is open and which nothing happened to since, the first due first.

    Eight bytes each, however many there are.
    """
    found = _of_units(_open, units).execution_options(yield_per=2000)
    return array("q", connection.execute(found, {"until": until}).scalars())


def changed_since(
    connection: Connection, until: datetime, units: frozenset[int] | None
) -> Sequence[int]:
    """The cases that something happened to from then on: what they were stands in their events."""
    found = _of_units(_changed, units).order_by(Case.id)
    return array("q", connection.execute(found, {"until": until}).scalars())


def cases_of(connection: Connection, ids: Sequence[int]) -> dict[int, CaseRow]:
    """These cases by id."""
    return {row[0]: CaseRow(*row) for row in connection.execute(_cases, {"ids": list(ids)})}


def tasks_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[TaskRow]]:
    """The tasks of their corrections, in the order in which they were opened."""
    found: dict[int, list[TaskRow]] = {}
    for case_id, kind, started, due, provisional, state, closed in connection.execute(
        _tasks, {"ids": list(ids)}
    ):
        task = TaskRow(kind, started, due, provisional, state == "paused", closed is None)
        found.setdefault(case_id, []).append(task)
    return found


def progress_of(connection: Connection, ids: Sequence[int]) -> Iterator[tuple[int, datetime, str]]:
    """The last word of each on how far it is: case, when, and the event's body."""
    return (tuple(row) for row in connection.execute(_progress, {"ids": list(ids)}))  # type: ignore[misc]


def history_of(
    connection: Connection, case_id: int, until: datetime
) -> list[tuple[datetime, str, str]]:
    """The events of a case before that instant: when, which, and its body."""
    asked = {"case": case_id, "until": until}
    return [(row[0], row[1], row[2]) for row in connection.execute(_history, asked)]


def turns(
    connection: Connection, since: datetime, until: datetime, units: frozenset[int] | None
) -> list[Turn]:
    """What happened to corrections in ``[since, until)``, in order."""
    asked = {"since": since, "until": until}
    return [Turn(*row) for row in connection.execute(_of_units(_turns, units), asked)]


def begun(connection: Connection, ids: Sequence[int], until: datetime) -> dict[int, datetime]:
    """When the correction of each of these cases was started, last before that instant."""
    asked = {"ids": list(ids), "until": until}
    return {row[0]: row[1] for row in connection.execute(_begun, asked)}


def accepted(
    connection: Connection, since: datetime, until: datetime, units: frozenset[int] | None
) -> list[tuple[str, datetime]]:
    """Corrections that were accepted in ``[since, until)``: case and instant."""
    asked = {"since": since, "until": until}
    return [(row[0], row[1]) for row in connection.execute(_of_units(_accepted, units), asked)]


def keeps_out_of(connection: Connection, person: int, numbers: Iterable[str]) -> set[str]:
    """Those of the cases that a person keeps out of: as recused, or with a colleague in it."""
    kept_out = names_person(Case.facts, "recusals", person) | names_person(
        Case.facts, "officers", person
    )
    found = select(Case.number).where(
        Case.number.in_(sorted(numbers)), kept_out, Case.officer_id != person
    )
    return set(connection.execute(found).scalars())


def units_of(connection: Connection) -> list[tuple[int, str, str, int | None]]:
    """Every unit: id, code, name, and the unit above it."""
    rows = select(Unit.id, Unit.code, Unit.name, Unit.parent_id).order_by(Unit.id)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(rows)]
