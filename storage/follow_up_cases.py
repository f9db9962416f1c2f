"""Corrections as a follow-up report reads them: who stands where, and what happened in between."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from storage.facts import plan_and_days, progress_said
from storage.schema import Case, CaseEvent, CasePart, Paper, Person, Task, Unit

CORRECTING = ("start_correction", "correction_plan", "complete_correction", "correction_report")
"""The tasks of a correction in their order (第十八条); one of them runs while it is open."""
PROGRESS = ("D21", "D22")
"""Papers of the events by which a unit says how far it is."""
OF_CORRECTIONS = (
    "start_correction", "extend_plan", "accept_correction", "return_correction", "skip_correction",
    "revoke",
)  # fmt: skip
TURNS = (*OF_CORRECTIONS, "suspend", "resume", "terminate", "reopen")
"""Events that a report tells of beside where each correction stands; the last four where it is a
correction that they meet.
"""
BEFORE_CHECKED = ("decided", "correcting", "correction_check")
"""States in which a correction may be open."""


class CaseRow(NamedTuple):
    """A case with its people, by id."""

    id: int
    number: str
    officer: str
    unit_id: int
    handler: int
    supervisor: int


class TaskRow(NamedTuple):
    """A task of a correction, closed or not."""

    kind: str
    started_on: date
    due_on: date
    provisional: bool
    paused: bool
    open: bool = True


class OpenRow(NamedTuple):
    """A correction whose task is open; ``told`` is JSON: the plan, when it was decided, received.

    ``begun`` and ``approved`` are the days from which the plan and its completion were counted;
    ``said`` is the last word on how far it is, at an instant.
    """

    case: CaseRow
    outcome: str | None
    told: str
    task: TaskRow
    begun: date | None
    approved: date | None
    said_at: datetime | None
    said: str | None


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
    Case.changed_at >= bindparam("until"),
    Case.opened_at < bindparam("until"),
    Case.emptied.is_(None),
)
_these: BindParameter[Any] = bindparam("ids", expanding=True)
_CASE = (
    Case.id, Case.number, Person.name, Case.unit_id, Case.handler_id, Case.supervisor_id,
)  # fmt: skip
_cases = select(*_CASE).join(Person, Person.id == Case.officer_id).where(Case.id.in_(_these))
_earlier = aliased(Task)


def _counted_from(kind: str) -> Any:
    """From which day the last task of that kind was counted."""
    return (
        select(func.max(_earlier.started_on))
        .where(_earlier.case_id == Case.id, _earlier.kind == kind)
        .correlate(Case)
        .scalar_subquery()
    )


_last = (
    select(func.max(Paper.seq))
    .where(Paper.case_id == Case.id, Paper.code.in_(PROGRESS))
    .correlate(Case)
    .scalar_subquery()
)
_rows = (
    select(
        *_CASE, Case.outcome, plan_and_days(Case.facts), Task.kind, Task.started_on, Task.due_on,
        Task.provisional, Task.state == "paused", _counted_from("correction_plan"),
        _counted_from("complete_correction"), CaseEvent.at, progress_said(CaseEvent.body),
    )
    .select_from(Case)
    .join(Person, Person.id == Case.officer_id)
    .join(Task, Task.case_id == Case.id)
    .outerjoin(CaseEvent, (CaseEvent.case_id == Case.id) & (CaseEvent.seq == _last))
    .where(Case.id.in_(_these), Task.kind.in_(CORRECTING), Task.closed_at.is_(None))
)  # fmt: skip
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
        or_(
            CaseEvent.event.in_(OF_CORRECTIONS),
            CaseEvent.event.in_(("suspend", "terminate"))
            & CaseEvent.from_state.in_(BEFORE_CHECKED),
            (CaseEvent.event == "resume") & CaseEvent.to_state.in_(BEFORE_CHECKED),
            (CaseEvent.event == "reopen") & (CaseEvent.from_state == "closed"),
        ),
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


def cases_of(connection: Connection, ids: Sequence[int]) -> list[CaseRow]:
    """These cases."""
    return [CaseRow(*row) for row in connection.execute(_cases, {"ids": list(ids)})]


def rows_of(connection: Connection, ids: Sequence[int]) -> dict[int, OpenRow]:
    """These corrections as their rows say, by case."""
    case, task = CaseRow._make, TaskRow._make
    return {
        row[0]: OpenRow(case(row[:6]), row[6], row[7], task((*row[8:13], True)), *row[13:])
        for row in connection.execute(_rows, {"ids": list(ids)}).all()
    }


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
    found = (
        select(Case.number)
        .join(CasePart, CasePart.case_id == Case.id)
        .where(
            Case.number.in_(sorted(numbers)),
            CasePart.person_id == person,
            CasePart.part == "kept_out",
            Case.officer_id != person,
        )
    )
    return set(connection.execute(found).scalars())


def units_of(connection: Connection) -> list[tuple[int, str, str, int | None]]:
    """Every unit: id, code, name, and the unit above it."""
    rows = select(Unit.id, Unit.code, Unit.name, Unit.parent_id).order_by(Unit.id)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(rows)]
