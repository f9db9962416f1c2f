"""What an event asks of the person who does it: its form, its choices, and whether it is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from access.policy import Thing, may
from cases.advance import Desk, as_seen_by
from cases.choices import Choice, Room, choices_of
from cases.eyes import look_at
from cases.listing import CaseRow, case_row
from cases.moves import MoveView, moves_of
from cases.sheets import Said, suggested
from cases.standing import find_person
from cases.views import head, open_to
from deadlines import local_day
from regulations.pack import Pack
from states.errors import GuardFailed, NotAllowed, NotFound
from states.events import EVENTS
from states.facts import Facts
from states.forms.application import Open
from states.situation import Situation
from states.step import ROWS, event_named
from states.transition import Event
from states.vocabulary import Role, State
from storage import Store, case_list, records
from storage.calendar import calendar
from storage.packs import pack_by_id, pack_in_force

LASTING = frozenset({
    "decide", "record_decision", "propose", "refuse", "revoke", "reopen", "terminate", "withdraw",
    "decline_to_propose", "close_unapplied", "skip_correction", "reject_late",
})  # fmt: skip
"""What cannot be taken back by a later event, or only against somebody's trust in it."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a row of the table leads, and which papers it calls for."""

    to: State
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """An event of a case before it is done.

    ``answered`` are the answers that items have, for forms that answer items; ``suggested`` is what
    they come to, for forms that ask for an outcome.
    """

    row: CaseRow
    event: Event
    move: MoveView
    choices: Mapping[str, tuple[Choice, ...]]
    leads: tuple[Leads, ...]
    lasting: bool
    answered: Mapping[str, bool | None]
    exhibits: tuple[tuple[str, str], ...]
    suggested: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class AskedToOpen:
    """A matter before it is registered."""

    event: Event
    choices: Mapping[str, tuple[Choice, ...]]
    organ: str


def ask(store: Store, number: str, event: str, now: datetime, *, viewer: str) -> Asked:
    """The form of ``event`` in that case for ``viewer``; ``move.reason`` says why it is refused.

    Raises ``NotFound``, or ``NotAllowed`` where it is none of theirs.
    """
    asked, today = event_named(event), local_day(now)
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        person, facts = (
            find_person(connection, viewer, today),
            Facts.read(case.facts),
        )
        at = as_seen_by(Desk(store, connection, now), case, facts, person)
        moves = {move.event: move for move in open_to(moves_of(at), eyes)}
        listed = case_list.browsed(connection, number)
        if listed is None:
            raise NotFound("案件", "case", number)
        if event not in moves:
            raise NotAllowed(asked, at.state)
        room = Room(connection, at.pack, today, asked.form, case.unit_id, at)
        weighed = eyes.whole(Thing.ASSESSMENT)
        return Asked(
            row=head(case_row(listed, at.pack, today, calendar(store, connection)), eyes),
            event=asked,
            move=moves[event],
            choices=choices_of(room),
            leads=_leads(event, at),
            lasting=event in LASTING,
            answered={code: one.value for code, one in facts.sheet.answers.items()}
            if weighed
            else {},
            exhibits=tuple((e.number, e.title) for e in facts.evidence if eyes.exhibit(e)),
            suggested=suggested(at.pack, facts)
            if weighed and "outcome" in asked.form.model_fields
            else (),
        )


def done_with(
    store: Store, number: str, event: str, key: str, now: datetime, *, viewer: str
) -> int | None:
    """The entry that ``viewer`` made with that form before, whatever the case has come to since."""
    with store.read() as connection:
        case, _ = look_at(connection, number, viewer, now)
        person, row = (
            find_person(connection, viewer, local_day(now)),
            records.event_by_key(connection, case.id, key),
        )
    mine = row is not None and (row.event, row.actor_id) == (event, person.id)
    return row.seq if row is not None and mine else None


def _leads(event: str, at: Situation) -> tuple[Leads, ...]:
    """Where it may lead from here, each state once."""
    rows = [row for row in ROWS.get((event, at.state), ()) if row.track in {None, at.track}]
    return tuple(
        Leads(
            state, tuple(dict.fromkeys(p.code for r in rows if r.dest is state for p in r.papers))
        )
        for state in dict.fromkeys(row.dest for row in rows)
    )


def ask_to_open(
    store: Store, now: datetime, *, viewer: str, pack: str | None = None
) -> AskedToOpen:
    """The form of a new matter; raises ``NotAllowed`` or ``GuardFailed``."""
    today = local_day(now)
    with store.read() as connection:
        person = find_person(connection, viewer, today)
        if not may([Role(role) for role, _ in person.grants], Thing.FACTS, "W"):
            raise NotAllowed(EVENTS["open"], State.INVESTIGATION, (), (Role.HND,), "第十六条")
        found = pack_in_force(store, connection, today, pack)
        if found is None:
            raise GuardFailed(
                "没有正在施行的办法，请先运行 rongcuo migrate",
                "no regulation pack is in force: run rongcuo migrate",
            )
        held: Pack = pack_by_id(store, connection, found)
        room = Room(connection, held, today, Open)
        return AskedToOpen(EVENTS["open"], choices_of(room), held.interpreter)
