"""People, their units and the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from storage.prepared import Prepared
from storage.schema import Person, RoleGrant


@dataclass(frozen=True, slots=True)
class Lent:
    """A role that a person holds in the place of another, for a unit or the whole bureau."""

    role: str
    unit_id: int | None
    lender_id: int
    lender: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as of one day; ``grants`` are (role, unit or ``None`` for the whole bureau)."""

    id: int
    username: str
    name: str
    unit_id: int
    grants: tuple[tuple[str, int | None], ...]
    lent: tuple[Lent, ...] = ()


_lender = aliased(Person)
_on = bindparam("on", type_=RoleGrant.valid_from.type)
in_force = and_(
    RoleGrant.state == "held",
    or_(RoleGrant.valid_from.is_(None), RoleGrant.valid_from <= _on),
    or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= _on),
)
_person = Prepared(
    select(
        Person.id,
        Person.username,
        Person.name,
        Person.unit_id,
        RoleGrant.role,
        RoleGrant.unit_id,
        _lender.id,
        _lender.username,
    )
    .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, in_force))
    .outerjoin(_lender, _lender.id == RoleGrant.stands_in_for)
    .where(Person.username == bindparam("username"))
)
_holders = Prepared(
    select(RoleGrant.role, RoleGrant.person_id).where(
        RoleGrant.role == bindparam("role"),
        in_force,
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id == bindparam("unit")),
    )
)
_members = Prepared(
    select(RoleGrant.person_id).where(
        RoleGrant.role == bindparam("role"),
        RoleGrant.stands_in_for.is_(None),
        in_force,
        or_(RoleGrant.unit_id.is_(None), RoleGrant.unit_id == bindparam("unit")),
    )
)
_named = (
    select(Person.id, Person.username, Person.name)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.id)
)


def person_named(connection: Connection, username: str, on: date) -> PersonRecord | None:
    """The person of that username, with the roles they hold on that local day."""
    rows = _person.rows(connection, {"username": username, "on": on})
    if not rows:
        return None
    first = rows[0]
    held = [row for row in rows if row[4] is not None]
    grants = tuple((row[4], row[5]) for row in held if row[6] is None)
    lent = tuple(Lent(*row[4:]) for row in held if row[6] is not None)
    return PersonRecord(first[0], first[1], first[2], first[3], grants, lent)


def holders(
    connection: Connection, on: date, roles: Iterable[str], unit_id: int
) -> list[tuple[str, int]]:
    """Who holds any of ``roles`` on that day, for the unit or the whole bureau: (role, person)."""
    found = {
        (row[0], row[1])
        for role in roles
        for row in _holders.rows(connection, {"role": str(role), "unit": unit_id, "on": on})
    }
    return sorted(found)


def members(connection: Connection, on: date, role: str, unit_id: int) -> set[int]:
    """Who holds ``role`` for the unit in their own right: nobody votes in another's place."""
    return {row[0] for row in _members.rows(connection, {"role": role, "unit": unit_id, "on": on})}


def names(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Username and name by id."""
    found = connection.execute(_named, {"ids": sorted(set(ids)) or [0]})
    return {row[0]: (row[1], row[2]) for row in found}


def usernames(connection: Connection) -> tuple[str, ...]:
    """Every username, for the hint beside an unknown one."""
    return tuple(connection.execute(select(Person.username).order_by(Person.username)).scalars())
