"""The page of the first set-up: until somebody has an account, and to whoever has the code."""

from typing import Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import Response

from cases.accounts import NewPerson
from cases.first_set_up import is_set_up, set_up_by_code
from states.errors import GuardFailed, Invalid
from states.vocabulary import Role
from web.door import now
from web.forms import Typed, typed
from web.one_moment import READ, routes
from web.rendering import page

Field = Annotated[str, Form(max_length=200)]
ADMINISTRATORS = {
    Role.ADM: "建单位和账号，重置口令；看不到案件。",
    Role.SEC: "提请授予和收回身份，由另一人确认；看不到案件。",
    Role.AUD: "查阅账号、身份和操作日志；看不到案件。",
}
"""What each of the three is for."""

router = routes()


@router.api_route("/set-up", methods=READ)
def set_up_page(request: Request) -> Response:
    """The bureau and its three administrators are asked for; later there is no such page."""
    _must_be_open(request)
    return _asked(request, Typed({"bureau": request.app.state.bureau_name}))


@router.post("/set-up")
def set_up(
    request: Request,
    code: Field = "",
    bureau: Field = "",
    adm_username: Field = "",
    adm_name: Field = "",
    adm_email: Field = "",
    sec_username: Field = "",
    sec_name: Field = "",
    sec_email: Field = "",
    aud_username: Field = "",
    aud_name: Field = "",
    aud_email: Field = "",
) -> Response:
    """Enter them and tell their passwords, this once."""
    _must_be_open(request)
    people = {
        Role.ADM: (adm_username, adm_name, adm_email),
        Role.SEC: (sec_username, sec_name, sec_email),
        Role.AUD: (aud_username, aud_name, aud_email),
    }
    new = {role: _person(*given) for role, given in people.items()}
    store = request.app.state.store
    try:
        told = set_up_by_code(store, code, bureau, new, now(request))
    except (Invalid, GuardFailed) as refusal:
        given = {"code": code, "bureau": bureau}
        for role, texts in people.items():
            given |= {
                f"{role.lower()}_{name}": text for name, text in zip(FIELDS, texts, strict=True)
            }
        return _asked(request, typed(request, refusal, given))
    return page(request, "accounts/first_told.html.j2", told=zip(people, told, strict=True))


FIELDS = ("username", "name", "email")


def _person(username: str, name: str, email: str) -> NewPerson:
    return NewPerson(username.strip(), name, "bureau", email.strip() or None)


def _asked(request: Request, form: Typed) -> Response:
    return page(
        request, "accounts/first.html.j2", form.status, form=form, administrators=ADMINISTRATORS
    )


def _must_be_open(request: Request) -> None:
    if is_set_up(request.app.state.store):
        raise HTTPException(404)
