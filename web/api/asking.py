"""What the routes of the API share: who calls, which case is meant, and which version was seen."""

import re
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    Header,
    HTTPException,
    Path,
    Request,
    Response,
)
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

from access.tokens import TokenKind
from states.errors import Invalid, NotFound
from storage import Store
from web.api.paging import Turning, turning
from web.api.problem import MEDIA_TYPE
from web.callers import Caller, asks, calls, takes, writes
from web.door import LARGEST_ID, gate, now
from web.one_moment import routes
from web.pages import NUMBER

PREFIX = "/api/v1"
REFUSED: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "refused: what is wrong, and what to do",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
LONGEST_KEY = 100
"""Characters of a key that makes a request that is sent twice count once."""
SEEN = re.compile(r'"([0-9]{1,9})(?:\.[0-9a-f]{16})?"')

ReadsCases = Annotated[Caller, calls(TokenKind.CASES)]
WritesCases = Annotated[Caller, writes(TokenKind.CASES)]
TakesCases = Annotated[Caller, takes(TokenKind.CASES)]
AsksCases = Annotated[Caller, asks(TokenKind.CASES)]
ReadsTasks = Annotated[Caller, calls(TokenKind.TASKS)]
WritesTasks = Annotated[Caller, writes(TokenKind.TASKS)]
ReadsNotices = Annotated[Caller, calls(TokenKind.NOTICES)]
WritesNotices = Annotated[Caller, writes(TokenKind.NOTICES)]
WritesMeasures = Annotated[Caller, writes(TokenKind.MEASURES)]
ReadsMeasures = Annotated[Caller, calls(TokenKind.MEASURES)]
AsksMeasures = Annotated[Caller, asks(TokenKind.MEASURES)]
ReadsAccount = Annotated[Caller, calls(TokenKind.ACCOUNT)]
WritesAccount = Annotated[Caller, writes(TokenKind.ACCOUNT)]
ReadsStaff = Annotated[Caller, calls(TokenKind.STAFF)]
TakesReports = Annotated[Caller, takes(TokenKind.REPORTS)]
ReadsReports = Annotated[Caller, calls(TokenKind.REPORTS)]
WritesReports = Annotated[Caller, writes(TokenKind.REPORTS)]
ReadsSystem = Annotated[Caller, calls(TokenKind.SYSTEM)]
AsksSystem = Annotated[Caller, asks(TokenKind.SYSTEM)]
WritesSystem = Annotated[Caller, writes(TokenKind.SYSTEM)]
ReadsJournal = Annotated[Caller, calls(TokenKind.JOURNAL)]

RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Pages = Annotated[Turning, Depends(turning)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=LONGEST_KEY,
        description="made once for each deed; sent again, it answers as the first time",
    ),
]  # fmt: skip
MaybeKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=LONGEST_KEY,
        description="made once for each deed; sent again, it answers as the first time",
    ),
]  # fmt: skip
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", max_length=60,
        description='the ETag that reading the case told, or its version, `"17"`, or `*`',
    ),
]  # fmt: skip
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=400)]
Line = Annotated[str, StringConstraints(max_length=1000)]


class Body(BaseModel):
    """A body of JSON; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def room() -> APIRouter:
    """The routes of one part of the API."""
    return routes(
        prefix=PREFIX,
        responses=REFUSED,
        generate_unique_id_function=lambda route: route.name,
    )


def store_of(request: Request) -> Store:
    """The database of this app."""
    return gate(request).store


def asked_at(request: Request) -> tuple[Store, datetime]:
    """The database, and the present instant."""
    return store_of(request), now(request)


def _case(number: Annotated[str, Path(description="number of a case", examples=["2026-0001-1"])]) \
        -> str:  # fmt: skip
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    return number


def _matter(number: Annotated[str, Path(description="number of a matter")]) -> str:
    if not NUMBER.fullmatch(number):
        raise NotFound("事项", "matter", number)
    return number


CaseNumber = Annotated[str, Depends(_case)]
MatterNumber = Annotated[str, Depends(_matter)]


def seen_version(if_match: str | None) -> int | None:
    """The version that ``If-Match`` names, ``None`` for ``*``; without the header a 428."""
    if if_match is None:
        raise HTTPException(428)
    if if_match.strip() == "*":
        return None
    found = SEEN.fullmatch(if_match.strip())
    if found is None:
        raise Invalid(
            "If-Match", '写 ETag 原样，或者版本号如 "17"，或者 *',
            'is an ETag as it was told, or a version such as "17", or *',
        )  # fmt: skip
    return int(found[1])


def tagged(
    kind: TypeAdapter[Any], told: object, version: int, if_none_match: str | None
) -> Response:
    """``told`` as JSON under its ETag, or 304 where the caller has the very same.

    The tag holds the version and what was shown: days left pass and notices are read while the
    version stays.
    """
    body = kind.dump_json(told)
    tag = f'"{version}.{sha256(body).hexdigest()[:16]}"'
    have = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    headers = {"ETag": tag, "Vary": "Authorization, Cookie"}
    if tag in have or have == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def poke(request: Request, later: BackgroundTasks) -> None:
    """Letters leave at once, not at the next round."""
    later.add_task(request.app.state.poke)
