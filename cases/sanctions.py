"""Sanctions (第十七条) as pages say them."""

from dataclasses import dataclass
from datetime import date

from regulations.pack import Pack, sanction_named
from states.facts import Facts


@dataclass(frozen=True, slots=True)
class SanctionView:
    """A sanction with its impact period, in both languages; ``kind`` is the pack's name for it.

    ``counted_from`` is the day of effect, or that on which rights were restored.
    """

    kind: str
    zh: str
    en: str
    effective_on: date
    counted_from: date
    last_day: date


def sanctions_of(facts: Facts, pack: Pack) -> tuple[SanctionView, ...]:
    """Those of the decision; what the pack does not know is said as it was entered."""
    known = pack.impact_periods
    return tuple(
        SanctionView(
            one.kind, sanction_named(one.kind),
            known[one.kind].en if one.kind in known else one.kind,
            one.effective_on, one.counted_from, one.last_day,
        )
        for one in (facts.decision.sanctions if facts.decision else ())
    )  # fmt: skip
