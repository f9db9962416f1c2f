"""What a step leaves in the database: its event in the chain, its tasks and its papers."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from cases.clocks import TaskChange
from states.forms.base import Form
from states.step import Step
from storage import records
from storage.chain import ALGORITHM, canonical, link
from storage.people import PersonRecord
from storage.records import CaseRecord


def write_step(
    connection: Connection,
    case: CaseRecord,
    step: Step,
    made: list[TaskChange],
    *,
    person: PersonRecord | None,
    form: Form,
    now: datetime,
    key: str | None = None,
) -> bool:
    """Write a step of a case that stands at ``case.version``; false where somebody came first."""
    seq = case.version + 1
    learned = step.facts.model_dump(mode="json", include=set(step.learned))
    entry = body_of(
        number=case.number, seq=seq, at=now, step=step, person=person, form=form,
        from_state=case.state, learned=learned, made=made, key=key,
    )  # fmt: skip
    text = canonical(entry)
    head = link(case.head, text)
    decision = step.facts.decision
    written = records.advance_case(
        connection,
        {
            "case": case.id,
            "expected": case.version,
            "state": str(step.dest),
            "version": seq,
            "outcome": str(decision.outcome) if decision else None,
            "facts": merged_facts(case.facts, learned),
            "head": head,
            "changed_at": now,
            "closed_at": now if step.dest.final else None,
        },
    )
    if not written:
        return False
    records.append_event(
        connection,
        event_row(
            case.id, seq, now, step, person, from_state=case.state, body=text,
            previous=case.head, head=head, key=key,
        ),
    )  # fmt: skip
    write_tasks(connection, case.id, seq, made, now)
    records.insert_papers(connection, paper_rows(case.id, seq, step, now))
    return True


def body_of(
    *,
    number: str,
    seq: int,
    at: datetime,
    step: Step,
    person: PersonRecord | None,
    form: Form,
    from_state: str | None,
    learned: Mapping[str, Any],
    made: list[TaskChange],
    key: str | None,
) -> dict[str, Any]:
    """The body of an event: all that verification needs, and nothing that is read elsewhere."""
    return {
        "case": number,
        "seq": seq,
        "at": at.isoformat(),
        "event": step.row.event.code,
        "from": from_state,
        "to": str(step.dest),
        "actor": person.username if person else None,
        "role": str(step.role),
        "articles": step.row.articles,
        "reason": form.reason,
        "data": form.model_dump(mode="json", exclude_defaults=True, exclude={"reason"}),
        "learned": learned,
        "tasks": [change.recorded() for change in made],
        "papers": step.papers,
        "key": key,
    }


def merged_facts(held: str, learned: Mapping[str, Any]) -> str:
    """The facts after an event: a fold that verification repeats from the events alone."""
    return canonical({**json.loads(held), **learned}) if learned else held


def event_row(
    case_id: int,
    seq: int,
    now: datetime,
    step: Step,
    person: PersonRecord | None,
    *,
    from_state: str | None,
    body: str,
    previous: str,
    head: str,
    key: str | None,
) -> dict[str, Any]:
    """The row of an event, its columns drawn from the body for lists and searches."""
    return {
        "case_id": case_id,
        "seq": seq,
        "at": now,
        "event": step.row.event.code,
        "from_state": from_state,
        "to_state": str(step.dest),
        "actor_id": person.id if person else None,
        "role": str(step.role),
        "body": body,
        "algorithm": ALGORITHM,
        "previous": previous,
        "hash": head,
        "idempotency_key": key,
    }


def write_tasks(
    connection: Connection, case_id: int, seq: int, made: list[TaskChange], now: datetime
) -> None:
    """Write every change of a task, closing before opening."""
    records.close_tasks(
        connection,
        [{"task": c.task_id, "to": c.op, "at": now} for c in made if c.op in {"done", "lapsed"}],
    )
    records.retime_tasks(
        connection,
        [
            {
                "task": c.task_id,
                "to": "open" if c.left is None else "paused",
                "due": c.due_on,
                "prov": c.provisional,
                "remaining": c.left,
                "next": c.next_action_at,
            }
            for c in made
            if c.op in {"pause", "resume", "extend", "recount"}
        ],
    )
    for change in made:
        if change.kind == "application_window" and change.moved:
            records.move_window(connection, case_id, change.due_on)
    records.insert_tasks(
        connection,
        [
            {
                "case_id": case_id,
                "kind": c.kind,
                "state": "open",
                "started_on": c.started_on,
                "due_on": c.due_on,
                "provisional": c.provisional,
                "next_action_at": c.next_action_at,
                "opened_seq": seq,
                "opened_at": now,
            }
            for c in made
            if c.op == "open"
        ],
    )


def paper_rows(case_id: int, seq: int, step: Step, now: datetime) -> list[dict[str, Any]]:
    """The papers that a step calls for."""
    return [
        {"case_id": case_id, "seq": seq, "code": code, "state": "due", "created_at": now}
        for code in step.papers
    ]
