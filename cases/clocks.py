"""What a step does to the clocks of a case: tasks opened, closed, paused, resumed, extended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from deadlines import (
    Extension,
    Operation,
    Pause,
    Unit,
    WorkingDayCalendar,
    due,
    remaining,
    run_course,
)
from regulations.pack import Pack
from states.forms.base import Extend
from states.situation import Situation
from states.step import OpenedTask, Step
from states.table import CLOCK_EVENTS
from states.transition import Clock
from states.vocabulary import Track
from storage.records import TaskRecord

TOLD_IN_WRITING = {"application_window", "supplement"}
"""Clocks of the applicant's own: a last day that was told is never made earlier."""


@dataclass(frozen=True, slots=True)
class TaskChange:
    """One change of a task, as the history keeps it; ``op`` is open, done, lapsed or a clock's.

    ``on`` is the day of a pause or of resuming; ``by`` the length of an extension; ``was`` the last
    day before a recount, ``computed`` the one it gave where the one that was told is kept.
    """

    op: str
    kind: str
    started_on: date
    due_on: date
    provisional: bool
    next_action_at: datetime | None = None
    left: int | None = None
    task_id: int | None = None
    on: date | None = None
    by: Extension | None = None
    was: date | None = None
    computed: date | None = None

    def recorded(self) -> dict[str, Any]:
        """The change as it stands in an event's body."""
        told = {
            "on": self.on and self.on.isoformat(),
            "by": self.by and {"n": self.by.n, "unit": str(self.by.unit)},
            "was": self.was and self.was.isoformat(),
            "computed": self.computed and self.computed.isoformat(),
        }
        return {
            "op": self.op,
            "kind": self.kind,
            "started_on": self.started_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "provisional": self.provisional,
            "left": self.left,
            **{name: value for name, value in told.items() if value},
        }

    @property
    def moved(self) -> bool:
        """Whether people must be told another last day than before."""
        return self.op == "recount" and self.due_on != self.was


def as_change(recorded: Mapping[str, Any]) -> TaskChange:
    """The change that the history keeps; it is silent on when the task speaks next."""

    def day(name: str) -> date | None:
        return date.fromisoformat(recorded[name]) if recorded.get(name) else None

    return TaskChange(
        recorded["op"], recorded["kind"], date.fromisoformat(recorded["started_on"]),
        date.fromisoformat(recorded["due_on"]), recorded["provisional"], left=recorded["left"],
        on=day("on"), was=day("was"), computed=day("computed"),
    )  # fmt: skip


def operations(recorded: Iterable[Mapping[str, Any]]) -> tuple[Operation, ...]:
    """The pauses and extensions of one task, from its changes as the history keeps them."""
    found: list[Operation] = []
    for change in recorded:
        if change["op"] == "pause":
            found.append(Pause(date.fromisoformat(change["on"])))
        elif change["op"] == "resume" and isinstance(found[-1], Pause):
            found[-1] = Pause(found[-1].paused_on, date.fromisoformat(change["on"]))
        elif change["op"] == "extend":
            found.append(Extension(change["by"]["n"], Unit(change["by"]["unit"])))
    return tuple(found)


def said_last(recorded: Iterable[Mapping[str, Any]]) -> date | None:
    """What the last recount of one task computed, where the day that was told was kept."""
    days = [change.get("computed") for change in recorded if change["op"] == "recount"]
    return date.fromisoformat(days[-1]) if days and days[-1] else None


