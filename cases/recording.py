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
from storage.chain import ALGORITHM, canonical
from storage.people import PersonRecord


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
    return canonical({**json.loads(held), **learned})


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
                "to": "paused" if c.op == "pause" else "open",
                "due": c.due_on,
                "prov": c.provisional,
                "remaining": c.left,
                "next": c.next_action_at,
            }
            for c in made
            if c.op in {"pause", "resume", "extend"}
        ],
    )
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
