"""Tasks and due days: one's own, those of a day or of every case seen, explained, and urged."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Annotated

from fastapi import BackgroundTasks, Query, Request

from access.tokens import TokenKind
from cases.agenda import Agenda, ListedTask, agenda, list_tasks
from cases.explaining import ClockMove, Sanction, TaskExplanation, explain_task
from cases.urging import Urged, urge
from cases.workbench import Workbench, workbench
from deadlines import Explanation, Unit
from states.errors import NotFound
from states.tasks import TASK_KINDS
from web.api.asking import CaseNumber, Pages, ReadsTasks, WritesTasks, asked_at, poke, room
from web.api.paging import USUAL, Cursor, Limit, Page, key_of
from web.one_moment import READ
from web.words import Lang

Everything = Annotated[bool, Query(description="of every case that the caller sees")]

router = room()


@dataclass(frozen=True, slots=True)
class TaskTold:
    """A task explained; ``otherwise`` says why another day holds than the one counted."""

    case: str
    kind: str
    zh_title: str
    en_title: str
    state: str
    opened_by: str
    opened_by_zh: str
    opened_by_en: str
    opened_at: datetime
    started_on: date
    n: int
    unit: Unit
    rests_on: str
    article: str
    due_on: date
    provisional: bool
    calendar_version: str
    within_window: date | None
    moves: tuple[ClockMove, ...]
    counting: Explanation | None
    sanction: Sanction | None
    otherwise: str | None
    lines: dict[Lang, tuple[str, ...]]


@router.api_route("/tasks", methods=READ)
def my_tasks(
    request: Request,
    caller: ReadsTasks,
    turn: Pages,
    everything: Everything = False,
    due_until: date | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[ListedTask]:
    """Open tasks by due day that the caller answers for."""
    store, at = asked_at(request)
    found = list_tasks(store, at, viewer=caller.who, everything=everything, due_until=due_until)
    after = key_of(cursor)
    asked = sorted(found, key=attrgetter("key"))
    left = [one for one in asked if after is None or one.key > after]
    return turn.page(left[:limit], left[limit - 1].key if len(left) > limit else None)


@router.api_route("/agenda", methods=READ)
def my_agenda(
    request: Request, caller: ReadsTasks, days: Annotated[int, Query(ge=0, le=366)] = 14
) -> Agenda:
    """What is overdue and what falls due in the days ahead, with the days off in between."""
    store, at = asked_at(request)
    return agenda(store, at, days=days, viewer=caller.who)


@router.api_route("/workbench", methods=READ)
def my_workbench(request: Request, caller: ReadsTasks) -> Workbench:
    """The first page: what waits by urgency, two weeks ahead, and what happened lately.

    The last is of cases: a token that is not for them is told none of it.
    """
    store, at = asked_at(request)
    found = workbench(store, at, viewer=caller.who)
    return found if caller.covers(TokenKind.CASES) else replace(found, lately=())


@router.api_route("/cases/{number}/tasks/{kind}", methods=READ)
def explained_task(request: Request, caller: ReadsTasks, number: CaseNumber, kind: str) -> TaskTold:
    """The newest task of that kind with its due date explained, as data and as lines to read."""
    store, at = asked_at(request)
    found = explain_task(store, number, kind, at, viewer=caller.who)
    return TaskTold(
        **{name: getattr(found, name) for name in TaskExplanation.__slots__},
        otherwise=found.otherwise,
        lines={"zh": tuple(found.lines("zh")), "en": tuple(found.lines("en"))},
    )


@router.post("/cases/{number}/tasks/{kind}/urge")
def urge_task(
    request: Request, later: BackgroundTasks, caller: WritesTasks, number: CaseNumber, kind: str
) -> Urged:
    """Urge whoever answers for the task; once for it and a working day."""
    if kind not in TASK_KINDS:
        raise NotFound("待办", "open task", kind)
    store, at = asked_at(request)
    done = urge(store, number, kind, caller.who, at)
    poke(request, later)
    return done
