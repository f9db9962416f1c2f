"""What is to be done by when: the open tasks of the bureau or of one person, and the days ahead."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice

from sqlalchemy import Connection

from cases.eyes import cases_seen
from cases.listing import urgency_of
from cases.pattern_tasks import AlertTask, alert_tasks
from cases.standing import find_person, roles_in_case
from deadlines import WorkingDayCalendar, local_day
from regulations.pack import Pack
from states.table import TABLE
from states.tasks import OWED_TO_A_REPORTER, TASK_KINDS
from states.vocabulary import Role, State
from storage import Store, browsing, waiting
from storage.browsing import OpenTask, Part
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.people import PersonRecord

# Parts that a case gives by name; the others are held for a unit or for the whole bureau.
SEATS = {
    Role.OFF: "officer", Role.HND: "handler", Role.SUP: "supervisor", Role.REV: "reviewer",
}  # fmt: skip


@cache
def settling(kind: str, state: State) -> str | None:
    """The event by which everybody who answers for a task may settle it there, if it is one."""
    asked = set(TASK_KINDS[kind].responsible)
    closing = [row for row in TABLE if row.source is state and kind in row.closes]
    events = {row.event.code for row in closing if asked.intersection(row.roles)}
    granted = {role for row in closing for role in row.roles}
    return events.pop() if len(events) == 1 and asked <= granted else None


@dataclass(frozen=True, slots=True)
class ListedTask:
    """An open task of some case; ``weekday`` is 1 for Monday, ``days_left`` in working days.

    A paused task has a last day only once it goes on: it is not pressing and has nothing left.
    """

    case: str
    subject: str
    kind: str
    zh: str
    en: str
    article: str
    due_on: date
    weekday: int
    provisional: bool
    state: str
    urgency: str
    days_left: int | None
    responsible: tuple[Role, ...]
    officer_name: str
    act: str | None
    """The event that settles it as the case stands, where there is one alone."""

    @property
    def key(self) -> str:
        """Where it stands in a list: by its day, then by its case."""
        return f"{self.due_on}|{self.case}|{self.kind}"


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day off, or a day on which tasks are due; ``zh`` and ``en`` say what kind of day it is."""

    day: date
    working: bool
    zh: str
    en: str
    tasks: tuple[ListedTask, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is overdue, and what falls due until a day; ``alerts`` are steps of no case."""

    today: date
    until: date
    days: tuple[AgendaDay, ...]
    alerts: tuple[AlertTask, ...]

    @property
    def tasks(self) -> tuple[ListedTask, ...]:
        """Every task of every day."""
        return tuple(task for day in self.days for task in day.tasks)


def list_tasks(
    store: Store,
    now: datetime,
    *,
    viewer: str | None = None,
    everything: bool = False,
    due_until: date | None = None,
    limit: int | None = None,
) -> list[ListedTask]:
    """Open and paused tasks by due day that ``viewer`` answers for (``None``: of all cases).

    With ``everything`` those of every case that ``viewer`` sees.
    """
    with store.read() as connection:
        found = tasks_of(
            connection, viewer, local_day(now), everything=everything, due_until=due_until
        )
        return list(listed(connection, store, islice(found, limit), local_day(now)))


def agenda(
    store: Store,
    now: datetime,
    *,
    days: int,
    viewer: str | None = None,
    everything: bool = False,
) -> Agenda:
    """What is overdue and what falls due within ``days`` days, with the days off in between."""
    today = local_day(now)
    until = today + timedelta(days=days)
    by_day: defaultdict[date, list[ListedTask]] = defaultdict(list)
    with store.read() as connection:
        known = calendar(store, connection)
        found = tasks_of(connection, viewer, today, everything=everything, due_until=until)
        running = (task for task in found if task.task.state == "open")
        for task in listed(connection, store, running, today):
            by_day[task.due_on].append(task)
        alerts = alert_tasks(store, connection, viewer, today, everything=everything)
    ahead = (today + timedelta(days=n) for n in range(days + 1))
    shown = {*by_day, *(day for day in ahead if not known.is_working(day))}
    return Agenda(
        today, until, tuple(_day(d, known, by_day.get(d, ())) for d in sorted(shown)),
        tuple(one for one in alerts if one.due_on <= until),
    )  # fmt: skip


def tasks_of(
    connection: Connection,
    viewer: str | None,
    on: date,
    *,
    everything: bool = False,
    due_until: date | None = None,
) -> Iterator[OpenTask]:
    """Open and paused tasks by due day; with ``viewer``, those that person answers for."""
    if viewer is None or everything:
        seen = cases_seen(connection, viewer, on)
        plain = seen is None or seen.reviews
        for found in browsing.open_tasks(connection, due_until=due_until, seen=seen):
            if plain or found.task.kind not in OWED_TO_A_REPORTER:
                yield found
        return
    person = find_person(connection, viewer, on)
    near = browsing.open_tasks(connection, due_until=due_until, parts=_parts(person))
    yield from _answered(connection, person, near)


def nearest_tasks(
    connection: Connection, viewer: str, on: date
) -> tuple[list[OpenTask], date | None]:
    """The running tasks that ``viewer`` answers for; of very many, some from that day on."""
    person = find_person(connection, viewer, on)
    found, until = waiting.nearest_tasks(connection, _parts(person))
    return list(_answered(connection, person, found)), until


def later_tasks(connection: Connection, viewer: str, on: date, since: date) -> Iterator[OpenTask]:
    """Every running task that ``viewer`` answers for and that is due on ``since`` or later."""
    person = find_person(connection, viewer, on)
    near = browsing.open_tasks(connection, due_until=None, due_from=since, parts=_parts(person))
    return _answered(connection, person, (one for one in near if one.task.state == "open"))


def tasks_by_day(connection: Connection, viewer: str, on: date) -> dict[date, int]:
    """How many of them run until each day, those that they answer for in another's place too."""
    person = find_person(connection, viewer, on)
    return waiting.count_days(connection, person.id, _parts(person))


def _parts(person: PersonRecord) -> list[Part]:
    """Where to look for what ``person`` may answer for: never too little; ``_answered`` decides."""
    held: set[tuple[Role, int | None, int]] = {(Role.OFF, None, person.id)}
    held |= {(Role(role), unit, person.id) for role, unit in person.grants}
    held |= {(Role(lent.role), lent.unit_id, lent.lender_id) for lent in person.lent}
    return [
        Part(
            kinds=tuple(k.code for k in TASK_KINDS.values() if role in k.responsible),
            unit_id=unit,
            seat=SEATS.get(role),
            person_id=whose,
        )
        for role, unit, whose in held
    ]


def _answered(
    connection: Connection, person: PersonRecord, found: Iterable[OpenTask]
) -> Iterator[OpenTask]:
    """Those of the tasks that ``person`` answers for, or who lent them a role."""
    people, left = {person.id, *(lent.lender_id for lent in person.lent)}, iter(found)
    while some := list(islice(left, waiting.MOST)):
        placed = waiting.placed(connection, people, (one.case.id for one in some))
        for one in some:
            roles = roles_in_case(person, one.case, placed[one.case.id])
            if not roles.isdisjoint(TASK_KINDS[one.task.kind].responsible):
                yield one


def listed(
    connection: Connection, store: Store, found: Iterator[OpenTask], today: date
) -> Iterator[ListedTask]:
    """Tasks as a list shows them, each counted by the pack of its case."""
    days = calendar(store, connection)
    for task in found:
        yield _task(task, pack_by_id(store, connection, task.case.pack_id), today, days)


def _task(found: OpenTask, pack: Pack, today: date, days: WorkingDayCalendar) -> ListedTask:
    task, rule = found.task, pack.deadlines[found.task.kind]
    running = task.state == "open"
    return ListedTask(
        case=found.case.number,
        subject=found.case.subject,
        kind=task.kind,
        zh=rule.zh,
        en=rule.en,
        article=rule.article,
        due_on=task.due_on,
        weekday=task.due_on.isoweekday(),
        provisional=task.provisional,
        state=task.state,
        urgency=urgency_of(task.due_on, today, days) if running else "none",
        days_left=days.count(today, task.due_on) if running else None,
        responsible=TASK_KINDS[task.kind].responsible,
        officer_name=found.officer_name,
        act=settling(task.kind, State(found.case.state)),
    )


def _day(day: date, days: WorkingDayCalendar, tasks: Sequence[ListedTask]) -> AgendaDay:
    why = replace(days.why(day), source="")
    return AgendaDay(day, why.working, why.zh, why.en, tuple(tasks))
