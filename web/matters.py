"""The page of a matter: what its cases share, and each officer's case, for reading."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cases.matters import matter_file
from states.errors import NotFound
from web.door import Me
from web.pages import NUMBER, READ
from web.rendering import page

router = APIRouter()


@router.api_route("/matters/{number}", methods=READ)
def matter(request: Request, me: Me, number: str) -> Response:
    """One matter as it stands."""
    if not NUMBER.fullmatch(number):
        raise NotFound("事项", "matter", number)
    found = matter_file(
        request.app.state.store, number, request.app.state.clock(), viewer=me.person.username
    )
    return page(request, "matter.html.j2", matter=found, row=found.row)
