"""Digests of cases (第二十条): the room, a digest, writing one, and the steps of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response
from pydantic import Field, TypeAdapter

from cases.digest_rights import Asked
from cases.digest_steps import take_digest_step
from cases.digest_views import (
    DigestLine,
    DigestSheet,
    export_digests,
    read_digest,
    read_digests,
)
from cases.digest_writing import LONGEST, begin_digest, save_digest
from reports.digest_check import Finding
from states.errors import Conflict
from storage.digests import Wanted
from web.api.asking import (
    Body,
    IfMatch,
    IfNoneMatch,
    MaybeKey,
    Pages,
    ReadsReports,
    WritesReports,
    asked_at,
    room,
    seen_version,
    tagged,
)
from web.api.once import Made, OnlyOnce, made
from web.api.paging import USUAL, Cursor, Limit, Page, number_of
from web.api.problem import Overtaken
from web.digests import DOCX, known, wanted_of
from web.one_moment import READ

DigestNumber = Annotated[str, Path(max_length=40, description="number of a digest")]
Word = Annotated[str, Query(max_length=100)]
Text = Annotated[str, Field(max_length=LONGEST)]

router = room()


class DigestPage(Page[DigestLine]):
    """Published digests; ``waiting``, ``cases`` and ``writes`` for who writes and approves them.

    ``count`` is how many are published in all, ``topics`` what narrows them, ``cases`` closed ones
    that may be written about.
    """

    count: int
    topics: Mapping[str, Sequence[str]]
    waiting: tuple[DigestLine, ...]
    cases: tuple[str, ...]
    writes: bool


class Begins(Body):
    """The closed case that a digest is to be written of."""

    case: str = Field(max_length=40)


class Written(Body):
    """The parts of a digest; what is left out is empty."""

    title: Text = ""
    situation: Text = ""
    grounds: Text = ""
    result: Text = ""
    correction: Text = ""
    lessons: Text = ""


class Reasoned(Body):
    """What a step says; ``rare``: the few closed cases like it do not tell whose it is."""

    reason: str = Field("", max_length=20_000, description="of `send_back` and `withdraw`")
    rare: bool = Field(default=False, description="of `approve`, where few are alike")


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that is kept now, and where its texts still tell whose case it is."""

    version: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StateTold:
    """Where the digest stands after a step, at which version."""

    state: str
    version: int


DIGEST: TypeAdapter[DigestSheet] = TypeAdapter(DigestSheet)


@router.api_route("/digests", methods=READ)
def list_of_digests(
    request: Request,
    caller: ReadsReports,
    turn: Pages,
    field: Word = "",
    issue_type: Word = "",
    article: Word = "",
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> DigestPage:
    """The published digests, the newest first; beside them what waits for the caller."""
    store, at = asked_at(request)
    found = read_digests(store, caller.who, at, wanted_of(field, issue_type, article))
    start = number_of(cursor) or 0
    more = start + limit if len(found.lines) > start + limit else None
    turned = turn.page(found.lines[start : start + limit], more)
    return DigestPage(
        items=turned.items, next=turned.next, count=found.count, topics=found.topics,
        waiting=found.waiting, cases=found.cases, writes=found.writes,
    )  # fmt: skip


@router.api_route(
    "/digests/file/docx", methods=READ, response_class=Response,
    responses={200: {"content": {DOCX: {}}, "description": "the digests"}},
)  # fmt: skip
def file_of_digests(
    request: Request,
    caller: ReadsReports,
    field: Word = "",
    issue_type: Word = "",
    article: Word = "",
) -> Response:
    """The published ones as one paper, narrowed as the list is."""
    store, at = asked_at(request)
    wanted: Wanted = wanted_of(field, issue_type, article)
    bureau = request.app.state.bureau_name
    headers = {"Content-Disposition": 'attachment; filename="digests.docx"'}
    return Response(
        export_digests(store, caller.who, at, wanted, bureau=bureau), media_type=DOCX,
        headers=headers,
    )  # fmt: skip


@router.post("/digests", status_code=201)
def begin_by_api(
    request: Request, response: Response, caller: WritesReports, only: OnlyOnce, said: Begins
) -> Made:
    """Begin the digest of a closed case; where it has one, that one's number."""
    store, at = asked_at(request)
    done = only.once(
        caller.who, said, lambda: begin_digest(store, caller.who, said.case.strip(), at)
    )
    response.headers["Location"] = f"/api/v1/digests/{done.said}"
    return made(done)


@router.api_route("/digests/{digest}", methods=READ, response_model=DigestSheet)
def read_digest_by_api(
    request: Request, caller: ReadsReports, digest: DigestNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """One digest, all that its page shows the caller; its ETag is what `If-Match` takes."""
    found = _sheet(request, caller.who, digest)
    return tagged(DIGEST, found, found.saves, if_none_match)


@router.put("/digests/{digest}")
def write_digest_by_api(
    request: Request,
    response: Response,
    caller: WritesReports,
    digest: DigestNumber,
    said: Written,
    if_match: IfMatch = None,
) -> Kept:
    """Keep the texts of a draft, and tell where they still say whose case it is."""
    known(digest)
    store, at = asked_at(request)
    asked = Asked(digest, "save", caller.who, said.model_dump(), seen_version(if_match))
    try:
        findings = save_digest(store, asked, at, bureau=request.app.state.bureau_name)
    except Conflict as past:
        raise Overtaken(past.expected, past.found, past.by, past.at) from past
    version = _sheet(request, caller.who, digest).saves
    response.headers["ETag"] = f'"{version}"'
    return Kept(version, findings)


@router.post("/digests/{digest}/{deed}")
def step_of_digest(
    request: Request,
    response: Response,
    caller: WritesReports,
    digest: DigestNumber,
    deed: Literal["submit", "approve", "send_back", "withdraw"],
    said: Reasoned,
    if_match: IfMatch = None,
    idempotency_key: MaybeKey = None,
) -> StateTold:
    """Submit, approve and publish, send back or withdraw, at the version that `If-Match` names."""
    known(digest)
    store, at = asked_at(request)
    given = {"reason": said.reason, "rare": "yes" if said.rare else ""}
    given = {name: text for name, text in given.items() if text}
    asked = Asked(digest, deed, caller.who, given, seen_version(if_match), idempotency_key)
    try:
        take_digest_step(store, asked, at, bureau=request.app.state.bureau_name)
    except Conflict as past:
        raise Overtaken(past.expected, past.found, past.by, past.at) from past
    found = _sheet(request, caller.who, digest)
    response.headers["ETag"] = f'"{found.saves}"'
    return StateTold(found.line.state, found.saves)


def _sheet(request: Request, who: str, digest: str) -> DigestSheet:
    known(digest)
    store, at = asked_at(request)
    return read_digest(store, who, digest, at, bureau=request.app.state.bureau_name)
