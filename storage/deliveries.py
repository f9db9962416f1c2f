"""Deliveries: leased, sent, and the answer recorded; given up, looked at, and sent again."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from storage.prepared import Prepared, send
from storage.schema import Case, Delivery, Notice, QuietHours, Task

_TURN = 0x6F7574626F78  # "outbox": the one advisory lock of the house
# Those that the clock brings on the rungs of a task; several for one person become one letter.
LADDER = ("reminder", "overdue")


@dataclass(frozen=True, slots=True)
class QueuedNotice:
    """A notice that waits to go by one channel; ``id`` is the notice's, ``delivery`` its own.

    ``letter`` is the key of the letter it belongs to, once that is fixed, and ``message_id`` what
    that letter bears. ``kept`` is the JSON of the moment it was queued. ``quiet`` are the hours in
    which its recipient wants to hear nothing that can wait.
    """

    id: int
    key: str
    case_id: int | None
    task_id: int | None
    name: str
    recipient_id: int
    role: str
    kept: str
    letter: str | None
    attempts: int
    created_at: datetime
    pack_id: int | None
    copy: bool = False
    delivery: int = 0
    message_id: str | None = None
    begins: time | None = None
    ends: time | None = None

    @property
    def context(self) -> Mapping[str, Any]:
        """What was kept; raises ``ValueError`` where it is no JSON."""
        return _read(self.kept)

    @property
    def quiet(self) -> tuple[time, time] | None:
        """From when until when, Shanghai time; the end may lie on the next day."""
        return (self.begins, self.ends) if self.begins and self.ends else None


@lru_cache(1024)  # the notices of a rung keep the same
def _read(kept: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(kept)
    return found


# Of a paused task nothing is told; if it goes on to the same last day, its reminder is still owed.
_stands = and_(
    or_(*(Notice.name == name for name in LADDER)),
    Delivery.digest.is_(None),
    select(Task.id).where(Task.id == Notice.task_id, Task.state == "paused").exists(),
)
_waiting = (
    select(
        Notice.id, Notice.key, Notice.case_id, Notice.task_id, Notice.name, Notice.recipient_id,
        Notice.role, Notice.context, Delivery.digest, Delivery.attempts, Notice.created_at,
        Case.pack_id, Notice.copy, Delivery.id, Delivery.message_id, QuietHours.begins,
        QuietHours.ends,
    )
    .select_from(Delivery)
    .join(Notice, Notice.id == Delivery.notice_id)
    .outerjoin(Case, Case.id == Notice.case_id)
    .outerjoin(QuietHours, QuietHours.person_id == Notice.recipient_id)
    .where(
        Delivery.channel == bindparam("channel"),
        Delivery.state == "queued",
        Delivery.leased_until.is_(None) | (Delivery.leased_until < bindparam("now")),
        ~_stands,
    )
    .order_by(Delivery.not_before, Delivery.id)
)  # fmt: skip
_due = Prepared(_waiting.where(Delivery.not_before <= bindparam("now")).limit(bindparam("most")))
_companions = _waiting.where(
    or_(
        Delivery.digest.in_(bindparam("letters", expanding=True)),
        Notice.recipient_id.in_(bindparam("people", expanding=True))
        & Delivery.digest.is_(None)
        & Notice.name.in_(LADDER),
    )
)
_mine = Delivery.id == bindparam("delivery")
_lease = Prepared(
    update(Delivery)
    .where(_mine)
    .values(
        leased_until=bindparam("until"), digest=bindparam("letter"), message_id=bindparam("bears")
    )
)
_hold = Prepared(
    update(Delivery).where(_mine).values(not_before=bindparam("until"), answer=bindparam("why"))
)
_record = Prepared(
    update(Delivery)
    .where(_mine, Delivery.state == "queued")
    .values(
        state=bindparam("to"),
        attempts=bindparam("tries"),
        not_before=bindparam("next"),
        failure=bindparam("failed"),
        answer=bindparam("said"),
        sent_at=bindparam("at"),
        leased_until=None,
    )
)


def take_turn(connection: Connection) -> None:
    """Wait until no other deliverer is choosing, so that a person's notices come to one letter."""
    if connection.dialect.name == "postgresql":
        send(connection, f"SELECT pg_advisory_xact_lock({_TURN})")


def due(connection: Connection, channel: str, now: datetime, limit: int) -> list[QueuedNotice]:
    """The first ``limit`` by ``channel`` whose time has come and that are under nobody's lease."""
    wanted = {"channel": channel, "now": now, "most": limit}
    return [QueuedNotice(*row) for row in _due.rows(connection, wanted)]


def companions(
    connection: Connection,
    channel: str,
    now: datetime,
    people: Collection[int],
    letters: Collection[str],
) -> list[QueuedNotice]:
    """What waits of these ``letters``, and of the ladder for these ``people`` in none as yet."""
    wanted = {"channel": channel, "now": now, "people": list(people), "letters": list(letters)}
    return [QueuedNotice(*row) for row in connection.execute(_companions, wanted)]


def lease(connection: Connection, notices: Sequence[QueuedNotice], until: datetime) -> None:
    """Keep ``notices`` from other deliverers, and in the letters that they are now in for good."""
    _lease.run_all(
        connection,
        [
            {"delivery": n.delivery, "until": until, "letter": n.letter, "bears": n.message_id}
            for n in notices
        ],
    )


def hold(connection: Connection, held: Sequence[tuple[QueuedNotice, datetime, str]]) -> None:
    """Let notices wait until their time, and say why; this is no attempt."""
    _hold.run_all(
        connection, [{"delivery": n.delivery, "until": until, "why": why} for n, until, why in held]
    )


def record(
    connection: Connection,
    notice: QueuedNotice,
    *,
    state: str,
    now: datetime,
    answer: str,
    failure: str | None = None,
    next_try: datetime | None = None,
) -> bool:
    """What became of a leased one: ``sent``, ``queued`` again, ``dead`` or ``dropped``.

    False where somebody else has said so before.
    """
    met = _record.run(
        connection,
        {
            "delivery": notice.delivery,
            "to": state,
            "tries": notice.attempts + (state != "dropped"),
            "next": next_try or now,
            "failed": failure,
            "said": answer[:500],
            "at": now if state == "sent" else None,
        },
    )
    return met > 0


def drop_unserved(connection: Connection, channels: Collection[str], now: datetime) -> int:
    """Let go what waits for a channel that is not one of ``channels``; the inbox has it."""
    left = (
        update(Delivery)
        .where(
            Delivery.state == "queued",
            Delivery.channel.not_in(list(channels)),
            Delivery.not_before <= now,
        )
        .values(state="dropped", answer="this channel is not set up here")
    )
    return int(connection.execute(left).rowcount)


def mark_delivered(
    connection: Connection, channel: str, message_id: str, now: datetime, answer: str
) -> int:
    """Note the proof that a letter arrived; how many notices it carried."""
    arrived = (
        update(Delivery)
        .where(
            Delivery.channel == channel,
            Delivery.message_id == message_id,
            Delivery.state == "sent",
        )
        .values(state="delivered", delivered_at=now, answer=answer[:500])
    )
    return int(connection.execute(arrived).rowcount)


def oldest_unsent(connection: Connection, now: datetime) -> datetime | None:
    """Since when the longest-waiting notice that may be sent has waited."""
    return connection.execute(
        select(func.min(Notice.created_at))
        .select_from(Delivery)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.state == "queued", Delivery.not_before <= now, ~_stands)
    ).scalar_one_or_none()
