"""The lists that the measures rest on: what is in force, and a file that takes its place."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from access.policy import Thing
from cases.long_work import MANY, Doing, Result, WorkKind
from cases.permission import permitted
from cases.registries import (
    Compared,
    RegistryFile,
    keep,
    kind_named,
    preview,
    registries_held,
    registry_page,
)
from cases.spreadsheets import MOST_BYTES
from regulations.registries import REGISTRIES, Registry
from rongcuo.settings import WAITING, Settings
from states.errors import CaseError, GuardFailed, Invalid, NotFound
from storage.files.shelf import Draft, Shelf
from web.door import Me, check_form_key, gate, now, own_form
from web.forms import day, mendable
from web.long_work import workshop
from web.one_moment import READ, routes
from web.rendering import language, page
from web.uploads import Fields, upload_of
from web.words import Words

PAGE, FURTHEST = 50, 10_000
ENDINGS = ".csv,.xlsx,text/csv"
MARK = "\ufeff"
"""Without it Excel in China reads UTF-8 as GB18030."""
Digest = Annotated[str, Form(pattern=r"^sha256:[0-9a-f]{64}$")]
router = routes()
OWN = [Depends(own_form)]


def waiting_room(settings: Settings) -> Shelf:
    """Where files wait between the look at them and the word that they are to be kept."""
    return Shelf(settings.data_dir / WAITING, most_bytes=MOST_BYTES)


@router.api_route("/registries", methods=READ)
def registries(request: Request) -> Response:
    """The kinds there are, and since when which is in force."""
    held = registries_held(gate(request).store)
    return page(request, "registries/list.html.j2", held=held, registries=REGISTRIES)


@router.api_route("/registries/{kind}", methods=READ)
def registry(
    request: Request,
    kind: str,
    q: Annotated[str, Query(max_length=100)] = "",
    on: Annotated[str, Query(max_length=20)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=FURTHEST)] = 1,
) -> Response:
    """The rows in force, narrowed by words and a day; every import."""
    seen = "".join(c for c in q if c.isprintable()).strip()  # the rest no database looks for
    return _shown(request, kind, q=seen, on=day(on, "on"), number=number)


@router.api_route("/registries/{kind}/template.csv", methods=READ)
def registry_template(request: Request, kind: str) -> Response:
    """An empty file with the headings, to be filled in."""
    return empty_file(request, registry_of(kind))


def empty_file(request: Request, known: Registry) -> Response:
    """The headings of a registry, in the reader's language."""
    words = Words(language(request))
    text = StringIO()
    csv.writer(text).writerow(words.either(c.zh, c.en) for c in known.columns)
    return Response(
        (MARK + text.getvalue()).encode(), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{known.kind}.csv"'},
    )  # fmt: skip


@router.post("/registries/{kind}/files")
async def look_at_a_file(request: Request, me: Me, kind: str) -> Response:
    """What a file would bring and take away, and every row that cannot be taken."""
    who, room = me.person.username, request.app.state.waiting
    known = registry_of(kind)
    await run_in_threadpool(
        permitted, gate(request).store, who, Thing.REGISTRIES, "W", now(request)
    )

    def ours(fields: Fields) -> None:
        check_form_key(request, fields.get("key", ""))

    try:
        with upload_of(request, room, ours) as upload:
            async for block in request.stream():
                upload.write(block)
            draft = upload.finish()
            return await run_in_threadpool(_looked_at, request, known, draft, upload.name)
    except Invalid as refusal:
        return await run_in_threadpool(_shown, request, kind, refusal=refusal)


@router.post("/registries/{kind}/keep", dependencies=OWN)
def keep_the_file(
    request: Request, me: Me, kind: str, digest: Digest,
    name: Annotated[str, Form(max_length=1000)] = "",
    long: Annotated[str, Form(max_length=1)] = "",
) -> Response:  # fmt: skip
    """Import the very file that was looked at; of very many rows (``long``) as long work."""
    known = registry_of(kind)
    try:
        if long:
            work = start_import(request, known, digest, name, me.person.username)
            return RedirectResponse(request.app.url_path_for("one_work", work=work), 303)
        found = _import_looked_at(request, known, digest, name, me.person.username)
    except CaseError as refusal:
        return _shown(request, kind, refusal=refusal)
    if not found.applied:
        return _preview(request, known, found, digest, name)
    return RedirectResponse(request.app.url_path_for("registry", kind=kind), 303)


