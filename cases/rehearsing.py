"""What a step would bring, before it is taken: taken in a transaction that is then rolled back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from cases.advance import Advanced, Request, advance_within
from cases.eyes import Eyes, look_at
from cases.letters import Sender, letter_of, told
from notifications.catalogue import CATALOGUE
from states.papers import PAPERS
from storage import Store, deliveries
from storage.mailing import mail_facts
from storage.packs import pack_by_id


@dataclass(frozen=True, slots=True)
class TaskAhead:
    """What becomes of a task: ``op`` is open, done, lapsed, or what its clock would do."""

    op: str
    zh: str
    en: str
    due_on: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class LetterAhead:
    """A notice that would be sent, to whom, and its words as they would arrive."""

    zh: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the step would bring, so far as whoever asks may know of it afterwards.

    ``letters`` are in the order in which they would be queued; ``papers`` are titles by code.
    """

    to_state: str
    tasks: tuple[TaskAhead, ...]
    papers: tuple[tuple[str, str], ...]
    letters: tuple[LetterAhead, ...]


def rehearse(
    store: Store, number: str, request: Request, sender: Sender, *, now: datetime
) -> Rehearsed:
    """Take the step, read what it brought, and let none of it stand.

    Raises the ``CaseError`` that would refuse it.
    """
    with store.write() as connection, connection.begin_nested() as trial:
        case, eyes = look_at(connection, number, request.actor, now)
        done = advance_within(store, connection, number, request, now=now)
        labels = pack_by_id(store, connection, case.pack_id).deadlines
        found = Rehearsed(
            to_state=done.to_state,
            tasks=tuple(
                TaskAhead(c.op, labels[c.kind].zh, labels[c.kind].en, c.due_on, c.provisional)
                for c in done.changes
                if eyes.task(c.kind)
            ),
            papers=tuple((code, PAPERS[code]) for code in done.papers),
            letters=tuple(_letters(store, connection, done, eyes, now, sender)),
        )
        trial.rollback()
        return found


def _letters(
    store: Store, connection: Connection, done: Advanced, eyes: Eyes, now: datetime, sender: Sender
) -> Iterator[LetterAhead]:
    for notice in deliveries.notices_of_step(connection, f"{done.case}/{done.version}/"):
        if eyes.in_charge or notice.recipient_id == eyes.person:
            facts = mail_facts(connection, notice)
            if one := told(store, connection, notice, facts, now, sender):
                letter = letter_of([one], now, sender)
                yield LetterAhead(
                    CATALOGUE[notice.name].zh, facts.recipient_name, letter.subject, letter.text
                )
