"""The tables of the ledger: what is counted of each case, folded from its history.

Nothing here is a truth of its own: rows may be dropped and are made again from the events.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class LedgerLine(Base):
    """台账: one line a case, as its history stood when it was last counted.

    Codes that may be several (``applicants``, ``exclusions``, ``grounds``, ``ways``, ``marks``)
    stand in one text with commas between. ``suspended_days`` are those of pauses that are over,
    ``suspended_on`` begins one that runs. ``late`` is the ground of a late application, and
    ``late_fate`` what became of it. ``classified_on`` is the day on which the field was settled
    last, ``post`` what an earlier ledger says the officer was. ``retained_until`` is the last day
    of its retention, none where it is kept for ever or not closed.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        # What figures are counted by: they are read off this index alone, never off the lines.
        Index(
            "ix_ledger_figures",
            "unit_id", "started_on", "year", "state", "outcome", "track", "field", "issue_type",
            "late", "late_fate", "ways", "filed_on", "accepted_on", "correction_from", "closed_on",
            "matter_id", "case_id",
        ),
        Index("ix_ledger_issue_type", "issue_type", "started_on", "matter_id", "unit_id"),
        Index("ix_ledger_field", "field", "classified_on", "matter_id", "unit_id"),
        Index("ix_ledger_retained_until", "retained_until", "matter_id"),
    )  # fmt: skip
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    matter_id: Mapped[int]
    matter_number: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int]
    officer_id: Mapped[int]
    state: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str | None] = mapped_column(String(24))
    track: Mapped[str] = mapped_column(String(16))
    organ: Mapped[str]
    started_on: Mapped[date]
    year: Mapped[int] = mapped_column(Integer)
    informed_on: Mapped[date | None]
    post: Mapped[str | None]
    field: Mapped[str | None]
    classified_on: Mapped[date | None]
    issue_type: Mapped[str | None]
    applicants: Mapped[str]
    window_last_day: Mapped[date | None]
    filed_on: Mapped[date | None]
    late: Mapped[str | None] = mapped_column(String(16))
    late_fate: Mapped[str | None] = mapped_column(String(12))
    accepted_on: Mapped[date | None]
    review_due_on: Mapped[date | None]
    exclusions: Mapped[str]
    grounds: Mapped[str]
    opinion_on: Mapped[date | None]
    returned: Mapped[int] = mapped_column(Integer)
    deliberated_on: Mapped[date | None]
    decided_by: Mapped[str | None]
    decision_number: Mapped[str | None]
    received_on: Mapped[date | None]
    correction_from: Mapped[date | None]
    correction_until: Mapped[date | None]
    corrected_on: Mapped[date | None]
    report_kind: Mapped[str] = mapped_column(String(16))
    answered_on: Mapped[date | None]
    ways: Mapped[str]
    lessons_on: Mapped[date | None]
    personnel_on: Mapped[date | None]
    integrity_on: Mapped[date | None]
    impact_last_day: Mapped[date | None]
    closed_on: Mapped[date | None]
    retained_until: Mapped[date | None]
    suspended_days: Mapped[int] = mapped_column(Integer)
    suspended_on: Mapped[date | None]
    marks: Mapped[str]


class LedgerItem(Base):
    """An item of the measures that was found to be so in a case."""

    __tablename__ = "ledger_items"
    __table_args__ = (
        Index("ix_ledger_items_figures", "code", "unit_id", "started_on", "case_id"),
        {"sqlite_with_rowid": False},
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[int]
    started_on: Mapped[date]


class LedgerClock(Base):
    """A run of a clock: ``state`` is open, paused, done, lapsed or dropped.

    It was dropped where an event ended it that did not do it: nothing was left to be done.
    ``days`` are the working days it ran until it ended, pauses left out. ``case_started_on`` is
    the day the procedure was started.
    """

    __tablename__ = "ledger_clocks"
    __table_args__ = (
        Index("ix_ledger_clocks_met", "state", "late", "kind", "case_id"),
        Index("ix_ledger_clocks_running", "state", "due_on", "kind", "unit_id", "case_started_on",
              "case_id"),
        {"sqlite_with_rowid": False},
    )  # fmt: skip
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8))
    started_on: Mapped[date]
    due_on: Mapped[date]
    ended_on: Mapped[date | None]
    late: Mapped[bool] = mapped_column(Boolean)
    days: Mapped[int | None] = mapped_column(Integer)
    unit_id: Mapped[int]
    case_started_on: Mapped[date]


class LedgerCorrection(Base):
    """A correction that is open, and what a follow-up report tells of it, as JSON.

    Held in the order in which a report reads them. ``changed_at`` is when the case moved last.
    """

    __tablename__ = "ledger_corrections"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own declaration
    due_on: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    unit_id: Mapped[int]
    officer_id: Mapped[int]
    changed_at: Mapped[datetime]
    told: Mapped[str]


class LedgerTally(Base):
    """How many of what a unit's cases of one year are: the ledger added up (``storage.tallies``).

    ``figure`` is what is counted; ``one``, ``other`` and ``days`` tell its numbers apart, empty and
    -1 where they do not. ``decided``: of the cases that are.
    """

    __tablename__ = "ledger_tallies"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own declaration
    figure: Mapped[str] = mapped_column(String(8), primary_key=True)
    one: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decided: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
