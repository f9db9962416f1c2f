"""Lists of cases: who sees which, narrowed, counted and turned page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from itertools import starmap
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
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
    conditions,
    day_of,
    part,
)
from storage.prepared import Among, Prepared
from storage.schema import Case, Matter, Person, Task, Unit
from storage.searching import leading, narrowed
from storage.ways import Apart, ways_of

__all__ = ["NO_DAY", "SEATS", "BrowsedCase", "Order", "Seen", "Span", "Wanted", "Where"]

READ = 2000
"""Cases that one page of a list looks through for what it is narrowed to."""
COUNTED = 300
"""Cases of one urgency, of those that somebody sees in one way, that a count looks at."""
Mark = tuple[Any, ...]
"""Where a case stands in an order: what it is put in order by, and its id."""


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
    next: tuple[Any, str] | None
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


@dataclass(frozen=True, slots=True)
class _Walk:
    """The shape of a way through a list."""

    by: Shape
    days: Shape
    rest: Shape
    order: Order
    plain: bool
    on: bool
    ends: bool


DAYS: Mapping[str, Any] = {
    "due_from": lambda day, end="": day >= bindparam(f"due_from{end}"),
    "due_until": lambda day, end="": day <= bindparam(f"due_until{end}"),
    "first": lambda day, end="": day >= bindparam(f"first{end}"),
    "last": lambda day, end="": day <= bindparam(f"last{end}"),
    "has_day": lambda day, _end="": day < NO_DAY.first,
}


def browse(
    connection: Connection,
    wanted: Wanted,
    limit: int,
    *,
    span: Span = Span(),  # noqa: B008 - it is frozen
    order: Order = Order.DUE,
    after: tuple[Any, str] | None = None,
) -> Found:
    """Cases in that order, from behind the case of the number ``after`` on.

    A page looks through ``READ`` cases at most: where few of very many are wanted it may hold less
    than ``limit`` and yet go on.
    """
    down = order in {Order.OPENED, Order.CHANGED}
    start = _mark(connection, after) if after else None
    apart = Apart.of(connection, wanted.seen)
    narrow, (days, values) = narrowed(connection, wanted), _days(wanted, span)
    values |= apart.values
    marks: set[Mark] = set()
    ends: list[Mark] = []
    for seen in ways_of(wanted.seen, apart):
        for way in leading(connection, seen & narrow, wanted, order):
            walk = _Walk(
                way.by, days, (), order, plain=wanted.plain, on=start is not None, ends=False
            )
            given = {**way.values, **values, **_named("from", start)}
            found, end = _walked(connection, walk, way, given, limit + 1)
            marks |= found
            if end is not None:
                ends.append(end)
    end = (max if down else min)(ends, default=None)
    ordered = [
        mark
        for mark in sorted(marks, reverse=down)
        if end is None or (mark >= end if down else mark <= end)
    ]
    shown = ordered[:limit]
    cases = _shown(connection, [mark[-1] for mark in shown], plain=wanted.plain)
    if len(ordered) > limit:
        return Found(cases, _said_as(shown[-1], cases[-1].number), cut=False)
    number = _number_of.rows(connection, {"case": end[-1]})[0][0] if end else ""
    return Found(cases, _said_as(end, number) if end else None, cut=end is not None)


def _walked(
    connection: Connection, walk: _Walk, way: Way, given: Mapping[str, Any], limit: int
) -> tuple[set[Mark], Mark | None]:
    """The first ``limit`` cases, and how far was looked where that was not to the end."""
    end = None
    if way.sieve:
        rows = _statement(walk).rows(connection, {**given, "skip": READ - 1, "most": 1})
        end = tuple(rows[0]) if rows else None
    rest = way.but + way.sieve
    through = _Walk(
        walk.by, walk.days, rest, walk.order, plain=walk.plain, on=walk.on, ends=end is not None
    )
    given = {**given, **_named("until", end), "skip": 0, "most": limit}
    rows = _statement(through).rows(connection, given)
    return {tuple(row) for row in rows}, None if len(rows) == limit else end


@cache
def _statement(walk: _Walk) -> Prepared:
    keys, down = _keys(walk.order, plain=walk.plain)
    day = day_of(plain=walk.plain)
    found = select(*keys).where(*conditions(walk.by), *(DAYS[name](day) for name in walk.days))
    found = found.where(*conditions(walk.rest))
    if walk.on:
        found = found.where(_beyond(keys, "from", down=down))
    if walk.ends:
        found = found.where(not_(_beyond(keys, "until", down=down)))
    ordered = found.order_by(*(key.desc() if down else key for key in keys))
    return Prepared(ordered.limit(bindparam("most")).offset(bindparam("skip")))


def _keys(order: Order, *, plain: bool) -> tuple[tuple[Any, ...], bool]:
    """What the order compares, and whether it goes down. Ids are given as numbers are."""
    if order is Order.DUE:
        return (day_of(plain=plain), Line.case_id), False
    if order is Order.CHANGED:
        return (Line.changed_at, Line.case_id), True
    return (Line.case_id,), order is Order.OPENED


def _beyond(keys: Sequence[Any], name: str, *, down: bool) -> Condition:
    marks = [bindparam(f"{name}_{n}", type_=key.type) for n, key in enumerate(keys)]
    if len(keys) == 1:
        return keys[0] < marks[0] if down else keys[0] > marks[0]  # type: ignore[no-any-return]
    left, right = tuple_(*keys), tuple_(*marks)
    return left < right if down else left > right


def _named(name: str, mark: Mark | None) -> dict[str, Any]:
    return {f"{name}_{n}": value for n, value in enumerate(mark or ())}


def _mark(connection: Connection, after: tuple[Any, str]) -> Mark:
    value, number = after
    found = _id_of.rows(connection, {"number": number})
    return (*((value,) if value is not None else ()), found[0][0] if found else 0)


def _said_as(mark: Mark, number: str) -> tuple[Any, str]:
    return (mark[0] if len(mark) > 1 else None), number


_id_of = Prepared(select(Case.id).where(Case.number == bindparam("number")))
_number_of = Prepared(select(Line.number).where(Line.case_id == bindparam("case")))


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
    values: dict[str, Any] = {**narrow.values, **apart.values}
    shapes: list[_Counted] = []
    for seen in ways_of(wanted.seen, apart):
        for way in leading(connection, seen & narrow, wanted, Order.DUE):
            values |= {f"{name}_{len(shapes)}": value for name, value in way.values.items()}
            shapes.append(_Counted(way.by, way.but + way.sieve, seen.by + seen.but + seen.sieve))
    days = []
    for name, span in spans.items():
        shape, given = _days(wanted, span)
        days.append((name, shape))
        values |= {f"{one}_{name}": day for one, day in given.items()}
    found = dict.fromkeys(spans, (0, False))
    if not shapes:
        return found
    statement = _counting(tuple(shapes), tuple(days), plain=wanted.plain)
    names = tuple(spans)
    for place, hits, read in statement.rows(connection, values):
        number, more = found[names[place]]
        found[names[place]] = number + hits, more or read >= COUNTED
    return found


@dataclass(frozen=True, slots=True)
class _Counted:
    """The shape of a way that is counted; ``seen`` is how its cases come to be seen at all."""

    by: Shape
    rest: Shape
    seen: Shape


@cache
def _counting(
    ways: tuple[_Counted, ...], spans: tuple[tuple[str, Shape], ...], *, plain: bool
) -> Prepared:
    """Each way in each span; what is seen in several ways is counted in the first."""
    branches = []
    before: dict[Shape, Condition] = {}
    for n, way in enumerate(ways):
        end = f"_{n}"
        others = [not_(seen) for shape, seen in before.items() if shape != way.seen]
        before.setdefault(way.seen, and_(true(), *conditions(way.seen, end)))
        hit = and_(true(), *conditions(way.rest, end), *others).label("hit")
        for place, (name, days) in enumerate(spans):
            within = [DAYS[one](day_of(plain=plain), f"_{name}") for one in days]
            led = select(hit).where(*conditions(way.by, end), *within)
            # In order, so that PostgreSQL goes by an index and not through all from the start.
            first = led.order_by(day_of(plain=plain), Line.case_id).limit(_plain(COUNTED))
            read = first.subquery()
            hits = func.count().filter(read.c.hit)
            branches.append(
                select(_plain(place).label("span"), hits, func.count()).select_from(read)
            )
    return Prepared(union_all(*branches))


def _plain(number: int) -> Any:
    """A number that stands in the text: the driver reads a text with many values anew each time."""
    return literal_column(str(number), Integer)


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


def _of_cases(ids: Sequence[Any], *, plain: bool) -> Select[Any]:
    return _lines(plain=plain).where(Case.id.in_(ids))


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
