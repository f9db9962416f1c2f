"""Signing in: password, second factor, sessions, and what holds back who only guesses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pyotp
from sqlalchemy import Connection

from access.delays import ACCOUNT, ADDRESS, FORGOTTEN, Patience
from access.errors import NotSignedIn, SignInRefused, TooManyTries
from access.passwords import PasswordRules
from access.sessions import SessionRules, Step, missing_step
from cases.standing import find_person
from deadlines import local_day
from states.errors import Invalid
from states.vocabulary import Role
from storage import Store, accounts, feeds, journal, staffing, tokens
from storage.accounts import AccountRecord, SessionRecord
from storage.hashing import fits, hash_password, hash_token, new_token, outdated
from storage.people import PersonRecord
from storage.sealing import KeyRing, SealBroken

SEEN_EVERY = timedelta(minutes=1)
"""A session is not written at each request."""
PLACE_KNOWN = timedelta(days=30)
"""Who signed in from an address so lately is not kept out by what others guess elsewhere."""
KEPT_PASSWORDS = 5
LONGEST = 200
STEP_SECONDS = 30
SECRET = re.compile(r"[A-Z2-7]{32}")
"""A base32 secret of 160 bits, as ``offer_factor`` makes it."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What signing in needs: the store, the ring that seals second factors, and the rules."""

    store: Store
    ring: KeyRing
    passwords: PasswordRules
    sessions: SessionRules


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in by which session; ``missing`` is the step before anything else."""

    person: PersonRecord
    session: SessionRecord
    missing: Step | None
    factor_set: bool


@dataclass(frozen=True, slots=True)
class From:
    """Where a request comes from."""

    address: str
    agent: str = ""


def sign_in(gate: Gate, username: str, password: str, *, source: From, now: datetime) -> str:
    """The token of a new session; raises ``SignInRefused`` or ``TooManyTries``.

    A try is counted before it is judged, so that many at once are many.
    """
    names = count(gate.store, username, source, now)
    with gate.store.read() as connection:
        account = accounts.account_of(connection, username[:LONGEST])
    usable = account is not None and account.disabled_at is None
    right = fits(password[:LONGEST], account.password if account and usable else None)
    with gate.store.write() as connection:
        if account is None or not right:
            note(connection, "sign_in_failed", account, source, now)
        else:
            forgive(connection, names, wholly=account.factor is None)
            if account.password and outdated(account.password):
                accounts.change_account(
                    connection, account.person_id, password=hash_password(password)
                )
            note(connection, "sign_in", account, source, now)
            return begin(connection, account.person_id, source, now, factor_given=False)
    raise SignInRefused


def give_code(gate: Gate, token: str, code: str, *, source: From, now: datetime) -> str:
    """A new token for the session once the code of the second factor is given; the old one ends.

    Raises ``NotSignedIn``, ``SignInRefused`` or ``TooManyTries``. Each code counts once.
    """
    signed = known(gate, token, now=now)
    names = count(gate.store, signed.person.username, source, now)
    with gate.store.write() as connection:
        account = accounts.account_of(connection, signed.person.username)
        if account and _takes(connection, gate.ring, account, code, now):
            forgive(connection, names)
            accounts.end_sessions(connection, account.person_id, now, only=signed.session.id)
            return begin(
                connection, account.person_id, source, now, factor_given=True,
                through_provider=signed.session.through_provider,
            )  # fmt: skip
        note(connection, "code_failed", account, source, now)
    raise SignInRefused


def known(gate: Gate, token: str, *, now: datetime, visit: bool = True) -> SignedIn:
    """Whose session that is; raises ``NotSignedIn`` where it is over, and ends it then.

    What asks by itself is no ``visit``: it keeps no session awake.
    """
    with gate.store.glance() as connection:
        found = accounts.session_by_hash(connection, hash_token(token))
        if found is None:
            raise NotSignedIn
        session, account = found
        person = find_person(connection, session.username, local_day(now))
    over = not gate.sessions.alive(session.began_at, session.seen_at, now)
    if over or account.disabled_at:
        with gate.store.write() as connection:
            accounts.end_sessions(connection, session.person_id, now, only=session.id)
        raise NotSignedIn
    if visit and now - session.seen_at >= SEEN_EVERY:
        with gate.store.write() as connection:
            accounts.see_session(connection, session.id, now)
    missing = _missing(gate, account, session, person, now)
    return SignedIn(person, session, missing, account.factor is not None)


def in_the_sample(store: Store) -> bool:
    """Whether this is the sample bureau, whose one password everybody may know."""
    with store.read() as connection:
        return staffing.is_sample(store, connection)


def sign_out(gate: Gate, signed: SignedIn, *, now: datetime) -> None:
    """End this session."""
    with gate.store.write() as connection:
        accounts.end_sessions(connection, signed.person.id, now, only=signed.session.id)
        _write(connection, "sign_out", signed.person, now)


def my_sessions(gate: Gate, signed: SignedIn, *, now: datetime) -> list[SessionRecord]:
    """Where that person is signed in, newest first."""
    with gate.store.read() as connection:
        held = accounts.sessions_of(connection, signed.person.id)
    return [one for one in held if gate.sessions.alive(one.began_at, one.seen_at, now)]


def end_my_sessions(gate: Gate, signed: SignedIn, only: int | None, *, now: datetime) -> int:
    """End one other session of that person, or all the others; how many."""
    with gate.store.write() as connection:
        ended = accounts.end_sessions(
            connection, signed.person.id, now, only=only, besides=signed.session.id
        )
        _write(connection, "sessions_ended", signed.person, now, ended=ended)
    return ended


def change_password(
    gate: Gate, signed: SignedIn, old: str, new: str, *, source: From, now: datetime
) -> None:
    """Choose another password; every other session ends.

    Raises ``SignInRefused`` where ``old`` is wrong, ``Invalid`` where ``new`` is too weak or one of
    the last five, ``TooManyTries``.
    """
    person = signed.person
    names = count(gate.store, person.username, source, now)
    with gate.store.read() as connection:
        account = accounts.account_of(connection, person.username)
        used = accounts.used_passwords(connection, person.id, KEPT_PASSWORDS - 1)
    if account is None or not fits(old[:LONGEST], account.password):
        raise SignInRefused
    _forgive_in_store(gate.store, names)
    gate.passwords.check(new, person.username)
    if any(fits(new, held) for held in (*used, account.password)):
        raise Invalid("password", "最近用过，请另选一个", "was used before: choose another")
    hashed = hash_password(new)
    with gate.store.write() as connection:
        if account.password:
            accounts.keep_used(connection, person.id, account.password)
        accounts.change_account(
            connection, person.id, password=hashed, password_set_at=now, must_change=False
        )
        accounts.end_sessions(connection, person.id, now, besides=signed.session.id)
        tokens.revoke_tokens(connection, person.id, now)
        feeds.revoke_feeds(connection, person.id, now)
        _write(connection, "password_changed", person, now)


def offer_factor() -> str:
    """A new secret for a second factor: kept only once its first code is given."""
    return pyotp.random_base32()


def factor_address(secret: str, username: str, issuer: str) -> str:
    """The ``otpauth://`` address by which a telephone learns the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def set_factor(
    gate: Gate,
    signed: SignedIn,
    secret: str,
    code: str,
    old: str = "",
    *,
    source: From,
    now: datetime,
) -> str:
    """Set the second factor up with its first code; a new token, for the session goes on with it.

    ``old`` is a code of the one that was set up before, so that a session alone replaces none.
    Raises ``SignInRefused`` where a code does not fit its secret, ``TooManyTries``.
    """
    person = signed.person
    names = count(gate.store, person.username, source, now)
    step = _matching(secret, code, now) if SECRET.fullmatch(secret) else None
    if step is None:
        raise SignInRefused
    sealed = gate.ring.seal(secret, _place(person.id))
    with gate.store.write() as connection:
        account = accounts.account_of(connection, person.username)
        if account and account.factor and not _takes(connection, gate.ring, account, old, now):
            raise SignInRefused
        forgive(connection, names)
        accounts.change_account(
            connection, person.id, factor=sealed, factor_set_at=now, factor_step=step
        )
        accounts.end_sessions(connection, person.id, now)
        _write(connection, "factor_set", person, now)
        return begin(
            connection, person.id, source, now, factor_given=True,
            through_provider=signed.session.through_provider,
        )  # fmt: skip


