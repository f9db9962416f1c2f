"""Whom and what the rows of an earlier ledger may mean: units, people, numbers that are taken."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, or_, select

from storage.schema import Matter, Person, Unit

TOGETHER = 500


def everybody(connection: Connection) -> Sequence[tuple[str, str, int]]:
    """Username, name and unit of everybody."""
    rows = connection.execute(select(Person.username, Person.name, Person.unit_id))
    return [(row[0], row[1], row[2]) for row in rows]


def every_unit(connection: Connection) -> Sequence[tuple[int, str, str]]:
    """Id, code and name of every unit."""
    rows = connection.execute(select(Unit.id, Unit.code, Unit.name))
    return [(row[0], row[1], row[2]) for row in rows]


def taken(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Which of these numbers a matter bears, or was imported under: the matter's number by it."""
    return dict(_taken(connection, numbers))


def _taken(connection: Connection, numbers: Iterable[str]) -> Iterator[tuple[str, str]]:
    every = list(numbers)
    for start in range(0, len(every), TOGETHER):
        some = every[start : start + TOGETHER]
        wanted = or_(Matter.earlier_number.in_(some), Matter.number.in_(some))
        rows = connection.execute(select(Matter.number, Matter.earlier_number).where(wanted))
        for number, earlier in rows:
            yield from ((known, number) for known in (number, earlier) if known in some)
