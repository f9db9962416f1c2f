"""How far a case has come on the seven steps that a person sees."""

from dataclasses import dataclass
from enum import StrEnum

from cases.views import CaseFile
from states.vocabulary import Phase, State

ARTICLES = {
    Phase.INVESTIGATION: "第十六条",
    Phase.APPLICATION: "第十六条",
    Phase.REVIEW: "第十条至第十六条",
    Phase.DECISION: "第十七条",
    Phase.CORRECTION: "第十八条",
    Phase.CLEARING: "第十九条",
    Phase.LESSONS: "第十七条、第十八条",
}


class Place(StrEnum):
    """Where a step lies on the case's road."""

    DONE = "done"
    NOW = "now"
    SKIPPED = "skipped"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Road:
    """The phases that were entered since the last return, and the one the case is in."""

    places: dict[Phase, Place]
    state: State

    @property
    def interrupted(self) -> bool:
        """Whether the case was set aside in the middle of its road."""
        return self.state.phase is Phase.ASIDE


@dataclass(frozen=True, slots=True)
class Step:
    """One of the seven steps."""

    number: int
    phase: Phase
    article: str
    place: Place


def walked(case: CaseFile) -> Road:
    """The road of a case, read from its history: a step that was never entered is not done."""
    state = State(case.row.state)
    entered = [State(event.to_state).phase for event in case.events]
    entered = [phase for phase in entered if phase is not Phase.ASIDE]
    here = entered[0] if entered else Phase.INVESTIGATION
    order = list(ARTICLES)
    places = {}
    for index, phase in enumerate(order):
        if index > order.index(here):
            places[phase] = Place.AHEAD
        elif phase is here and not state.final:
            places[phase] = Place.NOW
        else:
            places[phase] = Place.DONE if phase in entered else Place.SKIPPED
    return Road(places, state)


def steps(road: Road) -> list[Step]:
    """The seven steps in order."""
    return [
        Step(number, phase, article, road.places[phase])
        for number, (phase, article) in enumerate(ARTICLES.items(), start=1)
    ]