def _looked_at(request: Request, known: Registry, draft: Draft, name: str) -> Response:
    return _preview(request, known, *look_at(request, known, draft, name), name)


def look_at(request: Request, known: Registry, draft: Draft, name: str) -> tuple[Compared, str]:
    """What the file would bring and take away; it waits under the digest to be confirmed."""
    room: Shelf = request.app.state.waiting
    place, digest = room.keep(draft), draft.finish()
    file = RegistryFile(known.kind, name, place.read_bytes())
    found = preview(gate(request).store, file, now(request))
    if found.rejected:
        place.unlink(missing_ok=True)
    return found, digest


def start_import(request: Request, known: Registry, digest: str, name: str, who: str) -> int:
    """Set the import of a file that was looked at going; the number of the work."""
    store, at = gate(request).store, now(request)
    permitted(store, who, Thing.REGISTRIES, "W", at)
    place = request.app.state.waiting.place(digest)
    file = RegistryFile(known.kind, name, _content(place))

    def run(doing: Doing) -> Result:
        found = keep(store, file, who, at, progress=doing.tell)
        if found.rejected:
            raise GuardFailed(
                f"{len(found.rejected)} 处不合要求，没有导入任何内容：请重新预览",
                f"{len(found.rejected)} cells cannot be taken, nothing was imported: look again",
            )
        place.unlink(missing_ok=True)
        if not found.applied:
            return Result(
                "这份文件已是现行的，没有再导入",
                "This file is in force already: not imported again",
            )
        return Result(
            f"已导入 {found.rows} 行", f"{found.rows} rows imported",
            to=str(request.app.url_path_for("registry", kind=known.kind)),
        )  # fmt: skip

    return workshop(request).start(WorkKind.IMPORT_REGISTRY, who, run, f"{known.kind} {digest}")


def _import_looked_at(
    request: Request, known: Registry, digest: str, name: str, who: str
) -> Compared:
    place = request.app.state.waiting.place(digest)
    file = RegistryFile(known.kind, name, _content(place))
    found = keep(gate(request).store, file, who, now(request))
    place.unlink(missing_ok=True)
    return found


def _preview(
    request: Request, known: Registry, found: Compared, digest: str, name: str
) -> Response:
    return page(
        request, "registries/preview.html.j2", 422 if found.rejected else 200, registry=known,
        found=found, digest=digest, name=name, long=found.rows >= MANY,
        rows={rejected.row for rejected in found.rejected},
    )  # fmt: skip


def _content(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        raise GuardFailed(
            "预览过的文件已不在，请重新上传", "the file is no longer there: upload it again"
        ) from None


def _shown(
    request: Request,
    kind: str,
    *,
    q: str = "",
    on: date | None = None,
    number: int = 1,
    refusal: CaseError | None = None,
) -> Response:
    known = registry_of(kind)
    found = registry_page(
        gate(request).store, known.kind, on=on, search=q or None, first=(number - 1) * PAGE,
        most=PAGE,
    )  # fmt: skip
    return page(
        request, "registries/one.html.j2", 422 if refusal else 200, registry=known, found=found,
        q=q, on=on, number=number, more=found.total > number * PAGE, endings=ENDINGS,
        refusal=_say(refusal, request), columns=list(_more_columns(known)),
    )  # fmt: skip


def _say(refusal: CaseError | None, request: Request) -> str:
    """A refusal; what is wrong with a file is said of the file."""
    lang = language(request)
    if isinstance(refusal, Invalid) and refusal.name == "FILE":
        return f"文件{refusal.zh}。" if lang == "zh" else f"The file {refusal.en}."
    return mendable(refusal).say(lang) if refusal else ""


def _more_columns(known: Registry) -> Iterator[tuple[str, str, str]]:
    """What a row says besides its code, name, party and days."""
    return ((c.key, c.zh, c.en) for c in known.columns if c.place == "said")


def registry_of(kind: str) -> Registry:
    """The registry of that code; raises ``NotFound``."""
    try:
        return REGISTRIES[kind_named(kind)]
    except Invalid:
        raise NotFound("清单", "registry", kind) from None
