"""How somebody comes to see cases: the ways into a list, each with an index of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select, union_all

from storage.narrowing import FEW_KEPT, Line, Seen, Shape, Way, Where
from storage.prepared import Prepared
from storage.schema import CasePart


@dataclass(frozen=True, slots=True)
class Apart:
    """The cases that are seen otherwise than by the rest: one's own, and those one keeps out of.

    Most people have neither, and what is not there need not be asked of each case.
    """

    own: bool
    kept: Shape
    values: Mapping[str, Any]

    @classmethod
    def of(cls, connection: Connection, seen: Seen | None) -> "Apart":
        """As it is for whoever sees."""
        if seen is None:
            return cls(own=False, kept=(), values={})
        found = [row[0] for row in _apart.rows(connection, {"me": seen.person_id})]
        cases = [one for one in found if one != OWN]
        if not cases or len(cases) > len(FEW_KEPT):
            return cls(OWN in found, ("kept",) if cases else (), {})
        given = {name: cases[min(n, len(cases) - 1)] for n, name in enumerate(FEW_KEPT)}
        return cls(OWN in found, ("few_kept",), given)


OWN = 0
"""Among the numbers of cases: there are some of one's own."""
_me = bindparam("me", type_=CasePart.person_id.type)
_apart = Prepared(
    union_all(
        select(
            select(CasePart.case_id)
            .where(CasePart.person_id == _me, CasePart.part == "kept_out")
            .limit(len(FEW_KEPT) + 1)
            .subquery()
            .c.case_id
        ),
        select(literal(OWN)).where(select(Line.case_id).where(Line.officer_id == _me).exists()),
    )
)


def ways_of(seen: Seen | None, apart: Apart) -> Iterator[Way]:
    """How somebody comes to see cases, each way with an index of its own."""
    if seen is None:
        yield Way()
        return
    me: dict[str, int | None] = {"me": seen.person_id}
    mine = seen.own and apart.own
    kept = (*apart.kept, *(("others",) if apart.own and not mine else ()))
    if seen.units is None:
        yield Way((), tuple(f"own_or_{one}" for one in kept) if mine else kept, (), me)
        return
    if mine:
        yield Way(("own",), (), (), me)
    for one in sorted(seen.units):
        yield Way(("of_unit",), kept, (), {**me, "of_unit": one})
    for unit in _places(seen.decided):
        yield Way((), kept, ("decided",), me) & _within(unit)
    for seat, sitter, units in seen.seats:
        for unit in _places(units):
            yield Way((seat,), kept, (), {**me, "sitter": sitter}) & _within(unit)


def _places(units: Where) -> list[int | None]:
    return [None] if units is None else [*sorted(units)]


def _within(unit: int | None) -> Way:
    return Way() if unit is None else Way(("of_unit",), (), (), {"of_unit": unit})
