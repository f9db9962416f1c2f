"""What those learn who have a page open: that a case they see was worked on, and no fact of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from access.errors import NotSignedIn
from cases.eyes import eyes_in
from cases.signing_in import Gate, known
from states.errors import NotFound
from states.facts import Facts
from storage import happenings, long_work
from storage.happenings import Happening
from storage.inbox import MOST_COUNTED
from storage.long_work import Working
from storage.people import PersonRecord
from storage.records import CaseRecord

OVERLAP = timedelta(minutes=1)
"""How much later than its instant a step may be committed, or another machine's clock may go."""
MOST_EVENTS = 2000
"""Events of one look."""
MOST_CASES = 100
"""Cases told one by one at once; of more it is said that they are many."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = timedelta(days=1)
"""How far back is told what happened, whatever a browser says of when its page was made."""
LOOKS_BACK = timedelta(seconds=10)
"""How long one hears of long work after its last word."""


@dataclass(slots=True, eq=False)
class Watcher:
    """Somebody who has a page open, and what they have been told.

    ``since`` is when the page was made, until what happened since then is told, too.
    """

    token: str
    session_id: int
    person_id: int
    since: datetime | None
    unread: int = -1
    works: dict[int, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A word to one of them: ``case``, ``many``, ``inbox`` or ``work``."""

    event: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Lookout:
    """What one process has seen of what happens."""

    newest: datetime | None = None
    seen: frozenset[tuple[int, int]] = frozenset()

    def fresh(self, connection: Connection, now: datetime) -> list[Happening]:
        """What was not there at the last look; the first look finds nothing new."""
        first, newest = self.newest is None, min(self.newest or now, now)
        found = happenings.happened_since(connection, newest - OVERLAP, MOST_EVENTS)
        fresh = [] if first else [one for one in found if (one.case_id, one.seq) not in self.seen]
        self.seen = frozenset((one.case_id, one.seq) for one in found)
        self.newest = max((one.at for one in found), default=newest)
        return fresh


Told = dict[Watcher, list[Message] | None]


def look(gate: Gate, lookout: Lookout, watchers: Sequence[Watcher], now: datetime) -> Told:
    """What each of them is to be told now; ``None``: their session is over.

    Sessions, roles and what a case shows to whom are asked of the database at every look.
    """
    now = now.astimezone(UTC)
    with gate.store.read() as connection:
        left = happenings.sessions_left(connection, {one.session_id for one in watchers})
        alive = {s.id for s in left if gate.sessions.alive(s.began_at, s.seen_at, now)}
        there = [one for one in watchers if one.session_id in alive]
        people = {one.person_id for one in there}
        fresh = lookout.fresh(connection, now)
        happened = {one: _new_to(connection, one, fresh, now) for one in there}
        ids = {case for those in happened.values() for case in _cases_of(those)}
        cases = {
            case.id: (case, Facts.read(case.facts))
            for case in happenings.cases_by_id(connection, ids)
        }
        unread = happenings.unread_of(connection, people)
        works: dict[int, list[Working]] = defaultdict(list)
        for working in long_work.moving(connection, people, now - LOOKS_BACK):
            works[working.person_id].append(working)
    told: Told = dict.fromkeys(watchers)
    for one in there:
        if one.since is not None or happened[one]:
            reader = _reader(gate, one.token, now)
            if reader is None:
                continue
            one.since = None
            said = list(_of_cases(reader, happened[one], cases))
        else:
            said = []
        told[one] = [*said, *_of_inbox(one, unread), *_of_works(one, works[one.person_id])]
    return told


def mark(at: datetime) -> str:
    """An instant as a stream counts it: microseconds."""
    return str((at - EPOCH) // timedelta(microseconds=1))


def instant(text: str) -> datetime | None:
    """What ``mark`` said; ``None`` where it is nothing of the kind."""
    if not (text.isascii() and text.isdigit() and len(text) < 17):  # noqa: PLR2004 - year 5138
        return None
    return EPOCH + timedelta(microseconds=int(text))


def _new_to(
    connection: Connection, one: Watcher, fresh: Sequence[Happening], now: datetime
) -> Sequence[Happening]:
    if one.since is None:
        return fresh
    return happenings.happened_since(connection, max(one.since, now - LONGEST), MOST_EVENTS)


def _cases_of(happened: Iterable[Happening]) -> list[int]:
    """The newest cases, so many that one look bears it."""
    return list(dict.fromkeys(one.case_id for one in happened))[:MOST_CASES]


def _reader(gate: Gate, token: str, now: datetime) -> PersonRecord | None:
    """Who it is with the roles of this moment; nobody where something is missing since."""
    try:
        signed = known(gate, token, now=now, visit=False)
    except (NotSignedIn, NotFound):
        return None
    return None if signed.missing else signed.person


def _of_cases(
    person: PersonRecord,
    happened: Sequence[Happening],
    cases: Mapping[int, tuple[CaseRecord, Facts]],
) -> Iterator[Message]:
    """The cases in which something happened that they may know of, by its newest entry."""
    entries: dict[int, list[Happening]] = defaultdict(list)
    for one in happened:
        entries[one.case_id].append(one)
    any_seen = False
    for case_id in _cases_of(happened):
        case, facts = cases[case_id]
        try:
            eyes = eyes_in(person, case, facts)
        except NotFound:
            continue
        seen = [
            one.seq
            for one in entries[case_id]
            if eyes.event({"event": one.event, "actor_id": one.actor_id, "body": one.body})
        ]
        if seen:
            any_seen = True
            yield Message("case", {"number": case.number, "seq": max(seen)})
    if any_seen and len(entries) > MOST_CASES:
        yield Message("many", {})


def _of_inbox(one: Watcher, unread: Mapping[int, int]) -> Iterator[Message]:
    count = min(unread.get(one.person_id, 0), MOST_COUNTED)
    if count != one.unread:
        one.unread = count
        yield Message("inbox", {"unread": count})


def _of_works(one: Watcher, works: Iterable[Working]) -> Iterator[Message]:
    for work in works:
        if one.works.get(work.id) != (work.state, work.done):
            one.works[work.id] = (work.state, work.done)
            told = {"id": work.id, "state": work.state, "done": work.done, "total": work.total}
            yield Message("work", told)
