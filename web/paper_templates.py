"""The pages of papers' templates: what is in use, trying another text, keeping it, the way back."""

from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from cases.paper_templates import (
    keep_template,
    preview_template,
    restore_template,
    template_seen,
    templates_seen,
)
from documents.render import LONGEST
from documents.sheet import Sheet
from states.errors import CaseError, GuardFailed
from web.door import Me, gate, now, own_form
from web.forms import Typed, typed
from web.one_moment import READ, routes
from web.rendering import page

Text = Annotated[str, Form(max_length=2 * LONGEST)]
Seen = Annotated[int, Form(ge=0)]
router = routes()
OWN = [Depends(own_form)]


@router.api_route("/templates", methods=READ)
def paper_templates(request: Request, me: Me) -> Response:
    """Which version each paper is made from."""
    found = templates_seen(gate(request).store, me.person.username, now(request))
    return page(request, "templates/list.html.j2", found=found)


@router.api_route("/templates/{code}", methods=READ)
def paper_template(request: Request, me: Me, code: str) -> Response:
    """One template, to be read or written anew."""
    return _editor(request, me, code)


@router.post("/templates/{code}", dependencies=OWN)
def try_template(request: Request, me: Me, code: str, text: Text = "", seen: Seen = 0) -> Response:
    """The sample's paper as that text makes it; nothing is changed."""
    given = _unix(text)
    try:
        sheet = preview_template(gate(request).store, code, given, me.person.username, now(request))
    except CaseError as refusal:
        return _editor(request, me, code, typed(request, refusal, {"text": given}), seen)
    return _editor(request, me, code, Typed({"text": given}), seen, sheet)


@router.post("/templates/{code}/keep", dependencies=OWN)
def keep(
    request: Request,
    me: Me,
    code: str,
    text: Text = "",
    tried: Annotated[str, Form(max_length=64)] = "",
    seen: Seen = 0,
) -> Response:
    """Another version, of the very text that was tried."""
    given, who = _unix(text), me.person.username
    try:
        if tried != _digest(given):
            raise GuardFailed("请先试排，再保存试排过的文字", "try the text first, then keep it")
        keep_template(gate(request).store, code, given, who, now(request), seen=seen)
    except CaseError as refusal:
        return _editor(request, me, code, typed(request, refusal, {"text": given}))
    return _back(request, code)


@router.api_route("/templates/{code}/restore", methods=READ)
def before_restore(request: Request, me: Me, code: str) -> Response:
    """What going back to the shipped one will do, before it is done."""
    found = template_seen(gate(request).store, code, me.person.username, now(request))
    return page(request, "templates/restore.html.j2", found=found)


@router.post("/templates/{code}/restore", dependencies=OWN)
def restore(request: Request, me: Me, code: str) -> Response:
    """The shipped one again, as a version of its own."""
    restore_template(gate(request).store, code, me.person.username, now(request))
    return _back(request, code)


def _editor(
    request: Request,
    me: Me,
    code: str,
    form: Typed | None = None,
    seen: int | None = None,
    sheet: Sheet | None = None,
) -> Response:
    found = template_seen(gate(request).store, code, me.person.username, now(request))
    form = form or Typed({"text": found.text})
    return page(
        request, "templates/one.html.j2", form.status, found=found, form=form, sheet=sheet,
        tried=_digest(form.value("text")), seen=found.newest if seen is None else seen,
    )  # fmt: skip


def _back(request: Request, code: str) -> Response:
    return RedirectResponse(request.app.url_path_for("paper_template", code=code), 303)


def _unix(text: str) -> str:
    """Line ends as files have them: browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
