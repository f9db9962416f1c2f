"""What a due task says, to whom, and when it must be looked at again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection

from cases.notifying import told_of
from cases.standing import addressees
from deadlines import local_day
from notifications.catalogue import CATALOGUE
from states.events import EVENTS
from states.facts import Facts
from states.step import ROWS
from states.table import CLOCK_EVENTS
from states.vocabulary import Role, State
from storage import Store, outbox, people
from storage.calendar import calendar
from storage.due_tasks import DueTask
from storage.packs import pack_by_id

GATHERING = timedelta(minutes=5)
"""Reminders wait so long: those that one person gets in one morning leave as one digest."""
ESCALATES_TO = {
    "supervisor": Role.SUP,
    "division_leader": Role.DIV,
    "bureau_leader": Role.LDR,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing time did, or would do, ``at`` a moment: ``what`` is remind, escalate or lapse."""

    at: datetime
    what: str
    case: str
    task: str
    zh: str
    en: str
    due_on: date
    provisional: bool
    offset: int | None
    notices: int


@dataclass(frozen=True, slots=True)
class Look:
    """A ladder at one moment: the rung to speak now, the last one spoken, when to look again."""

    fresh: int | None
    last: int | None
    following: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """What is written for one task: its new mark, and the notices where a rung spoke."""

    mark: dict[str, Any]
    notices: list[dict[str, Any]]
    action: Action | None


class Speaker:
    """The clock in one transaction; what many tasks share is looked up once."""

    def __init__(self, store: Store, connection: Connection, now: datetime) -> None:
        self.now = now
        self._days = calendar(store, connection)
        self._pack = cache(partial(pack_by_id, store, connection))
        self._holders = cache(partial(people.holders, connection, local_day(now)))
        self._looked = cache(self._look)
        self._told = cache(self._tell)
        self._heard = cache(self._hear)

    def over(self, task: DueTask) -> datetime:
        """The instant at which the task's last day ends, by the case's own pack."""
        return self._pack(task.case.pack_id).end_of(task.due_on)

    def lapses(self, task: DueTask) -> str | None:
        """The event by which the clock ends this task, if its day is over and the table has one."""
        event = CLOCK_EVENTS.get(task.kind)
        if event is None or self.now < self.over(task):
            return None
        rows = ROWS.get((event, State(task.case.state)), ())
        granted = any(Role.SYS in r.roles and r.track in {None, task.case.track} for r in rows)
        return event if granted else None

    def say(self, task: DueTask) -> Said:
        """Speak the latest rung that was not spoken; after downtime not the whole ladder."""
        case = task.case
        facts = Facts.read(case.facts)
        look = self._looked(case.pack_id, task.kind, task.due_on, task.last_rung)
        mark = {"task": task.id, "rung": look.last, "next": look.following}
        if look.fresh is None:
            return Said(mark, [], None)
        heard = self._heard(case.pack_id, task.kind, case.track, look.fresh)
        context = self._told(case.pack_id, task.kind, task.due_on, provisional=task.provisional)
        what, name = ("remind", "reminder") if look.fresh <= 0 else ("escalate", "overdue")
        key = f"{case.number}/{task.id}/{task.due_on}/{look.fresh}"
        notices = [
            {
                "key": f"{key}/{person}",
                "case_id": case.id,
                "task_id": task.id,
                "name": name,
                "recipient_id": person,
                "role": str(role),
                "copy": False,
                "always": not CATALOGUE[name].optional,
                "context": context,
                "not_before": self.now + GATHERING,
                "created_at": self.now,
            }
            for role, person in addressees(case, facts, heard, self._holders)
        ]
        action = self.action(what, task, len(notices), look.fresh)
        return Said(mark, notices, action)

    def action(self, what: str, task: DueTask, notices: int, offset: int | None = None) -> Action:
        """What was done for a task, as a sweep tells of it."""
        rule = self._pack(task.case.pack_id).deadlines[task.kind]
        return Action(
            self.now, what, task.case.number, task.kind, rule.zh, rule.en, task.due_on,
            task.provisional, offset, notices,
        )  # fmt: skip

    def _look(self, pack_id: int, kind: str, due_on: date, last: int | None) -> Look:
        pack = self._pack(pack_id)
        rung = pack.latest_rung(kind, due_on, self._days, at=self.now)
        fresh = rung.offset if rung and (last is None or rung.offset > last) else None
        last = last if fresh is None else fresh
        following = pack.next_action(kind, due_on, self._days, after=self.now, last_rung=last)
        return Look(fresh, last, following)

    def _tell(self, pack_id: int, kind: str, due_on: date, *, provisional: bool) -> str:
        return outbox.context(
            event=EVENTS["open"].code if kind == "application_window" else None,
            article=self._pack(pack_id).deadlines[kind].article,
            task=kind,
            due_on=due_on,
            provisional=provisional,
        )

    def _hear(self, pack_id: int, kind: str, track: str, offset: int) -> frozenset[Role]:
        """Whoever hears of the task, and as the delay grows their superiors."""
        overdue = self._pack(pack_id).escalation.overdue
        return told_of(kind, track) | {
            ESCALATES_TO[role] for day, role in overdue.items() if day <= offset
        }
