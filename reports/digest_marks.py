"""What tells whose case it is (第二十条): Marks, made ready to be looked for in a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reports.digest_places import known_firms, known_places, names_of_party, town_of
from reports.digest_signs import counted, folded, signs
from reports.names import surname
from states.vocabulary import Term

TITLES = (
    "某|队长|大队长|中队长|支队长|科长|局长|主任|所长|处长|书记|股长|组长|站长|工程师|同志|警官|姓"
)
COPIED = 24
"""Signs in a row that nobody writes alike by chance."""
SHORT, TEN = 2, 10
BROKEN = ",、。:;!?()\n"
"""Where a name of a place ends."""
ORDINAL = re.compile(r"(\d+)(大队|中队|支队|分队|队|科|所|室|站|组)$")


class Tells(Term):
    """What a place in a digest tells of its case."""

    PERSON = "person", "姓名或可识别的称谓", "a name, or what somebody is called by"
    UNIT = "unit", "单位名称或简称", "a unit, or what it is called for short"
    NUMBER = (
        "number",
        "编号、文号、证件或电话号码",
        "a number of a case, paper, identity or telephone",
    )
    DATE = "date", "日期", "a date"
    PLACE = "place", "地名、企业名称或地址", "a place, a firm or an address"
    SOURCE = "source", "线索来源", "where the matter came from"
    COPIED = "copied", "案卷原文", "words of the file"


@dataclass(frozen=True)
class Marks:
    """What tells a case: names, numbers, places and days, and the texts of its file."""

    officers: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    usernames: frozenset[str] = frozenset()
    own_units: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    texts: tuple[str, ...] = ()

    @cached_property
    def said(self) -> Mapping[Tells, frozenset[str]]:
        """What must not be said, as it looks among signs."""
        given = {name.removeprefix(surname(name)) for name in self.officers}
        towns = {one for name in self.organs for one in town_of(name)}
        words = {
            Tells.PERSON: {*self.officers, *self.people, *given, *self.usernames},
            Tells.UNIT: {*self.units, *(one for name in self.own_units for one in parts_of(name))},
            Tells.NUMBER: self.numbers,
            Tells.PLACE: {
                *(one for name in self.parties for one in names_of_party(name, towns)),
                *self.organs, *towns,
            },
        }  # fmt: skip
        return {
            kind: frozenset(sign for word in found if len(sign := folded(word)) >= SHORT)
            for kind, found in words.items()
        }

    @cached_property
    def patterns(self) -> tuple[tuple[Tells, re.Pattern[str]], ...]:
        """What officers are called for short, units by their number, and the years and months."""
        found: list[tuple[Tells, str]] = []
        for name in self.officers:
            one = re.escape(folded(surname(name)))
            found += [(Tells.PERSON, f"{one}(?:{TITLES})"), (Tells.PERSON, f"老{one}|阿{one}")]
            if one != "时":
                found.append((Tells.PERSON, f"小{one}"))
        for name in self.own_units | self.units:
            if unit := ORDINAL.search(counted(signs(name)).text):
                found.append((Tells.UNIT, f"{unit[1]}(?:{unit[2]}|{unit[2][-1]})"))
        for day in self.days:
            found += [(Tells.DATE, str(day.year)), (Tells.DATE, f"{day.month}月")]
        return tuple((kind, re.compile(one)) for kind, one in dict.fromkeys(found))

    @cached_property
    def slashed(self) -> re.Pattern[str] | None:
        """The case's own days as 3/5 or 03-05, which others could be numbers of anything."""
        ways = {f"0?{d.month}/0?{d.day}" for d in self.days}
        ways |= {f"{d:%m}[-.]{d:%d}" for d in self.days if d.month < TEN or d.day < TEN}
        return re.compile("|".join(sorted(ways))) if ways else None

    @cached_property
    def read(self) -> tuple[str, ...]:
        """The texts of the file as signs."""
        return tuple(folded(text) for text in self.texts)

    @cached_property
    def broken(self) -> tuple[str, ...]:
        """The same with what ends a name left between them."""
        return tuple(signs(text, BROKEN).text for text in self.texts)

    @cached_property
    def places(self) -> frozenset[str]:
        """Places that the file names."""
        return frozenset(one for text in self.broken for one in known_places(text))

    @cached_property
    def firms(self) -> frozenset[str]:
        """Firms that the file names."""
        return frozenset(one for text in self.broken for one in known_firms(text))

    @cached_property
    def runs(self) -> frozenset[str]:
        """Every run of signs of the file that is too long to be chance."""
        return frozenset(
            text[at : at + COPIED] for text in self.read for at in range(len(text) - COPIED + 1)
        )


def parts_of(unit: str) -> set[str]:
    """A unit's name and what it is called for short: its larger half, and first and last words."""
    least = max(3, (len(unit) + 1) // 2)
    found = {unit} | {unit[at:] for at in range(len(unit) - least + 1)}
    found |= {unit[:end] for end in range(least, len(unit))}
    if len(unit) > 2 * SHORT + 1 and not ORDINAL.search(counted(signs(unit)).text):
        found.add(unit[:SHORT] + unit[-SHORT:])
    return found
