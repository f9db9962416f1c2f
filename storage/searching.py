"""How words and items are looked for: as fast among many cases as among few.

What few cases hold is found through an index; what many hold is met soon in any order.
"""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.lines import LONGEST, folded_text
from storage.narrowing import Wanted, Way
from storage.prepared import Prepared
from storage.schema import CaseItem, Person, SearchText

FEW = 1000
NAMESAKES = 20
LAST = "\U0010ffff"
_called = Prepared(
    select(Person.id)
    .where(Person.name.ilike(bindparam("like", type_=Person.name.type), escape="\\"))
    .limit(NAMESAKES + 1)
)
_beginning = Prepared(
    select(SearchText.matter_id)
    .where(
        SearchText.text >= bindparam("start"),
        SearchText.text < bindparam("end"),
        SearchText.subject == bindparam("subject"),
    )
    .limit(FEW + 1)
)
_answered = Prepared(
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
        few = len(_answered.rows(connection, item)) <= FEW
        way &= Way(("item",), (), (), item) if few else Way((), (), ("item_of_many",), item)
    for name in ("outcome", "track", "started_from", "started_until"):
        if value := getattr(wanted, name):
            way &= Way((), (), (name,), {name: value})
    return way


def _said(connection: Connection, words: str, *, subjects: bool) -> Way:
    """Number, officer's name and, where ``subjects``, subject hold the words."""
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    # Of a case's number its matter's is kept.
    digits = words.rsplit("-", 1)[0] if words.count("-") > 1 else words
    start = folded_text(words)[:LONGEST]
    values: dict[str, Any] = {
        "like": f"%{plain}%", "digits": digits, "digits_end": digits + LAST,
        "words": start, "words_end": start + LAST,
    }  # fmt: skip
    few = len(_called.rows(connection, values)) <= NAMESAKES and all(
        len(_beginning.rows(connection, asked)) <= FEW
        for asked in (
            {"start": digits, "end": digits + LAST, "subject": False},
            *([{"start": start, "end": start + LAST, "subject": True}] if subjects else []),
        )
    )
    name = "said" if subjects else "called"
    return Way((name,), (), (), values) if few else Way((), (), (f"{name}_of_many",), values)
