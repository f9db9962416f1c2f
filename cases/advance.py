"""Advance a case by one event: one transaction, whole or not at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from cases.attempts import keep_attempt
from cases.clocks import ClockRoom, TaskChange, as_change, changes
from cases.eyes import SYSTEM, eyes_for, eyes_in, look_at
from cases.keeping import check_kept, check_signed
from cases.late_notice import LateNotice, late_notice
from cases.notifying import queue_notices
from cases.recording import Decided, as_recorded, write_steps
from cases.registries import check_list_items
from cases.standing import (
    CLOCK,
    barred_by_name,
    find_person,
    lent_parts,
    members_voting,
    people_named,
    roles_in_case,
)
from deadlines import SHANGHAI, local_day
from states.errors import CaseError, Conflict, Invalid, NotAllowed, NotFound
from states.facts import Facts
from states.forms.assessing import AddEvidence, LinkItems
from states.forms.base import Form
from states.forms.files import AttachFile, SignPaper
from states.forms.recusal import Reassign
from states.situation import Actor, OpenTask, Situation
from states.step import Step, event_named, known_here, take
from states.vocabulary import State, Track
from storage import Store, browsing, outbox, records, registries
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.people import PersonRecord
from storage.records import CaseRecord, TaskRecord


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a step did, for whoever asked for it."""

    case: str
    event: str
    from_state: str
    to_state: str
    version: int
    changes: tuple[TaskChange, ...] = ()
    papers: tuple[str, ...] = ()
    notices: int = 0
    repeated: bool = False
    late_notice: LateNotice | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for: an event, by whom (``None``: the clock), with which data."""

    event: str
    actor: str | None
    data: Mapping[str, Any]
    expected_version: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction at the instant ``now``; calendar and packs are looked up once for it."""

    store: Store
    connection: Connection
    now: datetime
    _rooms: dict[int, ClockRoom] = field(default_factory=dict)

    def room(self, pack_id: int) -> ClockRoom:
        """What the clocks of a case of that pack are counted with."""
        if pack_id not in self._rooms:
            pack = pack_by_id(self.store, self.connection, pack_id)
            days = calendar(self.store, self.connection)
            self._rooms[pack_id] = ClockRoom(pack, days, self.now)
        return self._rooms[pack_id]


def advance(store: Store, number: str, request: Request, *, now: datetime) -> Advanced:
    """Fire an event on the case ``number`` at the instant ``now``.

    Raises the ``CaseError`` that refuses it; then nothing was written but that a person tried. A
    request with a known idempotency key answers as it did the first time and does nothing.
    """
    try:
        with store.write() as connection:
            return advance_within(store, connection, number, request, now=now)
    except CaseError as error:
        if request.actor is not None:
            keep_attempt(store, number, request.actor, request.event, error, at=now)
            refuse_strangers(store, number, request.actor, now)
        raise


def refuse_strangers(store: Store, number: str, username: str, now: datetime) -> None:
    """Raise ``NotFound`` where they see nothing of the case: no refusal tells that it is there."""
    with store.read() as connection:
        look_at(connection, number, username, now)


def advance_within(
    store: Store, connection: Connection, number: str, request: Request, *, now: datetime
) -> Advanced:
    """``advance`` inside a transaction that the caller holds."""
    event_named(request.event)
    case = records.load_case(connection, number)
    if case is None:
        raise NotFound("案件", "case", number)
    person = find_person(connection, request.actor, local_day(now)) if request.actor else None
    if done := done_before(connection, case, person, request):
        return done
    if request.expected_version not in {None, case.version}:
        raise _conflict(connection, case, person, request.expected_version or 0)
    desk = Desk(store, connection, now.astimezone(UTC))
    done = _step(desk, case, person, request)
    if shares(request):
        _share(desk, case, person, request)
    return done


def shares(request: Request) -> bool:
    """Whether the request is meant for every case of the matter (第六条、第七条)."""
    kind = event_named(request.event).form
    return issubclass(kind, AddEvidence | LinkItems) and kind.read(request.data).share


def _share(desk: Desk, case: CaseRecord, person: PersonRecord | None, request: Request) -> None:
    """The same entry in every other case of the matter that still lists evidence (第七条)."""
    own = replace(request, idempotency_key=None)
    for number in records.siblings(desk.connection, case.id):
        other = records.load_case(desk.connection, number)
        if other and known_here(request.event, State(other.state)):
            _step(desk, other, person, own)


def done_before(
    connection: Connection, case: CaseRecord, person: PersonRecord | None, request: Request
) -> Advanced | None:
    """What the request did when it was made with the same idempotency key before."""
    key = request.idempotency_key
    row = records.event_by_key(connection, case.id, key) if key else None
    if row is None:
        return None
    body, form = json.loads(row.body), event_named(request.event).form.read(request.data)
    said = (row.event, row.actor_id, body["data"], body["reason"])
    if said != (request.event, person.id if person else None, as_recorded(form), form.reason):
        raise Invalid("idempotency_key", "该幂等键已用于另一次办理", "was used for another request")
    return Advanced(
        case.number, row.event, row.from_state or "", row.to_state, row.seq,
        tuple(map(as_change, body["tasks"])), tuple(body["papers"]),
        outbox.queued_by(connection, f"{case.number}/{row.seq}/"), repeated=True,
    )  # fmt: skip


