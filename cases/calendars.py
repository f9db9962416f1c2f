"""Another calendar: look at what it would move, keep it as a new version, count anew."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from cases.clocks import ClockRoom, TaskChange, operations
from cases.notifying import queue_notices
from cases.recording import write_step
from cases.standing import CLOCK, find_person
from deadlines import (
    SHANGHAI,
    InvalidYear,
    Kind,
    Operation,
    PublishedYear,
    WorkingDayCalendar,
    local_day,
    parse_year,
)
from states.errors import Invalid
from states.facts import Facts
from states.forms.correction import Recount
from states.situation import OpenTask, Situation
from states.step import Step, take
from states.table import TABLE
from states.transition import Clock
from states.vocabulary import State, Track
from storage import Store
from storage.calendar import SetDay, calendar, calendar_with, keep_day, keep_year
from storage.packs import pack_by_id
from storage.records import CaseRecord, TaskRecord
from storage.running import (
    Running,
    bodies_of,
    changes_since,
    count_running,
    lock_running_after,
    running_after,
)

BATCH = 500
MOVING = sorted({r.event.code for r in TABLE if r.clock not in {None, Clock.RECOUNT}})
"""The events that pause, resume or extend: what a recount replays."""
PUBLISHED_FROM = 11
"""The month from which next year's holidays are looked for."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What somebody wants to lay over the calendar: years as published, single days as set."""

    years: tuple[PublishedYear, ...] = ()
    days: tuple[SetDay, ...] = ()


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
class Recounted:
    """What a recount did; ``moved`` are the tasks with another last day."""

    tasks: int = 0
    moved: int = 0
    confirmed: int = 0
    notices: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Checked:
    """A look at the calendar: what was counted anew, and the year that should be loaded by now."""

    recounted: Recounted
    missing: int | None

    def __str__(self) -> str:
        done = self.recounted
        counts = f"moved {done.moved}, confirmed {done.confirmed}, failed {len(done.failures)}"
        return f"{counts}, missing {self.missing or 'nothing'}"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a layer of the calendar speaks of; ``layer`` is which."""

    day: date
    working: bool
    layer: str
    name: str
    source: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class YearView:
    """A year as people look at it: the days that are named, and the working days of each month."""

    year: int
    provisional: bool
    named: tuple[NamedDay, ...]
    working_days: tuple[int, ...]


def year_view(days: WorkingDayCalendar, year: int) -> YearView:
    """The days of ``year`` that depart from the rule of the week, and why."""
    every = [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(),
                                                date(year, 12, 31).toordinal() + 1)]  # fmt: skip
    reasons = [days.why(day) for day in every]
    named = tuple(
        NamedDay(r.day, r.working, str(r.kind), r.name, r.source, r.zh, r.en)
        for r in reasons
        if r.kind not in {Kind.WEEKDAY, Kind.WEEKEND}
    )
    worked = Counter(reason.day.month for reason in reasons if reason.working)
    return YearView(
        year, days.is_provisional(every[-1]), named, tuple(worked[m] for m in range(1, 13))
    )


def read_arrangement(text: str) -> Arrangement:
    """A year's file in the usual holiday schema; raises ``Invalid`` naming field and rule."""
    try:
        return Arrangement(years=(parse_year(text),))
    except InvalidYear as error:
        raise Invalid(error.name, error.zh, error.en) from None


def preview(
    store: Store, wanted: Arrangement, now: datetime, progress: Progress | None = None
) -> Iterator[Moved]:
    """Which open tasks would move, and to when; nothing is written."""
    with store.read() as connection:
        days = calendar_with(connection, wanted.years, wanted.days)
        total, seen, after = count_running(connection), 0, 0
        while batch := running_after(connection, after, BATCH):
            for (case, tasks), happened in _with_history(connection, batch):
                seen += len(tasks)
                room = _room(store, connection, case, days, happened, now)
                found = room.all_recounted(tasks, Track(case.track), case.window_last_day)
                yield from (_moved(case, room, change) for change in found if _worth_saying(change))
            after = batch[-1][0].id
            if progress:
                progress(seen, total)


def keep(store: Store, wanted: Arrangement, by: str, now: datetime) -> str:
    """Keep the arrangement as a new version under the name of who loaded it; the new version."""
    with store.write() as connection:
        person = find_person(connection, by)
        for year in wanted.years:
            keep_year(connection, _document(year), year.year, now, person.id)
        for day in wanted.days:
            keep_day(connection, day, now, person.id)
        return calendar(store, connection).version


