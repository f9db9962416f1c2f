"""Archive and retention in the archives' room: transfers with their lists, and appraisals."""

from typing import Annotated, Literal

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from cases.appraisals import (
    Proposal,
    Verdict,
    decide,
    due_for_review,
    list_appraisals,
    propose,
    read_appraisal,
)
from cases.archives import Filed
from cases.emptying import execute
from cases.rooms import chosen
from cases.transfers import (
    enter_receipt,
    hand_over,
    list_transfers,
    read_transfer,
    ready_to_hand_over,
)
from states.errors import CaseError, Conflict, NotFound
from web.corrections import After
from web.door import Me, now, own_form
from web.forms import Typed, the_day, typed
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import page

Line = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=4000)]
Ticked = Annotated[list[str] | None, Form()]
router = routes(prefix="/archives")
OWN = [Depends(own_form)]


@router.api_route("/handover", methods=READ)
def handover(request: Request, me: Me, after: After = None) -> Response:
    """Closed cases whose files were not handed over yet."""
    return _handover(request, me, Typed(), after)


@router.post("/handover", dependencies=OWN)
def hand_over_files(
    request: Request, me: Me, cases: Ticked = None, recipient: Line = ""
) -> Response:
    """Make a list of those that were ticked; or say why not, what was ticked still ticked."""
    app, given = request.app.state, {"recipient": recipient, "cases": ""}
    try:
        name = hand_over(
            app.store, app.shelf, cases or (), now(request), by=me.person.username,
            recipient=recipient, bureau=app.bureau_name,
        )  # fmt: skip
    except CaseError as refusal:
        return _handover(request, me, typed(request, refusal, given), None, cases or (), refusal)
    return RedirectResponse(f"/archives/transfers/{name}", 303)


def _handover(
    request: Request,
    me: Me,
    form: Typed,
    after: str | None,
    ticked: list[str] | tuple[()] = (),
    refusal: CaseError | None = None,
) -> Response:
    found = ready_to_hand_over(
        request.app.state.store, now(request), viewer=me.person.username, after=after
    )
    status = _status(form, refusal)
    return page(
        request, "rooms/handover.html.j2", status, found=found, form=form, ticked=ticked,
        after=after, tab="handover", filed=tuple(Filed),
    )  # fmt: skip


@router.api_route("/transfers", methods=READ)
def transfers(request: Request, me: Me, after: After = None) -> Response:
    """The lists of what was handed over, the newest first."""
    store = request.app.state.store
    found = list_transfers(store, now(request), viewer=me.person.username, after=after)
    return page(
        request,
        "rooms/transfers.html.j2",
        found=found,
        after=after,
        tab="transfers",
        filed=tuple(Filed),
    )


@router.api_route("/transfers/{transfer}", methods=READ)
def transfer(request: Request, me: Me, transfer: str) -> Response:
    """One list, as it is printed, and the form of its receipt."""
    return _transfer(request, me, transfer, Typed())


@router.post("/transfers/{transfer}/receipt", dependencies=OWN)
def receipt(
    request: Request, me: Me, transfer: str, receipt: Line = "", received_on: Line = ""
) -> Response:
    """Enter what the archives office answered."""
    given = {"receipt": receipt, "received_on": received_on}
    try:
        enter_receipt(
            request.app.state.store, known(transfer), receipt,
            the_day(received_on, "received_on"), now(request), by=me.person.username,
        )  # fmt: skip
    except NotFound:
        raise
    except CaseError as refusal:
        return _transfer(request, me, transfer, typed(request, refusal, given), refusal)
    return RedirectResponse(f"/archives/transfers/{transfer}", 303)


def _transfer(
    request: Request, me: Me, number: str, form: Typed, refusal: CaseError | None = None
) -> Response:
    app = request.app.state
    found = read_transfer(app.store, known(number), now(request), viewer=me.person.username)
    return page(
        request, "rooms/transfer.html.j2", _status(form, refusal), found=found, form=form,
        bureau=app.bureau_name,
    )  # fmt: skip


@router.api_route("/due", methods=READ)
def due(request: Request, me: Me, after: After = None) -> Response:
    """Matters whose period of retention is over, and the form that judges them."""
    return _due(request, me, Typed({"verdict": Verdict.KEEP.value}), after)


