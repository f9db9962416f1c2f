"""Whether a case's digest still tells whose case it is (第二十条): pure, and without a memory.

What it finds is said with its place and never with its words: no log and no message repeats it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reports.digest_marks import BROKEN, COPIED, Marks, Tells
from reports.digest_places import Span, firms_in, places_in
from reports.digest_signs import Signs, counted, signs

ADVICE: Mapping[Tells, tuple[str, str]] = {
    Tells.PERSON: ("改写为“某执法人员”“有关人员”", "write ‘an officer’, ‘somebody’"),
    Tells.UNIT: ("改写为“某单位”“有关科室”", "write ‘a unit’, ‘an office’"),
    Tells.NUMBER: ("删去；金额、数量写概数", "leave it out; round amounts"),
    Tells.DATE: ("删去，或者改写为“某日”“事后”“数日内”", "leave it out, or write ‘later’, ‘soon’"),
    Tells.PLACE: ("改写为“某地”“某企业”", "write ‘a place’, ‘a firm’"),
    Tells.SOURCE: ("删去，不写明由谁、以何种方式反映", "leave it out: nobody learns of a report"),
    Tells.COPIED: ("用自己的话概括", "say it in words of your own"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: from where to where in the text of ``part``."""

    part: str
    kind: Tells
    start: int
    end: int


DATES = tuple(map(re.compile, (
    r"\d{1,4}年\d{1,2}月(?:\d{1,2}[日号]?)?",
    r"\d{1,2}月(?:\d{1,2}[日号]?|初\d{1,2})",
    r"[正冬腊]月(?:初?\d{1,2})",
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\d{1,4}",
    r"\d(?:st|nd|rd|th)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
)))  # fmt: skip
SPACED = re.compile(r"(?:19|20)\d\d[-/.,_~·]{1,3}\d{1,2}[-/.,_~·]{1,3}\d{1,2}")
LONG = re.compile(r"\d{7,}")
PAPER = re.compile(r"(?:19|20)\d\d年?第?\d{1,6}号")
CASE = re.compile(r"(?:19|20)\d\d-\d{4}")
SOURCE = re.compile(
    r"举报|信访|检举|控告|(?<!未有)投诉|(?<!\d)12(?:345|369)(?!\d)|来信来访|匿名|实名"
)
APART = "-/.,_~·"
RUNNING = ",、:;/()\n"
"""What keeps one number apart from the next."""


def check(parts: Mapping[str, str], marks: Marks) -> tuple[Finding, ...]:
    """Everything in these texts that tells the case, in the order of the texts."""
    return tuple(one for part, text in parts.items() for one in _check(part, text, marks))


def _check(part: str, text: str, marks: Marks) -> Iterator[Finding]:
    found: dict[Tells, set[Span]] = {}
    for kind, span in _found(text, marks):
        found.setdefault(kind, set()).add(span)
    whole = [(kind, span) for kind, spans in found.items() for span in _joined(spans)]
    for kind, (start, end) in sorted(whole, key=lambda one: one[1]):
        yield Finding(part, kind, start, end)


def _found(text: str, marks: Marks) -> Iterator[tuple[Tells, Span]]:
    read, apart = signs(text), counted(signs(text, APART))
    plain = counted(read)
    for kind, words in marks.said.items():
        yield from _each(kind, (s for one in words for s in _words(read, plain, one)))
    for kind, pattern in marks.patterns:
        yield from _each(kind, plain.match(pattern))
        yield from _each(kind, read.match(pattern))
    for pattern in DATES:
        yield from _each(Tells.DATE, plain.match(pattern))
    yield from _each(Tells.DATE, apart.match(SPACED))
    if marks.slashed:
        yield from _each(Tells.DATE, apart.match(marks.slashed))
    running, broken = counted(signs(text, RUNNING)), signs(text, BROKEN)
    yield from _each(Tells.NUMBER, running.match(LONG))
    yield from _each(Tells.NUMBER, plain.match(PAPER))
    yield from _each(Tells.NUMBER, apart.match(CASE))
    yield from _each(Tells.PLACE, places_in(broken, marks.places))
    yield from _each(Tells.PLACE, firms_in(broken, marks.firms))
    yield from _each(Tells.SOURCE, read.match(SOURCE))
    yield from _each(Tells.COPIED, _copied(read, marks.runs))


def _each(kind: Tells, spans: Iterable[Span]) -> Iterator[tuple[Tells, Span]]:
    return ((kind, span) for span in spans)


def _words(read: Signs, plain: Signs, word: str) -> Iterator[Span]:
    yield from read.find(word)
    yield from plain.find(counted(signs(word)).text)


def _copied(read: Signs, runs: frozenset[str]) -> Iterator[Span]:
    for at in range(len(read.text) - COPIED + 1):
        if read.text[at : at + COPIED] in runs:
            yield read.span(at, at + COPIED)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