def recount(store: Store, now: datetime, progress: Progress | None = None) -> Recounted:
    """Count every open task anew with the calendar in force; a second run moves nothing.

    Batches of cases, each in one transaction: a run that was cut off is finished by the next. A
    case whose data raises is named in ``failures`` and keeps no other waiting.
    """
    now, done, after = now.astimezone(UTC), Recounted(), 0
    with store.read() as connection:
        total = count_running(connection)
    while True:
        with store.write() as connection:
            lock_running_after(connection, after, BATCH)
            batch = running_after(connection, after, BATCH)
            days = calendar(store, connection)
            for (case, tasks), happened in _with_history(connection, batch):
                done.tasks += len(tasks)
                try:
                    room = _room(store, connection, case, days, happened, now)
                    made = room.all_recounted(tasks, Track(case.track), case.window_last_day)
                    step = take("recount", _situation(case, tasks, room)) if made else None
                except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
                    done.failures.append(f"{case.number}: {type(error).__name__}")
                    continue
                if step is not None:
                    _write(connection, case, step, made, days.version, now, done)
        if not batch:
            return done
        after = batch[-1][0].id
        if progress:
            progress(done.tasks, total)


def check_calendar(store: Store, now: datetime) -> Checked:
    """Finish what a recount left, and say which year's holidays are not loaded yet."""
    done = recount(store, now)
    with store.read() as connection:
        return Checked(done, missing_year(calendar(store, connection), local_day(now)))


def missing_year(days: WorkingDayCalendar, today: date) -> int | None:
    """The year whose holidays should be loaded by ``today``, if they are not.

    The State Council publishes a year's holidays in the last quarter of the year before.
    """
    wanted = today.year + (today.month >= PUBLISHED_FROM)
    return wanted if days.published_until.year < wanted else None


def _write(
    connection: Connection,
    case: CaseRecord,
    step: Step,
    made: list[TaskChange],
    version: str,
    now: datetime,
    done: Recounted,
) -> None:
    form = Recount(calendar=version)
    if write_step(connection, case, step, made, person=None, form=form, now=now):
        done.moved += sum(change.moved for change in made)
        done.confirmed += sum(not change.moved for change in made)
        done.notices += queue_notices(
            connection, case, step.facts, step, made, seq=case.version + 1, now=now
        )


def _with_history(
    connection: Connection, batch: Iterable[Running]
) -> Iterator[tuple[Running, dict[int, tuple[Operation, ...]]]]:
    """Each case with the pauses and extensions of those tasks whose clock was moved."""
    batch = list(batch)
    moved = [case.id for case, tasks in batch if any(task.moves for task in tasks.values())]
    bodies: dict[int, list[tuple[int, dict[str, object]]]] = defaultdict(list)
    for case_id, seq, body in bodies_of(connection, moved, MOVING) if moved else ():
        bodies[case_id].append((seq, json.loads(body)))
    for case, tasks in batch:
        yield (
            (case, tasks),
            {
                task.id: operations(changes_since(bodies[case.id], task.kind, task.opened_seq))
                for task in tasks.values()
                if task.moves
            },
        )


def _room(
    store: Store,
    connection: Connection,
    case: CaseRecord,
    days: WorkingDayCalendar,
    happened: dict[int, tuple[Operation, ...]],
    now: datetime,
) -> ClockRoom:
    return ClockRoom(pack_by_id(store, connection, case.pack_id), days, now, happened)


def _situation(case: CaseRecord, tasks: dict[str, TaskRecord], room: ClockRoom) -> Situation:
    return Situation(
        state=State(case.state),
        track=Track(case.track),
        facts=Facts.model_validate_json(case.facts),
        started_on=case.started_on,
        window_last_day=case.window_last_day,
        open_tasks={kind: OpenTask(kind, task.due_on) for kind, task in tasks.items()},
        pack=room.pack,
        actor=CLOCK,
        form=Recount(calendar=room.calendar.version),
        now=room.now.astimezone(SHANGHAI),
    )


def _worth_saying(change: TaskChange) -> bool:
    return change.moved or change.computed is not None


def _moved(case: CaseRecord, room: ClockRoom, change: TaskChange) -> Moved:
    rule = room.pack.deadlines[change.kind]
    return Moved(
        case.number, change.kind, rule.zh, rule.en, change.was or change.due_on,
        change.computed or change.due_on, change.due_on, change.provisional,
    )  # fmt: skip


def _document(year: PublishedYear) -> str:
    """The year as it is kept: the usual schema, whatever the file held besides."""
    days = [
        {"name": day.name, "date": day.day.isoformat(), "isOffDay": day.off} for day in year.days
    ]
    text = {"year": year.year, "papers": list(year.papers), "days": days}
    return json.dumps(text, ensure_ascii=False, separators=(",", ":"))
