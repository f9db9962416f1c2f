"""Notices that wait or did not arrive: who is told, who sees them, and who sends them again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.eyes import eyes_of
from cases.standing import find_person
from deadlines import local_day
from notifications.catalogue import CATALOGUE
from notifications.ways import Failure, Way
from states.errors import NotFound, NotGranted
from states.facts import Facts
from states.vocabulary import Role
from storage import Store, journal, outbox, people, records, undelivered
from storage.deliveries import QueuedNotice
from storage.people import PersonRecord
from storage.undelivered import HeldLetter

NOTICE = "dead_letter"


@dataclass(frozen=True, slots=True)
class HeldLetterView:
    """A delivery that waits or was given up; ``zh`` and ``case`` are for who sees the case.

    ``at`` is when it was given up, or when it is tried next.
    """

    id: int
    channel: Way
    failure: Failure | None
    answer: str
    attempts: int
    at: datetime
    recipient: str
    zh: str | None
    case: str | None


@dataclass(frozen=True, slots=True)
class HeldLetters:
    """The newest first; ``next`` is what to ask before for older ones."""

    lines: tuple[HeldLetterView, ...]
    next: int | None


def tell_of_dead_letter(
    connection: Connection, notice: QueuedNotice, channel: str, failure: Failure, now: datetime
) -> None:
    """Tell the administrators in their inbox, once a day for each channel and class of failure.

    By no channel: it may be the one that fails. It names nobody and no case.
    """
    day = local_day(now)
    unit = records.unit_of(connection, notice.case_id) if notice.case_id else 0
    told = people.holders(connection, day, (Role.ADM,), unit)
    kept = outbox.context(
        event=None, article=None, task=None, due_on=None, provisional=False,
        fault=f"{notice.delivery}/{channel}/{failure}",
    )  # fmt: skip
    rows = [
        {
            "key": f"{NOTICE}/{day}/{channel}/{failure}/{person}", "case_id": notice.case_id,
            "task_id": None, "name": NOTICE, "recipient_id": person, "role": role, "copy": False,
            "context": kept, "created_at": now, "inbox_only": True,
        }
        for role, person in told
    ]  # fmt: skip
    outbox.queue(connection, rows)


def sees_dead_letters(person: PersonRecord) -> bool:
    """Whether the page is for them at all."""
    held = [role for role, _ in person.grants] + [one.role for one in person.lent]
    return may((Role(role) for role in held), Thing.UNDELIVERED, "R")


def dead_letters(
    store: Store, viewer: str, now: datetime, *, before: int | None = None, limit: int = 50
) -> HeldLetters:
    """What did not arrive: all of it for the administrators, else that of one's own cases.

    Who keeps the accounts sees whose address failed, and nothing of the case.
    """
    return _held(store, viewer, now, "dead", before, limit)


def waiting_letters(
    store: Store, viewer: str, now: datetime, *, before: int | None = None, limit: int = 50
) -> HeldLetters:
    """What has still to leave, seen as dead letters are."""
    return _held(store, viewer, now, "queued", before, limit)


def _held(
    store: Store, viewer: str, now: datetime, state: str, before: int | None, limit: int
) -> HeldLetters:
    on = local_day(now)
    with store.read() as connection:
        person = _granted(connection, viewer, now)
        everything = _keeps_accounts(person)
        seats = None if everything else {person.id, *(one.lender_id for one in person.lent)}
        found = undelivered.held(connection, state, seats=seats, before=before, limit=limit + 1)
        lines = [
            _view(one, of_the_case=not everything)
            for one in found[:limit]
            if everything or _sees(connection, viewer, one, on)
        ]
    return HeldLetters(tuple(lines), found[limit - 1].id if len(found) > limit else None)


def resend(store: Store, delivery: int, by: str, now: datetime) -> int:
    """Send a dead letter again, with all it carried; how many notices.

    It is the same letter under the same Message-ID, to the address that stands there now. Raises
    ``NotFound``, also where it is not theirs to see.
    """
    with store.write() as connection:
        person = _granted(connection, by, now)
        found = undelivered.dead_letter(connection, delivery)
        mine = found is not None and (
            _keeps_accounts(person) or _sees(connection, by, found, local_day(now))
        )
        if not mine:
            raise NotFound("未送达的通知", "dead letter", str(delivery))
        count = undelivered.send_again(connection, delivery, now.astimezone(UTC))
        journal.note(connection, "notice_resent", person, now, delivery=delivery, notices=count)
    return count


def _granted(connection: Connection, username: str, now: datetime) -> PersonRecord:
    person = find_person(connection, username, local_day(now))
    if not sees_dead_letters(person):
        raise NotGranted(
            "未送达的通知由系统管理员、承办人和案件督办查看",
            "undelivered notices are for the system administrator, handlers and supervisors",
        )
    return person


def _keeps_accounts(person: PersonRecord) -> bool:
    return may((Role(role) for role, _ in person.grants), Thing.ACCOUNTS, "C")


def _sees(connection: Connection, viewer: str, letter: HeldLetter, on: date) -> bool:
    case = records.load_case(connection, letter.case_number) if letter.case_number else None
    if case is None:
        return False
    try:
        facts = Facts.read(case.facts)
        eyes = eyes_of(connection, viewer, case, facts, on)
    except NotFound:
        return False
    told = letter.task is None or eyes.task(letter.task)
    return told and may(eyes.roles, Thing.UNDELIVERED, "R")


def _view(one: HeldLetter, *, of_the_case: bool) -> HeldLetterView:
    kind = CATALOGUE.get(one.name)
    return HeldLetterView(
        id=one.id,
        channel=Way(one.channel),
        failure=Failure(one.failure) if one.failure else None,
        answer=one.answer,
        attempts=one.attempts,
        at=one.at,
        recipient=one.recipient if of_the_case else one.username,
        zh=(kind.zh if kind else one.name) if of_the_case else None,
        case=one.case_number if of_the_case else None,
    )
