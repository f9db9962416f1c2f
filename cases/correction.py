"""The correction of one case: its plan, what was done of it, when, and what is open (第十八条)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from access.policy import Thing
from cases.advance import as_seen_by
from cases.corrections import accepted_on, began_on
from cases.eyes import look_at
from cases.moves import MoveView, moves_of
from cases.plans import (
    MeasureState,
    PlanState,
    Tally,
    measure_state,
    plan_state,
    tally,
)
from cases.rooms import Light, days_left, light_of, subject_for, visitor
from cases.views import open_to
from deadlines import WorkingDayCalendar, local_day
from states.errors import NotFound
from states.facts import Facts, Plan, PlannedMeasure
from states.tasks import CORRECTION
from states.vocabulary import Measure, State
from storage import Store, people, rooms
from storage.rooms import EventOf, TaskOf

DEEDS = (
    "start_correction", "submit_plan", "approve_plan", "report_progress", "extend_plan",
    "finish_correction", "accept_correction", "return_correction", "skip_correction",
)  # fmt: skip
"""What is done about a correction, in its order."""
CLOCKED = "complete_correction"
MOVES_A_DAY = (*DEEDS, "suspend", "resume", "recount")
"""Entries that may set the last day of a correction."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened in a correction: ``kinds`` are those of the measures that it is about."""

    seq: int
    on: date
    event: str
    by: str | None
    text: str | None
    kinds: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure of the plan with what was said of its kind."""

    measure: PlannedMeasure
    state: MeasureState
    light: Light | None
    days_left: int | None
    history: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """More days for a correction: when, by whom, why, and from which last day to which."""

    on: date
    by: str | None
    days: int
    reason: str | None
    was: date | None
    due_on: date


@dataclass(frozen=True, slots=True)
class CorrectionFile:
    """The correction of a case as its page shows it; ``days_left`` in working days."""

    number: str
    subject: str
    version: int
    state: State
    outcome: str | None
    plan: PlanState
    author: str | None
    approved_by: str | None
    tally: Tally
    began_on: date | None
    due_on: date | None
    due_kind: tuple[str, str] | None
    provisional: bool
    light: Light | None
    days_left: int | None
    accepted_on: date | None
    measures: tuple[MeasureView, ...]
    entries: tuple[Entry, ...]
    extensions: tuple[ExtensionView, ...]
    moves: tuple[MoveView, ...]
    today: date
    days: WorkingDayCalendar


def correction_of(store: Store, number: str, now: datetime, *, viewer: str) -> CorrectionFile:
    """The correction of a case as ``viewer`` sees it, with what they may do about it.

    Raises ``NotFound``, also where they see the case and nothing of its correction.
    """
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
        if not eyes.of(Thing.CORRECTION):
            raise NotFound("纠错方案", "correction plan", number)
        who = visitor(connection, store, viewer, now)
        today, days, facts = who.today, who.days, Facts.read(case.facts)
        at = as_seen_by(who.desk, case, facts, who.person)
        found = tuple(rooms.events_of(connection, [case.id], MOVES_A_DAY))
        clocks = tuple(rooms.tasks_of(connection, [case.id], CORRECTION))
        running = next((task for task in clocks if task.state == "open"), None)
        entries = tuple(_entries(found))
        plan, state = facts.plan, State(case.state)
        hands = {hand for hand in (plan.author, plan.approved_by) if hand} if plan else set()
        named = {who: name for who, (_, name) in people.names(connection, hands).items()}
        rule = at.pack.deadlines[running.kind] if running else None
        return CorrectionFile(
            number=number,
            subject=subject_for(case, eyes),
            version=case.version,
            state=state,
            outcome=case.outcome,
            plan=plan_state(state, plan),
            author=named.get(plan.author) if plan else None,
            approved_by=named.get(plan.approved_by or 0) if plan else None,
            tally=tally(plan),
            began_on=began_on(clocks),
            due_on=running.due_on if running else None,
            due_kind=(rule.zh, rule.en) if rule else None,
            provisional=bool(running and running.provisional),
            light=light_of(running.due_on, today, days) if running else None,
            days_left=days_left(running.due_on, today, days) if running else None,
            accepted_on=_accepted(state, plan, clocks),
            measures=tuple(_measures(plan, entries, today, days)),
            entries=entries[::-1],
            extensions=tuple(_extensions(found)),
            moves=tuple(move for move in open_to(moves_of(at), eyes) if move.event in DEEDS),
            today=today,
            days=days,
        )


def _accepted(state: State, plan: Plan | None, clocks: Sequence[TaskOf]) -> date | None:
    return accepted_on(clocks) if plan_state(state, plan) is PlanState.ACCEPTED else None


def _entries(found: Sequence[EventOf]) -> Iterator[Entry]:
    """What happened since the correction was last started; before a decision was revoked, too."""
    starts = [place for place, event in enumerate(found) if event.event == "start_correction"]
    for event in found[starts[-1] :] if starts else ():
        if event.event not in DEEDS:
            continue
        body = json.loads(event.body)
        data: dict[str, Any] = body["data"]
        named = data.get("done", data.get("redo", ()))
        kinds = tuple(Measure(kind) for kind in named)
        if event.event == "return_correction" and not kinds:
            kinds = tuple(Measure)
        on = date.fromisoformat(data["on"]) if data.get("on") else local_day(event.at)
        text = data.get("progress") or body["reason"]
        yield Entry(event.seq, on, event.event, event.actor_name, text, kinds)


def _measures(
    plan: Plan | None, entries: Sequence[Entry], today: date, days: WorkingDayCalendar
) -> Iterator[MeasureView]:
    submitted = max((e.seq for e in entries if e.event == "submit_plan"), default=0)
    order = list(Measure)
    for one in sorted(plan.measures, key=lambda m: order.index(m.kind)) if plan else ():
        state = measure_state(one, today)
        open_ = one.due_on if state in {MeasureState.OPEN, MeasureState.LATE} else None
        yield MeasureView(
            measure=one,
            state=state,
            light=light_of(open_, today, days) if open_ else None,
            days_left=days_left(open_, today, days) if open_ else None,
            history=tuple(e for e in entries if e.seq > submitted and one.kind in e.kinds),
        )


def _extensions(found: Sequence[EventOf]) -> Iterator[ExtensionView]:
    """Each extension with the last day that stood before it, read off what the entries changed."""
    was: date | None = None
    for event in found:
        body = json.loads(event.body)
        for change in body["tasks"]:
            if change["kind"] != CLOCKED or change["op"] in {"done", "lapsed"}:
                continue
            due_on = date.fromisoformat(change["due_on"])
            if event.event == "extend_plan":
                yield ExtensionView(
                    local_day(event.at), event.actor_name, body["data"]["days"], body["reason"],
                    was, due_on,
                )  # fmt: skip
            was = due_on
