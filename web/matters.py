"""The page of a matter: what its cases share, each officer's case, and who reported it, sealed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from cases.matters import MatterFile, matter_file
from cases.reporters import Office, enter_report, may_enter, read_report, reports_of
from deadlines import local_day
from states.errors import Invalid, NotFound
from web.door import Me, now, own_form
from web.pages import NUMBER, READ
from web.rendering import language, page

LABELS = {"name": "姓名", "contact": "联系方式", "address": "地址", "id_number": "证件号码"}

router = APIRouter()


class Given(BaseModel):
    """What the form for a report sends; what is left blank was not said."""

    received_on: str = ""
    abstract: str = ""
    text: str = ""
    name: str = ""
    contact: str = ""
    address: str = ""
    id_number: str = ""
    key: str = ""

    def said(self) -> dict[str, str]:
        """The fields that say something."""
        return {n: v for n, v in self.model_dump(exclude={"key"}).items() if v.strip()}


@router.api_route("/matters/{number}", methods=READ)
def matter(request: Request, me: Me, number: str) -> Response:
    """One matter as it stands."""
    if not NUMBER.fullmatch(number):
        raise NotFound("事项", "matter", number)
    found = matter_file(
        request.app.state.store, number, request.app.state.clock(), viewer=me.person.username
    )
    return _matter(request, me, found)


def _matter(request: Request, me: Me, found: MatterFile, refusal: str = "") -> Response:
    office, at, who = _office(request), now(request), me.person.username
    number = found.row.number
    return page(
        request,
        "matter.html.j2",
        200 if not refusal else 422,
        matter=found,
        row=found.row,
        reports=reports_of(office, number, at, viewer=who),
        enters=may_enter(office, number, at, viewer=who),
        today=local_day(at),
        refusal=refusal,
    )


@router.post("/matters/{number}/reports", dependencies=[Depends(own_form)])
def enter(request: Request, me: Me, number: str, given: Annotated[Given, Form()]) -> Response:
    """A report is entered and sealed; the page shows its number and abstract alone."""
    if not NUMBER.fullmatch(number):
        raise NotFound("事项", "matter", number)
    try:
        enter_report(_office(request), number, given.said(), me.person.username, now(request))
    except Invalid as refusal:
        found = matter_file(
            request.app.state.store, number, now(request), viewer=me.person.username
        )
        return _matter(request, me, found, refusal.say(language(request)))
    return RedirectResponse(request.app.url_path_for("matter", number=number), 303)


@router.post("/reports/{number}", dependencies=[Depends(own_form)])
def read(
    request: Request, me: Me, number: str, reason: Annotated[str, Form(max_length=2000)] = ""
) -> Response:
    """Who reported, for one reading: the page is kept nowhere, nothing leads back to it."""
    if not NUMBER.fullmatch(number):
        raise NotFound("举报", "report", number)
    found = read_report(_office(request), number, me.person.username, reason, now(request))
    return page(request, "report.html.j2", report=found, labels=LABELS)


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office
