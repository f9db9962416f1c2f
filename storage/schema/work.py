"""The table of long work: what somebody set going and may leave."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class LongWork(Base):
    """长时间工作: whose it is, how far it is and what came of it.

    Of a ``kind`` one work of the ``same`` is under way at a time. ``rights`` is the hash of the
    roles that its starter had; ``told_at`` is when its process last said that it lives; ``said`` is
    JSON: a sentence in both languages, and where its result is.
    """

    __tablename__ = "long_work"
    __table_args__ = (
        Index(
            "ux_long_work_one_of_the_same",
            "kind",
            "same",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    same: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    rights: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int | None] = mapped_column(Integer)
    said: Mapped[str]
    began_at: Mapped[datetime]
    told_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
