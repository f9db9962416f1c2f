"""Lists of cases: who sees which, narrowed, counted and turned page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import starmap
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from storage import searching
from storage.lines import FAR
from storage.schema import Case, CaseLine, CasePart, Matter, Person, Task, Unit

Line = CaseLine
READ = 10_000
"""Cases that one page of a list looks through for what it is narrowed to."""
COUNTED = 1000
"""Cases of one urgency, of those that somebody sees in one way, that a count looks at."""
Condition = ColumnElement[bool]


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
    whether they look at cases as more than an officer or the officer's unit; for whom that is not
    so, what is owed to a reporter is not there: no list is in its order, none counts it.
    """

    person_id: int
    units: Where
    decided: Where
    seats: tuple[tuple[str, int, Where], ...]
    reviews: bool
    facts: bool = True
    """Whether they see what cases are about at all, and so may search for it."""


class Order(StrEnum):
    """What a list is put in order by: days and numbers upwards, what is new first."""

    DUE = "due"
    OPENED = "opened"
    CHANGED = "changed"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; every day is inclusive, ``units`` and ``officer`` are codes.

    ``started_…`` is the start of the procedure, ``handler`` a username, ``item`` an item or an
    article (``A10.2``, ``A10``) that the case's answers say yes to.
    """

    states: frozenset[str] = frozenset()
    query: str | None = None
    due_from: date | None = None
    due_until: date | None = None
    seen: Seen | None = None
    unit: str | None = None
    officer: str | None = None
    handler: str | None = None
    outcome: str | None = None
    track: str | None = None
    started_from: date | None = None
    started_until: date | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last; without a last one: all, and what has no day."""

    first: date | None = None
    last: date | None = None


NO_DAY = Span(FAR, FAR)
Mark = tuple[Any, ...]
"""Where a case stands in an order: what it is put in order by, and its id."""


@dataclass(frozen=True, slots=True)
class Found:
    """Some cases, and behind which number the list goes on; ``cut``: more were not looked at."""

    cases: list[BrowsedCase]
    next: tuple[Any, str] | None
    cut: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which cases come into a list.

    ``by`` leads to them through an index, ``but`` leaves out what is seldom there, and ``sieve``
    must be read off each.
    """

    by: tuple[Condition, ...] = ()
    but: tuple[Condition, ...] = ()
    sieve: tuple[Condition, ...] = ()

    @property
    def all(self) -> tuple[Condition, ...]:
        return (*self.by, *self.but, *self.sieve)


def visible(seen: Seen) -> Condition:
    """One's own case, or one where one has a part and does not keep out: of a ``Case``."""
    seats = (and_(SEATS[s] == who if s in SEATS else _reviews(Case.id, who), _of(Case.unit_id, u))
             for s, who, u in seen.seats)  # fmt: skip
    parts = (
        _of(Case.unit_id, seen.units),
        and_(Case.outcome.is_not(None), _of(Case.unit_id, seen.decided)),
        *seats,
    )
    own = Case.officer_id == seen.person_id
    return or_(own, and_(or_(*parts), not_(_keeps_out(Case.id, seen.person_id))))


def _of(unit: Any, units: Where) -> Condition:
    return true() if units is None else unit.in_(units)


def _keeps_out(of_case: Any, person: int) -> Condition:
    return _part(of_case, person, "kept_out")


def _reviews(of_case: Any, person: int) -> Condition:
    return _part(of_case, person, "reviewer")


def _part(of_case: Any, person: int, part: str) -> Condition:
    mine = (CasePart.person_id == person, CasePart.part == part, CasePart.case_id == of_case)
    return select(literal(1)).where(*mine).exists()


def _ways(seen: Seen | None) -> list[_Way]:
    """How somebody comes to see cases, each way with an index of its own."""
    if seen is None:
        return [_Way()]
    mine = Line.officer_id == seen.person_id
    kept = not_(_keeps_out(Line.case_id, seen.person_id))
    if seen.units is None:
        return [_Way(but=(or_(mine, kept),))]
    found = [_Way(by=(mine,))]
    found += [_Way(by=(Line.unit_id == unit,), but=(kept,)) for unit in sorted(seen.units)]
    if seen.decided is None:
        found.append(_Way(but=(kept,), sieve=(Line.outcome.is_not(None),)))
    for unit in sorted(seen.decided or ()):
        found.append(_Way((Line.unit_id == unit,), (kept,), (Line.outcome.is_not(None),)))
    for seat, who, units in seen.seats:
        if units is None or units:
            found.append(_Way((_sits(seat, who),), (kept, _of(Line.unit_id, units))))
    return found


