"""Who works where, and how they sign in: for the pages of accounts and units."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from storage.accounts import ACCOUNT, AccountRecord
from storage.schema import Account, Person, Unit, UnitChange


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A person and their account, where they have one."""

    person_id: int
    username: str
    name: str
    email: str | None
    unit: str
    unit_name: str
    account: AccountRecord | None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit; ``above`` is the id of the unit it belongs to, ``ended``: merged or closed."""

    id: int
    code: str
    name: str
    above: int | None
    people: int
    ended: str | None


def staff(connection: Connection) -> list[StaffRecord]:
    """Everybody, by username."""
    rows = connection.execute(
        select(
            Person.id, Person.username, Person.name, Person.email, Unit.code, Unit.name, *ACCOUNT
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .order_by(Person.username)
    )
    return [
        StaffRecord(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            AccountRecord(*row[6:]) if row[6] is not None else None,
        )
        for row in rows
    ]


def units(connection: Connection) -> list[UnitRecord]:
    """Every unit, in the order they were added, with how many people are of it."""
    rows = connection.execute(
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.parent_id,
            func.count(Person.id),
            func.max(UnitChange.kind),
        )
        .outerjoin(Person, Person.unit_id == Unit.id)
        .outerjoin(UnitChange, and_(UnitChange.unit_id == Unit.id, UnitChange.kind != "renamed"))
        .group_by(Unit.id, Unit.code, Unit.name, Unit.parent_id)
        .order_by(Unit.id)
    )
    return [UnitRecord(*row) for row in rows]