@router.post("/due", dependencies=OWN)
def propose_verdict(
    request: Request,
    me: Me,
    matters: Ticked = None,
    verdict: Annotated[str, Form(max_length=12)] = "",
    years: Annotated[str, Form(max_length=4)] = "",
    reason: Text = "",
) -> Response:
    """Propose what is to become of those that were ticked."""
    given = {"verdict": verdict, "years": years, "reason": reason, "matters": ""}
    try:
        asked = Proposal(
            matters or (), chosen(Verdict, verdict), reason,
            int(years) if years.isdecimal() else None,
        )  # fmt: skip
        name = propose(request.app.state.store, asked, now(request), by=me.person.username)
    except CaseError as refusal:
        form = typed(request, refusal, given)
        return _due(request, me, form, None, matters or (), refusal)
    return RedirectResponse(f"/archives/appraisals/{name}", 303)


def _due(
    request: Request,
    me: Me,
    form: Typed,
    after: str | None,
    ticked: list[str] | tuple[()] = (),
    refusal: CaseError | None = None,
) -> Response:
    found = due_for_review(
        request.app.state.store, now(request), viewer=me.person.username, after=after
    )
    return page(
        request, "rooms/due.html.j2", _status(form, refusal), found=found, form=form,
        ticked=ticked, after=after, verdicts=tuple(Verdict), tab="due", filed=tuple(Filed),
    )  # fmt: skip


@router.api_route("/appraisals", methods=READ)
def appraisals(request: Request, me: Me, after: After = None) -> Response:
    """Every appraisal, the newest first."""
    store = request.app.state.store
    found = list_appraisals(store, now(request), viewer=me.person.username, after=after)
    return page(
        request,
        "rooms/appraisals.html.j2",
        found=found,
        after=after,
        tab="appraisals",
        filed=tuple(Filed),
    )


@router.api_route("/appraisals/{appraisal}", methods=READ)
def appraisal(request: Request, me: Me, appraisal: str) -> Response:
    """One appraisal: its cases, who said what, and what may be done now."""
    return _appraisal(request, me, appraisal, Typed())


@router.post("/appraisals/{appraisal}/decide", dependencies=OWN)
def decide_appraisal(
    request: Request,
    me: Me,
    appraisal: str,
    approved: Annotated[Literal["yes", "no"], Form()],
    answer: Text = "",
) -> Response:
    """Approve or refuse it."""
    try:
        decide(
            request.app.state.store, known(appraisal), now(request), by=me.person.username,
            approved=approved == "yes", answer=answer,
        )  # fmt: skip
    except NotFound:
        raise
    except CaseError as refusal:
        form = typed(request, refusal, {"answer": answer})
        return _appraisal(request, me, appraisal, form, refusal)
    return RedirectResponse(f"/archives/appraisals/{appraisal}", 303)


@router.api_route("/appraisals/{appraisal}/execute", methods=READ)
def about_to_execute(request: Request, me: Me, appraisal: str) -> Response:
    """What will be gone and what will stay, before anybody says that it shall be so."""
    return _appraisal(request, me, appraisal, Typed(), None, "rooms/destroy.html.j2")


@router.post("/appraisals/{appraisal}/execute", dependencies=OWN)
def execute_appraisal(
    request: Request,
    me: Me,
    appraisal: str,
    confirmation: Annotated[str, Form(alias="typed", max_length=200)] = "",
) -> Response:
    """Destroy or anonymise, once the number was typed: it cannot be undone."""
    app = request.app.state
    try:
        execute(
            app.store, app.shelf, known(appraisal), now(request), by=me.person.username,
            typed=confirmation,
        )  # fmt: skip
    except NotFound:
        raise
    except CaseError as refusal:
        form = typed(request, refusal, {"typed": confirmation})
        return _appraisal(request, me, appraisal, form, refusal, "rooms/destroy.html.j2")
    return RedirectResponse(f"/archives/appraisals/{appraisal}", 303)


def _appraisal(
    request: Request,
    me: Me,
    number: str,
    form: Typed,
    refusal: CaseError | None = None,
    template: str = "rooms/appraisal.html.j2",
) -> Response:
    store = request.app.state.store
    found = read_appraisal(store, known(number), now(request), viewer=me.person.username)
    return page(request, template, _status(form, refusal), found=found, form=form)


def _status(form: Typed, refusal: CaseError | None) -> int:
    return 409 if isinstance(refusal, Conflict) else form.status


def known(number: str) -> str:
    """The number, where a list can bear it; raises ``NotFound``."""
    if not NUMBER.fullmatch(number):
        raise NotFound("清单", "list", "—")
    return number
