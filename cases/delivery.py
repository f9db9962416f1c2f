"""Deliver the outbox: lease, look again whether it is still true, send, record the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from cases.choosing import FAULTS, choose
from cases.letters import Sender, Told, letter_of, told
from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.protocol import Channel
from storage import Store, mailing, outbox
from storage.outbox import QueuedNotice

# A batch of a slow server, twenty seconds a letter, must end before its lease does.
LEASE = timedelta(minutes=10)
RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8),
           timedelta(days=1), timedelta(days=1), timedelta(days=1))  # fmt: skip


@dataclass(slots=True)
class Delivered:
    """What became of the notices of one delivery; names nobody."""

    sent: int = 0
    retried: int = 0
    held: int = 0
    dead: int = 0
    dropped: int = 0

    def __str__(self) -> str:
        return (
            f"sent {self.sent}, retried {self.retried}, held {self.held}, "
            f"dead {self.dead}, dropped {self.dropped}"
        )


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a notice: ``sent``, ``queued`` until ``again``, ``dead`` or ``dropped``."""

    state: str
    answer: str
    again: datetime | None = None


def deliver_notices(
    store: Store,
    channel: Channel,
    now: datetime,
    *,
    sender: Sender,
    batch: int = 25,
) -> Delivered:
    """Send all that is due at ``now``; two deliverers at once never take the same notice."""
    now, done = now.astimezone(UTC), Delivered()
    with channel:
        while chosen := choose(store, now, now + LEASE, batch):
            done.held += chosen.held
            for notices in chosen.letters:
                for fate in _deliver(store, channel, notices, now, sender):
                    _count(done, fate)
    return done


def _deliver(
    store: Store,
    channel: Channel,
    notices: Sequence[QueuedNotice],
    now: datetime,
    sender: Sender,
) -> list[Fate]:
    """Send one letter; all that it carries is sent, tried again or given up together."""
    with store.read() as connection:
        seen = [_look_again(store, connection, n, now, sender) for n in notices]
    true = [found for found in seen if isinstance(found, Told)]
    sent = _send(channel, true, now, sender) if true else None
    fates = [sent if isinstance(found, Told) else found for found in seen]
    made = [fate for fate in fates if fate]
    with store.write() as connection:
        for notice, fate in zip(notices, made, strict=True):
            outbox.record(
                connection, notice, state=fate.state, now=now, answer=fate.answer,
                next_try=fate.again,
            )  # fmt: skip
    return made


def _look_again(
    store: Store, connection: Connection, notice: QueuedNotice, now: datetime, sender: Sender
) -> Told | Fate:
    try:
        facts = mailing.mail_facts(connection, notice)
        if facts.overtaken:
            return Fate("dropped", facts.overtaken)
        return told(store, connection, notice, facts, now, sender)
    except FAULTS as fault:
        return _unwritten(fault)


def _send(channel: Channel, true: Sequence[Told], now: datetime, sender: Sender) -> Fate:
    try:
        return Fate("sent", channel.send(letter_of(true, now, sender)))
    except TemporaryFailure as failure:
        return _retry(max(one.notice.attempts for one in true), now, str(failure))
    except PermanentFailure as failure:
        return Fate("dead", str(failure))
    except FAULTS as fault:
        return _unwritten(fault)


def _retry(attempts: int, now: datetime, answer: str) -> Fate:
    if attempts >= len(RETRIES):
        return Fate("dead", answer)
    return Fate("queued", answer, now + RETRIES[attempts])


def _unwritten(fault: Exception) -> Fate:
    """A notice that cannot be written is given up; what it would have said stays unsaid."""
    return Fate("dead", f"the notice could not be written: {type(fault).__name__}")


def _count(done: Delivered, fate: Fate) -> None:
    done.sent += fate.state == "sent"
    done.retried += fate.state == "queued"
    done.dead += fate.state == "dead"
    done.dropped += fate.state == "dropped"
