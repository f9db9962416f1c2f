"""What a paper costs: its words beside bare Jinja2, and the .docx and PDF of the same papers.

Every shipped template is rendered with the sample's facts. Bare Jinja2 compiles the same texts in
an ordinary environment with our few filters and keeps them; ours also looks the text up, keeps to
what is allowed and escapes what it prints. Limits: 60 ms for a .docx, 50 ms for a PDF, memory flat
over ten thousand.

Run it with ``python benchmarks/papers.py [rounds] [papers]``; it prints figures and asserts no
time.
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from jinja2 import Environment

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cases.papers import shipped  # noqa: E402
from documents.catalogue import KINDS  # noqa: E402
from documents.pdf import write_pdf  # noqa: E402
from documents.render import BLANK, BLANK_DAY, render_sheet, render_words  # noqa: E402
from documents.sample import sample_context  # noqa: E402
from documents.word import write_docx  # noqa: E402


def bare() -> dict[str, Callable[..., str]]:
    """The same templates in an ordinary environment, compiled once."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - text
    made.filters |= {
        "paragraphs": lambda value: value,
        "blank": lambda value: value.strip() or BLANK,
        "day": lambda value: value.strip() or BLANK_DAY,
    }
    return {code: made.from_string(shipped(code)).render for code in KINDS}


def spent(work: Callable[[str], object]) -> dict[str, float]:
    """Seconds for each paper."""
    found = {}
    for code in KINDS:
        began = time.perf_counter()
        work(code)
        found[code] = time.perf_counter() - began
    return found


def main(rounds: int, papers: int) -> None:
    """Words beside words, round after round; then what is written of them."""
    facts = {code: sample_context(code, full=True) for code in KINDS}
    plain = bare()
    shares = []
    for n in range(rounds + 1):
        theirs = sum(spent(lambda code: [plain[code](facts[code]) for _ in range(50)]).values())
        ours = sum(
            spent(lambda code: [render_words(shipped(code), facts[code]) for _ in range(50)])
            .values()
        )  # fmt: skip
        if n:  # the first warms both up
            shares.append(theirs / ours)
            each = 50 * len(KINDS)
            print(f"bare {theirs / each * 1e6:5.0f} µs   ours {ours / each * 1e6:5.0f} µs a paper"
                  f"   {shares[-1]:.2f}")  # fmt: skip
    print(f"words: median of {rounds}: {median(shares):.2f} of bare cached Jinja2 (≥ 0.8)")

    sheets = {code: render_sheet(shipped(code), KINDS[code].form, facts[code]) for code in KINDS}
    for name, write, limit in (("docx", write_docx, 60), ("pdf", write_pdf, 50)):
        write(sheets["D01"])
        found = sorted(spent(lambda code, write=write: write(sheets[code])).values())
        print(f"{name}: median {median(found) * 1e3:.0f} ms, slowest {found[-1] * 1e3:.0f} ms "
              f"(≤ {limit})")  # fmt: skip

    held = []
    for n in range(papers):
        if n in {papers // 10, papers - 1}:
            held.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        code = list(KINDS)[n % len(KINDS)]
        write_pdf(render_sheet(shipped(code), KINDS[code].form, facts[code]))
    print(f"memory: {held[0]:.0f} MB after {papers // 10} PDFs, {held[-1]:.0f} MB after {papers}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 5, given[1] if len(given) > 1 else 10_000)
