"""What is somebody's own: drafts of forms, views of lists, keys of deeds by the API."""

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


class SavedView(Base):
    """A view of the list of cases that somebody keeps under a name."""

    __tablename__ = "saved_views"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    query: Mapped[str]


class OnceKey(Base):
    """A key that a program gave with a deed; ``said`` is what came of it, empty while it is done.

    ``asked`` is the hash of what was asked. No name and no word of a case stands in ``said``.
    """

    __tablename__ = "once_keys"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    said: Mapped[str | None]
    begun_at: Mapped[datetime] = mapped_column(index=True)
