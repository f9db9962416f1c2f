"""Every open clock counted anew with another calendar: rehearsed, or written as events."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection

from cases.clocks import ClockRoom, TaskChange, operations, said_last
from cases.faults import Fault, Work, serve, tell_administrators
from cases.notifying import queue_notices
from cases.recording import Decided, write_steps
from cases.standing import CLOCK, Holders
from deadlines import SHANGHAI, WorkingDayCalendar, local_day
from states.facts import Facts
from states.forms.correction import Recount
from states.situation import OpenTask, Situation
from states.step import Step, take
from states.table import TABLE
from states.vocabulary import State, Track
from storage import Store, people
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.records import CaseRecord, TaskRecord
from storage.running import (
    Running,
    bodies_of,
    changes_since,
    count_running,
    lock_cases,
    running,
    running_after,
)

BATCH = 500
MOVING = sorted({r.event.code for r in TABLE if r.clock})
"""The events that pause, resume or extend, and earlier recounts."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose last day another calendar moves; ``kept`` where the one told stays."""

    case: str
    task: str
    task_zh: str
    task_en: str
    was: date
    computed: date
    due_on: date
    provisional: bool

    @property
    def kept(self) -> bool:
        """Whether an earlier day was computed, but the one told to the applicant stays."""
        return self.computed != self.due_on


@dataclass(slots=True)
class Preview:
    """What a recount would do; in ``failures`` are the cases whose data raises."""

    moved: list[Moved] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Recounted:
    """What a recount did; ``moved`` are the tasks with another last day."""

    tasks: int = 0
    moved: int = 0
    confirmed: int = 0
    notices: int = 0
    failures: list[str] = field(default_factory=list)
    unreported: str | None = None


def rehearse(
    store: Store, days: WorkingDayCalendar, now: datetime, progress: Progress | None = None
) -> Preview:
    """What ``recount`` would do if ``days`` were in force; nothing is written."""
    found = Preview()

    def look(ids: Sequence[int]) -> int:
        with store.read() as connection:
            counted = list(_counted(store, connection, ids, days, now))
        found.moved += [
            _moved(one, change)
            for one in counted
            for change in one.made
            if change.moved or change.computed
        ]
        return sum(len(one.tasks) for one in counted)

    found.failures = list(map(str, _walk(store, look, progress)))
    return found


def recount(store: Store, now: datetime, progress: Progress | None = None) -> Recounted:
    """Count every open task anew with the calendar in force; a second run moves nothing.

    Batches of cases, each in one transaction: a run that was cut off is finished by the next. A
    case whose data raises is named in ``failures``, keeps no other waiting, and is told of to the
    administrators.
    """
    now, done = now.astimezone(UTC), Recounted()

    def count(ids: Sequence[int]) -> int:
        part = Recounted()
        with store.write() as connection:
            lock_cases(connection, ids)
            days = calendar(store, connection)
            holders = cache(partial(people.holders, connection, local_day(now)))
            for one in _counted(store, connection, ids, days, now):
                part.tasks += len(one.tasks)
                if one.step:
                    _write(connection, one, one.step, holders, part)
        done.tasks += part.tasks
        done.moved += part.moved
        done.confirmed += part.confirmed
        done.notices += part.notices
        return part.tasks

    faults = _walk(store, count, progress)
    done.failures = list(map(str, faults))
    done.unreported = tell_administrators(store, faults, now)
    return done


def _walk(store: Store, work: Work, tell: Progress | None) -> list[Fault]:
    """Let ``work`` go through every running case, by ids; the cases whose data raises."""
    seen, after = 0, 0
    faults: list[Fault] = []
    with store.read() as connection:
        total = count_running(connection)
    while ids := _next(store, after):
        seen += serve(store, work, ids, faults)
        after = ids[-1]
        if tell:
            tell(seen, total)
    return faults


def _next(store: Store, after: int) -> Sequence[int]:
    with store.read() as connection:
        return running_after(connection, after, BATCH)


@dataclass(frozen=True, slots=True)
class _Counted:
    """One case counted anew: its running tasks, what changes of them, and the step that says so."""

    case: CaseRecord
    tasks: dict[str, TaskRecord]
    room: ClockRoom
    made: list[TaskChange]
    step: Step | None


def _counted(
    store: Store,
    connection: Connection,
    ids: Sequence[int],
    days: WorkingDayCalendar,
    now: datetime,
) -> Iterator[_Counted]:
    rooms: dict[int, ClockRoom] = {}
    for (case, tasks), past in _with_history(connection, running(connection, ids)):
        if case.pack_id not in rooms:
            pack = pack_by_id(store, connection, case.pack_id)
            rooms[case.pack_id] = ClockRoom(pack, days, now)
        happened = {task: operations(changes) for task, changes in past.items()}
        said = {task: day for task, changes in past.items() if (day := said_last(changes))}
        room = replace(rooms[case.pack_id], happened=happened, said=said)
        made = room.all_recounted(tasks, Track(case.track), case.window_last_day)
        step = take("recount", _situation(case, tasks, room)) if made else None
        yield _Counted(case, tasks, room, made, step)


def _write(
    connection: Connection, one: _Counted, step: Step, holders: Holders, done: Recounted
) -> None:
    case, made, now = one.case, one.made, one.room.now
    form = Recount(calendar=one.room.calendar.version)
    if write_steps(connection, [Decided(case, step, made, None, form, now)]):
        done.moved += sum(change.moved for change in made)
        done.confirmed += sum(not change.moved for change in made)
        done.notices += queue_notices(
            connection, case, step.facts, step, made, seq=case.version + 1, now=now,
            holders=holders,
        )  # fmt: skip


def _with_history(
    connection: Connection, batch: Iterable[Running]
) -> Iterator[tuple[Running, dict[int, list[Mapping[str, Any]]]]]:
    """Each case with the changes of those tasks whose clock was moved."""
    batch = list(batch)
    moved = [case.id for case, tasks in batch if any(task.moves for task in tasks.values())]
    bodies: dict[int, list[tuple[int, dict[str, object]]]] = defaultdict(list)
    for case_id, seq, body in bodies_of(connection, moved, MOVING) if moved else ():
        bodies[case_id].append((seq, json.loads(body)))
    for case, tasks in batch:
        yield (
            (case, tasks),
            {
                task.id: changes_since(bodies[case.id], task.kind, task.opened_seq)
                for task in tasks.values()
                if task.moves
            },
        )


def _situation(case: CaseRecord, tasks: dict[str, TaskRecord], room: ClockRoom) -> Situation:
    return Situation(
        state=State(case.state),
        track=Track(case.track),
        facts=Facts.read(case.facts),
        started_on=case.started_on,
        window_last_day=case.window_last_day,
        open_tasks={kind: OpenTask(kind, task.due_on) for kind, task in tasks.items()},
        pack=room.pack,
        actor=CLOCK,
        form=Recount(calendar=room.calendar.version),
        now=room.now.astimezone(SHANGHAI),
    )


def _moved(one: _Counted, change: TaskChange) -> Moved:
    rule = one.room.pack.deadlines[change.kind]
    return Moved(
        one.case.number, change.kind, rule.zh, rule.en, change.was or change.due_on,
        change.computed or change.due_on, change.due_on, change.provisional,
    )  # fmt: skip
