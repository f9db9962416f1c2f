"""The notices a step brings: who is told what, put in the outbox in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
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

SPOKEN = frozenset({"commented", "comment_shown"})
"""What one says is no news to oneself."""
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
        (name, _asked(name, facts), None) for name in step.row.notices
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
    moment = _Moment(case, step, seq, now)
    everybody: frozenset[Role] = frozenset().union(*(roles for _, roles, _ in wanted))
    told = addressees(case, facts, everybody, holders)
    rows = [
        moment.row(name, change, role, person)
        for name, roles, change in wanted
        for role, person in told
        if role in roles and not (name in SPOKEN and person == step.actor)
    ]
    for name, _, change in wanted:
        main = {row["recipient_id"] for row in rows if row["name"] == name}
        copied = addressees(case, facts, frozenset(CATALOGUE[name].copies), holders)
        rows += [
            moment.row(name, change, role, person, copy=True)
            for role, person in copied
            if person not in main
        ]
    if "recusal_told" in step.row.notices:
        rows += _told_of_recusals(moment, facts, holders)
    return rows


def _asked(name: str, facts: Facts) -> frozenset[Role]:
    """Who is told; who has given their receipt is not urged for it (第十七条)."""
    roles = frozenset(CATALOGUE[name].roles)
    return roles.difference(facts.receipts) if name == "archives_urged" else roles


def _told_of_recusals(moment: "_Moment", facts: Facts, holders: Holders) -> list[dict[str, Any]]:
    """What was decided, for whom it concerns and who asked for it: the others' notices miss them.

    Who keeps out is in no list of addressees any more.
    """
    before = Facts.read(moment.case.facts)
    decided = [
        after
        for was, after in zip(before.recusals, facts.recusals, strict=False)
        if was.granted is None and after.granted is not None
    ]
    told = {person: one for one in decided for person in (one.declared_by, one.person)}
    return [
        moment.row(
            "recusal_told", None, _part_of(person, moment.case, before, holders), person,
            outcome="granted" if one.granted else "refused",
        )
        for person, one in told.items()
    ]  # fmt: skip


def _part_of(person: int, case: CaseRecord, before: Facts, holders: Holders) -> Role:
    """The part that somebody had in the case, for the words of their notice."""
    seats = {
        Role.OFF: (case.officer_id, *before.officers),
        Role.HND: (case.handler_id,),
        Role.SUP: (case.supervisor_id,),
        Role.REV: before.reviewers,
    }
    seated = (role for role, people in seats.items() if person in people)
    held = holders(frozenset(Role) - seats.keys(), case.unit_id)
    return next(seated, None) or next((Role(r) for r, holder in held if holder == person), Role.OFF)


def told_of(kind: str, track: str) -> frozenset[Role]:
    """Who hears of a task's last day.

    On the external track the filing with us stops nothing: handler and supervisor hear of the
    window too (第十六条).
    """
    external = kind == "application_window" and track == Track.EXTERNAL
    return frozenset(TASK_KINDS[kind].responsible) | ({Role.HND, Role.SUP} if external else set())


@dataclass(frozen=True, slots=True)
class _Moment:
    """The step that brings notices, as each of them keeps it."""

    case: CaseRecord
    step: Step
    seq: int
    now: datetime

    def row(
        self,
        name: str,
        change: TaskChange | None,
        role: Role,
        person: int,
        *,
        copy: bool = False,
        outcome: str | None = None,
    ) -> dict[str, Any]:
        """A notice for one person."""
        kind, step = change.kind if change else None, self.step
        return {
            "key": f"{self.case.number}/{self.seq}/{name}{f'/{kind}' if kind else ''}/{person}",
            "case_id": self.case.id,
            "task_id": change.task_id if change else None,
            "name": name,
            "recipient_id": person,
            "role": str(role),
            "copy": copy,
            "always": not CATALOGUE[name].optional,
            "context": outbox.context(
                event=step.row.event.code,
                article=step.articles[0] if step.articles else None,
                task=kind,
                due_on=change.due_on if change else None,
                provisional=change.provisional if change else False,
                was=change.was if change else None,
                outcome=outcome,
            ),
            "not_before": self.now,
            "created_at": self.now,
        }
