"""Who holds which role, for whom one waits, and who may do what about it, as the pages show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Connection

from access.policy import Thing
from access.roles import NEVER_LENT
from access.sessions import ADMINISTRATORS
from cases.directory import has_right
from cases.roles import confirmers
from cases.standing import find_person
from deadlines import local_day
from states.errors import NotFound, NotGranted
from states.vocabulary import Role, Term
from storage import Store, directory, roles
from storage.people import PersonRecord
from storage.roles import GrantRecord


class GrantState(Term):
    """How a role stands on a day."""

    ASKED = "asked", "待确认", "Waits"
    FUTURE = "future", "尚未开始", "Not yet"
    HELD = "held", "有效", "Held"
    OVER = "over", "已到期", "Over"
    ENDED = "ended", "已收回", "Ended"


STANDING = frozenset({GrantState.ASKED, GrantState.FUTURE, GrantState.HELD})
"""What can still be ended."""


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role of somebody; ``hands`` are the names of who may confirm one that waits."""

    grant: GrantRecord
    state: GrantState
    hands: tuple[str, ...] = ()
    confirms: bool = False
    ends: bool = False

    @property
    def role(self) -> Role:
        """The role itself."""
        return Role(self.grant.role)


@dataclass(frozen=True, slots=True)
class RoleList:
    """Roles as asked for: those that wait, and all others; ``asks`` for whoever asks for roles."""

    waiting: tuple[GrantRow, ...]
    rows: tuple[GrantRow, ...]
    reads: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class MyRoles:
    """One's own roles, those one stands in for, those one lent, and what one may lend."""

    own: tuple[GrantRow, ...]
    borrowed: tuple[GrantRow, ...]
    lent: tuple[GrantRow, ...]
    lendable: tuple[GrantRecord, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to choose from a list."""

    username: str
    name: str
    unit_name: str


def roles_seen(
    store: Store, by: str, now: datetime, *, query: str = "", ended: bool = False
) -> RoleList:
    """Who holds what, for the administrators; what waits for them, for who confirms.

    Raises ``GuardFailed`` for everybody else.
    """
    with store.read() as connection:
        actor = find_person(connection, by, local_day(now))
        reads = has_right(actor, Thing.ROLES, "R")
        if not has_right(actor, Thing.ROLES, "RA"):
            raise NotGranted(
                "身份由安全管理员管理；本人的身份见“我的账号”",
                "roles are kept by the security administrator; your own are on your account's page",
            )
        found = _rows(connection, actor, roles.grants(connection, ended=ended), local_day(now))
    waiting = [row for row in found if row.state is GrantState.ASKED]
    return RoleList(
        tuple(row for row in waiting if reads or row.confirms),
        tuple(
            row
            for row in found
            if reads and row.state is not GrantState.ASKED and _fits(row, query)
        ),
        reads,
        has_right(actor, Thing.ROLES, "G"),
    )


def role_seen(store: Store, grant_id: int, by: str, now: datetime) -> GrantRow:
    """One role, for who reads roles, who confirms or ends it, and who holds, asked or lent it.

    Raises ``NotFound`` for everybody else.
    """
    with store.read() as connection:
        actor, grant = (
            find_person(connection, by, local_day(now)),
            roles.grant(connection, grant_id),
        )
        if grant is not None:
            row = _rows(connection, actor, [grant], local_day(now))[0]
            near = by in {grant.username, grant.stands_in_for, grant.asked_by}
            if near or row.confirms or has_right(actor, Thing.ROLES, "R"):
                return row
    raise NotFound("授权", "grant", str(grant_id))


def my_roles(store: Store, by: str, now: datetime) -> MyRoles:
    """What one holds, stands in for, and lent."""
    today = local_day(now)
    with store.read() as connection:
        actor = find_person(connection, by, today)
        held = _rows(connection, actor, roles.grants(connection, username=by), today)
        lent = _rows(connection, actor, roles.grants(connection, lender=by), today)
    own = tuple(row for row in held if row.grant.stands_in_for is None)
    may_lend = (row for row in own if row.state is GrantState.HELD and row.role not in NEVER_LENT)
    return MyRoles(
        own,
        tuple(row for row in held if row.grant.stands_in_for is not None),
        tuple(lent),
        tuple(row.grant for row in may_lend),
    )


def colleagues(
    store: Store, by: str, now: datetime, *, lending: bool
) -> list[tuple[str, list[Colleague]]]:
    """Whom a role may be for, by unit: who can sign in; to stand in, no administrator."""
    with store.read() as connection:
        staff = directory.staff(connection)
        standing = roles.grants(connection)
        find_person(connection, by, local_day(now))
    kept = {one.username for one in standing if one.role in ADMINISTRATORS} if lending else set()
    found = [
        Colleague(one.username, one.name, one.unit_name)
        for one in staff
        if one.account and not one.account.disabled_at and one.username not in {by, *kept}
    ]
    by_unit = sorted(found, key=lambda one: one.unit_name)
    return [(unit, list(those)) for unit, those in groupby(by_unit, lambda one: one.unit_name)]


def _rows(
    connection: Connection, actor: PersonRecord, grants: Iterable[GrantRecord], today: date
) -> list[GrantRow]:
    standing = roles.grants(connection, ended=True)
    return [_row(actor, one, standing, today) for one in grants]


def _row(
    actor: PersonRecord, grant: GrantRecord, standing: Sequence[GrantRecord], today: date
) -> GrantRow:
    state = _state(grant, today)
    hands = _hands(grant, standing, today) if state is GrantState.ASKED else {}
    keeps = any(role == Role.SEC for role, _ in actor.grants) and actor.username != grant.username
    return GrantRow(
        grant,
        state,
        tuple(hands.values()),
        confirms=actor.username in hands,
        ends=state in STANDING and (keeps or actor.username == grant.stands_in_for),
    )


def _hands(grant: GrantRecord, standing: Sequence[GrantRecord], today: date) -> dict[str, str]:
    """Who may confirm, by username."""
    wanted = confirmers(standing, grant)
    return {
        one.username: one.name
        for one in standing
        if one.role in wanted
        and one.stands_in_for is None
        and one.in_force(today)
        and one.username not in {grant.asked_by, grant.username}
    }


def _state(grant: GrantRecord, today: date) -> GrantState:
    if grant.state != "held":
        return GrantState(grant.state)
    if grant.in_force(today):
        return GrantState.HELD
    begun = grant.valid_from is None or grant.valid_from <= today
    return GrantState.OVER if begun else GrantState.FUTURE


def _fits(row: GrantRow, query: str) -> bool:
    grant = row.grant
    text = f"{grant.username} {grant.name} {row.role} {row.role.zh} {row.role.en} {grant.unit_name}"
    return all(word in text.lower() for word in query.lower().split())
