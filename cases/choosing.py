"""Which notices go out now, and in which letters: chosen and leased in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jinja2 import TemplateError
from sqlalchemy import Connection

from cases.send_times import goes_at, is_quiet, shares
from deadlines import SHANGHAI, local_day
from notifications.letters import message_id
from storage import Store, deliveries
from storage.calendar import calendar
from storage.deliveries import LADDER, QueuedNotice
from storage.packs import pack_of

# What faulty data raises: it must not keep the others waiting.
FAULTS = (TemplateError, LookupError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The notices of each letter, under lease, and how many were held."""

    letters: list[list[QueuedNotice]]
    held: int


def choose(
    store: Store, channel: str, now: datetime, until: datetime, batch: int, domain: str
) -> Chosen | None:
    """Lease what is due by ``channel`` at ``now``, or hold it; ``None`` when nothing is due.

    A notice keeps its letter for good, and the letter its Message-ID in ``domain``: what is sent
    again after a crash is the same letter, whatever the settings say by then.
    """
    with store.write() as connection:
        deliveries.take_turn(connection)
        due = deliveries.due(connection, channel, now, batch)
        if not due:
            return None
        going, held = _by_time(store, connection, due, now)
        deliveries.hold(connection, held)
        found = going + _companions(connection, channel, going, now)
        leased = [_named(notice, domain) for notice in _in_letters(found, now)]
        deliveries.lease(connection, leased, until)
    letters: dict[str, list[QueuedNotice]] = {}
    for notice in leased:
        letters.setdefault(notice.letter or notice.key, []).append(notice)
    return Chosen(list(letters.values()), len(held))


def _by_time(
    store: Store, connection: Connection, due: Sequence[QueuedNotice], now: datetime
) -> tuple[list[QueuedNotice], list[tuple[QueuedNotice, datetime, str]]]:
    """Those that go now, and those that are held until when and why."""
    going, held = [], []
    days = calendar(store, connection)
    for notice in due:
        try:
            pack = pack_of(store, connection, notice.pack_id, local_day(now))
            moment = goes_at(notice, now, pack, days)
        except FAULTS:
            moment = now  # it is given up where its letter cannot be written
        if moment <= now:
            going.append(notice)
        else:
            hour = moment.astimezone(SHANGHAI)
            why = "quiet hours" if is_quiet(notice, now) else "working hours"
            held.append((notice, moment, f"held until {hour:%Y-%m-%d %H:%M}: {why}"))
    return going, held


def _named(notice: QueuedNotice, domain: str) -> QueuedNotice:
    """With the Message-ID of its letter, which is fixed when it is leased first."""
    if notice.message_id:
        return notice
    key = notice.letter or notice.key
    try:
        named = message_id(key, str(notice.recipient_id), domain)
    except FAULTS:
        return notice  # it is given up where its letter cannot be written
    return replace(notice, message_id=named)


def _companions(
    connection: Connection, channel: str, going: Sequence[QueuedNotice], now: datetime
) -> list[QueuedNotice]:
    """What else goes in the letters of ``going``: beyond the batch, or gathering still."""
    people = {n.recipient_id for n in going if n.letter is None and _shares(n, now)}
    letters = {n.letter for n in going if n.letter}
    if not people and not letters:
        return []
    taken = {n.id for n in going}
    found = deliveries.companions(connection, channel, now, people, letters)
    return [n for n in found if n.id not in taken and (n.letter or _shares(n, now))]


def _in_letters(notices: Sequence[QueuedNotice], now: datetime) -> list[QueuedNotice]:
    """Each of the ladder in its letter: one for a person, which bears its first one's key."""
    new = [n for n in notices if n.letter is None and n.name in LADDER]
    shared: dict[int, str] = {}
    letters: dict[int, str] = {}
    for notice in sorted(new, key=lambda n: n.id):
        own = notice.key
        if _shares(notice, now):
            own = shared.setdefault(notice.recipient_id, own)
        letters[notice.id] = own
    return [replace(n, letter=letters.get(n.id, n.letter)) for n in notices]


def _shares(notice: QueuedNotice, now: datetime) -> bool:
    try:
        return shares(notice, now)
    except FAULTS:
        return False
