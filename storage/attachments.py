"""Rows of the files that belong to cases."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from storage.opening import next_number
from storage.prepared import Prepared
from storage.schema import Attachment, Case, CaseEvent, Person

EVENT = "attach_file"


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A file as its row says; ``digest`` is where its content is kept."""

    id: int
    seq: int
    evidence: str
    name: str
    kind: str
    size: int
    digest: str
    shown: bool
    scanned: bool
    added_by: int
    by_name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ProvenFile:
    """What of a row must be said by its event: case and event, who, and the event's data."""

    case: str
    seq: int
    by: str
    at: datetime
    said: dict[str, Any]


COLUMNS = (
    Attachment.id, Attachment.seq, Attachment.evidence, Attachment.name, Attachment.kind,
    Attachment.size, Attachment.digest, Attachment.shown, Attachment.scanned, Attachment.added_by,
    Person.name, Attachment.added_at,
)  # fmt: skip
_kept = select(*COLUMNS).join(Person, Person.id == Attachment.added_by)
_of_case = Prepared(_kept.where(Attachment.case_id == bindparam("case")).order_by(Attachment.seq))


def hold(connection: Connection) -> None:
    """Whoever keeps or tidies files waits here for whoever does so now, until the commit."""
    next_number(connection, "attachments", 0)


def add(connection: Connection, **values: Any) -> int:
    """A new row; its id."""
    made = connection.execute(insert(Attachment).returning(Attachment.id), values)
    return int(made.scalar_one())


def of_case(connection: Connection, case_id: int) -> list[AttachmentRecord]:
    """The files of a case, in the order they came."""
    return [AttachmentRecord(*row) for row in _of_case.rows(connection, {"case": case_id})]


def count(connection: Connection, case_id: int) -> int:
    """How many files a case has."""
    counted = select(func.count()).select_from(Attachment).where(Attachment.case_id == case_id)
    return int(connection.execute(counted).scalar_one())


def digests(connection: Connection) -> list[str]:
    """The digest of every file there must be, once each."""
    return list(
        connection.execute(
            select(Attachment.digest).distinct().order_by(Attachment.digest)
        ).scalars()
    )


def rows_to_prove(connection: Connection) -> Iterator[ProvenFile]:
    """Every row as its event must say it."""
    rows = connection.execute(
        select(
            Case.number, Attachment.seq, Person.username, Attachment.added_at, Attachment.evidence,
            Attachment.name, Attachment.kind, Attachment.size, Attachment.digest, Attachment.shown,
            Attachment.scanned,
        )
        .join(Case, Case.id == Attachment.case_id)
        .join(Person, Person.id == Attachment.added_by)
    )  # fmt: skip
    names = ("evidence", "name", "kind", "size", "digest", "shown", "scanned")
    for case, seq, by, at, *said in rows:
        yield ProvenFile(case, seq, by, at, dict(zip(names, said, strict=True)))


def events_to_prove(connection: Connection) -> Iterator[ProvenFile]:
    """Every event that says a file was kept."""
    rows = connection.execute(
        select(Case.number, CaseEvent.seq, Person.username, CaseEvent.at, CaseEvent.body)
        .join(Case, Case.id == CaseEvent.case_id)
        .join(Person, Person.id == CaseEvent.actor_id)
        .where(CaseEvent.event == EVENT, Case.emptied.is_(None))
    )
    for case, seq, by, at, body in rows:
        yield ProvenFile(case, seq, by, at, {"shown": False, "scanned": False, **_said(body)})


def _said(body: str) -> dict[str, Any]:
    """The data of an event; nothing where somebody rewrote it."""
    try:
        return dict(json.loads(body)["data"])
    except (ValueError, KeyError, TypeError):
        return {}
