"""The tables of pattern warnings (第十八条): an alert, the matters it counts, and its history."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class PatternAlert(Base):
    """易错情形预警: one kind of mistake, or one field, in which too much went wrong.

    ``kind`` is ``issue_type`` or ``field`` and ``name`` which; ``state`` is what the last of its
    steps says, ``facts`` the fold of them. ``due_on`` is the last day of what it waits for.
    """

    __tablename__ = "pattern_alerts"
    __table_args__ = (
        Index(
            "ux_pattern_alerts_one_open",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str]
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date | None]
    facts: Mapped[str]
    head: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PatternMatter(Base):
    """A matter that an alert counts, by the step that brought it in; ``day`` is when it counts."""

    __tablename__ = "pattern_matters"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own declaration
    alert_id: Mapped[int] = mapped_column(ForeignKey("pattern_alerts.id"), primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), primary_key=True)
    day: Mapped[date]
    seq: Mapped[int] = mapped_column(Integer)


class PatternStep(Base):
    """What happened to an alert: one row of its hash chain; ``body`` is the text that is hashed."""

    __tablename__ = "pattern_steps"
    __table_args__ = (UniqueConstraint("alert_id", "key"),)
    alert_id: Mapped[int] = mapped_column(ForeignKey("pattern_alerts.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    algorithm: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(100))
