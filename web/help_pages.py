"""Help: a page for each phase, words, keys and roles, and the tour of the sample bureau."""

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from cases.measures import MeasuresSeen, measures_seen
from cases.tour import Guide, guides
from deadlines import local_day
from regulations.citing import article_number
from states.errors import NotFound
from states.vocabulary import Phase, Role, State
from web.diagram import diagram
from web.door import Me, gate, now, own_form
from web.glossary import DAILY, KEYS, WORDS
from web.guidance import phase_guide, role_guides
from web.one_moment import READ, routes
from web.phases import ARTICLES, Place, Road
from web.rendering import page
from web.tour import STOPS, remember

router = routes()


@router.api_route("/help", methods=READ)
def help_index(request: Request) -> Response:
    """Where to look for what."""
    whole = dict.fromkeys(ARTICLES, Place.AHEAD)
    return page(
        request, "help/index.html.j2", phases=ARTICLES, keys=KEYS,
        diagram=diagram(Road(whole, State.INVESTIGATION)), shown_around=bool(_guides(request)),
    )  # fmt: skip


@router.api_route("/help/words", methods=READ)
def help_words(request: Request) -> Response:
    """The words of the trade."""
    return page(request, "help/words.html.j2", known=WORDS)


@router.api_route("/help/roles", methods=READ)
def help_roles(request: Request, me: Me) -> Response:
    """What each role does."""
    held = {role for role, _ in me.person.grants}
    found = role_guides(_measures(request).pack)
    return page(request, "help/roles.html.j2", roles=found, daily=DAILY, held=held)


@router.api_route("/help/tour", methods=READ)
def tour_start(request: Request) -> Response:
    """To the first stop."""
    return RedirectResponse(request.app.url_path_for("tour_stop", stop="1"), 303)


@router.post("/help/tour/end", dependencies=[Depends(own_form)])
def tour_end(request: Request) -> Response:
    """No more of it, for good."""
    answer = RedirectResponse(request.app.url_path_for("home"), 303)
    remember(request, answer, 0)
    return answer


@router.api_route("/help/tour/{stop}", methods=READ)
def tour_stop(request: Request, me: Me, stop: int) -> Response:
    """One stop: what to look at, whom to be, and where; the way leads on from every page."""
    found = _guides(request)
    if not found or not 1 <= stop <= len(STOPS):
        raise NotFound("导览", "stop of the tour", str(stop))
    here = STOPS[stop - 1]
    answer = page(
        request, "help/tour.html.j2", place=here, number=stop, stops=STOPS,
        guide=found.get(here.role), mine=bool({str(here.role)} & {r for r, _ in me.person.grants}),
    )  # fmt: skip
    remember(request, answer, stop)
    return answer


@router.api_route("/help/{phase}", methods=READ)
def help_phase(request: Request, phase: str) -> Response:
    """A phase: its articles, who does what by when, and where."""
    if phase not in {str(one) for one in ARTICLES}:
        raise NotFound("帮助", "page of help", phase)
    found = phase_guide(Phase(phase), _measures(request))
    return page(
        request, "help/phase.html.j2", guide=found, diagram=diagram(found.road),
        phases=ARTICLES, number_of=article_number,
    )  # fmt: skip


def _measures(request: Request) -> MeasuresSeen:
    return measures_seen(gate(request).store, local_day(now(request)))


def _guides(request: Request) -> dict[Role, Guide]:
    return guides(gate(request).store, {stop.role for stop in STOPS}, now(request))
