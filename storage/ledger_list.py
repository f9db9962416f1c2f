"""The ledger read: narrowed, cut to what somebody may see, counted, and row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from storage.case_list import Seen, Where, visible
from storage.schema import (
    Case,
    CaseLine,
    CasePart,
    LedgerClock,
    LedgerItem,
    LedgerLine,
    Person,
    Unit,
)

L, K = LedgerLine, LedgerClock
FETCHED = 1000
"""Rows that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases are read: of which units, decided ones alone, and never those they keep out of.

    ``person_id`` is theirs where there are cases that they keep out of.
    ``hidden`` are clocks that are nothing to the reader.
    """

    units: Where = None
    decided: bool = False
    person_id: int | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ledger is narrowed to; ``since`` and ``until`` are of the start, inclusive.

    ``reached``: how far a case came (``REACHED``). ``met`` is how the clock ``clock`` ran
    (``MET``). ``unit`` is a code; ``field``, ``issue_type``, ``way`` and ``item`` name one each,
    ``-`` what has none.
    """

    since: date | None = None
    until: date | None = None
    unit: str = ""
    year: int | None = None
    state: str = ""
    outcome: str = ""
    track: str = ""
    field: str = ""
    issue_type: str = ""
    late: str = ""
    fate: str = ""
    item: str = ""
    way: str = ""
    reached: str = ""
    clock: str = ""
    met: str = ""
    matters: tuple[int, ...] = ()


NONE = "-"
TOLERATED = ("exempt", "lighter", "mitigated")
REACHED: Mapping[str, ColumnElement[bool]] = {
    "opened": literal(1) == 1,
    "filed": L.filed_on.is_not(None),
    "accepted": L.accepted_on.is_not(None),
    "decided": L.outcome.is_not(None),
    "tolerated": L.outcome.in_(TOLERATED),
    "correcting": L.correction_from.is_not(None),
    "closed": L.closed_on.is_not(None),
    "late": L.late.is_not(None),
}
"""How far a case came."""
EQUAL: Mapping[str, Any] = {
    "state": L.state, "outcome": L.outcome, "track": L.track, "year": L.year,
    "field": L.field, "issue_type": L.issue_type, "late": L.late, "fate": L.late_fate,
}  # fmt: skip


def met(today: date) -> Mapping[str, ColumnElement[bool]]:
    """How a clock ran, as of that day."""
    running = K.state == "open"
    return {
        "on_time": and_(K.state == "done", ~K.late),
        "late": and_(K.state == "done", K.late),
        "done": K.state == "done",
        "lapsed": K.state == "lapsed",
        "overdue": and_(running, K.due_on < today),
        "running": K.state.in_(("open", "paused")),
    }


MET = ("done", "on_time", "late", "lapsed", "overdue", "running")


def within(
    asked: Asked, scope: Scope, today: date, unit_id: int | None
) -> list[ColumnElement[bool]]:
    """Conditions on the lines; ``unit_id`` is the id of ``asked.unit``."""
    found = [*seen(scope, L.unit_id, L.case_id), *_of_the_line(asked, unit_id)]
    if scope.decided:
        found.append(L.outcome.is_not(None))
    if asked.item:
        held = select(LedgerItem.case_id).where(LedgerItem.code == asked.item)
        found.append(L.case_id.in_(held))
    if asked.clock or asked.met:
        found.append(L.case_id.in_(_ran(asked, scope, today)))
    return found


def _of_the_line(asked: Asked, unit_id: int | None) -> Iterator[ColumnElement[bool]]:
    if asked.unit:
        yield L.unit_id == unit_id if unit_id is not None else false()
    if asked.since:
        yield L.started_on >= asked.since
    if asked.until:
        yield L.started_on <= asked.until
    for name, column in EQUAL.items():
        if value := getattr(asked, name):
            yield column.is_(None) if value == NONE else column == value
    if asked.reached:
        yield REACHED[asked.reached]
    if asked.way:
        yield (literal(",") + L.ways + ",").contains(f",{asked.way},", autoescape=True)
    if asked.matters:
        yield L.matter_id.in_(asked.matters)


