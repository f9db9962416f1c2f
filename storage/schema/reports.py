"""The table of reports: who reported, and in which words, sealed under a ring of its own."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Report(Base):
    """举报: where a matter came from.

    ``identity`` and ``raw`` are sealed texts; an anonymous report has no ``identity``. Others work
    with ``number`` and ``abstract``. ``handler_id`` is the petitions handler named for it.
    """

    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), index=True)
    received_on: Mapped[date]
    abstract: Mapped[str]
    anonymous: Mapped[bool]
    identity: Mapped[str | None]
    raw: Mapped[str | None]
    handler_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    entered_at: Mapped[datetime]
