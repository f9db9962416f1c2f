"""Who holds which role: asked for by one, confirmed by another, lent for a time, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing
from access.roles import GIVEN, IN_A_UNIT, may_hold, may_lend
from access.sessions import ADMINISTRATORS
from cases.standing import find_person, granted
from cases.units import open_unit
from deadlines import local_day
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from states.vocabulary import Role
from storage import Store, journal, roles
from storage.people import PersonRecord
from storage.roles import GrantRecord

CONFIRMED_BY = frozenset({Role.SEC, Role.LDR})
"""The second pair of eyes: another security administrator, or the bureau's leader.

In a new bureau, where there is neither yet, the system administrator.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A role for somebody: for a unit (``None``: the whole bureau), from and to local days."""

    username: str
    role: str
    unit: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def ask_role(store: Store, asked: Asked, by: str, now: datetime) -> int:
    """Ask for a role; it is held once another hand confirms it. The number of the grant.

    Only the security administrator asks, and never for themselves. Raises ``GuardFailed`` or
    ``Invalid``.
    """
    today, role = local_day(now), _role(asked.role)
    with store.write() as connection:
        actor = granted(connection, by, Thing.ROLES, "G", today)
        person = find_person(connection, asked.username, today)
        _not_oneself(actor, person)
        unit = _unit(connection, role, asked.unit)
        if asked.unit:
            open_unit(connection, asked.unit, "unit")
        _compatible(connection, person, role)
        if asked.valid_to and asked.valid_to < max(asked.valid_from or today, today):
            raise Invalid("valid_to", "截止日已过", "is over already")
        grant = roles.ask_grant(
            connection, person_id=person.id, role=str(role), unit_id=unit, state="asked",
            valid_from=asked.valid_from, valid_to=asked.valid_to, asked_by=actor.id, asked_at=now,
        )  # fmt: skip
        journal.note(
            connection, "role_asked", actor, now, grant=grant, of=person.username, role=role,
            **roles.terms(connection, unit, asked.valid_from, asked.valid_to),
        )  # fmt: skip
    return grant


def confirm_role(store: Store, grant_id: int, by: str, now: datetime) -> None:
    """Let a role that was asked for be held; not by who asked, nor by whom it is for."""
    with store.write() as connection:
        grant = _grant(connection, grant_id)
        actor = _other_hand(connection, grant, by, now)
        person = find_person(connection, grant.username, local_day(now))
        _compatible(connection, person, Role(grant.role), but=grant_id)
        _change(connection, grant, "asked", state="held", confirmed_by=actor.id, confirmed_at=now)
        journal.note(
            connection, "role_confirmed", actor, now, grant=grant_id, of=grant.username,
            role=grant.role,
        )  # fmt: skip


def turn_down_role(store: Store, grant_id: int, by: str, now: datetime) -> None:
    """Let a role that was asked for come to nothing; by whoever might confirm it."""
    with store.write() as connection:
        grant = _grant(connection, grant_id)
        actor = _other_hand(connection, grant, by, now)
        _change(connection, grant, "asked", state="ended", ended_by=actor.id, ended_at=now)
        journal.note(
            connection, "role_turned_down", actor, now, grant=grant_id, of=grant.username,
            role=grant.role,
        )  # fmt: skip


def end_role(store: Store, grant_id: int, by: str, now: datetime) -> None:
    """End a role at once, or turn down one that was asked for; a lender may end what they lent."""
    with store.write() as connection:
        today, grant = local_day(now), _grant(connection, grant_id)
        actor = find_person(connection, by, today)
        if by != grant.stands_in_for:
            actor = granted(connection, by, Thing.ROLES, "G", today)
            _not_oneself(actor, find_person(connection, grant.username, today))
        _change(connection, grant, grant.state, state="ended", ended_by=actor.id, ended_at=now)
        journal.note(
            connection, "role_ended", actor, now, grant=grant_id, of=grant.username,
            role=grant.role,
        )  # fmt: skip


def lend_role(store: Store, asked: Asked, by: str, now: datetime) -> int:
    """Let somebody stand in for ``by`` in one of their roles, for a time; the number of the grant.

    It is at work at once: the lender answers for it, and the history says "x for y".
    """
    today, role = local_day(now), _role(asked.role)
    first = asked.valid_from or today
    if asked.valid_to is None:
        raise Invalid("until", "须写明截止日", "is required: a stand-in is for a time")
    may_lend(role, first, asked.valid_to, today)
    with store.write() as connection:
        actor = find_person(connection, by, today)
        person = find_person(connection, asked.username, today)
        _not_oneself(actor, person)
        unit = _unit(connection, role, asked.unit)
        if not any(held == role and at in {None, unit} for held, at in actor.grants):
            raise GuardFailed("您没有该身份", "you do not hold this role")
        _compatible(connection, person, role, lent=True)
        grant = roles.ask_grant(
            connection, person_id=person.id, role=str(role), unit_id=unit, state="held",
            valid_from=first, valid_to=asked.valid_to, stands_in_for=actor.id, asked_by=actor.id,
            asked_at=now,
        )  # fmt: skip
        journal.note(
            connection, "role_lent", actor, now, grant=grant, of=person.username, role=role,
            **roles.terms(connection, unit, first, asked.valid_to, actor.username),
        )  # fmt: skip
    return grant


def list_roles(
    store: Store, by: str, now: datetime, *, username: str | None = None, ended: bool = False
) -> list[GrantRecord]:
    """Every grant, for the three administrators; one's own, for everybody."""
    with store.read() as connection:
        actor = find_person(connection, by, local_day(now))
        if username != by:
            granted(connection, by, Thing.ROLES, "R", local_day(now))
        if username:
            find_person(connection, username, local_day(now))
        return roles.grants(connection, username=username or None, ended=ended) if actor else []


