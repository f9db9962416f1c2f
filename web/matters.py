"""The page of a matter: what its cases share, each officer's case, and who reported it, sealed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from cases.matters import MatterFile, matter_file
from cases.reporters import Office, enter_report, may_enter, read_report, reports_of
from cases.signing_in import SignedIn
from deadlines import local_day
from states.errors import Invalid, NotFound
from web.door import Me, now, own_form
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import language, page

LABELS = {"name": "姓名", "contact": "联系方式", "address": "地址", "id_number": "证件号码"}

Line = Annotated[str, Form(max_length=1000)]
Text = Annotated[str, Form(max_length=100_000)]

router = routes()


@router.api_route("/matters/{number}", methods=READ)
def matter(request: Request, me: Me, number: str) -> Response:
    """One matter as it stands."""
    if not NUMBER.fullmatch(number):
        raise NotFound("事项", "matter", number)
    found = matter_file(
        request.app.state.store, number, request.app.state.clock(), viewer=me.person.username
    )
    return _matter(request, me, found)


def _matter(
    request: Request,
    me: SignedIn,
    found: MatterFile,
    refusal: str = "",
    given: Mapping[str, str] = MappingProxyType({}),
) -> Response:
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
        given=given,
    )


@router.post("/matters/{number}/reports", dependencies=[Depends(own_form)])
def enter(
    request: Request,
    me: Me,
    number: str,
    received_on: Line = "",
    abstract: Text = "",
    text: Text = "",
    name: Line = "",
    contact: Line = "",
    address: Line = "",
    id_number: Line = "",
) -> Response:
    """A report is entered and sealed; the page shows its number and abstract alone."""
    if not NUMBER.fullmatch(number):
        raise NotFound("事项", "matter", number)
    given = {
        "received_on": received_on, "abstract": abstract, "text": text, "name": name,
        "contact": contact, "address": address, "id_number": id_number,
    }  # fmt: skip
    said = {field: value for field, value in given.items() if value.strip()}
    try:
        enter_report(_office(request), number, said, me.person.username, now(request))
    except Invalid as refusal:
        found = matter_file(
            request.app.state.store, number, now(request), viewer=me.person.username
        )
        return _matter(request, me, found, refusal.say(language(request)), given)
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
