"""Automatic work: what runs when, how it went, and letting it run now."""

import re

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from cases.automation import last_sweep, may_run, note_run
from cases.directory import has_right
from states.errors import NotFound
from web.door import Me, now, own_form
from web.engine import AutomaticWork, EngineAway, automatic_work
from web.pages import READ
from web.rendering import language, page
from web.words import Words

EVERY = re.compile(r"\*/(\d+) \* \* \* \*")
DAILY = re.compile(r"(\d+) (\d+) \* \* \*")

router = APIRouter()


@router.api_route("/automation", methods=READ)
def automation(request: Request, me: Me, asked: str = "") -> Response:
    """Every automatic work; where Prefect is away, what we know ourselves."""
    swept = last_sweep(request.app.state.store, me.person.username, now(request))
    found = _found(request)
    words = Words(language(request))
    return page(
        request, "automation/list.html.j2", works=found, swept=swept, asked=asked, now=now(request),
        runs=has_right(me.person, "automation", "W"),
        when={one.name: schedule(words, one.crons) for one in found or ()},
    )  # fmt: skip


@router.api_route("/automation/{name}", methods=READ)
def before_run(request: Request, me: Me, name: str) -> Response:
    """What letting it run now means, before it is done."""
    may_run(request.app.state.store, me.person.username, now(request))
    return page(request, "automation/ask.html.j2", work=_named(_found(request), name))


@router.post("/automation/{name}", dependencies=[Depends(own_form)])
def run_now(request: Request, me: Me, name: str) -> Response:
    """Let it run now, under the name of who asked for it."""
    may_run(request.app.state.store, me.person.username, now(request))
    work = _named(_found(request), name)
    if work is None:
        return page(request, "automation/ask.html.j2", 503, work=None)
    note_run(request.app.state.store, work.name, me.person.username, now(request))
    if not request.app.state.poke(work.name):
        return page(request, "automation/ask.html.j2", 503, work=None)
    return RedirectResponse(f"{request.app.url_path_for('automation')}?asked={work.name}", 303)


def schedule(words: Words, crons: tuple[str, ...]) -> str:
    """Crons in words; one that is neither every few minutes nor daily stays as it is."""
    return ("、" if words.lang == "zh" else ", ").join(_cron(words, cron) for cron in crons)


def _cron(words: Words, cron: str) -> str:
    if every := EVERY.fullmatch(cron):
        return words.text("每 {n} 分钟", n=every[1])
    if daily := DAILY.fullmatch(cron):
        return words.text("每日 {at}", at=f"{int(daily[2]):02d}:{int(daily[1]):02d}")
    return cron


def _found(request: Request) -> list[AutomaticWork] | None:
    """What Prefect says; nothing where it is away."""
    try:
        return automatic_work(request.app.state.engine)
    except EngineAway:
        return None


def _named(found: list[AutomaticWork] | None, name: str) -> AutomaticWork | None:
    """The work of that name, nothing where Prefect is away; raises ``NotFound``."""
    if found is None:
        return None
    for one in found:
        if one.name == name:
            return one
    raise NotFound("自动任务", "automatic work", name)
