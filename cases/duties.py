"""The room of feedback and clearing: what 第十九条 asks, for whoever may know of it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from access.policy import Sight, Thing, may
from cases.advance import as_seen_by
from cases.eyes import Eyes, look_at, seen_by
from cases.moves import MoveView, moves_of
from cases.rooms import (
    LATELY,
    PAGE,
    Light,
    Visit,
    days_left,
    held_by,
    light_of,
    seen_rows,
    subject_for,
    turned,
    visit,
    visitor,
)
from cases.views import open_to
from deadlines import local_day
from regulations.pack import Pack
from states.errors import Invalid, NotFound
from states.facts import Facts, Objection
from states.tasks import OWED_TO_A_REPORTER
from states.vocabulary import ReportKind, ServiceWay, State, Term
from storage import Store, rooms
from storage.duties import CLEARING, Knows
from storage.rooms import EventOf, RoomCase, TaskOf

KINDS = (*OWED_TO_A_REPORTER, *CLEARING)
THINGS = (Thing.CLEARING, Thing.FEEDBACK)
RESTING = (State.NOT_APPLIED, State.INADMISSIBLE, State.WITHDRAWN, State.TERMINATED)
"""Where a case may rest with a report that nobody answered."""
DEEDS = ("open_clearing", "finish_clearing", "close_unapplied")
SETTLES = {True: ("finish_clearing",), False: ("open_clearing", "close_unapplied")}
"""What is next where a case stands in clearing, and where it rests."""


class Duties(Term):
    """Which cases are shown."""

    OPEN = "open", "待办结", "To be done"
    RESTING = "resting", "待启动", "To be opened"
    DONE = "done", "近期办结", "Done lately"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of 第十九条; ``how`` and what follows are for whoever sees all of it."""

    kind: str
    zh: str
    en: str
    article: str
    state: str
    due_on: date
    provisional: bool
    light: Light | None
    days_left: int | None
    settled_on: date | None
    how: str | None = None
    way: ServiceWay | None = None
    receipt: str | None = None
    not_applicable: str | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A case with the duties that the reader may know of; ``report`` ``None``: they may not."""

    number: str
    subject: str
    officer_name: str
    unit_name: str
    state: State
    outcome: str | None
    duties: tuple[Duty, ...]
    report: ReportKind | None
    defamed: bool
    cleared_on: date | None
    act: str | None


@dataclass(frozen=True, slots=True)
class DutyPage:
    """A page of cases with duties, how many there are of each kind, the key of the next page."""

    rows: tuple[DutyRow, ...]
    counts: Mapping[Duties, int]
    next: str | None
    today: date


@dataclass(frozen=True, slots=True)
class ClearingFile:
    """Feedback and clearing of one case; ``objection`` is the officer's, to the decision."""

    row: DutyRow
    version: int
    objection: Objection | None
    reasons: tuple[tuple[date, str | None, str | None], ...]
    moves: tuple[MoveView, ...]
    today: date


def list_duties(
    store: Store,
    now: datetime,
    *,
    viewer: str,
    shown: Duties = Duties.OPEN,
    after: str | None = None,
    limit: int = PAGE,
) -> DutyPage:
    """A page of the cases whose duties ``viewer`` may know of; raises ``GuardFailed``.

    What is owed to a reporter is there only for whoever may know that somebody reported.
    """
    with store.read() as connection:
        at = visit(store, connection, viewer, now, *THINGS)
        knows = Knows(
            seen_by(at.person, Thing.CLEARING), seen_by(at.person, Thing.FEEDBACK),
            OWED_TO_A_REPORTER,
        )  # fmt: skip
        picked = {
            Duties.OPEN: knows.owing(State.CLEARING),
            Duties.RESTING: knows.unanswered(RESTING),
            Duties.DONE: knows.settled(now - LATELY),
        }
        if not any(may(held_by(at.person), Thing.FEEDBACK, letter) for letter in "tRW"):
            picked.pop(Duties.RESTING)
        counts = {code: rooms.how_many(connection, those) for code, those in picked.items()}
        if shown not in picked:
            raise Invalid("show", "没有这个选项，请从列表中选择", "there is no such choice")
        found, more = turned(connection, picked[shown], after, limit, by_day=shown is Duties.OPEN)
        return DutyPage(tuple(_rows(at, found)), counts, more, at.today)


