"""The tables of case digests (第二十条): a digest, and its history."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Digest(Base):
    """案例摘编: what others may learn of one closed case, which ``case_id`` tells to few.

    ``draft`` are the texts that are being written and ``writers`` who wrote them: neither is
    history, so that a name that slipped into a draft is gone when it is taken out. ``facts`` is the
    fold of the steps, ``state`` what the last of them says. ``seq`` is the event of the case that
    it was written after, ``articles`` those it applies, with a comma before and after each.
    """

    __tablename__ = "digests"
    __table_args__ = (
        Index(
            "ux_digests_one_of_a_case",
            "case_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(Integer)
    field: Mapped[str]
    issue_type: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(24))
    articles: Mapped[str]
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(Integer)
    saves: Mapped[int] = mapped_column(Integer)
    draft: Mapped[str]
    writers: Mapped[str]
    facts: Mapped[str]
    head: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime | None]


class DigestStep(Base):
    """What happened to a digest: one row of its hash chain; ``body`` is the text that is hashed."""

    __tablename__ = "digest_steps"
    __table_args__ = (UniqueConstraint("digest_id", "key"),)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    algorithm: Mapped[str] = mapped_column(String(12))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(100))
