"""A bar for each correction: from its start to its last day, filled as far as its measures are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LEFT, WIDTH, ROW, TOP = 120, 700, 24, 24
"""Of the labels, of the days, of one bar with its gap, and of the room for the dates above."""
MOST = 20
MARKS = 5
"""Dates that are written above, at most."""
CLASSES = {"red": "c-red", "amber": "c-amber", "green": "c-green", "grey": "c-edge"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One correction: where its days begin, how many there are, how much of them is filled."""

    line: Mapping[str, Any]
    x: int
    y: int
    width: int
    filled: int
    tone: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The chart; ``marks`` are dates with their place, ``today`` is the day of issue's."""

    bars: tuple[Bar, ...]
    marks: tuple[tuple[int, str], ...]
    today: int
    height: int


def bars_of(lines: Sequence[Mapping[str, Any]], issued_on: str) -> Bars | None:
    """The first lines as bars; ``None`` without any."""
    shown = lines[:MOST]
    if not shown:
        return None
    today = date.fromisoformat(issued_on)
    spans = [(_begin(line, today), date.fromisoformat(line["due_on"])) for line in shown]
    first = min(begin for begin, _ in spans)
    last = max(today, *(due for _, due in spans))
    days = max((last - first).days, 1)

    def place(day: date) -> int:
        return LEFT + round((day - first).days * WIDTH / days)

    bars = tuple(
        Bar(line, place(begin), TOP + n * ROW, width := max(place(due) - place(begin), 6),
            round(width * _share(line["kinds"])), CLASSES[line["light"]])
        for n, (line, (begin, due)) in enumerate(zip(shown, spans, strict=True))
    )  # fmt: skip
    step = max(days // MARKS, 1)
    marks = (first + timedelta(days=n) for n in range(0, days + 1, step))
    return Bars(
        bars, tuple((place(day), f"{day:%m-%d}") for day in marks), place(today),
        TOP + len(bars) * ROW,
    )  # fmt: skip


def _begin(line: Mapping[str, Any], today: date) -> date:
    said = line["began_on"] or line["received_on"] or line["decided_on"]
    begun = date.fromisoformat(said) if said else today
    return min(begun, date.fromisoformat(line["due_on"]))


def _share(signs: str) -> float:
    """How much of what was planned is done."""
    planned = signs.count("d") + signs.count("o")
    return signs.count("d") / planned if planned else 0
