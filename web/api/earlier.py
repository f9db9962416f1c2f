"""Earlier cases from a bureau's own ledger: brought, mapped, tried, and only then imported."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from access.policy import Thing
from access.tokens import TokenKind
from cases.earlier import try_ledger
from cases.earlier_trial import LedgerFile
from cases.permission import permitted
from cases.registry_rows import Rejected
from web.api.asking import AsksCases, Body, WritesCases, asked_at, room
from web.api.once import OnlyOnce, Started
from web.api.registries import DIGEST
from web.api.uploading import FILE_FORM, drafted
from web.callers import Caller, calls
from web.earlier import begin_mapping, content_of, start_import
from web.pasted import MOST, digest, looked_at, unix

HandsIn = Annotated[Caller, calls(TokenKind.CASES, writes=True)]

router = room()


@dataclass(frozen=True, slots=True)
class Brought:
    """A ledger that is kept for a day under its digest, and a mapping (YAML) to begin with."""

    digest: str
    name: str
    mapping: str


class Mapped(Body):
    """A ledger that was brought, and how its columns are read."""

    digest: str = Field(pattern=DIGEST)
    mapping: str = Field(max_length=MOST)


class Imports(Mapped):
    """The very mapping that was tried; ``skip``: rows that cannot come in are left out."""

    tried: str = Field(max_length=64, description="as trying it told")
    skip: bool = False


@dataclass(frozen=True, slots=True)
class TriedOut:
    """What it would bring: of ``rows`` so many cases; ``tried`` imports it."""

    tried: str
    rows: int
    matters: int
    cases: int
    rejected: tuple[Rejected, ...]
    ignored: tuple[str, ...]


@router.post("/earlier/files", response_model=Brought, openapi_extra=FILE_FORM)
async def bring_ledger(request: Request, caller: HandsIn) -> Brought:
    """Keep a ledger for a day, and begin a mapping from its headings."""
    store, at = asked_at(request)
    await run_in_threadpool(permitted, store, caller.who, Thing.FACTS, "W", at)
    async with drafted(request, caller) as (draft, name):
        kept_as, mapping = await run_in_threadpool(begin_mapping, request, draft)
    return Brought(kept_as, name, mapping)


@router.post("/earlier/look")
def try_ledger_by_api(request: Request, caller: AsksCases, said: Mapped) -> TriedOut:
    """What it would bring, and every row that cannot come in; nothing is written."""
    (store, at), text = asked_at(request), unix(said.mapping)
    permitted(store, caller.who, Thing.FACTS, "W", at)
    place = request.app.state.waiting.place(said.digest)
    found = try_ledger(store, LedgerFile(content_of(place), text.encode()), caller.who, at)
    return TriedOut(
        digest(text), found.rows, found.matters, found.cases, tuple(found.rejected),
        tuple(found.ignored),
    )  # fmt: skip


@router.post("/earlier/imports", status_code=202)
def import_ledger_by_api(
    request: Request, caller: WritesCases, only: OnlyOnce, said: Imports
) -> Started:
    """Import the very ledger that was tried, by that very mapping: long work, in one piece."""
    (store, at), text = asked_at(request), unix(said.mapping)
    permitted(store, caller.who, Thing.FACTS, "W", at)
    looked_at(text, said.tried)
    done = only.once(
        caller.who, said,
        lambda: str(start_import(request, caller.who, said.digest, text, skip=said.skip)),
    )  # fmt: skip
    return Started(int(done.said), done.repeated)
