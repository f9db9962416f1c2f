"""Under which heads a form asks its fields: what was studied together, decided, by whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.fields import Field


@dataclass(frozen=True, slots=True)
class Section:
    """A head and what stands under it; ``folded`` where nobody has to look into it."""

    zh: str
    en: str
    names: frozenset[str]
    article: str = ""
    folded: bool = False


def _section(zh: str, en: str, names: str, article: str = "", *, folded: bool = False) -> Section:
    return Section(zh, en, frozenset(names.split()), article, folded)


SECTIONS = (
    _section("事项", "The matter", "subject party occurred_on list_items issue_type", "第六条"),
    _section("人员", "People", "officers handler supervisor"),
    _section(
        "启动", "How it began", "track organ started_on start_document informed_on report_kind",
        "第十六条",
    ),
    _section(
        "集体研究", "Studied together",
        "minutes participants members_present chair votes_for votes_against abstentions",
        "第十一条",
    ),
    _section("决定前核查", "Checks before the decision", "checks", "第十一条"),
    _section(
        "决定", "The decision", "outcome number departure_reason decided_on received_on defamed",
    ),
    _section("处分", "Sanctions", "sanctions", "第十七条"),
    _section("排除情形", "Exclusions", "excluded_items", "第十六条"),
    _section(
        "递交和签收", "Handing in", "handed_in_at receipt way served_on received_by late_ground",
        "第十六条",
    ),
    _section("逐项认定", "Item by item", "answers others"),
    _section("审查报告", "The report", "summary"),
    _section(
        "适用办法和范围", "Which measures, and whom they reach",
        "pack scope_reason managed_by liable_superiors", folded=True,
    ),
    _section("办理日期和说明", "Day and remarks", "on reason"),
)  # fmt: skip
REST = Section("", "", frozenset())
"""What has no head of its own, before all else."""


def sections_of(fields: Sequence[Field]) -> tuple[tuple[Section, tuple[Field, ...]], ...]:
    """The fields under their heads; a short form has none."""
    found = [
        (section, tuple(one for one in fields if one.name in section.names)) for section in SECTIONS
    ]
    held = [(section, those) for section, those in found if those]
    headed = frozenset[str]().union(*(section.names for section, _ in held))
    rest = tuple(one for one in fields if one.name not in headed)
    if len(held) + bool(rest) <= 2:  # noqa: PLR2004 - its own part, and day and remarks
        return ((REST, tuple(fields)),)
    return ((REST, rest), *held) if rest else tuple(held)
