"""A bar for each correction: from its start to its last day, filled as far as its measures are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reports.follow_up_bars import begin_of, done_of

LEFT, WIDTH, ROW, TOP = 120, 700, 24, 24
"""Of the labels, of the days, of one bar with its gap, and of the room for the dates above."""
EACH = 50
"""Bars of one chart: what fits on a printed page."""
MARKS = 5
"""Dates that are written above, at most."""
CLASSES = {"red": "c-red", "amber": "c-amber", "green": "c-green", "grey": "c-edge"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One correction: where its days begin, how many there are, how much of them is filled."""

    line: Mapping[str, Any]
    x: int
    y: int
    width: int
    filled: int
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; ``marks`` are dates with their place, ``today`` is the day of issue's."""

    bars: tuple[Stretch, ...]
    marks: tuple[tuple[int, str], ...]
    today: int
    height: int


def charts_of(lines: Sequence[Mapping[str, Any]], issued_on: str) -> tuple[Chart, ...]:
    """A bar for each line, in charts on one scale."""
    if not lines:
        return ()
    today = date.fromisoformat(issued_on)
    spans = [(begin_of(line, today), date.fromisoformat(line["due_on"])) for line in lines]
    first = min(today, *(begin for begin, _ in spans))
    days = max((max(today, *(due for _, due in spans)) - first).days, 1)

    def place(day: date) -> int:
        return LEFT + round((day - first).days * WIDTH / days)

    def bar(n: int, line: Mapping[str, Any], begin: date, due: date) -> Stretch:
        x = place(begin)
        width = max(place(due) - x, 6)
        filled = round(width * done_of(line["kinds"]))
        return Stretch(line, x, TOP + n * ROW, width, filled, CLASSES[line["light"]])

    step = max(days // MARKS, 1)
    dates = (first + timedelta(days=n) for n in range(0, days + 1, step))
    marks = tuple((place(day), f"{day:%m-%d}") for day in dates)
    charts = []
    for at in range(0, len(lines), EACH):
        some = zip(lines[at : at + EACH], spans[at : at + EACH], strict=True)
        bars = tuple(bar(n, line, *span) for n, (line, span) in enumerate(some))
        charts.append(Chart(bars, marks, place(today), TOP + len(bars) * ROW))
    return tuple(charts)
