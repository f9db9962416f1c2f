"""Which roles may be held together, and who gives which (domain table of permissions)."""

from collections.abc import Set as AbstractSet

from access.sessions import ADMINISTRATORS
from states.errors import GuardFailed
from states.vocabulary import Role

IN_A_UNIT = frozenset({Role.OFF, Role.UPO})
"""Roles that are held for one unit, never for the whole bureau."""
GIVEN = tuple(role for role in Role if role not in {Role.REV, Role.SYS}) + (Role.REV,)
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
