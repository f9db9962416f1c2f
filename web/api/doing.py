"""Doing: the form of an event and the event itself, a new matter, many cases, a signature."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypeVar

from fastapi import BackgroundTasks, Body, Request, Response
from pydantic import Field

from cases.advance import Advanced, advance
from cases.advance import Request as Step
from cases.asking import Asked, Leads, ask, ask_to_open
from cases.listing import CaseRow
from cases.many import MOST, do_with_many
from cases.opening import Opened, open_matter
from cases.papers import sign_paper
from cases.rehearsing import Rehearsed, rehearse
from cases.views import case_file
from states.errors import Conflict, NotFound
from states.events import EVENTS
from states.forms.base import Form
from states.tasks import OWED_TO_A_REPORTER
from states.vocabulary import Refusal
from web.api import asking
from web.api.asking import (
    AsksCases,
    CaseNumber,
    IdempotencyKey,
    IfMatch,
    MaybeKey,
    ReadsCases,
    RowId,
    WritesCases,
    asked_at,
    poke,
    room,
    seen_version,
)
from web.api.once import OnlyOnce
from web.api.problem import Overtaken
from web.api.shapes import Move, move_told
from web.fields import Field as Asking
from web.fields import fields_of
from web.one_moment import READ
from web.rendering import language
from web.words import Words

T = TypeVar("T")
Data = Annotated[
    dict[str, Any], Body(description="the fields of the form, as reading the form names them")
]
router = room()


@dataclass(frozen=True, slots=True)
class FormTold:
    """The form of an event: its fields with what there is to choose, and its JSON Schema.

    ``lasting``: no later event takes it back. ``answered`` are the answers that items have.
    """

    event: str
    zh: str
    en: str
    case: CaseRow | None
    move: Move | None
    fields: tuple[Asking, ...]
    schema: dict[str, Any]
    leads: tuple[Leads, ...] = ()
    lasting: bool = False
    answered: Mapping[str, bool | None] | None = None
    exhibits: tuple[tuple[str, str], ...] = ()


class Many(asking.Body):
    """A deed for many cases; ``role``, ``person`` and ``reason`` are for `reassign`."""

    deed: Literal["urge", "reassign"]
    cases: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=MOST)
    role: Literal["HND", "SUP"] = "HND"
    person: str = Field("", max_length=60)
    reason: str = Field("", max_length=20_000)


@dataclass(frozen=True, slots=True)
class FateTold:
    """A case, whether it was done, and else why not."""

    case: str
    done: bool
    refusal: str | None


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper with the number that it took."""

    id: int
    code: str
    number: str | None
    state: str
    repeated: bool


@router.api_route("/cases/{number}/events/{event}", methods=READ)
def form_of_event(request: Request, caller: ReadsCases, number: CaseNumber, event: str) -> FormTold:
    """What an event asks in this case, what there is to choose, and where it leads."""
    if event not in EVENTS:
        raise NotFound("办理动作", "event", event)
    store, at = asked_at(request)
    return _told(ask(store, number, event, at, viewer=caller.who))


@router.post("/cases/{number}/events/{event}")
def do_event(
    request: Request,
    response: Response,
    later: BackgroundTasks,
    caller: WritesCases,
    number: CaseNumber,
    event: str,
    data: Data,
    if_match: IfMatch = None,
    idempotency_key: MaybeKey = None,
) -> Advanced:
    """Do an event, where the case is still at the version that `If-Match` names."""
    if event not in EVENTS:
        raise NotFound("办理动作", "event", event)
    store, at = asked_at(request)
    step = Step(event, caller.who, data, seen_version(if_match), idempotency_key)
    done = _unless_overtaken(
        request, number, caller.who, lambda: advance(store, number, step, now=at)
    )
    response.headers["ETag"] = f'"{done.version}"'
    if done.notices:
        poke(request, later)
    return _as_seen(request, caller.who, done)


@router.post("/cases/{number}/events/{event}/look")
def look_at_event(
    request: Request, caller: AsksCases, number: CaseNumber, event: str, data: Data
) -> Rehearsed:
    """What it would bring, its refusal, too, before it is done; nothing of it stands."""
    if event not in EVENTS:
        raise NotFound("办理动作", "event", event)
    store, at = asked_at(request)
    step = Step(event, caller.who, data)
    return rehearse(store, number, step, request.app.state.sender, now=at)


