"""The room of feedback and clearing, and the same of one case (第十九条)."""

from fastapi import Request
from fastapi.responses import Response

from cases.duties import Duties, duties_of, list_duties
from cases.rooms import chosen
from states.errors import NotFound
from web.corrections import After
from web.door import Me, now
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import page

router = routes()


@router.api_route("/clearing", methods=READ)
def clearing(
    request: Request, me: Me, show: str = Duties.OPEN.value, after: After = None
) -> Response:
    """What 第十九条 asks, case by case, as far as the reader may know of it."""
    shown = chosen(Duties, show)
    found = list_duties(
        request.app.state.store, now(request), viewer=me.person.username, shown=shown, after=after
    )
    return page(request, "rooms/clearing.html.j2", found=found, shown=shown, after=after)


@router.api_route("/cases/{number}/clearing", methods=READ)
def clearing_of(request: Request, me: Me, number: str) -> Response:
    """Feedback and clearing of one case."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    found = duties_of(request.app.state.store, number, now(request), viewer=me.person.username)
    return page(request, "rooms/clearing_of.html.j2", found=found, row=found.row)
