"""The pages of signing in, of one's own account, and of leaving."""

from typing import Annotated

import segno
from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from access.errors import NotSignedIn, SignInRefused, TooManyTries
from access.open_id import KeptOut
from cases.first_set_up import is_set_up
from cases.open_id import is_linked
from cases.signing_in import (
    SECRET,
    change_password,
    end_my_sessions,
    factor_address,
    give_code,
    in_the_sample,
    my_sessions,
    offer_factor,
    set_factor,
    sign_in,
    sign_out,
)
from states.errors import CaseError, Invalid
from web.door import (
    LARGEST_ID,
    Me,
    Owner,
    Visitor,
    gate,
    inside,
    let_in,
    let_out,
    now,
    own_form,
    resting,
    source,
    token_of,
    visitor,
)
from web.one_moment import READ, routes
from web.open_id import STATUS, refusal_of
from web.rendering import language, page

Field = Annotated[str, Form(max_length=200)]
Next = Annotated[str, Form(alias="next", max_length=2000)]

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/sign-in", methods=READ)
def sign_in_page(
    request: Request,
    next: str = "/",  # noqa: A002 - the address says so
    refused: str = "",
    left: str = "",
) -> Response:
    """Who is in already goes on; everybody else is asked. Where nobody can be, it is set up."""
    try:
        visitor(request)
    except NotSignedIn:
        if not is_set_up(gate(request).store):
            return RedirectResponse(request.app.url_path_for("set_up_page"), 303)
        return _ask(request, next, refusal_of(refused), left=left == "provider")
    return RedirectResponse(inside(next), 303)


@router.post("/sign-in")
def enter(request: Request, username: Field, password: Field, to: Next = "/") -> Response:
    """A session, or the same page with what is wrong."""
    try:
        token = sign_in(
            gate(request), username.strip(), password, source=source(request), now=now(request)
        )
    except (SignInRefused, TooManyTries) as refusal:
        return resting(request, _ask(request, to, refusal), refusal)
    return let_in(request, token, to)


@router.api_route("/sign-in/code", methods=READ)
def code_page(request: Request, _me: Visitor, next: str = "/") -> Response:  # noqa: A002
    """The second factor is asked for."""
    return page(request, "account/code.html.j2", to=inside(next), refusal=None)


@router.post("/sign-in/code", dependencies=OWN)
def code(request: Request, _me: Visitor, code: Field, to: Next = "/") -> Response:
    """On with a session that has both."""
    try:
        token = give_code(
            gate(request), token_of(request), code, source=source(request), now=now(request)
        )
    except (SignInRefused, TooManyTries) as refusal:
        return _again(request, "account/code.html.j2", refusal, to=inside(to))
    return let_in(request, token, to)


@router.post("/sign-out", dependencies=OWN)
def leave(request: Request, me: Visitor) -> Response:
    """End this session."""
    sign_out(gate(request), me, now=now(request))
    still_there = me.session.through_provider and request.app.state.provider
    return let_out(request, "/sign-in?left=provider" if still_there else "/sign-in")


@router.api_route("/account", methods=READ)
def account(request: Request, me: Me, refused: str = "") -> Response:
    """Where one is signed in, and what one may change."""
    held = my_sessions(gate(request), me, now=now(request))
    refusal = refusal_of(refused)
    return page(
        request, "account/account.html.j2", 200 if refusal is None else _status(refusal),
        mine=held, this=me.session.id, provider=request.app.state.provider_label,
        linked=is_linked(gate(request), me),
        refusal=refusal.say(language(request)) if refusal else None,
    )  # fmt: skip


@router.post("/account/sessions", dependencies=OWN)
def end_sessions(
    request: Request, me: Me, only: Annotated[int | None, Form(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """End one other session, or all the others."""
    end_my_sessions(gate(request), me, only, now=now(request))
    return RedirectResponse("/account", 303)


@router.api_route("/account/password", methods=READ)
def password_page(request: Request, me: Owner, next: str = "/account") -> Response:  # noqa: A002
    """Another password is asked for."""
    return page(
        request, "account/password.html.j2", to=inside(next), refusal=None, due=bool(me.missing),
        rules=gate(request).passwords,
    )  # fmt: skip


@router.post("/account/password", dependencies=OWN)
def password(
    request: Request, me: Owner, old: Field, new: Field, again: Field, to: Next = "/account"
) -> Response:
    """Change it, or say what is wrong with it."""
    try:
        _same(new, again)
        change_password(gate(request), me, old, new, source=source(request), now=now(request))
    except (SignInRefused, TooManyTries, Invalid) as refusal:
        return _again(
            request, "account/password.html.j2", refusal, to=inside(to), due=bool(me.missing),
            rules=gate(request).passwords,
        )  # fmt: skip
    return RedirectResponse(inside(to), 303)


@router.api_route("/account/factor", methods=READ)
def factor_page(request: Request, me: Owner, next: str = "/account") -> Response:  # noqa: A002
    """A secret for the telephone, to be proven with its first code."""
    return _factor(request, me, offer_factor(), next)


@router.post("/account/factor", dependencies=OWN)
def factor(
    request: Request, me: Owner, secret: Field, code: Field, old: Field = "", to: Next = "/account"
) -> Response:
    """Set it up, or show the same secret again."""
    try:
        token = set_factor(
            gate(request), me, secret, code, old, source=source(request), now=now(request)
        )
    except (SignInRefused, TooManyTries, Invalid) as refusal:
        # One that was changed on the form is none that a telephone could learn.
        same = secret if SECRET.fullmatch(secret) else offer_factor()
        return _factor(request, me, same, to, refusal)
    return let_in(request, token, to)


def _factor(
    request: Request, me: Owner, secret: str, to: str, refusal: CaseError | None = None
) -> Response:
    told = factor_address(secret, me.person.username, request.app.state.bureau_name)
    drawn = segno.make(told, error="m")
    size = drawn.symbol_size()[0]
    # One path, black on white, without any style: what the page's policy lets through.
    rows = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(drawn.matrix_iter(border=4))
        for x, dark in enumerate(row)
        if dark
    )
    return page(
        request, "account/factor.html.j2", 200 if refusal is None else _status(refusal),
        secret=secret, size=size, rows=rows, to=inside(to),
        refusal=refusal.say(language(request)) if refusal else None, due=bool(me.missing),
        set=me.factor_set,
    )  # fmt: skip


def _ask(
    request: Request, to: str, refusal: CaseError | None = None, *, left: bool = False
) -> Response:
    provider = request.app.state.provider_label
    return page(
        request, "account/sign_in.html.j2", 200 if refusal is None else _status(refusal),
        to=inside(to), refusal=refusal.say(language(request)) if refusal else None,
        sample=in_the_sample(gate(request).store), provider=provider, left=left and provider,
    )  # fmt: skip


def _again(request: Request, template: str, refusal: CaseError, **facts: object) -> Response:
    said = refusal.say(language(request))
    answer = page(request, template, _status(refusal), refusal=said, **facts)
    return resting(request, answer, refusal)


def _same(new: str, again: str) -> None:
    if new != again:
        raise Invalid("again", "两次填写的新口令不一致", "differs from the new password")


def _status(refusal: CaseError) -> int:
    if isinstance(refusal, KeptOut):
        return STATUS.get(refusal.bar, 403)
    return {SignInRefused: 401, TooManyTries: 429}.get(type(refusal), 422)
