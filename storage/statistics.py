"""Figures, counted by the database: read off narrow indexes, a few rows come back."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, case, cast, func, select

from storage.ledger_list import REACHED, Asked, Scope, met, seen, unit_id, within
from storage.schema import Case, LedgerClock, LedgerItem, LedgerLine, Unit

L, K = LedgerLine, LedgerClock
Rows = list[tuple[Any, ...]]


def _grouped(
    connection: Connection, asked: Asked, scope: Scope, today: date, *columns: Any
) -> Rows:
    """How many lines have which values of these columns."""
    where = within(asked, scope, today, unit_id(connection, asked.unit))
    statement = select(*columns, func.count()).where(*where).group_by(*columns)
    return [tuple(row) for row in connection.execute(statement)]


def stages(connection: Connection, asked: Asked, scope: Scope, today: date) -> Rows:
    """By year of the start: how many cases came how far, in the order of ``REACHED``."""
    where = within(asked, scope, today, unit_id(connection, asked.unit))
    reached = [func.sum(_one(condition)) for condition in REACHED.values()]
    statement = select(L.year, *reached).where(*where).group_by(L.year).order_by(L.year)
    return [tuple(row) for row in connection.execute(statement)]


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(case((condition, 1), else_=0), Integer)


def states(connection: Connection, asked: Asked, scope: Scope, today: date) -> Rows:
    """By state and outcome."""
    return _grouped(connection, asked, scope, today, L.state, L.outcome)


def kinds(connection: Connection, asked: Asked, scope: Scope, today: date) -> Rows:
    """By unit, field and kind of issue."""
    return _grouped(connection, asked, scope, today, L.unit_id, L.field, L.issue_type)


def late(connection: Connection, asked: Asked, scope: Scope, today: date) -> Rows:
    """Late applications by their ground and what became of them."""
    narrowed = replace(asked, reached="late")
    return _grouped(connection, narrowed, scope, today, L.late, L.late_fate)


def ways(connection: Connection, asked: Asked, scope: Scope, today: date) -> Rows:
    """By the ways in which names were cleared."""
    found = _grouped(connection, asked, scope, today, L.ways)
    return [row for row in found if row[0]]


def items(connection: Connection, asked: Asked, scope: Scope, _today: date) -> Rows:
    """By item found: in how many cases."""
    item = LedgerItem
    where = _of_cases(connection, asked, scope, item, item.started_on)
    statement = select(item.code, func.count()).where(*where).group_by(item.code)
    return [tuple(row) for row in connection.execute(statement)]


def runs(connection: Connection, asked: Asked, scope: Scope, _today: date) -> Rows:
    """Runs of clocks that ended, by kind, how, whether late, and working days."""
    where = _of_clocks(connection, asked, scope)
    columns = (K.kind, K.state, K.late, K.days)
    statement = select(*columns, func.count()).where(*where).group_by(*columns)
    return [tuple(row) for row in connection.execute(statement)]


def overdue(connection: Connection, asked: Asked, scope: Scope, today: date) -> Rows:
    """What is overdue now, by kind and unit: how many, and since when the oldest."""
    where = _of_clocks(connection, asked, scope)
    statement = (
        select(K.kind, K.unit_id, func.count(), func.min(K.due_on))
        .where(*where, met(today)["overdue"])
        .group_by(K.kind, K.unit_id)
    )
    return [tuple(row) for row in connection.execute(statement)]


def longest_overdue(
    connection: Connection, asked: Asked, scope: Scope, today: date, most: int
) -> Rows:
    """The clocks that are overdue longest: case, kind, unit, last day."""
    where = _of_clocks(connection, asked, scope)
    statement = (
        select(Case.number, K.kind, Unit.name, K.due_on)
        .join(Case, Case.id == K.case_id)
        .join(Unit, Unit.id == K.unit_id)
        .where(*where, met(today)["overdue"])
        .order_by(K.due_on, K.kind, K.unit_id, K.case_started_on, K.case_id)  # as the index has it
        .limit(most)
    )
    return [tuple(row) for row in connection.execute(statement)]


def unit_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Code and name of every unit."""
    rows = connection.execute(select(Unit.id, Unit.code, Unit.name))
    return {row[0]: (row[1], row[2]) for row in rows}


def _of_clocks(connection: Connection, asked: Asked, scope: Scope) -> list[ColumnElement[bool]]:
    found = _of_cases(connection, asked, scope, K, K.case_started_on)
    if scope.hidden:
        found.append(K.kind.not_in(scope.hidden))
    return found


def _of_cases(
    connection: Connection, asked: Asked, scope: Scope, table: Any, started_on: Any
) -> list[ColumnElement[bool]]:
    """The same cases as the lines, asked of a table that repeats unit and start of its case."""
    found = list(seen(scope, table.unit_id, table.case_id))
    if scope.decided:
        decided = select(L.case_id).where(L.outcome.is_not(None))
        found.append(table.case_id.in_(decided))
    if asked.unit:
        found.append(table.unit_id == unit_id(connection, asked.unit))
    if asked.since:
        found.append(started_on >= asked.since)
    if asked.until:
        found.append(started_on <= asked.until)
    return found
