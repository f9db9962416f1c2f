"""The room of corrections, and the correction of one case: plan, progress, chart."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from cases.correction import CorrectionFile, MeasureView, correction_of
from cases.corrections import Shown, list_corrections
from cases.plans import MeasureState
from cases.rooms import Light, chosen
from states.errors import NotFound
from states.vocabulary import Measure
from web.case_list import KEY
from web.door import Me, now
from web.gantt import Gantt, Span, gantt
from web.one_moment import READ, routes
from web.pages import NUMBER
from web.rendering import language, page
from web.words import Words

# Anchored: what follows a key would reach the database.
MARK = rf"{KEY}|^[0-9T:.+-]{{19,40}}\|[0-9]{{1,18}}$"
TONES = {Light.RED: "red", Light.AMBER: "amber", Light.GREEN: "brand"}
After = Annotated[str | None, Query(pattern=MARK)]

router = routes()


@router.api_route("/corrections", methods=READ)
def corrections(
    request: Request, me: Me, show: str = Shown.ALL.value, after: After = None
) -> Response:
    """Corrections by their last day, with the chart of those on the page."""
    shown = chosen(Shown, show)
    found = list_corrections(
        request.app.state.store, now(request), viewer=me.person.username, shown=shown, after=after
    )
    drawn = [(row, row.began_on, row.due_on) for row in found.rows]
    spans = [Span(row.number, first, due, row.tally.share) for row, first, due in drawn
             if first and due]  # fmt: skip
    tones = [TONES[row.light] for row in found.rows if row.light and row.began_on]
    chart = gantt(spans, found.today, found.days.is_working, tones)
    return page(
        request, "rooms/corrections.html.j2", found=found, shown=shown, tabs=tuple(Shown),
        chart=chart, after=after,
    )  # fmt: skip


@router.api_route("/cases/{number}/correction", methods=READ)
def correction(request: Request, me: Me, number: str) -> Response:
    """The correction of one case."""
    if not NUMBER.fullmatch(number):
        raise NotFound("案件", "case", number)
    found = correction_of(request.app.state.store, number, now(request), viewer=me.person.username)
    return page(
        request, "rooms/correction.html.j2", found=found, chart=_chart(request, found),
        kinds=len(Measure),
    )  # fmt: skip


def _chart(request: Request, found: CorrectionFile) -> Gantt | None:
    """Its measures from the start of the correction; none before there is a plan."""
    if found.began_on is None:
        return None
    words = Words(language(request))
    drawn = [one for one in found.measures if one.measure.due_on]
    spans = [
        Span(
            words.term(one.measure.kind), found.began_on, one.measure.due_on or found.began_on,
            float(one.state is MeasureState.DONE), one.measure.done_on,
        )
        for one in drawn
    ]  # fmt: skip
    return gantt(spans, found.today, found.days.is_working, [_tone(one) for one in drawn])


def _tone(one: MeasureView) -> str:
    if one.state is MeasureState.DONE:
        return "green"
    return TONES[one.light] if one.light else "brand"
