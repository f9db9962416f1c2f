"""The room of corrections: which are under way, how far each has come, what is due (第十八条)."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from access.policy import Thing
from cases.eyes import Eyes, seen_by
from cases.listing import SOON, Order, read_key, said_key
from cases.plans import Milestone, PlanState, Tally, awaited, milestone, plan_state, tally
from cases.rooms import (
    LATELY,
    PAGE,
    Light,
    Tasks,
    Visit,
    days_left,
    light_of,
    seen_rows,
    subject_for,
    visit,
)
from deadlines import WorkingDayCalendar, local_day
from states.facts import Facts
from states.tasks import CORRECTION
from states.vocabulary import State, Term
from storage import Store, corrections, rooms
from storage.case_list import Seen
from storage.corrections import Days
from storage.lines import FAR
from storage.rooms import RoomCase, TaskOf
from storage.walking import next_key

REPORTS = ("report_progress", "finish_correction")
"""The entries in which a unit says how it gets on."""


class Shown(Term):
    """Which corrections are shown."""

    ALL = "all", "进行中", "Under way"
    RED = "red", "超期", "Overdue"
    AMBER = "amber", "五个工作日内", "Within five working days"
    GREEN = "green", "五个工作日以上", "Later"
    FINISHED = "finished", "近期验收", "Accepted lately"


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction; ``days_left`` in working days, negative when over.

    ``progress`` is what the unit said last; ``act`` the event that is next for the reader.
    """

    number: str
    subject: str
    officer_name: str
    unit_name: str
    state: State
    outcome: str | None
    plan: PlanState
    tally: Tally
    milestone: Milestone | None
    began_on: date | None
    due_on: date | None
    provisional: bool
    light: Light | None
    days_left: int | None
    progress: str | None
    progress_on: date | None
    accepted_on: date | None
    act: str | None


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """A page of corrections with how many there are of each light, and the key of the next.

    Of those in ``at_least`` there are as many as ``counts`` says, or more. ``cut``: after very
    many cases the search was broken off; the next page goes on with it.
    """

    rows: tuple[CorrectionRow, ...]
    counts: Mapping[Shown, int]
    next: str | None
    today: date
    days: WorkingDayCalendar
    at_least: frozenset[Shown]
    cut: bool


def list_corrections(
    store: Store,
    now: datetime,
    *,
    viewer: str,
    shown: Shown = Shown.ALL,
    after: str | None = None,
    limit: int = PAGE,
) -> CorrectionPage:
    """A page of the corrections that ``viewer`` sees; raises ``GuardFailed`` where they see none.

    Those under way by their last day, those accepted within ninety days the last one first.
    """
    with store.read() as connection:
        at = visit(store, connection, viewer, now, Thing.CORRECTION)
        seen = seen_by(at.person, Thing.CORRECTION)
        lights, since = _lights(at), now - LATELY
        counts = _counts(connection, seen, lights, since)
        if shown is Shown.FINISHED:
            key = read_key(after, Order.CHANGED)
            found = corrections.accepted(connection, seen, since, key, limit)
        else:
            key = read_key(after, Order.DUE)
            found = corrections.under_way(connection, seen, lights.get(shown), key, limit)
        return CorrectionPage(
            tuple(_rows(at, found.cases)),
            {code: number for code, (number, _) in counts.items()},
            said_key(next_key(connection, found)),
            at.today,
            at.days,
            frozenset(code for code, (_, more) in counts.items() if more),
            found.cut,
        )


def _counts(
    connection: Connection, seen: Seen, lights: Mapping[Shown, Days], since: datetime
) -> dict[Shown, tuple[int, bool]]:
    spans = {code.value: days for code, days in lights.items()}
    found = corrections.numbers(connection, seen, spans)
    return {
        Shown.ALL: (sum(n for n, _ in found.values()), any(more for _, more in found.values())),
        **{code: found[code.value] for code in lights},
        Shown.FINISHED: corrections.accepted_number(connection, seen, since),
    }


def _lights(at: Visit) -> dict[Shown, Days]:
    """Between which days a clock has which light."""
    one = timedelta(days=1)
    close = at.days.shift(at.today, SOON + 1)
    return {
        Shown.RED: (date.min, at.today - one),
        Shown.AMBER: (at.today, close - one),
        Shown.GREEN: (close, FAR),
    }


def _rows(at: Visit, ids: Sequence[int]) -> Iterator[CorrectionRow]:
    found = rooms.whole(at.connection, ids)
    clocks: dict[int, list[TaskOf]] = defaultdict(list)
    for task in rooms.tasks_of(at.connection, ids, CORRECTION):
        clocks[task.case_id].append(task)
    said = {
        event.case_id: event for event in rooms.events_of(at.connection, ids, REPORTS)
    }  # the last of each case
    for one, facts, eyes, tasks in seen_rows(at, found, (Thing.CORRECTION,)):
        event = said.get(one.case.id)
        yield _row(at, one, facts, eyes, tasks, clocks[one.case.id], event)


def _row(
    at: Visit,
    one: RoomCase,
    facts: Facts,
    eyes: Eyes,
    tasks: Tasks,
    clocks: Sequence[TaskOf],
    said: rooms.EventOf | None,
) -> CorrectionRow:
    state, case = State(one.case.state), one.case
    plan, began = plan_state(state, facts.plan), began_on(clocks)
    running = next((task for task in clocks if task.state == "open"), None)
    due_on = running.due_on if running else None
    if said and began and local_day(said.at) < began:
        said = None  # of a decision that was revoked since
    event = awaited(plan, facts)
    return CorrectionRow(
        number=case.number,
        subject=subject_for(case, eyes),
        officer_name=one.officer_name,
        unit_name=one.unit_name,
        state=state,
        outcome=case.outcome,
        plan=plan,
        tally=tally(facts.plan),
        milestone=milestone(plan, facts, due_on, at.today),
        began_on=began,
        due_on=due_on,
        provisional=running is not None and running.provisional,
        light=light_of(due_on, at.today, at.days) if due_on else None,
        days_left=days_left(due_on, at.today, at.days) if due_on else None,
        progress=json.loads(said.body)["data"]["progress"] if said else None,
        progress_on=local_day(said.at) if said else None,
        accepted_on=accepted_on(clocks) if plan is PlanState.ACCEPTED else None,
        act=at.next_for(case, facts, tasks, (event,)) if event else None,
    )


def began_on(clocks: Sequence[TaskOf]) -> date | None:
    """When the correction was started: its first clock of the round that counts."""
    plans = [task.started_on for task in clocks if task.kind == "correction_plan"]
    return plans[-1] if plans else None


def accepted_on(clocks: Sequence[TaskOf]) -> date | None:
    """The day on which the last report was taken."""
    taken = [t.closed_at for t in clocks if t.kind == "correction_report" and t.closed_at]
    return local_day(taken[-1]) if taken else None
