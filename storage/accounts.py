"""Accounts, sessions and failed tries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.schema import Account, FailedTries, Person, Session, SetUpCode, UsedPassword


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """How a person signs in; ``password`` is its hash, ``factor`` the sealed secret.

    ``subject`` is whom the identity provider knows them as; ``None``: not linked.
    """

    person_id: int
    username: str
    name: str
    password: str | None
    password_set_at: datetime | None
    must_change: bool
    factor: str | None
    factor_set_at: datetime | None
    factor_step: int | None
    subject: str | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session that was not ended."""

    id: int
    person_id: int
    username: str
    factor_given: bool
    through_provider: bool
    began_at: datetime
    seen_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Tries:
    """Failures in a row under one name."""

    failures: int
    last_at: datetime
    rests_until: datetime | None


ACCOUNT = (
    Account.person_id, Person.username, Person.name, Account.password, Account.password_set_at,
    Account.must_change, Account.factor, Account.factor_set_at, Account.factor_step,
    Account.subject, Account.disabled_at,
)  # fmt: skip
SESSION = (
    Session.id, Session.person_id, Person.username, Session.factor_given,
    Session.through_provider, Session.began_at, Session.seen_at, Session.address, Session.agent,
)  # fmt: skip
_by_username = Prepared(
    select(*ACCOUNT)
    .join(Person, Person.id == Account.person_id)
    .where(Person.username == bindparam("username"))
)
_by_hash = Prepared(
    select(*SESSION, *ACCOUNT)
    .join(Person, Person.id == Session.person_id)
    .join(Account, Account.person_id == Person.id)
    .where(Session.token_hash == bindparam("hash"), Session.ended_at.is_(None))
)


def account_of(connection: Connection, username: str) -> AccountRecord | None:
    """The account of that username."""
    rows = _by_username.rows(connection, {"username": username})
    return AccountRecord(*rows[0]) if rows else None


def account_linked(connection: Connection, issuer: str, subject: str) -> AccountRecord | None:
    """The account that is linked with that subject of the identity provider."""
    found = connection.execute(
        select(*ACCOUNT)
        .join(Person, Person.id == Account.person_id)
        .where(Account.issuer == issuer, Account.subject == subject)
    ).one_or_none()
    return AccountRecord(*found) if found else None


def accounts(connection: Connection) -> list[AccountRecord]:
    """Every account, by username."""
    rows = connection.execute(
        select(*ACCOUNT).join(Person, Person.id == Account.person_id).order_by(Person.username)
    )
    return [AccountRecord(*row) for row in rows]


def anybody(connection: Connection) -> bool:
    """Whether anybody has an account."""
    return connection.execute(select(Account.person_id).limit(1)).first() is not None


def keep_set_up_code(connection: Connection, code_hash: str, ends_at: datetime) -> None:
    """The one code that opens the first set-up from now on; an earlier one is worth nothing."""
    connection.execute(delete(SetUpCode))
    connection.execute(insert(SetUpCode), {"code_hash": code_hash, "ends_at": ends_at})


def take_set_up_code(connection: Connection, code_hash: str, now: datetime) -> bool:
    """Use a code up; false where it is another one, over, or somebody was first."""
    good = delete(SetUpCode).where(SetUpCode.code_hash == code_hash, SetUpCode.ends_at > now)
    return connection.execute(good).rowcount == 1


def last_sign_ins(connection: Connection) -> dict[int, datetime]:
    """When each person signed in last, by their id."""
    rows = connection.execute(
        select(Session.person_id, func.max(Session.began_at)).group_by(Session.person_id)
    )
    return {row[0]: row[1] for row in rows}


def add_account(
    connection: Connection,
    person_id: int,
    password: str | None,
    *,
    must_change: bool,
    by: int | None,
    at: datetime,
) -> None:
    """A new account; ``password`` is its hash."""
    values = {
        "person_id": person_id, "password": password, "password_set_at": at if password else None,
        "must_change": must_change, "created_at": at, "created_by": by,
    }  # fmt: skip
    connection.execute(insert(Account), values)


def change_account(connection: Connection, person_id: int, **values: Any) -> None:
    """Set columns of one account."""
    connection.execute(update(Account).where(Account.person_id == person_id).values(**values))


def used_passwords(connection: Connection, person_id: int, kept: int) -> Sequence[str]:
    """The last ``kept`` hashes, newest first."""
    return (
        connection.execute(
            select(UsedPassword.password)
            .where(UsedPassword.person_id == person_id)
            .order_by(UsedPassword.id.desc())
            .limit(kept)
        )
        .scalars()
        .all()
    )


def keep_used(connection: Connection, person_id: int, password: str) -> None:
    """Note a hash that was in use."""
    connection.execute(insert(UsedPassword), {"person_id": person_id, "password": password})


