"""The journal: what is done besides the steps of cases, each entry bound to all before it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, insert, select

from storage.chain import GENESIS, algorithm_of, canonical, link
from storage.opening import next_number
from storage.people import PersonRecord
from storage.prepared import Prepared
from storage.schema import Counter, JournalEntry, Person

COLUMNS = ("seq", "at", "kind", "actor_id", "body", "algorithm", "previous", "hash")
_insert = Prepared(insert(JournalEntry), COLUMNS)
_head = Prepared(select(JournalEntry.hash).where(JournalEntry.seq == bindparam("seq")))


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: its ``kind``, who did it (``None``: nobody known), and the rest."""

    kind: str
    actor_id: int | None
    actor: str | None
    at: datetime
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it stands."""

    seq: int
    at: datetime
    kind: str
    actor: str | None
    body: str
    algorithm: str
    previous: str
    hash: str


def write(connection: Connection, entry: Entry) -> int:
    """Append an entry; its number. Writers queue on the counter, so the chain has no gap."""
    seq = next_number(connection, "journal", 0)
    rows = _head.rows(connection, {"seq": seq - 1})
    previous, algorithm = rows[0][0] if rows else GENESIS, algorithm_of(connection)
    at = entry.at.astimezone(UTC)
    body = canonical(
        {
            "seq": seq,
            "at": at.isoformat(),
            "kind": entry.kind,
            "actor": entry.actor,
            "said": entry.said,
        }
    )
    _insert.run(
        connection,
        {
            "seq": seq, "at": at, "kind": entry.kind, "actor_id": entry.actor_id, "body": body,
            "algorithm": algorithm, "previous": previous,
            "hash": link(previous, body, algorithm),
        },
    )  # fmt: skip
    return seq


def note(
    connection: Connection, kind: str, actor: PersonRecord, now: datetime, **said: Any
) -> None:
    """Append what a person did."""
    write(connection, Entry(kind, actor.id, actor.username, now, said))


_entries = select(
    JournalEntry.seq, JournalEntry.at, JournalEntry.kind, Person.username, JournalEntry.body,
    JournalEntry.algorithm, JournalEntry.previous, JournalEntry.hash,
).outerjoin(Person, Person.id == JournalEntry.actor_id)  # fmt: skip


def entries(
    connection: Connection, *, after: int = 0, kind: str | None = None, limit: int | None = None
) -> Iterator[Kept]:
    """Entries from number ``after`` on, oldest first."""
    statement = _entries.where(JournalEntry.seq > after).order_by(JournalEntry.seq)
    if kind:
        statement = statement.where(JournalEntry.kind == kind)
    if limit:
        statement = statement.limit(limit)
    with connection.execute(statement.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield Kept(*row)


def entries_of(connection: Connection, kinds: Collection[str]) -> list[str]:
    """The bodies of the entries of these kinds, oldest first."""
    found = select(JournalEntry.body).where(JournalEntry.kind.in_(kinds)).order_by(JournalEntry.seq)
    return list(connection.execute(found).scalars())


def newest(
    connection: Connection, *, before: int | None, kind: str | None, limit: int
) -> list[Kept]:
    """The newest entries, of those before a number where one is given."""
    statement = _entries.order_by(JournalEntry.seq.desc()).limit(limit)
    if before is not None:
        statement = statement.where(JournalEntry.seq < before)
    if kind:
        statement = statement.where(JournalEntry.kind == kind)
    return [Kept(*row) for row in connection.execute(statement)]


def said_since(
    connection: Connection, actor_id: int, kind: str, said: Mapping[str, Any], since: datetime
) -> bool:
    """Whether that person has an entry of the kind that says the same since then."""
    found = select(JournalEntry.body).where(
        JournalEntry.actor_id == actor_id, JournalEntry.kind == kind, JournalEntry.at >= since
    )
    bodies = connection.execute(found).scalars()
    return any(orjson.loads(body)["said"] == said for body in bodies)


def last_number(connection: Connection) -> int:
    """How many entries were ever written."""
    counted = select(Counter.value).where(Counter.name == "journal", Counter.year == 0)
    return connection.execute(counted).scalar_one_or_none() or 0
