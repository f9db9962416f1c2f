"""A person's inbox: what they were told, and whether they have read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, func, select, update

from storage.prepared import Prepared, stated
from storage.schema import Case, Notice, Task

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """A notice as its recipient's inbox holds it; ``kept`` is JSON of the moment it was queued."""

    id: int
    name: str
    role: str
    copy: bool
    kept: str
    at: datetime
    read_at: datetime | None
    case_number: str | None
    pack_id: int | None
    task_state: str | None


_unread = (Notice.recipient_id == bindparam("person"), Notice.read_at.is_(None))
_count = Prepared(
    select(func.count()).select_from(
        select(Notice.id).where(*_unread).limit(stated("most", Integer())).subquery()
    )
)
_held = (
    select(
        Notice.id, Notice.name, Notice.role, Notice.copy, Notice.context, Notice.created_at,
        Notice.read_at, Case.number, Case.pack_id, Task.state,
    )
    .outerjoin(Case, Case.id == Notice.case_id)
    .outerjoin(Task, Task.id == Notice.task_id)
)  # fmt: skip


def unread(connection: Connection, person: int) -> int:
    """How many notices a person has not read, counted up to ``MOST_COUNTED``."""
    return int(_count.rows(connection, {"person": person, "most": MOST_COUNTED})[0][0])


def held(
    connection: Connection, person: int, *, before: int | None, unread_only: bool, limit: int
) -> list[InboxRecord]:
    """A person's notices, the newest first, of those before a number where one is given."""
    wanted = _held.where(Notice.recipient_id == person).order_by(Notice.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    if unread_only:
        wanted = wanted.where(Notice.read_at.is_(None))
    return [InboxRecord(*row) for row in connection.execute(wanted)]


def mark_read(
    connection: Connection, person: int, now: datetime, *, only: int | None, until: int | None
) -> int:
    """Note that a person has read one notice, or all up to a number; how many were new to them."""
    read = update(Notice).where(Notice.recipient_id == person, Notice.read_at.is_(None))
    if only is not None:
        read = read.where(Notice.id == only)
    if until is not None:
        read = read.where(Notice.id <= until)
    return int(connection.execute(read.values(read_at=now)).rowcount)
