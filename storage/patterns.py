"""Matters by kind of issue and by field, read off the ledger's indexes; alerts and their steps."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, String, cast, func, insert, literal, or_, select, update

from storage.chain import GENESIS, algorithm_of, canonical, holds, link
from storage.digest_sources import UNLIKE
from storage.prepared import Prepared
from storage.schema import (
    Case,
    LedgerLine,
    Matter,
    PatternAlert,
    PatternMatter,
    PatternStep,
    Person,
    Unit,
)

L, A, M, S = LedgerLine, PatternAlert, PatternMatter, PatternStep
COLUMN: Mapping[str, Any] = {"issue_type": L.issue_type, "field": L.field}
DAY: Mapping[str, Any] = {"issue_type": L.started_on, "field": L.classified_on}
"""The day by which a matter counts. A field is known with the lessons alone, months after the
start: by the start its matters would come when their window has gone by.
"""


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """An alert as it stands."""

    id: int
    number: str
    kind: str
    name: str
    pack_id: int
    state: str
    version: int
    due_on: date | None
    facts: Mapping[str, Any]
    head: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step of an alert's history."""

    seq: int
    at: datetime
    step: str
    actor: str | None
    username: str | None
    body: str
    algorithm: str
    previous: str
    hash: str


def names(connection: Connection, kind: str) -> list[str]:
    """Every kind of issue, or field, that is in the ledger: one look into the index for each."""
    column, found = COLUMN[kind], list[str]()
    next_one = select(func.min(column))
    name = connection.execute(next_one).scalar_one_or_none()
    while name is not None:
        found.append(name)
        name = connection.execute(next_one.where(column > name)).scalar_one_or_none()
    return found


def newest(connection: Connection, kind: str, name: str, since: date) -> Iterator[tuple[date, int]]:
    """The matters of that name from ``since`` on that no alert counts, newest first, each once."""
    column, on = COLUMN[kind], DAY[kind]
    counted = _counted(kind, name)
    rows = connection.execute(
        select(on, L.matter_id)
        .where(column == name, on >= since, L.matter_id.not_in(counted))
        .order_by(on.desc(), L.matter_id.desc())
        .execution_options(yield_per=100)
    )
    last = None
    with rows:
        for day, matter in rows:
            if matter != last:
                yield day, matter
            last = matter


def _counted(kind: str, name: str) -> Any:
    return select(M.matter_id).join(A, A.id == M.alert_id).where(A.kind == kind, A.name == name)


def _uncounted(kind: str, name: str, first: date, last: date) -> list[Any]:
    """Conditions on the lines of a window whose matters no alert of that name counts."""
    return [DAY[kind].between(first, last), L.matter_id.not_in(_counted(kind, name))]


def share(connection: Connection, kind: str, name: str, first: date, last: date) -> tuple[int, int]:
    """How many matters of a window are of that name, and of any: without those it was warned of.

    What an alert of that name counted is left out of both: else nothing new could be a large part.
    """
    column, found = COLUMN[kind], func.count(L.matter_id.distinct())
    where = _uncounted(kind, name, first, last)
    own = connection.execute(select(found).where(column == name, *where)).scalar_one()
    if not own:
        return 0, 0
    every = connection.execute(select(found).where(column.is_not(None), *where)).scalar_one()
    return own, every


def by_unit(
    connection: Connection,
    kind: str,
    since: date,
    until: date,
    units: Collection[int] | None = None,
) -> dict[tuple[int, str], int]:
    """How many matters of each name each unit had in a window."""
    column = COLUMN[kind]
    found = (
        select(L.unit_id, column, func.count(L.matter_id.distinct()))
        .where(column.is_not(None), DAY[kind].between(since, until))
        .group_by(L.unit_id, column)
    )
    if units is not None:
        found = found.where(L.unit_id.in_(sorted(units)))
    return {(row[0], row[1]): row[2] for row in connection.execute(found)}


