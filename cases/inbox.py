"""The inbox of a person: what they were told, in the order it came."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from cases.eyes import eyes_of
from cases.standing import find_person
from deadlines import local_day
from notifications.catalogue import CATALOGUE
from regulations.pack import Pack
from states.errors import NotFound
from states.facts import Facts
from states.vocabulary import Role
from storage import Store, inbox, records
from storage.inbox import InboxRecord
from storage.packs import pack_of

PAGE = 30


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A notice; ``case`` is none where its recipient does not see the case (any more).

    ``word`` is what it says beside: of a dead letter its number, channel and class; ``report`` are
    period and scope of a follow-up report.
    """

    id: int
    name: str
    zh: str
    at: datetime
    read_at: datetime | None
    role: Role | None
    copy: bool
    case: str | None
    task: str | None
    task_zh: str | None
    task_en: str | None
    due_on: date | None
    settled: bool
    outcome: str | None
    word: str | None
    report: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of it, the newest first; ``next`` is what to ask before for older ones."""

    lines: tuple[InboxLine, ...]
    next: int | None
    unread: int


def read_inbox(
    store: Store,
    username: str,
    now: datetime,
    *,
    before: int | None = None,
    unread_only: bool = False,
    limit: int = PAGE,
) -> Inbox:
    """What ``username`` was told; their own and nobody else's."""
    with store.read() as connection:
        person, on = find_person(connection, username, local_day(now)), local_day(now)
        found = inbox.held(
            connection, person.id, before=before, unread_only=unread_only, limit=limit + 1
        )
        shown = found[:limit]
        seen = {
            number: _sees(connection, username, number, on)
            for number in {one.case_number for one in shown if one.case_number}
        }
        lines = [
            _line(
                one,
                pack_of(store, connection, one.pack_id, on),
                sees=seen.get(one.case_number or "", False),
            )
            for one in shown
        ]
        count = inbox.unread(connection, person.id)
    return Inbox(tuple(lines), shown[-1].id if len(found) > limit else None, count)


def unread_notices(store: Store, person: int) -> int:
    """How many they have not read, up to ``storage.inbox.MOST_COUNTED``."""
    with store.read() as connection:
        return inbox.unread(connection, person)


def mark_read(
    store: Store,
    username: str,
    now: datetime,
    *,
    only: int | None = None,
    until: int | None = None,
) -> int:
    """Note that they have read one notice, or all up to a number: what came since stays new."""
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        return inbox.mark_read(connection, person.id, now.astimezone(UTC), only=only, until=until)


def _sees(connection: Connection, username: str, number: str, on: date) -> bool:
    case = records.load_case(connection, number)
    if case is None:
        return False
    try:
        eyes_of(connection, username, case, Facts.read(case.facts), on)
    except (NotFound, ValueError):  # what cannot be read is shown to nobody
        return False
    return True


def _line(one: InboxRecord, pack: Pack, *, sees: bool) -> InboxLine:
    kept, kind = _kept(one), CATALOGUE.get(one.name)
    task = kept.get("task") if sees else None
    rule = pack.deadlines.get(task) if task else None
    due_on = kept.get("due_on") if sees else None
    return InboxLine(
        id=one.id,
        name=one.name,
        zh=kind.zh if kind else one.name,
        at=one.at,
        read_at=one.read_at,
        role=Role(one.role) if one.role in set(Role) else None,
        copy=one.copy,
        case=one.case_number if sees else None,
        task=task if rule else None,
        task_zh=rule.zh if rule else None,
        task_en=rule.en if rule else None,
        due_on=date.fromisoformat(due_on) if due_on else None,
        settled=one.task_state not in {None, "open"},
        outcome=kept.get("outcome"),
        word=kept.get("fault"),
        report=_place(kept.get("report")),
    )


def _place(report: str | None) -> tuple[str, str] | None:
    period, _, scope = (report or "").partition("/")
    return (period, scope) if scope else None


def _kept(one: InboxRecord) -> dict[str, str | None]:
    try:
        found = json.loads(one.kept)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
