"""What a list of cases is asked for, and the conditions by which the database finds it.

Conditions have names and take named values, so that a statement is written once for each shape.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import combinations
from typing import Any

from sqlalchemy import (
    ColumnElement,
    bindparam,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union,
)

from states.vocabulary import State
from storage.lines import FAR
from storage.schema import CaseItem, CaseLine, CasePart, Matter, Person, SearchText, Unit

Line = CaseLine
Where = frozenset[int] | None
"""The units where a role is held; ``None`` is the whole bureau."""
Condition = ColumnElement[bool]
Shape = tuple[str, ...]
"""Conditions by name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which cases somebody sees: of which units, decided ones of which, and where they sit.

    A seat is its name, whose it is, and where the role that goes with it is held. ``reviews``:
    whether they look at cases as more than an officer or the officer's unit; for whom that is not
    so, what is owed to a reporter is not there: no list is in its order, none counts it.
    """

    person_id: int
    units: Where
    decided: Where
    seats: tuple[tuple[str, int, Where], ...]
    reviews: bool
    facts: bool = True
    """Whether they see what cases are about at all, and so may search for it."""
    weighs: bool = True
    """Whether they see of any case how it is weighed, and so may ask for items."""
    own: bool = True
    """Whether the cases are among them in which they are the officer."""


class Order(StrEnum):
    """What a list is put in order by: days and numbers upwards, what is new first."""

    DUE = "due"
    OPENED = "opened"
    CHANGED = "changed"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; every day is inclusive, ``units`` and ``officer`` are codes.

    ``started_…`` is the start of the procedure, ``handler`` a username, ``item`` an item or an
    article (``A10.2``, ``A10``) that the case's answers say yes to; ``imported``: from an earlier
    ledger.
    """

    states: frozenset[str] = frozenset()
    query: str | None = None
    due_from: date | None = None
    due_until: date | None = None
    seen: Seen | None = None
    unit: str | None = None
    officer: str | None = None
    handler: str | None = None
    outcome: str | None = None
    track: str | None = None
    started_from: date | None = None
    started_until: date | None = None
    item: str | None = None
    imported: bool = False

    @property
    def plain(self) -> bool:
        """Whether every task is there for whoever asks."""
        return self.seen is None or self.seen.reviews


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last; without a last one: all, and what has no day."""

    first: date | None = None
    last: date | None = None


NO_DAY = Span(FAR, FAR)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which cases come into a list.

    ``by`` leads to them through an index, ``but`` leaves out what is seldom there, and ``sieve``
    must be read off each.
    """

    by: Shape = ()
    but: Shape = ()
    sieve: Shape = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def __and__(self, other: "Way") -> "Way":
        """Both at once."""
        return Way(
            self.by + other.by, self.but + other.but, self.sieve + other.sieve,
            {**self.values, **other.values},
        )  # fmt: skip


def part(of_case: Any, person: Any, name: str) -> Condition:
    """Whether somebody has that part in the case."""
    return select(true()).where(*_part(of_case, person, name)).exists()


def _part(of_case: Any, person: Any, name: str) -> tuple[Condition, ...]:
    return CasePart.person_id == person, CasePart.part == name, CasePart.case_id == of_case


def _each(asked: Any, *where: Condition) -> Condition:
    """What ``asked`` is in the one row of another table, asked of each case for itself.

    Of an EXISTS PostgreSQL would make a list first, of all cases, whatever few are looked at.
    """
    return func.coalesce(select(asked).where(*where).scalar_subquery(), false())


def _me(name: str) -> Any:
    return bindparam(name, type_=CasePart.person_id.type)


def _kept(end: str) -> Condition:
    return not_(_each(true(), *_part(Line.case_id, _me(f"me{end}"), "kept_out")))


FEW_KEPT = tuple(f"kept_{n}" for n in range(8))
"""Of so many cases at most that somebody keeps out of, the numbers are given."""


def _few_kept(_end: str) -> Condition:
    return Line.case_id.not_in([bindparam(name, type_=Line.case_id.type) for name in FEW_KEPT])


_LIKE: dict[str, Any] = {"other": bindparam("like", type_=Person.name.type), "escape": "\\"}
# Gathered once for a statement, however many parts of it ask.
_namesakes = select(Person.id).where(Person.name.ilike(**_LIKE)).cte("namesakes")
_named = Line.officer_id.in_(select(_namesakes.c.id))
_numbered = Line.number.ilike(**_LIKE)
_of_it = _each(Matter.subject.ilike(**_LIKE), Matter.id == Line.matter_id)


def _beginning(start: str, *, of_subject: bool) -> Any:
    return select(SearchText.matter_id).where(
        SearchText.text >= bindparam(start),
        SearchText.text < bindparam(f"{start}_end"),
        SearchText.subject.is_(of_subject),
    )


_called = [
    select(Line.case_id).where(_named),
    select(Line.case_id).where(
        Line.matter_id.in_(_beginning("digits", of_subject=False)), _numbered
    ),
]
_told = (
    select(Line.case_id)
    .join(Matter, Matter.id == Line.matter_id)
    .where(Matter.id.in_(_beginning("words", of_subject=True)), Matter.subject.ilike(**_LIKE))
)
# The same, and leading to the list.
_few_called = union(*_called).cte("called")
_few_said = union(*_called, _told).cte("said")


