"""The assessment of a case as people read it: each item with its answer, and what follows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from regulations import Pack
from regulations.assessment import Unfounded
from regulations.items import ItemGroup
from regulations.text import by_item
from states.facts import Answered, Facts
from storage.articles import Reading


@dataclass(frozen=True, slots=True)
class Law:
    """The bureau's own text by article, and its interpretations (第二十一条)."""

    wordings: Mapping[str, str]
    readings: Sequence[Reading]

    def of(self, *codes: str) -> tuple[Reading, ...]:
        """How items, sub-facts or articles are read."""
        return tuple(reading for reading in self.readings if reading.code in codes)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item or sub-fact and its answer; ``value`` is none where it is not known.

    ``wording`` is its clause in the bureau's own text, ``readings`` how the bureau reads it.
    """

    code: str
    zh: str
    en: str
    answered: bool
    value: bool | None
    evidence: tuple[str, ...] = ()
    note: str | None = None
    by: str | None = None
    on: date | None = None
    wording: str | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """The items of one article that were answered otherwise than no, and how many were no.

    ``wording`` is the whole article, as far as the bureau has loaded its text.
    """

    article: str
    zh: str
    en: str
    rows: tuple[ItemRow, ...]
    denied: int
    open: int
    wording: str | None
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A suggestion with the items that carried it; ``unfounded``: what was so in vain."""

    code: str
    zh: str
    en: str
    article: str | None
    because: tuple[str, ...]
    unfounded: tuple[Unfounded, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetView:
    """The sheet of a case and what it suggests; people decide.

    ``suspected`` are items that a no on a checklist makes suspect, each with that item.
    """

    articles: tuple[ArticleRows, ...]
    said: tuple[Said, ...]
    missing: tuple[str, ...]
    suspected: tuple[tuple[str, str], ...]


def suggested(pack: Pack, facts: Facts) -> tuple[Said, ...]:
    """What the answers suggest; nothing while nobody has answered an item."""
    sheet = facts.sheet
    if not sheet.answers and sheet.others is None:
        return ()
    found = pack.assessor.assess(sheet.values(pack.asked()))
    return tuple(
        Said(
            row.code,
            row.zh,
            row.en,
            row.article,
            found.because[row.code],
            found.unfounded if row.left == "nothing" else (),
        )
        for row in found.said
    )


def sheet_view(pack: Pack, facts: Facts, names: Mapping[int, str], law: Law) -> SheetView | None:
    """The sheet as it stands; nothing while nobody has answered an item."""
    sheet = facts.sheet
    if not sheet.answers and sheet.others is None:
        return None
    found = pack.assessor.assess(sheet.values(pack.asked()))
    values = {code: answer.value for code, answer in sheet.answers.items()}
    return SheetView(
        articles=tuple(_article(group, facts, names, law) for group in pack.groups.values()),
        said=suggested(pack, facts),
        missing=found.missing,
        suspected=tuple(pack.suspicions(values)),
    )


def _article(group: ItemGroup, facts: Facts, names: Mapping[int, str], law: Law) -> ArticleRows:
    rows = list(_rows(group, facts, names, law))
    answered = [row for row in rows if row.answered]
    return ArticleRows(
        article=group.article,
        zh=group.effect_zh,
        en=group.effect_en,
        rows=tuple(row for row in answered if row.value is not False or row.note),
        denied=sum(row.value is False for row in answered),
        open=len(rows) - len(answered),
        wording=law.wordings.get(group.article),
        readings=law.of(group.article),
    )


def _rows(group: ItemGroup, facts: Facts, names: Mapping[int, str], law: Law) -> Iterator[ItemRow]:
    """Each item of a group, or the sub-facts that were answered in its place."""
    sheet = facts.sheet
    listed = by_item([i.code for i in group.items], law.wordings.get(group.article, ""))
    for item in group.items:
        parts = [(f"{item.code}.{fact.code}", fact) for fact in item.facts]
        given = [
            (code, label) for code, label in ((item.code, item), *parts) if code in sheet.answers
        ]
        for code, label in given:
            row = _row(code, label.zh, label.en, sheet.answers[code], names)
            yield replace(row, wording=listed.get(item.code), readings=law.of(item.code, code))
        if not given:
            rest = sheet.others if group.asked else None
            yield ItemRow(
                item.code, item.zh, item.en, rest is not None, False if rest == "no" else None
            )


def _row(code: str, zh: str, en: str, answer: Answered, names: Mapping[int, str]) -> ItemRow:
    return ItemRow(
        code, zh, en, True, answer.value, answer.evidence, answer.note, names.get(answer.by),
        answer.on,
    )  # fmt: skip
