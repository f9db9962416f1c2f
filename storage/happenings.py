"""What has happened in any case since an instant: what a page that is open asks again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, case, func, select

from storage.accounts import SESSION, SessionRecord
from storage.prepared import Prepared, stated
from storage.records import CASE, CaseRecord
from storage.schema import Account, Case, CaseEvent, Matter, Notice, Person, Session


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a case, and by whom (``None``: the clock); ``body`` is that of a comment alone.

    Whom a comment is for stands in it.
    """

    case_id: int
    seq: int
    at: datetime
    event: str
    actor_id: int | None
    body: str | None


_since = Prepared(
    select(
        CaseEvent.case_id, CaseEvent.seq, CaseEvent.at, CaseEvent.event, CaseEvent.actor_id,
        case((CaseEvent.event == "comment", CaseEvent.body)),
    )
    .join(Case, Case.id == CaseEvent.case_id)
    .where(CaseEvent.at > bindparam("since"), Case.emptied.is_(None))
    .order_by(CaseEvent.at.desc())
    .limit(stated("most", Integer()))
)  # fmt: skip
_cases = (
    select(*CASE)
    .join(Matter, Matter.id == Case.matter_id)
    .where(Case.id.in_(bindparam("ids", expanding=True)), Case.emptied.is_(None))
)
_sessions = (
    select(*SESSION)
    .join(Person, Person.id == Session.person_id)
    .join(Account, Account.person_id == Session.person_id)
    .where(
        Session.id.in_(bindparam("ids", expanding=True)),
        Session.ended_at.is_(None),
        Account.disabled_at.is_(None),
    )
)
_unread = (
    select(Notice.recipient_id, func.count())
    .where(Notice.recipient_id.in_(bindparam("people", expanding=True)), Notice.read_at.is_(None))
    .group_by(Notice.recipient_id)
)


def happened_since(connection: Connection, since: datetime, most: int) -> list[Happening]:
    """The events after an instant, the newest first."""
    return [Happening(*row) for row in _since.rows(connection, {"since": since, "most": most})]


def cases_by_id(connection: Connection, ids: Iterable[int]) -> list[CaseRecord]:
    """These cases."""
    return [CaseRecord(*row) for row in connection.execute(_cases, {"ids": list(ids)})]


def sessions_left(connection: Connection, ids: Iterable[int]) -> list[SessionRecord]:
    """Those of the sessions that nobody ended, of accounts that are not disabled."""
    return [SessionRecord(*row) for row in connection.execute(_sessions, {"ids": list(ids)})]


def unread_of(connection: Connection, people: Iterable[int]) -> dict[int, int]:
    """How many notices these people have not read; who has read all is not named."""
    rows = connection.execute(_unread, {"people": list(people)})
    return {row[0]: row[1] for row in rows}
