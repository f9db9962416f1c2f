"""Where one correction stands: folded from the events of its case, up to an instant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from deadlines import WorkingDayCalendar, local_day
from reports.deeds import day_of
from storage.follow_up_cases import CORRECTING

PROGRESSING = frozenset({"report_progress", "finish_correction"})


class TaskRow(NamedTuple):
    """A task of a correction, closed or not.

    ``left`` are the working days that were left where its clock was stopped, negative where it was
    overdue already: then it stands still for nobody.
    """

    kind: str
    started_on: date
    due_on: date
    provisional: bool
    left: int | None = None
    open: bool = True

    @property
    def paused(self) -> bool:
        """Whether its clock stands, in time when it was stopped."""
        return self.left is not None and self.left >= 0


class Standing(NamedTuple):
    """A correction that is open at an instant; ``task`` is what runs of it.

    ``began_on`` is when it was started and ``approved_on`` when its plan was, where they were;
    ``plan`` is as the facts of the case hold it, ``progress`` the last word on it and its day. Days
    of the decision are as the facts have them, in ISO; ``handler`` and ``supervisor`` are
    usernames.
    """

    case: str
    task: TaskRow
    outcome: str | None
    decided_on: str | None
    received_on: str | None
    began_on: date | None
    approved_on: date | None
    plan: Mapping[str, Any] | None
    progress: tuple[date, str] | None
    handler: str
    supervisor: str


def of_events(case: str, bodies: Iterable[Mapping[str, Any]]) -> Standing | None:
    """As the events of that case say, the oldest first; ``None``: no correction is open."""
    facts: dict[str, Any] = {}
    seats: dict[str, str] = {}
    tasks: list[TaskRow] = []
    said: tuple[date, str] | None = None
    for body in bodies:
        event = body["event"]
        facts |= body["learned"]
        seats = seats or {"HND": body["handler"], "SUP": body["supervisor"]}
        if event == "reassign":
            seats[body["data"]["role"]] = body["data"]["person"]
        if event in PROGRESSING:
            said = local_day(datetime.fromisoformat(body["at"])), body["data"]["progress"]
        for change in body["tasks"]:
            if change["kind"] in CORRECTING:
                tasks = list(_changed(tasks, change))
    running = next((task for task in reversed(tasks) if task.open), None)
    if running is None:
        return None
    started = {task.kind: task.started_on for task in tasks}
    decision = facts.get("decision") or {}
    return _standing(
        case,
        running,
        (decision.get("outcome"), decision.get("decided_on"), decision.get("received_on")),
        facts.get("plan"),
        (started.get("correction_plan"), started.get("complete_correction")),
        said,
        (seats["HND"], seats["SUP"]),
    )


def length_of(bodies: Iterable[Mapping[str, Any]], days: WorkingDayCalendar) -> int | None:
    """Working days of the correction that was accepted last in these events, the oldest first.

    From the day on which it was started to that on which it was accepted, without those on which
    the case was suspended, as the ledger has it; ``None`` where no start is among them.
    """
    begun: date | None = None
    since: date | None = None
    stood, length = 0, None
    for body in bodies:
        if "event" not in body:  # the case was emptied
            return None
        event, on = body["event"], day_of(body)
        if event == "start_correction":
            begun, stood = on, 0
        elif event == "suspend":
            since = on
        elif event == "resume" and since:
            stood, since = stood + max(days.count(since, on), 0), None
        elif event == "accept_correction" and begun:
            length = max(days.count(begun, on) - stood, 0)
    return length


def _changed(tasks: Sequence[TaskRow], change: Mapping[str, Any]) -> Iterator[TaskRow]:
    """The tasks after one change: the running one of its kind, or one more."""
    op, kind = change["op"], change["kind"]
    made = TaskRow(
        kind, date.fromisoformat(change["started_on"]), date.fromisoformat(change["due_on"]),
        change["provisional"], change["left"], op not in {"done", "lapsed"},
    )  # fmt: skip
    if op == "open":
        yield from tasks
        yield made
        return
    for task in tasks:
        yield made if task.kind == kind and task.open else task


def _standing(
    case: str,
    task: TaskRow,
    decision: tuple[str | None, str | None, str | None],
    plan: Mapping[str, Any] | None,
    days: tuple[date | None, date | None],
    said: tuple[date, str] | None,
    seats: tuple[str, str],
) -> Standing:
    """What an earlier round left, before the decision was revoked, is not of this one."""
    begun = None if task.kind == "start_correction" else days[0]
    approved = days[1]
    if begun is None or (said and said[0] < begun):
        said = None
    if begun is None or (approved and approved < begun):
        approved = None
    return Standing(case, task, *decision, begun, approved, plan, said, *seats)
