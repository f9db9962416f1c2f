"""Inserting a matter and its cases, and the gapless numbers they bear."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.schema import Case, Counter, Matter, Person, RoleGrant, Unit

_KEY, _NEXT = ["name", "year"], {"value": Counter.value + 1}
# The first of a year and the next are one statement, for two may register at once.
_sqlite = (
    sqlite.insert(Counter)
    .on_conflict_do_update(index_elements=_KEY, set_=_NEXT)
    .returning(Counter.value)
)
_postgresql = (
    postgresql.insert(Counter)
    .on_conflict_do_update(index_elements=_KEY, set_=_NEXT)
    .returning(Counter.value)
)


def next_number(connection: Connection, name: str, year: int) -> int:
    """The next number of a gapless sequence; given back if the transaction fails."""
    key = {"name": name, "year": year, "value": 1}
    statement = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    return int(connection.execute(statement, key).scalar_one())


def insert_matter(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new matter; its id."""
    return int(connection.execute(insert(Matter).returning(Matter.id), values).scalar_one())


def insert_case(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new case; its id."""
    return int(connection.execute(insert(Case).returning(Case.id), values).scalar_one())


def unit_code(connection: Connection, unit_id: int) -> str:
    """The code of a unit."""
    return connection.execute(select(Unit.code).where(Unit.id == unit_id)).scalar_one()


def first_holder(connection: Connection, role: str, besides: set[int]) -> str | None:
    """The username of the first person who holds a role for the whole bureau."""
    return connection.execute(
        select(Person.username)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, RoleGrant.unit_id.is_(None), Person.id.not_in(besides))
        .order_by(Person.id)
        .limit(1)
    ).scalar_one_or_none()
