"""What a step leaves in the database: its event in the chain, its tasks and its papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from cases.clocks import TaskChange
from states.facts import Facts
from states.forms.base import Form
from states.step import Step
from states.vocabulary import Role
from storage import lines, records
from storage.chain import algorithm_of, canonical, link
from storage.people import PersonRecord
from storage.records import CaseRecord

MARKING = frozenset({"officers", "reviewers", "recusals", "sheet"})
"""The facts that lists ask for."""
GROUNDS = frozenset(f"A{article}" for article in range(10, 17))


@dataclass(frozen=True, slots=True)
class Decided:
    """A step of a case that stands at ``case.version``: decided and counted, not yet written."""

    case: CaseRecord
    step: Step
    made: list[TaskChange]
    person: PersonRecord | None
    form: Form
    now: datetime
    key: str | None = None
    seat: tuple[str, int] | None = None
    """Who takes over as handler or supervisor."""

    @property
    def seated(self) -> CaseRecord:
        """The case with whoever takes over in their seat."""
        if self.seat is None:
            return self.case
        role, person = self.seat
        if role == Role.HND:
            return replace(self.case, handler_id=person)
        return replace(self.case, supervisor_id=person)

    @property
    def seq(self) -> int:
        """The number of its event, and the version of the case after it."""
        return self.case.version + 1


def write_steps(connection: Connection, steps: Sequence[Decided]) -> bool:
    """Write a step each of as many cases, table by table.

    False where somebody came first: of a single step nothing was written then, of several perhaps
    the others' rows of cases, and the transaction must not be kept.
    """
    algorithm = algorithm_of(connection)
    rows = [_rows(one, algorithm) for one in steps]
    if records.advance_cases(connection, [case for case, _ in rows]) != len(steps):
        return False
    records.append_events(connection, [event for _, event in rows])
    write_tasks(connection, [(one.case.id, one.seq, one.made, one.now) for one in steps])
    papers = [row for one in steps for row in paper_rows(one.case.id, one.seq, one.step, one.now)]
    records.insert_papers(connection, papers)
    for one in steps:
        if one.seat:
            records.fill_seat(connection, one.case.id, *one.seat)
        if MARKING.intersection(one.step.learned):
            keep_parts(connection, one.case.id, one.step.facts)
    lines.keep_lines(connection, [one.case.id for one in steps])
    return True


def keep_parts(connection: Connection, case: int, facts: Facts) -> None:
    """Whatever lists ask the facts of a case."""
    lines.keep_parts(connection, case, sorted(parts_said(facts)), sorted(items_said(facts)))


def parts_said(facts: Facts) -> set[tuple[int, str]]:
    """Who reviews the case and who keeps out of it, as its facts say."""
    reviewers = {(person, "reviewer") for person in facts.reviewers}
    return reviewers | {(person, "kept_out") for person in facts.kept_out}


def items_said(facts: Facts) -> set[str]:
    """The items of arts. 10–16 that are answered yes, and their articles (``A10.2``, ``A10``)."""
    yes = (code.split(".") for code, answer in facts.sheet.answers.items() if answer.value)
    found = {(article, item) for article, item, *_ in yes if article in GROUNDS}
    return {article for article, _ in found} | {".".join(pair) for pair in found}


def _rows(one: Decided, algorithm: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the case is after the step, and the event that says so."""
    case, step, now = one.case, one.step, one.now
    learned = step.facts.model_dump(mode="json", include=set(step.learned))
    entry = body_of(
        number=case.number, seq=one.seq, at=now, step=step, person=one.person, form=one.form,
        from_state=case.state, learned=learned, made=one.made, key=one.key,
    )  # fmt: skip
    text = canonical(entry)
    head = link(case.head, text, algorithm)
    decision = step.facts.decision
    after = {
        "case": case.id,
        "expected": case.version,
        "state": str(step.dest),
        "version": one.seq,
        "outcome": str(decision.outcome) if decision else None,
        "facts": merged_facts(case.facts, learned),
        "head": head,
        "changed_at": now,
        "closed_at": now if step.dest.final else None,
    }
    return after, event_row(
        case.id, one.seq, now, step, one.person, from_state=case.state, body=text,
        previous=case.head, head=head, key=one.key, algorithm=algorithm,
    )  # fmt: skip


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
        "articles": step.articles,
        "reason": form.reason,
        "data": as_recorded(form),
        "learned": learned,
        "tasks": [change.recorded() for change in made],
        "papers": step.papers,
        "key": key,
        **({"for": step.lender} if step.lender else {}),
    }


def as_recorded(form: Form) -> dict[str, Any]:
    """The data of a form as an event's body keeps it; its reason stands beside."""
    return form.model_dump(mode="json", exclude_defaults=True, exclude={"reason"})


def merged_facts(held: str, learned: Mapping[str, Any]) -> str:
    """The facts after an event: a fold that verification repeats from the events alone."""
    return canonical({**orjson.loads(held), **learned}) if learned else held


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
    algorithm: str,
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
        "algorithm": algorithm,
        "previous": previous,
        "hash": head,
        "idempotency_key": key,
    }


def write_tasks(
    connection: Connection, work: Iterable[tuple[int, int, list[TaskChange], datetime]]
) -> None:
    """Write every change of a task, closing before opening: case, seq, changes and instant each."""
    made = [(case, seq, change, now) for case, seq, many, now in work for change in many]
    records.close_tasks(
        connection,
        [
            {"task": c.task_id, "to": c.op, "at": now}
            for _, _, c, now in made
            if c.op in {"done", "lapsed"}
        ],
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
            for _, _, c, _ in made
            if c.op in {"pause", "resume", "extend", "recount"}
        ],
    )
    for case, _, change, _ in made:
        if change.kind == "application_window" and change.moved:
            records.move_window(connection, case, change.due_on)
    records.insert_tasks(
        connection,
        [
            {
                "case_id": case,
                "kind": c.kind,
                "state": "open",
                "started_on": c.started_on,
                "due_on": c.due_on,
                "provisional": c.provisional,
                "next_action_at": c.next_action_at,
                "opened_seq": seq,
                "opened_at": now,
            }
            for case, seq, c, now in made
            if c.op == "open"
        ],
    )


def paper_rows(case_id: int, seq: int, step: Step, now: datetime) -> list[dict[str, Any]]:
    """The papers that a step calls for."""
    return [
        {"case_id": case_id, "seq": seq, "code": code, "state": "due", "created_at": now}
        for code in step.papers
    ]
