"""Lists of cases: who sees which, narrowed, counted and turned page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from storage.facts import names_person
from storage.schema import Case, Matter, Person, Task, Unit

FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class BrowsedCase:
    """A case as a list shows it; ``due_on`` is the nearest day of its open tasks."""

    id: int
    number: str
    pack_id: int
    matter_number: str
    subject: str
    officer_name: str
    unit_name: str
    state: str
    track: str
    outcome: str | None
    opened_at: datetime
    version: int
    due_on: date | None
    provisional: bool | None
    due_kind: str | None


SEATS = {
    "officer": Case.officer_id,
    "handler": Case.handler_id,
    "supervisor": Case.supervisor_id,
}
"""Who sits in a case by name."""
Where = frozenset[int] | None
"""The units where a role is held; ``None`` is the whole bureau."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which cases somebody sees: of which units, decided ones of which, and where they sit.

    A seat is its name, whose it is, and where the role that goes with it is held. ``reviews``:
    whether they look at cases as more than an officer or the officer's unit.
    """

    person_id: int
    units: Where
    decided: Where
    seats: tuple[tuple[str, int, Where], ...]
    reviews: bool
    facts: bool = True
    """Whether they see what cases are about at all, and so may search for it."""
    hidden: tuple[str, ...] = ()
    """Kinds of task that are nothing to them: no list is in their order, none counts them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; every day is inclusive, ``units`` and ``officer`` are codes.

    ``started_…`` is the start of the procedure, ``handler`` a username.
    """

    states: frozenset[str] = frozenset()
    query: str | None = None
    due_from: date | None = None
    due_until: date | None = None
    without_due: bool = False
    seen: Seen | None = None
    unit: str | None = None
    officer: str | None = None
    handler: str | None = None
    outcome: str | None = None
    track: str | None = None
    started_from: date | None = None
    started_until: date | None = None


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a list with each case's nearest open task, and what it is put in order by."""

    near: Any
    rows: Select[Any]
    day: ColumnElement[date]


@cache
def _lines(hidden: tuple[str, ...]) -> _Lines:
    """Lines on which tasks of these kinds are not there."""
    order = (Task.due_on, Task.id)
    place = func.row_number().over(partition_by=Task.case_id, order_by=order).label("place")
    ranked = (
        select(Task.case_id, Task.due_on, Task.provisional, Task.kind, place)
        .where(Task.state == "open", Task.kind.not_in(hidden))
        .subquery()
    )
    near = select(ranked).where(ranked.c.place == 1).subquery()
    rows = (
        select(
            Case.id, Case.number, Case.pack_id, Matter.number, Matter.subject, Person.name,
            Unit.name, Case.state, Matter.track, Case.outcome, Case.opened_at, Case.version,
            near.c.due_on, near.c.provisional, near.c.kind,
        )
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(near, near.c.case_id == Case.id)
    )  # fmt: skip
    return _Lines(near, rows, func.coalesce(near.c.due_on, FAR))


def _lines_for(seen: Seen | None) -> _Lines:
    return _lines(seen.hidden if seen else ())


_handler = aliased(Person)
EQUAL: Mapping[str, Any] = {
    "unit": Unit.code, "officer": Person.username, "outcome": Case.outcome, "track": Matter.track,
}  # fmt: skip
"""What a list is narrowed to by one value."""


