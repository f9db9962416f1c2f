"""Calendar feeds: whose they are, by the hash of a token that is kept nowhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.schema import Account, Feed, Person


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """A feed and whether it still answers."""

    username: str
    name: str
    created_at: datetime
    revoked_at: datetime | None


def add_feed(connection: Connection, person_id: int, token_hash: str, now: datetime) -> None:
    """Another feed of that person."""
    connection.execute(
        insert(Feed).values(person_id=person_id, token_hash=token_hash, created_at=now)
    )


def revoke_feeds(connection: Connection, person_id: int, now: datetime) -> int:
    """End every feed of that person; how many there were.

    The person's row is held until the commit, or two new feeds at once would both stay.
    """
    connection.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    done = connection.execute(
        update(Feed)
        .where(Feed.person_id == person_id, Feed.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return done.rowcount


def feed_owner(connection: Connection, token_hash: str) -> str | None:
    """The username whose feed answers to that hash."""
    return connection.execute(
        select(Person.username)
        .join(Feed, Feed.person_id == Person.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Feed.token_hash == token_hash, Feed.revoked_at.is_(None), Account.disabled_at.is_(None)
        )
    ).scalar_one_or_none()


def feeds(connection: Connection) -> list[FeedRecord]:
    """Every feed there ever was, oldest first."""
    rows = connection.execute(
        select(Person.username, Person.name, Feed.created_at, Feed.revoked_at)
        .join(Person, Person.id == Feed.person_id)
        .order_by(Feed.id)
    )
    return [FeedRecord(*row) for row in rows]
