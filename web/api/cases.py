"""Cases and matters for reading: the list, a case as its page shows it, and each of its parts."""

import re
from typing import Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import TypeAdapter

from cases.attempts import AttemptView, attempts_on
from cases.listing import CaseRow, list_cases
from cases.matters import MatterFile, MatterRow, list_matters, matter_file
from cases.papers import print_paper
from cases.sheets import SheetView
from cases.views import CaseFile, EventView, NoticeView, PaperView, TaskView, case_file
from documents.pdf import available
from states.errors import NotFound
from states.matters import MatterStatus
from web.api.asking import (
    CaseNumber,
    IfNoneMatch,
    MatterNumber,
    Pages,
    ReadsCases,
    RowId,
    asked_at,
    room,
    tagged,
)
from web.api.paging import USUAL, Cursor, Limit, Page, key_of, not_ours
from web.api.shapes import CaseTold, Move, Piece, Seat, told
from web.callers import Caller
from web.case_list import KEY, Narrowing, Urgency
from web.files import SANDBOX
from web.media import MEDIA
from web.one_moment import READ
from web.pages import NUMBER

CASE: TypeAdapter[CaseTold] = TypeAdapter(CaseTold)

router = room()


def _file(request: Request, caller: Caller, number: str) -> CaseFile:
    store, at = asked_at(request)
    return case_file(store, number, at, viewer=caller.who)


@router.api_route("/cases", methods=READ)
def list_of_cases(
    request: Request,
    caller: ReadsCases,
    turn: Pages,
    asked: Narrowing,
    urgency: Urgency | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[CaseRow]:
    """The cases that the caller sees in that order, narrowed as on the page of the list."""
    store, at = asked_at(request)
    found = list_cases(
        store, at, viewer=caller.who, urgency=urgency, narrowed=asked.narrowed(caller.who),
        order=asked.sort, after=_listed(cursor), limit=limit,
    )  # fmt: skip
    return turn.page(found.rows, found.next)


@router.api_route("/cases/{number}", methods=READ, response_model=CaseTold)
def read_case(
    request: Request, caller: ReadsCases, number: CaseNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """One case, all that its page shows the caller; its ETag is what `If-Match` takes."""
    file = _file(request, caller, number)
    return tagged(CASE, told(file), file.row.version, if_none_match)


@router.api_route("/cases/{number}/events", methods=READ)
def history_of_case(
    request: Request, caller: ReadsCases, number: CaseNumber
) -> tuple[EventView, ...]:
    """The history of a case, the newest entry first."""
    return _file(request, caller, number).events


@router.api_route("/cases/{number}/moves", methods=READ)
def moves_of_case(request: Request, caller: ReadsCases, number: CaseNumber) -> tuple[Move, ...]:
    """What may be done now, and of everything else by whom and what stands against it."""
    return told(_file(request, caller, number)).moves


@router.api_route("/cases/{number}/tasks", methods=READ)
def tasks_of_case(request: Request, caller: ReadsCases, number: CaseNumber) -> tuple[TaskView, ...]:
    """Every task of a case with its due day."""
    return _file(request, caller, number).tasks


@router.api_route("/cases/{number}/people", methods=READ)
def people_of_case(request: Request, caller: ReadsCases, number: CaseNumber) -> tuple[Seat, ...]:
    """Who has which part in the case."""
    return told(_file(request, caller, number)).people


@router.api_route("/cases/{number}/evidence", methods=READ)
def evidence_of_case(request: Request, caller: ReadsCases, number: CaseNumber) -> tuple[Piece, ...]:
    """The list of evidence; the files themselves are at `/files`."""
    return told(_file(request, caller, number)).evidence


@router.api_route("/cases/{number}/assessment", methods=READ)
def assessment_of_case(
    request: Request, caller: ReadsCases, number: CaseNumber
) -> SheetView | None:
    """What was answered article by article, and what it suggests; decision support alone."""
    return _file(request, caller, number).sheet


@router.api_route("/cases/{number}/notices", methods=READ)
def notices_of_case(
    request: Request, caller: ReadsCases, number: CaseNumber
) -> tuple[NoticeView, ...]:
    """Who was told what, and whether it arrived."""
    return _file(request, caller, number).notices


@router.api_route("/cases/{number}/attempts", methods=READ)
def attempts_at_case(request: Request, caller: ReadsCases, number: CaseNumber) -> list[AttemptView]:
    """What was tried and refused, for those who run the case."""
    store, at = asked_at(request)
    return attempts_on(store, number, at, viewer=caller.who)


@router.api_route("/cases/{number}/papers", methods=READ)
def papers_of_case(
    request: Request, caller: ReadsCases, number: CaseNumber
) -> tuple[PaperView, ...]:
    """The papers that events called for."""
    return _file(request, caller, number).papers


@router.api_route(
    "/cases/{number}/papers/{paper}/file/{as_}", methods=READ, response_class=Response,
    responses={
        200: {"content": {MEDIA[one]: {} for one in ("docx", "pdf")}, "description": "the paper"},
    },
)  # fmt: skip
def print_of_paper(
    request: Request, caller: ReadsCases, number: CaseNumber, paper: RowId,
    as_: Literal["docx", "pdf"],
) -> Response:  # fmt: skip
    """A paper as a file; that it was taken is in the journal."""
    if as_ == "pdf" and not available():
        raise NotFound("PDF", "PDF", as_)
    store, at = asked_at(request)
    name, made = print_paper(
        store, number, paper, at,
        viewer=caller.who, bureau=request.app.state.bureau_name, as_=as_,
    )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **SANDBOX}
    return Response(made, media_type=MEDIA[as_], headers=headers)


@router.api_route("/matters", methods=READ)
def list_of_matters(
    request: Request,
    caller: ReadsCases,
    turn: Pages,
    status: MatterStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[MatterRow]:
    """Matters of which the caller sees a case, the newest first."""
    after = key_of(cursor)
    if after is not None and not NUMBER.fullmatch(after):
        raise not_ours()
    store, at = asked_at(request)
    try:
        found = list_matters(store, at, viewer=caller.who, status=status, after=after, limit=limit)
    except NotFound:
        raise not_ours() from None
    return turn.page(found.rows, found.next)


@router.api_route("/matters/{number}", methods=READ)
def read_matter(request: Request, caller: ReadsCases, number: MatterNumber) -> MatterFile:
    """A matter with those of its cases that the caller sees."""
    store, at = asked_at(request)
    return matter_file(store, number, at, viewer=caller.who)


def _listed(cursor: str | None) -> str | None:
    """Where the list goes on; what no list gave never reaches the database."""
    key = key_of(cursor)
    if key is not None and not re.fullmatch(KEY, key):
        raise not_ours()
    return key
