"""Keys of deeds that are done once however often they are sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from storage.schema import OnceKey

K = OnceKey


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key that was given: the hash of what was asked, and what came of it, if it is done."""

    asked: str
    said: str | None


def key_of(connection: Connection, person: int, key: str) -> HeldKey | None:
    """What is known of a key of that person."""
    found = select(K.asked, K.said).where(K.person_id == person, K.key == key)
    row = connection.execute(found).first()
    return HeldKey(*row) if row else None


def begin(connection: Connection, person: int, key: str, asked: str, at: datetime) -> None:
    """Take the key; raises ``IntegrityError`` where another has it in this very moment."""
    values = {"person_id": person, "key": key, "asked": asked, "said": None, "begun_at": at}
    connection.execute(insert(K), values)


def end(connection: Connection, person: int, key: str, said: str) -> None:
    """Keep what came of it."""
    connection.execute(update(K).where(K.person_id == person, K.key == key).values(said=said))


def give_back(connection: Connection, person: int, key: str) -> None:
    """Nothing was done under it: it may be used again."""
    connection.execute(delete(K).where(K.person_id == person, K.key == key))


def forget(connection: Connection, before: datetime) -> None:
    """Those that are older."""
    connection.execute(delete(K).where(K.begun_at < before))
