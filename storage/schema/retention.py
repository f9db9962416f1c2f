"""The tables of archive and retention: what was handed over, and what was judged and destroyed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Transfer(Base):
    """移交: files of closed cases that went to the archives office, by one list.

    What the recipient answered (``receipt``, ``received_on``) is entered later.
    """

    __tablename__ = "transfers"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    recipient: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    receipt: Mapped[str | None] = mapped_column(String(60))
    received_on: Mapped[date | None]
    receipt_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    receipt_at: Mapped[datetime | None]


class TransferredCase(Base):
    """A line of a transfer list: the bundle of a case, as it stood at that version.

    Without ``years`` it is kept for ever; ``sha256`` is of the bundle, ``files`` how many it has.
    """

    __tablename__ = "transferred_cases"
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    version: Mapped[int] = mapped_column(Integer)
    years: Mapped[int | None] = mapped_column(Integer)
    files: Mapped[int] = mapped_column(Integer)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class Appraisal(Base):
    """鉴定: what is to become of matters whose period is over; ``years`` more where they are kept.

    ``record`` is what was destroyed, as JSON; its hash stands in the journal, too.
    """

    __tablename__ = "appraisals"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]
    years: Mapped[int | None] = mapped_column(Integer)
    kept_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    executed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    executed_at: Mapped[datetime | None]
    record: Mapped[str | None]
    record_sha256: Mapped[str | None] = mapped_column(String(64))


class AppraisedMatter(Base):
    """A matter that an appraisal judges: the cases of a matter go together."""

    __tablename__ = "appraised_matters"
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisals.id"), primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), primary_key=True, index=True)
