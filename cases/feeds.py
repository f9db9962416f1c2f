"""Calendar feeds: one person's open tasks, for whoever holds the token of the feed."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection

from cases.agenda import tasks_of
from cases.recounting import MOVING
from cases.standing import find_person
from deadlines import Rung, WorkingDayCalendar, local_day, rung_instant
from regulations.pack import Pack
from storage import Store, feeds
from storage.browsing import OpenTask
from storage.calendar import calendar
from storage.feeds import FeedRecord
from storage.packs import pack_by_id
from storage.running import bodies_of

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A running task as a calendar shows it; ``moves`` grows whenever its clock is moved.

    ``changed_at`` is when its own clock was set last: other steps of its case are no news here, and
    some of them are not the reader's to know.
    """

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
        days, tasks = calendar(store, connection), tasks_of(connection, owner, local_day(now))
        running = [found for found in tasks if found.task.state == "open"]
        moved = _moved(connection, running)
        return [
            _entry(
                found, pack_by_id(store, connection, found.case.pack_id), days, now,
                moved.get((found.case.id, found.task.kind), found.opened_at),
            )
            for found in running
        ]  # fmt: skip


def _moved(connection: Connection, tasks: Iterable[OpenTask]) -> dict[tuple[int, str], datetime]:
    """When the clock of each task was moved last, by case and kind: by what moved it itself."""
    opened = {(one.case.id, one.task.kind): one.task.opened_seq for one in tasks if one.task.moves}
    found: dict[tuple[int, str], datetime] = {}
    cases = sorted({case for case, _ in opened})
    for case, seq, body in bodies_of(connection, cases, MOVING) if cases else ():
        told = json.loads(body)
        for change in told["tasks"]:
            key = case, change["kind"]
            if seq > opened.get(key, seq):
                found[key] = datetime.fromisoformat(told["at"])
    return found


def _entry(
    found: OpenTask, pack: Pack, days: WorkingDayCalendar, now: datetime, changed_at: datetime
) -> FeedEntry:
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
        changed_at=changed_at,
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
