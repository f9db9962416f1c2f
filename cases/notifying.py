"""The notices a step brings: who is told what, put in the outbox in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from cases.clocks import TaskChange
from cases.standing import Holders, addressees
from deadlines import local_day
from notifications.catalogue import CATALOGUE
from states.facts import Facts
from states.step import Step
from states.tasks import TASK_KINDS
from states.vocabulary import Role, Track
from storage import outbox, people
from storage.records import CaseRecord

TOLD_BY_ANOTHER_NOTICE = {"application_window", "impact_period"}


def queue_notices(
    connection: Connection,
    case: CaseRecord,
    facts: Facts,
    step: Step,
    changes: Sequence[TaskChange],
    *,
    seq: int,
    now: datetime,
    holders: Holders | None = None,
) -> int:
    """Queue what ``step`` owes by mail; how many notices."""
    rows = notices_of(
        case, facts, step, changes, seq=seq, now=now,
        holders=holders or partial(people.holders, connection, local_day(now)),
    )  # fmt: skip
    outbox.queue(connection, rows)
    return len(rows)


def notices_of(
    case: CaseRecord,
    facts: Facts,
    step: Step,
    changes: Sequence[TaskChange],
    *,
    seq: int,
    now: datetime,
    holders: Holders,
) -> list[dict[str, Any]]:
    """The notices that ``step`` owes; many steps may share ``holders``."""
    wanted: list[tuple[str, frozenset[Role], TaskChange | None]] = [
        (name, frozenset(CATALOGUE[name].roles), None) for name in step.row.notices
    ]
    wanted += [
        ("task_opened", frozenset(TASK_KINDS[c.kind].responsible), c)
        for c in changes
        if c.op == "open" and c.kind not in TOLD_BY_ANOTHER_NOTICE
    ]
    wanted += [
        ("date_changed", told_of(c.kind, case.track), c)
        for c in changes
        if c.moved and c.left is None
    ]
    if not wanted:
        return []
    everybody: frozenset[Role] = frozenset().union(*(roles for _, roles, _ in wanted))
    told = addressees(case, facts, everybody, holders)
    return [
        _row(case, step, name, change, role, person, seq, now)
        for name, roles, change in wanted
        for role, person in told
        if role in roles
    ]


def told_of(kind: str, track: str) -> frozenset[Role]:
    """Who hears of a task's last day.

    On the external track the filing with us stops nothing: handler and supervisor hear of the
    window too (第十六条).
    """
    external = kind == "application_window" and track == Track.EXTERNAL
    return frozenset(TASK_KINDS[kind].responsible) | ({Role.HND, Role.SUP} if external else set())


def _row(
    case: CaseRecord,
    step: Step,
    name: str,
    change: TaskChange | None,
    role: Role,
    person: int,
    seq: int,
    now: datetime,
) -> dict[str, Any]:
    kind = change.kind if change else None
    return {
        "key": f"{case.number}/{seq}/{name}{f'/{kind}' if kind else ''}/{person}",
        "case_id": case.id,
        "task_id": change.task_id if change else None,
        "name": name,
        "recipient_id": person,
        "role": str(role),
        "context": outbox.context(
            event=step.row.event.code,
            article=step.articles[0] if step.articles else None,
            task=kind,
            due_on=change.due_on if change else None,
            provisional=change.provisional if change else False,
            was=change.was if change else None,
        ),
        "not_before": now,
        "created_at": now,
    }
