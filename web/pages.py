"""The workbench, the tasks behind its figures, and the page of a case."""

import re
from typing import Annotated, Literal
from uuid import uuid4

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from access.policy import Thing
from cases.attachments import attachments_on, takes_files
from cases.attempts import attempts_on
from cases.bundles import bundles_on
from cases.digest_views import digests_that_wait
from cases.directory import has_right
from cases.explaining import explain_task
from cases.follow_up_reading import latest_head
from cases.moves import MoveView
from cases.rooms import pages_of
from cases.statistics import issue_names
from cases.views import CaseFile, case_file
from cases.workbench import my_tasks, workbench
from states.errors import NotFound
from states.step import ROWS
from states.tasks import TASK_KINDS
from states.vocabulary import Phase, State
from storage.files.kinds import TAKEN
from web.charts import columns
from web.diagram import diagram
from web.door import Me, now
from web.one_moment import READ, routes
from web.phases import steps, walked
from web.rendering import language, page

NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
TASK_KEY = r"^[0-9-]{10}\|[0-9A-Za-z-]{1,40}\|[a-z_]{1,40}$"
# Beside the road to closing: shown apart, so that the next step is seen first.
ASIDE = frozenset({
    "suspend", "terminate", "withdraw", "refuse", "reopen", "revoke", "add_evidence",
    "comment", "declare_recusal", "decide_recusal", "reassign", "confirm_work", "link_items",
    "record_sanction", "extend_plan", "extend_review", "prove_service",
})  # fmt: skip
# Where a case waits for the handler's recommendation, that is the next step.
RECOMMENDED_IN = frozenset({State.LATE_PENDING, State.SUSPENDED})

OBJECTION = {"object": "objection", "answer_objection": "answer_objection"}
"""What settles which task, where the measures know an objection."""

FIRST_PAGES = (
    (Thing.ACCOUNTS, "C", "/accounts"),
    (Thing.ROLES, "G", "/roles"),
    (Thing.JOURNAL, "R", "/journal"),
)
"""Where work begins for whoever keeps accounts, roles or the journal."""

Waits = Literal["overdue", "today", "soon", "ok"]

router = routes()


@router.api_route("/", methods=READ)
def home(request: Request, me: Me) -> Response:
    """The workbench; administrators, who see no case, have a first page of their own."""
    for thing, letter, page_ in FIRST_PAGES:
        if has_right(me.person, thing, letter):
            return RedirectResponse(page_, 307)
    store, who, at = request.app.state.store, me.person.username, now(request)
    found = workbench(store, at, viewer=who)
    followed = latest_head(store, who, at)
    return page(
        request, "home.html.j2", desk=found, columns=columns(found.ahead), followed=followed,
        digests=digests_that_wait(store, who, at),
        english=issue_names(store) if found.alerts else {},
    )  # fmt: skip


@router.api_route("/tasks", methods=READ)
def tasks(
    request: Request,
    me: Me,
    urgency: Waits | None = None,
    after: Annotated[str | None, Query(pattern=TASK_KEY)] = None,
) -> Response:
    """The reader's own tasks, page by page to the last; of one urgency or all."""
    store = request.app.state.store
    found = my_tasks(store, now(request), viewer=me.person.username, urgency=urgency, after=after)
    return page(
        request, "tasks.html.j2", found=found, urgency=urgency, after=after,
        english=issue_names(store) if found.alerts else {},
    )  # fmt: skip


@router.api_route("/cases/{number}", methods=READ)
def case(request: Request, me: Me, number: str, done: int = 0) -> Response:
    """One case as it stands; ``done`` is the entry that this reader has just made."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    who, at = me.person.username, request.app.state.clock()
    found = case_file(request.app.state.store, number, at, viewer=who)
    road = walked(found)
    next_moves = [move for move in found.moves if _is_next(found, move)]
    may_attach, may_show = takes_files(request.app.state.store, number, who, at)
    return page(
        request,
        "case.html.j2",
        files=attachments_on(request.app.state.store, number, at, viewer=who),
        listed={piece.number for piece in found.evidence},
        takes_files=may_attach,
        may_show=may_show,
        most_bytes=request.app.state.shelf.most_bytes,
        endings=TAKEN,
        case=found,
        once=uuid4().hex,
        done=next((event for event in found.events if event.seq == done), None),
        row=found.row,
        steps=steps(road),
        diagram=diagram(road),
        bundles=bundles_on(request.app.state.store, number, at, viewer=who),
        attempts=attempts_on(request.app.state.store, number, at, viewer=who),
        parts=pages_of(request.app.state.store, number, at, viewer=who),
        next_moves=next_moves,
        other_moves=[move for move in found.moves if move not in next_moves],
    )


@router.api_route("/cases/{number}/tasks/{kind}", methods=READ)
def explained(request: Request, me: Me, number: str, kind: str) -> Response:
    """Why a task is due on its day, day by day."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    at = now(request)
    found = explain_task(request.app.state.store, number, kind, at, viewer=me.person.username)
    return page(request, "explained.html.j2", found=found, lines=found.lines(language(request)))


def _is_next(case: CaseFile, move: MoveView) -> bool:
    """Whether a move leads on; one that only settles a task does while that task is open."""
    state = State(case.row.state)
    moved = any(row.dest is not state for row in ROWS.get((move.event, state), ()))
    if move.event in TASK_KINDS and not moved:
        return any(task.kind == move.event and task.state == "open" for task in case.tasks)
    if move.event in OBJECTION:
        return any(task.kind in OBJECTION.values() and task.state == "open" for task in case.tasks)
    if move.event == "open_clearing":
        return moved
    if move.event == "recommend":
        return state in RECOMMENDED_IN
    if move.event == "file" and state.phase is Phase.REVIEW:
        return False
    return move.event not in ASIDE