@dataclass(frozen=True, slots=True)
class ClockRoom:
    """What the clocks of one case are counted with; ``now`` is the instant of the step.

    ``happened`` are the pauses and extensions of a task, by its id: what a recount replays; and
    ``said`` is the day that the last recount computed for it while the one told was kept.
    ``looks`` and ``last_days`` are what was counted already; cases of one pack may share them.
    """

    pack: Pack
    calendar: WorkingDayCalendar
    now: datetime
    happened: Mapping[int, tuple[Operation, ...]] = field(default_factory=dict)
    said: Mapping[int, date] = field(default_factory=dict)
    looks: dict[tuple[str, date], datetime | None] = field(default_factory=dict)
    last_days: dict[tuple[str, date], date] = field(default_factory=dict)

    def due(self, task: OpenedTask, at: Situation, step: Step) -> tuple[date, bool]:
        """The last day of a task opened by ``step``, and whether it is provisional."""
        decision = step.facts.decision
        if task.kind == "impact_period" and decision and decision.impact_last_day:
            return decision.impact_last_day, False
        found = self.pack.deadlines[task.kind].due(task.start_on, self.calendar).due_on
        last = within_window(task.kind, found, at.track, at.window_last_day)
        return last, self.calendar.is_provisional(last)

    def next_action(self, kind: str, due_on: date) -> datetime | None:
        """When the clock must look at the task again: at once where its last day is over."""
        key = (kind, due_on)
        if key not in self.looks:
            over = self.pack.end_of(due_on) <= self.now
            self.looks[key] = (
                self.now
                if over
                else self.pack.next_action(kind, due_on, self.calendar, after=self.now)
            )
        return self.looks[key]

    def opened(self, task: OpenedTask, at: Situation, step: Step) -> TaskChange:
        """A task with a full clock and a full ladder."""
        due_on, provisional = self.due(task, at, step)
        return TaskChange(
            "open", task.kind, task.start_on, due_on, provisional,
            self.next_action(task.kind, due_on),
        )  # fmt: skip

    def retimed(
        self, op: str, task: TaskRecord, due_on: date, *, left: int | None = None, **told: Any
    ) -> TaskChange:
        """A running task with another due date; ``left`` where it stands paused.

        What the same day should have been spoken of already still is.
        """
        following = None if left is not None else self.next_action(task.kind, due_on)
        if following and due_on == task.due_on and task.next_action_at:
            following = min(following, task.next_action_at)
        return TaskChange(
            op, task.kind, task.started_on, due_on, self.calendar.is_provisional(due_on),
            following, left, task.id, **told,
        )  # fmt: skip

    def recounted(self, task: TaskRecord, track: Track, window: date | None) -> TaskChange | None:
        """The task counted anew with this calendar; nothing where nothing moves.

        What the clock ends with its last day stays over, whether the end is recorded yet or not.
        """
        rule = self.pack.deadlines[task.kind]
        over = task.left is None and self.pack.end_of(task.due_on) <= self.now
        if rule.table or (over and task.kind in CLOCK_EVENTS):
            return None
        happened = self.happened.get(task.id, ())
        computed = within_window(task.kind, self._last_day(task, happened), track, window)
        told, left = task.kind in TOLD_IN_WRITING, task.left
        due_on = max(computed, task.due_on) if told else computed
        if left is not None:
            counted = remaining(computed, _paused_on(happened), self.calendar)
            left = max(counted, left) if told else counted
        provisional = self.calendar.is_provisional(due_on)
        same = (due_on, provisional, left) == (task.due_on, task.provisional, task.left)
        # A day that is kept though another would be counted now is explained by an event, once.
        known = left is not None or computed in {due_on, self.said.get(task.id)}
        if same and known:
            return None
        return self.retimed(
            "recount", task, due_on, left=left, was=task.due_on,
            computed=computed if computed != due_on else None,
        )  # fmt: skip

    def _last_day(self, task: TaskRecord, happened: tuple[Operation, ...]) -> date:
        """The last day that the whole course of a clock leads to."""
        key = (task.kind, task.started_on)
        if not happened and key in self.last_days:
            return self.last_days[key]
        rule = self.pack.deadlines[task.kind]
        course = run_course(
            task.started_on, rule.n, rule.unit, self.calendar, roll=rule.roll, operations=happened
        )
        if not happened:
            self.last_days[key] = course.due.due_on
        return course.due.due_on

    def all_recounted(
        self, tasks: Mapping[str, TaskRecord], track: Track, window: date | None
    ) -> list[TaskChange]:
        """Every task that moves; the window first, for a supplement may not outlive it."""
        made: list[TaskChange] = []
        for task in sorted(tasks.values(), key=lambda t: (t.kind != "application_window", t.kind)):
            if (change := self.recounted(task, track, window)) is None:
                continue
            made.append(change)
            if task.kind == "application_window":
                window = change.due_on
        return made


def within_window(kind: str, due_on: date, track: Track, window: date | None) -> date:
    """On the external track a supplement must come before the organ's window ends (第十六条)."""
    cut = window is not None and kind == "supplement" and track is Track.EXTERNAL
    return min(due_on, window) if cut and window else due_on


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
    if step.row.clock is Clock.RECOUNT:
        return room.all_recounted(tasks, at.track, at.window_last_day)
    day = at.form.day(at.today)
    if step.row.clock is Clock.PAUSE:
        return [
            room.retimed("pause", t, t.due_on, left=remaining(t.due_on, day, room.calendar), on=day)
            for t in _meant(step, tasks)
            if t.state == "open" and room.pack.deadlines[t.kind].pausable
        ]
    if step.row.clock is Clock.RESUME:
        return [
            room.retimed("resume", t, _resumed(t, day, room, at), on=day)
            for t in _meant(step, tasks)
            if t.left is not None and not _stands(t, step)
        ]
    if isinstance(at.form, Extend) and (task := tasks.get(at.form.task)):
        by = Extension(at.form.days, room.pack.deadlines[task.kind].unit)
        due_on = due(task.due_on, by.n, by.unit, room.calendar).due_on
        return [room.retimed("extend", task, due_on, by=by)]
    return []


def _meant(step: Step, tasks: dict[str, TaskRecord]) -> Iterable[TaskRecord]:
    """The tasks whose clocks the step pauses or resumes."""
    only = step.row.clock_of
    return [tasks[only]] if only in tasks else () if only else tasks.values()


def _stands(task: TaskRecord, step: Step) -> bool:
    """Whether facts are still awaited: a resumed case does not start that clock."""
    return task.kind == "review" and step.facts.review_paused_on is not None


def _resumed(task: TaskRecord, day: date, room: ClockRoom, at: Situation) -> date:
    """What was left goes on from the resume day; what was overdue already stays so."""
    left = task.left or 0
    due_on = room.calendar.shift(day, left) if left >= 0 else task.due_on
    return within_window(task.kind, due_on, at.track, at.window_last_day)


def _paused_on(happened: tuple[Operation, ...]) -> date:
    """The day a clock that still stands was paused."""
    return next(o.paused_on for o in reversed(happened) if isinstance(o, Pause))


def window_of(at_start: date, pack: Pack, calendar: WorkingDayCalendar) -> tuple[date | None, bool]:
    """The last day of the application window (第十六条), and whether it is provisional.

    ``None`` where the window runs until the decision.
    """
    rule = pack.deadlines["application_window"]
    if rule.until:
        return None, False
    found = due(at_start, rule.n, rule.unit, calendar)
    return found.due_on, found.provisional
