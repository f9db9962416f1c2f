"""Keeping what lists are read from: written with the case, in the same transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from states.tasks import CORRECTION, OWED_TO_A_REPORTER
from states.vocabulary import Phase, State
from storage.prepared import Prepared
from storage.schema import Case, CaseItem, CaseLine, CasePart, Matter, SearchText, Task

FAR = date(9999, 12, 31)
"""Where a case without an open task stands: behind all that have one."""
LONGEST = 6
"""How much of a subject is kept from each of its characters on."""


def _near(cell: Any, *only: Any) -> Any:
    """Of the open task that is due first, of those that are ``only``."""
    return (
        select(cell)
        .where(Task.case_id == Case.id, Task.closed_at.is_(None), Task.state == "open", *only)
        .order_by(Task.due_on, Task.id)
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def _line(**of_tasks: Any) -> Select[Any]:
    """A line, with what it says of tasks."""
    return select(
        Case.id.label("case_id"), Case.number, Case.matter_id, Case.officer_id, Case.unit_id,
        Case.handler_id, Case.supervisor_id, Case.state, Case.outcome, Matter.track,
        Matter.started_on, Case.changed_at,
        *(cell.label(name) for name, cell in of_tasks.items()),
    ).join(Matter, Matter.id == Case.matter_id).where(Case.emptied.is_(None))  # fmt: skip


def _stands_in(*phases: Phase) -> Any:
    return Case.state.in_([literal(one.value) for one in State if one.phase in phases])


_told = Task.kind.not_in([literal(one) for one in sorted(OWED_TO_A_REPORTER)])
_accepted_at = (
    select(func.max(Task.closed_at))
    .where(Task.case_id == Case.id, Task.kind == "correction_report", Task.state == "done")
    .scalar_subquery()
)
_corrects = Task.kind.in_([literal(one) for one in CORRECTION])
drawn = _line(
    due_on=func.coalesce(_near(Task.due_on), literal(FAR)),
    task_id=_near(Task.id),
    told_on=func.coalesce(_near(Task.due_on, _told), literal(FAR)),
    told_task_id=_near(Task.id, _told),
    correct_by=case((_stands_in(Phase.CORRECTION), _near(Task.due_on, _corrects))),
    accepted_at=case((_stands_in(Phase.CLEARING, Phase.LESSONS), _accepted_at)),
)
"""Every line as it must be."""
_bare = _line(
    due_on=literal(FAR), task_id=null(), told_on=literal(FAR), told_task_id=null(),
    correct_by=null(), accepted_at=null(),
)  # fmt: skip
"""The line of a case that never had a task: to look for one costs more than all else of it."""
COLUMNS = tuple(drawn.selected_columns.keys())


_of_case = Case.id == bindparam("case")


def _kept(module: Any) -> Prepared:
    statement = module.insert(CaseLine).from_select(COLUMNS, drawn.where(_of_case))
    cells = {name: statement.excluded[name] for name in COLUMNS if name not in FIXED}
    return Prepared(statement.on_conflict_do_update(index_elements=["case_id"], set_=cells))


FIXED = {"case_id", "number", "matter_id", "officer_id", "unit_id", "track", "started_on"}
_lines = {"sqlite": _kept(sqlite), "postgresql": _kept(postgresql)}
_first_line = Prepared(insert(CaseLine).from_select(COLUMNS, _bare.where(_of_case)))
_no_part = Prepared(delete(CasePart).where(CasePart.case_id == bindparam("case")))
_no_item = Prepared(delete(CaseItem).where(CaseItem.case_id == bindparam("case")))
_part = Prepared(insert(CasePart), ("person_id", "part", "case_id"))
_item = Prepared(insert(CaseItem), ("item", "case_id"))
_text = Prepared(insert(SearchText), ("text", "matter_id", "subject"))
_parts = Prepared(
    select(CasePart.person_id, CasePart.part).where(CasePart.case_id == bindparam("case"))
)
_items = Prepared(select(CaseItem.item).where(CaseItem.case_id == bindparam("case")))


def keep_lines(connection: Connection, cases: Iterable[int]) -> None:
    """Draw the lines of these cases anew, after their rows and their tasks were written."""
    _lines[connection.dialect.name].run_all(connection, [{"case": case} for case in cases])


def add_lines(connection: Connection, cases: Iterable[int]) -> None:
    """Draw the lines of these new cases, which have no task."""
    _first_line.run_all(connection, [{"case": case} for case in cases])


def keep_parts(
    connection: Connection, case: int, parts: Iterable[tuple[int, str]], items: Iterable[str]
) -> None:
    """Who reviews and who keeps out, and which items are answered yes."""
    _no_part.run(connection, {"case": case})
    _no_item.run(connection, {"case": case})
    rows = [{"person_id": person, "part": part, "case_id": case} for person, part in parts]
    _part.run_all(connection, rows)
    _item.run_all(connection, [{"item": item, "case_id": case} for item in items])


def keep_texts(connection: Connection, matters: Iterable[tuple[int, str, str]]) -> None:
    """What matters are found by: id, number and subject of each."""
    rows = [
        {"text": text, "matter_id": matter, "subject": is_subject}
        for matter, number, subject in matters
        for text, is_subject in texts_of(number, subject)
    ]
    _text.run_all(connection, rows)


def texts_of(number: str, subject: str) -> Iterator[tuple[str, bool]]:
    """A number, and some of a subject, from each character on; true: of the subject."""
    folded = folded_text(subject)
    yield from ((number[start:], False) for start in range(len(number)))
    ends = dict.fromkeys(folded[start : start + LONGEST] for start in range(len(folded)))
    yield from ((text, True) for text in ends)


def folded_text(text: str) -> str:
    """``text`` as it is searched in: letters small."""
    return text.lower()


def parts_of(connection: Connection, case: int) -> set[tuple[int, str]]:
    """Who reviews the case and who keeps out of it."""
    return {(row[0], row[1]) for row in _parts.rows(connection, {"case": case})}


def items_of(connection: Connection, case: int) -> set[str]:
    """The items that the case's answers say yes to."""
    return {row[0] for row in _items.rows(connection, {"case": case})}


def untrue_lines(connection: Connection) -> Sequence[str]:
    """The numbers of cases whose line is missing, or not what the case and its tasks say."""
    told = drawn.subquery()
    same = [told.c[name].is_not_distinct_from(getattr(CaseLine, name)) for name in COLUMNS]
    statement = (
        select(told.c.number)
        .outerjoin(CaseLine, CaseLine.case_id == told.c.case_id)
        .where(or_(CaseLine.case_id.is_(None), ~and_(*same)))
        .order_by(told.c.case_id)
    )
    return connection.execute(statement).scalars().all()
