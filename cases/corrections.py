"""The room of corrections: which are under way, how far each has come, what is due (第十八条)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from access.policy import Thing
from cases.eyes import Eyes, seen_by
from cases.listing import SOON
from cases.plans import Milestone, PlanState, Tally, awaited, milestone, plan_state, tally
from cases.rooms import (
    LATELY,
    PAGE,
    Light,
    Visit,
    days_left,
    light_of,
    seen_rows,
    subject_for,
    turned,
    visit,
)
from deadlines import WorkingDayCalendar, local_day
from states.facts import Facts
from states.vocabulary import State, Term
from storage import Store, rooms
from storage.case_list import Seen
from storage.corrections import CLOCKS, accepted_since, under_way
from storage.lines import FAR
from storage.rooms import RoomCase, TaskOf

UNDER_WAY = (State.CORRECTING, State.CORRECTION_CHECK)
GONE_ON = (State.CLEARING, State.LESSONS, State.ARCHIVING, State.IMPACT_PERIOD, State.CLOSED)
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
    """A page of corrections with how many there are of each light, and the key of the next."""

    rows: tuple[CorrectionRow, ...]
    counts: Mapping[Shown, int]
    next: str | None
    today: date
    days: WorkingDayCalendar


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

    Those under way by their last day, those accepted within ninety days by when they changed last.
    """
    with store.read() as connection:
        at = visit(store, connection, viewer, now, Thing.CORRECTION)
        seen = seen_by(at.person, Thing.CORRECTION)
        finished, counts = accepted_since(seen, now - LATELY, GONE_ON), _counts(at, seen)
        counts[Shown.FINISHED] = rooms.how_many(connection, finished)
        if shown is Shown.FINISHED:
            found, more = turned(connection, finished, after, limit, by_day=False)
        else:
            picked = under_way(seen, UNDER_WAY, *_bounds(at, shown))
            found, more = turned(connection, picked, after, limit)
        return CorrectionPage(tuple(_rows(at, found)), counts, more, at.today, at.days)


def _counts(at: Visit, seen: Seen) -> Counter[Shown]:
    found: Counter[Shown] = Counter()
    for day, number in rooms.day_counts(at.connection, under_way(seen, UNDER_WAY)):
        found[Shown.ALL] += number
        found[Shown(light_of(day, at.today, at.days))] += number
    return found


def _bounds(at: Visit, shown: Shown) -> tuple[date, date]:
    """Between which days a clock has that light, both included."""
    one = timedelta(days=1)
    close = at.days.shift(at.today, SOON + 1)
    return {
        Shown.RED: (date.min, at.today - one),
        Shown.AMBER: (at.today, close - one),
        Shown.GREEN: (close, FAR),
    }.get(shown, (date.min, FAR))


def _rows(at: Visit, found: Sequence[RoomCase]) -> Iterator[CorrectionRow]:
    ids = [one.case.id for one in found]
    clocks: dict[int, list[TaskOf]] = defaultdict(list)
    for task in rooms.tasks_of(at.connection, ids, CLOCKS):
        clocks[task.case_id].append(task)
    said = {
        event.case_id: event for event in rooms.events_of(at.connection, ids, REPORTS)
    }  # the last of each case
    for one, facts, eyes in seen_rows(at, found, (Thing.CORRECTION,)):
        event = said.get(one.case.id)
        yield _row(at, one, facts, eyes, clocks[one.case.id], event)


def _row(
    at: Visit,
    one: RoomCase,
    facts: Facts,
    eyes: Eyes,
    clocks: Sequence[TaskOf],
    said: rooms.EventOf | None,
) -> CorrectionRow:
    state, case = State(one.case.state), one.case
    plan, due_on, began = plan_state(state, facts.plan), one.due_on, began_on(clocks)
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
        provisional=any(task.provisional for task in clocks if task.state == "open"),
        light=light_of(due_on, at.today, at.days) if due_on else None,
        days_left=days_left(due_on, at.today, at.days) if due_on else None,
        progress=json.loads(said.body)["data"]["progress"] if said else None,
        progress_on=local_day(said.at) if said else None,
        accepted_on=accepted_on(clocks) if plan is PlanState.ACCEPTED else None,
        act=at.next_for(case, facts, (event,)) if event else None,
    )


def began_on(clocks: Sequence[TaskOf]) -> date | None:
    """When the correction was started: its first clock of the round that counts."""
    plans = [task.started_on for task in clocks if task.kind == "correction_plan"]
    return plans[-1] if plans else None


def accepted_on(clocks: Sequence[TaskOf]) -> date | None:
    """The day on which the last report was taken."""
    taken = [t.closed_at for t in clocks if t.kind == "correction_report" and t.closed_at]
    return local_day(taken[-1]) if taken else None
