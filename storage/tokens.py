"""Tokens of the API: whose they are, by the hash that alone is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.schema import ApiToken, Person


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token as its row says; ``kinds`` are codes with commas between."""

    id: int
    person_id: int
    username: str
    name: str
    scope: str
    kinds: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


_COLUMNS = (
    ApiToken.id, ApiToken.person_id, Person.username, ApiToken.name, ApiToken.scope,
    ApiToken.kinds, ApiToken.made_at, ApiToken.ends_at, ApiToken.used_at, ApiToken.revoked_at,
)  # fmt: skip
_all = select(*_COLUMNS).join(Person, Person.id == ApiToken.person_id)


def add_token(connection: Connection, **values: Any) -> int:
    """A new token; its id."""
    made = connection.execute(insert(ApiToken).returning(ApiToken.id), values)
    return int(made.scalar_one())


def token_by_hash(connection: Connection, token_hash: str) -> TokenRecord | None:
    """The token of that hash, over or not."""
    row = connection.execute(_all.where(ApiToken.token_hash == token_hash)).one_or_none()
    return TokenRecord(*row) if row else None


def token_of_id(connection: Connection, token_id: int) -> TokenRecord | None:
    """The token of that number."""
    row = connection.execute(_all.where(ApiToken.id == token_id)).one_or_none()
    return TokenRecord(*row) if row else None


def tokens_of(connection: Connection, person_id: int) -> list[TokenRecord]:
    """Every token of a person, newest first."""
    rows = connection.execute(
        _all.where(ApiToken.person_id == person_id).order_by(ApiToken.id.desc())
    )
    return [TokenRecord(*row) for row in rows]


def use_token(connection: Connection, token_id: int, at: datetime) -> None:
    """Note that it was used."""
    connection.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=at))


def revoke_what_is_over(connection: Connection, at: datetime) -> int:
    """End every token whose last day is past; how many."""
    done = connection.execute(
        update(ApiToken)
        .where(ApiToken.revoked_at.is_(None), ApiToken.ends_at <= at)
        .values(revoked_at=at)
    )
    return done.rowcount


def revoke_tokens(
    connection: Connection, person_id: int, at: datetime, *, only: int | None = None
) -> int:
    """End the tokens of a person, or ``only`` one; how many were not revoked before."""
    statement = update(ApiToken).where(
        ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None)
    )
    if only is not None:
        statement = statement.where(ApiToken.id == only)
    return connection.execute(statement.values(revoked_at=at)).rowcount