def _sits(seat: str, person: int) -> Condition:
    if seat != "reviewer":
        return {"handler": Line.handler_id, "supervisor": Line.supervisor_id}[seat] == person
    mine = (CasePart.person_id == person, CasePart.part == "reviewer")
    return Line.case_id.in_(select(CasePart.case_id).where(*mine))


def _narrowed(connection: Connection, wanted: Wanted) -> _Way:
    """What a list is narrowed to, but for states and days of tasks."""
    by: list[Condition] = []
    sieve: list[Condition] = []
    for column, kind, code in (
        (Line.unit_id, Unit.code, wanted.unit),
        (Line.officer_id, Person.username, wanted.officer),
        (Line.handler_id, Person.username, wanted.handler),
    ):
        if code:
            by.append(column == select(kind.class_.id).where(kind == code).scalar_subquery())
    held = []
    if wanted.query:
        subjects = wanted.seen is None or wanted.seen.facts
        held.append(searching.said(connection, wanted.query, subjects=subjects))
    if wanted.item:
        held.append(searching.answered(connection, wanted.item))
    for one in held:
        (by if one.few else sieve).append(one.holds)
    if wanted.outcome:
        sieve.append(Line.outcome == wanted.outcome)
    if wanted.track:
        sieve.append(Line.track == wanted.track)
    if wanted.started_from:
        sieve.append(Line.started_on >= wanted.started_from)
    if wanted.started_until:
        sieve.append(Line.started_on <= wanted.started_until)
    return _Way(tuple(by), (), tuple(sieve))


def _together(way: _Way, narrow: _Way, states: frozenset[str]) -> Iterator[_Way]:
    """A way as it is narrowed; where nothing else leads to the cases, one for each state."""
    by, but, sieve = way.by + narrow.by, way.but, way.sieve + narrow.sieve
    if not states:
        yield _Way(by, but, sieve)
    elif by:
        yield _Way(by, but, (*sieve, Line.state.in_(sorted(states))))
    else:
        for state in sorted(states):
            yield _Way((Line.state == state,), but, sieve)


def _days(wanted: Wanted, span: Span) -> tuple[Condition, ...]:
    day = _day(wanted.seen)
    found = [day >= first for first in (wanted.due_from, span.first) if first]
    found += [day <= last for last in (wanted.due_until, span.last) if last]
    if wanted.due_from and not wanted.due_until:
        found.append(day < FAR)
    return tuple(found)


def _day(seen: Seen | None) -> Any:
    """The day that a case's nearest task falls due, for whoever sees it."""
    return Line.due_on if seen is None or seen.reviews else Line.told_on


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
    keys, down = _keys(order, wanted.seen)
    start = _mark(connection, after) if after else None
    narrow, days = _narrowed(connection, wanted), _days(wanted, span)
    marks: set[Mark] = set()
    ends: list[Mark] = []
    for seen in _ways(wanted.seen):
        for way in _together(seen, narrow, wanted.states):
            found, end = _walk(connection, way, days, keys, start, limit + 1, down=down)
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
    more = shown[-1] if len(ordered) > limit else end
    cases = _shown(connection, [mark[-1] for mark in shown], wanted.seen)
    return Found(cases, _said_as(connection, more), cut=len(ordered) <= limit and end is not None)


def _keys(order: Order, seen: Seen | None) -> tuple[tuple[Any, ...], bool]:
    """What the order compares, and whether it goes down. Ids are given as numbers are."""
    if order is Order.DUE:
        return (_day(seen), Line.case_id), False
    if order is Order.CHANGED:
        return (Line.changed_at, Line.case_id), True
    return (Line.case_id,), order is Order.OPENED


def _mark(connection: Connection, after: tuple[Any, str]) -> Mark:
    value, number = after
    found = connection.execute(select(Case.id).where(Case.number == number)).scalar_one_or_none()
    return (*((value,) if value is not None else ()), found or 0)


def _said_as(connection: Connection, mark: Mark | None) -> tuple[Any, str] | None:
    if mark is None:
        return None
    number = connection.execute(select(Case.number).where(Case.id == mark[-1])).scalar_one()
    return (mark[0] if len(mark) > 1 else None), number


