"""Figures: whole years off the tally, single days of others off the lines; few rows come back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from storage import tallies
from storage.ledger_list import REACHED, Asked, Scope, kept_out_of, met, seen, unit_id, within
from storage.schema import Case, LedgerClock, LedgerLine, LedgerTally, Unit

L, K, T = LedgerLine, LedgerClock, LedgerTally
Rows = list[tuple[Any, ...]]
Condition = ColumnElement[bool]
Stretch = tuple[bool, date, date]
"""Days from the first to the last, and whether they are put in; else they are taken out."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the cases that are asked about: conditions on the tally, and what is not of it.

    ``beside`` is what days of other years bring, less the cases that the reader keeps out of.
    """

    connection: Connection
    whole: Sequence[Condition]
    beside: Counter[tallies.Key]
    hidden: tuple[str, ...]

    def by(self, figure: str, *names: str) -> Rows:
        """How many there are by these parts of the key; the number ends each row."""
        cells = [getattr(T, name) for name in names]
        numbers = select(*cells, func.sum(T.number)).where(T.figure == figure, *self.whole)
        rows = self.connection.execute(numbers.group_by(*cells))
        found = Counter({tuple(row[:-1]): int(row[-1]) for row in rows})
        places = [tallies.KEY.index(name) for name in names]
        for key, number in self.beside.items():
            if key[0] == figure:
                found[tuple(key[place] for place in places)] += number
        return sorted((*key, number) for key, number in found.items() if number)


def figures(connection: Connection, asked: Asked, scope: Scope, today: date) -> Figures:
    """What is counted of the cases that the scope, and days and unit of ``asked``, leave."""
    unit = unit_id(connection, asked.unit) if asked.unit else None
    before, last, others = whole_years(asked.since, asked.until)

    def whole(table: Any, decided: Any) -> Iterator[Condition]:
        if asked.unit:
            yield table.unit_id == unit
        if scope.units is not None:
            yield table.unit_id.in_(sorted(scope.units))
        if before is not None:
            yield table.year > before
        if last is not None:
            yield table.year <= last
        if scope.decided:
            yield decided

    beside = Counter[tallies.Key]()
    for put, since, until in others:
        days = Asked(since=since, until=until, unit=asked.unit)
        more = tallies.numbers(connection, within(days, scope, today, unit))
        beside.update(more) if put else beside.subtract(more)
    if scope.person_id is not None:
        theirs_not = L.case_id.in_(kept_out_of(scope.person_id))
        kept_out = (*whole(L, L.outcome.is_not(None)), theirs_not)
        beside.subtract(tallies.numbers(connection, kept_out))
    return Figures(connection, [*whole(T, T.decided)], beside, scope.hidden)


def whole_years(
    since: date | None, until: date | None
) -> tuple[int | None, int | None, list[Stretch]]:
    """The years after which and up to which a range is counted whole, and what is left of it.

    A year that is begun is put in day by day, or taken whole and its other days taken out:
    whichever are fewer. Nothing is whole of a range that is shorter than those days.
    """
    before, first = _up_to(since - A_DAY) if since and since > date.min else (None, [])
    last, others = _up_to(until) if until else (None, [])
    found = [*others, *((not put, a, b) for put, a, b in first)]
    if (
        since
        and until
        and (until - since).days < sum((b - a).days for _, a, b in found) + len(found)
    ):
        return last, last, [(True, since, until)]
    return before, last, found


def _up_to(day: date) -> tuple[int, list[Stretch]]:
    """All up to that day, as the last whole year and the days to be put in or taken out."""
    begun, ends = date(day.year, 1, 1), date(day.year, 12, 31)
    if day == ends:
        return day.year, []
    if day - begun < ends - day:
        return day.year - 1, [(True, begun, day)]
    return day.year, [(False, day + A_DAY, ends)]


def stages(found: Figures) -> Rows:
    """By year of the start: how many cases came how far, in the order of ``REACHED``."""
    years: dict[int, list[int]] = {}
    for signs, year, number in found.by("reached", "one", "year"):
        sums = years.setdefault(year, [0] * len(REACHED))
        for place, sign in enumerate(signs):
            sums[place] += number * (sign == "1")
    return [(year, *sums) for year, sums in sorted(years.items())]


def states(found: Figures) -> Rows:
    """By state and outcome."""
    return found.by("state", "one", "other")


def kinds(found: Figures) -> Rows:
    """By unit, field and kind of issue; none is ``None``."""
    return [
        (unit, field or None, issue or None, number)
        for unit, field, issue, number in found.by("kind", "unit_id", "one", "other")
    ]


def late(found: Figures) -> Rows:
    """Late applications by their ground and what became of them."""
    return found.by("late", "one", "other")


def ways(found: Figures) -> Rows:
    """By the ways in which names were cleared."""
    return found.by("way", "one")


def items(found: Figures) -> Rows:
    """By item found: in how many cases."""
    return found.by("item", "one")


def runs(found: Figures) -> Rows:
    """Runs of clocks that ended, by kind, how, and working days."""
    return [row for row in found.by("run", "one", "other", "days") if row[0] not in found.hidden]


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
