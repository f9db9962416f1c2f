"""People, their units and the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, or_, select

from storage.prepared import Prepared
from storage.schema import Person, RoleGrant


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person; ``grants`` are (role, unit or ``None`` for the whole bureau)."""

    id: int
    username: str
    name: str
    unit_id: int
    grants: tuple[tuple[str, int | None], ...]


_person = Prepared(
    select(
        Person.id,
        Person.username,
        Person.name,
        Person.unit_id,
        RoleGrant.role,
        RoleGrant.unit_id,
    )
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(Person.username == bindparam("username"))
)
_holders = Prepared(
    select(RoleGrant.role, RoleGrant.person_id).where(
        RoleGrant.role == bindparam("role"),
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id == bindparam("unit")),
    )
)
_named = (
    select(Person.id, Person.username, Person.name)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.id)
)


def person_named(connection: Connection, username: str) -> PersonRecord | None:
    """The person of that username, with their roles."""
    rows = _person.rows(connection, {"username": username})
    if not rows:
        return None
    first = rows[0]
    grants = tuple((row[4], row[5]) for row in rows if row[4] is not None)
    return PersonRecord(first[0], first[1], first[2], first[3], grants)


def holders(connection: Connection, roles: Iterable[str], unit_id: int) -> list[tuple[str, int]]:
    """Who holds any of ``roles`` for the unit or for the whole bureau: (role, person)."""
    found = {
        (row[0], row[1])
        for role in roles
        for row in _holders.rows(connection, {"role": str(role), "unit": unit_id})
    }
    return sorted(found)


def names(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Username and name by id."""
    found = connection.execute(_named, {"ids": sorted(set(ids)) or [0]})
    return {row[0]: (row[1], row[2]) for row in found}


def usernames(connection: Connection) -> tuple[str, ...]:
    """Every username, for the hint beside an unknown one."""
    return tuple(connection.execute(select(Person.username).order_by(Person.username)).scalars())
