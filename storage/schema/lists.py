"""The tables that lists of cases are read from: drawn from the cases, and nothing's only place."""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base

Searched = String(12).with_variant(String(12, collation="C"), "postgresql")
"""Text that is found by how it begins: compared byte by byte."""


def _of_some(name: str, *columns: str) -> Index:
    """An index by what few lines have: the last column but one."""
    some = text(f"{columns[-2]} IS NOT NULL")
    return Index(name, *columns, sqlite_where=some, postgresql_where=some)


class CaseLine(Base):
    """A case as a list narrows it and puts it in order.

    ``due_on`` is the day of ``task_id``, the nearest open task, and the last day there is where
    there is none; ``told_on`` and ``told_task_id`` are those for whoever must not learn what is
    owed to a reporter. ``correct_by`` is the day that a correction under way has to keep,
    ``accepted_at`` when that of a case that has gone on was accepted.
    """

    __tablename__ = "case_lines"
    __table_args__ = (
        Index("ix_case_lines_due", "due_on", "case_id"),
        Index("ix_case_lines_told", "told_on", "case_id"),
        Index("ix_case_lines_changed", "changed_at", "case_id"),
        Index("ix_case_lines_unit", "unit_id", "due_on", "case_id"),
        Index("ix_case_lines_unit_told", "unit_id", "told_on", "case_id"),
        Index("ix_case_lines_handler", "handler_id", "due_on", "case_id"),
        Index("ix_case_lines_supervisor", "supervisor_id", "due_on", "case_id"),
        Index("ix_case_lines_state", "state", "due_on", "case_id"),
        Index("ix_case_lines_state_told", "state", "told_on", "case_id"),
        _of_some("ix_case_lines_correct", "correct_by", "case_id"),
        _of_some("ix_case_lines_unit_correct", "unit_id", "correct_by", "case_id"),
        _of_some("ix_case_lines_accepted", "accepted_at", "case_id"),
        _of_some("ix_case_lines_unit_accepted", "unit_id", "accepted_at", "case_id"),
        Index("ix_case_lines_officer", "officer_id"),
        Index("ix_case_lines_matter", "matter_id"),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    matter_id: Mapped[int]
    officer_id: Mapped[int]
    unit_id: Mapped[int]
    handler_id: Mapped[int]
    supervisor_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str | None] = mapped_column(String(24))
    track: Mapped[str] = mapped_column(String(16))
    started_on: Mapped[date]
    due_on: Mapped[date]
    task_id: Mapped[int | None]
    told_on: Mapped[date]
    told_task_id: Mapped[int | None]
    changed_at: Mapped[datetime]
    correct_by: Mapped[date | None]
    accepted_at: Mapped[datetime | None]


class CasePart(Base):
    """Who reviews a case (``reviewer``), and who keeps out of it (``kept_out``)."""

    __tablename__ = "case_parts"
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(12), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class CaseItem(Base):
    """An item of arts. 10–16 that a case's answers say yes to, and the article it belongs to."""

    __tablename__ = "case_items"
    item: Mapped[str] = mapped_column(String(24), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class SearchText(Base):
    """What a matter's number or subject says from one of its characters on."""

    __tablename__ = "search_texts"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own declaration
    text: Mapped[str] = mapped_column(Searched, primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), primary_key=True)
    subject: Mapped[bool] = mapped_column(Boolean, primary_key=True)