def _missing(
    gate: Gate,
    account: AccountRecord,
    session: SessionRecord,
    person: PersonRecord,
    now: datetime,
) -> Step | None:
    set_at = account.password_set_at
    expired = set_at is not None and gate.passwords.expired(set_at, now)
    by_password = account.password is not None and not session.through_provider
    return missing_step(
        factor_set=account.factor is not None,
        factor_given=session.factor_given,
        must_change=by_password and (account.must_change or expired),
        roles=frozenset(Role(role) for role, _ in person.grants),
    )


def begin(
    connection: Connection,
    person_id: int,
    source: From,
    now: datetime,
    *,
    factor_given: bool,
    through_provider: bool = False,
) -> str:
    """A new session; its token."""
    token = new_token()
    accounts.open_session(
        connection, token_hash=hash_token(token), person_id=person_id, factor_given=factor_given,
        through_provider=through_provider, began_at=now, seen_at=now, address=source.address[:64],
        agent=source.agent[:LONGEST],
    )  # fmt: skip
    return token


def _names(
    connection: Connection, username: str, source: From, now: datetime
) -> tuple[tuple[str, Patience], ...]:
    """Under which names a try counts; unknown user names count like known ones.

    An account has a count of its own at each address that it was wholly signed in from.
    """
    address = source.address[:64]
    there = accounts.was_there(connection, username[:LONGEST], address, now - PLACE_KNOWN)
    plain = f"{username.strip()}@{address}" if there else username
    return (counted_under(plain), ACCOUNT), (f"address:{address}", ADDRESS)


