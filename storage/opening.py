"""Inserting a matter and its cases, and the gapless numbers they bear."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.people import in_force
from storage.prepared import Prepared
from storage.schema import Case, CaseEvent, Counter, Matter, Person, RoleGrant, Unit

_COUNTED = ("name", "year", "value")
_KEY, _NEXT = ["name", "year"], {"value": Counter.value + 1}


def _counting(module: Any) -> Prepared:
    """The first of a year and the next are one statement, for two may register at once."""
    counted = module.insert(Counter).on_conflict_do_update(index_elements=_KEY, set_=_NEXT)
    return Prepared(counted.returning(Counter.value), _COUNTED)


_next = {"sqlite": _counting(sqlite), "postgresql": _counting(postgresql)}
_matter = Prepared(
    insert(Matter).returning(Matter.id),
    (
        "number", "subject", "track", "organ", "started_on", "start_document", "report_kind",
        "party", "occurred_on", "opened_at", "key", "earlier_number",
    ),
)  # fmt: skip
_case = Prepared(
    insert(Case).returning(Case.id),
    (
        "number", "matter_id", "officer_id", "unit_id", "handler_id", "supervisor_id", "pack_id",
        "state", "version", "outcome", "window_last_day", "facts", "head", "opened_at",
        "changed_at", "closed_at",
    ),
)  # fmt: skip
_unit_code = Prepared(select(Unit.code).where(Unit.id == bindparam("unit")))


def next_number(connection: Connection, name: str, year: int) -> int:
    """The next number of a gapless sequence; given back if the transaction fails."""
    key = {"name": name, "year": year, "value": 1}
    return _next[connection.dialect.name].one(connection, key)


def insert_matter(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new matter; its id."""
    return _matter.one(connection, values)


def insert_case(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new case; its id."""
    return _case.one(connection, values)


def unit_code(connection: Connection, unit_id: int) -> str:
    """The code of a unit."""
    return str(_unit_code.rows(connection, {"unit": unit_id})[0][0])


def first_holder(connection: Connection, role: str, besides: set[int], on: date) -> str | None:
    """The username of the first person who holds a role for the whole bureau on that day."""
    return connection.execute(
        select(Person.username)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == role, RoleGrant.unit_id.is_(None),
            RoleGrant.stands_in_for.is_(None), Person.id.not_in(besides), in_force,
        )
        .order_by(Person.id)
        .limit(1),
        {"on": on},
    ).scalar_one_or_none()  # fmt: skip


def opened_with(connection: Connection, key: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The matter registered with that key: its number, and number and first body of each case."""
    rows = connection.execute(
        select(Matter.number, Case.number, CaseEvent.body)
        .join(Case, Case.matter_id == Matter.id)
        .join(CaseEvent, and_(CaseEvent.case_id == Case.id, CaseEvent.seq == 1))
        .where(Matter.key == key)
        .order_by(Case.id)
    ).all()
    return (rows[0][0], [(row[1], row[2]) for row in rows]) if rows else None
