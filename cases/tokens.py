"""Tokens of the API: made for oneself, told once, counted where they fail, and revoked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from access.delays import ADDRESS, FORGOTTEN
from access.errors import TooManyTries
from access.policy import Thing, may
from access.tokens import (
    PREFIX,
    Grant,
    Scope,
    TokenKind,
    TokenRefused,
    alive,
    check_last_day,
    read_kinds,
)
from cases.signing_in import LONGEST, From
from cases.standing import find_person
from deadlines import SHANGHAI, local_day
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from states.vocabulary import Role
from storage import Store, accounts, journal, tokens
from storage.hashing import hash_token, new_token
from storage.people import PersonRecord
from storage.tokens import TokenRecord

SEEN_EVERY = timedelta(minutes=1)
"""The last use is not written at each request."""
MOST, LONGEST_NAME = 20, 80
"""Tokens that a person has at a time; characters of a name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token to be made: what it is called, what it is for, and its last day."""

    name: str
    scope: Scope
    kinds: frozenset[TokenKind]
    until: date


@dataclass(frozen=True, slots=True)
class ToldToken:
    """A new token, told this once."""

    id: int
    token: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its owner sees it."""

    id: int
    name: str
    scope: Scope
    kinds: tuple[TokenKind, ...]
    made_at: datetime
    last_day: date
    used_at: datetime | None
    revoked_at: datetime | None
    alive: bool


def make_token(
    store: Store, wanted: Wanted, by: str, now: datetime, *, most_days: int
) -> ToldToken:
    """A token of ``by``; of it the database keeps the hash."""
    name = wanted.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid(
            "name", f"须为一行，最多{LONGEST_NAME}个字",
            f"is one line of at most {LONGEST_NAME} characters",
        )  # fmt: skip
    check_last_day(wanted.until, local_day(now), most_days)
    token = new_token(PREFIX)
    with store.write() as connection:
        person = find_person(connection, by, local_day(now))
        account = accounts.account_of(connection, by)
        if account is None or account.disabled_at:
            raise GuardFailed("没有可用的账号", "there is no account that is in use")
        held = tokens.tokens_of(connection, person.id)
        if sum(alive(one.ends_at, one.revoked_at, now) for one in held) >= MOST:
            raise GuardFailed(
                f"已有 {MOST} 个有效令牌，请先收回不用的", f"{MOST} tokens are enough: revoke some"
            )
        kinds = sorted(str(kind) for kind in wanted.kinds)
        made = tokens.add_token(
            connection, token_hash=hash_token(token), person_id=person.id, name=name,
            scope=str(wanted.scope), kinds=",".join(kinds), made_at=now.astimezone(UTC),
            ends_at=_end_of(wanted.until),
        )  # fmt: skip
        said = {"token": made, "scope": str(wanted.scope), "until": str(wanted.until)}
        journal.note(
            connection, "token_made", person, now, **said, **({"kinds": kinds} if kinds else {})
        )
    return ToldToken(made, token)


def tokens_seen(
    store: Store, by: str, now: datetime, *, username: str | None = None
) -> list[TokenView]:
    """The tokens of ``by``, newest first, or, for the system administrator, somebody else's."""
    with store.read() as connection:
        person = find_person(connection, by, local_day(now))
        whose = find_person(connection, username, local_day(now)) if username else person
        if whose.id != person.id and not _keeps_accounts(person):
            raise _refused()
        return [_view(one, now) for one in tokens.tokens_of(connection, whose.id)]


def revoke_token(store: Store, token_id: int, by: str, now: datetime) -> None:
    """End a token of one's own, or as the system administrator anybody's; done twice it is done.

    Raises ``NotFound``, also where it is not theirs to end.
    """
    with store.write() as connection:
        person = find_person(connection, by, local_day(now))
        token = tokens.token_of_id(connection, token_id)
        if token is None or (token.person_id != person.id and not _keeps_accounts(person)):
            raise NotFound("令牌", "token", str(token_id))
        if tokens.revoke_tokens(connection, token.person_id, now, only=token_id):
            said = {"token": token_id, "of": token.username}
            journal.note(connection, "token_revoked", person, now, **said)


def known_by_token(
    store: Store, token: str, *, source: From, now: datetime
) -> tuple[PersonRecord, Grant]:
    """Whose token that is and what it is for; raises ``TokenRefused`` or ``TooManyTries``.

    Asked anew at each request: what was revoked, has ended or belongs to somebody who is kept out
    is refused, and counted for the address it came from.
    """
    name = f"token:{source.address[:64]}"
    with store.read() as connection:
        held = accounts.tries(connection, [name]).get(name)
        if held and held.rests_until and held.rests_until > now:
            raise TooManyTries(held.rests_until)
        found = tokens.token_by_hash(connection, hash_token(token[:LONGEST]))
        account = accounts.account_of(connection, found.username) if found else None
        good = (
            found is not None
            and account is not None
            and account.disabled_at is None
            and alive(found.ends_at, found.revoked_at, now)
        )
        person = find_person(connection, found.username, local_day(now)) if found and good else None
    if found is None or person is None:
        _count(store, name, found, source, now)
        raise TokenRefused
    if held or found.used_at is None or now - found.used_at >= SEEN_EVERY:
        with store.write() as connection:
            tokens.use_token(connection, found.id, now)
            accounts.forget_tries(connection, [name])
    return person, Grant(Scope(found.scope), _kinds(found))


def _count(store: Store, name: str, found: TokenRecord | None, source: From, now: datetime) -> None:
    """One more failure of that address; who guesses waits longer each time."""
    with store.write() as connection:
        if found and now >= found.ends_at:
            # Over for good: a clock that is set back revives nothing.
            tokens.revoke_tokens(connection, found.person_id, now, only=found.id)
        failures = accounts.count_try(connection, name, now, now - FORGOTTEN)
        if wait := ADDRESS.wait(failures):
            accounts.rest(connection, name, now + wait)
        said = {"address": source.address[:64], **({"token": found.id} if found else {})}
        journal.write(
            connection,
            journal.Entry(
                "token_failed", found.person_id if found else None,
                found.username if found else None, now, said,
            ),
        )  # fmt: skip


def _view(one: TokenRecord, now: datetime) -> TokenView:
    return TokenView(
        one.id, one.name, Scope(one.scope), tuple(sorted(_kinds(one))), one.made_at,
        local_day(one.ends_at) - timedelta(days=1), one.used_at, one.revoked_at,
        alive(one.ends_at, one.revoked_at, now),
    )  # fmt: skip


def _kinds(one: TokenRecord) -> frozenset[TokenKind]:
    return read_kinds(one.kinds.split(",") if one.kinds else ())


def _end_of(day: date) -> datetime:
    """The end of a local day."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def _keeps_accounts(person: PersonRecord) -> bool:
    return may((Role(role) for role, _ in person.grants), Thing.ACCOUNTS, "C")


def _refused() -> NotGranted:
    return NotGranted(
        "他人的令牌由系统管理员查看", "the tokens of others are for the system administrator"
    )
