"""The pages of roles: who holds what, what waits for another hand, and one's own."""

from typing import Annotated

from fastapi import Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from access.roles import GIVEN, IN_A_UNIT, LENT_FOR
from cases.directory import units_seen
from cases.roles import (
    Asked,
    ask_role,
    confirm_role,
    end_role,
    lend_role,
    turn_down_role,
)
from cases.roles_seen import colleagues, my_roles, role_seen, roles_seen
from cases.signing_in import SignedIn
from deadlines import local_day
from states.errors import CaseError, GuardFailed, Invalid, NotFound, NotGranted
from web.door import LARGEST_ID, Me, gate, now, own_form
from web.forms import Typed, day, mendable, typed
from web.one_moment import READ, routes
from web.rendering import language, page

PAGE, FURTHEST = 100, 10_000
"""What a database takes for a number of a row."""
Field = Annotated[str, Form(max_length=200)]
GrantId = Annotated[int, Path(ge=1, le=LARGEST_ID)]

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/roles", methods=READ)
def roles(
    request: Request,
    me: Me,
    q: Annotated[str, Query(max_length=100)] = "",
    ended: bool = False,
    number: Annotated[int, Query(alias="page", ge=1, le=FURTHEST)] = 1,
) -> Response:
    """What waits for another hand, and who holds what."""
    store, who = gate(request).store, me.person.username
    found = roles_seen(store, who, now(request), query=q.strip(), ended=ended)
    rows = found.rows[(number - 1) * PAGE : number * PAGE]
    return page(
        request, "roles/list.html.j2", found=found, rows=rows, q=q.strip(), ended=ended,
        number=number, more=len(found.rows) > number * PAGE,
    )  # fmt: skip


@router.api_route("/roles/new", methods=READ)
def ask_page(request: Request, me: Me, username: str = "") -> Response:
    """Which role for whom, of which unit, from and to when."""
    return _asking(request, me, Typed({"username": username}))


@router.post("/roles/new", dependencies=OWN)
def ask(
    request: Request,
    me: Me,
    username: Field = "",
    role: Field = "",
    unit: Field = "",
    valid_from: Field = "",
    valid_to: Field = "",
) -> Response:
    """Ask for it; on to what waits."""
    given = {
        "username": username, "role": role, "unit": unit, "valid_from": valid_from,
        "valid_to": valid_to,
    }  # fmt: skip
    try:
        first, last = day(valid_from, "valid_from"), day(valid_to, "valid_to")
        asked = Asked(username, role, unit or None, first, last)
        made = ask_role(gate(request).store, asked, me.person.username, now(request))
    except (Invalid, GuardFailed, NotFound) as refusal:
        return _asking(request, me, typed(request, refusal, given))
    return _to_grant(request, made)


@router.api_route("/roles/{grant}", methods=READ)
def grant_page(request: Request, me: Me, grant: GrantId) -> Response:
    """One role, with what may be done about it and what that does."""
    return _grant(request, me, grant)


@router.post("/roles/{grant}/confirm", dependencies=OWN)
def confirm(request: Request, me: Me, grant: GrantId) -> Response:
    """Let it be held."""
    try:
        confirm_role(gate(request).store, grant, me.person.username, now(request))
    except GuardFailed as refusal:
        return _grant(request, me, grant, refusal)
    return _to_grant(request, grant)


@router.post("/roles/{grant}/turn-down", dependencies=OWN)
def turn_down(request: Request, me: Me, grant: GrantId) -> Response:
    """Let it come to nothing."""
    try:
        turn_down_role(gate(request).store, grant, me.person.username, now(request))
    except GuardFailed as refusal:
        return _grant(request, me, grant, refusal)
    return RedirectResponse(request.app.url_path_for("roles"), 303)


@router.post("/roles/{grant}/end", dependencies=OWN)
def end(request: Request, me: Me, grant: GrantId) -> Response:
    """End it at once."""
    seen = role_seen(gate(request).store, grant, me.person.username, now(request))
    try:
        end_role(gate(request).store, grant, me.person.username, now(request))
    except GuardFailed as refusal:
        return _grant(request, me, grant, refusal)
    own = seen.grant.stands_in_for == me.person.username
    return RedirectResponse(request.app.url_path_for("mine" if own else "roles"), 303)


@router.api_route("/account/roles", methods=READ)
def mine(request: Request, me: Me) -> Response:
    """What one holds, stands in for and lent, and the form for lending."""
    return _mine(request, me, Typed())


@router.post("/account/roles", dependencies=OWN)
def lend(
    request: Request,
    me: Me,
    role: Field = "",
    username: Field = "",
    since: Field = "",
    until: Field = "",
) -> Response:
    """Let somebody stand in; ``role`` is a code, with that of a unit after a blank."""
    given = {"role": role, "username": username, "since": since, "until": until}
    code, _, unit = role.partition(" ")
    try:
        asked = Asked(username, code, unit or None, day(since, "since"), day(until, "until"))
        lend_role(gate(request).store, asked, me.person.username, now(request))
    except (Invalid, GuardFailed, NotFound) as refusal:
        return _mine(request, me, typed(request, refusal, given))
    return RedirectResponse(request.app.url_path_for("mine"), 303)


def _asking(request: Request, me: SignedIn, form: Typed) -> Response:
    store, who, at = gate(request).store, me.person.username, now(request)
    if not roles_seen(store, who, at).asks:
        raise NotGranted(
            "身份由安全管理员提请", "roles are asked for by the security administrator"
        )
    return page(
        request, "roles/ask.html.j2", form.status, form=form,
        people=colleagues(store, who, at, lending=False), units=units_seen(store, who, at),
        given_roles=GIVEN, in_a_unit=IN_A_UNIT, today=local_day(at),
    )  # fmt: skip


def _grant(
    request: Request, me: SignedIn, grant: int, refusal: CaseError | None = None
) -> Response:
    found = role_seen(gate(request).store, grant, me.person.username, now(request))
    return page(
        request, "roles/one.html.j2", 422 if refusal else 200, row=found, grant=found.grant,
        refusal=mendable(refusal).say(language(request)) if refusal else "",
    )  # fmt: skip


def _to_grant(request: Request, grant: int) -> Response:
    return RedirectResponse(request.app.url_path_for("grant_page", grant=grant), 303)


def _mine(request: Request, me: SignedIn, form: Typed) -> Response:
    store, who, at = gate(request).store, me.person.username, now(request)
    today = local_day(at)
    found = my_roles(store, who, at)
    return page(
        request, "roles/mine.html.j2", form.status, form=form, found=found, today=today,
        last=today + LENT_FOR, most=LENT_FOR.days,
        people=colleagues(store, who, at, lending=True) if found.lendable else [],
    )  # fmt: skip
