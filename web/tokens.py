"""The page of one's own tokens for the API."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from access.tokens import Scope, TokenKind, read_kinds, read_scope
from cases.tokens import ToldToken, Wanted, make_token, revoke_token, tokens_seen
from deadlines import local_day
from states.errors import CaseError, GuardFailed, Invalid
from web.door import LARGEST_ID, Me, gate, now, own_form
from web.one_moment import READ, routes
from web.rendering import language, page

Field = Annotated[str, Form(max_length=200)]
OFFERED_DAYS = 90

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/account/tokens", methods=READ)
def my_tokens(request: Request, me: Me) -> Response:
    """The tokens there are, and the form for another."""
    return _shown(request, me.person.username)


@router.post("/account/tokens", dependencies=OWN)
def new_token(
    request: Request, me: Me, name: Field, scope: Field, until: Field,
    kinds: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Make one and tell it, this once."""
    who = me.person.username
    try:
        wanted = Wanted(name, read_scope(scope), read_kinds(kinds or ()), _day(until))
        told = make_token(
            gate(request).store, wanted, who, now(request), most_days=request.app.state.token_days
        )
    except (Invalid, GuardFailed) as refusal:
        return _shown(request, who, refusal=refusal)
    return _shown(request, who, told=told)


@router.post("/account/tokens/revoke", dependencies=OWN)
def end_token(
    request: Request, me: Me, token: Annotated[int, Form(ge=1, le=LARGEST_ID)]
) -> Response:
    """End one at once."""
    revoke_token(gate(request).store, token, me.person.username, now(request))
    return RedirectResponse("/account/tokens", 303)


def _shown(
    request: Request, who: str, *, told: ToldToken | None = None, refusal: CaseError | None = None
) -> Response:
    today, most = local_day(now(request)), request.app.state.token_days
    return page(
        request, "account/tokens.html.j2", 422 if refusal else 200,
        held=tokens_seen(gate(request).store, who, now(request)), told=told,
        refusal=refusal.say(language(request)) if refusal else None, scopes=list(Scope),
        kinds=list(TokenKind), first=today, last=today + timedelta(days=most),
        offered=today + timedelta(days=min(most, OFFERED_DAYS)),
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("until", "日期写作 2026-03-09", "a date is written 2026-03-09") from None
