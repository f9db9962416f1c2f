"""Automatic work and letting it run now, and how far one's own long work is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import FileResponse, Response

from access.tokens import TokenKind
from cases.automation import last_sweep, may_run, note_run
from cases.long_work import Work, WorkKind, work_of, works_of
from states.errors import NotFound
from web.api.asking import (
    ReadsAccount,
    ReadsSystem,
    RowId,
    WritesSystem,
    asked_at,
    room,
)
from web.api.once import OnlyOnce
from web.callers import Caller
from web.engine import AutomaticWork, EngineAway, automatic_work
from web.long_work import made_file
from web.media import MEDIA
from web.one_moment import READ

WorkName = Annotated[str, Path(max_length=80, description="name of a deployment")]

PART_OF: Mapping[WorkKind, TokenKind | None] = MappingProxyType(
    {
        WorkKind.EXPORT_CASES: TokenKind.CASES,
        WorkKind.BUNDLE: TokenKind.CASES,
        WorkKind.EXPORT_LEDGER: TokenKind.REPORTS,
        WorkKind.IMPORT_REGISTRY: None,
        WorkKind.IMPORT_EARLIER: None,
        WorkKind.RECOUNT: None,
    }
)
"""Of which part of the API is what a work finds and makes; ``None``: of none, it only counts."""

router = room()


@dataclass(frozen=True, slots=True)
class AutomationTold:
    """Every automatic work; ``works`` is none where the engine does not answer.

    ``swept``: when deadlines were last looked at, as our own database knows it.
    """

    swept: datetime | None
    works: tuple[AutomaticWork, ...] | None


@dataclass(frozen=True, slots=True)
class RunAsked:
    """What was asked to run now; it begins within seconds."""

    name: str
    repeated: bool


@router.api_route("/automation", methods=READ)
def list_of_automation(request: Request, caller: ReadsSystem) -> AutomationTold:
    """What runs by itself and when, its last and its next run."""
    store, at = asked_at(request)
    swept = last_sweep(store, caller.who, at)
    try:
        works = tuple(automatic_work(request.app.state.engine))
    except EngineAway:
        return AutomationTold(swept, None)
    return AutomationTold(swept, works)


@router.post("/automation/{name}/run", status_code=202)
def run_by_api(request: Request, caller: WritesSystem, name: WorkName, only: OnlyOnce) -> RunAsked:
    """Let it run now, under the caller's name; 503 where the engine does not answer."""
    store, at = asked_at(request)
    may_run(store, caller.who, at)
    if name not in {one.name for one in automatic_work(request.app.state.engine)}:
        raise NotFound("自动任务", "automatic work", name)

    def deed() -> str:
        note_run(store, name, caller.who, at)
        if not request.app.state.poke(name):
            raise EngineAway
        return ""

    return RunAsked(name, only.once(caller.who, None, deed).repeated)


@router.api_route("/works", methods=READ)
def works_of_mine(request: Request, caller: ReadsAccount) -> list[Work]:
    """One's own long works of the last day, the newest first."""
    store, at = asked_at(request)
    return [_as_told(caller, one) for one in works_of(store, caller.who, at)]


@router.api_route("/works/{work}", methods=READ)
def read_work(request: Request, caller: ReadsAccount, work: RowId) -> Work:
    """How far one of them is; what came of it, where a token is for that part, too."""
    store, at = asked_at(request)
    return _as_told(caller, work_of(store, work, caller.who, at))


def _as_told(caller: Caller, work: Work) -> Work:
    """Without what came of it, which names cases as its file does, for a token that lacks them."""
    part = PART_OF[work.kind]
    return work if part is None or caller.covers(part) else replace(work, result=None)


@router.api_route(
    "/works/{work}/file", methods=READ, response_class=FileResponse,
    responses={
        200: {
            "content": {MEDIA[one]: {} for one in ("csv", "xlsx", "zip")},
            "description": "what it made",
        },
    },
)  # fmt: skip
def file_of_work(request: Request, caller: ReadsAccount, work: RowId) -> Response:
    """The file that it made; a token must be for what is in it, too."""
    store, at = asked_at(request)
    caller.check(PART_OF[work_of(store, work, caller.who, at).kind])
    return made_file(request, work, caller.who)
