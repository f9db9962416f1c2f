"""Whom and what the rows of an earlier ledger may mean: units, people, numbers that are taken."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select

from storage import calendar
from storage.schema import Account, Matter, PackText, Person, RoleGrant, Unit

TOGETHER = 500
_GROUND = (
    select(Person.id, Person.username, Person.name, Person.unit_id).order_by(Person.id),
    select(Unit.id, Unit.code, Unit.name, Unit.parent_id).order_by(Unit.id),
    select(
        RoleGrant.id, RoleGrant.person_id, RoleGrant.role, RoleGrant.unit_id, RoleGrant.state,
        RoleGrant.valid_from, RoleGrant.valid_to, RoleGrant.stands_in_for,
    ).order_by(RoleGrant.id),
    select(Account.person_id).where(Account.disabled_at.is_not(None)).order_by(Account.person_id),
    select(func.max(PackText.id)),
)  # fmt: skip


def everybody(connection: Connection) -> Sequence[tuple[str, str, int]]:
    """Username, name and unit of everybody."""
    rows = connection.execute(select(Person.username, Person.name, Person.unit_id))
    return [(row[0], row[1], row[2]) for row in rows]


def every_unit(connection: Connection) -> Sequence[tuple[int, str, str]]:
    """Id, code and name of every unit."""
    rows = connection.execute(select(Unit.id, Unit.code, Unit.name))
    return [(row[0], row[1], row[2]) for row in rows]


def ground(connection: Connection, numbers: Iterable[str]) -> Sequence[Any]:
    """All that a ledger is tried against: what is equal to it later lets it come in as it did.

    People, units, roles, measures, calendar, and which of its ``numbers`` are taken.
    """
    held = [connection.execute(each).all() for each in _GROUND]
    return [*held, calendar.version(connection), taken(connection, numbers)]


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
