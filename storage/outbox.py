"""The outbox: notices are queued with the step, leased, sent, and the answer recorded."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared, send
from storage.schema import Case, Notice, Task

_TURN = 0x6F7574626F78  # "outbox": the one advisory lock of the house
# Those that the clock brings on the rungs of a task; several for one person become one letter.
LADDER = ("reminder", "overdue")


@dataclass(frozen=True, slots=True)
class QueuedNotice:
    """A notice that waits; ``letter`` is the key of the letter it belongs to, once that is fixed.

    ``kept`` is the JSON of the moment it was queued.
    """

    id: int
    key: str
    case_id: int
    task_id: int | None
    name: str
    recipient_id: int
    role: str
    kept: str
    letter: str | None
    attempts: int
    created_at: datetime
    pack_id: int

    @property
    def context(self) -> Mapping[str, Any]:
        """What was kept; raises ``ValueError`` where it is no JSON."""
        return _read(self.kept)


@lru_cache(1024)  # the notices of a rung keep the same
def _read(kept: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(kept)
    return found


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
# Of a paused task nothing is told; if it goes on to the same last day, its reminder is still owed.
_stands = and_(
    or_(*(Notice.name == name for name in LADDER)),
    Notice.digest.is_(None),
    select(Task.id).where(Task.id == Notice.task_id, Task.state == "paused").exists(),
)
_waiting = (
    select(
        Notice.id, Notice.key, Notice.case_id, Notice.task_id, Notice.name, Notice.recipient_id,
        Notice.role, Notice.context, Notice.digest, Notice.attempts, Notice.created_at,
        Case.pack_id,
    )
    .join(Case, Case.id == Notice.case_id)
    .where(
        Notice.state == "queued",
        Notice.leased_until.is_(None) | (Notice.leased_until < bindparam("now")),
        ~_stands,
    )
    .order_by(Notice.not_before, Notice.id)
)  # fmt: skip
_due = Prepared(_waiting.where(Notice.not_before <= bindparam("now")).limit(bindparam("most")))
_companions = _waiting.where(
    or_(
        Notice.digest.in_(bindparam("letters", expanding=True)),
        Notice.recipient_id.in_(bindparam("people", expanding=True))
        & Notice.digest.is_(None)
        & Notice.name.in_(LADDER),
    )
)
_lease = Prepared(
    update(Notice)
    .where(Notice.id == bindparam("notice"))
    .values(leased_until=bindparam("until"), digest=bindparam("letter"))
)
_hold = Prepared(
    update(Notice)
    .where(Notice.id == bindparam("notice"))
    .values(not_before=bindparam("until"), answer=bindparam("why"))
)
_record = Prepared(
    update(Notice)
    .where(Notice.id == bindparam("notice"), Notice.state == "queued")
    .values(
        state=bindparam("to"),
        attempts=bindparam("tries"),
        not_before=bindparam("next"),
        answer=bindparam("said"),
        sent_at=bindparam("at"),
        leased_until=None,
    )
)


@lru_cache(1024)  # the notices of a step, of a rung, of many cases served at once keep the same
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


def queued_by(connection: Connection, prefix: str) -> int:
    """How many notices were queued whose keys begin so: those of one step."""
    found = select(func.count()).where(Notice.key.startswith(prefix, autoescape=True))
    return int(connection.execute(found).scalar_one())


def take_turn(connection: Connection) -> None:
    """Wait until no other deliverer is choosing, so that a person's notices come to one letter."""
    if connection.dialect.name == "postgresql":
        send(connection, f"SELECT pg_advisory_xact_lock({_TURN})")


def due(connection: Connection, now: datetime, limit: int) -> list[QueuedNotice]:
    """The first ``limit`` notices whose time has come and that are under nobody's lease."""
    return [QueuedNotice(*row) for row in _due.rows(connection, {"now": now, "most": limit})]


def companions(
    connection: Connection, now: datetime, people: Collection[int], letters: Collection[str]
) -> list[QueuedNotice]:
    """What waits of these ``letters``, and of the ladder for these ``people`` in none as yet."""
    rows = connection.execute(
        _companions, {"now": now, "people": list(people), "letters": list(letters)}
    )
    return [QueuedNotice(*row) for row in rows]


def lease(connection: Connection, notices: Sequence[QueuedNotice], until: datetime) -> None:
    """Keep ``notices`` from other deliverers, and in the letters that they are now in for good."""
    _lease.run_all(
        connection, [{"notice": n.id, "until": until, "letter": n.letter} for n in notices]
    )


def hold(connection: Connection, held: Sequence[tuple[QueuedNotice, datetime, str]]) -> None:
    """Let notices wait until their time, and say why; this is no attempt."""
    _hold.run_all(
        connection, [{"notice": n.id, "until": until, "why": why} for n, until, why in held]
    )


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
            Notice.state == "queued", Notice.not_before <= now, ~_stands
        )
    ).scalar_one_or_none()
