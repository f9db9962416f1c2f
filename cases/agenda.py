"""What is to be done by when: the open tasks of the bureau or of one person, and the days ahead."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from cases.standing import find_person, roles_in_case
from cases.views import urgency_of
from deadlines import WorkingDayCalendar, local_day
from regulations.pack import Pack
from states.facts import Facts
from states.tasks import TASK_KINDS
from states.vocabulary import Role
from storage import Store, browsing
from storage.browsing import OpenTask
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.people import PersonRecord


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


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day off, or a day on which tasks are due; ``name`` is the holiday's or the override's."""

    day: date
    weekday: int
    working: bool
    name: str
    tasks: tuple[ListedTask, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is overdue, and what falls due until a day."""

    today: date
    until: date
    days: tuple[AgendaDay, ...]

    @property
    def tasks(self) -> tuple[ListedTask, ...]:
        """Every task of every day."""
        return tuple(task for day in self.days for task in day.tasks)


def list_tasks(
    store: Store,
    now: datetime,
    *,
    viewer: str | None = None,
    due_until: date | None = None,
    limit: int | None = None,
) -> list[ListedTask]:
    """Open and paused tasks by due day; with ``viewer``, those that person answers for."""
    today = local_day(now)
    with store.read() as connection:
        days = calendar(store, connection)
        found = tasks_of(connection, viewer, due_until=due_until)
        return [
            _listed(task, pack_by_id(store, connection, task.case.pack_id), today, days)
            for task in islice(found, limit)
        ]


def agenda(store: Store, now: datetime, *, days: int, viewer: str | None = None) -> Agenda:
    """What is overdue and what falls due within ``days`` days, with the days off in between."""
    today = local_day(now)
    until = today + timedelta(days=days)
    by_day: defaultdict[date, list[ListedTask]] = defaultdict(list)
    for task in list_tasks(store, now, viewer=viewer, due_until=until):
        if task.state == "open":
            by_day[task.due_on].append(task)
    with store.read() as connection:
        known = calendar(store, connection)
    ahead = (today + timedelta(days=n) for n in range(days + 1))
    shown = {*by_day, *(day for day in ahead if not known.is_working(day))}
    return Agenda(today, until, tuple(_day(d, known, by_day.get(d, ())) for d in sorted(shown)))


def tasks_of(
    connection: Connection, viewer: str | None, *, due_until: date | None = None
) -> Iterator[OpenTask]:
    """Open and paused tasks by due day; with ``viewer``, those that person answers for."""
    person = find_person(connection, viewer) if viewer else None
    for found in browsing.open_tasks(connection, due_until=due_until):
        if person is None or _answers(person, found):
            yield found


def _answers(person: PersonRecord, found: OpenTask) -> bool:
    facts = Facts.model_validate_json(found.case.facts)
    held = roles_in_case(person, found.case, facts)
    return not held.isdisjoint(TASK_KINDS[found.task.kind].responsible)


def _listed(found: OpenTask, pack: Pack, today: date, days: WorkingDayCalendar) -> ListedTask:
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
    )


def _day(day: date, days: WorkingDayCalendar, tasks: list[ListedTask] | tuple[()]) -> AgendaDay:
    why = days.why(day)
    return AgendaDay(day, day.isoweekday(), why.working, why.name, tuple(tasks))