def take_step(connection: Connection, person_id: int, step: int) -> bool:
    """Use a time step of the second factor up; false where it or a later one was used before."""
    done = connection.execute(
        update(Account)
        .where(
            Account.person_id == person_id,
            (Account.factor_step.is_(None)) | (Account.factor_step < step),
        )
        .values(factor_step=step)
    )
    return done.rowcount == 1


def open_session(connection: Connection, **values: Any) -> int:
    """A new session; its id."""
    return int(connection.execute(insert(Session).returning(Session.id), values).scalar_one())


def session_by_hash(
    connection: Connection, token_hash: str
) -> tuple[SessionRecord, AccountRecord] | None:
    """The session of that token, if nobody ended it, and whose it is."""
    rows = _by_hash.rows(connection, {"hash": token_hash})
    if not rows:
        return None
    mine = len(SESSION)
    return SessionRecord(*rows[0][:mine]), AccountRecord(*rows[0][mine:])


def sessions_of(connection: Connection, person_id: int) -> list[SessionRecord]:
    """The sessions of a person that were not ended, newest first."""
    rows = connection.execute(
        select(*SESSION)
        .join(Person, Person.id == Session.person_id)
        .where(Session.person_id == person_id, Session.ended_at.is_(None))
        .order_by(Session.id.desc())
    )
    return [SessionRecord(*row) for row in rows]


def was_there(connection: Connection, username: str, address: str, since: datetime) -> bool:
    """Whether that person was signed in from there since then, with every factor they have."""
    found = connection.execute(
        select(Session.id)
        .join(Person, Person.id == Session.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Person.username == username, Session.address == address, Session.began_at >= since,
            Session.factor_given | Account.factor.is_(None),
        )
        .limit(1)
    )  # fmt: skip
    return found.first() is not None


def see_session(connection: Connection, session_id: int, at: datetime) -> None:
    """Note that it was used."""
    connection.execute(update(Session).where(Session.id == session_id).values(seen_at=at))


def end_sessions(
    connection: Connection,
    person_id: int,
    at: datetime,
    *,
    only: int | None = None,
    besides: int | None = None,
) -> int:
    """End sessions of a person: all, ``only`` one, or all ``besides`` one; how many."""
    statement = update(Session).where(Session.person_id == person_id, Session.ended_at.is_(None))
    if only is not None:
        statement = statement.where(Session.id == only)
    if besides is not None:
        statement = statement.where(Session.id != besides)
    return connection.execute(statement.values(ended_at=at)).rowcount


def end_what_is_over(
    connection: Connection, at: datetime, *, seen_before: datetime, began_before: datetime
) -> int:
    """End every session that is idle or old; how many."""
    done = connection.execute(
        update(Session)
        .where(
            Session.ended_at.is_(None),
            (Session.seen_at <= seen_before) | (Session.began_at <= began_before),
        )
        .values(ended_at=at)
    )
    return done.rowcount


def tries(connection: Connection, names: Iterable[str]) -> dict[str, Tries]:
    """What failed under these names."""
    rows = connection.execute(
        select(
            FailedTries.name, FailedTries.failures, FailedTries.last_at, FailedTries.rests_until
        ).where(FailedTries.name.in_(list(names)))
    )
    return {row[0]: Tries(*row[1:]) for row in rows}


def count_try(connection: Connection, name: str, at: datetime, forgotten: datetime) -> int:
    """One more failure under that name; how many there are now.

    Those before ``forgotten`` do not count. The row is held until the commit, so that no two tries
    at once are counted as one.
    """
    kind = sqlite if connection.dialect.name == "sqlite" else postgresql
    fresh = case((FailedTries.last_at < forgotten, 1), else_=FailedTries.failures + 1)
    statement = (
        kind.insert(FailedTries)
        .values(name=name, failures=1, last_at=at, rests_until=None)
        .on_conflict_do_update(index_elements=["name"], set_={"failures": fresh, "last_at": at})
        .returning(FailedTries.failures)
    )
    return int(connection.execute(statement).scalar_one())


def rest(connection: Connection, name: str, until: datetime) -> None:
    """Nothing is tried under that name until then."""
    connection.execute(
        update(FailedTries).where(FailedTries.name == name).values(rests_until=until)
    )


def forgive_try(connection: Connection, name: str) -> None:
    """What was counted last was no failure."""
    connection.execute(
        update(FailedTries)
        .where(FailedTries.name == name, FailedTries.failures > 0)
        .values(failures=FailedTries.failures - 1, rests_until=None)
    )


def forget_tries(connection: Connection, names: Iterable[str]) -> None:
    """Begin anew for these names."""
    connection.execute(delete(FailedTries).where(FailedTries.name.in_(list(names))))


def forget_old_tries(connection: Connection, before: datetime) -> int:
    """Drop what failed last before that instant; how many names."""
    return connection.execute(delete(FailedTries).where(FailedTries.last_at < before)).rowcount