def counted_under(username: str) -> str:
    """The name under which failures of that user name are counted: its hash."""
    return f"account:{sha256(username.strip().lower().encode()).hexdigest()[:32]}"


def count(store: Store, username: str, source: From, now: datetime) -> Sequence[str]:
    """Count a try, or raise ``TooManyTries`` while account or address rest."""
    with store.read() as connection:  # a flood of tries that rest takes no writer's turn
        _must_not_rest(connection, _names(connection, username, source, now), now)
    with store.write() as connection:
        named = _names(connection, username, source, now)
        _must_not_rest(connection, named, now)
        for name, patience in named:
            failures = accounts.count_try(connection, name, now, now - FORGOTTEN)
            if wait := patience.wait(failures):
                accounts.rest(connection, name, now + wait)
    return [name for name, _ in named]


def _must_not_rest(
    connection: Connection, named: Iterable[tuple[str, Patience]], now: datetime
) -> None:
    held = accounts.tries(connection, [name for name, _ in named])
    resting = [one.rests_until for one in held.values() if one.rests_until]
    if resting and max(resting) > now:
        raise TooManyTries(max(resting))


def forgive(connection: Connection, names: Sequence[str], *, wholly: bool = True) -> None:
    """What was counted was no failure: the address has one less, and the account begins anew.

    Unless it is not ``wholly`` signed in: a stolen password must not wipe out wrong codes.
    """
    account, address = names
    accounts.forgive_try(connection, address)
    if wholly:
        accounts.forget_tries(connection, [account])
    else:
        accounts.forgive_try(connection, account)


def _forgive_in_store(store: Store, names: Sequence[str]) -> None:
    with store.write() as connection:
        forgive(connection, names)


def _place(person_id: int) -> str:
    return f"accounts/{person_id}/factor"


def _takes(
    connection: Connection, ring: KeyRing, account: AccountRecord, code: str, now: datetime
) -> bool:
    """Whether that is a code of their second factor that was not used yet; it is used by this."""
    step = _step_of(ring, account, code, now)
    return bool(step and accounts.take_step(connection, account.person_id, step))


def _step_of(ring: KeyRing, account: AccountRecord, code: str, now: datetime) -> int | None:
    if account.factor is None:
        return None
    try:
        secret = ring.open(account.factor, _place(account.person_id))
    except SealBroken:
        return None
    return _matching(secret, code, now)


def _matching(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code that is: this one, the one before or after (RFC 6238, 5.2)."""
    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    given = "".join(code.split())
    if not (given.isascii() and given.isdigit()):
        return None
    found = (
        step
        for step in (here, here - 1, here + 1)
        if pyotp.utils.strings_equal(totp.generate_otp(step), given)
    )
    return next(found, None)


def note(
    connection: Connection,
    kind: str,
    account: AccountRecord | None,
    source: From,
    now: datetime,
    **said: Any,
) -> None:
    """Who is unknown is not named: what was typed may have been a password."""
    journal.write(
        connection,
        journal.Entry(
            kind,
            account.person_id if account else None,
            account.username if account else None,
            now,
            {"address": source.address[:64], **said},
        ),
    )


def _write(
    connection: Connection, kind: str, person: PersonRecord, now: datetime, **said: Any
) -> None:
    journal.write(connection, journal.Entry(kind, person.id, person.username, now, said))
