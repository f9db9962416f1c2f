"""A Gantt chart as plain shapes: where each bar stands, today's line, the days off."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, LABEL, TOP, ROW, BAR = 1000, 170, 36, 26, 14
"""Of the whole chart, of the names on its left, of the dates above it, of a row and its bar."""
MARGIN = 3
"""Days that are shown before the first bar and after the last."""
ONE_WEEK, FOUR_WEEKS, QUARTER = 7, 28, 91
MOST_TICKS, LAST_TICK = 14, 40
FURTHEST = timedelta(days=1100)
"""How far from today a chart reaches; what lies beyond is cut off."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a bar stands for: from ``first`` to ``due_on``, and how much of it is done.

    ``share`` lies between 0 and 1; ``done_on`` is when nothing was open any more.
    """

    label: str
    first: date
    due_on: date
    share: float = 0.0
    done_on: date | None = None
    href: str = ""

    def late_until(self, today: date) -> date | None:
        """Until when it went on after its day; ``None`` where it did not."""
        end = self.done_on or today
        return end if end > self.due_on else None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as drawn; ``late_x`` and ``late`` are what goes beyond its day (0: nothing does)."""

    span: Span
    y: int
    x: float
    width: float
    filled: float
    late_x: float
    late: float
    tone: str


@dataclass(frozen=True, slots=True)
class Gantt:
    """What the template draws; ``off`` is one path of every run of days off."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    off: str
    today_x: float
    width: int
    height: int
    label: int = LABEL
    top: int = TOP


def gantt(
    spans: Sequence[Span], today: date, is_working: Callable[[date], bool], tones: Sequence[str]
) -> Gantt | None:
    """The chart of ``spans`` in their order, each in its tone; ``None`` where there is nothing."""
    if not spans:
        return None
    margin = timedelta(days=MARGIN)
    begun = min(today, *(span.first for span in spans))
    ended = max(today, *(span.late_until(today) or span.due_on for span in spans))
    first, last = max(begun, today - FURTHEST) - margin, min(ended, today + FURTHEST) + margin
    scale = (WIDTH - LABEL) / ((last - first).days + 1)

    def x(day: date) -> float:
        """The left edge of a day, within the chart."""
        return round(min(max(LABEL + (day - first).days * scale, LABEL), WIDTH), 1)

    height = TOP + len(spans) * ROW + 4
    bars = tuple(
        _bar(span, TOP + place * ROW + (ROW - BAR) // 2, tone, today, x)
        for place, (span, tone) in enumerate(zip(spans, tones, strict=True))
    )
    return Gantt(
        bars=bars,
        ticks=tuple(
            (x(day), f"{day:%m-%d}") for day in _ticks(first, last) if x(day) < WIDTH - LAST_TICK
        ),
        off=_off(first, last, is_working, x, height),
        today_x=round(x(today) + scale / 2, 1),
        width=WIDTH,
        height=height,
    )


def _bar(span: Span, y: int, tone: str, today: date, x: Callable[[date], float]) -> Bar:
    start, end = x(span.first), x(_after(max(span.due_on, span.first)))
    width, until = round(end - start, 1), span.late_until(today)
    late = round(x(_after(until)) - end, 1) if until and until > span.first else 0.0
    share = min(max(span.share, 0.0), 1.0)
    return Bar(span, y, start, width, round(width * share, 1), end, max(late, 0.0), tone)


def _after(day: date) -> date:
    """The next day; there is none after the last one."""
    return day if day == date.max else day + timedelta(days=1)


def _ticks(first: date, last: date) -> Iterator[date]:
    """Mondays, as far apart as leaves room for their dates."""
    steps = (ONE_WEEK, 2 * ONE_WEEK, FOUR_WEEKS, QUARTER, 4 * QUARTER)
    length = (last - first).days
    step = next((s for s in steps if length <= s * MOST_TICKS), length // MOST_TICKS + 1)
    day = first + timedelta(days=-first.weekday() % ONE_WEEK)
    while day <= last:
        yield day
        day += timedelta(days=step)


def _off(
    first: date,
    last: date,
    is_working: Callable[[date], bool],
    x: Callable[[date], float],
    height: int,
) -> str:
    """One path over every run of days that are not worked."""
    one, day, path = timedelta(days=1), first, []
    while day <= last:
        if is_working(day):
            day += one
            continue
        begun = day
        while day <= last and not is_working(day):
            day += one
        path.append(f"M{x(begun):g} {TOP - 4}H{x(day):g}V{height}H{x(begun):g}Z")
    return "".join(path)
