"""What is searched for in cases, found by how texts begin: as fast among many as among few."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, false, func, literal, or_, select

from storage.lines import LONGEST, folded_text
from storage.schema import CaseItem, CaseLine, Matter, Person, SearchText

FEW = 1000
"""Matters that are looked up by name; words that more hold are met soon in any order."""
NAMESAKES = 20
LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Held:
    """A condition of a list; ``few``: it leads to few cases by itself."""

    holds: ColumnElement[bool]
    few: bool


def said(connection: Connection, words: str, *, subjects: bool) -> Held:
    """Number, officer's name and, where ``subjects``, subject hold the words."""
    like = f"%{_plain(words)}%"
    folded, number = folded_text(words), words.rsplit("-", 1)[0] if words.count("-") > 1 else words
    called = select(Person.id).where(Person.name.ilike(like, escape="\\")).limit(NAMESAKES + 1)
    people = connection.execute(called).scalars().all()
    numbers = _beginning(connection, number, of_subject=False)
    about = _beginning(connection, folded, of_subject=True) if subjects else []
    in_number = CaseLine.number.ilike(like, escape="\\")
    if len(people) > NAMESAKES or numbers is None or about is None:
        name = select(Person.id).where(Person.name.ilike(like, escape="\\"))
        ways = [in_number, CaseLine.officer_id.in_(name)]
        if subjects:
            ways.append(_subject(like))
        return Held(or_(*ways), few=False)
    return Held(
        or_(
            CaseLine.officer_id.in_(people) if people else false(),
            and_(CaseLine.matter_id.in_(numbers), in_number) if numbers else false(),
            CaseLine.matter_id.in_(about) if about else false(),
        ),
        few=True,
    )


def answered(connection: Connection, item: str) -> Held:
    """The case's answers say yes to the item, or to one of the article."""
    named = select(CaseItem.case_id).where(CaseItem.item == item)
    few = connection.execute(named.limit(FEW + 1)).scalars().all()
    if len(few) <= FEW:
        return Held(CaseLine.case_id.in_(few), few=True)
    return Held(named.where(CaseItem.case_id == CaseLine.case_id).exists(), few=False)


def _subject(like: str) -> ColumnElement[bool]:
    """Read off the matter of each case: for words that many subjects hold."""
    return (
        select(literal(1))
        .where(Matter.id == CaseLine.matter_id, Matter.subject.ilike(like, escape="\\"))
        .exists()
    )


def _beginning(connection: Connection, words: str, *, of_subject: bool) -> list[int] | None:
    """The matters with a text that begins so; ``None`` where they are many."""
    start = words[:LONGEST] if of_subject else words
    these = (
        select(SearchText.matter_id)
        .where(
            SearchText.text >= start,
            SearchText.text < start + LAST,
            SearchText.subject.is_(of_subject),
        )
        .limit(FEW + 1)
        .subquery()
    )
    found = connection.execute(select(these.c.matter_id).distinct()).scalars().all()
    counted = connection.execute(select(func.count()).select_from(these)).scalar_one()
    if counted > FEW:
        return None
    if len(words) > len(start) and found:
        like = f"%{_plain(words)}%"
        whole = select(Matter.id).where(
            Matter.id.in_(found), Matter.subject.ilike(like, escape="\\")
        )
        return list(connection.execute(whole).scalars())
    return list(found)


def _plain(words: str) -> str:
    """``words`` of which nothing stands for something else."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
