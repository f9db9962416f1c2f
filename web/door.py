"""Who comes in: the session's cookie, the steps before all else, and forms that are our own."""

import hmac
from datetime import datetime
from hashlib import sha256
from math import ceil
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import URL

from access.errors import NotSignedIn, StepMissing, TooManyTries
from cases.signing_in import From, Gate, SignedIn, known
from states.errors import Invalid
from web.one_moment import READ

SESSION = "session"
STEPS = {"code": "/sign-in/code", "password": "/account/password", "enrol": "/account/factor"}
"""Where each step is taken that comes before all else."""
LARGEST_ID = (1 << 63) - 1
"""What a database takes for a number of a row."""
LARGEST = (1 << 31) - 1
"""What it takes for a version, or for a place in a list."""


def gate(request: Request) -> Gate:
    """What signing in needs."""
    found: Gate = request.app.state.gate
    return found


def now(request: Request) -> datetime:
    """The present instant of this app."""
    found: datetime = request.app.state.clock()
    return found


def source(request: Request) -> From:
    """Where the request comes from."""
    host = request.client.host if request.client else ""
    return From(host, request.headers.get("user-agent", ""))


def token_of(request: Request) -> str:
    """The session's token as the browser keeps it; empty where there is none."""
    return kept(request, SESSION)


def visitor(request: Request) -> SignedIn:
    """Who is signed in, through or not; raises ``NotSignedIn``."""
    return _known(request, visit=True)


def watching(request: Request) -> SignedIn:
    """Who has a page open, signed in and through: a page that asks by itself is no visit."""
    signed = _known(request, visit=False)
    if signed.missing:
        raise StepMissing(signed.missing)
    return signed


def _known(request: Request, *, visit: bool) -> SignedIn:
    token = token_of(request)
    if not token:
        raise NotSignedIn
    request.state.came = now(request)
    signed = known(gate(request), token, now=request.state.came, visit=visit)
    request.state.signed = signed
    request.state.form_key = form_key(token)
    return signed


def signed_in(request: Request) -> SignedIn:
    """Who is signed in and through; raises ``NotSignedIn`` or ``StepMissing``."""
    signed = visitor(request)
    if signed.missing:
        raise StepMissing(signed.missing)
    return signed


def past_code(request: Request) -> SignedIn:
    """Who is signed in with every factor they have, and may set up what is missing."""
    signed = visitor(request)
    if signed.missing == "code":
        raise StepMissing("code")
    return signed


Visitor = Annotated[SignedIn, Depends(visitor)]
Owner = Annotated[SignedIn, Depends(past_code)]
Me = Annotated[SignedIn, Depends(signed_in)]
Watching = Annotated[SignedIn, Depends(watching)]


def form_key(token: str) -> str:
    """What every form of a session carries: nobody without its token can make it."""
    return hmac.new(token.encode(), b"form", sha256).hexdigest()


def own_form(request: Request, _me: Visitor, key: Annotated[str, Form(max_length=64)] = "") -> None:
    """Raise where a form was not made for this session: sent from elsewhere, or long ago."""
    check_form_key(request, key)


def own_or_old(
    request: Request, me: Visitor, key: Annotated[str, Form(max_length=64)] = ""
) -> bool:
    """Whether the form was made for this session, for pages that give an old one back filled in.

    Nothing may be done where it is not.
    """
    try:
        own_form(request, me, key)
    except Invalid:
        return False
    return True


def check_form_key(request: Request, key: str) -> None:
    """Raise where ``key`` is not what the forms of this session carry."""
    if not hmac.compare_digest(form_key(token_of(request)).encode(), key.encode()):
        raise old_form()


def old_form() -> Invalid:
    """The refusal of a form that was not made for this session."""
    return Invalid("key", "表单已过期，请重新打开页面后再提交", "is out of date: open it again")


def let_in(request: Request, token: str, to: str = "/") -> Response:
    """On to the page that was asked for, with the session's cookie; never to another site."""
    answer = RedirectResponse(inside(to), 303)
    keep(request, answer, SESSION, token)
    return answer


def let_out(request: Request, to: str = "/sign-in") -> Response:
    """Back to the sign-in, without the cookie."""
    answer = RedirectResponse(to, 303)
    drop(request, answer, SESSION)
    return answer


def kept(request: Request, name: str) -> str:
    """What the browser keeps for us under that name; empty where there is nothing."""
    return request.cookies.get(_cookie(request, name), "")


def keep(request: Request, answer: Response, name: str, value: str) -> None:
    """Let the browser keep it until it is closed, out of reach of any script."""
    answer.set_cookie(
        _cookie(request, name), value, secure=_secure(request), httponly=True, samesite="lax",
        path="/",
    )  # fmt: skip


def drop(request: Request, answer: Response, name: str) -> None:
    """Let the browser forget it."""
    answer.delete_cookie(
        _cookie(request, name), secure=_secure(request), httponly=True, samesite="lax", path="/"
    )


def to_the_step(request: Request, step: str | None) -> Response:
    """To the sign-in or the step that is missing, and from there back to the page one was on."""
    where = STEPS[step] if step else "/sign-in"
    url = request.url
    if request.method not in READ:  # back to the form, with the draft that was kept
        url = URL(request.headers.get("referer", ""))
    asked = url.path + (f"?{url.query}" if url.query else "")
    ours = url.netloc == request.url.netloc and asked != "/"
    return RedirectResponse(where + (f"?{urlencode({'next': asked})}" if ours else ""), 303)


def resting(request: Request, answer: Response, refusal: Exception) -> Response:
    """The same answer, which says in how many seconds to try again where it is about that."""
    if isinstance(refusal, TooManyTries):
        left = (refusal.until - now(request)).total_seconds()
        answer.headers["Retry-After"] = str(max(1, ceil(left)))
    return answer


def inside(path: str) -> str:
    """``path`` where it leads to a page of ours, else the first page."""
    parts = urlsplit(path)
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and not parts.scheme and not parts.netloc else "/"


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie(request: Request, name: str) -> str:
    return f"__Host-{name}" if _secure(request) else name
