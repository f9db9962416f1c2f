"""Charts as plain shapes: where each bar stands and how high it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.workbench import Load

WIDTH, HEIGHT, TOP = 30, 96, 16
"""Of one column with its gap, of the highest, and of the room for its number above it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A bar in a chart: its left edge, its top and height, and what it stands for."""

    x: int
    y: int
    height: int
    load: Load
    first: bool


def heights(numbers: Sequence[int]) -> list[int]:
    """How high the bar of each number is; the largest one is as high as the chart."""
    most = max(numbers, default=0) or 1
    return [round(HEIGHT * number / most) for number in numbers]


def columns(loads: Sequence[Load]) -> tuple[Column, ...]:
    """A bar for each day; the busiest one is as high as the chart."""
    return tuple(
        Column(n * WIDTH, TOP + HEIGHT - height, height, load, n == 0)
        for n, (load, height) in enumerate(
            zip(loads, heights([load.tasks for load in loads]), strict=True)
        )
    )
