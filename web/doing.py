"""Doing an event on a page: its form, what was typed into it, and what becomes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from cases.advance import Request as Step
from cases.advance import advance
from cases.asking import Asked, AskedToOpen, ask, ask_to_open, done_with
from cases.attempts import keep_attempt
from cases.drafts import Draft, draft_of, drop_draft, keep_draft
from cases.opening import open_matter
from cases.rehearsing import Rehearsed, rehearse
from cases.views import EventView, case_file
from states.errors import CaseError, Conflict, GuardFailed, Invalid, NotAllowed, NotFound
from states.events import EVENTS
from web.door import Me, now, old_form, own_or_old
from web.fields import Field, fields_of
from web.filled import Filled, Given
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import language, page
from web.sections import Section, sections_of
from web.words import Words

OPEN = "open"
OURS = frozenset({"key", "version", "once", "act", "more", "sure"})
"""What a form carries beside its fields."""
LONGEST_KEY = 64
LOOK = "look"
"""What the button says that shows what a step would bring."""
SCRIPT = "application/json"
"""What the page's script accepts when it keeps a draft while somebody writes on."""

router = routes()


async def given(request: Request) -> Given:
    """Everything the form sent, by name; files are not taken here."""
    form = await request.form()
    said: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            said.setdefault(name, []).append(value)
    return said


