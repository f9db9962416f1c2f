"""Systems that are told of events (事件推送): set up, tried, paused, told again, removed."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from cases.directory import has_right, units_seen
from cases.hooks import (
    RING,
    HookView,
    WantedHook,
    add_hook,
    hooks_seen,
    pause_hook,
    remove_hook,
    resend_to_hook,
    try_hook,
)
from notifications.channels.errors import ChannelError
from states.errors import Invalid, NotFound
from states.events import EVENTS
from states.vocabulary import Phase
from storage.sealing import KeyRing, read_ring
from web.door import Me, now, own_form
from web.forms import Typed, typed
from web.one_moment import READ, routes
from web.rendering import language, page
from web.words import Words

Name = Annotated[str, Form(max_length=200)]
Codes = Annotated[list[str] | None, Form(max_length=1000)]
Deed = Literal["test", "pause", "resume", "resend"]

router = routes()
OWN = [Depends(own_form)]


def ring_of(request: Request) -> Callable[[], KeyRing]:
    """What opens the ring that seals addresses and secrets."""
    office = request.app.state.office
    return partial(read_ring, office.keys, RING, office.suite)


@router.api_route("/webhooks", methods=READ)
def webhooks(request: Request, me: Me) -> Response:
    """Every system that is told, how it went last, and what waits for it."""
    return _shown(request, me)


@router.post("/webhooks", dependencies=OWN)
def new_webhook(
    request: Request,
    me: Me,
    name: Name = "",
    url: Annotated[str, Form(max_length=2000)] = "",
    events: Codes = None,
    phases: Codes = None,
    units: Codes = None,
) -> Response:
    """Set one up and tell its secret, this once; what was typed stays where it is refused."""
    wanted = WantedHook(
        name, url.strip(), frozenset(events or ()), frozenset(phases or ()), frozenset(units or ())
    )
    store, who, at = request.app.state.store, me.person.username, now(request)
    try:
        secret = add_hook(store, ring_of(request), wanted, who, at)
    except Invalid as refusal:
        return _shown(request, me, form=typed(request, refusal, {"name": name, "url": url}),
                      ticked=wanted.events | wanted.phases | wanted.units)  # fmt: skip
    return _shown(request, me, secret=(name.strip(), secret))


@router.post("/webhooks/deed", dependencies=OWN)
def webhook_deed(request: Request, me: Me, name: Name, deed: Annotated[Deed, Form()]) -> Response:
    """Try it, let it rest or go on, or tell it again what was given up."""
    store, who, at = request.app.state.store, me.person.username, now(request)
    if deed == "test":
        return _shown(request, me, tried=(name, *tried(request, name, who)))
    if deed == "resend":
        resend_to_hook(store, name, who, at)
    else:
        pause_hook(store, name, who, at, rests=deed == "pause")
    if deed != "pause":
        request.app.state.poke()
    return RedirectResponse(request.app.url_path_for("webhooks"), 303)


@router.api_route("/webhooks/remove/{name:path}", methods=READ)
def ask_to_remove(request: Request, me: Me, name: str) -> Response:
    """What removing it means, before it is done."""
    return page(request, "webhooks/remove.html.j2", hook=_named(_found(request, me), name))


@router.post("/webhooks/remove", dependencies=OWN)
def remove_webhook(request: Request, me: Me, name: Name) -> Response:
    """Tell it nothing more."""
    remove_hook(request.app.state.store, name, me.person.username, now(request))
    return RedirectResponse(request.app.url_path_for("webhooks"), 303)


def tried(request: Request, name: str, who: str) -> tuple[bool, str]:
    """Whether it took a word that is no event, and what it answered."""
    store = request.app.state.store
    try:
        return True, try_hook(store, ring_of(request), name, who, now(request))
    except ChannelError as failure:
        return False, str(failure)


def _found(request: Request, me: Me) -> list[HookView]:
    return hooks_seen(request.app.state.store, ring_of(request), me.person.username, now(request))


def _named(found: list[HookView], name: str) -> HookView:
    for one in found:
        if one.name == name:
            return one
    raise NotFound("事件推送", "webhook", name)


def _shown(
    request: Request,
    me: Me,
    *,
    form: Typed | None = None,
    ticked: frozenset[str] = frozenset(),
    secret: tuple[str, str] | None = None,
    tried: tuple[str, bool, str] | None = None,
) -> Response:
    store, at, who = request.app.state.store, now(request), me.person.username
    found = _found(request, me)  # asked first: it says for whom the page is
    words, units = Words(language(request)), tuple(units_seen(store, who, at))
    sets_up = has_right(me.person, "webhooks", "W")
    return page(
        request,
        "webhooks/list.html.j2",
        form.status if form else 200,
        found=found,
        sets_up=sets_up,
        form=form or Typed(),
        ticked=ticked,
        secret=secret,
        tried=tried,
        phases=tuple(Phase),
        units=units,
        phase_choices=[(phase.value, words.term(phase)) for phase in Phase],
        event_choices=[(code, words.event(code)) for code in EVENTS],
        unit_choices=[(unit.code, unit.name) for unit in units],
    )
