"""Files of a case: handed in and given out, on the page and by the API."""

from typing import Annotated

from fastapi import Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from access.tokens import TokenKind
from cases.attachments import (
    FileView,
    HandedIn,
    attach,
    attachments_on,
    give_out,
    may_attach,
)
from cases.once import Once
from states.errors import NotFound
from web.api.asking import room
from web.api.once import Only, OnlyOnce
from web.callers import Caller, calls
from web.door import Me, check_form_key
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.uploads import Fields, upload_of

SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
}
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "evidence": {"type": "string", "description": "number of a piece on the list"},
        "title": {"type": "string", "description": "or what a new piece is called"},
        "shown": {"type": "string", "description": "1: the officer may read it"},
        "key": {"type": "string", "description": "with a session: the form's key"},
        "file": {"type": "string", "format": "binary", "description": "last"},
    },
}
"""What a file is handed in with; it is read as it comes, so the order counts."""
Reads = Annotated[Caller, calls(TokenKind.FILES)]
Writes = Annotated[Caller, calls(TokenKind.FILES, writes=True)]

router = routes()
api = room()


@router.post("/cases/{number}/files")
async def hand_in(request: Request, me: Me, number: str) -> Response:
    """Attach a file from the form of the page."""
    await _take_in(request, Caller(me.person), number, Only(request, None))
    return RedirectResponse(f"/cases/{number}#h-evidence", 303)


@router.api_route("/cases/{number}/files/{file}", methods=READ)
def get_file(request: Request, me: Me, number: str, file: int) -> Response:
    """A file, to be saved and never shown."""
    return _given(request, me.person.username, number, file)


@api.post(
    "/cases/{number}/files",
    status_code=201,
    response_model=FileView,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}},
)
async def hand_in_by_api(request: Request, caller: Writes, number: str, only: OnlyOnce) -> Response:
    """Attach a file: fields ``evidence`` or ``title``, ``shown``, then ``file``.

    Sent again under the same key, 200 and the file as it stands.
    """
    done = await _take_in(request, caller, number, only)
    held = await run_in_threadpool(list_files, request, caller, number)
    view = next((one for one in held if one.id == int(done.said)), None)
    if view is None:
        raise NotFound("附件", "file", done.said)
    return JSONResponse(jsonable_encoder(view), 200 if done.repeated else 201)


@api.api_route("/cases/{number}/files", methods=READ)
def list_files(request: Request, caller: Reads, number: str) -> list[FileView]:
    """The files that the caller may read."""
    app = request.app.state
    return attachments_on(app.store, _known(number), app.clock(), viewer=caller.who)


@api.api_route(
    "/cases/{number}/files/{file}", methods=READ, response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "the file"}},
)  # fmt: skip
def get_file_by_api(request: Request, caller: Reads, number: str, file: int) -> Response:
    """The content of a file."""
    return _given(request, caller.person.username, number, file)


async def _take_in(request: Request, caller: Caller, number: str, only: Only) -> Once:
    """Ask whether it may be, take the file in as it comes, and keep it: the file's number."""
    app, who = request.app.state, caller.person.username
    if not await run_in_threadpool(only.known, who):
        await run_in_threadpool(may_attach, app.store, _known(number), who, app.clock())

    def ours(fields: Fields) -> None:
        if not caller.by_token:
            check_form_key(request, fields.get("key", ""))

    with upload_of(request, app.shelf, ours) as upload:
        async for block in request.stream():
            upload.write(block)
        draft, said = upload.finish(), upload.fields
        handed = HandedIn(
            number, who, upload.name, said.get("evidence", ""), said.get("title", "").strip(),
            shown=said.get("shown", "") in {"1", "true", "on"},
        )  # fmt: skip

        def deed() -> str:
            return str(attach(app.store, app.shelf, draft, handed, app.clock()).id)

        def all_of_it() -> Once:
            return only.once(who, f"{handed} {draft.finish()}", deed)

        return await run_in_threadpool(all_of_it)


def _given(request: Request, who: str, number: str, file: int) -> Response:
    app = request.app.state
    found = give_out(app.store, app.shelf, _known(number), file, app.clock(), viewer=who)
    return FileResponse(
        found.path, media_type="application/octet-stream", filename=found.name, headers=SANDBOX
    )


def _known(number: str) -> str:
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    return number
