"""The tables of correction follow-up reports: what was issued, and what was released to be sent."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class FollowUpReport(Base):
    """整改跟踪报告 as it was issued, never changed; ``scope`` is a unit's code, or the bureau's.

    ``head`` is canonical JSON and ends with the hash of ``lines``, compressed JSON; ``hash`` binds
    both. Where ``by_hand``, it is sent once somebody releases it.
    """

    __tablename__ = "follow_up_reports"
    __table_args__ = (UniqueConstraint("period", "scope"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(8))
    scope: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    first_day: Mapped[date]
    issued_on: Mapped[date] = mapped_column(index=True)
    made_at: Mapped[datetime]
    by_hand: Mapped[bool]
    head: Mapped[str]
    lines: Mapped[bytes] = mapped_column(LargeBinary)
    algorithm: Mapped[str] = mapped_column(String(12))
    hash: Mapped[str] = mapped_column(String(64))


class FollowUpRelease(Base):
    """That a report held for release was sent, with the supervisor's note."""

    __tablename__ = "follow_up_releases"
    report_id: Mapped[int] = mapped_column(ForeignKey("follow_up_reports.id"), primary_key=True)
    note: Mapped[str | None]
    released_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[datetime]


class FollowUpNote(Base):
    """What a supervisor wrote of one correction before the release; of several the last holds."""

    __tablename__ = "follow_up_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("follow_up_reports.id"), index=True)
    case_number: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
