"""The table of what became of units."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class UnitChange(Base):
    """A unit was ``renamed``, ``merged`` into ``successor_id``, or ``closed``; it ends once.

    ``name_before`` and ``parent_before`` are what it was called and belonged to until then.
    """

    __tablename__ = "unit_changes"
    __table_args__ = (
        Index(
            "ux_unit_changes_one_end",
            "unit_id",
            unique=True,
            sqlite_where=text("kind <> 'renamed'"),
            postgresql_where=text("kind <> 'renamed'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    name_before: Mapped[str]
    parent_before: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
