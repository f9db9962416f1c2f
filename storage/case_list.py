"""Lists of cases: who sees which, narrowed, counted and turned page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import starmap
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    not_,
    or_,
    select,
    true,
)

from storage.narrowing import (
    NO_DAY,
    Condition,
    Line,
    Order,
    Seen,
    Shape,
    Span,
    Wanted,
    Way,
    Where,
    day_of,
    part,
)
from storage.prepared import Among, Prepared, Within
from storage.schema import Case, Matter, Person, Task, Unit
from storage.searching import leading, narrowed
from storage.walking import Counted, Course, Key, count, next_key, walk
from storage.ways import Apart, ways_of

__all__ = ["NO_DAY", "SEATS", "BrowsedCase", "Order", "Seen", "Span", "Wanted", "Where"]


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
    changed_at: datetime
    version: int
    due_on: date | None
    provisional: bool | None
    due_kind: str | None
    earlier_number: str | None


SEATS = {
    "officer": Case.officer_id,
    "handler": Case.handler_id,
    "supervisor": Case.supervisor_id,
}
"""Who sits in a case by name."""


@dataclass(frozen=True, slots=True)
class Found:
    """Some cases, and behind which number the list goes on; ``cut``: more were not looked at."""

    cases: list[BrowsedCase]
    next: Key | None
    cut: bool


def visible(seen: Seen) -> Condition:
    """One's own case, or one where one has a part and does not keep out: of a ``Case``.

    One that was emptied is there for nobody.
    """
    seats = (
        and_(
            SEATS[seat] == who if seat in SEATS else part(Case.id, who, "reviewer"),
            _within(units),
        )
        for seat, who, units in seen.seats
    )
    parts = (_within(seen.units), and_(Case.outcome.is_not(None), _within(seen.decided)), *seats)
    kept = not_(part(Case.id, seen.person_id, "kept_out"))
    mine = Case.officer_id == seen.person_id
    theirs = or_(mine, and_(or_(*parts), kept)) if seen.own else and_(~mine, or_(*parts), kept)
    return and_(Case.emptied.is_(None), theirs)


def _within(units: Where) -> Condition:
    return true() if units is None else Case.unit_id.in_(units)


def browse(
    connection: Connection,
    wanted: Wanted,
    limit: int,
    *,
    span: Span = Span(),  # noqa: B008 - it is frozen
    order: Order = Order.DUE,
    after: Key | None = None,
) -> Found:
    """Cases in that order, from behind the case of the number ``after`` on.

    A page looks through ``READ`` cases of each way at most: where few of very many are wanted it
    may hold less than ``limit`` and yet go on.
    """
    apart, narrow = Apart.of(connection, wanted.seen), narrowed(connection, wanted)
    days, values = _days(wanted, span)
    ways = (
        way & Way(values={**values, **apart.values})
        for seen in ways_of(wanted.seen, apart)
        for way in leading(connection, seen & narrow, wanted, order)
    )
    found = walk(connection, ways, _course(order, plain=wanted.plain), days, after, limit)
    cases = _shown(connection, found.cases, plain=wanted.plain)
    last = cases[-1].number if cases else ""
    return Found(cases, next_key(connection, found, last), found.cut)


def _course(order: Order, *, plain: bool) -> Course:
    day = day_of(plain=plain)
    along = {Order.DUE: day, Order.CHANGED: "changed_at"}.get(order, "case_id")
    return Course(along, day, down=order in {Order.OPENED, Order.CHANGED})


def _days(wanted: Wanted, span: Span) -> tuple[Shape, dict[str, Any]]:
    found = {
        "due_from": wanted.due_from, "due_until": wanted.due_until,
        "first": span.first, "last": span.last,
    }  # fmt: skip
    values = {name: day for name, day in found.items() if day}
    shape = (*values, *(("has_day",) if wanted.due_from and not wanted.due_until else ()))
    return shape, values


def counts(
    connection: Connection, wanted: Wanted, spans: Mapping[str, Span]
) -> dict[str, tuple[int, bool]]:
    """How many cases lie in each span; true: at least so many, for no more were looked at."""
    apart, narrow = Apart.of(connection, wanted.seen), narrowed(connection, wanted)
    ways = [
        Counted(way & Way(values=apart.values), seen.by + seen.but + seen.sieve, place)
        for place, seen in enumerate(ways_of(wanted.seen, apart))
        for way in leading(connection, seen & narrow, wanted, Order.DUE)
    ]
    days = {name: _days(wanted, span) for name, span in spans.items()}
    return count(connection, ways, _course(Order.DUE, plain=wanted.plain), days)


def _lines(*, plain: bool) -> Select[Any]:
    """The lines of a list, each with the nearest task that there is for whoever sees it."""
    nearest = Line.task_id if plain else Line.told_task_id
    return (
        select(
            Case.id, Case.number, Case.pack_id, Matter.number, Matter.subject, Person.name,
            Unit.name, Case.state, Matter.track, Case.outcome, Case.opened_at, Case.changed_at,
            Case.version, Task.due_on, Task.provisional, Task.kind, Matter.earlier_number,
        )
        .join(Line, Line.case_id == Case.id)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(Task, Task.id == nearest)
    )  # fmt: skip


def _of_cases(among: Within, *, plain: bool) -> Select[Any]:
    return _lines(plain=plain).where(among(Case.id))


_browsed = Prepared(_lines(plain=True).where(Case.number == bindparam("number")))


_some = {
    plain: Among(partial(_of_cases, plain=plain), sizes=(1, 10, 50, 500)) for plain in (True, False)
}


def _shown(connection: Connection, ids: Sequence[int], *, plain: bool) -> list[BrowsedCase]:
    """The lines of these cases in their order."""
    rows = _some[plain].rows(connection, ids)
    found = {row[0]: BrowsedCase(*row) for row in rows}
    return [found[one] for one in ids]


def browsed(connection: Connection, number: str) -> BrowsedCase | None:
    """One case as a list shows it."""
    rows = _browsed.rows(connection, {"number": number})
    return BrowsedCase(*rows[0]) if rows else None


def of_matter(
    connection: Connection, matter_id: int, seen: Seen | None = None
) -> list[BrowsedCase]:
    """The cases of a matter that are ``seen``, in the order of its officers."""
    mine = _lines(plain=seen is None or seen.reviews).where(Case.matter_id == matter_id)
    if seen is not None:
        mine = mine.where(visible(seen))
    return list(starmap(BrowsedCase, connection.execute(mine.order_by(Case.id))))


def units_listed(connection: Connection, seen: Seen | None) -> list[tuple[str, str]]:
    """The units whose cases somebody may see, by code and name."""
    rows = _units.rows(connection, {"me": seen.person_id if seen else 0})
    places = [seen.units, seen.decided, *(units for _, _, units in seen.seats)] if seen else [None]
    held = {unit for units in places for unit in units or ()}
    every = None in places
    return [(code, name) for unit, code, name, own in rows if every or own or unit in held]


_own = select(Line.unit_id).where(Line.officer_id == bindparam("me"))
_units = Prepared(
    select(Unit.id, Unit.code, Unit.name, Unit.id.in_(_own).label("own")).order_by(Unit.code)
)
