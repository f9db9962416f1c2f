"""What a due date costs: ours beside those peers that happen to be installed.

Run it with ``python benchmarks/working_days.py``; it prints figures and asserts no time.
"""

import importlib
import sys
import timeit
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deadlines import Unit, build_calendar, due, explain, next_action, parse_years  # noqa: E402
from deadlines.ladder import end_of  # noqa: E402

START = date(2025, 9, 25)
N = 5
TRUTH = date(2025, 10, 9)
Peer = tuple[str, Callable[[], object], str]


def ours() -> Iterator[Peer]:
    """Our own calls, on the shipped calendar."""
    text = (ROOT / "storage" / "seed" / "calendar.json").read_text(encoding="utf-8")
    years = parse_years(text)
    calendar = build_calendar(years)
    wd, days, after = Unit.WD, Unit.D, end_of(START)
    yield "deadlines.due, working days", lambda: due(START, N, wd, calendar)[0], ""
    yield "deadlines.due, calendar days", lambda: due(START, N, days, calendar), ""
    yield "deadlines.explain", lambda: explain(START, N, wd, calendar), ""
    yield (
        "deadlines.next_action",
        lambda: next_action(TRUTH, (-2, -1, 0, 1, 3, 5), calendar, after=after),
        "",
    )
    yield "deadlines.build_calendar", lambda: build_calendar(years), "97 years"


def peers() -> Iterator[Peer]:
    """The same question to others; numpy cannot be told of make-up days."""
    if numpy := _installed("numpy"):
        off = ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08"]
        week = numpy.busdaycalendar(holidays=off)
        start = numpy.datetime64(START)
        yield (
            "numpy.busday_offset, one",
            lambda: numpy.busday_offset(start, N, busdaycal=week).astype(object),
            "no make-up days",
        )
        many = numpy.full(100_000, start)
        yield (
            "numpy.busday_offset, 100 000 at once",
            lambda: numpy.busday_offset(many, N, busdaycal=week),
            "no make-up days",
        )
    if chinese := _installed("chinese_calendar"):
        yield "chinesecalendar.find_workday", lambda: chinese.find_workday(N, START), "to 2026"
    if holidays := _installed("holidays"):
        china = holidays.country_holidays("CN", years=(2025, 2026))
        yield "holidays.get_nth_working_day", lambda: china.get_nth_working_day(START, N), ""


def _installed(name: str):  # noqa: ANN202 - whatever module it is
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        print(f"{name}: not installed, left out")
        return None


def measure(call: Callable[[], object]) -> float:
    """Microseconds a call, the best of five runs of about a tenth of a second."""
    once = max(timeit.timeit(call, number=1), 1e-7)
    number = max(1, min(200_000, int(0.1 / once)))
    return min(timeit.repeat(call, number=number, repeat=5)) / number * 1e6


def main() -> None:
    """Print one line a call: microseconds, answer where it is a date, remark."""
    for name, call, remark in (*ours(), *peers()):
        answer = call()
        right = "" if type(answer) is not date else ("right" if answer == TRUTH else "wrong")
        print(f"{name:40} {measure(call):12.3f} µs  {right:6} {remark}")


if __name__ == "__main__":
    main()
