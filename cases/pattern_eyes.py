"""Which alerts of 第十八条 somebody may read: all of them, or the warnings of their units."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from access.policy import POLICY, Thing, may
from states.vocabulary import Role
from storage import units
from storage.people import PersonRecord
from storage.statistics import unit_names


def reads_whole(person: PersonRecord) -> bool:
    """Whether they read every alert, its analysis and its matters."""
    return may((Role(role) for role, _ in person.grants), Thing.PATTERNS, "R")


def alerts_shown(connection: Connection, person: PersonRecord) -> Callable[[Iterable[str]], bool]:
    """Whether they may read of an alert that warned the units of these codes.

    Whole, or because one of them is theirs, or was merged into theirs.
    """
    if reads_whole(person):
        return lambda _: True
    shown = [unit for role, unit in person.grants
             if "s" in POLICY.get((Role(role), Thing.PATTERNS), ())]  # fmt: skip
    if not shown:
        return lambda _: False
    follows, names = units.successors(connection), unit_names(connection)

    def theirs(warned: Iterable[str]) -> bool:
        codes = set(warned)
        codes |= {open_ for code in codes if (open_ := follows.get(code))}
        return any(codes if unit is None else names[unit][0] in codes for unit in shown)

    return theirs
