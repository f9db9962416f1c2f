"""The pages of cases: a list and one case, for reading."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from access.errors import NotSignedIn
from access.policy import Thing
from cases.attachments import attachments_on, takes_files
from cases.attempts import attempts_on
from cases.bundles import bundles_on
from cases.directory import has_right
from cases.listing import URGENCIES, list_cases
from cases.moves import MoveView
from cases.views import CaseFile, case_file
from cases.workbench import workbench
from states.errors import Invalid, NotFound
from states.step import ROWS
from states.tasks import TASK_KINDS
from states.vocabulary import Phase, State
from storage.files.kinds import TAKEN
from web.charts import columns
from web.diagram import diagram
from web.door import Me, now, signed_in
from web.phases import steps, walked
from web.rendering import page

Urgency = Literal["overdue", "today", "soon", "ok", "none"]
READ = ["GET", "HEAD"]
PAGE = 25
LONGEST_QUERY = 100
NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
# Anchored: what follows a key would reach the database.
KEY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\|[0-9A-Za-z-]{1,40}$"
# Beside the road to closing: shown apart, so that the next step is seen first.
ASIDE = frozenset({
    "suspend", "terminate", "withdraw", "refuse", "reopen", "revoke", "add_evidence",
    "declare_recusal", "decide_recusal", "reassign", "confirm_work", "link_items",
    "record_sanction", "extend_plan", "extend_review",
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

router = APIRouter()


@router.api_route("/", methods=READ)
def home(request: Request) -> Response:
    """The workbench; administrators, who see no case, have a first page of their own."""
    try:
        me = signed_in(request)
    except NotSignedIn:
        return RedirectResponse("/cases", 307)
    for thing, letter, page_ in FIRST_PAGES:
        if has_right(me.person, thing, letter):
            return RedirectResponse(page_, 307)
    found = workbench(request.app.state.store, now(request), viewer=me.person.username)
    return page(request, "home.html.j2", desk=found, columns=columns(found.ahead))


@router.api_route("/cases", methods=READ)
def cases(
    request: Request,
    me: Me,
    urgency: Urgency | None = None,
    state: str = "",
    q: str = "",
    after: Annotated[str | None, Query(pattern=KEY)] = None,
) -> Response:
    """Cases by nearest due day, narrowed by urgency, state and words."""
    wanted, words = _state(state), _words(q)
    found = list_cases(
        request.app.state.store,
        request.app.state.clock(),
        viewer=me.person.username,
        urgency=urgency,
        state=wanted,
        query=words or None,
        after=after,
        limit=PAGE,
    )
    total = sum(found.counts.values())
    return page(
        request,
        "cases.html.j2",
        found=found,
        total=total,
        shown=found.counts[urgency] if urgency else total,
        urgency=urgency,
        urgencies=URGENCIES,
        state=wanted,
        states=[(phase, [s for s in State if s.phase is phase]) for phase in Phase],
        q=words,
        after=after,
    )


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
        done=next((event for event in found.events if event.seq == done), None),
        row=found.row,
        steps=steps(road),
        diagram=diagram(road),
        bundles=bundles_on(request.app.state.store, number, at, viewer=who),
        attempts=attempts_on(request.app.state.store, number, at, viewer=who),
        next_moves=next_moves,
        other_moves=[move for move in found.moves if move not in next_moves],
    )


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


def _state(code: str) -> str | None:
    if not code:
        return None
    if code not in set(State):
        raise Invalid("state", "没有这个状态，请从列表中选择", "there is no such state")
    return code


def _words(text: str) -> str:
    """What was typed into a search, without what cannot be seen."""
    clean = "".join(c for c in text if c.isprintable()).strip()
    if len(clean) > LONGEST_QUERY:
        raise Invalid(
            "q",
            f"搜索词不得超过{LONGEST_QUERY}个字，请缩短后再试",
            f"search for {LONGEST_QUERY} characters at most",
        )
    return clean
