"""The table of files that belong to cases."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Attachment(Base):
    """附件: a file of a piece of evidence, as event ``seq`` of its case says.

    The content is on disk under ``digest`` (``sha256:…``); ``scanned``: found clean by a scanner.
    """

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[str] = mapped_column(String(12))
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(72), index=True)
    shown: Mapped[bool]
    scanned: Mapped[bool]
    added_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime]
