"""How long a session lives, and what stands between it and the rest (policy)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from states.vocabulary import Role

SLACK = timedelta(minutes=5)
"""How far a clock may be set back before a session that was used later is no longer believed."""
ADMINISTRATORS = frozenset({Role.ADM, Role.SEC, Role.AUD})
Step = Literal["code", "password", "enrol"]


@dataclass(frozen=True, slots=True)
class SessionRules:
    """``idle`` since the last request, ``whole`` since the sign-in."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)

    def alive(self, began_at: datetime, seen_at: datetime, now: datetime) -> bool:
        """Whether a session that was last used at ``seen_at`` still counts."""
        latest = max(began_at, seen_at)
        return now - began_at < self.whole and now - seen_at < self.idle and latest - now <= SLACK


def missing_step(
    *, factor_set: bool, factor_given: bool, must_change: bool, roles: frozenset[Role]
) -> Step | None:
    """What a signed-in person must do before anything else, in this order."""
    if factor_set and not factor_given:
        return "code"
    if must_change:
        return "password"
    return "enrol" if not factor_set and roles & ADMINISTRATORS else None
