"""The pages of accounts: for the administrators to read, for one of them to change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from access.policy import Thing
from cases.accounts import (
    NewPerson,
    Told,
    disable_account,
    enable_account,
    new_account,
    reset_factor,
    reset_password,
)
from cases.directory import AccountState, account_seen, accounts_seen, units_seen
from cases.signing_in import SignedIn
from states.errors import CaseError, GuardFailed, Invalid, NotFound
from web.door import Me, gate, now, own_form
from web.forms import Typed, typed
from web.one_moment import READ, routes
from web.rendering import language, page

PAGE, FURTHEST = 50, 10_000
Field = Annotated[str, Form(max_length=200)]
DeedName = Literal["reset-password", "reset-factor", "disable", "enable"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to an account after it was asked once more; texts are message ids."""

    do: Callable[..., Told | None]
    title: str
    warning: str
    button: str
    thing: Thing = Thing.ACCOUNTS


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "reset-password": Deed(
            reset_password,
            "重置口令",
            "现在的口令立即失效，此人的登录和接口令牌全部作废；新的一次性口令只显示一次。",
            "重置口令",
        ),
        "reset-factor": Deed(
            reset_factor,
            "取消动态验证码",
            "手机上的验证器不再有效，此人的登录全部退出；下次登录只凭口令，管理员须重新设置。",
            "取消动态验证码",
            Thing.FACTORS,
        ),
        "disable": Deed(
            disable_account,
            "停用账号",
            "此人立即退出，不能再登录，接口令牌作废；身份和办理记录不变，可以再启用。",
            "停用",
        ),
        "enable": Deed(
            enable_account, "启用账号", "此人可以用原来的口令登录，原有身份照旧有效。", "启用"
        ),
    }
)

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/accounts", methods=READ)
def accounts(
    request: Request,
    me: Me,
    q: Annotated[str, Query(max_length=100)] = "",
    state: AccountState | None = None,
    number: Annotated[int, Query(alias="page", ge=1, le=FURTHEST)] = 1,
) -> Response:
    """Everybody's account, narrowed by words and state."""
    found = accounts_seen(
        gate(request), me.person.username, now(request), query=q.strip(), state=state
    )
    rows = found.rows[(number - 1) * PAGE : number * PAGE]
    return page(
        request, "accounts/list.html.j2", found=found, rows=rows, q=q.strip(), state=state,
        states=list(AccountState), number=number, more=len(found.rows) > number * PAGE,
    )  # fmt: skip


@router.api_route("/accounts/new", methods=READ)
def new_account_page(request: Request, me: Me, unit: str = "bureau") -> Response:
    """Who is to be entered."""
    return _new(request, me, Typed({"unit": unit}))


@router.post("/accounts/new", dependencies=OWN)
def make_account(
    request: Request,
    me: Me,
    username: Field = "",
    name: Field = "",
    email: Field = "",
    unit: Field = "bureau",
) -> Response:
    """Enter them and tell their password, this once."""
    person = NewPerson(username.strip(), name, unit, email.strip() or None)
    try:
        told = new_account(gate(request).store, person, me.person.username, now(request))
    except (Invalid, GuardFailed, NotFound) as refusal:
        given = {"username": username, "name": name, "email": email, "unit": unit}
        return _new(request, me, typed(request, refusal, given))
    return page(request, "accounts/told.html.j2", told=told, made=True)


@router.api_route("/accounts/of/{username}", methods=READ)
def account_sheet(request: Request, me: Me, username: str) -> Response:
    """One person's account, with their roles."""
    found = account_seen(gate(request), username, me.person.username, now(request))
    return page(request, "accounts/one.html.j2", one=found, row=found.row)


@router.api_route("/accounts/of/{username}/{deed}", methods=READ)
def before_deed(request: Request, me: Me, username: str, deed: DeedName) -> Response:
    """What it will do, before it is done."""
    return _before(request, me, username, deed)


@router.post("/accounts/of/{username}/{deed}", dependencies=OWN)
def do_deed(request: Request, me: Me, username: str, deed: DeedName) -> Response:
    """Do it; a new password is told this once."""
    try:
        told = DEEDS[deed].do(gate(request).store, username, me.person.username, now(request))
    except GuardFailed as refusal:
        return _before(request, me, username, deed, refusal)
    if told is not None:
        return page(request, "accounts/told.html.j2", told=told, made=False)
    return RedirectResponse(request.app.url_path_for("account_sheet", username=username), 303)


def _before(
    request: Request, me: SignedIn, username: str, deed: str, refusal: CaseError | None = None
) -> Response:
    found = account_seen(
        gate(request), username, me.person.username, now(request), changing=DEEDS[deed].thing
    )
    return page(
        request, "accounts/deed.html.j2", 422 if refusal else 200, row=found.row, deed=DEEDS[deed],
        code=deed, refusal=refusal.say(language(request)) if refusal else "",
    )  # fmt: skip


def _new(request: Request, me: SignedIn, form: Typed) -> Response:
    store, who = gate(request).store, me.person.username
    found = units_seen(store, who, now(request), changing=Thing.ACCOUNTS)
    return page(request, "accounts/new.html.j2", form.status, form=form, units=found)
