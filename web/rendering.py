"""Pages from their templates, with what all of them have, on their way to the reader."""

import gzip
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from cases.inbox import unread_notices
from cases.live import mark
from states.errors import CaseError
from web import static
from web.api.problem import problem as as_problem
from web.door import watching
from web.menu import Entry, menu_of
from web.problems import PROBLEMS
from web.templating import environment
from web.tour import Tour, tour_of
from web.words import Lang, Words

# What a reader may choose, by a parameter once and by a cookie from then on.
CHOICES = {"lang": ("zh", "en"), "theme": ("light", "dark"), "keys": ("on", "off")}
YEAR = 365 * 24 * 3600
API = "/api/"
OWN = frozenset({"same-origin", "none"})
"""What a browser says of a page that one of ours leads to, or that its reader asked for."""
PRESSURE = 5
"""Of gzip: half a millisecond a page, and within a hundredth of the smallest."""
QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def page(request: Request, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """Render ``template`` in the reader's language and theme, and remember what was chosen."""
    words = Words(language(request))
    text = environment(words.lang).get_template(template).render(
        facts,
        w=words,
        _=words.text,
        theme=_chosen(request, "theme"),
        single_keys=_chosen(request, "keys") != "off",
        bureau=request.app.state.bureau_name,
        path=request.url.path,
        me=getattr(request.state, "signed", None),
        since=partial(_since, request),
        form_key=getattr(request.state, "form_key", ""),
        here=_with_query(request),
        unread=partial(_unread, request),
        menu=partial(_menu, request),
        tour=partial(_tour, request),
        url_for=request.app.url_path_for,
    )  # fmt: skip
    answer = _sent(request, text.encode(), status)
    for name in CHOICES:
        if name in request.query_params and (value := _chosen(request, name)):
            answer.set_cookie(
                name, value, YEAR, secure=request.url.scheme == "https", httponly=True,
                samesite="lax",
            )  # fmt: skip
    return answer


def _sent(request: Request, body: bytes, status: int) -> HTMLResponse:
    """The page on its way: compressed where nobody else's site can have asked for it.

    Whoever makes a reader's browser ask again and again, and watches how long the answers are,
    would learn what stands beside their own words (BREACH); a browser says when it is made to, and
    says nothing by plain HTTP, where whoever listens reads the page itself.
    """
    headers = {"Vary": "Cookie, Accept-Encoding, Sec-Fetch-Site"}
    asked_from = request.headers.get("sec-fetch-site")
    lengths_tell = not _in_clear(request) if asked_from is None else asked_from not in OWN
    if not lengths_tell and static.takes_gzip(request):
        body = gzip.compress(body, PRESSURE, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return HTMLResponse(body, status, headers=headers)


def _in_clear(request: Request) -> bool:
    """Whether it goes by plain HTTP all the way, as far as we were told of a proxy."""
    return request.url.scheme == "http" and str(request.app.state.url).startswith("http://")


def _menu(request: Request) -> Iterator[tuple[Entry, str, bool]]:
    """The rooms open to the reader; none before they are in."""
    signed = getattr(request.state, "signed", None)
    return iter(()) if signed is None or signed.missing else menu_of(request, signed.person)


def _tour(request: Request) -> Tour:
    """How far the reader is on the tour; a page of a lost database has none."""
    try:
        return tour_of(request, request.app.state.store)
    except SQLAlchemyError:
        return Tour()


def _since(request: Request) -> str:
    """From when on the page wants to be told what happens: before anything on it was read."""
    return mark(request.state.came)


def _unread(request: Request) -> int:
    """How many notices the reader has not read; a page of a lost database shows none."""
    try:
        return unread_notices(request.app.state.store, request.state.signed.person.id)
    except SQLAlchemyError:
        return 0


def error_page(
    request: Request, status: int, problem: str = "", said: str = "", error: Exception | None = None
) -> Response:
    """A plain page that says what to do, or a problem of the API: no trace, no fact of a case."""
    of_its_class = PROBLEMS["400" if status < 500 else "500"]  # noqa: PLR2004
    known = PROBLEMS.get(problem) or PROBLEMS.get(str(status)) or of_its_class
    if request.url.path.startswith(API):
        words = Words(language(request))
        detail = said or words.text(known.advice)
        answer = as_problem(
            request.url.path, status, words.text(known.title), detail, words.lang, error
        )
        answer.headers["Content-Language"] = words.tag
        return answer
    return page(request, "error.html.j2", status, code=status, problem=known, said=said)


def recognise(request: Request) -> None:
    """Know who is there also where no route was asked: an error's page has their name and menu."""
    if not hasattr(request.state, "signed"):
        with suppress(CaseError, SQLAlchemyError):
            watching(request)


def language(request: Request) -> Lang:
    """The reader's language: chosen, else, of a program, what it accepts, else Chinese.

    A browser accepts what its maker set; its reader has the link at the top of every page.
    """
    chosen = _chosen(request, "lang")
    if chosen is None and request.url.path.startswith(API):
        chosen = _accepted(request.headers.get("accept-language", ""))
    return cast("Lang", chosen or "zh")


def _accepted(header: str) -> str | None:
    """The first of our languages in ``Accept-Language``, by weight; ``None`` where none is."""
    found = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().partition(";")
        lang = tag.strip().lower().partition("-")[0]
        q = QUALITY.fullmatch(weight.strip()) if weight else None
        share = float(q[1]) if q else 1.0
        if lang in CHOICES["lang"] and share > 0:
            found.append((-share, place, lang))
    return min(found)[2] if found else None


def _chosen(request: Request, name: str) -> str | None:
    value = request.query_params.get(name) or request.cookies.get(name)
    return value if value in CHOICES[name] else None


def _with_query(request: Request) -> Any:
    """A function that gives this page's address with some parameters changed; ``None`` drops one.

    The address is relative: a path such as ``//elsewhere`` must not become a link to elsewhere.
    """

    def here(**changed: str | None) -> str:
        dropped = {*CHOICES, *changed}
        kept = [(k, v) for k, v in request.query_params.multi_items() if k not in dropped]
        asked = [(k, v) for k, v in (*kept, *changed.items()) if v]
        return f"?{urlencode(asked)}"

    return here
