"""Patterns of error (第十八条第二款): the board, an alert, its papers, and the steps of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import BackgroundTasks, Path, Request, Response
from pydantic import Field, TypeAdapter

from cases.pattern_steps import Asked, take_step
from cases.pattern_views import (
    AlertLine,
    AlertSheet,
    EffectCheck,
    MatterView,
    PatternBoard,
    StepView,
    print_alert,
    read_alert,
    read_patterns,
)
from documents.pdf import available
from reports.patterns import Rate
from states.errors import Conflict, NotFound
from web.api.asking import (
    Body,
    IfMatch,
    IfNoneMatch,
    MaybeKey,
    ReadsReports,
    WritesReports,
    asked_at,
    poke,
    room,
    seen_version,
    tagged,
)
from web.api.problem import Overtaken
from web.media import MEDIA
from web.one_moment import READ
from web.patterns import known

POINTS = ("risk_points", "causes", "advice")
AlertNumber = Annotated[str, Path(max_length=40, description="number of an alert")]
DeedName = Literal["analyse", "warn", "check", "dismiss"]
Text = Annotated[str, Field(max_length=20_000)]

router = room()


@dataclass(frozen=True, slots=True)
class PaperTold:
    """A paper of an alert; no number: it is not signed yet."""

    code: str
    title: str
    number: str | None


@dataclass(frozen=True, slots=True)
class AlertTold:
    """An alert as far as it is the caller's; ``points`` are what the analysis found.

    ``moves`` are the steps that the caller may take now, ``units`` what may be warned, by code and
    name, ``struck`` the codes of the units whose matters it counts.
    """

    line: AlertLine
    version: int
    whole: bool
    points: Mapping[str, tuple[str, ...]]
    steps: tuple[StepView, ...]
    matters: tuple[MatterView, ...]
    rates: tuple[Rate, ...]
    papers: tuple[PaperTold, ...]
    moves: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    struck: tuple[str, ...]
    effect: EffectCheck | None


ALERT: TypeAdapter[AlertTold] = TypeAdapter(AlertTold)


class Said(Body):
    """What a step says; each takes fields of its own."""

    risk_points: Text = Field("", description="of `analyse`: one on each line")
    causes: Text = Field("", description="of `analyse`: one on each line")
    advice: Text = Field("", description="of `analyse`: one on each line")
    units: list[Annotated[str, Field(max_length=40)]] = Field(
        default_factory=list, max_length=1000, description="of `warn`: codes"
    )
    effective: Literal["", "yes", "no"] = Field("", description="of `check`")
    visited_on: Annotated[str, Field(max_length=10)] = Field(
        "", description="of `check`: the day of the visit, from the day the effect is due on"
    )
    visited_by: Text = Field("", description="of `check`: who went")
    finding: Text = Field("", description="of `check`: what was found")
    follows: Text = Field("", description="of `check`: what follows; needed where it did not help")
    reason: Text = Field("", description="of `dismiss`")


@dataclass(frozen=True, slots=True)
class Stepped:
    """The version of the alert after the step."""

    version: int


@router.api_route("/patterns", methods=READ)
def board_of_patterns(request: Request, caller: ReadsReports) -> PatternBoard:
    """The alerts that are the caller's, and what stands out against a unit's own past."""
    store, at = asked_at(request)
    return read_patterns(store, caller.who, at)


@router.api_route("/patterns/{alert}", methods=READ, response_model=AlertTold)
def read_pattern(
    request: Request, caller: ReadsReports, alert: AlertNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """One alert, all that its page shows the caller; its ETag is what `If-Match` takes."""
    known(alert)
    store, at = asked_at(request)
    found = read_alert(store, caller.who, alert, at, bureau=request.app.state.bureau_name)
    return tagged(ALERT, _told(found), found.version, if_none_match)


@router.post("/patterns/{alert}/{deed}")
def step_of_pattern(
    request: Request,
    response: Response,
    later: BackgroundTasks,
    caller: WritesReports,
    alert: AlertNumber,
    deed: DeedName,
    said: Said,
    if_match: IfMatch = None,
    idempotency_key: MaybeKey = None,
) -> Stepped:
    """Take a step, where the alert is still at the version that `If-Match` names."""
    known(alert)
    store, at = asked_at(request)
    given: dict[str, Any] = {name: one for name, one in said.model_dump().items() if one}
    asked = Asked(alert, deed, caller.who, given, seen_version(if_match), idempotency_key)
    try:
        done = take_step(store, asked, at, bureau=request.app.state.bureau_name)
    except Conflict as past:
        raise Overtaken(past.expected, past.found, past.by, past.at) from past
    response.headers["ETag"] = f'"{done}"'
    poke(request, later)
    return Stepped(done)


@router.api_route(
    "/patterns/{alert}/papers/{code}/{as_}", methods=READ, response_class=Response,
    responses={
        200: {"content": {MEDIA[one]: {} for one in ("docx", "pdf")}, "description": "the paper"}
    },
)  # fmt: skip
def paper_of_pattern(
    request: Request,
    caller: ReadsReports,
    alert: AlertNumber,
    code: Literal["D37", "D38"],
    as_: Literal["docx", "pdf"],
) -> Response:
    """The analysis or the warning as a file; that it was taken is in the journal."""
    known(alert)
    if as_ == "pdf" and not available():
        raise NotFound("PDF", "PDF", as_)
    store, at = asked_at(request)
    name, made = print_alert(
        store, caller.who, alert, code, at, bureau=request.app.state.bureau_name, as_=as_
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=MEDIA[as_], headers=headers)


def _told(found: AlertSheet) -> AlertTold:
    points = {name: tuple(found.facts.get(name, ())) for name in POINTS} if found.whole else {}
    papers = tuple(PaperTold(one.code, one.title, one.number) for one in found.papers)
    return AlertTold(
        found.line, found.version, found.whole, points, found.steps, found.matters, found.rates,
        papers, found.moves, tuple(found.units) if found.whole else (), tuple(found.struck),
        found.effect,
    )  # fmt: skip
