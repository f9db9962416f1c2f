"""A text as the check of a digest reads it: only its signs, with where each of them stands.

Full-width forms, old ways of writing a numeral and whatever stands between signs make no
difference to a reader, so they make none here.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ZERO = {"○": "0", "◯": "0", "⚪": "0", "〇": "0"}
"""Signs that are written for the numeral and are not one."""
NUMERALS = dict(
    zip("零一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺", "012345678912345678921", strict=True)
)
TENS = re.compile(
    r"([一二三四五六七八九壹贰叁肆伍陆柒捌玖]?)[十拾]([一二三四五六七八九壹贰叁肆伍陆柒捌玖]?)"
)
TWENTIES = {"廿": "2", "卅": "3"}
RUN = re.compile("[零一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺十拾廿卅]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs in a row; ``first`` and ``last`` say of each where in the text it stands."""

    text: str
    first: tuple[int, ...]
    last: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text the signs from ``start`` to ``end`` stand."""
        return self.first[start], self.last[end - 1] + 1

    def find(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Where ``wanted`` stands, each time, as a span of the text."""
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            yield self.span(at, at + len(wanted))
            at = self.text.find(wanted, at + 1)

    def match(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Where ``pattern`` is met, as spans of the text."""
        for found in pattern.finditer(self.text):
            yield self.span(*found.span())


def signs(text: str, keep: str = "") -> Signs:
    """Its letters, digits and characters in one form each; besides them only those of ``keep``."""
    found: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", ZERO.get(char, char)).casefold():
            if one.isalnum() or one in keep:
                found.append(one)
                places.append(place)
    return Signs("".join(found), tuple(places), tuple(places))


def counted(read: Signs) -> Signs:
    """The same with every numeral in Arabic digits: 二〇二六年三月二十五日 is 2026年3月25日."""
    text: list[str] = []
    first: list[int] = []
    last: list[int] = []
    for at, end, said in _parts(read.text):
        for char in said:
            text.append(char)
            first.append(read.first[at])
            last.append(read.last[end - 1])
    return Signs("".join(text), tuple(first), tuple(last))


def folded(text: str) -> str:
    """What ``text`` looks like among signs."""
    return signs(text).text


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    """The text in pieces: where each begins and ends, and what it says in digits."""
    at = 0
    while at < len(text):
        run = RUN.match(text, at)
        if run is None:
            between = text[at] == "o" and text[at - 1 : at].isnumeric()
            yield at, at + 1, "0" if between else text[at]
            at += 1
            continue
        yield from _numerals(run[0], at)
        at = run.end()


def _numerals(run: str, at: int) -> Iterator[tuple[int, int, str]]:
    place = 0
    while place < len(run):
        ten = TENS.match(run, place)
        if ten and ten[0]:
            said = f"{NUMERALS.get(ten[1], '1')}{NUMERALS.get(ten[2], '0')}"
            end = ten.end()
        elif run[place] in TWENTIES:
            unit = NUMERALS.get(run[place + 1 : place + 2])
            end = place + (2 if unit else 1)
            said = TWENTIES[run[place]] + (unit or "0")
        else:
            said, end = NUMERALS[run[place]], place + 1
        yield at + place, at + end, said
        place = end