def seen(scope: Scope, unit: Any, case: Any) -> list[ColumnElement[bool]]:
    """Conditions of the scope on a table with these columns."""
    found: list[ColumnElement[bool]] = []
    if scope.units is not None:
        found.append(unit.in_(sorted(scope.units)))
    if scope.person_id is not None:
        found.append(case.not_in(kept_out_of(scope.person_id)))
    return found


def kept_out_of(person: int) -> Select[Any]:
    """The cases that somebody keeps out of: their own, their colleagues', and as recused."""
    parted = select(CasePart.case_id).where(
        CasePart.person_id == person, CasePart.part == "kept_out"
    )
    return select(
        union_all(parted, select(CaseLine.case_id).where(CaseLine.officer_id == person))
        .subquery()
        .c.case_id
    )


def _ran(asked: Asked, scope: Scope, today: date) -> Select[Any]:
    runs = select(K.case_id)
    if scope.hidden:
        runs = runs.where(K.kind.not_in(scope.hidden))
    if asked.clock:
        runs = runs.where(K.kind == asked.clock)
    return runs.where(met(today)[asked.met]) if asked.met else runs


def keeps_out(connection: Connection, person: int) -> bool:
    """Whether there is any case that they keep out of: else nothing need be looked up for them."""
    return connection.execute(kept_out_of(person).limit(1)).first() is not None


def unit_id(connection: Connection, code: str) -> int | None:
    """The unit of that code."""
    return connection.execute(select(Unit.id).where(Unit.code == code)).scalar_one_or_none()


def count(connection: Connection, asked: Asked, scope: Scope, today: date) -> int:
    """How many lines there are."""
    where = within(asked, scope, today, unit_id(connection, asked.unit))
    return connection.execute(select(func.count()).select_from(L).where(*where)).scalar_one()


# Columns, not objects: a hundred thousand of them pass by.
_rows = (
    select(*L.__table__.c, Person.name.label("officer_name"), Unit.name.label("unit_name"))
    .join(Person, Person.id == L.officer_id)
    .join(Unit, Unit.id == L.unit_id)
    .order_by(L.started_on, L.case_id)
)


def lines(
    connection: Connection,
    asked: Asked,
    scope: Scope,
    today: date,
    *,
    after: tuple[date, int] | None = None,
    limit: int | None = None,
) -> Iterator[Any]:
    """Lines in the order of the start, a thousand in memory at a time."""
    statement = _rows.where(*within(asked, scope, today, unit_id(connection, asked.unit)))
    if after:
        day, case = after
        statement = statement.where(
            or_(L.started_on > day, and_(L.started_on == day, L.case_id > case))
        )
    if limit:
        statement = statement.limit(limit)
    with connection.execute(statement.execution_options(yield_per=FETCHED)) as rows:
        yield from rows


def seen_of(connection: Connection, ids: Sequence[int], whose: Seen | None) -> frozenset[int]:
    """Those of the cases that somebody sees; one that was emptied is there for nobody."""
    found = select(Case.id).where(Case.id.in_(ids), Case.emptied.is_(None))
    if whose is not None:
        found = found.where(visible(whose))
    return frozenset(connection.execute(found).scalars())


def units_in(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """The units whose cases are in the scope, by code and name."""
    found = (
        select(Unit.code, Unit.name)
        .where(Unit.id.in_(select(L.unit_id).where(*seen(scope, L.unit_id, L.case_id)).distinct()))
        .order_by(Unit.code)
    )
    return [(row[0], row[1]) for row in connection.execute(found)]


def named_in(connection: Connection, column: str) -> list[str]:
    """Every field or kind of issue that stands in the ledger."""
    one = EQUAL[column]
    found = select(one).where(one.is_not(None)).distinct().order_by(one)
    return list(connection.execute(found).scalars())