def _coded(column: Any, code: Any, name: str) -> Callable[[str], Condition]:
    def made(end: str) -> Condition:
        found = select(code.class_.id).where(code == bindparam(f"{name}{end}"))
        return column == found.scalar_subquery()  # type: ignore[no-any-return]

    return made


def _reviewer(end: str) -> Condition:
    mine = (CasePart.person_id == _me(f"sitter{end}"), CasePart.part == "reviewer")
    return Line.case_id.in_(select(CasePart.case_id).where(*mine))


_HOLDS = {"named": _named, "numbered": _numbered, "told": _of_it}
"""Where words may stand in a case, read off each: its officer's name, its number, its subject."""


def _in_any(places: Iterable[str], _end: str) -> Condition:
    return or_(*(_HOLDS[name] for name in places))


def held_in(places: Collection[str]) -> str:
    """The name of the condition that words stand in any of these places."""
    return " or ".join(name for name in _HOLDS if name in places) or "nowhere"


_item = select(CaseItem.case_id)
_earlier = select(Matter.id).where(Matter.earlier_number.is_not(None))
STATES = tuple(f"state_{n}" for n in range(len(State)))
CONDITIONS: Mapping[str, Callable[[str], Condition]] = {
    "own": lambda end: Line.officer_id == bindparam(f"me{end}"),
    "kept": _kept,
    "others": lambda end: Line.officer_id != bindparam(f"me{end}"),
    "few_kept": _few_kept,
    "own_or_kept": lambda end: or_(Line.officer_id == bindparam(f"me{end}"), _kept(end)),
    "own_or_few_kept": lambda end: or_(Line.officer_id == bindparam(f"me{end}"), _few_kept(end)),
    "of_unit": lambda end: Line.unit_id == bindparam(f"of_unit{end}"),
    "decided": lambda _: Line.outcome.is_not(None),
    "handler": lambda end: Line.handler_id == bindparam(f"sitter{end}"),
    "supervisor": lambda end: Line.supervisor_id == bindparam(f"sitter{end}"),
    "reviewer": _reviewer,
    "reviewing": lambda end: _each(true(), *_part(Line.case_id, _me(f"sitter{end}"), "reviewer")),
    "unit": _coded(Line.unit_id, Unit.code, "unit"),
    "officer": _coded(Line.officer_id, Person.username, "officer"),
    "held_by": _coded(Line.handler_id, Person.username, "held_by"),
    "outcome": lambda end: Line.outcome == bindparam(f"outcome{end}"),
    "track": lambda end: Line.track == bindparam(f"track{end}"),
    "started_from": lambda end: Line.started_on >= bindparam(f"started_from{end}"),
    "started_until": lambda end: Line.started_on <= bindparam(f"started_until{end}"),
    "state": lambda end: Line.state == bindparam(f"state{end}"),
    "states": lambda end: Line.state.in_([bindparam(f"{one}{end}") for one in STATES]),
    "imported": lambda _: Line.matter_id.in_(_earlier),
    "item": lambda end: Line.case_id.in_(_item.where(CaseItem.item == bindparam(f"item{end}"))),
    "item_of_many": lambda end: _each(
        true(), CaseItem.item == bindparam(f"item{end}"), CaseItem.case_id == Line.case_id
    ),
    "said": lambda _: Line.case_id.in_(select(_few_said.c.case_id)),
    "nowhere": lambda _: false(),
    "called": lambda _: Line.case_id.in_(select(_few_called.c.case_id)),
    **{
        held_in(places): partial(_in_any, places)
        for size in range(1, len(_HOLDS) + 1)
        for places in combinations(_HOLDS, size)
    },
}
"""Every condition by its name; ``end`` is what the names of its values end with."""


def conditions(names: Shape, end: str = "") -> list[Condition]:
    """The conditions of these names; one marked ``~`` is read off each case and leads to none.

    Of such a one PostgreSQL supposes that every second case meets it, and goes by the order.
    """
    return [
        case((CONDITIONS[name[1:]](end), true()), else_=false())
        if name[0] == "~"
        else CONDITIONS[name](end)
        for name in names
    ]


def led(way: Way, leader: str) -> Way:
    """The way with ``leader`` alone leading to cases; what else did is read off each."""
    others = tuple(f"~{name}" for name in way.by if name != leader)
    sieve = tuple("reviewing" if name == "~reviewer" else name for name in others)
    return Way(tuple(n for n in way.by if n == leader), way.but, way.sieve + sieve, way.values)


def day_of(*, plain: bool) -> str:
    """Where a line has the day that the nearest task falls due, for whoever sees the case."""
    return "due_on" if plain else "told_on"


def in_states(way: Way, states: frozenset[str]) -> Iterator[Way]:
    """A way for each of the states, which lead to its cases."""
    for state in sorted(states):
        yield led(way & Way(("state",), (), (), {"state": state}), "state")


def padded(states: frozenset[str]) -> dict[str, str]:
    """As many values as there are states, some of them more than once."""
    held = sorted(states)
    return {name: held[n % len(held)] for n, name in enumerate(STATES)}
