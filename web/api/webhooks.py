"""Systems that are told of events: set up, tried, paused, told again, removed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import BackgroundTasks, Path, Request, Response
from pydantic import Field

from cases.hooks import (
    HookView,
    WantedHook,
    add_hook,
    hooks_seen,
    pause_hook,
    remove_hook,
    resend_to_hook,
    secret_of_hook,
)
from web.api.asking import Body, ReadsSystem, WritesSystem, asked_at, poke, room
from web.api.once import OnlyOnce
from web.one_moment import READ
from web.webhooks import ring_of, tried

HookName = Annotated[str, Path(max_length=80)]
Codes = Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=1000)]

router = room()


class NewHook(Body):
    """A system to be told: where, and of which events, phases and units; none named: all."""

    name: str = Field(max_length=200)
    url: str = Field(max_length=2000)
    events: Codes = ()
    phases: Codes = ()
    units: Codes = ()


@dataclass(frozen=True, slots=True)
class HookMade:
    """A system that is told from now on, with its secret; told again under the same key alone."""

    name: str
    secret: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether a system took a word that is no event, and what it answered."""

    taken: bool
    answer: str


@dataclass(frozen=True, slots=True)
class Owed:
    """How many events it is told again."""

    events: int


@router.api_route("/webhooks", methods=READ)
def list_of_webhooks(request: Request, caller: ReadsSystem) -> list[HookView]:
    """Systems that are told of events, how it went last and what waits; for administrators."""
    store, at = asked_at(request)
    return hooks_seen(store, ring_of(request), caller.who, at)


@router.post("/webhooks", status_code=201)
def add_webhook(
    request: Request, caller: WritesSystem, only: OnlyOnce, wanted: NewHook
) -> HookMade:
    """Tell a system of events from now on; its name is taken once."""
    store, at = asked_at(request)
    hook = WantedHook(
        wanted.name, wanted.url, *map(frozenset, (wanted.events, wanted.phases, wanted.units))
    )
    ring, name = ring_of(request), wanted.name.strip()

    def deed() -> str:
        add_hook(store, ring, hook, caller.who, at)
        return name

    done = only.once(caller.who, wanted, deed)
    return HookMade(name, secret_of_hook(store, ring, name, caller.who, at), done.repeated)


@router.post("/webhooks/{name}/test")
def test_webhook(request: Request, caller: WritesSystem, name: HookName) -> Tried:
    """Send a word that is no event, and tell what it answered."""
    return Tried(*tried(request, name, caller.who))


@router.post("/webhooks/{name}/pause", status_code=204)
def pause_webhook(request: Request, caller: WritesSystem, name: HookName) -> Response:
    """Let it rest: what happens waits for it."""
    store, at = asked_at(request)
    pause_hook(store, name, caller.who, at, rests=True)
    return Response(status_code=204)


@router.post("/webhooks/{name}/resume", status_code=204)
def resume_webhook(
    request: Request, later: BackgroundTasks, caller: WritesSystem, name: HookName
) -> Response:
    """Let it go on: it is told what happened meanwhile, in its order."""
    store, at = asked_at(request)
    pause_hook(store, name, caller.who, at, rests=False)
    poke(request, later)
    return Response(status_code=204)


@router.post("/webhooks/{name}/resend")
def resend_to_webhook(
    request: Request, later: BackgroundTasks, caller: WritesSystem, name: HookName
) -> Owed:
    """Tell a system again what was given up; how many events it was."""
    store, at = asked_at(request)
    done = resend_to_hook(store, name, caller.who, at)
    poke(request, later)
    return Owed(done)


@router.delete("/webhooks/{name}", status_code=204)
def drop_webhook(request: Request, caller: WritesSystem, name: HookName) -> Response:
    """Tell it nothing more, also of what waits."""
    store, at = asked_at(request)
    remove_hook(store, name, caller.who, at)
    return Response(status_code=204)
