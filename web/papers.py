"""The page of an official paper: how it looks, signing it, and its files."""

from typing import Annotated, Literal

from fastapi import Depends, Form, Path, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.background import BackgroundTask

from cases.bundles import BundleKind, bundle_case, bundle_size, bundle_to_file
from cases.long_work import Doing, Result, WorkKind
from cases.papers import look_at_paper, print_paper, sign_paper
from documents.pdf import available
from states.errors import NotFound
from web.door import LARGEST_ID, Me, gate, now, own_form
from web.files import SANDBOX
from web.long_work import workshop
from web.media import MEDIA
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import page

LARGE = 50_000_000
"""Of so many bytes of evidence a package is made as long work."""
PaperId = Annotated[int, Path(ge=1, le=LARGEST_ID)]

router = routes()


@router.api_route("/cases/{number}/papers/{paper}", methods=READ)
def paper(request: Request, me: Me, number: str, paper: PaperId) -> Response:
    """The paper as it would be signed now, or as it was signed."""
    found = look_at_paper(
        gate(request).store, _known(number), paper, now(request),
        viewer=me.person.username, bureau=request.app.state.bureau_name,
    )  # fmt: skip
    return page(request, "papers/paper.html.j2", found=found, sheet=found.sheet, pdf=available())


@router.post("/cases/{number}/papers/{paper}/sign", dependencies=[Depends(own_form)])
def sign(
    request: Request, me: Me, number: str, paper: PaperId, version: Annotated[int, Form()] = 0
) -> Response:
    """Sign it, where the case is still what was looked at (``version``; none was: 0)."""
    sign_paper(
        gate(request).store, _known(number), paper, me.person.username, now(request),
        bureau=request.app.state.bureau_name, expected=version,
    )  # fmt: skip
    return RedirectResponse(f"/cases/{number}/papers/{paper}", 303)


@router.api_route("/cases/{number}/papers/{paper}/file/{as_}", methods=READ)
def paper_file(
    request: Request, me: Me, number: str, paper: PaperId, as_: Literal["docx", "pdf"]
) -> Response:
    """The paper as a file, to be saved; its name bears no name."""
    if as_ == "pdf" and not available():
        raise NotFound("PDF", "PDF", as_)
    name, made = print_paper(
        gate(request).store, _known(number), paper, now(request),
        viewer=me.person.username, bureau=request.app.state.bureau_name, as_=as_,
    )  # fmt: skip
    return Response(
        made,
        media_type=MEDIA[as_],
        headers={"Content-Disposition": f'attachment; filename="{name}"', **SANDBOX},
    )


@router.api_route("/cases/{number}/bundle/{kind}", methods=READ)
def bundle(request: Request, me: Me, number: str, kind: BundleKind) -> Response:
    """Papers and evidence as one zip, deleted here once it was sent; of much, it is asked for."""
    app, at = request.app.state, now(request)
    size = bundle_size(gate(request).store, _known(number), kind, at, by=me.person.username)
    if size >= LARGE:
        return page(request, "papers/bundle.html.j2", number=number, kind=kind, size=size)
    path, made = bundle_to_file(
        gate(request).store, app.shelf, _known(number), kind, now(request),
        by=me.person.username, bureau=app.bureau_name,
    )  # fmt: skip
    return FileResponse(
        path, media_type="application/zip", filename=made.name, headers=SANDBOX,
        background=BackgroundTask(path.unlink, missing_ok=True),
    )  # fmt: skip


@router.post("/cases/{number}/bundle/{kind}", dependencies=[Depends(own_form)])
def prepare_bundle(request: Request, me: Me, number: str, kind: BundleKind) -> Response:
    """The same zip made beside: long work that one may leave."""
    work = start_bundle(request, me.person.username, _known(number), kind)
    return RedirectResponse(request.app.url_path_for("one_work", work=work), 303)


def start_bundle(request: Request, who: str, number: str, kind: BundleKind) -> int:
    """Set the making of a bundle going; the number of the work. Raises as ``bundle_case`` does."""
    app, store, at = request.app.state, gate(request).store, now(request)
    bundle_size(store, number, kind, at, by=who)

    def run(doing: Doing) -> Result:
        with doing.file.open("wb") as out:
            made = bundle_case(
                store, app.shelf, number, kind, out, at, by=who, bureau=app.bureau_name,
                tell=doing.tell,
            )  # fmt: skip
        return Result(
            f"共 {made.files} 个文件", f"{made.files} files", file=made.name, bundle=(number, kind)
        )

    return workshop(request).start(WorkKind.BUNDLE, who, run, f"{who} {number} {kind}")


def _known(number: str) -> str:
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", "—")
    return number
