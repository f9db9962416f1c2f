"""What was handed over to the archives office: lists, their lines, and the receipts for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, select, update
from sqlalchemy.orm import aliased

from storage.case_list import Seen, visible
from storage.rooms import standing
from storage.schema import Case, CaseLine, JournalEntry, Person, Transfer, TransferredCase

T, C = Transfer, TransferredCase
_by, _receiver = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """A transfer as it stands; ``cases`` is how many files are on its list."""

    id: int
    number: str
    recipient: str
    by: str
    by_name: str
    at: datetime
    receipt: str | None
    received_on: date | None
    receipt_by_name: str | None
    cases: int


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line of a list: the bundle of a case; ``emptied``: its contents were destroyed since."""

    case_id: int
    case: str
    version: int
    years: int | None
    files: int
    size: int
    sha256: str
    emptied: bool


def not_handed_over(seen: Seen, states: Sequence[str]) -> Select[Any]:
    """The cases in these states whose file, as it stands now, was not handed over."""
    return standing(and_(CaseLine.state.in_(states), visible(seen), ~_handed_over()))


def _handed_over() -> ColumnElement[bool]:
    """A case that was taken up again after its transfer is to be handed over once more."""
    return select(C.case_id).where(C.case_id == Case.id, C.version == Case.version).exists()


def left_out(connection: Connection, cases: Sequence[int]) -> list[str]:
    """Those of the cases whose file, as it stands, was not handed over, with a receipt for it."""
    given = (
        select(C.case_id)
        .join(T, T.id == C.transfer_id)
        .where(C.case_id == Case.id, C.version == Case.version, T.receipt.is_not(None))
    )
    found = select(Case.number).where(Case.id.in_(cases), ~given.exists()).order_by(Case.id)
    return list(connection.execute(found).scalars())


def is_handed_over(connection: Connection, case: int) -> bool:
    """Whether the file of the case went as it stands now."""
    found = select(Case.id).where(Case.id == case, _handed_over())
    return connection.execute(found).first() is not None


def keep(
    connection: Connection, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> int:
    """A new transfer and its list; its id."""
    made = connection.execute(insert(T).returning(T.id), dict(values)).scalar_one()
    connection.execute(insert(C), [{"transfer_id": made, **line} for line in lines])
    return int(made)


def enter_receipt(connection: Connection, transfer: int, **values: Any) -> None:
    """Enter what the recipient answered."""
    connection.execute(update(T).where(T.id == transfer).values(**values))


_transfers = (
    select(
        T.id, T.number, T.recipient, _by.username, _by.name, T.at, T.receipt, T.received_on,
        _receiver.name,
        select(func.count()).where(C.transfer_id == T.id).correlate(T).scalar_subquery(),
    )
    .join(_by, _by.id == T.by_id)
    .outerjoin(_receiver, _receiver.id == T.receipt_by)
)  # fmt: skip


def transfers(connection: Connection, before: int | None, limit: int) -> list[TransferRecord]:
    """Transfers, the newest first, from before that id on."""
    statement = _transfers.order_by(T.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(T.id < before)
    return [TransferRecord(*row) for row in connection.execute(statement)]


def transfer_numbered(
    connection: Connection, number: str, *, hold: bool = False
) -> TransferRecord | None:
    """The transfer of that number; ``hold`` keeps others from it until the transaction ends."""
    if hold:
        connection.execute(select(T.id).where(T.number == number).with_for_update())
    row = connection.execute(_transfers.where(T.number == number)).first()
    return TransferRecord(*row) if row else None


def lines_of(connection: Connection, transfer: int) -> list[LineRecord]:
    """The list of a transfer, by number of the case."""
    rows = connection.execute(
        select(
            C.case_id, Case.number, C.version, C.years, C.files, C.size, C.sha256,
            Case.emptied.is_not(None),
        )
        .join(Case, Case.id == C.case_id)
        .where(C.transfer_id == transfer)
        .order_by(Case.number)
    )  # fmt: skip
    return [LineRecord(*row) for row in rows]


def every_list(connection: Connection) -> Iterator[tuple[str, str, list[LineRecord]]]:
    """Every transfer: number, recipient and its list, to be held against the journal."""
    for made, number, recipient in connection.execute(
        select(T.id, T.number, T.recipient).order_by(T.id)
    ).all():
        yield number, recipient, lines_of(connection, made)


def journalled(connection: Connection, kind: str) -> list[str]:
    """What the journal says of that kind, oldest first."""
    found = select(JournalEntry.body).where(JournalEntry.kind == kind).order_by(JournalEntry.seq)
    return list(connection.execute(found).scalars())
