"""People, their units and the roles they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, bindparam, literal, or_, select
from sqlalchemy.orm import aliased

from states.vocabulary import Role
from storage.prepared import Among, Prepared
from storage.schema import Account, Person, RoleGrant, Unit

NOBODY = "-"
"""The username of nobody: whom a case is about that was emptied (``storage.emptying``)."""


@dataclass(frozen=True, slots=True)
class Lent:
    """A role that a person holds in the place of another, for a unit or the whole bureau."""

    role: str
    unit_id: int | None
    lender_id: int
    lender: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as of one day; ``grants`` are (role, unit or ``None`` for the whole bureau).

    What they hold for a unit stands there for each unit below it as well.
    """

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
# What is held for a unit is held for every unit below it.
_held = (
    select(RoleGrant.role, RoleGrant.unit_id.label("unit"), RoleGrant.stands_in_for.label("lender"))
    .join(Person, Person.id == RoleGrant.person_id)
    .outerjoin(Account, Account.person_id == RoleGrant.stands_in_for)
    .where(Person.username == bindparam("username"), in_force, Account.disabled_at.is_(None))
    .cte("held", recursive=True)
)
_held = _held.union(
    select(_held.c.role, Unit.id, _held.c.lender)
    .select_from(_held)
    .join(Unit, Unit.parent_id == _held.c.unit)
)
_person = Prepared(
    select(
        Person.id,
        Person.username,
        Person.name,
        Person.unit_id,
        _held.c.role,
        _held.c.unit,
        _lender.id,
        _lender.username,
    )
    .select_from(Person)
    .outerjoin(_held, literal(1) == 1)
    .outerjoin(_lender, _lender.id == _held.c.lender)
    .where(Person.username == bindparam("username"))
)
# The unit itself, and how far above it the others are that it is a part of.
_line = select(bindparam("unit", type_=BigInteger).label("unit"), literal(0).label("far")).cte(
    "line", recursive=True
)
_line = _line.union_all(
    select(Unit.parent_id, _line.c.far + 1)
    .select_from(Unit)
    .join(_line, Unit.id == _line.c.unit)
    .where(Unit.parent_id.is_not(None))
)
_for_the_unit = (
    select(RoleGrant.person_id, _line.c.far, RoleGrant.stands_in_for)
    .select_from(RoleGrant)
    .outerjoin(Account, Account.person_id == RoleGrant.stands_in_for)
    .outerjoin(_line, _line.c.unit == RoleGrant.unit_id)
    .where(
        RoleGrant.role == bindparam("role"),
        in_force,
        Account.disabled_at.is_(None),
        or_(RoleGrant.unit_id.is_(None), _line.c.far.is_not(None)),
    )
)
_home = aliased(Unit)

ROLES = tuple(f"role_{n}" for n in range(len(Role)))
_who_may_be_named = Prepared(
    select(Person.id, Person.username, Person.name, _home.name, RoleGrant.role)
    .select_from(RoleGrant)
    .join(Person, Person.id == RoleGrant.person_id)
    .join(_home, _home.id == Person.unit_id)
    .outerjoin(_line, _line.c.unit == RoleGrant.unit_id)
    .where(
        RoleGrant.role.in_([bindparam(name) for name in ROLES]),
        in_force,
        RoleGrant.stands_in_for.is_(None),
        or_(
            RoleGrant.unit_id.is_(None),
            _line.c.far.is_not(None),
            bindparam("unit", type_=BigInteger) == 0,
        ),
    )
    .order_by(_home.name, Person.id)
    .distinct()
)
_holders = Prepared(_for_the_unit)
_members = Prepared(_for_the_unit.where(RoleGrant.stands_in_for.is_(None)))

_named = Among(
    lambda among: (
        select(Person.id, Person.username, Person.name).where(among(Person.id)).order_by(Person.id)
    )
)


def person_named(connection: Connection, username: str, on: date) -> PersonRecord | None:
    """The person of that username, with the roles they hold on that local day."""
    rows = _person.rows(connection, {"username": username, "on": on})
    if not rows:
        return None
    first = rows[0]
    held = [row for row in rows if row[4] is not None]
    grants = tuple((row[4], row[5]) for row in held if row[6] is None)
    lent = tuple(
        Lent(*row[4:]) for row in held if row[6] is not None and _still_held(connection, row, on)
    )
    return PersonRecord(first[0], first[1], first[2], first[3], grants, lent)


def _still_held(connection: Connection, lent: Sequence[Any], on: date) -> bool:
    """Whether the lender holds what they lent: nobody stands in for more than there is."""
    role, unit, lender = lent[4], lent[5], lent[7]
    own = _person.rows(connection, {"username": lender, "on": on})
    return any(row[4] == role and row[6] is None and row[5] in {None, unit} for row in own)


def holders(
    connection: Connection, on: date, roles: Iterable[str], unit_id: int
) -> list[tuple[str, int]]:
    """Who answers for the unit in any of ``roles`` on that day: (role, person).

    Whoever holds one for the whole bureau, and of who holds it for the unit or for one above, the
    nearest: a case is not told all the way up.
    """
    return sorted(
        (str(role), person)
        for role in roles
        for person in _nearest(connection, _holders, on, role, unit_id)
    )


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who holds a role, with the unit they are of."""

    id: int
    username: str
    name: str
    unit_name: str
    role: str


def colleagues(
    connection: Connection, on: date, roles: Iterable[str], unit_id: int = 0
) -> list[Colleague]:
    """Who holds any of ``roles`` in their own right for the unit (0: for any), by unit and age."""
    wanted = [str(role) for role in roles]
    if not wanted:
        return []
    given = {name: wanted[min(n, len(wanted) - 1)] for n, name in enumerate(ROLES)}
    rows = _who_may_be_named.rows(connection, {**given, "unit": unit_id, "on": on})
    return [Colleague(*row) for row in rows]


def members(connection: Connection, on: date, role: str, unit_id: int) -> set[int]:
    """The same for one role, in their own right: nobody votes in another's place."""
    return _nearest(connection, _members, on, role, unit_id)


def _nearest(
    connection: Connection, asked: Prepared, on: date, role: str, unit_id: int
) -> set[int]:
    rows = asked.rows(connection, {"role": str(role), "unit": unit_id, "on": on})
    own = {person for person, _, lender in rows if lender is None}
    held = [(person, far) for person, far, lender in rows if lender is None or lender in own]
    nearest = min((far for _, far in held if far is not None), default=None)
    return {person for person, far in held if far in {None, nearest}}


def names(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Username and name by id."""
    rows = _named.rows(connection, sorted(set(ids)))
    return {row[0]: (row[1], row[2]) for row in rows}


def called(connection: Connection, usernames: Iterable[str]) -> dict[str, str]:
    """The names of these people, by username."""
    wanted = sorted(set(usernames))
    if not wanted:
        return {}
    found = select(Person.username, Person.name).where(Person.username.in_(wanted))
    return {row[0]: row[1] for row in connection.execute(found)}


def everybody_named(connection: Connection) -> list[tuple[int, str, str]]:
    """Id, username and name of everybody."""
    everybody = select(Person.id, Person.username, Person.name).where(Person.username != NOBODY)
    rows = connection.execute(everybody.order_by(Person.id))
    return [(row[0], row[1], row[2]) for row in rows]


def usernames(connection: Connection) -> tuple[str, ...]:
    """Every username, for the hint beside an unknown one."""
    everybody = select(Person.username).where(Person.username != NOBODY)
    return tuple(connection.execute(everybody.order_by(Person.username)).scalars())
