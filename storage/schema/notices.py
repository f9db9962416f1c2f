"""The tables of what is told to whom, how it gets there, and how a person wants it."""

from datetime import datetime, time

from sqlalchemy import ForeignKey, Index, Integer, String, Time, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Notice(Base):
    """通知: what one person is told, once for its key; together a person's are their inbox.

    ``case_id`` is none where it tells of no case: of a report on many.
    ``copy``: it is told for their information (抄送), and asks nothing of them.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_inbox", "recipient_id", "id"),
        Index(
            "ix_notices_unread",
            "recipient_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    name: Mapped[str] = mapped_column(String(32))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(8))
    copy: Mapped[bool] = mapped_column(server_default=false())
    context: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Delivery(Base):
    """送达: one notice by one channel, from ``queued`` to ``sent``, ``delivered`` or ``dead``.

    ``digest`` is the key of the letter that carries this notice together with others;
    ``failure`` is the class of what kept it from arriving, ``answer`` what was said to it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index(
            "ix_deliveries_unsent",
            "channel",
            "not_before",
            "id",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_deliveries_dead",
            "id",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
        Index("ix_deliveries_message", "message_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str | None] = mapped_column(String(120))
    message_id: Mapped[str | None] = mapped_column(String(300))
    attempts: Mapped[int] = mapped_column(Integer)
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(16))
    answer: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class NoticeWay(Base):
    """A channel as a person wants it: the address there, and whether it is switched off.

    The address of ``mail`` is the person's own, in ``people``.
    """

    __tablename__ = "notice_ways"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str | None]
    off: Mapped[bool]


class QuietHours(Base):
    """From when until when, Shanghai time, a person is told nothing that can wait."""

    __tablename__ = "quiet_hours"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
