"""How a correction plan stands: its eight kinds of measure, what comes next (第十八条)."""

from dataclasses import dataclass
from datetime import date

from states.facts import Facts, Plan, PlannedMeasure
from states.vocabulary import Measure, State, Term


class PlanState(Term):
    """How far a correction has come."""

    NONE = "none", "待提交方案", "Plan to be submitted"
    SUBMITTED = "submitted", "方案待批准", "Plan to be approved"
    APPROVED = "approved", "方案已批准", "Plan approved"
    CHECK = "check", "待验收", "To be accepted"
    ACCEPTED = "accepted", "验收通过", "Accepted"


class MeasureState(Term):
    """How a measure, or a kind of them, stands."""

    DONE = "done", "已完成", "Done"
    OPEN = "open", "进行中", "Under way"
    LATE = "late", "已超期", "Overdue"
    NOT_APPLICABLE = "not_applicable", "不适用", "Not applicable"


BEFORE = frozenset({State.CORRECTING, State.CORRECTION_CHECK})
NEXT = {
    PlanState.NONE: "submit_plan",
    PlanState.SUBMITTED: "approve_plan",
    PlanState.APPROVED: "report_progress",
    PlanState.CHECK: "accept_correction",
}
"""What a correction waits for; once no measure is open, for ``finish_correction``."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What comes next: a measure of the plan, or else an event; ``late``: its day is over."""

    kind: Measure | None
    event: str
    day: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the kinds are done, of those that apply, and how many do not apply."""

    done: int
    total: int
    not_applicable: int

    @property
    def share(self) -> float:
        """How much of it is done, between 0 and 1; all of it where nothing applies."""
        return self.done / self.total if self.total else 1.0


def plan_state(state: State, plan: Plan | None) -> PlanState:
    """How far the correction of a case in ``state`` has come."""
    if state is State.CORRECTION_CHECK:
        return PlanState.CHECK
    if state is not State.CORRECTING and plan is not None:
        return PlanState.ACCEPTED
    if plan is None:
        return PlanState.NONE
    return PlanState.APPROVED if plan.approved_by else PlanState.SUBMITTED


def measure_state(measure: PlannedMeasure, today: date) -> MeasureState:
    """How one measure stands on ``today``."""
    if measure.not_applicable:
        return MeasureState.NOT_APPLICABLE
    if measure.done_on:
        return MeasureState.DONE
    late = measure.due_on is not None and measure.due_on < today
    return MeasureState.LATE if late else MeasureState.OPEN


def tally(plan: Plan | None) -> Tally:
    """The eight kinds, counted: a kind is done once each of its measures is."""
    if plan is None:
        return Tally(0, len(Measure), 0)
    done = applies = 0
    for kind in Measure:
        mine = [m for m in plan.measures if m.kind is kind and not m.not_applicable]
        applies += bool(mine)
        done += bool(mine) and all(m.done_on for m in mine)
    return Tally(done, applies, len(Measure) - applies)


def awaited(state: PlanState, facts: Facts) -> str | None:
    """The event that the correction waits for; ``None`` once it is accepted."""
    finished = facts.plan is not None and not facts.plan.open_measures()
    if state is PlanState.APPROVED and finished:
        return "finish_correction"
    return NEXT.get(state)


def milestone(state: PlanState, facts: Facts, due_on: date | None, today: date) -> Milestone | None:
    """The measure that is due next, or what the whole correction waits for."""
    event = awaited(state, facts)
    if event is None:
        return None
    open_ = facts.plan.open_measures() if facts.plan and state is PlanState.APPROVED else ()
    dated = [(m.due_on, place, m.kind) for place, m in enumerate(open_) if m.due_on]
    day, _, kind = min(dated) if dated else (due_on, 0, None)
    return Milestone(kind, event, day, late=day is not None and day < today)
