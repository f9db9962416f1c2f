"""The page of units: a tree, one more, and what becomes of one: renamed, merged, closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from access.policy import Thing
from cases.accounts import add_unit
from cases.directory import units_seen
from cases.signing_in import SignedIn
from cases.units import Ended, close_unit, merge_unit, rename_unit
from states.errors import GuardFailed, Invalid, NotFound
from web.door import Me, gate, now, own_form
from web.forms import Typed, typed
from web.one_moment import READ, routes
from web.rendering import page

Field = Annotated[str, Form(max_length=400)]
DeedName = Literal["rename", "merge", "close"]


@dataclass(frozen=True, slots=True)
class Deed:
    """What becomes of a unit after it was asked once more; texts are message ids."""

    title: str
    warning: str
    button: str


DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "rename": Deed(
            "单位更名",
            "今后各处都用新名称；已签发的报告和文书仍用原名，本期整改跟踪报告注明更名。",
            "更名",
        ),
        "merge": Deed(
            "并入另一单位",
            "不能撤回。人员转到并入的单位，本单位不再接收人员和案件；原有案件、报告和"
            "身份保留，由并入的单位一并负责；本期以后不再单独签发整改跟踪报告。",
            "并入",
        ),
        "close": Deed(
            "撤销单位",
            "不能撤回。本单位不再接收人员和案件；原有案件、报告和身份保留，由上级单位"
            "一并负责；本期以后不再签发整改跟踪报告。",
            "撤销单位",
        ),
    }
)

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/accounts/units", methods=READ)
def units(request: Request, me: Me) -> Response:
    """The bureau's units as a tree."""
    return _units(request, me, Typed())


@router.post("/accounts/units", dependencies=OWN)
def new_unit(
    request: Request, me: Me, code: Field = "", name: Field = "", parent: Field = "bureau"
) -> Response:
    """One more."""
    try:
        add_unit(gate(request).store, code.strip(), name, parent, me.person.username, now(request))
    except (Invalid, GuardFailed, NotFound) as refusal:
        given = {"code": code, "name": name, "parent": parent}
        return _units(request, me, typed(request, refusal, given))
    return RedirectResponse(request.app.url_path_for("units"), 303)


@router.api_route("/accounts/units/{unit}/{deed}", methods=READ)
def before_unit(request: Request, me: Me, unit: str, deed: DeedName) -> Response:
    """What it will do, before it is done."""
    return _before(request, me, unit, deed, Typed())


@router.post("/accounts/units/{unit}/{deed}", dependencies=OWN)
def change_unit(
    request: Request, me: Me, unit: str, deed: DeedName,
    name: Field = "", into: Field = "", people_to: Field = "", reason: Field = "",
) -> Response:  # fmt: skip
    """Do it, and show what it leaves to do."""
    store, who, at = gate(request).store, me.person.username, now(request)
    deeds: Mapping[str, Callable[[], Ended | None]] = {
        "rename": lambda: rename_unit(store, unit, name, reason, who, at),
        "merge": lambda: merge_unit(store, unit, into, reason, who, at),
        "close": lambda: close_unit(store, unit, reason, who, at, people_to=people_to),
    }
    try:
        done = deeds[deed]()
    except (Invalid, GuardFailed) as refusal:
        given = {"name": name, "into": into, "people_to": people_to, "reason": reason}
        return _before(request, me, unit, deed, typed(request, refusal, given))
    if done and (done.people or done.grants):
        one = _one(request, me, unit)[0]
        return page(request, "accounts/unit_done.html.j2", one=one, done=done, deed=DEEDS[deed])
    return RedirectResponse(request.app.url_path_for("units"), 303)


def _one(request: Request, me: SignedIn, code: str) -> tuple[Any, tuple[Any, ...]]:
    """The unit of that code, and all others."""
    store, who = gate(request).store, me.person.username
    found = units_seen(store, who, now(request), changing=Thing.ACCOUNTS)
    one = next((one for one in found if one.code == code), None)
    if one is None:
        raise NotFound("单位", "unit", code[:40])
    return one, tuple(other for other in found if other.code != code)


def _before(request: Request, me: SignedIn, code: str, deed: str, form: Typed) -> Response:
    one, others = _one(request, me, code)
    return page(
        request, "accounts/unit_deed.html.j2", form.status, one=one, others=others,
        deed=DEEDS[deed], code=deed, form=form,
    )  # fmt: skip


def _units(request: Request, me: SignedIn, form: Typed) -> Response:
    store, who = gate(request).store, me.person.username
    found = units_seen(store, who, now(request))
    return page(request, "accounts/units.html.j2", form.status, form=form, units=found)
