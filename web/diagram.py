"""The seven phases as a small drawing: where each box and arrow stands."""

from dataclasses import dataclass

from states.events import EVENTS
from states.transition import Event
from states.vocabulary import Phase
from web.phases import Place, Road

P = Phase
WIDTH, HEIGHT = 112, 44
# Three rows, read like a furrow: left to right, right to left, and the last below.
CORNERS = {
    P.INVESTIGATION: (2, 24), P.APPLICATION: (144, 24), P.REVIEW: (286, 24),
    P.DECISION: (286, 112), P.CORRECTION: (144, 112), P.CLEARING: (2, 112),
    P.LESSONS: (2, 194),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """A phase; ``x`` and ``y`` are its upper left corner."""

    phase: Phase
    x: int
    y: int
    place: Place


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from phase to phase; ``event`` names it where it leaves the main road."""

    source: Phase
    dest: Phase
    path: str
    event: Event | None = None
    x: int = 0
    y: int = 0


ARROWS = (
    Arrow(P.INVESTIGATION, P.APPLICATION, "M114 46H141"),
    Arrow(P.APPLICATION, P.REVIEW, "M256 46H283"),
    Arrow(P.REVIEW, P.DECISION, "M342 68V109"),
    Arrow(P.DECISION, P.CORRECTION, "M286 134H259"),
    Arrow(P.CORRECTION, P.CLEARING, "M144 134H117"),
    Arrow(P.CLEARING, P.LESSONS, "M58 156V191"),
    Arrow(
        P.INVESTIGATION, P.REVIEW, "M58 24C58 4 342 4 342 21",
        EVENTS["consider_ex_officio"], 200, 3,
    ),
    Arrow(
        P.DECISION, P.CLEARING, "M342 156C342 184 80 184 80 159",
        EVENTS["skip_correction"], 211, 192,
    ),
    Arrow(P.INVESTIGATION, P.CLEARING, "M58 68V109", EVENTS["open_clearing"], 66, 93),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Diagram:
    """What the template draws."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int = WIDTH
    height: int = HEIGHT


def diagram(road: Road) -> Diagram:
    """The drawing of one case's road."""
    boxes = tuple(Box(phase, x, y, road.places[phase]) for phase, (x, y) in CORNERS.items())
    return Diagram(boxes, ARROWS)
