"""The tables of official papers and of the templates they were made from."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class Paper(Base):
    """文书 that an event called for: ``due`` until it is ``signed``, then never changed.

    What it was made from is kept: the data, the template by its hash, and the hash of the words.
    """

    __tablename__ = "papers"
    __table_args__ = (UniqueConstraint("case_id", "seq", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    seq: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    signed_seq: Mapped[int | None] = mapped_column(Integer)
    signed_on: Mapped[date | None]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    template: Mapped[str | None] = mapped_column(ForeignKey("paper_texts.sha256"))
    data: Mapped[str | None]
    words_sha256: Mapped[str | None] = mapped_column(String(64))


class PaperText(Base):
    """The text of a paper's template, known by its hash; whatever a paper was made from stays."""

    __tablename__ = "paper_texts"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str]


class PaperTemplate(Base):
    """A version of a paper's template that the bureau wrote; the newest is the one in use.

    ``sha256`` ``None`` goes back to the one that is shipped.
    """

    __tablename__ = "paper_templates"
    __table_args__ = (UniqueConstraint("code", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("paper_texts.sha256"))
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
