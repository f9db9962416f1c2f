"""Writing units, people and the roles they hold."""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from storage import journal
from storage.people import NOBODY
from storage.prepared import Prepared
from storage.roles import terms
from storage.schema import Counter, Person, RoleGrant, Unit
from storage.store import Store


def add_unit(connection: Connection, code: str, name: str, parent_id: int | None) -> int:
    """A new unit; its id."""
    return int(
        connection.execute(
            insert(Unit).returning(Unit.id), {"code": code, "name": name, "parent_id": parent_id}
        ).scalar_one()
    )


def add_person(
    connection: Connection, username: str, name: str, email: str | None, unit_id: int
) -> int:
    """A new person; their id."""
    values = {"username": username, "name": name, "email": email, "unit_id": unit_id}
    return int(connection.execute(insert(Person).returning(Person.id), values).scalar_one())


def grant(
    connection: Connection, person_id: int, role: str, unit_id: int | None, at: datetime
) -> None:
    """Give a role with no other hand, for a unit or (``None``) for the whole bureau.

    It is for bureaus that begin; the journal says it of every one.
    """
    values = {"person_id": person_id, "role": role, "unit_id": unit_id}
    made = connection.execute(insert(RoleGrant).returning(RoleGrant.id), values).scalar_one()
    of = connection.execute(select(Person.username).where(Person.id == person_id)).scalar_one()
    said = {"grant": made, "of": of, "role": role, **terms(connection, unit_id)}
    journal.write(connection, journal.Entry("role_entered", None, None, at, said))


def people_held(connection: Connection) -> int:
    """How many people there are."""
    return connection.execute(select(func.count()).select_from(Person)).scalar_one()


def everybody(connection: Connection) -> list[int]:
    """The ids of all people."""
    return list(connection.execute(select(Person.id).order_by(Person.id)).scalars())


SAMPLE = {"name": "sample", "year": 0}
_sample = Prepared(
    select(
        select(Counter.value).filter_by(**SAMPLE).exists(),
        select(Person.id).where(Person.username != NOBODY).exists(),
    )
)


def mark_sample(connection: Connection) -> None:
    """Note that everybody in this database is invented."""
    connection.execute(insert(Counter), {**SAMPLE, "value": 1})


def is_sample(store: Store, connection: Connection) -> bool:
    """Whether everybody in this database is invented: settled once there is anybody in it."""
    known: bool | None = store.cache.get("sample")
    if known is None:
        known, settled = map(bool, _sample.rows(connection, {})[0])
        if settled:
            store.cache["sample"] = known
    return known
