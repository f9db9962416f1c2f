"""Advance a case by one event: one transaction, whole or not at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from cases.attempts import keep_attempt
from cases.clocks import ClockRoom, TaskChange, changes
from cases.late_notice import LateNotice, late_notice
from cases.notifying import queue_notices
from cases.recording import write_step
from cases.standing import (
    CLOCK,
    find_person,
    members_voting,
    people_named,
    roles_in_case,
)
from deadlines import SHANGHAI
from states.errors import CaseError, Conflict, Invalid, NotAllowed, NotFound
from states.facts import Facts
from states.forms.base import Form
from states.forms.recusal import Reassign
from states.situation import Actor, OpenTask, Situation
from states.step import Step, event_named, known_here, take
from states.vocabulary import State, Track
from storage import Store, records
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
        raise


def advance_within(
    store: Store, connection: Connection, number: str, request: Request, *, now: datetime
) -> Advanced:
    """``advance`` inside a transaction that the caller holds."""
    event_named(request.event)
    case = records.load_case(connection, number)
    if case is None:
        raise NotFound("案件", "case", number)
    person = find_person(connection, request.actor) if request.actor else None
    if request.idempotency_key and (done := _done_before(connection, case, person, request)):
        return done
    if request.expected_version not in {None, case.version}:
        raise _conflict(connection, case, request.expected_version or 0)
    done = _step(store, connection, case, person, request, now.astimezone(UTC))
    if request.event == "add_evidence" and request.data.get("share"):
        _share(store, connection, case, person, request, now.astimezone(UTC))
    return done


def _share(
    store: Store,
    connection: Connection,
    case: CaseRecord,
    person: PersonRecord | None,
    request: Request,
    now: datetime,
) -> None:
    """The same entry in every other case of the matter that still lists evidence (第七条)."""
    own = replace(request, idempotency_key=None)
    for number in records.siblings(connection, case.id):
        other = records.load_case(connection, number)
        if other and known_here(request.event, State(other.state)):
            _step(store, connection, other, person, own, now)


def _done_before(
    connection: Connection, case: CaseRecord, person: PersonRecord | None, request: Request
) -> Advanced | None:
    key = request.idempotency_key or ""
    row = records.event_by_key(connection, case.id, key)
    if row is None:
        return None
    same = row.event == request.event and row.actor_id == (person.id if person else None)
    if not same or json.loads(row.body)["data"] != _as_recorded(request):
        raise Invalid("idempotency_key", "该幂等键已用于另一次办理", "was used for another request")
    return Advanced(
        case.number, row.event, row.from_state or "", row.to_state, row.seq, repeated=True
    )


def _as_recorded(request: Request) -> dict[str, Any]:
    """The data of a request as an event's body keeps it."""
    form = event_named(request.event).form.read(request.data)
    return form.model_dump(mode="json", exclude_defaults=True, exclude={"reason"})


def _conflict(connection: Connection, case: CaseRecord, expected: int) -> Conflict:
    """Whose step came first; the case is read again, for it may have changed since it was read."""
    latest = records.latest_event(connection, case.id)
    found = records.load_case(connection, case.number) or case
    return Conflict(expected, found.version, *(latest[1], latest[0]) if latest else (None, None))


def situation_of(
    store: Store,
    connection: Connection,
    case: CaseRecord,
    facts: Facts,
    actor: Actor,
    form: Form,
    now: datetime,
) -> tuple[Situation, dict[str, TaskRecord]]:
    """The case as the rules see it, with its running tasks."""
    tasks = records.open_tasks(connection, case.id)
    situation = Situation(
        state=State(case.state),
        track=Track(case.track),
        facts=facts,
        started_on=case.started_on,
        window_last_day=case.window_last_day,
        open_tasks={kind: OpenTask(kind, task.due_on) for kind, task in tasks.items()},
        pack=pack_by_id(store, connection, case.pack_id),
        actor=actor,
        form=form,
        now=now.astimezone(SHANGHAI),
        named=people_named(connection, case, facts, form),
        members=members_voting(connection, case, actor, form),
    )
    return situation, tasks


def _step(
    store: Store,
    connection: Connection,
    case: CaseRecord,
    person: PersonRecord | None,
    request: Request,
    now: datetime,
) -> Advanced:
    facts = Facts.model_validate_json(case.facts)
    if not known_here(request.event, State(case.state)):
        raise NotAllowed(event_named(request.event).zh, request.event, State(case.state))
    actor = Actor(person.id, roles_in_case(person, case, facts)) if person else CLOCK
    form = event_named(request.event).form.read(request.data)
    situation, tasks = situation_of(store, connection, case, facts, actor, form, now)
    step = take(request.event, situation)
    room = ClockRoom(situation.pack, calendar(store, connection), now)
    made = changes(room, situation, step, tasks)
    seq = case.version + 1
    key = request.idempotency_key
    if not write_step(connection, case, step, made, person=person, form=form, now=now, key=key):
        raise _conflict(connection, case, case.version)
    if isinstance(form, Reassign):
        taking_over = situation.named[form.person].person
        records.fill_seat(connection, case.id, form.role, taking_over)
    notices = queue_notices(connection, case, step.facts, step, made, seq=seq, now=now)
    return Advanced(
        case.number, request.event, case.state, str(step.dest), seq, tuple(made), step.papers,
        notices, late_notice=_told_late(case, facts, step, room),
    )  # fmt: skip


def _told_late(case: CaseRecord, before: Facts, step: Step, room: ClockRoom) -> LateNotice | None:
    """What is left of the window, where this step notes that the officer was told."""
    told = step.facts.informed_on
    if told == before.informed_on:
        return None
    return late_notice(case.started_on, told, case.window_last_day, room.calendar)
