"""Deliver the outbox: lease, look again whether it is still true, send, record the answer."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Connection

from cases.choosing import FAULTS, choose
from cases.dead_letters import tell_of_dead_letter
from cases.letters import Sender, Told, letter_of, told
from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.protocol import Channel
from notifications.letters import Letter
from notifications.ways import Failure
from storage import Store, deliveries, mailing
from storage.deliveries import QueuedNotice
from storage.outbox import MAIL

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

    def add(self, other: "Delivered") -> None:
        """What another channel did besides."""
        for name in ("sent", "retried", "held", "dead", "dropped"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a notice: ``sent``, ``queued`` until ``again``, ``dead`` or ``dropped``.

    ``failure`` is the class of what kept it from arriving.
    """

    state: str
    answer: str
    again: datetime | None = None
    failure: Failure | None = None


def deliver_notices(
    store: Store,
    channel: Channel,
    now: datetime,
    *,
    sender: Sender,
    batch: int = 25,
    by: str = MAIL,
) -> Delivered:
    """Send all that is due ``by`` a channel at ``now``; two at once never take the same notice."""
    now, done = now.astimezone(UTC), Delivered()
    way = _Way(store, channel, by, now, sender)
    with ThreadPoolExecutor(1) as ahead, channel:
        while chosen := choose(store, by, now, now + LEASE, batch, sender.domain):
            done.held += chosen.held
            for ready in _each_ready(way, chosen.letters, ahead):
                for fate in _deliver(way, ready):
                    _count(done, fate)
    return done


def deliver_everywhere(
    store: Store, channels: Mapping[str, Channel], now: datetime, *, sender: Sender
) -> Delivered:
    """The same by every channel there is; what waits for another is let go, the inbox has it."""
    done = Delivered()
    for name, channel in channels.items():
        done.add(deliver_notices(store, channel, now, sender=sender, by=name))
    with store.write() as connection:
        done.dropped += deliveries.drop_unserved(connection, channels, now.astimezone(UTC))
    return done


def record_delivered(
    store: Store, channel: str, message_id: str, now: datetime, answer: str = ""
) -> int:
    """Note a channel's proof that a letter arrived; without one, sent is the end of the road.

    How many notices the letter carried; told twice, it has arrived once.
    """
    with store.write() as connection:
        return deliveries.mark_delivered(
            connection, channel, message_id, now.astimezone(UTC), answer
        )


@dataclass(frozen=True, slots=True)
class _Way:
    """A channel under its name, and as of when and as whom it is used."""

    store: Store
    channel: Channel
    name: str
    now: datetime
    sender: Sender


@dataclass(frozen=True, slots=True)
class _Ready:
    """A letter that was looked at again: what it is told of, and what to send, if anything."""

    notices: Sequence[QueuedNotice]
    seen: Sequence[Told | Fate]
    letter: Letter | Fate | None


def _each_ready(
    way: _Way, letters: Sequence[Sequence[QueuedNotice]], ahead: Executor
) -> Iterator[_Ready]:
    """Each letter, looked at again and written while the one before it is handed over."""
    following: Future[_Ready] | None = None
    for notices in letters:
        ready, following = following, ahead.submit(_look_at, way, notices)
        if ready:
            yield ready.result()
    if following:
        yield following.result()


def _look_at(way: _Way, notices: Sequence[QueuedNotice]) -> _Ready:
    with way.store.read() as connection:
        seen = [_look_again(way, connection, n) for n in notices]
    true = [found for found in seen if isinstance(found, Told)]
    try:
        return _Ready(notices, seen, letter_of(true, way.now, way.sender) if true else None)
    except FAULTS as fault:
        return _Ready(notices, seen, _unwritten(fault))


def _deliver(way: _Way, ready: _Ready) -> list[Fate]:
    """Send one letter; all that it carries is sent, tried again or given up together."""
    sent = _send(way, ready) if isinstance(ready.letter, Letter) else ready.letter
    fates = [sent if isinstance(found, Told) else found for found in ready.seen]
    made = [fate for fate in fates if fate]
    # Where the power fails before the disk has it, the letter goes twice, under one Message-ID; no
    # letter waits for the disk. A killed process undoes nothing.
    with way.store.write(hurried=True) as connection:
        for notice, fate in zip(ready.notices, made, strict=True):
            first = deliveries.record(
                connection, notice, state=fate.state, now=way.now, answer=fate.answer,
                failure=fate.failure, next_try=fate.again,
            )  # fmt: skip
            if first and fate.failure and fate.state == "dead":
                tell_of_dead_letter(connection, notice, way.name, fate.failure, way.now)
    return made


def _look_again(way: _Way, connection: Connection, notice: QueuedNotice) -> Told | Fate:
    store, now, sender = way.store, way.now, way.sender
    try:
        facts = mailing.mail_facts(connection, notice, way.name)
        if facts.overtaken:
            return Fate("dropped", facts.overtaken)
        if not facts.recipient_address:
            return Fate(
                "dead", f"the recipient has no address for {way.name}", failure=Failure.NO_ADDRESS
            )
        found = told(store, connection, notice, facts, now, sender)
        return found or Fate("dropped", "it is not for the recipient any more")
    except FAULTS as fault:
        return _unwritten(fault)


def _send(way: _Way, ready: _Ready) -> Fate:
    try:
        return Fate("sent", way.channel.send(cast("Letter", ready.letter)))
    except TemporaryFailure as failure:
        return _retry(max(one.attempts for one in ready.notices), way.now, str(failure))
    except PermanentFailure as failure:
        return Fate("dead", str(failure), failure=Failure.REFUSED)
    except FAULTS as fault:
        return _unwritten(fault)


def _retry(attempts: int, now: datetime, answer: str, wait: timedelta | None = None) -> Fate:
    if attempts >= len(RETRIES):
        return Fate("dead", answer, failure=Failure.GAVE_UP)
    return Fate("queued", answer, now + max(RETRIES[attempts], wait or timedelta()))


def _unwritten(fault: Exception) -> Fate:
    """A notice that cannot be written is given up; what it would have said stays unsaid."""
    said = f"the notice could not be written: {type(fault).__name__}"
    return Fate("dead", said, failure=Failure.UNWRITTEN)


def _count(done: Delivered, fate: Fate) -> None:
    done.sent += fate.state == "sent"
    done.retried += fate.state == "queued"
    done.dead += fate.state == "dead"
    done.dropped += fate.state == "dropped"