def _walk(
    connection: Connection,
    way: _Way,
    days: Sequence[Condition],
    keys: Sequence[Any],
    start: Mark | None,
    limit: int,
    *,
    down: bool,
) -> tuple[set[Mark], Mark | None]:
    """The first ``limit`` cases from ``start`` on, and how far was looked where not to the end."""
    walk = select(*keys).where(*way.by, *days).order_by(*(k.desc() if down else k for k in keys))
    if start is not None:
        walk = walk.where(_beyond(keys, start, down=down))
    end = None
    if way.sieve:
        row = connection.execute(walk.offset(READ - 1).limit(1)).first()
        end = tuple(row) if row else None
    found = walk.where(*way.but, *way.sieve)
    if end is not None:
        found = found.where(not_(_beyond(keys, end, down=down)))
    rows = [tuple(row) for row in connection.execute(found.limit(limit))]
    return set(rows), None if len(rows) == limit else end


def _beyond(keys: Sequence[Any], mark: Mark, *, down: bool) -> Condition:
    left = tuple_(*keys)
    right = tuple_(*(literal(value, key.type) for key, value in zip(keys, mark, strict=True)))
    return left < right if down else left > right


def counts(
    connection: Connection, wanted: Wanted, spans: Mapping[str, Span]
) -> dict[str, tuple[int, bool]]:
    """How many cases lie in each span; true: at least so many, for no more were looked at."""
    narrow = _narrowed(connection, wanted)
    found = dict.fromkeys(spans, (0, False))
    branches = []
    before: list[Condition] = []
    for way in _ways(wanted.seen):
        hit = and_(true(), *way.but, *way.sieve, *narrow.sieve, *map(not_, before))
        before.append(and_(true(), *way.all))
        states = (Line.state.in_(sorted(wanted.states)),) if wanted.states else ()
        for name, span in spans.items():
            read = (
                select(case((hit, 1), else_=0).label("hit"))
                .where(*way.by, *narrow.by, *states, *_days(wanted, span))
                .limit(COUNTED)
                .subquery()
            )
            branches.append(
                select(literal(name), func.coalesce(func.sum(read.c.hit), 0), func.count())
                .select_from(read)
            )  # fmt: skip
    for name, hits, read in connection.execute(union_all(*branches)):
        number, more = found[name]
        found[name] = number + hits, more or read >= COUNTED
    return found


def _lines(seen: Seen | None) -> Any:
    """The lines of a list, each with the nearest task that there is for whoever sees it."""
    plain = seen is None or seen.reviews
    nearest = Line.task_id if plain else Line.told_task_id
    return (
        select(
            Case.id, Case.number, Case.pack_id, Matter.number, Matter.subject, Person.name,
            Unit.name, Case.state, Matter.track, Case.outcome, Case.opened_at, Case.changed_at,
            Case.version, Task.due_on, Task.provisional, Task.kind,
        )
        .join(Line, Line.case_id == Case.id)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(Task, Task.id == nearest)
    )  # fmt: skip


def _shown(
    connection: Connection, ids: Sequence[int], seen: Seen | None
) -> list[BrowsedCase]:
    found = {row[0]: BrowsedCase(*row) for row in
             connection.execute(_lines(seen).where(Case.id.in_(ids)))} if ids else {}  # fmt: skip
    return [found[one] for one in ids]


def browsed(connection: Connection, number: str) -> BrowsedCase | None:
    """One case as a list shows it."""
    row = connection.execute(_lines(None).where(Case.number == number)).first()
    return BrowsedCase(*row) if row else None


def of_matter(
    connection: Connection, matter_id: int, seen: Seen | None = None
) -> list[BrowsedCase]:
    """The cases of a matter that are ``seen``, in the order of its officers."""
    mine = _lines(seen).where(Case.matter_id == matter_id)
    rows = connection.execute(
        mine.where(*([visible(seen)] if seen else [])).order_by(Case.id)
    )
    return list(starmap(BrowsedCase, rows))


def units_listed(connection: Connection, seen: Seen | None) -> list[tuple[str, str]]:
    """The units whose cases somebody may see, by code and name."""
    statement = select(Unit.code, Unit.name).order_by(Unit.code)
    if seen is not None:
        held = [seen.units, seen.decided, *(units for _, _, units in seen.seats)]
        if None not in held:
            ids = {unit for units in held for unit in units or ()}
            own = select(Line.unit_id).where(Line.officer_id == seen.person_id)
            statement = statement.where(or_(Unit.id.in_(ids), Unit.id.in_(own)))
    return [(row[0], row[1]) for row in connection.execute(statement)]
