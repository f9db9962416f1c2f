"""A refusal as a program reads it (RFC 9457): a type, a sentence, and the refusal's own fields."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import singledispatch
from types import MappingProxyType
from typing import Any

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from access.errors import NotSignedIn, StepMissing, TooManyTries
from access.tokens import TokenLacks, TokenRefused
from cases.views import EventView
from states.errors import Conflict, GuardFailed, Invalid, NotAllowed, NotFound, NotGranted
from states.forms.base import rule_said

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:rongcuo:problem:"
LONGEST = 200
"""Characters of an address, and of a name that somebody made up, that are said again."""
KINDS: Mapping[type[Exception], str] = MappingProxyType(
    {
        NotFound: "not-found",
        NotAllowed: "not-allowed",
        NotGranted: "not-allowed",
        Conflict: "conflict",
        GuardFailed: "guard-failed",
        Invalid: "invalid",
        RequestValidationError: "invalid",
        NotSignedIn: "not-signed-in",
        StepMissing: "step-missing",
        TooManyTries: "too-many-tries",
        TokenRefused: "token-refused",
        TokenLacks: "token-lacks",
    }
)
"""The last part of ``type``; of everything else it is the status."""
PLACES = {"body": "", "query": "query", "path": "path", "header": "header"}


class Wrong(BaseModel):
    """One thing that is wrong with what was sent, and where."""

    pointer: str | None = Field(None, description="JSON pointer into the body", examples=["#/on"])
    parameter: str | None = Field(None, description="name in address or header")
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457); fields beyond the first five stand where the refusal has them."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=[f"{TYPE}guard-failed"])
    title: str
    status: int
    detail: str = Field(description="one sentence that says what to do, zh or en")
    instance: str | None = Field(None, description="the path that was asked, without its query")
    errors: list[Wrong] | None = Field(None, description="of `invalid`: field by field")
    article: str | None = Field(None, description="the article it rests on")
    granted: list[str] | None = Field(None, description="of `not-allowed`: roles that may")
    expected: int | None = Field(None, description="of `conflict`: the version you saw")
    found: int | None = Field(None, description="of `conflict`: the version it has")


@dataclass
class Overtaken(Conflict):
    """``If-Match`` names a version that is past; ``meanwhile`` is what the caller sees of why."""

    meanwhile: Sequence[EventView] = ()


def problem(
    path: str, status: int, title: str, said: str, lang: str, error: Exception | None = None
) -> Response:
    """The answer; who is not signed in is not told again what they asked for."""
    text = {
        "type": f"{TYPE}{_kind(error) or status}",
        "title": title,
        "status": status,
        "detail": said,
        **({"instance": path} if status != 401 and len(path) <= LONGEST else {}),  # noqa: PLR2004
        **_fields(error, lang),
    }
    # What cannot be written in UTF-8 came from the caller, and is no reason to break.
    body = json.dumps(jsonable_encoder(text), ensure_ascii=False).encode("utf-8", "replace")
    return Response(
        body, status, media_type=MEDIA_TYPE, headers={"Vary": "Accept-Language, Cookie"}
    )


def _kind(error: Exception | None) -> str | None:
    return next((said for kind, said in KINDS.items() if isinstance(error, kind)), None)


@singledispatch
def _fields(_error: object, _lang: str) -> dict[str, Any]:
    """What the refusal knows beside its sentence."""
    return {}


@_fields.register
def _(error: RequestValidationError, lang: str) -> dict[str, Any]:
    return {"errors": list(_wrong(error, lang))}


@_fields.register
def _(error: Invalid, lang: str) -> dict[str, Any]:
    said = error.zh if lang == "zh" else error.en
    name = error.name  # of the command line: --issued-on, FILE
    if name.startswith("--") or name.isupper():
        name = name.lstrip("-").replace("-", "_").lower()
    return {"errors": [{"pointer": pointer(name), "detail": said}]}


@_fields.register
def _(error: NotAllowed, _lang: str) -> dict[str, Any]:
    return {
        "event": error.event.code, "state": error.state, "roles": error.roles,
        "granted": error.granted, "article": error.article,
    }  # fmt: skip


@_fields.register
def _(error: Conflict, _lang: str) -> dict[str, Any]:
    return {"expected": error.expected, "found": error.found, "by": error.by, "at": error.at}


@_fields.register
def _(error: Overtaken, lang: str) -> dict[str, Any]:
    known: dict[str, Any] = _fields.dispatch(Conflict)(error, lang)
    return {**known, "meanwhile": [_entry(one) for one in error.meanwhile]}


@_fields.register
def _(error: GuardFailed, _lang: str) -> dict[str, Any]:
    return {"article": error.article}


@_fields.register
def _(error: NotFound, _lang: str) -> dict[str, Any]:
    return {"known": error.known} if error.known else {}


@_fields.register
def _(error: TooManyTries, _lang: str) -> dict[str, Any]:
    return {"until": error.until}


@_fields.register
def _(error: StepMissing, _lang: str) -> dict[str, Any]:
    return {"step": error.step}


def pointer(name: str) -> str:
    """``measures.0.what`` as a pointer into the body."""
    parts = (part.replace("~", "~0").replace("/", "~1") for part in name.split("."))
    return "#/" + "/".join(parts)


def _entry(one: EventView) -> dict[str, Any]:
    shown = ("seq", "at", "event", "zh", "from_state", "to_state", "actor_name", "role")
    return {name: value for name, value in asdict(one).items() if name in shown}


def _wrong(error: RequestValidationError, lang: str) -> Iterator[dict[str, str]]:
    for one in error.errors():
        place, *rest = one["loc"]
        zh, en = rule_said(one["type"], one.get("ctx", {}))
        name = ".".join(str(part) for part in rest)[:LONGEST]
        where = {"parameter": name} if PLACES.get(str(place)) else {"pointer": pointer(name)}
        yield {**where, "detail": zh if lang == "zh" else en}
