"""The history of attempts: who asked for which event of a case and was refused."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from storage.prepared import Prepared
from storage.schema import Attempt, Case, Person

ONCE_WITHIN = timedelta(minutes=1)
"""Who presses again at once has tried once."""

# Two refusals of one person at one moment wait for each other, and for nobody else.
_person = Prepared(
    select(Person.id)
    .where(Person.username == bindparam("username"))
    .with_for_update(key_share=True)
)
_case = Prepared(
    select(Case.id, Case.state).where(Case.number == bindparam("number"), Case.emptied.is_(None))
)
_same = Prepared(
    select(Attempt.id).where(
        Attempt.case_id == bindparam("case_id"),
        Attempt.person_id == bindparam("person_id"),
        Attempt.event == bindparam("event"),
        Attempt.refusal == bindparam("refusal"),
        Attempt.state == bindparam("state"),
        Attempt.at.between(bindparam("after"), bindparam("before")),
    )
)
_insert = Prepared(insert(Attempt), ("case_id", "at", "event", "state", "person_id", "refusal"))
_of_case = Prepared(
    select(Attempt.at, Attempt.event, Attempt.state, Person.username, Person.name, Attempt.refusal)
    .join(Case, Case.id == Attempt.case_id)
    .outerjoin(Person, Person.id == Attempt.person_id)
    .where(Case.number == bindparam("number"))
    .order_by(Attempt.at, Attempt.id)
)
_SHOWN = ("at", "event", "state", "username", "name", "refusal")


def keep(
    connection: Connection, number: str, username: str, *, event: str, refusal: str, at: datetime
) -> None:
    """One more attempt, if the person was not refused so in this state within the last minute."""
    [(person,)] = _person.rows(connection, {"username": username})
    [(case, state)] = _case.rows(connection, {"number": number})
    said = {
        "case_id": case, "person_id": person, "event": event, "refusal": refusal, "state": state,
    }  # fmt: skip
    near = {"after": at - ONCE_WITHIN, "before": at + ONCE_WITHIN}
    if not _same.rows(connection, {**said, **near}):
        _insert.run(connection, {**said, "at": at})


def of_case(connection: Connection, number: str) -> list[dict[str, Any]]:
    """What was refused on that case, oldest first."""
    rows = _of_case.rows(connection, {"number": number})
    return [dict(zip(_SHOWN, row, strict=True)) for row in rows]
