"""What waits for somebody, nearest first: of very many tasks some, in a time that does not grow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from storage.browsing import TASK_CASE, OpenTask, Part, belongs, held_in, open_task
from storage.narrowing import Line, part
from storage.prepared import Among, Prepared, stated
from storage.records import TASKS
from storage.schema import Case, CasePart, Matter, Person, Task

MOST = 200
"""Tasks of one part that are read."""
FEW, READ = 300, 1000
"""Cases or tasks of one part that are looked through for them: where few give enough, no more."""
PARTS = 50
"""Parts that somebody has as a reviewer, or by keeping out: up to so many they are read at once."""
KINDS = tuple(f"kind_{n}" for n in range(8))
Held = InstrumentedAttribute[Any]
SEATS: dict[str, Held] = {
    "officer": Line.officer_id,
    "handler": Line.handler_id,
    "supervisor": Line.supervisor_id,
}
_runs = (Task.closed_at.is_(None), Task.state == "open")


def nearest_tasks(
    connection: Connection, parts: Iterable[Part]
) -> tuple[list[OpenTask], date | None]:
    """Running tasks of any of ``parts`` by due day; from that day on there may be more of them."""
    ids: set[int] = set()
    ends: list[date] = []
    for one in parts:
        for found, end in _led(connection, one):
            ids |= found
            ends += [end] if end else []
    tasks = _read(connection, sorted(ids))
    by_day = sorted(tasks, key=lambda found: (found.task.due_on, found.task.id))
    return by_day, min(ends, default=None)


def count_days(connection: Connection, person: int, parts: Iterable[Part]) -> dict[date, int]:
    """How many tasks of ``parts``, of ``person`` and of those they stand in for, run until a day.

    The same rule as ``cases.standing.roles_in_case``, said to the database: a test holds one
    against the other.
    """
    held = list(parts)
    mine = [one for one in held if one.person_id == person]
    others = [belongs(one) for one in mine if one.seat != "officer"]
    # One hand cannot recommend and approve: what is lent gives no seat where it would give both.
    both = and_(*(_sits(held, person, seat) for seat in ("handler", "supervisor")))
    for one in held:
        if one.person_id != person and one.seat != "officer":
            alone = not_(both) if one.seat in {"handler", "supervisor"} else true()
            others.append(and_(belongs(one), not_(_apart(one.person_id)), alone))
    as_officer = (belongs(one) for one in mine if one.seat == "officer")
    answers = or_(false(), *as_officer, and_(not_(_apart(person)), or_(false(), *others)))
    found = (
        select(Task.due_on, func.count())
        .join(Case, Case.id == Task.case_id)
        .where(*_runs, answers)
        .group_by(Task.due_on)
    )
    return {row[0]: row[1] for row in connection.execute(found)}


def _sits(held: Iterable[Part], person: int, seat: str) -> ColumnElement[bool]:
    """Whether ``person`` has that seat in a case, of their own or in another's place."""
    seats = (one for one in held if one.seat == seat)
    return or_(false(), *(
        held_in(one) if one.person_id == person
        else and_(held_in(one), not_(_apart(one.person_id)))
        for one in seats
    ))  # fmt: skip


def _apart(person: int) -> ColumnElement[bool]:
    """Whether it is their own case, or one that they keep out of."""
    return or_(Case.officer_id == person, part(Case.id, literal(person), "kept_out"))


def _led(connection: Connection, one: Part) -> Iterable[tuple[set[int], date | None]]:
    values = {"person": one.person_id, "unit": one.unit_id, "most": MOST}
    # Whoever has a seat is looked for by it: those of their unit are many more.
    held = SEATS.get(one.seat or "", Line.unit_id if one.unit_id is not None else None)
    if held is not None:
        given = values | {name: one.kinds[n % len(one.kinds)] for n, name in enumerate(KINDS)}
        near = _by_line(held).rows(connection, given | {"read": FEW})
        if len(near) == MOST:
            yield {row[0] for row in near}, near[-1][-1]
        else:
            yield _found(connection, _by_line(held), _line_after(held), given | {"read": READ})
    else:
        for kind in one.kinds:
            shaped = _by_kind(reviewer=one.seat == "reviewer")
            yield _found(connection, shaped, _task_after, values | {"kind": kind})


def _found(
    connection: Connection, near: Prepared, after: Prepared, values: dict[str, Any]
) -> tuple[set[int], date | None]:
    """The nearest of a part, and the day from which on some of it may be left out."""
    rows = near.rows(connection, values)
    rest = rows[-1:] if len(rows) == MOST else after.rows(connection, values)
    return {row[0] for row in rows}, rest[0][-1] if rest else None


def _lines(held: Held) -> Select[Any]:
    whose: BindParameter[Any] = bindparam("unit" if held is Line.unit_id else "person")
    return (
        select(Line.case_id, Line.due_on).where(held == whose).order_by(Line.due_on, Line.case_id)
    )


@cache
def _by_line(held: Held) -> Prepared:
    these = _lines(held).limit(bindparam("read")).subquery()
    kinds = Task.kind.in_([bindparam(name) for name in KINDS])
    return Prepared(
        select(Task.id, these.c.due_on)
        .join(these, these.c.case_id == Task.case_id)
        .where(*_runs, kinds)
        .order_by(these.c.due_on, Task.id)
        .limit(stated("most", Integer()))
    )


@cache
def _line_after(held: Held) -> Prepared:
    return Prepared(_lines(held).offset(READ).limit(1))


_of_kind = (
    select(Task.id, Task.case_id, Task.due_on)
    .where(*_runs, Task.kind == bindparam("kind"))
    .order_by(Task.due_on, Task.id)
)
_task_after = Prepared(_of_kind.offset(READ).limit(1))


@cache
def _by_kind(*, reviewer: bool) -> Prepared:
    these = _of_kind.limit(READ).subquery()
    found = (
        select(these.c.id, these.c.due_on)
        .order_by(these.c.due_on, these.c.id)
        .limit(stated("most", Integer()))
    )
    if reviewer:
        mine = bindparam("person", type_=Case.officer_id.type)
        found = found.where(part(these.c.case_id, mine, "reviewer"))
    return Prepared(found)


@dataclass(slots=True)
class Placed:
    """Who of the people asked about reviews a case, and who of them keeps out of it."""

    reviewers: set[int] = field(default_factory=set)
    kept_out: set[int] = field(default_factory=set)


def placed(
    connection: Connection, people: Iterable[int], cases: Iterable[int]
) -> defaultdict[int, Placed]:
    """Where any of ``people`` have such a part, of these cases, by case."""
    found: defaultdict[int, Placed] = defaultdict(Placed)
    wanted = sorted(set(cases))
    for person in people:
        rows = _parts.rows(connection, {"person": person})
        if len(rows) > PARTS:
            rows = list(_placed.rows(connection, wanted, {"person": person}))
        for case, part_ in rows:
            mine = found[case].reviewers if part_ == "reviewer" else found[case].kept_out
            mine.add(person)
    return found


_their_parts = select(CasePart.case_id, CasePart.part).where(
    CasePart.person_id == bindparam("person")
)
_parts = Prepared(_their_parts.limit(PARTS + 1))
_placed = Among(lambda among: _their_parts.where(among(CasePart.case_id)))
_some = Among(
    lambda among: (
        select(*TASK_CASE, *TASKS, Task.opened_at, Person.name)
        .join(Case, Case.id == Task.case_id)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .where(among(Task.id))
    )
)


def _read(connection: Connection, ids: list[int]) -> Iterable[OpenTask]:
    return map(open_task, _some.rows(connection, ids))
