"""Calendar feeds: one person's open tasks, for whoever holds the token of the feed."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from cases.agenda import tasks_of
from cases.standing import find_person
from deadlines import Rung, WorkingDayCalendar, local_day, rung_instant
from regulations.pack import Pack
from storage import Store, feeds
from storage.browsing import OpenTask
from storage.calendar import calendar
from storage.feeds import FeedRecord
from storage.packs import pack_by_id

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A running task as a calendar shows it; ``moves`` grows whenever its clock is moved."""

    case: str
    task_id: int
    zh: str
    en: str
    article: str
    due_on: date
    provisional: bool
    moves: int
    changed_at: datetime
    alarms: tuple[datetime, ...]


def new_feed(store: Store, username: str, now: datetime) -> str:
    """The token of a new feed, told this once; earlier feeds of that person end."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        feeds.revoke_feeds(connection, person.id, now)
        feeds.add_feed(connection, person.id, _hash(token), now)
    return token


def revoke_feed(store: Store, username: str, now: datetime) -> int:
    """End the feeds of that person; how many answered until now."""
    with store.write() as connection:
        return feeds.revoke_feeds(
            connection, find_person(connection, username, local_day(now)).id, now
        )


def list_feeds(store: Store) -> list[FeedRecord]:
    """Every feed there ever was, oldest first."""
    with store.read() as connection:
        return feeds.feeds(connection)


def read_feed(store: Store, token: str, now: datetime) -> list[FeedEntry] | None:
    """What the owner of the feed answers for; ``None`` where no feed answers to that token.

    A paused task has no day to stand on, and is left out until it goes on.
    """
    with store.read() as connection:
        owner = feeds.feed_owner(connection, _hash(token))
        if owner is None:
            return None
        days = calendar(store, connection)
        return [
            _entry(found, pack_by_id(store, connection, found.case.pack_id), days, now)
            for found in tasks_of(connection, owner, local_day(now))
            if found.task.state == "open"
        ]


def _entry(found: OpenTask, pack: Pack, days: WorkingDayCalendar, now: datetime) -> FeedEntry:
    task, rule = found.task, pack.deadlines[found.task.kind]
    return FeedEntry(
        case=found.case.number,
        task_id=task.id,
        zh=rule.zh,
        en=rule.en,
        article=rule.article,
        due_on=task.due_on,
        provisional=task.provisional,
        moves=task.moves,
        changed_at=found.changed_at,
        alarms=_alarms(task.due_on, pack, days, now),
    )


def _alarms(
    due_on: date, pack: Pack, days: WorkingDayCalendar, now: datetime
) -> tuple[datetime, ...]:
    """The working day before and the last day; none that is past.

    Some calendars ring for what is past, all at once, when they subscribe.
    """
    # The last day is not shifted: the end of an impact period may be a day off.
    told = (Rung(-1, days.shift(due_on, -1)), Rung(0, due_on))
    rings = (rung_instant(rung, pack.escalation.remind_hour) for rung in told)
    return tuple(ring for ring in rings if ring >= now)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
