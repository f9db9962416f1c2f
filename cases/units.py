"""What becomes of units: one is renamed, merged into another, or closed; none is ever deleted.

A unit that ended keeps its cases, their reports and who answers for them; it takes nobody and
nothing new. A merged one stands below its successor, so that whoever answers for that one answers
for it, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing
from cases.standing import granted
from deadlines import local_day
from states.errors import GuardFailed, Invalid, NotFound
from states.forms.base import says_nothing, unprintable
from storage import Store, journal, units
from storage.units import CLOSED, MERGED, RENAMED, UnitRow

BUREAU = "bureau"
LONGEST, LONGEST_REASON = 60, 200


@dataclass(frozen=True, slots=True)
class Ended:
    """What a merger or a closing left to do.

    ``people`` were moved; ``grants`` (name, role) still hold for the unit's own cases and are not
    carried over: the security administrator gives them anew, with another hand.
    """

    people: int
    grants: tuple[tuple[str, str], ...]


def rename_unit(store: Store, code: str, name: str, reason: str, by: str, now: datetime) -> None:
    """Give a unit another name; what was issued keeps the old one. Raises ``Invalid``."""

    def rename(_: Connection, unit: UnitRow) -> dict[str, Any]:
        line = " ".join(name.split())
        if not line or len(line) > LONGEST or unprintable(line):
            raise Invalid("name", "须为一行，最多60个字", "is one line of at most 60 characters")
        if line == unit.name:
            raise Invalid("name", "与现在的名称相同", "is what it is called now")
        return {"name": line}

    _change(store, code, RENAMED, reason, by, now, rename)


def merge_unit(store: Store, code: str, into: str, reason: str, by: str, now: datetime) -> Ended:
    """Merge a unit into another: its people go there, it stands below it from now on.

    Raises ``NotFound``, ``GuardFailed`` or ``Invalid``.
    """
    done = Ended(0, ())

    def merge(connection: Connection, unit: UnitRow) -> dict[str, Any]:
        nonlocal done
        successor = open_unit(connection, into, "into")
        if unit.id in units.above(connection, successor.id):
            raise Invalid("into", "不能并入自己或者下属单位", "is the unit itself or a part of it")
        done = _let_go(connection, unit, successor)
        return {"successor": successor}

    _change(store, code, MERGED, reason, by, now, merge)
    return done


def close_unit(
    store: Store, code: str, reason: str, by: str, now: datetime, *, people_to: str = ""
) -> Ended:
    """Close a unit that nothing open belongs to; its people, where it has any, go to another.

    Raises ``NotFound``, ``GuardFailed`` or ``Invalid``.
    """
    done = Ended(0, ())

    def close(connection: Connection, unit: UnitRow) -> dict[str, Any]:
        nonlocal done
        if below := units.open_below(connection, unit.id):
            raise GuardFailed(
                f"还有下属单位：{'、'.join(below)}", f"units belong to it: {', '.join(below)}"
            )
        if units.people_of(connection, unit.id) and not people_to:
            raise Invalid(
                "people_to", "该单位还有人员，请填写人员转往的单位", "is needed: it has people"
            )
        home = open_unit(connection, people_to, "people_to") if people_to else None
        if home and home.id == unit.id:
            raise Invalid("people_to", "须是另一个单位", "is another unit")
        done = _let_go(connection, unit, home)
        return {}

    _change(store, code, CLOSED, reason, by, now, close)
    return done


def _let_go(connection: Connection, unit: UnitRow, to: UnitRow | None) -> Ended:
    moved = units.move_people(connection, unit.id, to.id) if to else 0
    return Ended(moved, tuple(units.grants_of(connection, unit.id)))


def open_unit(connection: Connection, code: str, field: str) -> UnitRow:
    """The unit of that code, which must be neither merged nor closed, held; it takes more.

    Raises ``NotFound``, or ``Invalid`` for that field.
    """
    found = units.unit_named(connection, code, hold=True)
    if found is None:
        raise NotFound("单位", "unit", code[:40])
    if found.ended:
        raise Invalid(field, f"{found.name}已撤并", f"{found.name} was merged or closed")
    return found


def _change(
    store: Store, code: str, kind: str, reason: str, by: str, now: datetime,
    made: Callable[[Connection, UnitRow], dict[str, Any]],
) -> None:  # fmt: skip
    now, said = now.astimezone(UTC), " ".join(reason.split())
    with store.write() as connection:
        actor = granted(connection, by, Thing.ACCOUNTS, "C", local_day(now))
        if says_nothing(said) or unprintable(said) or len(said) > LONGEST_REASON:
            raise Invalid("reason", "请写明理由，最多200个字", "is given, in 200 characters")
        unit = open_unit(connection, code, "code")
        if unit.code == BUREAU and kind != RENAMED:
            raise GuardFailed("本局不能撤并", "the bureau itself neither merges nor closes")
        values = made(connection, unit)
        units.change(connection, unit, kind, now, actor.id, said, **values)
        successor: UnitRow | None = values.get("successor")
        told = {"before": unit.name, "name": values.get("name"),
                "into": successor and successor.code}  # fmt: skip
        journal.note(
            connection, f"unit_{kind}", actor, now, unit=unit.code, reason=said,
            **{name: value for name, value in told.items() if value},
        )  # fmt: skip
