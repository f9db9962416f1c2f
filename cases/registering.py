"""The first event of a case: whatever enters it, the case and its chain begin here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from cases.clocks import ClockRoom, TaskChange, changes, window_of
from cases.notifying import queue_notices
from cases.recording import (
    MARKING,
    body_of,
    event_row,
    keep_parts,
    merged_facts,
    paper_rows,
    write_tasks,
)
from cases.seating import Seating
from deadlines import SHANGHAI
from states.facts import Facts
from states.forms.application import Open
from states.forms.earlier import Import
from states.situation import Actor, Situation
from states.step import Step, take
from states.vocabulary import Role, State
from storage import lines, opening, records
from storage.chain import GENESIS, algorithm_of, canonical, link
from storage.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Entry:
    """A case to be entered: by which event and form, whose it is, and who works on it."""

    event: str
    form: Open | Import
    seating: Seating
    officer: PersonRecord
    unit_id: int
    pack_id: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A case whose first event is decided and counted; nothing of it is written yet."""

    room: ClockRoom
    entry: Entry
    step: Step
    made: list[TaskChange]
    window_last_day: date | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A case that was begun, with the number it bears and the matter it is of."""

    begun: Begun
    number: str
    matter_id: int


def begin(room: ClockRoom, entry: Entry) -> Begun:
    """Decide and count its first event; raises what refuses it."""
    situation, step = _first_step(room, entry)
    made = changes(room, situation, step, {})
    return Begun(room, entry, step, made, situation.window_last_day)


def enter_cases(connection: Connection, cases: Sequence[Numbered], key: str | None = None) -> None:
    """Write cases with their first events, and whatever these bring, table by table."""
    places = {one.begun.entry.unit_id for one in cases}
    units = {place: opening.unit_code(connection, place) for place in places}
    written = [_written(connection, one, units[one.begun.entry.unit_id], key) for one in cases]
    # What was over long ago is no news to any other system.
    told = not any(isinstance(one.begun.entry.form, Import) for one in cases)
    records.append_events(connection, [event for _, event in written], told=told)
    begun = [(case_id, one.begun) for (case_id, _), one in zip(written, cases, strict=True)]
    write_tasks(connection, [(case_id, 1, one.made, one.room.now) for case_id, one in begun])
    papers = [
        row for case_id, one in begun for row in paper_rows(case_id, 1, one.step, one.room.now)
    ]
    records.insert_papers(connection, papers)
    for case_id, one in begun:
        if MARKING.intersection(one.step.learned):
            keep_parts(connection, case_id, one.step.facts)
    lines.keep_lines(connection, [case_id for case_id, one in begun if one.made])
    lines.add_lines(connection, [case_id for case_id, one in begun if not one.made])
    for numbered in cases:
        _tell(connection, numbered)


def _tell(connection: Connection, one: Numbered) -> None:
    """Queue what its first event owes by mail."""
    step, made = one.begun.step, one.begun.made
    if not (step.row.notices or made):
        return
    case = records.load_case(connection, one.number)
    if case is None:
        raise RuntimeError("the case that was just written cannot be read")
    queue_notices(connection, case, step.facts, step, made, seq=1, now=one.begun.room.now)


def _first_step(room: ClockRoom, entry: Entry) -> tuple[Situation, Step]:
    """The situation before the first event, and what it does; raises what refuses it.

    Registering is the handler's by their role alone.
    """
    actor, form = entry.seating.actor, entry.form
    held = frozenset(Role(role) for role, _ in actor.grants if role == Role.HND)
    situation = Situation(
        state=State.INVESTIGATION,
        track=form.track,
        facts=Facts(),
        started_on=form.started_on,
        window_last_day=_window(room, form),
        open_tasks={},
        pack=room.pack,
        actor=Actor(actor.id, held),
        form=form,
        now=room.now.astimezone(SHANGHAI),
        named=entry.seating.named,
    )
    return situation, take(entry.event, situation, registered=False)


def _window(room: ClockRoom, form: Open | Import) -> date | None:
    """No window is open in a case that is over."""
    if isinstance(form, Import):
        return None
    return window_of(form.started_on, room.pack, room.calendar)[0]


def _written(
    connection: Connection, one: Numbered, unit: str, key: str | None
) -> tuple[int, dict[str, Any]]:
    """Write the row of a case: its id, and the event that it begins with."""
    room, entry, step, made = one.begun.room, one.begun.entry, one.begun.step, one.begun.made
    learned = step.facts.model_dump(mode="json", include=set(step.learned))
    seating, decision = entry.seating, step.facts.decision
    body = body_of(
        number=one.number, seq=1, at=room.now, step=step, person=seating.actor, form=entry.form,
        from_state=None, learned=learned, made=made, key=key,
    )  # fmt: skip
    body |= {
        "officer": entry.officer.username,
        "unit": unit,
        "handler": seating.handler.username,
        "supervisor": seating.supervisor.username,
        "pack": f"{room.pack.code}@{room.pack.version}",
    }
    text = canonical(body)
    algorithm = algorithm_of(connection)
    head = link(GENESIS, text, algorithm)
    case_id = opening.insert_case(
        connection,
        {
            "number": one.number,
            "matter_id": one.matter_id,
            "officer_id": entry.officer.id,
            "unit_id": entry.unit_id,
            "handler_id": seating.handler.id,
            "supervisor_id": seating.supervisor.id,
            "pack_id": entry.pack_id,
            "state": str(step.dest),
            "version": 1,
            "outcome": str(decision.outcome) if decision else None,
            "window_last_day": one.begun.window_last_day,
            "facts": merged_facts("{}", learned),
            "head": head,
            "opened_at": room.now,
            "changed_at": room.now,
            "closed_at": room.now if step.dest.final else None,
        },
    )
    return case_id, event_row(
        case_id, 1, room.now, step, seating.actor, from_state=None, body=text,
        previous=GENESIS, head=head, key=key, algorithm=algorithm,
    )  # fmt: skip