Sent = Annotated[Given, Depends(given)]
Own = Annotated[bool, Depends(own_or_old)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as its page shows it: filled in, what is wrong, and what happened meanwhile."""

    fields: tuple[Field, ...]
    filled: Filled
    version: int
    wrong: Mapping[str, str]
    refusal: str = ""
    meanwhile: Sequence[EventView] = ()
    kept_at: datetime | None = None
    once: str = ""
    ahead: Rehearsed | None = None
    status: int = 200

    @property
    def sections(self) -> tuple[tuple[Section, tuple[Field, ...]], ...]:
        """The fields under their heads."""
        return sections_of(self.fields)

    def of(self, name: str) -> Field | None:
        """The field whose widget bears that name."""
        return next((one for one in self.fields if one.name == name.partition(".")[0]), None)


@router.api_route("/matters/new", methods=READ)
def new_matter(request: Request, me: Me, draft: bool = True) -> Response:
    """The form of a new matter, with the draft that was kept of it."""
    asked = ask_to_open(request.app.state.store, now(request), viewer=me.person.username)
    fields, kept = fields_of(asked.event.form, asked.choices), _draft(request, me, OPEN)
    filled = Filled(kept.typed) if kept and draft else Filled({"organ": [asked.organ]})
    at = kept.kept_at if kept and draft else None
    return _new(request, asked, Shown(fields, filled, 0, {}, kept_at=at, once=uuid4().hex))


@router.post("/matters/new")
def open_it(request: Request, me: Me, sent: Sent, own: Own) -> Response:
    """Register the matter, or keep what was typed; the page comes back with what is wrong."""
    who, at = me.person.username, now(request)
    asked = ask_to_open(request.app.state.store, at, viewer=who)
    fields, filled = fields_of(asked.event.form, asked.choices), _typed(sent)
    if not own:
        return _new(request, asked, _old(request, sent, fields, filled, 0))
    page_again = request.app.url_path_for("new_matter")
    if turned := _not_yet(request, me, OPEN, sent, page_again):
        return turned
    if not filled.value("more"):
        if lacks := filled.lacks(fields):
            return _new(request, asked, _refused(request, fields, filled, 0, *lacks))
        try:
            done = open_matter(
                request.app.state.store, who, filled.data(fields), now=at, key=_once(filled)
            )
        except CaseError as refusal:
            return _new(request, asked, _refused(request, fields, filled, 0, refusal))
        drop_draft(request.app.state.store, who, OPEN, at)
        to = request.app.url_path_for("matter", number=done.matter)
        return RedirectResponse(to, 303, background=_poke(request))
    return _new(request, asked, _more(fields, filled, 0))


@router.api_route("/cases/{number}/do/{event}", methods=READ)
def form(request: Request, me: Me, number: str, event: str, draft: bool = True) -> Response:
    """The form of an event, with what it leads to and the draft that was kept of it."""
    try:
        asked = _ask(request, me, number, event)
    except NotAllowed as refusal:
        if kept := _draft(request, me, f"{number} {event}"):
            return _closed(request, me, number, event, refusal, Filled(kept.typed), drafted=True)
        raise
    fields, kept = fields_of(asked.event.form, asked.choices), _draft(request, me, _name(asked))
    filled, at = (Filled(kept.typed), kept.kept_at) if kept and draft else (Filled(), None)
    shown = Shown(fields, filled, asked.row.version, {}, kept_at=at, once=uuid4().hex)
    return _form(request, asked, shown)


@router.post("/cases/{number}/do/{event}")
def do_it(request: Request, me: Me, number: str, event: str, sent: Sent, own: Own) -> Response:
    """Do it, where the case is still what was looked at; nothing that was typed is lost."""
    if not own:
        return _again(request, me, number, event, sent)
    if before := _before(request, me, number, event, sent):
        return _to_case(request, number, before)
    try:
        asked = _ask(request, me, number, event)
    except NotAllowed as refusal:
        return _too_late(request, me, number, event, sent, refusal)
    turned = _not_yet(request, me, _name(asked), sent, str(request.url.path))
    return turned or _hand_in(request, asked, me.person.username, sent)


def _again(request: Request, me: Me, number: str, event: str, sent: Given) -> Response:
    """The form of an earlier session as it was filled in, where the event is open to them."""
    try:
        asked = _ask(request, me, number, event)
    except NotAllowed:
        raise old_form() from None
    fields = fields_of(asked.event.form, asked.choices)
    return _form(request, asked, _old(request, sent, fields, _typed(sent), _version(sent)))


def _hand_in(request: Request, asked: Asked, who: str, sent: Given) -> Response:
    """The form is meant: on to the case, or back to the page with what stands against it."""
    store, at, number = request.app.state.store, now(request), asked.row.number
    fields, filled, seen = fields_of(asked.event.form, asked.choices), _typed(sent), _version(sent)
    if filled.value("more"):
        return _form(request, asked, _more(fields, filled, seen))
    lacks, looks = filled.lacks(fields), sent.get("act", ["do"])[0] == LOOK
    if asked.lasting and not looks and not filled.value("sure"):
        lacks += [Invalid("sure", "请勾选确认后再办理", "must be ticked before it is done")]
    if lacks:
        return _form(request, asked, _refused(request, fields, filled, seen, *lacks))
    if looks:
        return _look(request, asked, who, filled, seen)
    try:
        done = advance(
            store,
            number,
            Step(asked.event.code, who, filled.data(fields), seen, _once(filled)),
            now=at,
        )
    except Conflict as conflict:
        file = case_file(store, number, at, viewer=who)
        unticked = Filled({name: said for name, said in filled.given.items() if name != "sure"})
        shown = _refused(request, fields, unticked, conflict.found, conflict)
        later = tuple(one for one in file.events if one.seq > seen)
        return _form(request, asked, _with(shown, meanwhile=later, status=409, once=uuid4().hex))
    except CaseError as refusal:
        return _form(request, asked, _refused(request, fields, filled, seen, refusal))
    drop_draft(store, who, _name(asked), at)
    return _to_case(request, number, done.version, _poke(request) if done.notices else None)


def _too_late(
    request: Request, me: Me, number: str, event: str, sent: Given, refusal: NotAllowed
) -> Response:
    """The event is none of theirs, or not any more: then what was typed comes back as text.

    Raises the refusal, and keeps the attempt, where the case is still what was looked at.
    """
    who, store, at = me.person.username, request.app.state.store, now(request)
    kept = sent.get("act") == ["keep"]
    back = str(request.url.path) if kept else request.app.url_path_for("case", number=number)
    if turned := _not_yet(request, me, f"{number} {event}", sent, back):
        return turned
    seen = _version(sent)
    if not seen:
        keep_attempt(store, number, who, event, refusal, at=at)
        raise refusal
    try:
        advance(store, number, Step(event, who, {}, seen), now=at)
    except Conflict:
        return _closed(request, me, number, event, refusal, _typed(sent), seen=seen)
    raise refusal


def _closed(
    request: Request,
    me: Me,
    number: str,
    event: str,
    refusal: NotAllowed,
    filled: Filled,
    *,
    seen: int | None = None,
    drafted: bool = False,
) -> Response:
    """What was typed, as text, where the event is not open any more; ``drafted``: it is kept.

    Nothing is looked up for it: what there was to choose is not theirs to read here.
    """
    file = case_file(request.app.state.store, number, now(request), viewer=me.person.username)
    later = [one for one in file.events if seen is not None and one.seq > seen]
    return page(
        request, "doing/closed.html.j2", 200 if seen is None else 409, row=file.row,
        event=EVENTS[event], refusal=refusal.say(language(request)), meanwhile=later,
        said=list(filled.said(fields_of(EVENTS[event].form, {}))), drafted=drafted,
    )  # fmt: skip


def _look(request: Request, asked: Asked, who: str, filled: Filled, seen: int) -> Response:
    """The same page, with what the step would bring; nothing of it is kept."""
    fields, app = fields_of(asked.event.form, asked.choices), request.app.state
    step = Step(asked.event.code, who, filled.data(fields), asked.row.version)
    try:
        ahead = rehearse(app.store, asked.row.number, step, app.sender, now=now(request))
    except CaseError as refusal:
        return _form(request, asked, _refused(request, fields, filled, seen, refusal))
    shown = Shown(fields, filled, seen, {}, once=filled.value("once"), ahead=ahead)
    return _form(request, asked, shown)


def _before(request: Request, me: Me, number: str, event: str, sent: Given) -> int | None:
    """What the same form did when it was sent first: whoever presses twice is told the same."""
    key = _once(Filled(sent))
    if not key or not NUMBER.fullmatch(number) or sent.get("act", ["do"])[0] != "do":
        return None
    who, store = me.person.username, request.app.state.store
    return done_with(store, number, event, key, now(request), viewer=who)


def _to_case(
    request: Request, number: str, entry: int, then: BackgroundTask | None = None
) -> Response:
    to = f"{request.app.url_path_for('case', number=number)}?done={entry}"
    return RedirectResponse(to, 303, background=then)


def _ask(request: Request, me: Me, number: str, event: str) -> Asked:
    if not NUMBER.fullmatch(number) or event not in EVENTS:
        raise NotFound("页面", "page", event)
    return ask(request.app.state.store, number, event, now(request), viewer=me.person.username)


def _not_yet(request: Request, me: Me, name: str, sent: Given, back: str) -> Response | None:
    """Where the form is kept or given up rather than handed in; ``None`` where it is meant."""
    act, who = sent.get("act", ["do"])[0], me.person.username
    if act == "drop":
        drop_draft(request.app.state.store, who, name, now(request))
    elif act == "keep":
        typed = {field: said for field, said in sent.items() if field not in OURS}
        keep_draft(request.app.state.store, who, name, typed, now(request))
        if request.headers.get("accept") == SCRIPT:
            return Response(status_code=204)
    else:
        return None
    return RedirectResponse(back, 303)


def _typed(sent: Given) -> Filled:
    """The fields alone, with what the page needs to come back as it was."""
    ours = OURS - {"once", "more", "sure"}
    return Filled({name: values for name, values in sent.items() if name not in ours})


def _more(fields: tuple[Field, ...], filled: Filled, version: int) -> Shown:
    """The same page with one row more in a table of entries."""
    wanted = next((one for one in fields if one.name == filled.value("more")), None)
    added: dict[str, Sequence[str]] = dict(filled.given)
    if wanted is not None:
        added[f"{wanted.name}.rows"] = [str(filled.rows(wanted) + 1)]
    return Shown(fields, Filled(added), version, {}, once=filled.value("once"))


def _old(
    request: Request, sent: Given, fields: tuple[Field, ...], filled: Filled, version: int
) -> Shown:
    """The page of a form that was opened in an earlier session, as it was filled in.

    What asks to keep a draft by itself is refused: nobody looks at its page.
    """
    if sent.get("act") == ["keep"] and request.headers.get("accept") == SCRIPT:
        raise old_form()
    words = Words(language(request))
    said = words.text("表单已过期：打开以后您重新登录过。填写的内容都在下面，请核对后再提交一次。")
    unticked = Filled({name: typed for name, typed in filled.given.items() if name != "sure"})
    return Shown(fields, unticked, version, {}, said, once=filled.value("once"), status=422)


def _refused(
    request: Request, fields: tuple[Field, ...], filled: Filled, version: int, *why: CaseError
) -> Shown:
    """The page with each refusal beside its field, or above all fields."""
    lang, wrong, said = language(request), {}, ""
    for one in why:
        place = _place(fields, filled, one)
        if place and isinstance(one, Invalid):
            wrong[place] = f"{one.zh}。" if lang == "zh" else f"This {one.en}."
        else:
            said = one.say(lang)
            wrong |= _at_items(fields, one, lang)
    return Shown(fields, filled, version, wrong, said, once=filled.value("once"), status=422)


def _at_items(fields: tuple[Field, ...], refusal: CaseError, lang: str) -> dict[str, str]:
    """A mark at every item that a refusal is about."""
    if not isinstance(refusal, GuardFailed) or not any(one.name == "answers" for one in fields):
        return {}
    text = "上述要求涉及本项。" if lang == "zh" else "What is said above is about this item."
    return {f"answers.{code}": text for code in refusal.items}


def _place(fields: tuple[Field, ...], filled: Filled, refusal: CaseError) -> str:
    if not isinstance(refusal, Invalid):
        return ""
    return "sure" if refusal.name == "sure" else filled.place(fields, refusal.name)


def _with(shown: Shown, **changed: Any) -> Shown:
    kept = {name: getattr(shown, name) for name in Shown.__slots__}
    return Shown(**{**kept, **changed})


def _form(request: Request, asked: Asked, shown: Shown) -> Response:
    return page(
        request, "doing/event.html.j2", shown.status, asked=asked, row=asked.row, form=shown
    )


def _new(request: Request, asked: AskedToOpen, shown: Shown) -> Response:
    return page(request, "doing/matter.html.j2", shown.status, asked=asked, form=shown)


def _draft(request: Request, me: Me, name: str) -> Draft | None:
    return draft_of(request.app.state.store, me.person.username, name, now(request))


def _name(asked: Asked) -> str:
    return f"{asked.row.number} {asked.event.code}"


def _version(sent: Given) -> int:
    said = sent.get("version", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < LONGEST_KEY // 4 else 0


def _once(filled: Filled) -> str | None:
    """What makes a form that is sent twice do its event once."""
    return filled.value("once")[:LONGEST_KEY] or None


def _poke(request: Request) -> BackgroundTask:
    """Letters leave at once, not at the next round; Prefect away is made good by its schedule."""
    poke: Callable[[], bool] = request.app.state.poke
    return BackgroundTask(poke)
