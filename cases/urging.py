"""Urging (催办): a supervisor asks for an open task to be done, once a working day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.eyes import look_at
from cases.standing import addressees, find_person
from deadlines import WorkingDayCalendar, local_day
from notifications.catalogue import CATALOGUE
from states.errors import GuardFailed, NotFound, NotGranted
from states.facts import Facts
from states.tasks import TASK_KINDS
from states.vocabulary import Role
from storage import Store, due_tasks, journal, outbox, people, records
from storage.calendar import calendar
from storage.packs import pack_by_id
from storage.records import CaseRecord, TaskRecord

NOTICE = "urged"


@dataclass(frozen=True, slots=True)
class Urged:
    """What an urging did: for which working day it counts, and how many were told."""

    case: str
    task: str
    day: date
    told: int


def urge(store: Store, number: str, kind: str, by: str, now: datetime) -> Urged:
    """Urge whoever answers for the task; at most once for it and each working day.

    Raises ``NotFound`` where the case or the task is not theirs to see, and ``GuardFailed`` where
    they do not supervise it, the task rests, or it was urged for that day.
    """
    now = now.astimezone(UTC)
    with store.write() as connection:
        case, eyes = look_at(connection, number, by, now)
        task = records.open_tasks(connection, case.id).get(kind)
        if task is None or kind not in TASK_KINDS or not eyes.task(kind):
            raise NotFound("待办", "open task", kind)
        if not may(eyes.roles, Thing.CLOCKS, "A"):
            raise NotGranted(
                "催办由案件督办、主要负责人办理",
                "urging is for the supervisor of the case and the bureau's leader",
            )
        if task.state != "open":
            raise GuardFailed("该待办已暂停，恢复后再催办", "the task is paused: nobody is urged")
        due_tasks.take_case(connection, task.id)
        day = working_day(local_day(now), calendar(store, connection))
        key = f"{NOTICE}/{task.id}/{day}"
        if outbox.queued_by(connection, f"{key}/"):
            raise GuardFailed(
                f"该待办在{day}已经催办；每个工作日只催办一次",
                f"it was urged for {day} already: once a working day",
            )
        rows = _notices(store, connection, case, task, key, now)
        outbox.queue(connection, rows)
        person = find_person(connection, by, local_day(now))
        journal.note(connection, "task_urged", person, now, case=number, task=kind, told=len(rows))
    return Urged(number, kind, day, len(rows))


def working_day(today: date, days: WorkingDayCalendar) -> date:
    """The working day that an urging counts for: on a day off the next, when it is told."""
    while not days.is_working(today):
        today += timedelta(days=1)
    return today


def _notices(
    store: Store,
    connection: Connection,
    case: CaseRecord,
    task: TaskRecord,
    key: str,
    now: datetime,
) -> list[dict[str, object]]:
    facts, day = Facts.read(case.facts), local_day(now)
    answering = frozenset(TASK_KINDS[task.kind].responsible)
    copied = frozenset(CATALOGUE[NOTICE].copies) - answering

    def holders(roles: frozenset[Role], unit: int) -> list[tuple[str, int]]:
        return people.holders(connection, day, roles, unit)

    main = addressees(case, facts, answering, holders)
    told = {person for _, person in main}
    copies = [one for one in addressees(case, facts, copied, holders) if one[1] not in told]
    rule = pack_by_id(store, connection, case.pack_id).deadlines[task.kind]
    context = outbox.context(
        event=None, article=rule.article,
        task=task.kind, due_on=task.due_on, provisional=task.provisional,
    )  # fmt: skip
    return [
        {
            "key": f"{key}/{person}", "case_id": case.id, "task_id": task.id, "name": NOTICE,
            "recipient_id": person, "role": str(role), "copy": copy,
            "always": not CATALOGUE[NOTICE].optional, "context": context, "not_before": now,
            "created_at": now,
        }
        for role, person, copy in (
            *((role, person, False) for role, person in main),
            *((role, person, True) for role, person in copies),
        )
    ]  # fmt: skip
