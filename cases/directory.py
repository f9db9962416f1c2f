"""Accounts and units as the administrators read them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.signing_in import Gate, counted_under
from cases.standing import find_person
from deadlines import local_day
from states.errors import NotFound, NotGranted
from states.vocabulary import Role, Term
from storage import Store, accounts, directory, roles
from storage.directory import StaffRecord, UnitRecord
from storage.people import PersonRecord
from storage.roles import GrantRecord


class AccountState(Term):
    """How an account stands, what matters most first."""

    NONE = "none", "尚无账号", "No account"
    DISABLED = "disabled", "已停用", "Disabled"
    LOCKED = "locked", "暂时锁定", "Locked for a while"
    ONCE = "once", "待首次登录", "One-time password"
    EXPIRED = "expired", "口令到期", "Password too old"
    GOOD = "good", "正常", "In order"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person and how they sign in; ``age`` is that of the password in days."""

    username: str
    name: str
    email: str | None
    unit_name: str
    state: AccountState
    last_at: datetime | None
    locked_until: datetime | None
    factor: bool
    age: int | None


@dataclass(frozen=True, slots=True)
class AccountList:
    """Accounts as asked for; ``counts`` are of the whole search, by state."""

    rows: tuple[AccountRow, ...]
    counts: Mapping[AccountState, int]
    changes: bool


@dataclass(frozen=True, slots=True)
class AccountSheet:
    """One account; ``changes``: the reader keeps accounts, ``own``: it is theirs."""

    row: AccountRow
    held: tuple[GrantRecord, ...]
    changes: bool
    resets_factor: bool
    own: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the tree; the bureau itself has no depth. ``ended``: ``merged`` or ``closed``."""

    code: str
    name: str
    depth: int
    people: int
    ended: str | None = None


def has_right(person: PersonRecord, thing: str, letters: str) -> bool:
    """Whether they have any of these rights of the policy, in their own name."""
    held = [Role(role) for role, _ in person.grants]
    return any(may(held, Thing(thing), letter) for letter in letters)


def accounts_seen(
    gate: Gate, by: str, now: datetime, *, query: str = "", state: AccountState | None = None
) -> AccountList:
    """Everybody's account, narrowed by words and state; raises ``GuardFailed``."""
    with gate.store.read() as connection:
        actor = _reader(connection, by, now)
        rows = [row for row in _rows(connection, gate, now) if _fits(row, query)]
    return AccountList(
        tuple(row for row in rows if state in {None, row.state}),
        Counter(row.state for row in rows),
        has_right(actor, Thing.ACCOUNTS, "C"),
    )


def account_seen(
    gate: Gate, username: str, by: str, now: datetime, *, changing: Thing | None = None
) -> AccountSheet:
    """One person's account and roles; raises ``NotFound``, or ``GuardFailed``."""
    with gate.store.read() as connection:
        actor = _reader(connection, by, now, changing=changing)
        found = next(_rows(connection, gate, now, username), None)
        held = roles.grants(connection, username=username)
    if found is None:
        raise NotFound("用户", "user", username)
    return AccountSheet(
        found, tuple(held), has_right(actor, Thing.ACCOUNTS, "C"),
        found.factor and has_right(actor, Thing.FACTORS, "C"), by == username,
    )  # fmt: skip


def units_seen(
    store: Store, by: str, now: datetime, *, changing: Thing | None = None
) -> tuple[UnitRow, ...]:
    """Every unit, each below the one it belongs to; raises ``GuardFailed``."""
    with store.read() as connection:
        _reader(connection, by, now, changing=changing)
        return tuple(_tree(directory.units(connection)))


def _reader(
    connection: Connection, by: str, now: datetime, *, changing: Thing | None = None
) -> PersonRecord:
    person = find_person(connection, by, local_day(now))
    if not has_right(person, changing or Thing.ACCOUNTS, "C" if changing else "R"):
        raise NotGranted(
            "账号由系统管理员管理；安全管理员、审计管理员可以查看，并取消动态验证码",
            "accounts are kept by the system administrator; the security and audit administrators "
            "may look, and reset second factors",
        )
    return person


def _rows(
    connection: Connection, gate: Gate, now: datetime, username: str | None = None
) -> Iterator[AccountRow]:
    people = [one for one in directory.staff(connection) if username in {None, one.username}]
    names = {one.person_id: counted_under(one.username) for one in people}
    tried = accounts.tries(connection, names.values())
    last = accounts.last_sign_ins(connection)
    for one in people:
        failed = tried.get(names[one.person_id])
        rests = failed.rests_until if failed else None
        locked = rests if rests and rests > now else None
        yield _row(gate, one, last.get(one.person_id), locked, now)


def _row(
    gate: Gate, one: StaffRecord, last: datetime | None, locked: datetime | None, now: datetime
) -> AccountRow:
    account = one.account
    set_at = account.password_set_at if account else None
    return AccountRow(
        one.username, one.name, one.email, one.unit_name, _state(gate, one, locked, now), last,
        locked, factor=bool(account and account.factor),
        age=(local_day(now) - local_day(set_at)).days if set_at else None,
    )  # fmt: skip


def _state(gate: Gate, one: StaffRecord, locked: datetime | None, now: datetime) -> AccountState:
    account = one.account
    if account is None:
        return AccountState.NONE
    if account.disabled_at:
        return AccountState.DISABLED
    if locked:
        return AccountState.LOCKED
    if account.must_change:
        return AccountState.ONCE
    set_at = account.password_set_at
    expired = set_at is not None and gate.passwords.expired(set_at, now)
    return AccountState.EXPIRED if expired else AccountState.GOOD


def _fits(row: AccountRow, query: str) -> bool:
    words = query.lower().split()
    text = f"{row.username} {row.name} {row.unit_name} {row.email or ''}".lower()
    return all(word in text for word in words)


def _tree(found: Iterable[UnitRecord]) -> Iterator[UnitRow]:
    """Parents before children; the deepest unit is as deep as there are units."""
    below: dict[int | None, list[UnitRecord]] = {}
    for one in found:
        below.setdefault(one.above, []).append(one)
    left = [(one, 0) for one in reversed(below.get(None, []))]
    while left:
        one, depth = left.pop()
        yield UnitRow(one.code, one.name, depth, one.people, one.ended)
        left += [(child, depth + 1) for child in reversed(below.get(one.id, []))]
