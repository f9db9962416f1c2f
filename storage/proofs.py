"""What verification reads: cases, their events in order, and their tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.orm import aliased

from storage.chain import GENESIS
from storage.prepared import Prepared
from storage.schema import (
    Case,
    CaseEvent,
    Counter,
    JournalEntry,
    Matter,
    PackText,
    Paper,
    PaperText,
    Person,
    Task,
    Unit,
)

_officer, _handler, _supervisor = aliased(Person), aliased(Person), aliased(Person)
_sibling = aliased(Case)
_siblings = (
    select(func.count())
    .select_from(_sibling)
    .where(_sibling.matter_id == Matter.id)
    .correlate(Matter)
    .scalar_subquery()
)
_told = select(CaseEvent.seq).where(CaseEvent.case_id == Case.id).exists()
BATCH = 500
LinkRow = Sequence[Any]
"""An event as its chain sees it: case, number, algorithm, previous hash, hash, body."""
CaseRow = Sequence[Any]
"""A case as its chain ends: id, number, head."""


@dataclass(frozen=True, slots=True)
class ProvenCase:
    """A case as its rows say."""

    id: int
    number: str
    head: str
    version: int
    state: str
    facts: str
    outcome: str | None
    window_last_day: date | None
    officer: str
    handler: str
    supervisor: str
    subject: str
    track: str
    organ: str
    started_on: date
    start_document: str
    report_kind: str
    party: str | None
    occurred_on: date | None
    siblings: int
    matter_number: str | None
    matter_opened_at: datetime
    matter_key: str | None
    earlier_number: str | None
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    unit: str
    pack: str


@dataclass(frozen=True, slots=True)
class ProvenEvent:
    """An event as its row says."""

    seq: int
    at: datetime
    event: str
    from_state: str | None
    to_state: str
    actor: str | None
    role: str
    body: str
    previous: str
    hash: str
    algorithm: str
    key: str | None


@dataclass(frozen=True, slots=True)
class ProvenPaper:
    """A paper as its row must say; what signing fixes is empty before, contents are hashes."""

    state: str = "due"
    number: str | None = None
    signed_seq: int | None = None
    signed_on: date | None = None
    signed_by: str | None = None
    template: str | None = None
    data: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class ProvenTask:
    """A task as its row says."""

    state: str
    started_on: date
    due_on: date
    provisional: bool
    left: int | None
    moves: int
    opened_at: datetime
    closed_at: datetime | None


_cases = Prepared(
    select(
        Case.id, Case.number, Case.head, Case.version, Case.state, Case.facts, Case.outcome,
        Case.window_last_day, _officer.username, _handler.username, _supervisor.username,
        Matter.subject, Matter.track, Matter.organ, Matter.started_on, Matter.start_document,
        Matter.report_kind, Matter.party, Matter.occurred_on, _siblings, Matter.number,
        Matter.opened_at, Matter.key, Matter.earlier_number, Case.opened_at, Case.changed_at,
        Case.closed_at, Unit.code, PackText.code + "@" + PackText.version,
    )
    # A row that points nowhere must not hide its case from being proven.
    .outerjoin(Matter, Matter.id == Case.matter_id)
    .outerjoin(_officer, _officer.id == Case.officer_id)
    .outerjoin(_handler, _handler.id == Case.handler_id)
    .outerjoin(_supervisor, _supervisor.id == Case.supervisor_id)
    .outerjoin(Unit, Unit.id == Case.unit_id)
    .outerjoin(PackText, PackText.id == Case.pack_id)
    .where(_told, Case.id > bindparam("after"))
    .order_by(Case.id)
    .limit(bindparam("most"))
)  # fmt: skip
_events = Prepared(
    select(
        CaseEvent.seq, CaseEvent.at, CaseEvent.event, CaseEvent.from_state,
        CaseEvent.to_state, Person.username, CaseEvent.role, CaseEvent.body,
        CaseEvent.previous, CaseEvent.hash, CaseEvent.algorithm, CaseEvent.idempotency_key,
    )
    .outerjoin(Person, Person.id == CaseEvent.actor_id)
    .where(CaseEvent.case_id == bindparam("case"))
    .order_by(CaseEvent.seq)
)  # fmt: skip
_tasks = Prepared(
    select(
        Task.kind, Task.opened_seq, Task.state, Task.started_on, Task.due_on,
        Task.provisional, Task.left, Task.moves, Task.opened_at, Task.closed_at,
    ).where(Task.case_id == bindparam("case"))
)  # fmt: skip
_papers = Prepared(
    select(
        Paper.seq, Paper.code, Paper.state, Paper.number, Paper.signed_seq, Paper.signed_on,
        Person.username, Paper.template, Paper.data, Paper.words_sha256,
    )
    .outerjoin(Person, Person.id == Paper.signed_by)
    .where(Paper.case_id == bindparam("case"))
)  # fmt: skip
_paper_texts = Prepared(select(PaperText.sha256, PaperText.text).order_by(PaperText.sha256))
_without = Prepared(select(Case.number).where(~_told).order_by(Case.number))
_held = Prepared(select(Matter.number).join(Case, Case.matter_id == Matter.id).distinct())
_heads = Prepared(
    select(Case.id, Case.number, Case.version, Case.head, CaseEvent.hash)
    .outerjoin(CaseEvent, and_(CaseEvent.case_id == Case.id, CaseEvent.seq == Case.version))
    .where(Case.id > bindparam("after"))
    .order_by(Case.id)
    .limit(bindparam("most"))
)
_some = Prepared(
    select(Case.id, Case.number, Case.head)
    .where(Case.id > bindparam("after"))
    .order_by(Case.id)
    .limit(bindparam("most"))
)
_links = Prepared(
    select(
        CaseEvent.case_id, CaseEvent.seq, CaseEvent.algorithm, CaseEvent.previous, CaseEvent.hash,
        CaseEvent.body,
    )
    .where(CaseEvent.case_id > bindparam("after"), CaseEvent.case_id <= bindparam("until"))
    .order_by(CaseEvent.case_id, CaseEvent.seq)
)  # fmt: skip
_given = Prepared(select(Counter.year, Counter.value).where(Counter.name == "matter"))


def cases_to_prove(connection: Connection) -> Iterator[ProvenCase]:
    """Every case that has a history, by id."""
    after = 0
    while rows := _cases.rows(connection, {"after": after, "most": BATCH}):
        yield from (ProvenCase(*row) for row in rows)
        after = rows[-1][0]


def events_of(connection: Connection, case_id: int) -> Iterator[ProvenEvent]:
    """The events of a case, in order."""
    return (ProvenEvent(*row) for row in _events.rows(connection, {"case": case_id}))


def tasks_of(connection: Connection, case_id: int) -> Iterator[tuple[tuple[str, int], ProvenTask]]:
    """The tasks of a case, each with its kind and the event that opened it."""
    for row in _tasks.rows(connection, {"case": case_id}):
        yield (row[0], row[1]), ProvenTask(*row[2:])


def cases_without_events(connection: Connection) -> list[str]:
    """Cases whose history is gone."""
    return [number for (number,) in _without.rows(connection, {})]


def papers_of(
    connection: Connection, case_id: int
) -> Iterator[tuple[tuple[int, str], ProvenPaper]]:
    """The papers of a case, each with the event that called for it and its code."""
    for row in _papers.rows(connection, {"case": case_id}):
        made_from = None if row[8] is None else sha256(row[8].encode()).hexdigest()
        yield (row[0], row[1]), ProvenPaper(*(*row[2:8], made_from, row[9]))


def false_paper_texts(connection: Connection) -> list[str]:
    """Texts of templates that are not what their hash says."""
    return [
        digest
        for digest, text in _paper_texts.rows(connection, {})
        if sha256(text.encode()).hexdigest() != digest
    ]


def missing_matters(connection: Connection) -> Iterator[str]:
    """Numbers that were given to a matter that is no longer there, or has lost its cases."""
    held = {number for (number,) in _held.rows(connection, {})}
    for year, last in _given.rows(connection, {}):
        for value in range(1, last + 1):
            if (number := f"{year}-{value:04d}") not in held:
                yield number


def heads(connection: Connection) -> Iterator[tuple[str, int, str, str | None]]:
    """Where every case stands: number, version, its head, and the hash of its last event."""
    after = 0
    while rows := _heads.rows(connection, {"after": after, "most": BATCH}):
        yield from ((row[1], row[2], row[3], row[4]) for row in rows)
        after = rows[-1][0]


def hashes_at(
    connection: Connection, places: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], str]:
    """The hash of the events at these places (case, number); those that are gone are missing."""
    rows = connection.execute(
        select(Case.number, CaseEvent.seq, CaseEvent.hash)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(tuple_(Case.number, CaseEvent.seq).in_(places))
    )
    return {(row[0], row[1]): row[2] for row in rows}


def journal_head(connection: Connection) -> tuple[int, str]:
    """The last number of the journal, and its hash; nothing yet: 0 and the genesis."""
    newest = select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row[0], row[1]) if row else (0, GENESIS)


def journal_hash(connection: Connection, seq: int) -> str | None:
    """The hash of one entry of the journal."""
    found = select(JournalEntry.hash).where(JournalEntry.seq == seq)
    return connection.execute(found).scalar_one_or_none()


def last_checkpoint(connection: Connection) -> int:
    """How many checkpoints were written, as the database remembers."""
    counted = select(Counter.value).where(Counter.name == "checkpoint", Counter.year == 0)
    return connection.execute(counted).scalar_one_or_none() or 0


def note_checkpoint(connection: Connection, n: int) -> None:
    """Remember that checkpoint ``n`` was written, so that its removal is found."""
    held = last_checkpoint(connection)
    if not held:
        place = (Counter.name == "checkpoint", Counter.year == 0)
        connection.execute(delete(Counter).where(*place))
        connection.execute(insert(Counter).values(name="checkpoint", year=0, value=n))
    elif held < n:
        place = (Counter.name == "checkpoint", Counter.year == 0)
        connection.execute(update(Counter).where(*place).values(value=n))


def chains(connection: Connection) -> Iterator[tuple[str, int, str, str]]:
    """The hashes of every case in order: number, event, previous hash, hash."""
    statement = (
        select(Case.number, CaseEvent.seq, CaseEvent.previous, CaseEvent.hash)
        .join(Case, Case.id == CaseEvent.case_id)
        .order_by(Case.id, CaseEvent.seq)
    )
    with connection.execute(statement.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield row[0], row[1], row[2], row[3]


def links(connection: Connection) -> Iterator[tuple[list[CaseRow], list[LinkRow]]]:
    """Some cases at a time, and all their events in order."""
    after = 0
    while cases := _some.rows(connection, {"after": after, "most": BATCH}):
        until = cases[-1][0]
        yield cases, _links.rows(connection, {"after": after, "until": until})
        after = until


def events_held(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(CaseEvent)).scalar_one())
