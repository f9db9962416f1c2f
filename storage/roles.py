"""Roles over time: asked for, held, lent, ended. Nothing is deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import aliased

from storage.schema import Person, RoleGrant, Unit

_lender, _asker, _confirmer = aliased(Person), aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A role of a person; days are local and inclusive, ``unit`` ``None`` is the whole bureau."""

    id: int
    username: str
    name: str
    role: str
    unit: str | None
    state: str
    valid_from: date | None
    valid_to: date | None
    stands_in_for: str | None
    asked_by: str | None
    asked_at: datetime | None
    ended_at: datetime | None
    unit_name: str | None = None
    lender_name: str | None = None
    asker_name: str | None = None
    confirmer_name: str | None = None

    def in_force(self, today: date) -> bool:
        """Whether it is held on that local day."""
        begun = self.valid_from is None or self.valid_from <= today
        over = self.valid_to is not None and self.valid_to < today
        return self.state == "held" and begun and not over


def ask_grant(connection: Connection, **values: Any) -> int:
    """A role that waits for another hand, or is held at once; its id."""
    return int(connection.execute(insert(RoleGrant).returning(RoleGrant.id), values).scalar_one())


def change_grant(connection: Connection, grant_id: int, was: str, **values: Any) -> bool:
    """Set columns of a grant that ``was`` in that state; false where somebody came first."""
    done = connection.execute(
        update(RoleGrant)
        .where(RoleGrant.id == grant_id)
        .where(RoleGrant.state == was)
        .values(**values)
    )
    return done.rowcount == 1


def grant(connection: Connection, grant_id: int) -> GrantRecord | None:
    """One grant."""
    row = connection.execute(_grants().where(RoleGrant.id == grant_id)).first()
    return GrantRecord(*row) if row else None


def grants(
    connection: Connection,
    *,
    username: str | None = None,
    lender: str | None = None,
    ended: bool = False,
) -> list[GrantRecord]:
    """Grants by username and number; those that have ended only where they are asked for."""
    statement = _grants().order_by(Person.username, RoleGrant.id)
    if username:
        statement = statement.where(Person.username == username)
    if lender:
        statement = statement.where(_lender.username == lender)
    if not ended:
        statement = statement.where(RoleGrant.state != "ended")
    return [GrantRecord(*row) for row in connection.execute(statement)]


def unit_of_code(connection: Connection, code: str) -> int | None:
    """The id of a unit."""
    return connection.execute(select(Unit.id).where(Unit.code == code)).scalar_one_or_none()


def terms(
    connection: Connection,
    unit_id: int | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    lender: str | None = None,
) -> dict[str, str]:
    """What the journal says of a grant beside whose and which: unit, days, whom it stands in for.

    What is not said there is nothing.
    """
    code = select(Unit.code).where(Unit.id == unit_id)
    unit = connection.execute(code).scalar_one() if unit_id else None
    said = {"unit": unit, "valid_from": valid_from, "valid_to": valid_to, "for": lender}
    return {name: str(value) for name, value in said.items() if value is not None}


def _grants() -> Any:
    return (
        select(
            RoleGrant.id, Person.username, Person.name, RoleGrant.role, Unit.code,
            RoleGrant.state, RoleGrant.valid_from, RoleGrant.valid_to, _lender.username,
            _asker.username, RoleGrant.asked_at, RoleGrant.ended_at,
            Unit.name, _lender.name, _asker.name, _confirmer.name,
        )
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(_lender, _lender.id == RoleGrant.stands_in_for)
        .outerjoin(_asker, _asker.id == RoleGrant.asked_by)
        .outerjoin(_confirmer, _confirmer.id == RoleGrant.confirmed_by)
    )  # fmt: skip
