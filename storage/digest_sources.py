"""What is held of the matter of a case, for the check that none of it stands in a digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from storage.schema import Case, CaseEvent, Matter, Person, Unit

UNLIKE = 3


@dataclass(frozen=True, slots=True)
class MatterTells:
    """What the matter of a case says of it."""

    number: str
    subject: str
    party: str | None
    organ: str
    document: str
    days: tuple[date, ...]


def people_of(
    connection: Connection, case_id: int, named: Iterable[str], units: Iterable[int]
) -> list[tuple[str, str]]:
    """Who took part in the matter of a case, is named there or is of these units: name, username.

    Of everybody else those with names of three signs or more, which no other word looks like.
    """
    matter = select(Case.matter_id).where(Case.id == case_id).scalar_subquery()
    cases = select(Case.id).where(Case.matter_id == matter)
    parts = (Case.officer_id, Case.handler_id, Case.supervisor_id)
    actors = select(CaseEvent.actor_id).where(CaseEvent.case_id.in_(cases))
    seats = [select(part).where(Case.matter_id == matter) for part in parts]
    rows = connection.execute(
        select(Person.name, Person.username).where(
            or_(
                Person.id.in_(actors), Person.username.in_(set(named)),
                Person.unit_id.in_(set(units)), func.length(Person.name) >= UNLIKE,
                *(Person.id.in_(seat) for seat in seats),
            )
        )
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def officers_of(connection: Connection, case_id: int) -> list[tuple[str, int]]:
    """The officers of the matter of a case, each with the unit of the case."""
    matter = select(Case.matter_id).where(Case.id == case_id).scalar_subquery()
    rows = connection.execute(
        select(Person.name, Case.unit_id)
        .join(Case, Case.officer_id == Person.id)
        .where(Case.matter_id == matter)
    )
    return [(row[0], row[1]) for row in rows]


def matter_of(connection: Connection, case_id: int) -> MatterTells:
    """What the matter of a case says: number, subject, party, organ, document, and its days."""
    row = connection.execute(
        select(Matter.number, Matter.subject, Matter.party, Matter.organ, Matter.start_document,
               Matter.started_on, Matter.occurred_on)
        .join(Case, Case.matter_id == Matter.id)
        .where(Case.id == case_id)
    ).one()  # fmt: skip
    days = tuple(day for day in (row[5], row[6]) if day)
    return MatterTells(row[0], row[1], row[2], row[3], row[4], days)


def cases_beside(connection: Connection, case_id: int) -> list[tuple[str, str, datetime]]:
    """Every event of each case of the matter: number of the case, body, moment."""
    matter = select(Case.matter_id).where(Case.id == case_id).scalar_subquery()
    rows = connection.execute(
        select(Case.number, CaseEvent.body, CaseEvent.at)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(Case.matter_id == matter)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def all_units(connection: Connection) -> dict[int, tuple[str, int | None]]:
    """Every unit: its name and the one that it is a part of."""
    rows = connection.execute(select(Unit.id, Unit.name, Unit.parent_id))
    return {row[0]: (row[1], row[2]) for row in rows}
