"""How words and items are looked for: as fast among many cases as among few.

What few cases hold is found through an index; what many hold is met soon in any order.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal, select

from storage.lines import LONGEST, folded_text
from storage.narrowing import Order, Wanted, Way, conditions, held_in, in_states, led, padded
from storage.prepared import Prepared, literally
from storage.schema import CaseItem, CaseLine, CasePart, Person, SearchText

FEW = 1000
NAMESAKES = 20
LAST = "\U0010ffff"
CENTURIES = ("19", "20")
"""How the number of a matter begins."""
NUMBERING = frozenset("0123456789-")
"""What the number of a case is written with."""


def _number(some: Select[Any]) -> Any:
    """How many there are; counted there, for thousands of rows cost more to fetch than to find."""
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _number_of(some: Select[Any]) -> Prepared:
    return Prepared(select(_number(some)))


def _begin(start: str, *, subject: bool) -> Select[Any]:
    return (
        select(SearchText.matter_id)
        .where(
            SearchText.text >= bindparam(start),
            SearchText.text < bindparam(f"{start}_end"),
            SearchText.subject.is_(subject),
        )
        .limit(FEW + 1)
    )


_like = bindparam("like", type_=Person.name.type)
_held_by_some = [
    select(Person.id).where(Person.name.ilike(_like, escape="\\")).limit(NAMESAKES + 1),
    _begin("digits", subject=False),
    _begin("words", subject=True),
]
"""Where words may be: names of officers, numbers of matters, their subjects."""
_holding = {
    subjects: Prepared(select(*(_number(some) for some in _held_by_some[: 2 + subjects])))
    for subjects in (False, True)
}
_answered = _number_of(
    select(CaseItem.case_id).where(CaseItem.item == bindparam("item")).limit(FEW + 1)
)


def narrowed(connection: Connection, wanted: Wanted) -> Way:
    """What a list is narrowed to, but for states and days of tasks."""
    way = Way()
    for name, value in (
        ("unit", wanted.unit), ("officer", wanted.officer), ("held_by", wanted.handler),
    ):  # fmt: skip
        if value:
            way &= Way((name,), (), (), {name: value})
    if wanted.query:
        subjects = wanted.seen is None or wanted.seen.facts
        way &= _said(connection, wanted.query, subjects=subjects)
    if wanted.item:
        item = {"item": wanted.item}
        few = _how_many(_answered, connection, item) <= FEW
        way &= Way(("item",), (), (), item) if few else Way((), (), ("item_of_many",), item)
    if wanted.imported:
        way &= Way((), (), ("imported",))
    for name in ("outcome", "track", "started_from", "started_until"):
        if value := getattr(wanted, name):
            way &= Way((), (), (name,), {name: value})
    return way


FIRST = ("said", "called", "item", "own", "officer")
"""What leads to few cases whatever is asked, best first."""
INDEXED = ("handler", "held_by", "supervisor", "of_unit", "unit", "reviewer")
"""What may lead to many; all but the last lead to them by due day."""


def leading(connection: Connection, way: Way, wanted: Wanted, order: Order) -> Iterator[Way]:
    """The way, or ways, to its cases that lead past no more than are read at once.

    What leads to few is put in order when it was read; among many, order itself must lead.
    """
    if few := leads_to_few(connection, way):
        yield led(way & _of_states(wanted), few)
    elif wanted.states and order is Order.DUE:
        yield from in_states(way, wanted.states)
    else:
        leads = (name for name in INDEXED[:-1] if name in way.by and order is Order.DUE)
        yield led(way & _of_states(wanted), next(leads, ""))


def leads_to_few(connection: Connection, way: Way) -> str | None:
    """Which of its conditions leads to few cases, if one does."""
    first = next((name for name in FIRST if name in way.by), None)
    return first or next((n for n in INDEXED if n in way.by and _few(connection, n, way)), None)


def _of_states(wanted: Wanted) -> Way:
    if not wanted.states:
        return Way()
    return Way((), (), ("states",), padded(wanted.states))


def _few(connection: Connection, name: str, way: Way) -> bool:
    return _how_many(_held(name), connection, way.values) <= 2 * FEW


@cache
def _held(name: str) -> Prepared:
    some = select(literal(1)).select_from(CaseLine).where(*conditions((name,)))
    if name == "reviewer":
        mine = (CasePart.person_id == bindparam("sitter"), CasePart.part == "reviewer")
        some = select(literal(1)).select_from(CasePart).where(*mine)
    return _number_of(some.limit(2 * FEW + 1))


def _how_many(asked: Prepared, connection: Connection, values: Mapping[str, Any]) -> int:
    number: int = asked.rows(connection, values)[0][0]
    return number


def _said(connection: Connection, words: str, *, subjects: bool) -> Way:
    """Number, officer's name and, where ``subjects``, subject hold the words."""
    # Of a case's number its matter's is kept: 2026-0003 of 2026-0003-2, 0003 of 0003-2.
    of_a_case = words.count("-") > 1 or ("-" in words and not words.startswith(CENTURIES))
    digits = words.rsplit("-", 1)[0] if of_a_case else words
    start = folded_text(words)[:LONGEST]
    values: dict[str, Any] = {
        "like": f"%{literally(words)}%", "digits": digits, "digits_end": digits + LAST,
        "words": start, "words_end": start + LAST,
    }  # fmt: skip
    called, *begun = _holding[subjects].rows(connection, values)[0]
    if called <= NAMESAKES and all(number <= FEW for number in begun):
        return Way(("said" if subjects else "called",), (), (), values)
    may_be = {"named": called, "numbered": set(words) <= NUMBERING, "told": subjects}
    return Way((), (), (held_in({name for name, found in may_be.items() if found}),), values)
