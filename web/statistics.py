"""Statistics: key figures with what they count, each leading to its list."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cases.figures import Figures, WeekFigure, figures_of
from web.charts import HEIGHT, TOP, heights
from web.door import Me, now
from web.pages import READ
from web.rendering import page

WEEK = 52
"""How wide a week's column is with its gap."""

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WeekColumn:
    """A week in the chart: its left edge, its top and height."""

    x: int
    y: int
    height: int
    week: WeekFigure


@router.api_route("/statistics", methods=READ)
def statistics(request: Request, me: Me) -> Response:
    """The figures of the cases that the reader sees."""
    found = figures_of(request.app.state.store, now(request), viewer=me.person.username)
    return page(
        request, "rooms/statistics.html.j2", found=found, columns=_columns(found),
        busiest=max((phase.cases for phase in found.phases), default=0) or 1,
    )  # fmt: skip


def _columns(found: Figures) -> tuple[WeekColumn, ...]:
    high = heights([week.tasks for week in found.weeks])
    return tuple(
        WeekColumn(n * WEEK, TOP + HEIGHT - height, height, week)
        for n, (week, height) in enumerate(zip(found.weeks, high, strict=True))
    )
