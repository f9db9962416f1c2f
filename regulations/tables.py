"""The tables of a pack: sanctions, tracks, thresholds, and what is neither item nor clock."""

from typing import Annotated, Literal

from pydantic import Field

from regulations.base import Basis, Count, Part, Text


class PersonScope(Part):
    """Whom the measures speak of (第二条); others only on a confirmation with a reason."""

    default: Annotated[tuple[Literal["eco_enforcement_officer"], ...], Field(min_length=1)]
    others: Literal["manual_confirm", "refuse"]
    basis: Basis


class TrackRule(Part):
    """Whether tolerance is considered of itself on one track (第十六条)."""

    ex_officio: bool


class ImpactPeriod(Part):
    """How long a sanction bears on its officer; no ``months`` where a person must say."""

    en: Text
    months: Count | None
    counted_from: Literal["effective", "restored"] = "effective"
    basis: Text


class Threshold(Part):
    """How many cases within how many months make a pattern (第十八条)."""

    count: Annotated[int, Field(strict=True, ge=2)]
    window_months: Count
    or_share: Annotated[float, Field(gt=0, le=1)] | None = None


class Pattern(Part):
    """When errors of one kind, or in one field, call for an analysis (第十八条)."""

    same_issue_type: Threshold
    same_field: Threshold
    basis: Basis


Hears = Literal["party_org", "supervisor", "division_leader", "bureau_leader"]


class FollowUp(Part):
    """What is reported of corrections, how often and to whom (第十八条).

    ``amber``: so many working days or fewer are left; ``silent_after``: so many passed without
    progress; so many months after its acceptance a correction is visited again. ``by_hand`` holds a
    report until somebody releases it.
    """

    periods: tuple[Literal["weekly", "monthly"], ...] = ("weekly", "monthly")
    by_hand: bool = False
    bureau: tuple[Hears, ...] = ("supervisor", "division_leader", "bureau_leader")
    unit: tuple[Hears, ...] = ("party_org",)
    amber: Count = 5
    silent_after: Count = 10
    effect_check_months: Count = 6
    basis: Basis = "policy"


class Collective(Part):
    """How many members make a quorum, and of whom a majority is counted."""

    quorum: Literal["1/2", "2/3"]
    majority_of: Literal["participants", "members"]
    basis: Basis
    note: Text | None = None


class ReviewOfOutcome(Part):
    """Whether the measures themselves know an objection to the outcome."""

    enabled: bool
    note: Text
