"""The tables of events that are told to other systems of the bureau."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base

LIVE, QUEUED = text("ended_at IS NULL"), text("state = 'queued'")


class Hook(Base):
    """事件推送: a system that is told of events; ``url`` and ``secret`` are sealed.

    ``events``, ``phases`` and ``units`` are codes with commas between; empty: all of them.
    """

    __tablename__ = "hooks"
    __table_args__ = (
        Index(
            "uq_hooks_name", "name", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str]
    secret: Mapped[str]
    events: Mapped[str]
    phases: Mapped[str]
    units: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]


class HookCall(Base):
    """An event that one of them is owed, from ``queued`` to ``sent``, ``dead`` or ``dropped``."""

    __tablename__ = "hook_calls"
    __table_args__ = (
        UniqueConstraint("hook_id", "case_id", "seq"),
        Index(
            "ix_hook_calls_queued", "not_before", "id", sqlite_where=QUEUED, postgresql_where=QUEUED
        ),
        Index("ix_hook_calls_told", "hook_id", "state", "done_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    hook_id: Mapped[int] = mapped_column(ForeignKey("hooks.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer)
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    answer: Mapped[str | None]
    done_at: Mapped[datetime | None]
