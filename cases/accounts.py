"""Accounts of people: the first administrators, new ones, forgotten passwords, people who leave."""

import re
import secrets
import string
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing
from access.roles import may_hold
from access.sessions import ADMINISTRATORS
from cases.signing_in import counted_under
from cases.standing import granted
from cases.units import open_unit
from deadlines import local_day
from states.errors import GuardFailed, Invalid, NotFound
from states.vocabulary import Role
from storage import Store, accounts, feeds, journal, people, roles, staffing, tokens
from storage.accounts import AccountRecord
from storage.hashing import hash_password
from storage.people import PersonRecord

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
ONE_TIME = 16
CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
ADDRESS = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be entered; ``unit`` is a unit's code."""

    username: str
    name: str
    unit: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A one-time password, told this once; it must be changed at the first sign-in."""

    username: str
    password: str


def set_up(store: Store, unit: str, people_: dict[Role, NewPerson], now: datetime) -> list[Told]:
    """Enter the three administrators of a fresh instance, once; ``unit`` is the bureau's name.

    Raises ``GuardFailed`` where anybody has an account already: then the system administrator
    makes accounts.
    """
    with store.write() as connection:
        return enter_administrators(connection, unit, people_, now)


def enter_administrators(
    connection: Connection, unit: str, people_: dict[Role, NewPerson], now: datetime
) -> list[Told]:
    """The first set-up within a transaction; ``Invalid`` names the field with its role before."""
    refuse_second_set_up(connection)
    if roles.unit_of_code(connection, "bureau") is None:
        staffing.add_unit(connection, "bureau", _line(unit, "bureau"), None)
    if len({person.username for person in people_.values()}) != len(ADMINISTRATORS):
        raise GuardFailed(
            "三类管理员须是三个不同的人", "the three administrators must be three persons"
        )
    told = []
    for role, person in people_.items():
        try:
            person_id = _enter(connection, person)
        except Invalid as wrong:
            raise replace(wrong, name=f"{role.lower()}_{wrong.name}") from None
        may_hold(frozenset(), role)
        staffing.grant(connection, person_id, str(role), None, now)
        told.append(_new_account(connection, person_id, person.username, None, now))
    said = {str(role): one.username for role, one in people_.items()}
    journal.write(connection, journal.Entry("set_up", None, None, now, said))
    return told


def refuse_second_set_up(connection: Connection) -> None:
    """Raise ``GuardFailed`` where anybody has an account: the first set-up happens once."""
    if accounts.anybody(connection):
        raise GuardFailed(
            "已有账号，首次设置只能办理一次；请由系统管理员新建账号",
            "there are accounts already: the first set-up happens once",
        )


def new_account(store: Store, person: NewPerson, by: str, now: datetime) -> Told:
    """An account, for a person who is entered with it where they are not known yet."""
    with store.write() as connection:
        actor = granted(connection, by, Thing.ACCOUNTS, "C", local_day(now))
        known = people.person_named(connection, person.username, local_day(now))
        if known and accounts.account_of(connection, person.username):
            raise Invalid("username", "该用户已有账号", "has an account already")
        person_id = known.id if known else _enter(connection, person)
        told = _new_account(connection, person_id, person.username, actor.id, now)
        journal.note(connection, "account_made", actor, now, of=person.username)
    return told


def add_unit(
    store: Store, code: str, name: str, parent: str | None, by: str, now: datetime
) -> None:
    """A unit of the bureau, below ``parent`` (the bureau itself)."""
    if not CODE.fullmatch(code):
        raise Invalid("code", "由小写字母、数字、横线组成", "is made of a-z, 0-9 and -")
    with store.write() as connection:
        actor = granted(connection, by, Thing.ACCOUNTS, "C", local_day(now))
        if roles.unit_of_code(connection, code) is not None:
            raise Invalid("code", "该单位代码已有", "is taken")
        above = open_unit(connection, parent or "bureau", "parent")
        staffing.add_unit(connection, code, _line(name, "name"), above.id)
        journal.note(connection, "unit_added", actor, now, unit=code)


def reset_password(store: Store, username: str, by: str, now: datetime) -> Told:
    """A new one-time password; every session of that person ends, what failed is forgotten."""
    with store.write() as connection:
        actor = granted(connection, by, Thing.ACCOUNTS, "C", local_day(now))
        account = _account(connection, username)
        password = one_time_password()
        accounts.change_account(
            connection, account.person_id, password=hash_password(password), password_set_at=now,
            must_change=True,
        )  # fmt: skip
        accounts.end_sessions(connection, account.person_id, now)
        accounts.forget_tries(connection, [counted_under(username)])
        tokens.revoke_tokens(connection, account.person_id, now)
        journal.note(connection, "password_reset", actor, now, of=username)
    return Told(username, password)


def reset_factor(store: Store, username: str, by: str, now: datetime) -> None:
    """Forget a lost second factor; every session of that person ends.

    Not for who resets passwords: whoever did both could sign in as anybody.
    """
    with store.write() as connection:
        actor, account = (
            granted(connection, by, Thing.FACTORS, "C", local_day(now)),
            _account(connection, username),
        )
        _not_oneself(actor, username)
        accounts.change_account(
            connection, account.person_id, factor=None, factor_set_at=None, factor_step=None
        )
        accounts.end_sessions(connection, account.person_id, now)
        journal.note(connection, "factor_reset", actor, now, of=username)


def unlink_account(store: Store, username: str, by: str, now: datetime) -> None:
    """End somebody's link with the identity provider; every session of that person ends."""
    with store.write() as connection:
        actor = granted(connection, by, Thing.ACCOUNTS, "C", local_day(now))
        account = _account(connection, username)
        accounts.change_account(connection, account.person_id, issuer=None, subject=None)
        accounts.end_sessions(connection, account.person_id, now)
        journal.note(connection, "unlinked", actor, now, of=username)


