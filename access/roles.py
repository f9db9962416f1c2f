"""Which roles may be held together, and who gives which (domain table of permissions)."""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from access.sessions import ADMINISTRATORS
from states.errors import GuardFailed, Invalid
from states.vocabulary import Role

IN_A_UNIT = frozenset({Role.OFF, Role.UPO})
"""Roles that are held for one unit, never for the whole bureau."""
GIVEN = tuple(role for role in Role if role is not Role.SYS)
"""Roles that can be granted; the clock is nobody."""


def may_hold(held: AbstractSet[Role], role: Role) -> None:
    """Raise ``GuardFailed`` where ``role`` excludes one that is held.

    The three administrators exclude each other and every role in cases: they see no case.
    """
    if role in held:
        raise GuardFailed("已有该身份", "this role is held already")
    administers = role in ADMINISTRATORS
    if (administers and held) or (not administers and held & ADMINISTRATORS):
        raise GuardFailed(
            "系统、安全、审计三类管理员互斥，也不得兼任业务身份；请另用账号",
            "the three administrators exclude each other and every role in cases: use another "
            "account",
        )


LENT_FOR = timedelta(days=92)
"""A stand-in is for a time, not for good (policy)."""
NEVER_LENT = ADMINISTRATORS | {Role.OFF, Role.BPG, Role.AO}
"""What is a person's own: their case, their vote, their office."""


def may_lend(role: Role, first: date, last: date, today: date) -> None:
    """Raise where a role cannot be lent for these days."""
    if role in NEVER_LENT:
        raise GuardFailed(f"“{role.zh}”不得由他人代行", f"'{role.en}' is nobody else's to hold")
    if last < max(first, today):
        raise Invalid("until", "截止日已过", "is over already")
    if last - first > LENT_FOR:
        raise Invalid("until", f"代行最长{LENT_FOR.days}日", f"at most {LENT_FOR.days} days")
