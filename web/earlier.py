"""Earlier cases from a bureau's own ledger: brought, mapped, tried, and only then imported."""

from pathlib import Path
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from access.policy import Thing
from cases.earlier import import_ledger, try_ledger
from cases.earlier_start import starting_mapping
from cases.earlier_trial import LedgerFile, Tried
from cases.long_work import Doing, Result, WorkKind
from cases.permission import permitted
from cases.spreadsheets import rows_of
from states.errors import CaseError, GuardFailed, Invalid
from storage.files.shelf import Draft, Shelf
from web.door import Me, check_form_key, gate, now, own_form
from web.forms import mendable
from web.long_work import workshop
from web.one_moment import READ, routes
from web.pasted import Text, digest, looked_at, unix
from web.pasted import Tried as Seen
from web.registries import Digest
from web.rendering import language, page
from web.uploads import Fields, upload_of

ENDINGS = ".xlsx,.csv,text/csv"
MOST_ROWS = 2_000
"""Rows that a page takes at once: all are written in one transaction, and others wait for it."""
Name = Annotated[str, Form(max_length=1000)]
router = routes()
OWN = [Depends(own_form)]


@router.api_route("/earlier", methods=READ)
def earlier(request: Request, me: Me) -> Response:
    """Where a ledger is brought."""
    permitted(gate(request).store, me.person.username, Thing.FACTS, "W", now(request))
    return _shown(request)


@router.post("/earlier/files")
async def bring_a_ledger(request: Request, me: Me) -> Response:
    """Keep the ledger for a day, and begin a mapping from its headings."""
    who, room = me.person.username, request.app.state.waiting
    await run_in_threadpool(permitted, gate(request).store, who, Thing.FACTS, "W", now(request))

    def ours(fields: Fields) -> None:
        check_form_key(request, fields.get("key", ""))

    try:
        with upload_of(request, room, ours) as upload:
            async for block in request.stream():
                upload.write(block)
            draft = upload.finish()
            return await run_in_threadpool(_begun, request, draft, upload.name)
    except Invalid as refusal:
        return await run_in_threadpool(_shown, request, refusal=refusal)


@router.post("/earlier/try", dependencies=OWN)
def try_the_ledger(
    request: Request, me: Me, digest: Digest, mapping: Text = "", name: Name = ""
) -> Response:
    """What it would bring, and every row that cannot come in."""
    text, place = unix(mapping), request.app.state.waiting.place(digest)
    try:
        file = LedgerFile(content_of(place), text.encode())
        found = try_ledger(gate(request).store, file, me.person.username, now(request))
    except CaseError as refusal:
        return _shown(request, digest, name, text, refusal=refusal)
    return _shown(request, digest, name, text, found=found)


@router.post("/earlier/keep", dependencies=OWN)
def import_the_ledger(
    request: Request,
    me: Me,
    digest: Digest,
    mapping: Text = "",
    name: Name = "",
    tried: Seen = "",
    skip: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Import the very ledger that was tried, by that very mapping: long work, in one piece."""
    text, who = unix(mapping), me.person.username
    permitted(gate(request).store, who, Thing.FACTS, "W", now(request))
    try:
        looked_at(text, tried)
        number = start_import(request, who, digest, text, skip=bool(skip))
    except CaseError as refusal:
        return _shown(request, digest, name, text, refusal=refusal)
    return RedirectResponse(request.app.url_path_for("one_work", work=number), 303)


def start_import(request: Request, who: str, kept_as: str, mapping: str, *, skip: bool) -> int:
    """Set the import of a kept ledger going; the number of the work. Raises ``GuardFailed``."""
    store, at = gate(request).store, now(request)
    place = request.app.state.waiting.place(kept_as)
    file = LedgerFile(content_of(place), mapping.encode())

    def run(doing: Doing) -> Result:
        found = import_ledger(store, file, who, at, skip_rejected=skip, progress=doing.tell)
        if not found.applied:
            raise GuardFailed(
                f"有 {found.rejected_rows} 行不能导入，没有写入任何内容：请重新试导入",
                f"{found.rejected_rows} rows cannot come in, nothing was written: try it again",
            )
        place.unlink(missing_ok=True)
        return Result(
            f"已导入 {found.cases} 件（{found.matters} 个事项）；略过 {found.rejected_rows} 行",
            f"{found.cases} cases of {found.matters} matters imported; "
            f"{found.rejected_rows} rows left out",
            to="/cases?imported=1",
        )

    return workshop(request).start(WorkKind.IMPORT_EARLIER, who, run, kept_as)


def _begun(request: Request, draft: Draft, name: str) -> Response:
    kept_as, text = begin_mapping(request, draft)
    return _shown(request, kept_as, name, text)


def begin_mapping(request: Request, draft: Draft) -> tuple[str, str]:
    """Keep a ledger for a day: its digest, and a mapping to begin with; raises ``Invalid``."""
    room: Shelf = request.app.state.waiting
    place, kept_as = room.keep(draft), draft.finish()
    try:
        rows = list(rows_of(place.read_bytes()))
        if len(rows) > MOST_ROWS:
            raise Invalid(  # noqa: TRY301 - said in the same place as what else is wrong with it
                "FILE",
                f"超过{MOST_ROWS}行：请拆开，或者用命令行 rongcuo import ledger",
                f"has more than {MOST_ROWS} rows: split it, or use rongcuo import ledger",
            )
        return kept_as, starting_mapping(rows, language(request))
    except Invalid:
        place.unlink(missing_ok=True)
        raise


def content_of(place: Path) -> bytes:
    """The ledger that was kept; raises ``GuardFailed`` where it is gone."""
    try:
        return place.read_bytes()
    except FileNotFoundError:
        raise GuardFailed(
            "上传的台账已不在，请重新上传", "the ledger is no longer there: upload it again"
        ) from None


def _shown(
    request: Request,
    file: str = "",
    name: str = "",
    mapping: str = "",
    *,
    found: Tried | None = None,
    refusal: CaseError | None = None,
) -> Response:
    wrong = refusal is not None or (found is not None and bool(found.rejected))
    return page(
        request, "earlier.html.j2", 422 if wrong else 200, file=file, name=name, mapping=mapping,
        found=found, tried=digest(mapping), endings=ENDINGS, most=MOST_ROWS,
        refusal=mendable(refusal).say(language(request)) if refusal else "",
    )  # fmt: skip
