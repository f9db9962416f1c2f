"""What destroys the contents of cases: one transaction's work, and the proof of what is left.

What stays of an event is its frame: number, time, name, states, role, and both hashes. So each
chain still holds from end to end, and its head is what the checkpoints signed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from storage.chain import canonical
from storage.people import NOBODY
from storage.prepared import send
from storage.schema import (
    Attachment,
    Attempt,
    Case,
    CaseEvent,
    CaseItem,
    CaseLine,
    CasePart,
    Delivery,
    Digest,
    Draft,
    HookCall,
    LedgerCorrection,
    LedgerLine,
    Matter,
    Notice,
    Paper,
    Person,
    Report,
    SearchText,
    Task,
)

EMPTIED = canonical({"data": {}, "emptied": "yes", "learned": {}, "papers": [], "tasks": []})
"""What stands in the place of the body of an event that was emptied."""
NAME = "某某"
GONE = (Notice, Attempt, Attachment, CaseLine, CasePart, CaseItem, LedgerCorrection)
"""Of these an emptied case has no row."""
NO_TEXT, NO_WRITERS = canonical({}), canonical({"writers": []})
"""What is left of a digest's draft that nobody published."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a case: its head, how many events, and the hash of their frames."""

    case: str
    head: str
    events: int
    frames: str


def shut(connection: Connection) -> None:
    """Let what is deleted be written over: SQLite else leaves it in free pages of the file."""
    if connection.dialect.name == "sqlite":
        send(connection, "PRAGMA secure_delete=ON")


def nobody(connection: Connection, unit: int) -> int:
    """The id of nobody, who comes to be with the first case that is emptied."""
    found = connection.execute(select(Person.id).where(Person.username == NOBODY)).scalar()
    if found is None:
        values = {"username": NOBODY, "name": NAME, "email": None, "unit_id": unit}
        found = connection.execute(insert(Person).returning(Person.id), values).scalar_one()
    return int(found)


def uncounted(connection: Connection, cases: Sequence[int]) -> bool:
    """Whether a case changed since the ledger counted it: it could never be counted again."""
    found = select(Case.id).where(Case.id.in_(cases), Case.counted < Case.version).limit(1)
    return connection.execute(found).first() is not None


def digests_of(connection: Connection, cases: Sequence[int]) -> dict[int, list[str]]:
    """The digests of the files of these cases."""
    found: dict[int, list[str]] = {case: [] for case in cases}
    rows = connection.execute(
        select(Attachment.case_id, Attachment.digest)
        .where(Attachment.case_id.in_(cases))
        .order_by(Attachment.case_id, Attachment.seq)
    )
    for case, digest in rows:
        found[case].append(digest)
    return found


def empty(
    connection: Connection, cases: Sequence[int], appraisal: int, *, whole: bool
) -> list[Left]:
    """Destroy the contents of these cases, which are all the cases of their matters.

    ``whole``: also who handled them, their tasks and their papers; else those stay without words.
    """
    matters = select(Case.matter_id).where(Case.id.in_(cases))
    ids = list(connection.execute(matters.distinct()).scalars())
    rows = connection.execute(
        select(Case.officer_id, Case.unit_id).where(Case.id.in_(cases)).order_by(Case.id)
    ).all()
    officers = sorted({row[0] for row in rows})
    nobody_id = nobody(connection, rows[0][1])
    _empty_events(connection, cases, officers, whole=whole)
    _empty_rows(connection, cases, whole=whole)
    seats = {"handler_id": nobody_id, "supervisor_id": nobody_id} if whole else {}
    connection.execute(
        update(Case)
        .where(Case.id.in_(cases))
        .values(officer_id=nobody_id, facts="{}", emptied=appraisal, **seats)
    )
    connection.execute(
        update(LedgerLine)
        .where(LedgerLine.case_id.in_(cases))
        .values(officer_id=nobody_id, post=None, decision_number=None, retained_until=None)
    )
    _empty_matters(connection, ids)
    return list(left_of(connection, cases))


