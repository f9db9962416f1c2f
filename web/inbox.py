"""The inbox, what waits or did not arrive, urging a task, and how one wants to be told."""

from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from cases.dead_letters import dead_letters, resend, waiting_letters
from cases.inbox import mark_read, read_inbox
from cases.preferences import preferences_of, set_preferences
from cases.urging import urge
from states.errors import CaseError, Invalid, NotFound
from states.tasks import TASK_KINDS
from web.door import LARGEST, Me, now, own_form
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import language, page

Number = Annotated[int, Form(ge=1, le=LARGEST)]
Maybe = Annotated[int | None, Form(ge=1, le=LARGEST)]
Before = Annotated[int | None, Query(ge=1, le=LARGEST)]
Field = Annotated[str, Form(max_length=1000)]

router = routes()
OWN = [Depends(own_form)]


@router.api_route("/inbox", methods=READ)
def inbox(request: Request, me: Me, before: Before = None, new: bool = False) -> Response:
    """What one was told, the newest first; all of it or what is new."""
    found = read_inbox(
        request.app.state.store, me.person.username, now(request), before=before, unread_only=new
    )
    return page(request, "told/inbox.html.j2", found=found, new=new)


@router.post("/inbox/read", dependencies=OWN)
def read_it(request: Request, me: Me, only: Maybe = None, until: Maybe = None) -> Response:
    """Note that one has read a notice, or all up to the newest that was shown."""
    if only is None and until is None:
        raise Invalid("only", "须指明哪一条", "must say which")
    mark_read(request.app.state.store, me.person.username, now(request), only=only, until=until)
    return RedirectResponse(request.app.url_path_for("inbox"), 303)


@router.api_route("/undelivered", methods=READ)
def undelivered(request: Request, me: Me, before: Before = None) -> Response:
    """What was given up, for those who can do something about it."""
    found = dead_letters(request.app.state.store, me.person.username, now(request), before=before)
    return page(request, "told/undelivered.html.j2", found=found)


@router.api_route("/outbox", methods=READ)
def outbox(request: Request, me: Me, before: Before = None) -> Response:
    """What has still to leave, for the same readers."""
    found = waiting_letters(
        request.app.state.store, me.person.username, now(request), before=before
    )
    return page(request, "told/outbox.html.j2", found=found)


@router.post("/undelivered/resend", dependencies=OWN)
def send_again(request: Request, me: Me, delivery: Number) -> Response:
    """Send a letter again, as the same letter."""
    resend(request.app.state.store, delivery, me.person.username, now(request))
    return RedirectResponse(request.app.url_path_for("undelivered"), 303)


@router.post("/cases/{number}/tasks/{kind}/urge", dependencies=OWN)
def urge_it(request: Request, me: Me, number: str, kind: str) -> Response:
    """Urge whoever answers for the task; back to the case."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    if kind not in TASK_KINDS:
        raise NotFound("待办", "open task", kind[:40])
    urge(request.app.state.store, number, kind, me.person.username, now(request))
    return RedirectResponse(f"/cases/{number}#h-notices", 303)


@router.api_route("/account/notices", methods=READ)
def my_ways(request: Request, me: Me) -> Response:
    """How one is told, and what cannot be switched off."""
    return _ways(request, me.person.username)


@router.post("/account/notices", dependencies=OWN)
def keep_my_ways(
    request: Request,
    me: Me,
    mail: Field = "",
    wecom: Field = "",
    wecom_bot: Field = "",
    dingtalk: Field = "",
    feishu: Field = "",
    webhook: Field = "",
    on: Annotated[list[str] | None, Form()] = None,
    begins: Field = "",
    ends: Field = "",
) -> Response:
    """Keep it, or say what is wrong with it."""
    addresses = {
        "mail": mail, "wecom": wecom, "wecom_bot": wecom_bot, "dingtalk": dingtalk,
        "feishu": feishu, "webhook": webhook,
    }  # fmt: skip
    chosen = frozenset(on or ())
    try:
        set_preferences(
            request.app.state.store, me.person.username, now(request), addresses=addresses,
            on=chosen, quiet=(begins, ends),
        )  # fmt: skip
    except Invalid as refusal:
        given = {"addresses": addresses, "on": chosen, "quiet": (begins, ends)}
        return _ways(request, me.person.username, refusal=refusal, given=given)
    return RedirectResponse(request.app.url_path_for("my_ways"), 303)


def _ways(
    request: Request,
    who: str,
    *,
    refusal: CaseError | None = None,
    given: dict[str, Any] | None = None,
) -> Response:
    held = preferences_of(request.app.state.store, who, now(request))
    shown = given or {
        "addresses": {one.way: one.address for one in held.ways},
        "on": {one.way for one in held.ways if one.on},
        "quiet": held.quiet or ("", ""),
    }
    return page(
        request, "account/notices.html.j2", 422 if refusal else 200, held=held, given=shown,
        refusal=refusal.say(language(request)) if refusal else None,
    )  # fmt: skip