def first_starts(connection: Connection) -> dict[int, date]:
    """The day of the oldest procedure of each unit that has any in the ledger."""
    first = select(func.min(L.started_on)).where(L.unit_id == Unit.id).scalar_subquery()
    rows = connection.execute(select(Unit.id, first).order_by(Unit.id))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def insert_alert(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new alert; its id."""
    return int(connection.execute(insert(A).returning(A.id), dict(values)).scalar_one())


@dataclass(frozen=True, slots=True)
class Taken:
    """Matters that an alert took in, by id, and the first and last day by which one counts."""

    matters: Sequence[int]
    first_day: date
    last_day: date


def count_matters(
    connection: Connection, alert: AlertRecord, first: date, last: date
) -> Taken | None:
    """Let the alert count, by its next step, what no alert counts of a window; ``None``: nothing.

    A matter counts once, from its first day on. They are put in by the database: it may be tens of
    thousands.
    """
    where = [COLUMN[alert.kind] == alert.name, *_uncounted(alert.kind, alert.name, first, last)]
    day = func.min(DAY[alert.kind])
    step = (literal(alert.id), L.matter_id, day, literal(alert.version + 1))
    rows = select(*step).where(*where).group_by(L.matter_id)
    names = ("alert_id", "matter_id", "day", "seq")
    connection.execute(insert(M).from_select(names, rows))
    own = (M.alert_id == alert.id, M.seq == alert.version + 1)
    listed = func.aggregate_strings(cast(M.matter_id, String), ",")
    told = select(listed, func.min(M.day), func.max(M.day)).where(*own)
    matters, *days = connection.execute(told).one()
    return Taken(sorted(map(int, matters.split(","))), *days) if matters else None


_ALERT = (A.id, A.number, A.kind, A.name, A.pack_id, A.state, A.version, A.due_on, A.facts, A.head,
          A.opened_at, A.closed_at)  # fmt: skip


def _record(row: Any) -> AlertRecord:
    *before, facts, head, opened, closed = row
    cells: list[Any] = [*before, json.loads(facts), head, opened, closed]
    return AlertRecord(*cells)


def open_alerts(connection: Connection, *, hold: bool = False) -> list[AlertRecord]:
    """The alerts that are not closed, oldest first; ``hold``: until the transaction ends."""
    held = _running.with_for_update()
    rows = connection.execute(held) if hold else _looked_at.rows(connection, {})
    return [_record(row) for row in rows]


_running = select(*_ALERT).where(A.closed_at.is_(None)).order_by(A.id)
_looked_at = Prepared(_running)


def alerts(connection: Connection) -> list[AlertRecord]:
    """Every alert, the newest first."""
    return [_record(row) for row in connection.execute(select(*_ALERT).order_by(A.id.desc()))]


def alert_numbered(
    connection: Connection, number: str, *, hold: bool = False
) -> AlertRecord | None:
    """The alert of that number; ``hold`` keeps others from it until the transaction ends."""
    wanted = select(*_ALERT).where(A.number == number)
    row = connection.execute(wanted.with_for_update() if hold else wanted).first()
    return _record(row) if row else None


@dataclass(frozen=True, slots=True)
class ToldMatter:
    """A matter of an alert without anybody's name; ``occurred_on`` where it was registered."""

    started_on: date
    occurred_on: date | None
    field: str | None
    issue_type: str | None
    unit: str


def told_of(connection: Connection, alert: int) -> list[ToldMatter]:
    """Each matter of an alert, in the order of the days by which they count."""
    rows = connection.execute(
        select(func.min(L.started_on), func.min(Matter.occurred_on), func.min(L.field),
               func.min(L.issue_type), func.min(Unit.name))
        .select_from(M)
        .join(L, L.matter_id == M.matter_id)
        .join(Matter, Matter.id == M.matter_id)
        .join(Unit, Unit.id == L.unit_id)
        .where(M.alert_id == alert)
        .group_by(M.matter_id, M.day)
        .order_by(M.day, M.matter_id)
    )  # fmt: skip
    return [ToldMatter(*row) for row in rows]


def officers_of(connection: Connection, alert: int) -> list[str]:
    """The names of the officers of an alert's matters: what none of its papers may say."""
    rows = connection.execute(
        select(Person.name)
        .join(L, L.officer_id == Person.id)
        .join(M, M.matter_id == L.matter_id)
        .where(M.alert_id == alert)
        .distinct()
    )
    return list(rows.scalars())


def people_of(connection: Connection, alert: int) -> list[tuple[str, str]]:
    """Who took part in an alert's matters or is of their units: name and username.

    Of everybody else those with names of three signs or more, which no other word looks like.
    """
    cases = select(Case).join(M, M.matter_id == Case.matter_id).where(M.alert_id == alert)
    seats = [cases.with_only_columns(seat) for seat in (Case.handler_id, Case.supervisor_id)]
    rows = connection.execute(
        select(Person.name, Person.username).where(
            or_(
                func.length(Person.name) >= UNLIKE,
                Person.unit_id.in_(cases.with_only_columns(Case.unit_id)),
                *(Person.id.in_(seat) for seat in seats),
            )
        )
    )
    return [(row[0], row[1]) for row in rows]


def said_of(connection: Connection, alert: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """The parties and the subjects of an alert's matters."""
    rows = connection.execute(
        select(Matter.party, Matter.subject)
        .join(M, M.matter_id == Matter.id)
        .where(M.alert_id == alert)
        .distinct()
    ).all()
    return frozenset(row[0] for row in rows if row[0]), tuple(row[1] for row in rows)


def units_of(connection: Connection, alert: int) -> list[tuple[str, str]]:
    """The units of an alert's matters, by code and name."""
    rows = connection.execute(
        select(Unit.code, Unit.name)
        .join(L, L.unit_id == Unit.id)
        .join(M, M.matter_id == L.matter_id)
        .where(M.alert_id == alert)
        .distinct()
        .order_by(Unit.code)
    )
    return [(row[0], row[1]) for row in rows]


def steps_of(connection: Connection, alert: int) -> list[StepRecord]:
    """Its history, oldest first."""
    rows = connection.execute(
        select(S.seq, S.at, S.step, Person.name, Person.username, S.body, S.algorithm, S.previous,
               S.hash)
        .outerjoin(Person, Person.id == S.actor_id)
        .where(S.alert_id == alert)
        .order_by(S.seq)
    )  # fmt: skip
    return [StepRecord(*row) for row in rows]


def step_keyed(connection: Connection, alert: int, key: str) -> int | None:
    """The step that was taken under that key."""
    found = select(S.seq).where(S.alert_id == alert, S.key == key)
    return connection.execute(found).scalar_one_or_none()


def append(
    connection: Connection,
    alert: AlertRecord,
    body: Mapping[str, Any],
    *,
    at: datetime,
    actor_id: int | None,
    key: str | None = None,
) -> None:
    """Append a step to the alert's chain and let the alert be what it says.

    ``body`` has ``step``, ``to``, ``due_on`` and what was ``learned``.
    """
    seq, text, algorithm = alert.version + 1, canonical(body), algorithm_of(connection)
    head = link(alert.head, text, algorithm)
    connection.execute(
        insert(S),
        {
            "alert_id": alert.id, "seq": seq, "at": at, "step": body["step"],
            "actor_id": actor_id, "body": text, "algorithm": algorithm, "previous": alert.head,
            "hash": head, "key": key,
        },
    )  # fmt: skip
    due_on = body["due_on"]
    connection.execute(
        update(A)
        .where(A.id == alert.id, A.version == alert.version)
        .values(
            state=body["to"], version=seq, head=head,
            due_on=date.fromisoformat(due_on) if due_on else None,
            facts=canonical({**alert.facts, **body["learned"]}),
            closed_at=at if body["to"] == "closed" else None,
        )
    )  # fmt: skip


def flaws(connection: Connection) -> Iterator[tuple[str, int]]:
    """Alerts whose history does not hold: number, and the first step that is broken."""
    for alert in alerts(connection):
        head, facts, seq, state = GENESIS, dict[str, Any](), 0, ""
        for one in steps_of(connection, alert.id):
            if one.seq != seq + 1 or one.previous != head:
                break
            if not holds(head, one.body, one.algorithm, one.hash):
                break
            body = json.loads(one.body)
            if (body["step"], body["actor"]) != (one.step, one.username):
                break
            seq, head, state = one.seq, one.hash, body["to"]
            facts |= body["learned"]
        held = (alert.version, alert.head, alert.state, alert.facts)
        if (seq, head, state, facts) != held:
            yield alert.number, seq + 1