def _conflict(
    connection: Connection, case: CaseRecord, person: PersonRecord | None, expected: int
) -> Conflict:
    """Whose step came first, of those that ``person`` sees: of the others it names nobody.

    The case is read again, for it may have changed since it was read.
    """
    found = records.load_case(connection, case.number) or case
    facts = Facts.read(found.facts)
    eyes = eyes_for(person, found, facts) if person else SYSTEM
    later = (e for e in browsing.events(connection, case.id) if e["seq"] > expected)
    first = next((e for e in later if eyes.event(e)), {"actor_name": None, "at": None})
    return Conflict(expected, found.version, first["actor_name"], first["at"])


def situation_of(
    desk: Desk,
    case: CaseRecord,
    tasks: Mapping[str, TaskRecord],
    facts: Facts,
    actor: Actor,
    form: Form,
) -> Situation:
    """The case with its running tasks as the rules see it."""
    today = local_day(desk.now)
    return Situation(
        state=State(case.state),
        track=Track(case.track),
        facts=facts,
        started_on=case.started_on,
        window_last_day=case.window_last_day,
        open_tasks={kind: OpenTask(kind, task.due_on) for kind, task in tasks.items()},
        pack=desk.room(case.pack_id).pack,
        actor=actor,
        form=form,
        now=desk.now.astimezone(SHANGHAI),
        named=people_named(desk.connection, case, facts, form, today),
        members=members_voting(desk.connection, case, facts, form, today),
        barred=barred_by_name(desk.connection, case, facts, form),
    )


def as_seen_by(
    desk: Desk,
    case: CaseRecord,
    facts: Facts,
    person: PersonRecord | None,
    tasks: Mapping[str, TaskRecord] | None = None,
) -> Situation:
    """The case before any form is filled, for that person (``None``: for nobody).

    Its open ``tasks`` are read where they are not given.
    """
    actor = Actor(0, frozenset())
    if person:
        roles = roles_in_case(person, case, facts)
        actor = Actor(person.id, roles, lent_parts(person, case, facts))
    if tasks is None:
        tasks = records.open_tasks(desk.connection, case.id)
    return situation_of(desk, case, tasks, facts, actor, Form())


def _step(desk: Desk, case: CaseRecord, person: PersonRecord | None, request: Request) -> Advanced:
    must_be_known(request.event, case)
    form = event_named(request.event).form.read(request.data)
    if isinstance(form, LinkItems):
        on = registries.party_of(desk.connection, case.matter_number)[1] or case.started_on
        check_list_items(desk.connection, form.list_items, on)
    tasks = records.open_tasks(desk.connection, case.id)
    one, late = decide(desk, case, tasks, person, request, form)
    if not write_steps(desk.connection, [one]):
        raise _conflict(desk.connection, case, person, case.version)
    notices = queue_notices(
        desk.connection, one.seated, one.step.facts, one.step, one.made, seq=one.seq, now=desk.now
    )
    return advanced(one, notices, late)


def must_be_known(event: str, case: CaseRecord) -> None:
    """Raise ``NotAllowed`` where the table knows ``event`` for nobody in this state."""
    if not known_here(event, State(case.state)):
        raise NotAllowed(event_named(event), State(case.state))


def decide(
    desk: Desk,
    case: CaseRecord,
    tasks: dict[str, TaskRecord],
    person: PersonRecord | None,
    request: Request,
    form: Form,
) -> tuple[Decided, LateNotice | None]:
    """One step of one case, allowed and counted, and nothing of it written."""
    facts = Facts.read(case.facts)
    actor = (
        Actor(person.id, roles_in_case(person, case, facts), lent_parts(person, case, facts))
        if person
        else CLOCK
    )
    situation = situation_of(desk, case, tasks, facts, actor, form)
    step = take(request.event, situation)
    if person:
        eyes_in(person, case, facts)  # who sees nothing of it yet does nothing in it
    if isinstance(form, AttachFile):
        check_kept(desk.connection, case, form)
    if isinstance(form, SignPaper):
        check_signed(desk.connection, case, form)
    room = desk.room(case.pack_id)
    made = changes(room, situation, step, tasks)
    seat = None
    if isinstance(form, Reassign):
        seat = (form.role, situation.named[form.person].person)
    one = Decided(case, step, made, person, form, desk.now, request.idempotency_key, seat)
    return one, _told_late(case, facts, step, room)


def advanced(one: Decided, notices: int, late: LateNotice | None) -> Advanced:
    """What a step did, once it is written."""
    return Advanced(
        one.case.number, one.step.row.event.code, one.case.state, str(one.step.dest), one.seq,
        tuple(one.made), one.step.papers, notices, late_notice=late,
    )  # fmt: skip


def _told_late(case: CaseRecord, before: Facts, step: Step, room: ClockRoom) -> LateNotice | None:
    """What is left of the window, where this step notes that the officer was told."""
    told = step.facts.informed_on
    if told == before.informed_on:
        return None
    return late_notice(case.started_on, told, case.window_last_day, room.calendar)
