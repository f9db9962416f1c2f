"""What became of units: renamed, merged into another, closed; and what is theirs meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, insert, not_, select, update
from sqlalchemy.orm import aliased

from storage.schema import Person, RoleGrant, Unit, UnitChange

RENAMED, MERGED, CLOSED = "renamed", "merged", "closed"
U, C = Unit, UnitChange
_into, _above = aliased(Unit), aliased(Unit)


class UnitRow(NamedTuple):
    """A unit as it stands; ``ended``: ``merged`` or ``closed``."""

    id: int
    code: str
    name: str
    parent_id: int | None
    ended: str | None


class Change(NamedTuple):
    """What became of a unit; ``successor`` is the code of the one that it was merged into."""

    unit_id: int
    kind: str
    at: datetime
    name_before: str
    parent_before: int | None
    successor: str | None


class ProvenChange(NamedTuple):
    """A change with all that the journal says of it, and the unit as it stands, by codes."""

    code: str
    kind: str
    at: datetime
    by: str
    reason: str
    before: str
    successor: str | None
    name: str
    parent: str | None


def ended() -> ColumnElement[bool]:
    """That a unit was merged or closed."""
    return select(C.id).where(C.unit_id == U.id, C.kind != RENAMED).exists()


def unit_named(connection: Connection, code: str, *, hold: bool = False) -> UnitRow | None:
    """The unit of that code; ``hold`` keeps others from it until the transaction ends."""
    if hold:
        connection.execute(select(U.id).where(U.code == code).with_for_update())
    end = select(C.kind).where(C.unit_id == U.id, C.kind != RENAMED).scalar_subquery()
    row = connection.execute(
        select(U.id, U.code, U.name, U.parent_id, end).where(U.code == code)
    ).first()
    return UnitRow(*row) if row else None


def has_ended(connection: Connection, unit_ids: Sequence[int]) -> list[str]:
    """The names of those of these units that were merged or closed."""
    found = select(U.name).where(U.id.in_(unit_ids), ended()).order_by(U.id)
    return list(connection.execute(found).scalars())


def open_units(connection: Connection) -> dict[str, tuple[int, str]]:
    """Id and name of the units that were neither merged nor closed, by code."""
    rows = connection.execute(select(U.code, U.id, U.name).where(not_(ended())).order_by(U.code))
    return {row[0]: (row[1], row[2]) for row in rows}


def successors(connection: Connection) -> dict[str, str | None]:
    """The code of the open unit that follows each that ended; ``None`` where none does."""
    rows = connection.execute(
        select(U.code, _into.code)
        .select_from(C)
        .join(U, U.id == C.unit_id)
        .outerjoin(_into, _into.id == C.successor_id)
        .where(C.kind != RENAMED)
    )
    into: dict[str, str | None] = dict(rows.tuples().all())
    found: dict[str, str | None] = {}
    for code in into:
        at: str | None = code
        while at in into:
            at = into[at]
        found[code] = at
    return found


def open_below(connection: Connection, unit_id: int) -> list[str]:
    """The names of the units that belong to it and were neither merged nor closed."""
    found = select(U.name).where(U.parent_id == unit_id, not_(ended())).order_by(U.id)
    return list(connection.execute(found).scalars())


def above(connection: Connection, unit_id: int) -> list[int]:
    """The unit and all that it is a part of, the nearest first."""
    parents = dict(connection.execute(select(U.id, U.parent_id)).tuples().all())
    found, at = [unit_id], parents[unit_id]
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


def people_of(connection: Connection, unit_id: int) -> int:
    """How many people are of it."""
    counted = select(func.count()).select_from(Person).where(Person.unit_id == unit_id)
    return connection.execute(counted).scalar_one()


def grants_of(connection: Connection, unit_id: int) -> list[tuple[str, str]]:
    """Who holds, or waits for, which role for that unit alone: name and role."""
    rows = connection.execute(
        select(Person.name, RoleGrant.role)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.unit_id == unit_id, RoleGrant.state != "ended")
        .order_by(RoleGrant.role, Person.id)
    )
    return [(row[0], row[1]) for row in rows]


def move_people(connection: Connection, unit_id: int, to: int) -> int:
    """Let everybody of a unit be of another; how many."""
    moved = connection.execute(update(Person).where(Person.unit_id == unit_id).values(unit_id=to))
    return int(moved.rowcount)


def change(
    connection: Connection, unit: UnitRow, kind: str, at: datetime, by: int, reason: str, *,
    name: str | None = None, successor: UnitRow | None = None,
) -> None:  # fmt: skip
    """Note what became of a unit, and let it be so: another name, or below its successor."""
    connection.execute(
        insert(C),
        {
            "unit_id": unit.id, "kind": kind, "at": at, "name_before": unit.name,
            "parent_before": unit.parent_id, "successor_id": successor and successor.id,
            "reason": reason, "by_id": by,
        },
    )  # fmt: skip
    values = {"name": name or unit.name, "parent_id": successor.id if successor else unit.parent_id}
    connection.execute(update(U).where(U.id == unit.id).values(**values))


def changes(connection: Connection) -> list[Change]:
    """All that became of units, oldest first."""
    rows = connection.execute(
        select(C.unit_id, C.kind, C.at, C.name_before, C.parent_before, _into.code)
        .outerjoin(_into, _into.id == C.successor_id)
        .order_by(C.at, C.id)
    )
    return [Change(*row) for row in rows]


def proven_changes(connection: Connection) -> list[ProvenChange]:
    """The same as they are held against the journal, in the order in which they were noted."""
    rows = connection.execute(
        select(U.code, C.kind, C.at, Person.username, C.reason, C.name_before, _into.code, U.name,
               _above.code)
        .join(U, U.id == C.unit_id)
        .join(Person, Person.id == C.by_id)
        .outerjoin(_into, _into.id == C.successor_id)
        .outerjoin(_above, _above.id == U.parent_id)
        .order_by(C.id)
    )  # fmt: skip
    return [ProvenChange(*row) for row in rows]
