"""Patterns of error (第十八条第二款): the board, an alert, its papers, what people do with it."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from cases.pattern_steps import DEEDS, STATES, Asked, take_step
from cases.pattern_views import KINDS, print_alert, read_alert, read_patterns
from cases.statistics import issue_names
from deadlines import local_day
from documents.pdf import available
from states.errors import CaseError, Conflict, NotFound
from web.door import LARGEST, Me, now, own_form
from web.forms import Typed, typed
from web.media import MEDIA
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import page

Text = Annotated[str, Form(max_length=20_000)]
FIELDS = ("risk_points", "causes", "advice", "effective", "visited_on", "visited_by", "finding",
          "follows", "reason")  # fmt: skip

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/patterns", methods=READ)
def patterns(request: Request, me: Me) -> Response:
    """The alerts that are the reader's, and what stands out against a unit's own past."""
    store = request.app.state.store
    found = read_patterns(store, me.person.username, now(request))
    return page(
        request, "figures/patterns.html.j2", found=found, states=STATES, kinds=KINDS,
        english=issue_names(store),
    )  # fmt: skip


@router.api_route("/patterns/{alert}", methods=READ)
def pattern(request: Request, me: Me, alert: str) -> Response:
    """One alert: what it counts, what was found, and what may be done now."""
    return _sheet(request, me, alert, Typed())


@router.post("/patterns/{alert}/{deed}", dependencies=OWN)
def pattern_step(
    request: Request,
    me: Me,
    alert: str,
    deed: Literal["analyse", "warn", "check", "dismiss"],
    version: Annotated[int, Form(ge=0, le=LARGEST)],
    once: Annotated[str, Form(max_length=100)] = "",
    risk_points: Text = "",
    causes: Text = "",
    advice: Text = "",
    units: Annotated[list[str] | None, Form()] = None,
    effective: Annotated[str, Form(max_length=3)] = "",
    visited_on: Annotated[str, Form(max_length=10)] = "",
    visited_by: Text = "",
    finding: Text = "",
    follows: Text = "",
    reason: Text = "",
) -> Response:
    """Take a step, or say beside the form why not; nothing that was typed is lost."""
    known(alert)
    texts = (risk_points, causes, advice, effective, visited_on, visited_by, finding, follows,
             reason)  # fmt: skip
    given = dict(zip(FIELDS, texts, strict=True))
    said: dict[str, Any] = {name: text for name, text in given.items() if text}
    if units:
        said["units"] = units
    asked = Asked(alert, deed, me.person.username, said, version, once or None)
    try:
        take_step(request.app.state.store, asked, now(request), bureau=_bureau(request))
    except NotFound:
        raise
    except CaseError as refusal:
        form = typed(request, refusal, {**given, "units": ""})
        status = 409 if isinstance(refusal, Conflict) else form.status
        ticked = (units or ()) if deed == "warn" else None
        return _sheet(request, me, alert, form, deed, ticked=ticked, status=status)
    then = BackgroundTask(request.app.state.poke)
    return RedirectResponse(f"/patterns/{alert}", 303, background=then)


@router.api_route("/patterns/{alert}/{code}.{as_}", methods=READ)
def pattern_paper(
    request: Request, me: Me, alert: str, code: Literal["D37", "D38"], as_: Literal["docx", "pdf"]
) -> Response:
    """The analysis or the warning as a file; that it was taken is in the journal."""
    known(alert)
    if as_ == "pdf" and not available():
        raise NotFound("PDF", "PDF", as_)
    name, made = print_alert(
        request.app.state.store, me.person.username, alert, code, now(request),
        bureau=_bureau(request), as_=as_,
    )  # fmt: skip
    return Response(
        made, media_type=MEDIA[as_],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _sheet(
    request: Request,
    me: Me,
    alert: str,
    form: Typed,
    deed: str = "",
    *,
    ticked: Sequence[str] | None = None,
    status: int = 200,
) -> Response:
    """The alert; the form of the step that was refused stands there, too, when it is over."""
    known(alert)
    store = request.app.state.store
    found = read_alert(store, me.person.username, alert, now(request), bureau=_bureau(request))
    over = (deed,) if deed and found.whole and deed not in found.moves else ()
    return page(
        request, "figures/pattern.html.j2", status, found=found, states=STATES, kinds=KINDS,
        deeds=DEEDS, form=form, moves=(*over, *found.moves), once=uuid4().hex, pdf=available(),
        ticked=found.struck if ticked is None else ticked, english=issue_names(store),
        today=local_day(now(request)),
    )  # fmt: skip


def known(number: str) -> None:
    """Raise ``NotFound`` for what can be the number of no alert."""
    if not NUMBER.fullmatch(number):
        raise NotFound("易错情形预警", "alert", number[:40])


def _bureau(request: Request) -> str:
    name: str = request.app.state.bureau_name
    return name
