"""Automatic work: what runs when, how it went, and letting it run now."""

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from cases.automation import last_sweep, may_run, note_run
from cases.directory import has_right
from states.errors import NotFound
from web.door import Me, now, own_form
from web.engine import AutomaticWork, EngineAway, automatic_work
from web.one_moment import READ, routes
from web.rendering import page

router = routes()


@router.api_route("/automation", methods=READ)
def automation(request: Request, me: Me, asked: str = "") -> Response:
    """Every automatic work; where Prefect is away, what we know ourselves."""
    swept = last_sweep(request.app.state.store, me.person.username, now(request))
    found = _found(request)
    return page(
        request, "automation/list.html.j2", works=found, swept=swept, asked=asked, now=now(request),
        runs=has_right(me.person, "automation", "W"),
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
