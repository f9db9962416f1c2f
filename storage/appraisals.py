"""Matters whose period of retention is over, and what was judged of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from storage.ledger_list import kept_out_of
from storage.schema import (
    Appraisal,
    AppraisedMatter,
    Case,
    LedgerLine,
    Matter,
    Person,
    Unit,
)

A, M, L = Appraisal, AppraisedMatter, LedgerLine
_proposer, _decider, _executor = aliased(Person), aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class DueMatter:
    """A matter whose period is over; the latest of its cases counts. Nobody is named."""

    id: int
    number: str
    unit: str
    cases: int
    closed_on: date
    retained_until: date


@dataclass(frozen=True, slots=True)
class AppraisalRecord:
    """An appraisal as it stands."""

    id: int
    number: str
    verdict: str
    reason: str
    years: int | None
    kept_until: date | None
    state: str
    proposed_by: int
    proposer: str
    proposed_at: datetime
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    answer: str | None
    executor: str | None
    executed_at: datetime | None
    record: str | None
    record_sha256: str | None


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case of an appraised matter."""

    id: int
    number: str
    matter_id: int
    matter: str
    version: int
    emptied: int | None


def _over(today: date) -> ColumnElement[bool]:
    """No case of the matter is open, kept for ever, or still within its period."""
    still = (
        select(Case.id)
        .outerjoin(L, L.case_id == Case.id)
        .where(
            Case.matter_id == Matter.id,
            or_(L.retained_until.is_(None), L.retained_until >= today),
        )
    )
    return ~still.exists()


def _judged(today: date) -> ColumnElement[bool]:
    """Somebody judges it now, or it was said to be kept for a time that is not over."""
    waits = and_(A.state.in_(("proposed", "approved")), A.verdict != "keep")
    keeps = and_(A.verdict == "keep", or_(A.state == "proposed", A.kept_until >= today))
    return (
        select(M.matter_id)
        .join(A, A.id == M.appraisal_id)
        .where(M.matter_id == Matter.id, or_(waits, and_(A.state != "refused", keeps)))
        .exists()
    )


def _kept_out(person: int) -> ColumnElement[bool]:
    return (
        select(Case.id)
        .where(Case.matter_id == Matter.id, Case.id.in_(kept_out_of(person)))
        .exists()
    )


def _due(today: date, person: int) -> list[ColumnElement[bool]]:
    ended = select(L.matter_id).where(L.retained_until < today)
    return [Matter.id.in_(ended), _over(today), ~_judged(today), ~_kept_out(person)]


def due_matters(
    connection: Connection, today: date, person: int, *, after: str | None, limit: int
) -> list[DueMatter]:
    """Matters that wait to be judged, none of which ``person`` keeps out of, by number."""
    chosen = select(Matter.id).where(*_due(today, person)).order_by(Matter.number).limit(limit)
    if after:
        chosen = chosen.where(Matter.number > after)
    return _matters(connection, list(connection.execute(chosen).scalars()))


def these_due(
    connection: Connection, today: date, person: int, numbers: Sequence[str]
) -> list[DueMatter]:
    """Those of these matters that wait to be judged; held until the transaction ends."""
    chosen = select(Matter.id).where(Matter.number.in_(numbers), *_due(today, person))
    ids = list(connection.execute(chosen.with_for_update()).scalars())
    return _matters(connection, ids)


def _matters(connection: Connection, ids: Sequence[int]) -> list[DueMatter]:
    rows = connection.execute(
        select(
            Matter.id, Matter.number, func.min(Unit.name), func.count(), func.max(L.closed_on),
            func.max(L.retained_until),
        )
        .join(Case, Case.matter_id == Matter.id)
        .join(L, L.case_id == Case.id)
        .join(Unit, Unit.id == L.unit_id)
        .where(Matter.id.in_(ids))
        .group_by(Matter.id, Matter.number)
        .order_by(Matter.number)
    )  # fmt: skip
    return [DueMatter(*row) for row in rows]


def propose(connection: Connection, values: Mapping[str, Any], matters: Sequence[int]) -> int:
    """A new appraisal of these matters; its id."""
    made = connection.execute(insert(A).returning(A.id), dict(values)).scalar_one()
    connection.execute(insert(M), [{"appraisal_id": made, "matter_id": one} for one in matters])
    return int(made)


def change(connection: Connection, appraisal: int, **values: Any) -> None:
    """Write what became of an appraisal."""
    connection.execute(update(A).where(A.id == appraisal).values(**values))


_appraisals = (
    select(
        A.id, A.number, A.verdict, A.reason, A.years, A.kept_until, A.state, A.proposed_by,
        _proposer.name, A.proposed_at, A.decided_by, _decider.name, A.decided_at, A.answer,
        _executor.name, A.executed_at, A.record, A.record_sha256,
    )
    .join(_proposer, _proposer.id == A.proposed_by)
    .outerjoin(_decider, _decider.id == A.decided_by)
    .outerjoin(_executor, _executor.id == A.executed_by)
)  # fmt: skip


def appraisals(connection: Connection, before: int | None, limit: int) -> list[AppraisalRecord]:
    """Appraisals, the newest first, from before that id on."""
    statement = _appraisals.order_by(A.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(A.id < before)
    return [AppraisalRecord(*row) for row in connection.execute(statement)]


def executed(connection: Connection) -> list[AppraisalRecord]:
    """Every appraisal after which something was destroyed, oldest first."""
    rows = connection.execute(_appraisals.where(A.state == "executed").order_by(A.id))
    return [AppraisalRecord(*row) for row in rows]


def appraisal_numbered(
    connection: Connection, number: str, *, hold: bool = False
) -> AppraisalRecord | None:
    """The appraisal of that number; ``hold`` keeps others from it until the transaction ends."""
    if hold:
        connection.execute(select(A.id).where(A.number == number).with_for_update())
    row = connection.execute(_appraisals.where(A.number == number)).first()
    return AppraisalRecord(*row) if row else None


def cases_of(connection: Connection, appraisal: int, *, hold: bool = False) -> list[JudgedCase]:
    """The cases of its matters; ``hold``: nobody takes a step in them meanwhile."""
    wanted = (
        select(Case.id, Case.number, Matter.id, Matter.number, Case.version, Case.emptied)
        .join(M, M.matter_id == Case.matter_id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(M.appraisal_id == appraisal)
        .order_by(Case.number)
    )
    rows = connection.execute(wanted.with_for_update(of=Case) if hold else wanted)
    return [JudgedCase(*row) for row in rows]


def still_over(connection: Connection, appraisal: int, today: date) -> bool:
    """Whether the period of all of its matters is over: a case may have been taken up again."""
    within = (
        select(M.matter_id)
        .join(Matter, Matter.id == M.matter_id)
        .where(M.appraisal_id == appraisal, ~_over(today))
    )
    return connection.execute(within.limit(1)).first() is None


def keeps_out(connection: Connection, appraisal: int, person: int) -> bool:
    """Whether ``person`` keeps out of a case of its matters."""
    found = (
        select(M.matter_id)
        .join(Matter, Matter.id == M.matter_id)
        .where(M.appraisal_id == appraisal, _kept_out(person))
    )
    return connection.execute(found.limit(1)).first() is not None
