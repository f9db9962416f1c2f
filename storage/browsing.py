"""Lists of cases, and the parts of one case, for reading only."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from storage.facts import names_person
from storage.prepared import Prepared
from storage.records import CASE, TASKS, CaseRecord, TaskRecord
from storage.schema import Case, CaseEvent, Delivery, Matter, Notice, Paper, Person, Task, Unit

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; ``due_from`` and ``due_until`` are inclusive days."""

    state: str | None = None
    query: str | None = None
    due_from: date | None = None
    due_until: date | None = None
    without_due: bool = False
    seen: Seen | None = None


def _nearest() -> Select[Any]:
    """Each case's nearest open task, one row a case."""
    place = (
        func.row_number().over(partition_by=Task.case_id, order_by=(Task.due_on, Task.id))
    ).label("place")
    ranked = (
        select(Task.case_id, Task.due_on, Task.provisional, Task.kind, place)
        .where(Task.state == "open")
        .subquery()
    )
    return select(ranked).where(ranked.c.place == 1)


_near = _nearest().subquery()
_day = func.coalesce(_near.c.due_on, FAR)
_list = (
    select(
        Case.id, Case.number, Case.pack_id, Matter.number, Matter.subject, Person.name, Unit.name,
        Case.state, Matter.track, Case.outcome, Case.opened_at, Case.version, _near.c.due_on,
        _near.c.provisional, _near.c.kind,
    )
    .join(Matter, Matter.id == Case.matter_id)
    .join(Person, Person.id == Case.officer_id)
    .join(Unit, Unit.id == Case.unit_id)
    .outerjoin(_near, _near.c.case_id == Case.id)
)  # fmt: skip


