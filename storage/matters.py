"""Matters as lists show them, for reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, not_, select

from states.matters import MatterStatus
from states.vocabulary import State
from storage.case_list import Seen, visible
from storage.schema import Case, Matter


@dataclass(frozen=True, slots=True)
class MatterRecord:
    """What all cases of a matter share."""

    id: int
    number: str
    subject: str
    track: str
    organ: str
    started_on: date
    start_document: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases of a matter stand in a state with an outcome."""

    matter_id: int
    state: str
    outcome: str | None
    number: int


_matters = select(
    Matter.id, Matter.number, Matter.subject, Matter.track, Matter.organ, Matter.started_on,
    Matter.start_document, Matter.opened_at,
)  # fmt: skip
_ended = Case.state.in_([state for state in State if state.final])
_there = Case.emptied.is_(None)
_own = select(Case.id).where(Case.matter_id == Matter.id, _there)
_some_ended = _own.where(_ended).exists()
_some_go_on = _own.where(not_(_ended)).exists()
_WITH: dict[MatterStatus, ColumnElement[bool]] = {
    MatterStatus.OPEN: not_(_some_ended),
    MatterStatus.MIXED: and_(_some_ended, _some_go_on),
    MatterStatus.CLOSED: not_(_some_go_on),
}


def matters(
    connection: Connection,
    status: MatterStatus | None,
    before: str | None,
    limit: int,
    seen: Seen | None = None,
) -> list[MatterRecord]:
    """The newest matters with a case that is ``seen``, from before the number ``before`` on."""
    theirs = _own.where(visible(seen)) if seen else _own
    statement = _matters.where(theirs.exists()).order_by(Matter.id.desc()).limit(limit)
    if status:
        statement = statement.where(_WITH[status])
    if before:
        known = select(Matter.id).where(Matter.number == before).scalar_subquery()
        statement = statement.where(Matter.id < known)
    return [MatterRecord(*row) for row in connection.execute(statement)]


def matter(connection: Connection, number: str) -> MatterRecord | None:
    """The matter of that number."""
    row = connection.execute(_matters.where(Matter.number == number)).first()
    return MatterRecord(*row) if row else None


def counts(
    connection: Connection, matter_ids: Sequence[int], seen: Seen | None = None
) -> list[CaseCount]:
    """The cases of some matters that are ``seen``, counted by state and outcome."""
    rows = connection.execute(
        select(Case.matter_id, Case.state, Case.outcome, func.count())
        .where(Case.matter_id.in_(matter_ids), visible(seen) if seen else _there)
        .group_by(Case.matter_id, Case.state, Case.outcome)
    )
    return [CaseCount(*row) for row in rows]
