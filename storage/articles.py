"""The bureau's own wording, article by article, and how it reads its measures (第二十一条)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.prepared import Prepared
from storage.schema import Article, Interpretation, Person


@dataclass(frozen=True, slots=True)
class Reading:
    """An interpretation of an item or article, and who entered it."""

    id: int
    code: str
    number: str
    issued_on: date
    text: str
    added_by: str


_newest = (
    select(func.max(Article.id)).where(Article.pack == bindparam("pack")).group_by(Article.article)
)
_wordings = Prepared(
    select(Article.article, Article.text).where(Article.id.in_(_newest)).order_by(Article.id)
)
_readings = Prepared(
    select(
        Interpretation.id, Interpretation.code, Interpretation.number,
        Interpretation.issued_on, Interpretation.text, Person.name,
    )
    .join(Person, Person.id == Interpretation.added_by)
    .where(Interpretation.pack == bindparam("pack"), Interpretation.withdrawn_at.is_(None))
    .order_by(Interpretation.issued_on, Interpretation.id)
)  # fmt: skip


def wordings(connection: Connection, pack: str) -> dict[str, str]:
    """The wording of each article, as loaded last."""
    return {row[0]: row[1] for row in _wordings.rows(connection, {"pack": pack})}


def keep_wordings(
    connection: Connection, pack: str, texts: Mapping[str, str], now: datetime, by: int
) -> None:
    """Keep these wordings; earlier ones stay."""
    connection.execute(
        insert(Article),
        [
            {"pack": pack, "article": name, "text": text, "loaded_at": now, "loaded_by": by}
            for name, text in texts.items()
        ],
    )


def readings(connection: Connection, pack: str) -> list[Reading]:
    """The interpretations in force, oldest first."""
    return [Reading(*row) for row in _readings.rows(connection, {"pack": pack})]


def add_reading(
    connection: Connection,
    pack: str,
    code: str,
    number: str,
    issued_on: date,
    text: str,
    *,
    now: datetime,
    by: int,
) -> None:
    """Enter an interpretation."""
    connection.execute(
        insert(Interpretation),
        {
            "pack": pack, "code": code, "number": number, "issued_on": issued_on, "text": text,
            "added_at": now, "added_by": by,
        },
    )  # fmt: skip


def withdraw_reading(connection: Connection, pack: str, reading: int, now: datetime) -> bool:
    """Withdraw an interpretation that stands; whether there was one."""
    done = connection.execute(
        update(Interpretation)
        .where(
            Interpretation.id == reading,
            Interpretation.pack == pack,
            Interpretation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    return bool(done.rowcount)