def _empty_events(
    connection: Connection, cases: Sequence[int], officers: Sequence[int], *, whole: bool
) -> None:
    of = CaseEvent.case_id.in_(cases)
    connection.execute(update(CaseEvent).where(of).values(body=EMPTIED, idempotency_key=None))
    theirs = or_(CaseEvent.actor_id.in_(officers), CaseEvent.role == "OFF")
    acted = of if whole else and_(of, theirs)
    connection.execute(update(CaseEvent).where(acted).values(actor_id=None))


def _empty_rows(connection: Connection, cases: Sequence[int], *, whole: bool) -> None:
    told = select(Notice.id).where(Notice.case_id.in_(cases))
    connection.execute(delete(Delivery).where(Delivery.notice_id.in_(told)))
    for table in (*GONE, HookCall):
        owner: Any = table
        connection.execute(delete(table).where(owner.case_id.in_(cases)))
    blank_digests(connection, cases)
    numbers = connection.execute(select(Case.number).where(Case.id.in_(cases))).scalars()
    for number in numbers.all():
        connection.execute(delete(Draft).where(Draft.form.contains(number, autoescape=True)))
    if whole:
        connection.execute(delete(Paper).where(Paper.case_id.in_(cases)))
        connection.execute(delete(Task).where(Task.case_id.in_(cases)))
    else:
        connection.execute(update(Paper).where(Paper.case_id.in_(cases)).values(data=None))


def _empty_matters(connection: Connection, matters: Sequence[int]) -> None:
    connection.execute(delete(SearchText).where(SearchText.matter_id.in_(matters)))
    connection.execute(
        update(Matter)
        .where(Matter.id.in_(matters))
        .values(subject="", start_document="", party=None, key=None)
    )
    connection.execute(
        update(Report)
        .where(Report.matter_id.in_(matters))
        .values(abstract="", identity=None, raw=None)
    )


def left_of(connection: Connection, cases: Sequence[int]) -> Iterator[Left]:
    """What is left of these cases, as it stands now."""
    heads = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            select(Case.id, Case.number, Case.head).where(Case.id.in_(cases)).order_by(Case.number)
        )
    }
    for case, (number, head) in heads.items():
        rows = connection.execute(
            select(
                CaseEvent.seq, CaseEvent.at, CaseEvent.event, CaseEvent.from_state,
                CaseEvent.to_state, CaseEvent.actor_id, CaseEvent.role, CaseEvent.body,
                CaseEvent.algorithm, CaseEvent.previous, CaseEvent.hash,
            )
            .where(CaseEvent.case_id == case)
            .order_by(CaseEvent.seq)
        ).all()  # fmt: skip
        told = sha256()
        for seq, at, *said in rows:
            told.update(canonical({"seq": seq, "at": at.isoformat(), "said": said}).encode())
        yield Left(number, head, len(rows), told.hexdigest())


def blank_digests(connection: Connection, cases: Sequence[int]) -> None:
    """Nothing is left of the drafts of these cases' digests that were withdrawn."""
    connection.execute(
        update(Digest)
        .where(Digest.case_id.in_(cases), Digest.state == "withdrawn")
        .values(draft=NO_TEXT, writers=NO_WRITERS)
    )


def emptied_cases(connection: Connection) -> dict[int, tuple[str, int]]:
    """Every case that was emptied: its number, and the appraisal after which."""
    rows = connection.execute(
        select(Case.id, Case.number, Case.emptied).where(Case.emptied.is_not(None))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def emptied_among(connection: Connection, numbers: Sequence[str]) -> frozenset[str]:
    """Those of the cases with these numbers that were emptied."""
    found = select(Case.number).where(Case.number.in_(numbers), Case.emptied.is_not(None))
    return frozenset(connection.execute(found).scalars())


def remnants(connection: Connection, cases: Sequence[int]) -> Mapping[str, int]:
    """What an emptied case must have none of, by table: for those who verify."""
    found = {}
    for table in GONE:
        owner: Any = table
        number = len(connection.execute(
            select(owner.case_id).where(owner.case_id.in_(cases)).limit(1)
        ).all())  # fmt: skip
        if number:
            found[table.__tablename__] = number
    left = select(Digest.id).where(
        Digest.case_id.in_(cases), Digest.state != "published", Digest.draft != NO_TEXT
    )
    if number := len(connection.execute(left.limit(1)).all()):
        found[Digest.__tablename__] = number
    return found
