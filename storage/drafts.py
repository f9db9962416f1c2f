"""Drafts: the last one of each form, by whose it is."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.schema import Draft


def draft(connection: Connection, person: int, form: str) -> tuple[str, datetime] | None:
    """What was typed, and when it was kept."""
    row = connection.execute(
        select(Draft.typed, Draft.kept_at).where(Draft.person_id == person, Draft.form == form)
    ).one_or_none()
    return (row[0], row[1]) if row else None


def keep(connection: Connection, person: int, form: str, typed: str, at: datetime) -> None:
    """Put this in the place of the draft there was."""
    drop(connection, person, form)
    values = {"person_id": person, "form": form, "typed": typed, "kept_at": at}
    connection.execute(insert(Draft), values)


def drop(connection: Connection, person: int, form: str) -> None:
    """Forget a draft."""
    connection.execute(delete(Draft).where(Draft.person_id == person, Draft.form == form))


def drop_older(connection: Connection, before: datetime) -> int:
    """Forget what nobody has touched since then; how many."""
    return connection.execute(delete(Draft).where(Draft.kept_at < before)).rowcount
