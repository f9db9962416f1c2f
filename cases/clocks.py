"""What a step does to the clocks of a case: tasks opened, closed, paused, resumed, extended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from deadlines import (
    Unit,
    WorkingDayCalendar,
    due,
    end_of,
    next_action,
    remaining,
)
from regulations.pack import Pack
from states.forms.correction import ExtendPlan
from states.situation import Situation
from states.step import OpenedTask, Step
from states.transition import Clock
from states.vocabulary import Track
from storage.records import TaskRecord

NEVER_PAUSED = {"application_window", "impact_period"}
"""The right to apply, and a sanction's own time, run on whatever the bureau does."""


@dataclass(frozen=True, slots=True)
class TaskChange:
    """One change of a task, as the history keeps it; ``op`` is open, done, lapsed or a clock's."""

    op: str
    kind: str
    started_on: date
    due_on: date
    provisional: bool
    next_action_at: datetime | None = None
    left: int | None = None
    task_id: int | None = None

    def recorded(self) -> dict[str, Any]:
        """The change as it stands in an event's body."""
        return {
            "op": self.op,
            "kind": self.kind,
            "started_on": self.started_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "provisional": self.provisional,
            "left": self.left,
        }


@dataclass(frozen=True, slots=True)
class ClockRoom:
    """What the clocks of one case are counted with; ``now`` is the instant of the step."""

    pack: Pack
    calendar: WorkingDayCalendar
    now: datetime

    def due(self, task: OpenedTask, at: Situation, step: Step) -> tuple[date, bool]:
        """The last day of a task opened by ``step``, and whether it is provisional."""
        decision = step.facts.decision
        if task.kind == "impact_period" and decision and decision.impact_last_day:
            return decision.impact_last_day, False
        rule = self.pack.deadlines[task.kind]
        found = due(task.start_on, rule.n, rule.unit, self.calendar)
        if task.kind == "supplement" and at.track is Track.EXTERNAL:
            last = min(found.due_on, at.window_last_day)
            return last, self.calendar.is_provisional(last)
        return found.due_on, found.provisional

    def next_action(self, kind: str, due_on: date) -> datetime | None:
        """When the clock must look at the task again: at once where its last day is over."""
        if end_of(due_on) <= self.now:
            return self.now
        return next_action(due_on, self.pack.ladder(kind), self.calendar, after=self.now)

    def opened(self, task: OpenedTask, at: Situation, step: Step) -> TaskChange:
        """A task with a full clock and a full ladder."""
        due_on, provisional = self.due(task, at, step)
        return TaskChange(
            "open", task.kind, task.start_on, due_on, provisional,
            self.next_action(task.kind, due_on),
        )  # fmt: skip

    def retimed(self, op: str, task: TaskRecord, due_on: date) -> TaskChange:
        """A running task with another due date."""
        return TaskChange(
            op, task.kind, task.started_on, due_on, self.calendar.is_provisional(due_on),
            self.next_action(task.kind, due_on), None, task.id,
        )  # fmt: skip


def changes(
    room: ClockRoom, at: Situation, step: Step, tasks: dict[str, TaskRecord]
) -> list[TaskChange]:
    """Every change of a task that ``step`` brings, closing first."""
    op = "lapsed" if step.role == "SYS" else "done"
    closed = [tasks[kind] for kind in step.closes if kind in tasks]
    still = {kind: task for kind, task in tasks.items() if kind not in step.closes}
    found = [
        TaskChange(op, t.kind, t.started_on, t.due_on, t.provisional, task_id=t.id) for t in closed
    ]
    found += _on_running(room, at, step, still)
    found += [room.opened(task, at, step) for task in step.opens if task.kind not in still]
    return found


def _on_running(
    room: ClockRoom, at: Situation, step: Step, tasks: dict[str, TaskRecord]
) -> list[TaskChange]:
    if step.row.clock is Clock.PAUSE:
        paused_on = at.form.day(at.today)
        return [
            TaskChange(
                "pause", t.kind, t.started_on, t.due_on, t.provisional, None,
                remaining(t.due_on, paused_on, room.calendar), t.id,
            )
            for t in tasks.values()
            if t.kind not in NEVER_PAUSED and t.state == "open"
        ]  # fmt: skip
    if step.row.clock is Clock.RESUME:
        resumed_on = at.form.day(at.today)
        return [
            room.retimed("resume", t, room.calendar.shift(resumed_on, t.left))
            if t.left and t.left > 0
            else room.retimed("resume", t, t.due_on)
            for t in tasks.values()
        ]
    if step.row.clock is Clock.EXTEND and (task := tasks.get("complete_correction")):
        days = at.form.days if isinstance(at.form, ExtendPlan) else 0
        return [room.retimed("extend", task, due(task.due_on, days, Unit.D, room.calendar).due_on)]
    return []


def window_of(at_start: date, pack: Pack, calendar: WorkingDayCalendar) -> tuple[date, bool]:
    """The last day of the application window (第十六条), and whether it is provisional."""
    rule = pack.deadlines["application_window"]
    found = due(at_start, rule.n, rule.unit, calendar)
    return found.due_on, found.provisional
