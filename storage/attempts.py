"""The history of attempts: who asked for which event of a case and was refused."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from storage.schema import Attempt, Case, Person

ONCE_WITHIN = timedelta(minutes=1)
"""Who presses again at once has tried once."""

_of_case = (
    select(Attempt.at, Attempt.event, Attempt.state, Person.username, Person.name, Attempt.refusal)
    .join(Case, Case.id == Attempt.case_id)
    .outerjoin(Person, Person.id == Attempt.person_id)
    .order_by(Attempt.at, Attempt.id)
)


def keep(
    connection: Connection, number: str, username: str, *, event: str, refusal: str, at: datetime
) -> None:
    """One more attempt, if the person was not refused in the same way within the last minute."""
    # Two refusals of one person at one moment wait for each other, and for nobody else.
    held = select(Person.id).where(Person.username == username).with_for_update(key_share=True)
    person = connection.execute(held).scalar_one()
    case = connection.execute(select(Case.id, Case.state).where(Case.number == number)).one()
    said = {"case_id": case.id, "person_id": person, "event": event, "refusal": refusal}
    same = select(Attempt.id).filter_by(**said)
    near = Attempt.at.between(at - ONCE_WITHIN, at + ONCE_WITHIN)
    if connection.execute(same.where(near).limit(1)).first() is None:
        connection.execute(insert(Attempt).values(**said, state=case.state, at=at))


def of_case(connection: Connection, number: str) -> list[dict[str, Any]]:
    """What was refused on that case, oldest first."""
    rows = connection.execute(_of_case.where(Case.number == number))
    return [dict(row) for row in rows.mappings()]
