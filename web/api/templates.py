"""Templates of papers: what is in use, another text tried and kept, the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import Field, TypeAdapter

from cases.paper_templates import (
    TemplateSheet,
    TemplateView,
    keep_template,
    preview_template,
    restore_template,
    template_seen,
    templates_seen,
)
from documents.errors import BadTemplate
from documents.render import LONGEST
from documents.sheet import Sheet
from states.errors import Invalid
from web.api.asking import (
    AsksSystem,
    Body,
    IfMatch,
    IfNoneMatch,
    ReadsSystem,
    WritesSystem,
    asked_at,
    room,
    seen_version,
    tagged,
)
from web.api.once import OnlyOnce
from web.api.problem import Overtaken
from web.one_moment import READ
from web.pasted import unix

PaperCode = Annotated[str, Path(max_length=20, description="code of a paper, such as D18")]

router = room()


@dataclass(frozen=True, slots=True)
class TemplateVersionTold:
    """A version that the bureau wrote; no ``text``: back to the shipped one."""

    version: int
    text: str | None
    by_name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class TemplateTold:
    """The text in use, its versions, the newest first, and what it changes of the shipped one."""

    code: str
    title: str
    text: str
    newest: int
    versions: tuple[TemplateVersionTold, ...]
    changes: tuple[str, ...]
    writes: bool


class TemplateText(Body):
    """A template as it is to be."""

    text: str = Field(max_length=2 * LONGEST)


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """The number of the version that is in use now."""

    version: int
    repeated: bool


TEMPLATE: TypeAdapter[TemplateTold] = TypeAdapter(TemplateTold)


@contextmanager
def of_its_lines() -> Iterator[None]:
    """What is wrong in a line of the template is wrong with the field that brought it."""
    try:
        yield
    except BadTemplate as wrong:
        zh, en = (f"第{wrong.line}行：", f"line {wrong.line}: ") if wrong.line else ("", "")
        raise Invalid("text", f"{zh}{wrong.zh}", f"{en}{wrong.en}") from None


@router.api_route("/templates", methods=READ)
def list_of_templates(request: Request, caller: ReadsSystem) -> list[TemplateView]:
    """Which version each paper is made from, for the administrators."""
    store, at = asked_at(request)
    return templates_seen(store, caller.who, at)


@router.api_route("/templates/{code}", methods=READ, response_model=TemplateTold)
def read_template(
    request: Request, caller: ReadsSystem, code: PaperCode, if_none_match: IfNoneMatch = None
) -> Response:
    """One template; its ETag is what `If-Match` takes."""
    store, at = asked_at(request)
    found = template_seen(store, code, caller.who, at)
    return tagged(TEMPLATE, _told(found), found.newest, if_none_match)


@router.post("/templates/{code}/look")
def look_at_template(
    request: Request, caller: AsksSystem, code: PaperCode, said: TemplateText
) -> Sheet:
    """The paper of the sample case as that text makes it; nothing is changed."""
    store, at = asked_at(request)
    with of_its_lines():
        return preview_template(store, code, unix(said.text), caller.who, at)


@router.put("/templates/{code}")
def keep_template_by_api(
    request: Request,
    response: Response,
    caller: WritesSystem,
    code: PaperCode,
    only: OnlyOnce,
    said: TemplateText,
    if_match: IfMatch = None,
) -> KeptTemplate:
    """Another version, in use for whatever is signed from now on; the sample is tried first."""
    (store, at), seen = asked_at(request), seen_version(if_match)
    text = unix(said.text)

    def deed() -> str:
        held = template_seen(store, code, caller.who, at)
        if seen not in {None, held.newest}:
            newest = held.versions[0] if held.versions else None
            by, when = (newest.by_name, newest.made_at) if newest else (None, None)
            raise Overtaken(seen or 0, held.newest, by, when)
        with of_its_lines():
            return str(keep_template(store, code, text, caller.who, at, seen=seen))

    done = only.once(caller.who, said, deed)
    response.headers["ETag"] = f'"{done.said}"'
    return KeptTemplate(int(done.said), done.repeated)


@router.post("/templates/{code}/restore")
def restore_template_by_api(
    request: Request, caller: WritesSystem, code: PaperCode, only: OnlyOnce
) -> KeptTemplate:
    """The shipped one again, as a version of its own."""
    store, at = asked_at(request)
    done = only.once(caller.who, None, lambda: str(restore_template(store, code, caller.who, at)))
    return KeptTemplate(int(done.said), done.repeated)


def _told(found: TemplateSheet) -> TemplateTold:
    versions = tuple(
        TemplateVersionTold(one.version, one.text, one.by_name, one.made_at)
        for one in found.versions
    )
    return TemplateTold(
        found.code, found.title, found.text, found.newest, versions, found.changes, found.writes
    )