def duties_of(store: Store, number: str, now: datetime, *, viewer: str) -> ClearingFile:
    """What 第十九条 asks in one case, as far as ``viewer`` may know; raises ``NotFound``."""
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        if not any(eyes.of(thing) for thing in THINGS):
            raise NotFound("反馈与澄清", "clearing", number)
        at = visitor(connection, store, viewer, now)
        facts = Facts.read(case.facts)
        (row,) = _rows(at, [rooms.one_case(connection, case.id)])
        moves = moves_of(as_seen_by(at.desk, case, facts, at.person))
        knows = eyes.of(Thing.FEEDBACK) > Sight.NOTHING
        opened = rooms.events_of(connection, [case.id], ("open_clearing",))
        return ClearingFile(
            row=row,
            version=case.version,
            objection=facts.objection if eyes.whole(Thing.DECISION) else None,
            reasons=tuple(
                (local_day(event.at), event.actor_name, json.loads(event.body)["reason"])
                for event in opened
                if knows or facts.defamed
            ),
            moves=tuple(
                move
                for move in open_to(moves, eyes)
                if move.event in DEEDS and (knows or not eyes.roles.isdisjoint(move.roles))
            ),
            today=at.today,
        )


def _rows(at: Visit, found: Sequence[RoomCase]) -> Iterator[DutyRow]:
    ids = [one.case.id for one in found]
    tasks: dict[int, dict[str, TaskOf]] = defaultdict(dict)
    for task in rooms.tasks_of(at.connection, ids, KINDS):
        tasks[task.case_id][task.kind] = task  # the last round counts
    said = {e.case_id: e for e in rooms.events_of(at.connection, ids, ("finish_clearing",))}
    for one, facts, eyes, running in seen_rows(at, found, THINGS):
        case, state = one.case, State(one.case.state)
        owed = tasks[case.id].values()
        yield DutyRow(
            number=case.number,
            subject=subject_for(case, eyes),
            officer_name=one.officer_name,
            unit_name=one.unit_name,
            state=state,
            outcome=case.outcome if eyes.of(Thing.DECISION) else None,
            duties=tuple(
                _duty(at, task, at.pack_of(case), eyes, said.get(case.id))
                for task in sorted(owed, key=lambda task: task.due_on)
                if shows(eyes, task.kind)
            ),
            report=ReportKind(facts.report_kind) if eyes.of(Thing.FEEDBACK) else None,
            defamed=facts.defamed and bool(eyes.of(Thing.CLEARING)),
            cleared_on=facts.cleared_on,
            act=at.next_for(case, facts, running, SETTLES[state is State.CLEARING]),
        )


def shows(eyes: Eyes, kind: str) -> bool:
    """Whether they see such a duty at all: stricter than a case's page, as the table has it."""
    thing = Thing.FEEDBACK if kind in OWED_TO_A_REPORTER else Thing.CLEARING
    return eyes.of(thing) > Sight.NOTHING


def _duty(at: Visit, task: TaskOf, pack: Pack, eyes: Eyes, said: EventOf | None) -> Duty:
    rule, running = pack.deadlines[task.kind], task.state == "open"
    thing = Thing.FEEDBACK if task.kind in OWED_TO_A_REPORTER else Thing.CLEARING
    how: dict[str, Any] = {}
    if said and not running and task.closed_at and eyes.whole(thing):
        how = json.loads(said.body)["data"].get("duties", {}).get(task.kind, {})
    settled = date.fromisoformat(how["done_on"]) if how.get("done_on") else None
    return Duty(
        kind=task.kind,
        zh=rule.zh,
        en=rule.en,
        article=rule.article,
        state=task.state,
        due_on=task.due_on,
        provisional=task.provisional,
        light=light_of(task.due_on, at.today, at.days) if running else None,
        days_left=days_left(task.due_on, at.today, at.days) if running else None,
        settled_on=settled or (local_day(task.closed_at) if task.closed_at else None),
        how=how.get("how"),
        way=ServiceWay(how["way"]) if how.get("way") else None,
        receipt=how.get("receipt"),
        not_applicable=how.get("not_applicable"),
    )
