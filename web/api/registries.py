"""The lists that the measures rest on: their kinds, and a file that takes the place of one."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from access.policy import Thing
from access.tokens import TokenKind
from cases.permission import permitted
from cases.registries import Compared, registries_held
from regulations.registries import REGISTRIES, Kind
from storage.registries import Import
from web.api.asking import Body, ReadsMeasures, WritesMeasures, asked_at, room
from web.api.once import OnlyOnce, Started
from web.api.uploading import FILE_FORM, drafted
from web.callers import Caller, calls
from web.one_moment import READ
from web.registries import empty_file, look_at, registry_of, start_import

KindName = Annotated[str, Path(max_length=40, description="code of a kind")]
DIGEST = r"^sha256:[0-9a-f]{64}$"
HandsIn = Annotated[Caller, calls(TokenKind.MEASURES, writes=True)]

router = room()


@dataclass(frozen=True, slots=True)
class ColumnTold:
    """A column of a registry with its headings."""

    key: str
    zh: str
    en: str
    required: bool
    day: bool


@dataclass(frozen=True, slots=True)
class RegistryTold:
    """A kind of registry, its columns, and the import in force, if there is one."""

    kind: Kind
    zh: str
    en: str
    article: str
    columns: tuple[ColumnTold, ...]
    in_force: Import | None


@dataclass(frozen=True, slots=True)
class LookedInto:
    """A file beside the import in force; ``digest`` imports it, for a day."""

    digest: str
    name: str
    found: Compared


class Imports(Body):
    """The very file that was looked at."""

    digest: str = Field(pattern=DIGEST)
    name: str = Field("", max_length=1000)


@router.api_route("/registries/kinds", methods=READ)
def kinds_of_registries(request: Request, _caller: ReadsMeasures) -> list[RegistryTold]:
    """The kinds there are with their columns, and since when which is in force."""
    held = registries_held(asked_at(request)[0])
    return [
        RegistryTold(
            kind, one.zh, one.en, one.article,
            tuple(ColumnTold(c.key, c.zh, c.en, c.required, c.day) for c in one.columns),
            held[kind],
        )
        for kind, one in REGISTRIES.items()
    ]  # fmt: skip


@router.api_route(
    "/registries/{kind}/template", methods=READ, response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "the headings"}},
)  # fmt: skip
def template_of_registry(request: Request, _caller: ReadsMeasures, kind: KindName) -> Response:
    """An empty file with the headings, to be filled in."""
    return empty_file(request, registry_of(kind))


@router.post("/registries/{kind}/files", response_model=LookedInto, openapi_extra=FILE_FORM)
async def look_at_registry(request: Request, caller: HandsIn, kind: KindName) -> LookedInto:
    """What a file would bring and take away, and every row that cannot be taken."""
    known, (store, at) = registry_of(kind), asked_at(request)
    await run_in_threadpool(permitted, store, caller.who, Thing.REGISTRIES, "W", at)
    async with drafted(request, caller) as (draft, name):
        found, digest = await run_in_threadpool(look_at, request, known, draft, name)
    return LookedInto(digest, name, found)


@router.post("/registries/{kind}/imports", status_code=202)
def import_registry(
    request: Request, caller: WritesMeasures, kind: KindName, only: OnlyOnce, said: Imports
) -> Started:
    """Import the very file that was looked at: long work; once done, it is in force."""
    known = registry_of(kind)
    done = only.once(
        caller.who, said,
        lambda: str(start_import(request, known, said.digest, said.name, caller.who)),
    )  # fmt: skip
    return Started(int(done.said), done.repeated)