def disable_account(store: Store, username: str, by: str, now: datetime) -> None:
    """Keep somebody out at once; what they did stays."""
    _switch(store, username, by, now, disabled_at=now)


def enable_account(store: Store, username: str, by: str, now: datetime) -> None:
    """Let somebody in again."""
    _switch(store, username, by, now, disabled_at=None)


def list_accounts(store: Store, by: str, now: datetime) -> list[AccountRecord]:
    """Every account, for the administrators."""
    with store.read() as connection:
        granted(connection, by, Thing.ACCOUNTS, "R", local_day(now))
        return accounts.accounts(connection)


def one_time_password() -> str:
    """Sixteen letters and digits that are told apart on paper, and a mark; nobody guesses it."""
    return "".join(secrets.choice(LETTERS) for _ in range(ONE_TIME)) + "-2a"


def _switch(store: Store, username: str, by: str, now: datetime, **values: Any) -> None:
    with store.write() as connection:
        actor, account = (
            granted(connection, by, Thing.ACCOUNTS, "C", local_day(now)),
            _account(connection, username),
        )
        _not_oneself(actor, username)
        accounts.change_account(connection, account.person_id, **values)
        if values["disabled_at"]:
            accounts.end_sessions(connection, account.person_id, now)
            tokens.revoke_tokens(connection, account.person_id, now)
            feeds.revoke_feeds(connection, account.person_id, now)
        kind = "account_disabled" if values["disabled_at"] else "account_enabled"
        journal.note(connection, kind, actor, now, of=username)


def _enter(connection: Connection, person: NewPerson) -> int:
    if not USERNAME.fullmatch(person.username):
        raise Invalid(
            "username",
            "须以小写字母开头，由小写字母、数字、点、横线组成，2至40个字符",
            "is 2 to 40 of a-z, 0-9, . _ -, beginning with a letter",
        )
    if person.email and not ADDRESS.fullmatch(person.email):
        raise Invalid("email", "不是邮件地址", "is no mail address")
    if people.person_named(connection, person.username, date.min):
        raise Invalid("username", "该用户名已有人使用", "is taken")
    unit = open_unit(connection, person.unit, "unit")
    name = _line(person.name, "name")
    return staffing.add_person(connection, person.username, name, person.email, unit.id)


def _line(text: str, field: str) -> str:
    line = text.strip()
    if not line or len(line) > 60 or not line.isprintable():  # noqa: PLR2004 - names are short
        raise Invalid(field, "须为一行，最多60个字", "is one line of at most 60 characters")
    return line


def _new_account(
    connection: Connection, person_id: int, username: str, by: int | None, now: datetime
) -> Told:
    password = one_time_password()
    accounts.add_account(
        connection, person_id, hash_password(password), must_change=True, by=by, at=now
    )
    return Told(username, password)


def _not_oneself(actor: PersonRecord, username: str) -> None:
    if actor.username == username:
        raise GuardFailed("不得为自己办理", "nobody does this for themselves")


def _account(connection: Connection, username: str) -> AccountRecord:
    found = accounts.account_of(connection, username)
    if found is None:
        raise NotFound("账号", "account", username)
    return found