@router.post("/cases/{number}/papers/{paper}/sign")
def sign_a_paper(
    request: Request,
    caller: WritesCases,
    number: CaseNumber,
    paper: RowId,
    only: OnlyOnce,
    _data: Annotated[asking.Body, Body(description="nothing: an empty object")],
    if_match: IfMatch = None,
) -> SignedPaper:
    """Sign a paper: it takes the next number of its kind, and is never changed again."""
    store, at = asked_at(request)
    seen = seen_version(if_match)

    def deed() -> str:
        signed = _unless_overtaken(
            request, number, caller.who,
            lambda: sign_paper(
                store, number, paper, caller.who, at,
                bureau=request.app.state.bureau_name, expected=seen,
            ),
        )  # fmt: skip
        return json.dumps([signed.code, signed.number, signed.state])

    done = only.once(caller.who, None, deed)
    code, taken, state = json.loads(done.said)
    return SignedPaper(paper, code, taken, state, done.repeated)


@router.api_route("/matters/new", methods=READ)
def form_of_matter(request: Request, caller: ReadsCases) -> FormTold:
    """What registering a matter asks."""
    store, at = asked_at(request)
    asked = ask_to_open(store, at, viewer=caller.who)
    event = asked.event
    return FormTold(
        event.code, event.zh, event.en, None, None, fields_of(event.form, asked.choices),
        _schema(event.form),
    )  # fmt: skip


@router.post("/matters", status_code=201)
def register_matter(
    request: Request,
    response: Response,
    later: BackgroundTasks,
    caller: WritesCases,
    data: Data,
    idempotency_key: IdempotencyKey,
) -> Opened:
    """Register a matter with a case for each officer; sent again, 200 and the same."""
    store, at = asked_at(request)
    done = open_matter(store, caller.who, data, now=at, key=idempotency_key)
    response.headers["Location"] = f"/api/v1/matters/{done.matter}"
    if done.repeated:
        response.status_code = 200
    else:
        poke(request, later)
    return done


@router.post("/cases/many")
def do_many(
    request: Request, later: BackgroundTasks, caller: WritesCases, only: OnlyOnce, wanted: Many
) -> list[FateTold]:
    """Urge or reassign many cases; each is decided on its own, and what refuses is said.

    Sent again under the same key, of what refused only the kind is said.
    """
    store, at = asked_at(request)
    said = {"role": wanted.role, "person": wanted.person.strip(), "reason": wanted.reason}
    numbers, lang = list(dict.fromkeys(wanted.cases)), language(request)
    told: list[FateTold] = []

    def deed() -> str:
        done = do_with_many(store, wanted.deed, numbers, caller.who, at, said)
        poke(request, later)
        refused = [one.refusal for one in done]
        told.extend(
            FateTold(number, why is None, why.say(lang) if why else None)
            for number, why in zip(numbers, refused, strict=True)
        )
        return json.dumps([why and (why.refusal or Refusal.NOT_ALLOWED) for why in refused])

    done = only.once(caller.who, wanted, deed)
    return told or [
        FateTold(number, kind is None, Words(lang).term(Refusal(kind)) if kind else None)
        for number, kind in zip(numbers, json.loads(done.said), strict=True)
    ]


def _as_seen(request: Request, who: str, done: Advanced) -> Advanced:
    """What a step did, without the tasks that would tell its doer of a reporter."""
    if all(one.kind not in OWED_TO_A_REPORTER for one in done.changes):
        return done
    store, at = asked_at(request)
    try:
        seen = {task.kind for task in case_file(store, done.case, at, viewer=who).tasks}
    except NotFound:
        seen = set()
    kept = (one for one in done.changes if one.kind in seen or one.kind not in OWED_TO_A_REPORTER)
    return replace(done, changes=tuple(kept))


def _told(asked: Asked) -> FormTold:
    event = asked.event
    return FormTold(
        event.code, event.zh, event.en, asked.row, move_told(asked.move),
        fields_of(event.form, asked.choices), _schema(event.form), asked.leads, asked.lasting,
        asked.answered, asked.exhibits,
    )  # fmt: skip


def _schema(form: type[Form]) -> dict[str, Any]:
    """What is taken as data; what the use case finds out by itself is no field."""
    found = form.model_json_schema()
    for name in form.model_fields.keys() - set(form.asked()):
        found["properties"].pop(name, None)
    return found


def _unless_overtaken(request: Request, number: str, who: str, deed: Callable[[], T]) -> T:
    """Do it; where somebody was first, say what of it the caller may see."""
    try:
        return deed()
    except Conflict as conflict:
        store, at = asked_at(request)
        later = case_file(store, number, at, viewer=who).events
        missed = tuple(one for one in later if one.seq > conflict.expected)
        raise Overtaken(
            conflict.expected, conflict.found, conflict.by, conflict.at, missed
        ) from conflict
