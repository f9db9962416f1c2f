"""The JSON API, for reading: why a task is due on its day."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.encoders import jsonable_encoder

from access.tokens import TokenKind
from cases.explaining import explain_task
from states.errors import NotFound
from web.callers import Caller, calls
from web.pages import NUMBER, READ

router = APIRouter(prefix="/api/v1")
Reads = Annotated[Caller, calls(TokenKind.TASKS)]


@router.api_route("/cases/{number}/tasks/{kind}", methods=READ)
def task(request: Request, caller: Reads, number: str, kind: str) -> dict[str, Any]:
    """The newest task of that kind with its due date explained, as data and as lines to read."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    found = explain_task(
        request.app.state.store,
        number,
        kind,
        request.app.state.clock(),
        viewer=caller.person.username,
    )
    lines = {lang: list(found.lines(lang)) for lang in ("zh", "en")}
    return {**jsonable_encoder(found), "otherwise": found.otherwise, "lines": lines}
