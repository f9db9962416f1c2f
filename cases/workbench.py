"""The workbench of a person: what waits for them, the two weeks ahead, and what happened lately."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter

from sqlalchemy import Connection

from cases.agenda import ListedTask, later_tasks, listed, nearest_tasks, tasks_by_day
from cases.eyes import cases_seen, eyes_in
from cases.listing import URGENCIES, urgency_of
from cases.pattern_tasks import AlertTask, alert_tasks, at_hand
from cases.standing import find_person
from deadlines import WorkingDayCalendar, local_day
from states.errors import Invalid, NotFound
from states.facts import Facts
from storage import Store, browsing, case_list, records
from storage.calendar import calendar
from storage.case_list import Order

DAYS_AHEAD = 14
SHOWN = 8
"""How many tasks of an urgency, and how many cases that changed, are shown at once."""
DAY = len("2026-03-09")
PAGE = 50
"""How many tasks the list behind a figure shows at once."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many of one's tasks fall due on a day; ``zh`` and ``en`` say what kind of day it is."""

    day: date
    working: bool
    zh: str
    en: str
    tasks: int


@dataclass(frozen=True, slots=True)
class Lately:
    """The newest entry of a case that the viewer sees."""

    at: datetime
    case: str
    event: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Workbench:
    """What waits, by urgency, each group cut to ``SHOWN``; ``counts`` are of all of it.

    ``oldest`` is by how many working days the task that waits longest is overdue. ``cut``: more
    waits than was counted. ``alerts``, the next steps of alerts, are in no count but ``pressing``.
    """

    today: date
    waiting: Mapping[str, tuple[ListedTask, ...]]
    counts: Mapping[str, int]
    oldest: int
    ahead: tuple[Load, ...]
    lately: tuple[Lately, ...]
    cut: bool
    alerts: tuple[AlertTask, ...]

    @property
    def pressing(self) -> int:
        """What must be done today: overdue, or due by its end."""
        due = sum(one.due_on <= self.today for one in self.alerts)
        return self.counts["overdue"] + self.counts["today"] + due


@dataclass(frozen=True, slots=True)
class MyTasks:
    """The list behind the figures of the workbench: a page of it, and the key of the next one.

    ``counts`` are of all of it. ``alerts`` are those of the workbench.
    """

    rows: tuple[ListedTask, ...]
    counts: Mapping[str, int]
    next: str | None
    alerts: tuple[AlertTask, ...]


def workbench(store: Store, now: datetime, *, viewer: str) -> Workbench:
    """The workbench of ``viewer``, of the tasks that they answer for."""
    today = local_day(now)
    with store.read() as connection:
        tasks, groups, until = _mine(store, connection, viewer, today)
        alerts = alert_tasks(store, connection, viewer, today, everything=False)
        lately = islice(_lately(connection, viewer, today), SHOWN)
        return Workbench(
            today=today,
            waiting={code: tuple(those[:SHOWN]) for code, those in groups.items()},
            counts={code: len(those) for code, those in groups.items()},
            oldest=max((-(one.days_left or 0) for one in groups["overdue"]), default=0),
            ahead=tuple(_ahead(store, connection, [*tasks, *alerts], today)),
            lately=tuple(sorted(lately, key=lambda one: one.at, reverse=True)),
            cut=until is not None,
            alerts=at_hand(alerts),
        )


def my_tasks(
    store: Store,
    now: datetime,
    *,
    viewer: str,
    urgency: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> MyTasks:
    """The running tasks that ``viewer`` answers for, of one urgency or all, by due day.

    Raises ``Invalid`` where ``after`` begins with no day.
    """
    today, reached = local_day(now), _day_of(after) if after else date.min
    with store.read() as connection:
        tasks, groups, until = _mine(store, connection, viewer, today)
        counts = {code: len(those) for code, those in groups.items()}
        if until:
            whole = tasks_by_day(connection, viewer, today)
            counts = _by_urgency(whole, today, calendar(store, connection))
        behind = (task for task in tasks if until is None or task.due_on < until)
        asked = _asked(sorted(behind, key=attrgetter("key")), urgency, after)
        left = list(islice(asked, limit + 1))
        if until and len(left) <= limit:
            since = max(until, reached)
            later = listed(connection, store, later_tasks(connection, viewer, today, since), today)
            left += islice(_asked(_in_order(later), urgency, after), limit + 1 - len(left))
        alerts = alert_tasks(store, connection, viewer, today, everything=False)
    more = left[limit - 1].key if len(left) > limit else None
    return MyTasks(tuple(left[:limit]), counts, more, at_hand(alerts))


def _day_of(key: str) -> date:
    try:
        return date.fromisoformat(key[:DAY])
    except ValueError:
        raise Invalid(
            "after", "须以日期开头，如 2026-03-09", "begins with a day such as 2026-03-09"
        ) from None


def _asked(
    tasks: Iterable[ListedTask], urgency: str | None, after: str | None
) -> Iterator[ListedTask]:
    """Those of one urgency, or all, that come after that key; ``tasks`` are by due day."""
    for one in tasks:
        if urgency and URGENCIES.index(one.urgency) > URGENCIES.index(urgency):
            return
        if (not urgency or one.urgency == urgency) and (after is None or one.key > after):
            yield one


def _in_order(tasks: Iterable[ListedTask]) -> Iterator[ListedTask]:
    """Tasks that come by due day, those of a day by their key."""
    for _, those in groupby(tasks, attrgetter("due_on")):
        yield from sorted(those, key=attrgetter("key"))


def _by_urgency(days: Mapping[date, int], today: date, known: WorkingDayCalendar) -> dict[str, int]:
    counts = dict.fromkeys(URGENCIES, 0)
    for day, number in days.items():
        counts[urgency_of(day, today, known)] += number
    return counts


def _mine(
    store: Store, connection: Connection, viewer: str, today: date
) -> tuple[list[ListedTask], dict[str, list[ListedTask]], date | None]:
    """What waits for them, the same by urgency; of very much, some from that day on."""
    found, until = nearest_tasks(connection, viewer, today)
    tasks = list(listed(connection, store, iter(found), today))
    return tasks, {u: [one for one in tasks if one.urgency == u] for u in URGENCIES}, until


def _ahead(
    store: Store, connection: Connection, tasks: Sequence[ListedTask | AlertTask], today: date
) -> Iterator[Load]:
    known, due = calendar(store, connection), Counter(task.due_on for task in tasks)
    for n in range(DAYS_AHEAD):
        day = today + timedelta(days=n)
        why = known.why(day)
        yield Load(day, why.working, why.zh, why.en, due[day])


def _lately(connection: Connection, viewer: str, today: date) -> Iterator[Lately]:
    """Of the cases that changed last, what the viewer may see of it."""
    seen, person = cases_seen(connection, viewer, today), find_person(connection, viewer, today)
    wanted = case_list.Wanted(seen=seen)
    changed = case_list.browse(connection, wanted, 3 * SHOWN, order=Order.CHANGED).cases
    for start in range(0, len(changed), SHOWN):
        ids = [one.id for one in changed[start : start + SHOWN]]
        cases, histories = records.load_cases(connection, ids), browsing.histories(connection, ids)
        for case in (cases[one] for one in ids if one in cases):
            try:
                eyes = eyes_in(person, case, Facts.read(case.facts))
            except NotFound:
                continue
            event = next((e for e in histories[case.id] if eyes.event(e)), None)
            if event:
                yield Lately(event["at"], case.number, event["event"], event["actor_name"])
