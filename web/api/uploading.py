"""A file that comes by the API and waits to be looked at: read as it comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from storage.files.shelf import Draft
from web.callers import Caller
from web.door import check_form_key
from web.uploads import Fields, upload_of

FILE_FORM = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "key": {"type": "string", "description": "with a session: the form's key"},
                        "file": {"type": "string", "format": "binary", "description": "last"},
                    },
                }
            }
        }
    }
}


@asynccontextmanager
async def drafted(request: Request, caller: Caller) -> AsyncIterator[tuple[Draft, str]]:
    """The file as a draft in the waiting room, and its name; gone afterwards if nobody kept it."""

    def ours(fields: Fields) -> None:
        if not caller.by_token:
            check_form_key(request, fields.get("key", ""))

    with upload_of(request, request.app.state.waiting, ours) as upload:
        async for block in request.stream():
            upload.write(block)
        yield upload.finish(), upload.name
