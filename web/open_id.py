"""The pages of coming in through the bureau's identity provider (OpenID Connect)."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from access.errors import NotSignedIn, StepMissing, TooManyTries
from access.open_id import Bar, KeptOut
from cases.open_id import enter_through, link, unlink
from rongcuo.settings import Settings, SettingsError
from storage.sealing import KeysUnreadable, SealBroken, only_ours
from web.door import (
    Me,
    drop,
    gate,
    inside,
    keep,
    kept,
    let_in,
    let_out,
    now,
    own_form,
    signed_in,
    source,
)
from web.one_moment import routes
from web.wire import from_here

if TYPE_CHECKING:
    from web.provider import Provider

EXTRA = ("authlib", "httpx2", "joserfc")
WAY, SEALED_FOR = "way", "browsers/way"
LASTS = timedelta(minutes=10)
STATUS: Mapping[Bar, int] = MappingProxyType({Bar.AWAY: 503, Bar.LOST: 400, Bar.RESTING: 429})
"""How a page says it; everything else is 403."""

router = routes()


class Way(BaseModel):
    """What the browser keeps, sealed, from the button until it comes back from the provider.

    ``session`` is the session whose account is to be linked; none: somebody wants to come in.
    """

    state: str
    nonce: str
    verifier: str
    to: str
    session: int | None
    until: datetime


def fault(settings: Settings) -> str | None:
    """Why the provider that is set cannot be used; ``None`` where it can, or none is set."""
    if not settings.oidc_issuer:
        return None
    if not all(map(find_spec, EXTRA)):
        return (
            "设置了 RONGCUO_OIDC_ISSUER，但没有安装 rongcuo[oidc]；请运行 make install-extras"
            " · the extra rongcuo[oidc] is missing: run 'make install-extras'"
        )
    if not settings.oidc_client_id:
        return "请设置 RONGCUO_OIDC_CLIENT_ID · set it, too"
    try:
        _secret(settings)
    except (SettingsError, KeysUnreadable) as error:
        return str(error)
    return None


def provider_of(settings: Settings) -> "Provider | None":
    """The provider that the settings name; raises ``SettingsError`` where it cannot be used."""
    if not settings.oidc_issuer:
        return None
    if said := fault(settings):
        raise SettingsError(said)
    from web.provider import Provider  # noqa: PLC0415 - the extra is there only where it is used

    return Provider(
        settings.oidc_issuer, settings.oidc_client_id, _secret(settings),
        settings.oidc_username_claim, settings.url,
    )  # fmt: skip


def refusal_of(code: str) -> KeptOut | None:
    """What a page's address says was wrong; ``None`` where it says nothing that we know."""
    return KeptOut(Bar(code)) if code in set(Bar) else None


@router.get("/sign-in/provider")
def to_the_provider(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Off to the provider, to come in."""
    return _ask(request, inside(next), None)


@router.get("/account/provider")
def to_link(request: Request, me: Me) -> Response:
    """Off to be linked: asked for by our own page alone, and with a fresh sign-in there."""
    if not from_here(request.headers):
        return _refused("/account", Bar.LOST)
    return _ask(request, "/account", me.session.id, prompt="login")


@router.get("/sign-in/provider/back")
def back_from_the_provider(request: Request) -> Response:
    """In, linked, or back with a reason; never a page here, for this address holds the code."""
    way = _way(request)
    page, to = ("/account", "") if way and way.session else ("/sign-in", way.to if way else "/")
    try:
        answer = _arrive(request, way)
    except KeptOut as error:
        answer = _refused(page, error.bar, to)
    except TooManyTries:
        answer = _refused(page, Bar.RESTING, to)
    except (NotSignedIn, StepMissing, SQLAlchemyError):
        answer = _refused("/sign-in", Bar.LOST)
    drop(request, answer, WAY)
    return answer


@router.post("/account/provider/unlink", dependencies=[Depends(own_form)])
def end_link(request: Request, me: Me) -> Response:
    """By password alone again, and from the start."""
    unlink(gate(request), me, source=source(request), now=now(request))
    return let_out(request)


@router.get("/sign-out/provider")
def leave_the_provider(request: Request) -> Response:
    """Sign out there, too, where the provider has a page for it."""
    try:
        return RedirectResponse(_provider(request).farewell() or "/sign-in", 303)
    except KeptOut as error:
        return _refused("/sign-in", error.bar)


def _provider(request: Request) -> "Provider":
    found: Provider = request.app.state.provider
    return found


def _ask(request: Request, to: str, session: int | None, **more: str) -> Response:
    try:
        asked = _provider(request).ask(**more)
    except KeptOut as error:
        return _refused("/account" if session else "/sign-in", error.bar, to)
    way = Way(
        state=asked.state, nonce=asked.nonce, verifier=asked.verifier, to=to, session=session,
        until=now(request) + LASTS,
    )  # fmt: skip
    answer = RedirectResponse(asked.address, 303)
    keep(request, answer, WAY, gate(request).ring.seal(way.model_dump_json(), SEALED_FOR))
    return answer


def _way(request: Request) -> Way | None:
    """The way that this browser went, if it was sealed here."""
    try:
        return Way.model_validate_json(gate(request).ring.open(kept(request, WAY), SEALED_FOR))
    except (SealBroken, ValidationError):
        return None


def _arrive(request: Request, way: Way | None) -> Response:
    said, provider = request.query_params, _provider(request)
    at, came = now(request), source(request)
    same = way and hmac.compare_digest(way.state.encode(), said.get("state", "").encode())
    if not (way and same and at < way.until):
        raise KeptOut(Bar.LOST)
    me = signed_in(request) if way.session else None
    if me and me.session.id != way.session:
        raise KeptOut(Bar.LOST)
    # Where the provider names itself, an answer of another one is not taken (RFC 9207).
    if said.get("iss", provider.issuer) != provider.issuer or "code" not in said:
        raise KeptOut(Bar.REFUSED)
    identity = provider.identify(said["code"], way.nonce, way.verifier)
    if me:
        link(gate(request), me, identity, source=came, now=at)
        return RedirectResponse("/account", 303)
    return let_in(request, enter_through(gate(request), identity, source=came, now=at), way.to)


def _refused(page: str, bar: Bar, to: str = "") -> Response:
    """Back to a page of ours, which says why."""
    asked = {"refused": str(bar)} | ({"next": to} if to not in {"", "/"} else {})
    return RedirectResponse(f"{page}?{urlencode(asked)}", 303)


def _secret(settings: Settings) -> str:
    """The client's secret; raises ``SettingsError`` or ``KeysUnreadable``."""
    given, file = settings.oidc_client_secret.get_secret_value(), settings.oidc_client_secret_file
    if file and not given:
        try:
            only_ours(file)
            given = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsError(
                "RONGCUO_OIDC_CLIENT_SECRET_FILE 读不出来 · the file cannot be read"
            ) from None
    if not given:
        raise SettingsError(
            "请设置 RONGCUO_OIDC_CLIENT_SECRET 或 RONGCUO_OIDC_CLIENT_SECRET_FILE · set one of them"
        )
    return given