def _narrow(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.seen:
        found.append(visible(wanted.seen))
    if wanted.state:
        found.append(Case.state == wanted.state)
    if wanted.query:
        text = wanted.query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        columns = [Case.number, Person.name]
        if wanted.seen is None or wanted.seen.facts:
            columns.append(Matter.subject)
        found.append(or_(*(column.ilike(f"%{text}%", escape="\\") for column in columns)))
    if wanted.due_from:
        found.append(_near.c.due_on >= wanted.due_from)
    if wanted.due_until:
        found.append(_near.c.due_on <= wanted.due_until)
    if wanted.without_due:
        found.append(_near.c.due_on.is_(None))
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
    return _SEATS[seat] == person


def browse(
    connection: Connection, wanted: Wanted, after: tuple[date, str] | None, limit: int
) -> list[BrowsedCase]:
    """Cases by nearest due day and number, from the key ``after`` on."""
    statement = _list.where(*_narrow(wanted))
    if after:
        statement = statement.where(
            or_(_day > after[0], and_(_day == after[0], Case.number > after[1]))
        )
    rows = connection.execute(statement.order_by(_day, Case.number).limit(limit))
    return [BrowsedCase(*row) for row in rows]


def due_day_counts(connection: Connection, wanted: Wanted) -> list[tuple[date | None, int]]:
    """How many cases have which nearest due day."""
    narrowed = _list.where(*_narrow(wanted)).subquery()
    rows = connection.execute(select(narrowed.c.due_on, func.count()).group_by(narrowed.c.due_on))
    return [(row[0], row[1]) for row in rows]


def browsed(connection: Connection, number: str) -> BrowsedCase | None:
    """One case as a list shows it."""
    row = connection.execute(_list.where(Case.number == number)).first()
    return BrowsedCase(*row) if row else None


def of_matter(
    connection: Connection, matter_id: int, seen: Seen | None = None
) -> list[BrowsedCase]:
    """The cases of a matter that are ``seen``, in the order of its officers."""
    rows = connection.execute(
        _list.where(Case.matter_id == matter_id, *_narrow(Wanted(seen=seen))).order_by(Case.id)
    )
    return [BrowsedCase(*row) for row in rows]


def changed_last(connection: Connection, seen: Seen | None, limit: int) -> list[str]:
    """The numbers of the cases that changed last, of those that are ``seen``."""
    statement = (
        select(Case.number)
        .join(Matter, Matter.id == Case.matter_id)
        .where(*_narrow(Wanted(seen=seen)))
        .order_by(Case.changed_at.desc())
    )
    return list(connection.execute(statement.limit(limit)).scalars())


def _reader(statement: Select[Any]) -> Callable[[Connection, dict[str, Any]], list[dict[str, Any]]]:
    """Run ``statement``, compiled once, and name the cells of its rows."""
    prepared, names = Prepared(statement), statement.selected_columns.keys()

    def read(connection: Connection, values: dict[str, Any]) -> list[dict[str, Any]]:
        rows = prepared.rows(connection, values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    return read


_tasks = _reader(
    select(Task.kind, Task.state, Task.due_on, Task.provisional, Task.started_on, Task.left)
    .where(Task.case_id == bindparam("case"))
    .order_by(Task.closed_at.is_not(None), Task.due_on, Task.id)
)
_events = _reader(
    select(
        CaseEvent.seq, CaseEvent.at, CaseEvent.event, CaseEvent.from_state,
        CaseEvent.to_state, CaseEvent.role, CaseEvent.body, CaseEvent.hash, CaseEvent.actor_id,
        Person.name.label("actor_name"),
    )
    .outerjoin(Person, Person.id == CaseEvent.actor_id)
    .where(CaseEvent.case_id == bindparam("case"))
    .order_by(CaseEvent.seq.desc())
)  # fmt: skip
_papers = _reader(
    select(
        Paper.id,
        Paper.code,
        Paper.state,
        Paper.number,
        Paper.signed_on,
        CaseEvent.event,
    )
    .join(CaseEvent, and_(CaseEvent.case_id == Paper.case_id, CaseEvent.seq == Paper.seq))
    .where(Paper.case_id == bindparam("case"))
    .order_by(Paper.id)
)
_notices = _reader(
    select(
        Notice.id, Notice.name, Notice.copy, Notice.created_at, Notice.read_at,
        Notice.recipient_id, Notice.task_id, Person.name.label("recipient_name"),
        Task.kind.label("task"),
    )
    .join(Person, Person.id == Notice.recipient_id)
    .outerjoin(Task, Task.id == Notice.task_id)
    .where(Notice.case_id == bindparam("case"))
    .order_by(Notice.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip

_deliveries = _reader(
    select(
        Delivery.notice_id, Delivery.channel, Delivery.state, Delivery.sent_at,
        Delivery.delivered_at,
    )
    .join(Notice, Notice.id == Delivery.notice_id)
    .where(Notice.case_id == bindparam("case"), Notice.id >= bindparam("first"))
    .order_by(Delivery.id)
)  # fmt: skip


def tasks(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """Every task of a case, running ones first."""
    return _tasks(connection, {"case": case_id})


def events(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """The history of a case, newest first."""
    return _events(connection, {"case": case_id})


def papers(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """The papers that events of the case called for."""
    return _papers(connection, {"case": case_id})


def notices(connection: Connection, case_id: int, limit: int = 100) -> list[dict[str, Any]]:
    """The newest notices of the case, each with its ``deliveries``."""
    found = _notices(connection, {"case": case_id, "most": limit})
    by_notice: dict[int, list[dict[str, Any]]] = {one["id"]: [] for one in found}
    if found:
        for one in _deliveries(connection, {"case": case_id, "first": min(by_notice)}):
            by_notice[one["notice_id"]].append(one)
    return [{**one, "deliveries": by_notice[one["id"]]} for one in found]


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is not closed, with its case, and when that was changed last."""

    case: CaseRecord
    task: TaskRecord
    changed_at: datetime
    officer_name: str


@dataclass(frozen=True, slots=True)
class Part:
    """Tasks of some kinds: in one unit or in all, and where ``seat`` is set, of whose cases.

    ``seat`` is the case's ``officer``, ``handler`` or ``supervisor``.
    """

    kinds: tuple[str, ...]
    unit_id: int | None
    seat: str | None
    person_id: int


_SEATS = {
    "officer": Case.officer_id,
    "handler": Case.handler_id,
    "supervisor": Case.supervisor_id,
}


def open_tasks(
    connection: Connection,
    *,
    due_until: date | None,
    parts: Iterable[Part] | None = None,
    seen: Seen | None = None,
) -> Iterator[OpenTask]:
    """Running and paused tasks by due day: of all cases, those ``seen``, or of any of ``parts``."""
    statement = (
        select(*CASE, *TASKS, Case.changed_at, Person.name)
        .join(Case, Case.id == Task.case_id)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Person, Person.id == Case.officer_id)
        .where(Task.closed_at.is_(None))
        .order_by(Task.due_on, Task.id)
    )
    if due_until:
        statement = statement.where(Task.due_on <= due_until)
    if seen is not None:
        statement = statement.where(visible(seen))
    if parts is not None:
        statement = statement.where(or_(false(), *map(_belongs, parts)))
    for row in connection.execute(statement):
        yield OpenTask(
            CaseRecord(*row[: len(CASE)]), TaskRecord(*row[len(CASE) : -2]), row[-2], row[-1]
        )


def _belongs(part: Part) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [Task.kind.in_(part.kinds)]
    if part.unit_id is not None:
        asked.append(Case.unit_id == part.unit_id)
    if part.seat is not None:
        asked.append(_SEATS[part.seat] == part.person_id)
    return and_(*asked)
