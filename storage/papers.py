"""Rows of official papers, and of the templates they are made from."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from storage.schema import Case, CaseEvent, Paper, PaperTemplate, PaperText, Person


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper with the event that called for it; what is set at signing is empty before."""

    id: int
    case_id: int
    case: str
    seq: int
    event: str
    code: str
    state: str
    number: str | None
    signed_seq: int | None
    signed_on: date | None
    signed_by: str | None
    template: str | None
    data: str | None
    words_sha256: str | None


@dataclass(frozen=True, slots=True)
class TemplateRecord:
    """A version of a template that the bureau wrote; ``text`` ``None``: back to the shipped one."""

    code: str
    version: int
    text: str | None
    by_name: str
    made_at: datetime


_papers = (
    select(
        Paper.id, Paper.case_id, Case.number, Paper.seq, CaseEvent.event, Paper.code, Paper.state,
        Paper.number, Paper.signed_seq, Paper.signed_on, Person.username, Paper.template,
        Paper.data, Paper.words_sha256,
    )
    .join(Case, Case.id == Paper.case_id)
    .join(CaseEvent, (CaseEvent.case_id == Paper.case_id) & (CaseEvent.seq == Paper.seq))
    .outerjoin(Person, Person.id == Paper.signed_by)
)  # fmt: skip


def paper(connection: Connection, case_id: int, paper_id: int) -> PaperRecord | None:
    """A paper of that case."""
    found = connection.execute(
        _papers.where(Paper.case_id == case_id, Paper.id == paper_id)
    ).first()
    return PaperRecord(*found) if found else None


def of_case(connection: Connection, case_id: int) -> list[PaperRecord]:
    """The papers of a case, as its events called for them."""
    asked = _papers.where(Paper.case_id == case_id).order_by(Paper.seq, Paper.code)
    return [PaperRecord(*row) for row in connection.execute(asked)]


def signed_by_event(connection: Connection, case_id: int, seq: int) -> list[tuple[Any, ...]]:
    """What that event signed: as its form says it, hashes with their algorithm before them."""
    asked = select(
        Paper.seq, Paper.code, Paper.number, Paper.template, Paper.data, Paper.words_sha256
    ).where(Paper.case_id == case_id, Paper.signed_seq == seq)
    return [
        (
            *row[:3],
            *(f"sha256:{one}" for one in (row[3], sha256(row[4].encode()).hexdigest(), row[5])),
        )
        for row in connection.execute(asked)
    ]


def sign(connection: Connection, paper_id: int, **values: Any) -> bool:
    """Set what signing fixes; false where it is signed already."""
    done = connection.execute(
        update(Paper)
        .where(Paper.id == paper_id, Paper.state == "due")
        .values(state="signed", **values)
    )
    return done.rowcount == 1


def keep_text(connection: Connection, text: str) -> str:
    """Keep the text of a template, once; its SHA-256."""
    found = sha256(text.encode()).hexdigest()
    if text_of(connection, found) is None:
        connection.execute(insert(PaperText), {"sha256": found, "text": text})
    return found


def text_of(connection: Connection, digest: str) -> str | None:
    """The text of that hash."""
    asked = select(PaperText.text).where(PaperText.sha256 == digest)
    return connection.execute(asked).scalar_one_or_none()


def add_version(
    connection: Connection, code: str, digest: str | None, by: int, now: datetime
) -> int:
    """Another version of a template, in use from now on; its number, from 1."""
    asked = select(func.max(PaperTemplate.version)).where(PaperTemplate.code == code)
    version = (connection.execute(asked).scalar_one() or 0) + 1
    values = {"code": code, "version": version, "sha256": digest, "made_by": by, "made_at": now}
    connection.execute(insert(PaperTemplate), values)
    return version


def versions(connection: Connection, code: str | None = None) -> list[TemplateRecord]:
    """Versions of a template, or of all, the newest first."""
    asked = (
        select(
            PaperTemplate.code, PaperTemplate.version, PaperText.text, Person.name,
            PaperTemplate.made_at,
        )
        .outerjoin(PaperText, PaperText.sha256 == PaperTemplate.sha256)
        .join(Person, Person.id == PaperTemplate.made_by)
        .order_by(PaperTemplate.code, PaperTemplate.version.desc())
    )  # fmt: skip
    if code:
        asked = asked.where(PaperTemplate.code == code)
    return [TemplateRecord(*row) for row in connection.execute(asked)]


def text_in_use(connection: Connection, code: str) -> str | None:
    """What the bureau wrote last; ``None``: the shipped one."""
    found = versions(connection, code)
    return found[0].text if found else None
