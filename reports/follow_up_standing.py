"""Where one correction stands: read off the rows, or folded from the events up to an instant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from deadlines import local_day
from storage.follow_up_cases import CORRECTING, CaseRow, TaskRow

PROGRESSING = frozenset({"report_progress", "finish_correction"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A correction that is open at an instant; ``task`` is what runs of it.

    ``began_on`` is when it was started and ``approved_on`` when its plan was, where they were.
    ``decision`` and ``plan`` are as the facts of the case hold them, ``progress`` is the last word
    on it and its day.
    """

    case: str
    officer: str
    unit_id: int
    task: TaskRow
    began_on: date | None
    approved_on: date | None
    decision: Mapping[str, Any] | None
    plan: Mapping[str, Any] | None
    progress: tuple[date, str] | None
    handler: str
    supervisor: str


def of_rows(
    case: CaseRow,
    tasks: Sequence[TaskRow],
    progress: tuple[datetime, str] | None,
    names: Mapping[int, str],
) -> Standing | None:
    """As its rows say; ``None`` where no task of a correction is open."""
    facts = orjson.loads(case.facts)
    said = None
    if progress:
        said = local_day(progress[0]), orjson.loads(progress[1])["data"]["progress"]
    return _standing(
        case, tasks, facts, said, names.get(case.handler, ""), names.get(case.supervisor, "")
    )


def of_events(
    case: CaseRow, events: Iterable[tuple[datetime, str, str]], names: Mapping[str, str]
) -> Standing | None:
    """As its events before an instant say, and no later one; ``names`` by username."""
    facts: dict[str, Any] = {}
    seats: dict[str, str] = {}
    tasks: list[TaskRow] = []
    said: tuple[date, str] | None = None
    for at, event, text in events:
        body = orjson.loads(text)
        facts |= body["learned"]
        seats = seats or {"HND": body["handler"], "SUP": body["supervisor"]}
        if event == "reassign":
            seats[body["data"]["role"]] = body["data"]["person"]
        if event in PROGRESSING:
            said = local_day(at), body["data"]["progress"]
        for change in body["tasks"]:
            if change["kind"] in CORRECTING:
                tasks = list(_changed(tasks, change))
    handler, supervisor = (names.get(seats.get(role, ""), "") for role in ("HND", "SUP"))
    return _standing(case, tasks, facts, said, handler, supervisor)


def _changed(tasks: Sequence[TaskRow], change: Mapping[str, Any]) -> Iterator[TaskRow]:
    """The tasks after one change: the running one of its kind, or one more."""
    op, kind = change["op"], change["kind"]
    made = TaskRow(
        kind, date.fromisoformat(change["started_on"]), date.fromisoformat(change["due_on"]),
        change["provisional"], change["left"] is not None, op not in {"done", "lapsed"},
    )  # fmt: skip
    if op == "open":
        yield from tasks
        yield made
        return
    for task in tasks:
        yield made if task.kind == kind and task.open else task


def _standing(
    case: CaseRow,
    tasks: Sequence[TaskRow],
    facts: Mapping[str, Any],
    progress: tuple[date, str] | None,
    handler: str,
    supervisor: str,
) -> Standing | None:
    running = next((task for task in reversed(tasks) if task.open), None)
    if running is None:
        return None
    started = {task.kind: task.started_on for task in tasks}
    begun = None if running.kind == "start_correction" else started.get("correction_plan")
    approved = started.get("complete_correction") if begun else None
    if progress and (begun is None or progress[0] < begun):
        progress = None  # of an earlier round, before the decision was revoked
    return Standing(
        case.number, case.officer, case.unit_id, running, begun,
        approved if approved and begun and approved >= begun else None,
        facts.get("decision"), facts.get("plan"), progress, handler, supervisor,
    )  # fmt: skip
