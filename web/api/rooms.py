"""The whole API: its rooms, in the order in which their addresses are tried."""

from functools import cache
from typing import Annotated, Any

from fastapi.responses import JSONResponse

from web import files
from web.api import (
    archives,
    calendars,
    case_rooms,
    cases,
    digests,
    doing,
    earlier,
    exports,
    measures,
    patterns,
    people,
    registries,
    regulations,
    reports,
    tasks,
    templates,
    told,
    webhooks,
    work,
)
from web.api.asking import room
from web.api.description import described
from web.callers import Caller, calls
from web.one_moment import READ

own = room()
API = (
    doing.router, exports.router, cases.router, case_rooms.router, archives.router, tasks.router,
    told.router, calendars.router, registries.router, regulations.router, measures.router,
    people.router, reports.router, patterns.router, digests.router, earlier.router, work.router,
    templates.router, webhooks.router, files.api, own,
)  # fmt: skip
"""Each of its routes says what a token must be for."""


@own.api_route("/openapi.json", methods=READ, response_class=JSONResponse)
def description_of_api(_caller: Annotated[Caller, calls(None)]) -> JSONResponse:
    """This description (OpenAPI 3.1), for whoever is in."""
    return JSONResponse(description())


@cache
def description() -> dict[str, Any]:
    """The API as it describes itself."""
    return described([route for router in API for route in router.routes])
