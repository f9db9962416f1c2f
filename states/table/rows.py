"""How rows are written down: one call for one event, however many states it leaves from."""

from datetime import date
from typing import Any

from states.events import EVENTS
from states.situation import Situation
from states.transition import Opens, Paper, Transition
from states.vocabulary import Role, State, Track

S, R, BUREAU, EXTERNAL = State, Role, Track.BUREAU, Track.EXTERNAL
A16, A17, A18, A19 = "第十六条", "第十七条", "第十八条", "第十九条"
REST = (S.NOT_APPLIED, S.INADMISSIBLE, S.WITHDRAWN)
BEFORE_DECISION = (
    *(S.INVESTIGATION, S.FILED, S.SUPPLEMENTING, S.LATE_PENDING),
    *(S.UNDER_REVIEW, S.LEGAL_REVIEW, S.DELIBERATION, S.PROPOSED),
)
AFTER_DECISION = (
    *(S.DECIDED, S.CORRECTING, S.CORRECTION_CHECK, S.CLEARING),
    *(S.LESSONS, S.ARCHIVING, S.IMPACT_PERIOD),
)
BESIDE_ARCHIVING = (S.DECIDED, S.CORRECTING, S.CORRECTION_CHECK, S.CLEARING, S.LESSONS)
ACTIVE = (*BEFORE_DECISION, *AFTER_DECISION)
OPEN = tuple(state for state in State if not state.final)


def start_of_procedure(at: Situation) -> date:
    """The day the procedure was started: what the window is counted from."""
    return at.started_on


def rows(
    event: str,
    sources: State | tuple[State, ...] | None,
    dest: State | None,
    roles: Role | tuple[Role, ...],
    articles: str | tuple[str, ...],
    **more: Any,
) -> tuple[Transition, ...]:
    """The rows of one event; ``dest`` ``None`` stays where the case is."""
    froms = sources if isinstance(sources, tuple) else (sources,)
    who = roles if isinstance(roles, tuple) else (roles,)
    why = articles if isinstance(articles, tuple) else (articles,)
    return tuple(
        Transition(EVENTS[event], source, _dest(dest, source), who, why, **more) for source in froms
    )


def _dest(dest: State | None, source: State | None) -> State:
    stays = dest or source
    if stays is None:
        raise ValueError("a row without source needs a destination")
    return stays


def papers(*codes: str) -> tuple[Paper, ...]:
    """Papers that are always called for."""
    return tuple(Paper(code) for code in codes)


def opens(*kinds: str | Opens) -> tuple[Opens, ...]:
    """Tasks to open; a bare kind is always opened."""
    return tuple(Opens(kind) if isinstance(kind, str) else kind for kind in kinds)


def by_track(event: str, sources: State | tuple[State, ...], **more: Any) -> tuple[Transition, ...]:
    """Back to the review on the bureau track, to the organ on the external one."""
    roles, external = more.pop("roles"), more.pop("external_roles")
    guards, external_guards = more.pop("guards"), more.pop("external_guards")
    review = rows(
        event, sources, S.UNDER_REVIEW, roles, A16, track=BUREAU, opens=opens("review"),
        guards=guards, **more,
    )  # fmt: skip
    organ = rows(
        event, sources, S.PROPOSED, external, A16, track=EXTERNAL, guards=external_guards, **more
    )
    return (*review, *organ)
