"""Counts over the cases that somebody sees: where they stand, what is late, what was kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, and_, case, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.case_list import Seen, visible
from storage.rooms import Asked, of_others
from storage.schema import Case, Task, Unit


class local_date(FunctionElement[date]):  # noqa: N801 - it is used as a function
    """The day of an instant by the clock in Shanghai, which knows no summer time."""

    type = Date()
    inherit_cache = True


@compiles(local_date, "sqlite")
def _sqlite(element: local_date, compiler: Any, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)}, '+8 hours')"


@compiles(local_date, "postgresql")
def _postgresql(element: local_date, compiler: Any, **more: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **more)} AT TIME ZONE 'Asia/Shanghai' AS date)"


@dataclass(frozen=True, slots=True)
class Counted:
    """Which tasks are counted: of the cases ``seen``, of ``kinds``.

    Those that are ``owed`` to a reporter only where it is known, by ``told``, that there is one.
    """

    seen: Seen
    told: Seen
    kinds: frozenset[str]
    owed: frozenset[str]

    def tasks(self) -> Asked:
        """The condition on a task and its case."""
        plain = and_(Task.kind.in_(sorted(self.kinds - self.owed)), visible(self.seen))
        secret = and_(Task.kind.in_(sorted(self.kinds & self.owed)), of_others(self.told))
        return or_(plain, secret)


def standing(connection: Connection, seen: Seen) -> list[tuple[str, str | None, int]]:
    """How many cases stand in which state with which outcome."""
    wanted = select(Case.state, Case.outcome, func.count()).where(visible(seen))
    rows = connection.execute(wanted.group_by(Case.state, Case.outcome))
    return [(row[0], row[1], row[2]) for row in rows]


def overdue_by_unit(connection: Connection, seen: Seen, today: date) -> list[tuple[str, str, int]]:
    """How many cases of each unit are overdue, most first: code, name, number."""
    number: ColumnElement[int] = func.count(Case.id.distinct())
    wanted = (
        select(Unit.code, Unit.name, number)
        .join(Case, Case.unit_id == Unit.id)
        .join(Task, Task.case_id == Case.id)
        .where(
            Task.closed_at.is_(None), Task.state == "open", Task.due_on < today,
            Task.kind.not_in(seen.hidden), visible(seen),
        )
        .group_by(Unit.code, Unit.name)
        .order_by(number.desc(), Unit.code)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted)]


def due_between(
    connection: Connection, counted: Counted, first: date, last: date
) -> list[tuple[date, int]]:
    """How many running tasks fall due on which day, both ends included."""
    wanted = (
        select(Task.due_on, func.count())
        .join(Case, Case.id == Task.case_id)
        .where(
            Task.closed_at.is_(None), Task.state == "open", Task.due_on.between(first, last),
            counted.tasks(),
        )
        .group_by(Task.due_on)
    )  # fmt: skip
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def kept_since(
    connection: Connection, counted: Counted, since: datetime, kinds: Collection[str]
) -> list[tuple[str, str, int]]:
    """How many tasks of each of ``kinds`` were settled since then, in time, late, or lapsed."""
    how = case(
        (Task.state == "lapsed", "lapsed"),
        (local_date(Task.closed_at) <= Task.due_on, "kept"),
        else_="missed",
    )
    wanted = (
        select(Task.kind, how.label("how"), func.count())
        .join(Case, Case.id == Task.case_id)
        .where(
            # A task that was settled since then changed its case, and that has an index.
            Case.changed_at >= since, Task.closed_at >= since, Task.kind.in_(sorted(kinds)),
            counted.tasks(),
        )
        .group_by(Task.kind, "how")
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted)]