def _narrow(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [visible(wanted.seen)] if wanted.seen else []
    found += [column == getattr(wanted, name) for name, column in EQUAL.items()
              if getattr(wanted, name)]  # fmt: skip
    if wanted.states:
        found.append(Case.state.in_(sorted(wanted.states)))
    if wanted.handler:
        handled = select(_handler.id).where(_handler.username == wanted.handler)
        found.append(Case.handler_id == handled.scalar_subquery())
    if wanted.started_from:
        found.append(Matter.started_on >= wanted.started_from)
    if wanted.started_until:
        found.append(Matter.started_on <= wanted.started_until)
    return found + _said(wanted) + _due(wanted)


def _said(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Number, name and, where one sees what cases are about, subject hold the words."""
    if not wanted.query:
        return []
    text = wanted.query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    columns = [Case.number, Person.name]
    if wanted.seen is None or wanted.seen.facts:
        columns.append(Matter.subject)
    return [or_(*(column.ilike(f"%{text}%", escape="\\") for column in columns))]


def _due(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    due_on = _lines_for(wanted.seen).near.c.due_on
    if wanted.due_from:
        found.append(due_on >= wanted.due_from)
    if wanted.due_until:
        found.append(due_on <= wanted.due_until)
    if wanted.without_due:
        found.append(due_on.is_(None))
    return found


def visible(seen: Seen) -> ColumnElement[bool]:
    """One's own case, or one where one has a part and does not keep out."""
    parts = (
        _within(seen.units),
        and_(Case.outcome.is_not(None), _within(seen.decided)),
        *(and_(_sits(seat, person), _within(units)) for seat, person, units in seen.seats),
    )
    kept_out = (
        names_person(Case.facts, "recusals", seen.person_id),
        names_person(Case.facts, "officers", seen.person_id),
    )
    return or_(Case.officer_id == seen.person_id, and_(or_(*parts), *map(not_, kept_out)))


def _within(units: Where) -> ColumnElement[bool]:
    return true() if units is None else Case.unit_id.in_(units)


def _sits(seat: str, person: int) -> ColumnElement[bool]:
    if seat == "reviewer":
        return names_person(Case.facts, "reviewers", person)
    return SEATS[seat] == person


def browse(
    connection: Connection, wanted: Wanted, after: tuple[date, str] | None, limit: int
) -> list[BrowsedCase]:
    """Cases by nearest due day and number, from the key ``after`` on."""
    lines = _lines_for(wanted.seen)
    statement, day = lines.rows.where(*_narrow(wanted)), lines.day
    if after:
        statement = statement.where(
            or_(day > after[0], and_(day == after[0], Case.number > after[1]))
        )
    rows = connection.execute(statement.order_by(day, Case.number).limit(limit))
    return [BrowsedCase(*row) for row in rows]


def due_day_counts(connection: Connection, wanted: Wanted) -> list[tuple[date | None, int]]:
    """How many cases have which nearest due day."""
    narrowed = _lines_for(wanted.seen).rows.where(*_narrow(wanted)).subquery()
    rows = connection.execute(select(narrowed.c.due_on, func.count()).group_by(narrowed.c.due_on))
    return [(row[0], row[1]) for row in rows]


def browsed(connection: Connection, number: str) -> BrowsedCase | None:
    """One case as a list shows it."""
    row = connection.execute(_lines(()).rows.where(Case.number == number)).first()
    return BrowsedCase(*row) if row else None


def of_matter(
    connection: Connection, matter_id: int, seen: Seen | None = None
) -> list[BrowsedCase]:
    """The cases of a matter that are ``seen``, in the order of its officers."""
    mine = _lines_for(seen).rows.where(Case.matter_id == matter_id, *_narrow(Wanted(seen=seen)))
    rows = connection.execute(mine.order_by(Case.id))
    return [BrowsedCase(*row) for row in rows]


def changed_last(connection: Connection, seen: Seen | None, limit: int) -> list[str]:
    """The numbers of the cases that changed last, of those that are ``seen``."""
    statement = (
        select(Case.number)
        .join(Matter, Matter.id == Case.matter_id)
        .where(*([visible(seen)] if seen else []))
        .order_by(Case.changed_at.desc())
    )
    return list(connection.execute(statement.limit(limit)).scalars())


def units_listed(connection: Connection, seen: Seen | None) -> list[tuple[str, str]]:
    """The units of the cases that are ``seen``, by code and name."""
    statement = (
        select(Unit.code, Unit.name)
        .join(Case, Case.unit_id == Unit.id)
        .where(*([visible(seen)] if seen else []))
        .distinct()
        .order_by(Unit.code)
    )
    return [(row[0], row[1]) for row in connection.execute(statement)]
