"""Register a matter: one accountability procedure, one case for each officer (第十六条)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.clocks import ClockRoom, changes, window_of
from cases.notifying import queue_notices
from cases.recording import (
    as_recorded,
    body_of,
    event_row,
    keep_parts,
    merged_facts,
    paper_rows,
    write_tasks,
)
from cases.registries import check_list_items
from cases.standing import find_person
from deadlines import SHANGHAI
from regulations.pack import Pack
from states.errors import GuardFailed, Invalid, NotAllowed
from states.events import EVENTS
from states.facts import Facts
from states.forms.application import Open
from states.situation import Actor, Named, Situation
from states.step import take
from states.vocabulary import Role, State
from storage import Store, lines, opening, records
from storage.calendar import calendar
from storage.chain import GENESIS, algorithm_of, canonical, link
from storage.packs import pack_by_id, pack_in_force
from storage.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Opened:
    """A registered matter and its cases, in the order of the officers.

    Without ``list_items`` somebody should look for them (第六条): a hint, never a bar.
    """

    matter: str
    cases: tuple[str, ...]
    window_last_day: str | None
    provisional: bool
    list_items: tuple[str, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Desk:
    """The people who work on a matter."""

    actor: PersonRecord
    handler: PersonRecord
    supervisor: PersonRecord
    named: Mapping[str, Named]


def open_matter(
    store: Store, actor: str, data: Mapping[str, Any], *, now: datetime, key: str | None = None
) -> Opened:
    """Register a matter and open its cases, all in one transaction.

    With an idempotency ``key`` that is known it answers as the first time and does nothing. Raises
    ``Invalid``, ``NotFound``, ``NotAllowed`` or ``GuardFailed``; then nothing was written.
    """
    form = Open.read(data)
    with store.write() as connection:
        done = _opened_before(connection, actor, form, key)
        return done or _open(store, connection, actor, form, now.astimezone(UTC), key)


def _opened_before(
    connection: Connection, actor: str, form: Open, key: str | None
) -> Opened | None:
    """What was registered with that key; raises ``Invalid`` where it was something else."""
    found = opening.opened_with(connection, key) if key else None
    if found is None:
        return None
    number, cases = found
    first = json.loads(cases[0][1])
    said = (first["actor"], first["data"], first["reason"])
    if said != (actor, as_recorded(form), form.reason):
        raise Invalid("idempotency_key", "该幂等键已用于另一次办理", "was used for another request")
    window = [task for task in first["tasks"] if task["kind"] == "application_window"]
    due_on = window[0]["due_on"] if window else None
    provisional = bool(window) and bool(window[0]["provisional"])
    return Opened(
        number, tuple(case for case, _ in cases), due_on, provisional, form.list_items,
        repeated=True,
    )  # fmt: skip


def _open(
    store: Store, connection: Connection, actor: str, form: Open, now: datetime, key: str | None
) -> Opened:
    today = now.astimezone(SHANGHAI).date()
    if form.started_on > today:
        raise Invalid("started_on", "不能晚于今天", "must not be in the future")
    if form.informed_on and not form.started_on <= form.informed_on <= today:
        raise Invalid(
            "informed_on", "须在启动日期与今天之间", "must lie between started_on and today"
        )
    if form.occurred_on and form.occurred_on > form.started_on:
        raise Invalid("occurred_on", "不能晚于启动日期", "must not be after started_on")
    check_list_items(connection, form.list_items, form.occurred_on or form.started_on)
    officers = _officers(connection, form, today)
    pack_id = pack_in_force(store, connection, form.started_on, form.pack)
    if pack_id is None:
        raise GuardFailed(
            f"没有在{form.started_on}施行的办法；请核对启动日期，"
            "尚未载入办法包的请先运行 rongcuo migrate",
            f"no regulation pack was in force on {form.started_on}: check started_on, "
            "or load one with rongcuo migrate",
            "第二十二条",
        )
    pack = pack_by_id(store, connection, pack_id)
    _in_scope(officers, form, pack)
    desk = _desk(connection, actor, form, officers, today)
    if form.issue_type and form.issue_type not in pack.issue_types:
        known = pack.issue_types
        raise Invalid(
            "issue_type", f"只能是：{'、'.join(known)}", f"must be one of {', '.join(known)}"
        )
    room = ClockRoom(pack, calendar(store, connection), now)
    last_day, provisional = window_of(form.started_on, pack, room.calendar)
    number = f"{today.year}-{opening.next_number(connection, 'matter', today.year):04d}"
    matter_id = opening.insert_matter(connection, {**_matter(form, number, now), "key": key})
    lines.keep_texts(connection, matter_id, number, form.subject)
    cases = tuple(
        _open_case(
            connection, room, form, desk, officer, f"{number}-{index}", matter_id, pack_id, key
        )
        for index, officer in enumerate(officers, start=1)
    )
    return Opened(
        number, cases, last_day.isoformat() if last_day else None, provisional, form.list_items
    )


def _officers(connection: Connection, form: Open, on: date) -> list[PersonRecord]:
    if len(set(form.officers)) != len(form.officers):
        raise Invalid("officers", "有重复人员", "names somebody twice")
    return [find_person(connection, name, on) for name in form.officers]


def _in_scope(officers: list[PersonRecord], form: Open, pack: Pack) -> None:
    """第二条: the measures speak of enforcement officers; of others where somebody says why."""
    confirmed = form.scope_reason and pack.person_scope.others == "manual_confirm"
    for officer in officers:
        if not confirmed and all(role != Role.OFF for role, _ in officer.grants):
            how = pack.person_scope.others == "manual_confirm"
            raise GuardFailed(
                f"{officer.username} 不是执法人员，不属本办法适用范围"
                + ("；经确认适用的，填写 scope_reason（理由）" if how else ""),
                f"{officer.username} is no enforcement officer: outside the scope"
                + ("; where it applies all the same, give scope_reason" if how else ""),
                "第二条",
            )


def _desk(
    connection: Connection, actor: str, form: Open, officers: list[PersonRecord], on: date
) -> _Desk:
    who = find_person(connection, actor, on)
    if not _holds(who, (role for role in Role if may([role], Thing.FACTS, "W")), officers):
        raise NotAllowed(EVENTS["open"], State.INVESTIGATION, (), (Role.HND,), "第十六条")
    handler = find_person(connection, form.handler, on) if form.handler else who
    name = form.supervisor or opening.first_holder(
        connection, Role.SUP, besides={handler.id}, on=on
    )
    if name is None:
        raise Invalid("supervisor", "须指定督办人", "is required: nobody holds the role SUP")
    supervisor = find_person(connection, name, on)
    if handler.id == supervisor.id:
        raise GuardFailed(
            "承办人与督办人不能是同一人", "handler and supervisor must be two persons"
        )
    for field, person, role in (
        ("handler", handler, Role.HND),
        ("supervisor", supervisor, Role.SUP),
    ):
        if not _holds(person, [role], officers):
            raise Invalid(
                field, f"须由该人员所在单位的{role.zh}担任",
                f"must hold the role {role} for the officer's unit",
            )  # fmt: skip
        if person.username in form.officers:
            raise GuardFailed(
                "执法人员本人须回避，不能承办或督办自己的案件",
                "an officer of the matter can neither handle nor supervise it",
            )
    superiors = {
        name: _superior(find_person(connection, name, on), form) for name in form.liable_superiors
    }
    if {found.person for found in superiors.values()} & {who.id, handler.id, supervisor.id}:
        raise GuardFailed(
            "同一事项被追责的直接上级须回避，不能立案、承办或督办",
            "a superior held liable in the matter neither registers, handles nor supervises it",
        )
    subjects = {one.username: Named(one.id, frozenset(), subject=True) for one in officers}
    return _Desk(who, handler, supervisor, {**superiors, **subjects})


def _holds(person: PersonRecord, wanted: Iterable[Role], officers: list[PersonRecord]) -> bool:
    """Whether they hold one of these roles for the unit of every officer."""
    roles = frozenset(wanted)
    return all(
        any(role in roles and unit in {None, officer.unit_id} for role, unit in person.grants)
        for officer in officers
    )


def _superior(person: PersonRecord, form: Open) -> Named:
    held = frozenset(Role(role) for role, _ in person.grants)
    return Named(person.id, held, subject=person.username in form.officers)


def _matter(form: Open, number: str, now: datetime) -> dict[str, Any]:
    return {
        "number": number,
        "subject": form.subject,
        "track": str(form.track),
        "organ": form.organ,
        "started_on": form.started_on,
        "start_document": form.start_document,
        "report_kind": str(form.report_kind),
        "party": form.party,
        "occurred_on": form.occurred_on,
        "opened_at": now,
    }


def _open_case(
    connection: Connection,
    room: ClockRoom,
    form: Open,
    desk: _Desk,
    officer: PersonRecord,
    number: str,
    matter_id: int,
    pack_id: int,
    key: str | None,
) -> str:
    situation = _situation(room, form, desk)
    step = take("open", situation, registered=False)
    made = changes(room, situation, step, {})
    learned = step.facts.model_dump(mode="json", include=set(step.learned))
    entry = body_of(
        number=number, seq=1, at=room.now, step=step, person=desk.actor, form=form,
        from_state=None, learned=learned, made=made, key=key,
    )  # fmt: skip
    entry |= {
        "officer": officer.username,
        "unit": opening.unit_code(connection, officer.unit_id),
        "handler": desk.handler.username,
        "supervisor": desk.supervisor.username,
        "pack": f"{room.pack.code}@{room.pack.version}",
    }
    text = canonical(entry)
    algorithm = algorithm_of(connection)
    head = link(GENESIS, text, algorithm)
    case_id = opening.insert_case(
        connection,
        {
            "number": number,
            "matter_id": matter_id,
            "officer_id": officer.id,
            "unit_id": officer.unit_id,
            "handler_id": desk.handler.id,
            "supervisor_id": desk.supervisor.id,
            "pack_id": pack_id,
            "state": str(step.dest),
            "version": 1,
            "outcome": None,
            "window_last_day": situation.window_last_day,
            "facts": merged_facts("{}", learned),
            "head": head,
            "opened_at": room.now,
            "changed_at": room.now,
            "closed_at": None,
        },
    )
    event = event_row(
        case_id, 1, room.now, step, desk.actor, from_state=None, body=text,
        previous=GENESIS, head=head, key=key, algorithm=algorithm,
    )  # fmt: skip
    records.append_events(connection, [event])
    write_tasks(connection, [(case_id, 1, made, room.now)])
    records.insert_papers(connection, paper_rows(case_id, 1, step, room.now))
    keep_parts(connection, case_id, step.facts)
    lines.keep_lines(connection, [case_id])
    case = records.load_case(connection, number)
    if case is None:
        raise RuntimeError("the case that was just written cannot be read")
    queue_notices(connection, case, step.facts, step, made, seq=1, now=room.now)
    return number


def _situation(room: ClockRoom, form: Open, desk: _Desk) -> Situation:
    """The situation before the first event; registering is the handler's by their role alone."""
    held = frozenset(Role(role) for role, _ in desk.actor.grants if role == Role.HND)
    pack: Pack = room.pack
    return Situation(
        state=State.INVESTIGATION,
        track=form.track,
        facts=Facts(),
        started_on=form.started_on,
        window_last_day=window_of(form.started_on, pack, room.calendar)[0],
        open_tasks={},
        pack=pack,
        actor=Actor(desk.actor.id, held),
        form=form,
        now=room.now.astimezone(SHANGHAI),
        named=desk.named,
    )
