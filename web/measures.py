"""The measures: their articles in the bureau's words, what rests on them, how one reads them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from access.policy import Thing
from cases.measures import measures_seen, packs_seen
from cases.permission import permitted
from cases.regulations import (
    KEEPS,
    interpret,
    keep_text,
    load_pack,
    look_at_pack,
    look_at_text,
    withdraw,
)
from deadlines import local_day
from states.errors import CaseError, Invalid
from storage import Store
from web.door import LARGEST_ID, Me, gate, now, own_form
from web.forms import Typed, the_day, typed
from web.one_moment import READ, routes
from web.pasted import SmallFile, Text, Tried, digest, looked_at, text_of, unix
from web.rendering import page

Words = Annotated[str, Query(max_length=100)]
Line = Annotated[str, Form(max_length=200)]
Number = Annotated[int, Form(ge=1, le=LARGEST_ID)]
router = routes()
OWN = [Depends(own_form)]


@router.api_route("/measures", methods=READ)
def measures(request: Request, q: Words = "") -> Response:
    """Every article in order, or those that hold some words."""
    found = measures_seen(gate(request).store, local_day(now(request)))
    shown = found.holding(q)
    return page(request, "measures/list.html.j2", found=found, shown=shown, q=q.strip())


@router.api_route("/measures/text", methods=READ)
def text_page(request: Request, me: Me) -> Response:
    """Where the bureau's own copy is loaded."""
    return _loading(request, me, "text", Typed())


@router.post("/measures/text", dependencies=OWN)
def look_at_the_text(request: Request, me: Me, file: SmallFile = None, text: Text = "") -> Response:
    """What a copy would change; nothing is written."""
    return _look(request, me, "text", file, text)


@router.post("/measures/text/keep", dependencies=OWN)
def keep_the_text(request: Request, me: Me, text: Text = "", tried: Tried = "") -> Response:
    """Keep the articles that changed."""
    return _keep(request, me, "text", text, tried, keep_text)


@router.api_route("/measures/packs", methods=READ)
def packs(request: Request) -> Response:
    """Every pack, and which is in force."""
    found = packs_seen(gate(request).store, local_day(now(request)))
    return page(request, "measures/packs.html.j2", found=found)


@router.api_route("/measures/packs/load", methods=READ)
def pack_page(request: Request, me: Me) -> Response:
    """Where another pack is loaded."""
    return _loading(request, me, "pack", Typed())


@router.post("/measures/packs/load", dependencies=OWN)
def look_at_the_pack(request: Request, me: Me, file: SmallFile = None, text: Text = "") -> Response:
    """What a pack would change; nothing is written."""
    return _look(request, me, "pack", file, text)


@router.post("/measures/packs/keep", dependencies=OWN)
def keep_the_pack(request: Request, me: Me, text: Text = "", tried: Tried = "") -> Response:
    """Load it; cases keep the one they began with."""
    return _keep(request, me, "pack", text, tried, load_pack)


@router.post("/measures/withdraw", dependencies=OWN)
def withdraw_reading(
    request: Request, me: Me, reading: Number, article: Annotated[int, Form(ge=1, le=99)]
) -> Response:
    """Withdraw an interpretation; it stays in the database."""
    withdraw(gate(request).store, reading, me.person.username, now(request))
    return _to(request, "article", article=article)


@router.api_route("/measures/{article}", methods=READ)
def article(request: Request, article: int) -> Response:
    """One article with all that rests on it."""
    return _article(request, article, Typed())


@router.post("/measures/{article}", dependencies=OWN)
def add_reading(
    request: Request,
    me: Me,
    article: int,
    code: Line = "",
    number: Line = "",
    issued_on: Line = "",
    text: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Enter how the bureau reads it (第二十一条)."""
    given = {"code": code, "number": number, "issued_on": issued_on, "text": text}
    store, who = gate(request).store, me.person.username
    try:
        on = the_day(issued_on, "issued_on")
        said = unix(text).strip()
        interpret(store, code, number.strip(), on, said, who, now(request))
    except CaseError as refusal:
        return _article(request, article, typed(request, refusal, given))
    return _to(request, "article", article=article)


def _article(request: Request, number: int, form: Typed) -> Response:
    found = measures_seen(gate(request).store, local_day(now(request)))
    one = found.quoted(number)
    place = found.articles.index(one)
    return page(
        request, "measures/article.html.j2", form.status, one=one, pack=found.pack, form=form,
        before=found.articles[place - 1] if place else None,
        after=next(iter(found.articles[place + 1 :]), None),
        today=local_day(now(request)),
    )  # fmt: skip


def _look(request: Request, me: Me, what: str, file: SmallFile, pasted: str) -> Response:
    store = gate(request).store
    permitted(store, me.person.username, Thing.MEASURES, KEEPS, now(request))
    try:
        text = text_of(file, pasted)
        found = _preview(store, what, text, request)
    except CaseError as refusal:
        return _loading(request, me, what, _wrong(request, refusal, unix(pasted)))
    return _loading(request, me, what, Typed({"text": text}), found)


def _keep(
    request: Request, me: Me, what: str, text: str, tried: str, keep: Callable[..., Any]
) -> Response:
    given = unix(text)
    try:
        looked_at(given, tried)
        keep(gate(request).store, given, me.person.username, now(request))
    except CaseError as refusal:
        return _loading(request, me, what, _wrong(request, refusal, given))
    return _to(request, "measures" if what == "text" else "packs")


def _preview(store: Store, what: str, text: str, request: Request) -> object:
    if what == "text":
        return look_at_text(store, text, local_day(now(request)))[0]
    return look_at_pack(store, text)[1]


def _wrong(request: Request, refusal: CaseError, text: str) -> Typed:
    """What a file breaks stands beside the text it was read into."""
    if isinstance(refusal, Invalid):
        refusal = Invalid("text", refusal.zh, refusal.en)
    return typed(request, refusal, {"text": text})


def _loading(
    request: Request, me: Me, what: str, form: Typed, found: object | None = None
) -> Response:
    permitted(gate(request).store, me.person.username, Thing.MEASURES, KEEPS, now(request))
    return page(
        request, f"measures/{what}.html.j2", form.status, form=form, found=found,
        tried=digest(form.value("text")),
    )  # fmt: skip


def _to(request: Request, route: str, **values: Any) -> Response:
    return RedirectResponse(request.app.url_path_for(route, **values), 303)