def _role(code: str) -> Role:
    if code not in set(GIVEN):
        raise NotFound("身份", "role", code, tuple(GIVEN))
    return Role(code)


def _unit(connection: Connection, role: Role, code: str | None) -> int | None:
    if code is None:
        if role in IN_A_UNIT:
            raise Invalid("unit", f"“{role.zh}”须指明单位", f"is required for {role}")
        return None
    if role in ADMINISTRATORS:
        raise Invalid("unit", "三类管理员不分单位", "administrators are not of a unit")
    found = roles.unit_of_code(connection, code)
    if found is None:
        raise NotFound("单位", "unit", code)
    return found


def _must_hold(
    connection: Connection, username: str, wanted: frozenset[Role], on: date
) -> PersonRecord:
    person = find_person(connection, username, on)
    if wanted.isdisjoint(role for role, _ in person.grants):
        zh = "、".join(role.zh for role in Role if role in wanted)
        en = ", ".join(role.en for role in Role if role in wanted)
        raise NotGranted(f"身份由{zh}管理", f"roles are kept by: {en}")
    return person


def _not_oneself(actor: PersonRecord, person: PersonRecord) -> None:
    if actor.id == person.id:
        raise GuardFailed("不得为自己办理", "nobody does this for themselves")


def _compatible(
    connection: Connection,
    person: PersonRecord,
    role: Role,
    *,
    but: int | None = None,
    lent: bool = False,
) -> None:
    """Whatever is held, or waits to be, of today or of later days, must go with ``role``."""
    standing = [one for one in roles.grants(connection, username=person.username) if one.id != but]
    held = {Role(one.role) for one in standing}
    may_hold(held - {role} if lent or role not in ADMINISTRATORS else held, role)


def _grant(connection: Connection, grant_id: int) -> GrantRecord:
    found = roles.grant(connection, grant_id)
    if found is None or found.state == "ended":
        raise NotFound("授权", "grant", str(grant_id))
    return found


def confirmers(standing: Sequence[GrantRecord], grant: GrantRecord) -> frozenset[Role]:
    """Which roles may confirm: the system administrator only where nobody else ever could.

    ``standing`` are all grants there ever were: ending the leader does not make a new bureau.
    """
    others = {
        one.username
        for one in standing
        if one.role in CONFIRMED_BY and one.stands_in_for is None and one.state != "asked"
    } - {grant.asked_by, grant.username}
    return CONFIRMED_BY if others else frozenset({Role.ADM})


def _other_hand(connection: Connection, grant: GrantRecord, by: str, now: datetime) -> PersonRecord:
    """Who may confirm or turn down; raises ``GuardFailed``."""
    wanted = confirmers(roles.grants(connection, ended=True), grant)
    actor = _must_hold(connection, by, wanted, local_day(now))
    if by in {grant.asked_by, grant.username}:
        raise GuardFailed(
            "须由申请人、被授予人以外的人确认",
            "must be confirmed by somebody who neither asked nor gets it",
        )
    return actor


def _change(connection: Connection, grant: GrantRecord, was: str, **values: Any) -> None:
    if not roles.change_grant(connection, grant.id, was, **values):
        raise GuardFailed("该授权已由他人处理", "somebody dealt with it first")
