"""Case digests (第二十条): the room, a digest, writing one, and what people do with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from cases.digest_rights import STATES, Asked
from cases.digest_steps import DEEDS, FEWEST, take_digest_step
from cases.digest_views import DigestSheet, export_digests, read_digest, read_digests
from cases.digest_writing import LONGEST, PARTS, begin_digest, save_digest
from cases.statistics import issue_names
from reports.digest_check import ADVICE
from reports.digest_marks import Tells
from states.errors import CaseError, Conflict, NotFound
from states.forms.base import LINE
from storage.digests import Wanted
from web.door import LARGEST, Me, now, own_form
from web.forms import Typed, typed
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AROUND = 8
"""Signs shown before and after what was found."""
Text = Annotated[str, Form(max_length=20_000)]
Word = Annotated[str, Query(max_length=100)]

router = routes()
OWN = [Depends(own_form)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found, as the page shows it to whoever writes: in its sentence, with advice."""

    part: str
    kind: Tells
    before: str
    said: str
    after: str
    advice: tuple[str, str]


@router.api_route("/digests", methods=READ)
def digests(
    request: Request, me: Me, field: Word = "", issue_type: Word = "", article: Word = ""
) -> Response:
    """The published digests; for who writes and approves also what waits for them."""
    store, wanted = request.app.state.store, wanted_of(field, issue_type, article)
    found = read_digests(store, me.person.username, now(request), wanted)
    return page(
        request, "digests/list.html.j2", found=found, wanted=wanted, states=STATES,
        english=issue_names(store),
    )  # fmt: skip


@router.api_route("/digests/all.docx", methods=READ)
def take_digests(
    request: Request, me: Me, field: Word = "", issue_type: Word = "", article: Word = ""
) -> Response:
    """The published ones as one paper, narrowed as the room is."""
    made = export_digests(
        request.app.state.store, me.person.username, now(request),
        wanted_of(field, issue_type, article), bureau=request.app.state.bureau_name,
    )  # fmt: skip
    return Response(
        made, media_type=DOCX,
        headers={"Content-Disposition": 'attachment; filename="digests.docx"'},
    )  # fmt: skip


@router.post("/digests", dependencies=OWN)
def begin(request: Request, me: Me, case: Annotated[str, Form(max_length=40)]) -> Response:
    """Begin the digest of a closed case, or come to the one that it has."""
    store = request.app.state.store
    number = begin_digest(store, me.person.username, case.strip(), now(request))
    return RedirectResponse(f"/digests/{number}", 303)


@router.api_route("/digests/{digest}", methods=READ)
def one_digest(request: Request, me: Me, digest: str) -> Response:
    """One digest, to be read, written or approved."""
    return _sheet(request, me, digest, Typed())


@router.post("/digests/{digest}/write", dependencies=OWN)
def write_digest(
    request: Request,
    me: Me,
    digest: str,
    version: Annotated[int, Form(ge=0, le=LARGEST)],
    title: Text = "",
    situation: Text = "",
    grounds: Text = "",
    result: Text = "",
    correction: Text = "",
    lessons: Text = "",
    then: Annotated[Literal["save", "submit"], Form()] = "save",
) -> Response:
    """Keep what was written, and submit it where that was asked and nothing tells the case."""
    known(digest)
    given = dict(zip(PARTS, (title, situation, grounds, result, correction, lessons), strict=True))
    asked = Asked(digest, then, me.person.username, given, version)
    store, at, bureau = request.app.state.store, now(request), request.app.state.bureau_name
    try:
        save_digest(store, asked, at, bureau=bureau)
        if then == "submit":
            submitted = Asked(digest, then, me.person.username, {})
            take_digest_step(store, submitted, at, bureau=bureau)
    except NotFound:
        raise
    except CaseError as refusal:
        return _refused(request, me, digest, refusal, given)
    return RedirectResponse(f"/digests/{digest}", 303)


@router.post("/digests/{digest}/{deed}", dependencies=OWN)
def digest_step(
    request: Request,
    me: Me,
    digest: str,
    deed: Literal["approve", "send_back", "withdraw"],
    version: Annotated[int, Form(ge=0, le=LARGEST)],
    once: Annotated[str, Form(max_length=100)] = "",
    reason: Text = "",
    rare: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Approve, send back or withdraw, or say beside the form why not."""
    known(digest)
    given = {"reason": reason, "rare": rare}
    said = {name: text for name, text in given.items() if text}
    asked = Asked(digest, deed, me.person.username, said, version, once or None)
    try:
        take_digest_step(
            request.app.state.store, asked, now(request), bureau=request.app.state.bureau_name
        )
    except NotFound:
        raise
    except CaseError as refusal:
        return _refused(request, me, digest, refusal, given, deed)
    return RedirectResponse(f"/digests/{digest}", 303)


def _refused(
    request: Request, me: Me, digest: str, refusal: CaseError, given: dict[str, str], deed: str = ""
) -> Response:
    form = typed(request, refusal, given)
    status = 409 if isinstance(refusal, Conflict) else form.status
    return _sheet(request, me, digest, form, status, deed)


def _sheet(
    request: Request, me: Me, digest: str, form: Typed, status: int = 200, deed: str = ""
) -> Response:
    known(digest)
    store, bureau = request.app.state.store, request.app.state.bureau_name
    found = read_digest(store, me.person.username, digest, now(request), bureau=bureau)
    return page(
        request, "digests/one.html.j2", status, found=found, states=STATES, deeds=DEEDS,
        parts=PARTS, form=form, refused=deed, told=tuple(_shown(found)), once=uuid4().hex,
        rare=found.alike < FEWEST, english=issue_names(store), most=LONGEST, line_most=LINE,
    )  # fmt: skip


def _shown(found: DigestSheet) -> Iterator[Shown]:
    for one in found.findings:
        text = found.texts[one.part]
        yield Shown(
            one.part, one.kind, text[max(one.start - AROUND, 0) : one.start],
            text[one.start : one.end], text[one.end : one.end + AROUND], ADVICE[one.kind],
        )  # fmt: skip


def wanted_of(field: str, issue_type: str, article: str) -> Wanted:
    """What the room is narrowed to."""
    return Wanted(field or None, issue_type or None, article or None)


def known(number: str) -> None:
    """Raise where no digest can bear that number."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案例摘编", "digest", number[:40])
