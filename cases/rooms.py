"""What the rooms have in common: who comes in, what is next for them, and where a page ends."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Select

from access.policy import Thing, sight
from cases.advance import Desk, as_seen_by
from cases.eyes import Eyes, eyes_for, look_at
from cases.listing import SOON
from cases.standing import find_person
from deadlines import WorkingDayCalendar, local_day
from deadlines.working_days import LAST
from regulations.pack import Pack
from states.errors import Invalid, NotGranted
from states.facts import Facts
from states.step import is_open
from states.vocabulary import Role, State, Term
from storage import Store, rooms
from storage.calendar import calendar
from storage.lines import FAR
from storage.packs import pack_by_id
from storage.people import PersonRecord
from storage.records import CaseRecord, TaskRecord, open_tasks_of
from storage.rooms import DueKey, RoomCase, TimeKey

PAGE = 25
MOST = rooms.MOST
Tasks = Mapping[str, TaskRecord]
"""The open tasks of a case, by kind."""
Choice = TypeVar("Choice", bound=Term)
LATELY = timedelta(days=90)
"""For how long what is done stands in its room."""


class Light(Term):
    """How a deadline stands, in the colour of a traffic light and in words."""

    GREEN = "green", "期限内", "On time"
    AMBER = "amber", "临近", "Close"
    RED = "red", "超期", "Overdue"


def light_of(due_on: date, today: date, days: WorkingDayCalendar) -> Light:
    """Red once the day is over, amber from five working days before it, else green."""
    if due_on < today:
        return Light.RED
    return Light.GREEN if days_left(due_on, today, days) > SOON else Light.AMBER


def days_left(due_on: date, today: date, days: WorkingDayCalendar) -> int:
    """How many working days are left; a plan may name a day after the calendar's last."""
    return days.count(today, min(due_on, LAST))


def held_by(person: PersonRecord) -> frozenset[Role]:
    """Every role of theirs, their own or lent to them."""
    return frozenset(
        (*(Role(role) for role, _ in person.grants), *(Role(one.role) for one in person.lent))
    )


def comes_in(person: PersonRecord, *things: Thing) -> bool:
    """Whether a role of theirs shows them any of ``things``, more or less of it."""
    return any(sight(held_by(person), thing, decided=True) for thing in things)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody in a room: at what moment, and by which calendar days are counted."""

    desk: Desk
    person: PersonRecord
    today: date
    days: WorkingDayCalendar

    @property
    def connection(self) -> Connection:
        """The transaction in which the room is read."""
        return self.desk.connection

    def pack_of(self, case: CaseRecord) -> Pack:
        """The pack that a case began with."""
        return pack_by_id(self.desk.store, self.connection, case.pack_id)

    def next_for(
        self, case: CaseRecord, facts: Facts, tasks: Tasks, events: Iterable[str]
    ) -> str | None:
        """The first of ``events`` that is open to the visitor, by the case and its open tasks."""
        at = as_seen_by(self.desk, case, facts, self.person, tasks)
        return next((event for event in events if is_open(event, at)), None)


def visit(
    store: Store, connection: Connection, viewer: str, now: datetime, *things: Thing
) -> Visit:
    """``viewer`` in the room of ``things``; raises ``GuardFailed``, which says for whom it is."""
    at = visitor(connection, store, viewer, now)
    if not comes_in(at.person, *things):
        who = [r for r in Role if any(sight([r], thing, decided=True) for thing in things)]
        raise NotGranted(
            f"{things[0].zh}由{'、'.join(role.zh for role in who)}查阅",
            f"{things[0].en}: for {', '.join(role.en for role in who)}",
        )
    return at


def visitor(connection: Connection, store: Store, viewer: str, now: datetime) -> Visit:
    """``viewer`` wherever they may be, for what asks of one case."""
    today = local_day(now)
    person = find_person(connection, viewer, today)
    return Visit(Desk(store, connection, now), person, today, calendar(store, connection))


def seen_rows(
    at: Visit, found: Sequence[RoomCase], things: Collection[Thing]
) -> Iterator[tuple[RoomCase, Facts, Eyes, Tasks]]:
    """Those of which the visitor sees any of ``things``, with what they see and what is open."""
    tasks = open_tasks_of(at.connection, [one.case.id for one in found])
    for one in found:
        facts = Facts.read(one.case.facts)
        eyes = eyes_for(at.person, one.case, facts)
        if any(eyes.of(thing) for thing in things):
            yield one, facts, eyes, tasks[one.case.id]


def pages_of(store: Store, number: str, now: datetime, *, viewer: str) -> tuple[str, ...]:
    """Which pages of its own parts a case has for ``viewer``; raises ``NotFound``."""
    with store.read() as connection:
        case, eyes = look_at(connection, number, viewer, now)
    after = eyes.decided or State(case.state) in {State.CLEARING, State.LESSONS}
    things = {"correction": (Thing.CORRECTION,), "clearing_of": (Thing.CLEARING, Thing.FEEDBACK)}
    return tuple(
        name for name, asked in things.items() if after and any(eyes.of(thing) for thing in asked)
    )


def subject_for(case: CaseRecord, eyes: Eyes) -> str:
    """What the case is about; its number for whoever sees no facts."""
    return case.subject if eyes.of(Thing.FACTS) else case.number


def turned(
    connection: Connection,
    picked: Select[Any],
    after: str | None,
    limit: int,
    *,
    by_day: bool = True,
) -> tuple[list[RoomCase], str | None]:
    """A page of the cases ``picked`` and the mark of the next one; raises ``Invalid``.

    By day and number; not ``by_day`` what changed last comes first.
    """
    if by_day:
        found = rooms.by_due(connection, picked, _due_key(after), limit + 1)
    else:
        found = rooms.by_change(connection, picked, _time_key(after), limit + 1)
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    mark: tuple[object, object] = (last.changed_at.isoformat(), last.case.id)
    if by_day:
        mark = (last.due_on or FAR, last.case.number)
    return found[:limit], f"{mark[0]}|{mark[1]}"


def chosen(choices: type[Choice], code: str) -> Choice:
    """What a page was asked to show; raises ``Invalid``."""
    if code not in set(choices):
        raise Invalid("show", "没有这个选项，请从列表中选择", "there is no such choice")
    return choices(code)


def _due_key(after: str | None) -> DueKey | None:
    if after is None:
        return None
    try:
        day, number = after.split("|", 1)
        return date.fromisoformat(day), number
    except ValueError:
        raise _no_mark() from None


ROWS = 1 << 63
"""Below it a database takes a number for one of a row."""


def _time_key(after: str | None) -> TimeKey | None:
    if after is None:
        return None
    try:
        moment, case = after.split("|", 1)
        key = datetime.fromisoformat(moment).astimezone(UTC), int(case)
    except (ValueError, OverflowError):
        raise _no_mark() from None
    if not 0 < key[1] < ROWS:
        raise _no_mark()
    return key


def _no_mark() -> Invalid:
    return Invalid(
        "after", "不是上一页给出的标记，请从第一页开始", "is not a mark that a page gave"
    )
