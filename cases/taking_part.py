"""Who kept out of a case, who voted on it, and what waits for the supervisor, as people read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from states.events import EVENTS
from states.facts import Facts, Vote
from states.vocabulary import RecusalGround


@dataclass(frozen=True, slots=True)
class RecusalView:
    """A recusal; ``granted`` is none while nobody has decided it."""

    person: str
    ground: RecusalGround
    declared_by: str
    declared_on: date
    granted: bool | None
    decided_by: str | None
    decided_on: date | None
    confirmed_by: str | None
    confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class VoteView:
    """How a party organisation voted, by name."""

    chair: str
    participants: tuple[str, ...]
    recused: tuple[str, ...]
    votes_for: int
    votes_against: int
    abstentions: int


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """What the handler recommends to the supervisor (拟办意见), until the state is left."""

    step: str
    zh: str
    en: str
    by: str
    on: date


def hands_of(facts: Facts) -> set[int]:
    """Everybody whose name the parts below show."""
    found: set[int | None] = {facts.recommended.by if facts.recommended else None}
    for one in facts.recusals:
        found |= {one.person, one.declared_by, one.decided_by, one.confirmed_by}
    for vote in _votes(facts):
        found |= {vote.chair, *vote.participants, *vote.recused}
    return {person for person in found if person is not None}


def recusals_of(facts: Facts, names: Mapping[int, str]) -> tuple[RecusalView, ...]:
    """Every recusal that was asked for, in its order."""
    return tuple(
        RecusalView(
            person=names[one.person],
            ground=one.ground,
            declared_by=names[one.declared_by],
            declared_on=one.declared_on,
            granted=one.granted,
            decided_by=names.get(one.decided_by or 0),
            decided_on=one.decided_on,
            confirmed_by=names.get(one.confirmed_by or 0),
            confirmed_on=one.confirmed_on,
        )
        for one in facts.recusals
    )


def votes_of(facts: Facts, names: Mapping[int, str]) -> tuple[VoteView, ...]:
    """The vote on the proposal and the one on the decision, as far as there were any."""
    return tuple(
        VoteView(
            chair=names[vote.chair],
            participants=(*(names[person] for person in vote.participants), *vote.others),
            recused=tuple(names[person] for person in vote.recused),
            votes_for=vote.votes_for,
            votes_against=vote.votes_against,
            abstentions=vote.abstentions,
        )
        for vote in _votes(facts)
    )


def recommendation_of(facts: Facts, names: Mapping[int, str]) -> RecommendationView | None:
    """What waits for the supervisor."""
    held = facts.recommended
    if held is None:
        return None
    event = EVENTS[held.step]
    return RecommendationView(held.step, event.zh, event.en, names[held.by], held.on)


def _votes(facts: Facts) -> Sequence[Vote]:
    held = (facts.hand_in, facts.decision)
    return [one.vote for one in held if one and one.vote]
