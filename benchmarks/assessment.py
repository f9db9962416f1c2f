"""What an assessment costs: full answer sheets weighed by the rows of the pack.

A full sheet answers every item of the articles 4 and 10–16, as a review report must; some of them
by their sub-facts. Beside it a plain walk that looks up the same items in the same dict and says
nothing: the least that any answer costs.

Run it with ``python benchmarks/assessment.py``; it prints figures and asserts no time.
"""

import sys
import timeit
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from regulations.assessment import Answers  # noqa: E402
from regulations.pack import parse_pack  # noqa: E402

PACK = parse_pack((ROOT / "regulations" / "packs" / "banan.yaml").read_text(encoding="utf-8"))
ITEMS = [item for group in PACK.groups.values() for item in group.items]
EXEMPT = ("A10.1", "A12.4", "A13.1", "A13.2", "A13.3", "A14.1")


def full(yes: tuple[str, ...] = (), unknown: tuple[str, ...] = ()) -> Answers:
    """Every item answered: these yes, those not known, all others no."""
    no: dict[str, bool | None] = {item.code: False for item in ITEMS}
    return no | dict.fromkeys(yes, True) | dict.fromkeys(unknown)


def by_parts() -> Answers:
    """A full sheet whose composite items are answered by their sub-facts."""
    found: dict[str, bool | None] = {}
    for item in ITEMS:
        parts = {f"{item.code}.{fact.code}": False for fact in item.facts}
        found |= parts or {item.code: item.code in EXEMPT}
    return found


def sheets() -> Iterator[tuple[str, Answers]]:
    """Full sheets, by what they come to."""
    yield "full sheet: may exempt", full(EXEMPT)
    yield "full sheet: due diligence", {**full(("A10.1", "A10.10")), "error_or_loss": False}
    yield "full sheet: excluded", full((*EXEMPT, "A16.X5"))
    yield "full sheet: not tolerated", full(("A15.a", "A15.b"))
    yield "full sheet: nothing holds", full()
    yield "full sheet: sub-facts answered", by_parts()
    yield "full sheet: three not known", full(EXEMPT[:4], ("A13.3", "A15.a", "A16.X2"))
    yield "full sheet: nothing is known", full(unknown=tuple(item.code for item in ITEMS))


def walk(answers: Answers) -> list[str]:
    """The items that are so, and nothing more."""
    return [item.code for item in ITEMS if answers.get(item.code)]


def cost(work: partial[object]) -> tuple[float, float]:
    """Microseconds a call: median and best of nine runs."""
    runs = [seconds / 500 * 1e6 for seconds in timeit.repeat(work, number=500, repeat=9)]
    return median(runs), min(runs)


def main() -> None:
    """Print one line a sheet."""
    print(
        f"{len(ITEMS)} items, {len(PACK.suggestions)} rows; µs an assessment (wanted: at most 50)"
    )
    for name, answers in sheets():
        said = PACK.assessor.assess(answers).suggestions
        middle, best = cost(partial(PACK.assessor.assess, answers))
        least, _ = cost(partial(walk, answers))
        print(
            f"{name:32} median {middle:6.1f}   best {best:6.1f}   plain walk {least:5.1f}   "
            f"{len(answers)} answers: {', '.join(said)}"
        )


if __name__ == "__main__":
    main()
