"""The first event of a case: whatever enters it, the case and its chain begin here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from cases.clocks import ClockRoom, changes, window_of
from cases.notifying import queue_notices
from cases.recording import (
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


def first_step(room: ClockRoom, entry: Entry) -> tuple[Situation, Step]:
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


def enter_case(
    connection: Connection,
    room: ClockRoom,
    entry: Entry,
    number: str,
    matter_id: int,
    key: str | None = None,
) -> None:
    """Write a case with its first event, and whatever that brings."""
    situation, step = first_step(room, entry)
    made = changes(room, situation, step, {})
    learned = step.facts.model_dump(mode="json", include=set(step.learned))
    seating, decision = entry.seating, step.facts.decision
    body = body_of(
        number=number, seq=1, at=room.now, step=step, person=seating.actor, form=entry.form,
        from_state=None, learned=learned, made=made, key=key,
    )  # fmt: skip
    body |= {
        "officer": entry.officer.username,
        "unit": opening.unit_code(connection, entry.unit_id),
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
            "number": number,
            "matter_id": matter_id,
            "officer_id": entry.officer.id,
            "unit_id": entry.unit_id,
            "handler_id": seating.handler.id,
            "supervisor_id": seating.supervisor.id,
            "pack_id": entry.pack_id,
            "state": str(step.dest),
            "version": 1,
            "outcome": str(decision.outcome) if decision else None,
            "window_last_day": situation.window_last_day,
            "facts": merged_facts("{}", learned),
            "head": head,
            "opened_at": room.now,
            "changed_at": room.now,
            "closed_at": room.now if step.dest.final else None,
        },
    )
    event = event_row(
        case_id, 1, room.now, step, seating.actor, from_state=None, body=text,
        previous=GENESIS, head=head, key=key, algorithm=algorithm,
    )  # fmt: skip
    # What was over long ago is no news to any other system.
    records.append_events(connection, [event], told=not isinstance(entry.form, Import))
    write_tasks(connection, [(case_id, 1, made, room.now)])
    records.insert_papers(connection, paper_rows(case_id, 1, step, room.now))
    keep_parts(connection, case_id, step.facts)
    lines.keep_lines(connection, [case_id])
    case = records.load_case(connection, number)
    if case is None:
        raise RuntimeError("the case that was just written cannot be read")
    queue_notices(connection, case, step.facts, step, made, seq=1, now=room.now)
