"""The outbox: notices are queued with the step, leased, sent, and the answer recorded."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.schema import Notice


@dataclass(frozen=True, slots=True)
class QueuedNotice:
    """A notice under lease."""

    id: int
    key: str
    case_id: int
    task_id: int | None
    name: str
    recipient_id: int
    role: str
    context: dict[str, Any]
    attempts: int


_text = json.JSONEncoder(ensure_ascii=False).encode
QUEUED = (
    "key", "case_id", "task_id", "name", "recipient_id", "role", "context", "not_before",
    "created_at",
)  # fmt: skip
_queue = {
    module.__name__.rpartition(".")[2]: Prepared(
        module.insert(Notice)
        .values(state="queued", attempts=0)
        .on_conflict_do_nothing(index_elements=["key"]),
        QUEUED,
    )
    for module in (sqlite, postgresql)
}
_due = (
    select(Notice.id)
    .where(
        Notice.state == "queued",
        Notice.not_before <= bindparam("now"),
        Notice.leased_until.is_(None) | (Notice.leased_until < bindparam("now")),
    )
    .order_by(Notice.not_before, Notice.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_lease = (
    update(Notice)
    .where(Notice.id.in_(bindparam("ids", expanding=True)))
    .values(leased_until=bindparam("until"))
)
_leased = (
    select(
        Notice.id,
        Notice.key,
        Notice.case_id,
        Notice.task_id,
        Notice.name,
        Notice.recipient_id,
        Notice.role,
        Notice.context,
        Notice.attempts,
    )
    .where(Notice.id.in_(bindparam("ids", expanding=True)))
    .order_by(Notice.not_before, Notice.id)
)
_record = Prepared(
    update(Notice)
    .where(Notice.id == bindparam("notice"))
    .values(
        state=bindparam("to"),
        attempts=bindparam("tries"),
        not_before=bindparam("next"),
        answer=bindparam("said"),
        sent_at=bindparam("at"),
        leased_until=None,
    )
)


def context(
    *,
    event: str | None,
    article: str | None,
    task: str | None,
    due_on: date | None,
    provisional: bool,
    was: date | None = None,
    fault: str | None = None,
) -> str:
    """What a notice keeps of the moment it was queued; the rest is read when it is sent.

    ``was`` is the last day before it was counted anew; ``fault`` is the class of the error that
    kept the clock from serving the task, and nothing of its message.
    """
    return _text(
        {
            "event": event,
            "article": article,
            "task": task,
            "due_on": due_on.isoformat() if due_on else None,
            "provisional": provisional,
            "was": was.isoformat() if was else None,
            "fault": fault,
        }
    )


def queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Queue notices; one whose key exists already is left as it is."""
    _queue[connection.dialect.name].run_all(connection, rows)


def lease(connection: Connection, now: datetime, until: datetime, limit: int) -> list[QueuedNotice]:
    """Take up to ``limit`` notices that are due and under nobody's lease."""
    ids = list(connection.execute(_due, {"now": now, "most": limit}).scalars())
    if not ids:
        return []
    connection.execute(_lease, {"ids": ids, "until": until})
    rows = connection.execute(_leased, {"ids": ids})
    return [
        QueuedNotice(**{**row, "context": json.loads(row["context"])}) for row in rows.mappings()
    ]


def record(
    connection: Connection,
    notice: QueuedNotice,
    *,
    state: str,
    now: datetime,
    answer: str,
    next_try: datetime | None = None,
) -> None:
    """What became of a leased notice: ``sent``, ``queued`` again, ``dead`` or ``dropped``."""
    _record.run(
        connection,
        {
            "notice": notice.id,
            "to": state,
            "tries": notice.attempts + (state != "dropped"),
            "next": next_try or now,
            "said": answer[:500],
            "at": now if state == "sent" else None,
        },
    )


def oldest_unsent(connection: Connection, now: datetime) -> datetime | None:
    """Since when the longest-waiting notice that may be sent has waited."""
    return connection.execute(
        select(func.min(Notice.created_at)).where(
            Notice.state == "queued", Notice.not_before <= now
        )
    ).scalar_one_or_none()
