"""The table of drafts: what somebody has typed into a form and not handed in yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Draft(Base):
    """One draft of a person for each form; ``typed`` is JSON, field name to list of values."""

    __tablename__ = "drafts"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    typed: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(index=True)
