"""Corrections as a follow-up report reads them: who stands where, and what happened in between."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, exists, or_, select, union
from sqlalchemy.orm import aliased

from storage.case_list import Seen, visible
from storage.prepared import Prepared
from storage.schema import Case, CaseEvent, CaseLine, CasePart, LedgerCorrection, Person, Unit

C = LedgerCorrection
CORRECTING = ("start_correction", "correction_plan", "complete_correction", "correction_report")
"""The tasks of a correction in their order (第十八条); one of them runs while it is open."""
OF_CORRECTIONS = (
    "start_correction", "extend_plan", "accept_correction", "return_correction", "skip_correction",
    "revoke",
)  # fmt: skip
TURNS = (*OF_CORRECTIONS, "suspend", "resume", "terminate", "reopen")
"""Events that a report tells of beside where each correction stands; the last four where it is a
correction that they meet.
"""
UNDOING = ("revoke", "reopen", "terminate")
"""What takes a correction, open or reported as done, out of the count."""
BEFORE_CHECKED = ("decided", "correcting", "correction_check")
"""States in which a correction may be open."""


class CaseRow(NamedTuple):
    """A case with its unit and its officer, by id."""

    id: int
    number: str
    unit_id: int
    officer_id: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An event of a correction, and where the case was before it."""

    case_id: int
    case: str
    unit_id: int
    at: datetime
    event: str
    before: str | None


_uncounted = Case.counted < Case.version
_unmoved = (
    select(C.unit_id, C.officer_id, C.told)
    .where(C.changed_at < bindparam("until"), C.case_id.not_in(select(Case.id).where(_uncounted)))
    .order_by(C.due_on, C.number)
    .execution_options(yield_per=500)
)
_moved = union(
    select(CaseLine.case_id).where(CaseLine.changed_at >= bindparam("until")),
    select(Case.id).where(_uncounted),
)
_moved_cases = (
    select(Case.id, Case.number, Case.unit_id, Case.officer_id)
    .where(Case.id.in_(_moved), Case.opened_at < bindparam("until"))
    .order_by(Case.id)
)
_history = (
    select(CaseEvent.body)
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
_later = aliased(CaseEvent)
_accepted = (
    select(Case.number, CaseEvent.at)
    .join(Case, Case.id == CaseEvent.case_id)
    .where(
        CaseEvent.event == "accept_correction",
        CaseEvent.at >= bindparam("since"),
        CaseEvent.at < bindparam("until"),
        ~exists().where(
            _later.case_id == CaseEvent.case_id,
            _later.seq > CaseEvent.seq,
            _later.event.in_(UNDOING),
            _later.at < bindparam("known"),
        ),
    )
    .order_by(CaseEvent.at, Case.number)
)


def _of_units(
    statement: Select[Any], units: frozenset[int] | None, unit: Any = Case.unit_id
) -> Select[Any]:
    """Of these units' cases; ``None``: of all."""
    return statement if units is None else statement.where(unit.in_(sorted(units)))


def unmoved(
    connection: Connection, until: datetime, units: frozenset[int] | None
) -> Iterator[tuple[int, int, str]]:
    """The corrections of cases that nothing happened to since, the first due first.

    Unit and officer by id, and what is told of it as JSON; a few in memory at a time.
    """
    with connection.execute(_of_units(_unmoved, units, C.unit_id), {"until": until}) as rows:
        for some in rows.partitions():
            yield from some  # type: ignore[misc]  # rows are tuples


def moved(connection: Connection, until: datetime, units: frozenset[int] | None) -> list[CaseRow]:
    """The cases that something happened to from then on, or that were not counted since."""
    rows = connection.execute(_of_units(_moved_cases, units), {"until": until})
    return [CaseRow(*row) for row in rows]


def history_of(connection: Connection, case_id: int, until: datetime) -> list[str]:
    """The bodies of the events of a case before that instant, the oldest first."""
    asked = {"case": case_id, "until": until}
    return list(connection.execute(_history, asked).scalars())


def turns(
    connection: Connection, since: datetime, until: datetime, units: frozenset[int] | None
) -> list[Turn]:
    """What happened to corrections in ``[since, until)``, in order."""
    asked = {"since": since, "until": until}
    return [Turn(*row) for row in connection.execute(_of_units(_turns, units), asked)]


def accepted(
    connection: Connection,
    since: datetime,
    until: datetime,
    known: datetime,
    units: frozenset[int] | None,
) -> list[tuple[str, datetime]]:
    """Corrections that were accepted in ``[since, until)``: case and instant.

    None of a case that was reviewed again or ended since, as far as was known at that instant.
    """
    asked = {"since": since, "until": until, "known": known}
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


def seen_of(connection: Connection, numbers: Iterable[str], whose: Seen) -> set[str]:
    """Those of the cases that somebody sees; one that was emptied is there for nobody."""
    found = select(Case.number).where(Case.number.in_(sorted(numbers)), visible(whose))
    return set(connection.execute(found).scalars())


def officers_beside(
    connection: Connection, numbers: Iterable[str]
) -> dict[str, list[tuple[str, str]]]:
    """Of each of the cases the officers of its whole matter: number of their case, and name."""
    other = aliased(Case)
    rows = (
        select(Case.number, other.number, Person.name)
        .join(other, other.matter_id == Case.matter_id)
        .join(Person, Person.id == other.officer_id)
        .where(Case.number.in_(sorted(numbers)))
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for case, beside, name in connection.execute(rows):
        found.setdefault(case, []).append((beside, name))
    return found


_units = Prepared(select(Unit.id, Unit.code, Unit.name, Unit.parent_id).order_by(Unit.id))


def units_of(connection: Connection) -> list[tuple[int, str, str, int | None]]:
    """Every unit: id, code, name, and the unit above it."""
    return [(row[0], row[1], row[2], row[3]) for row in _units.rows(connection, {})]
