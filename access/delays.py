"""How long an account or an address rests after failed tries (policy; GB/T 22239—2019)."""

from dataclasses import dataclass
from datetime import timedelta

DAY = timedelta(days=1)
CAREFUL = 2
"""So many failures cost nothing: everybody mistypes."""


@dataclass(frozen=True, slots=True)
class Patience:
    """After ``locks_at`` failures it rests ``rest``, twice as long after each further one."""

    locks_at: int
    rest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long nothing is tried after so many failures in a row; never over a day."""
        if failures >= self.locks_at:
            doubled = min(failures - self.locks_at, 10)
            return min(self.rest * (1 << doubled), DAY)
        if failures <= CAREFUL:
            return timedelta(0)
        return timedelta(seconds=1 << min(failures - CAREFUL, 6))


ACCOUNT = Patience(5, timedelta(minutes=15))
ADDRESS = Patience(50, timedelta(minutes=15))
"""A whole office may stand behind one address."""
FORGOTTEN = DAY
"""Failures older than this no longer count."""
