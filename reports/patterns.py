"""What keeps going wrong (第十八条第二款): windows over matters, and a test against a unit's past.

Pure. A matter counts once, however many officers it has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, lgamma, log
from typing import Literal

from deadlines import add_months

Kind = Literal["issue_type", "field"]
LEAST = 3
"""Matters below which no share and no comparison says anything."""
PAST_MONTHS = 36
"""How far back a unit's own past is looked at."""
ALPHA = 0.05
"""Below which probability a comparison is shown as striking, all of them taken together."""

Dated = tuple[date, int]
"""The day on which a matter's procedure was started, and the matter."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern: which rule found it, and its window, of which both days belong to it."""

    rule: Literal["count", "share"]
    first_day: date
    last_day: date
    share: float | None = None


def first_of_window(last: date, months: int) -> date:
    """The first day of a window of so many months that ends on ``last``; both days belong to it."""
    return add_months(last, -months)


def whole_months(first: date, last: date) -> int:
    """How many whole months lie between: of one that is begun, nothing."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (first_of_window(last, months) < first)


def often(newest_first: Iterable[Dated], count: int, months: int) -> date | None:
    """The last day of the newest window in which there are ``count`` matters, if there is one.

    Reads no further back than it must.
    """
    held: list[Dated] = []
    for day, matter in newest_first:
        held = [one for one in held if first_of_window(one[0], months) <= day]
        held.append((day, matter))
        if len(held) >= count:
            return held[0][0]
    return None


@dataclass(frozen=True, slots=True)
class Rate:
    """A unit's matters of one kind now and before, and how likely so many are by chance.

    ``chance``: if nothing had changed, the probability of this many or more of all ``now + past``
    falling into the recent months; ``adjusted`` takes account of all comparisons that were made.
    """

    unit: int
    name: str
    now: int
    past: int
    months: int
    past_months: int
    chance: float
    adjusted: float = 1.0

    @property
    def expected(self) -> float:
        """How many there would be in the recent months at the rate of the past."""
        return self.past * self.months / self.past_months

    @property
    def striking(self) -> bool:
        """Whether it stands out; no reason to accuse anybody."""
        return self.adjusted < ALPHA


def chance_of(now: int, past: int, months: int, past_months: int) -> float:
    """The probability of ``now`` or more of ``now + past`` in the recent months.

    Of two Poisson counts with one rate each event falls into the recent months with the probability
    ``months / (months + past_months)``: the comparison is exact, and needs no estimate of the rate.
    """
    total, part = now + past, months / (months + past_months)
    return min(1.0, sum(_exactly(n, total, part) for n in range(now, total + 1)))


def _exactly(n: int, total: int, part: float) -> float:
    """The probability of ``n`` of ``total``; by logarithms, for thousands of them."""
    ways = lgamma(total + 1) - lgamma(n + 1) - lgamma(total - n + 1)
    return exp(ways + n * log(part) + (total - n) * log(1 - part))


def adjusted(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    """The same with Holm's correction: of many comparisons some are striking by chance alone."""
    order = sorted(rates, key=lambda rate: rate.chance)
    found, before = [], 0.0
    for place, rate in enumerate(order):
        before = max(before, min(1.0, rate.chance * (len(order) - place)))
        found.append(
            Rate(rate.unit, rate.name, rate.now, rate.past, rate.months, rate.past_months,
                 rate.chance, before)
        )  # fmt: skip
    return tuple(found)
