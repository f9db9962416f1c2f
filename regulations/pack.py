"""A regulation pack: one bureau's measures as validated data."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from deadlines import Rung, WorkingDayCalendar, end_of, impact_end, latest_rung, next_action
from regulations.assessment import Answer, Assessor
from regulations.base import Code, Labelled, Part, Text
from regulations.clocks import Clock, Deadline, Escalation, Offset, Track
from regulations.consistency import faults
from regulations.errors import PackError
from regulations.items import Item, ItemGroup
from regulations.retention import Retention
from regulations.source import Source, read_source
from regulations.suggestions import ERROR_OR_LOSS, ERROR_OR_LOSS_LABEL, Suggestion
from regulations.tables import (
    Collective,
    FollowUp,
    ImpactPeriod,
    Pattern,
    PersonScope,
    ReviewOfOutcome,
    TrackRule,
)

__all__ = ["Pack", "PackError", "parse_pack"]


class Pack(Part):
    """The measures of one bureau; a case keeps the pack it began with."""

    code: Code
    version: Text
    title_zh: Text
    title_en: Text
    parent_norm: Text | None
    doc_number: Text | None
    effective_from: date | None
    interpreter: Text
    legal_basis: tuple[Text, ...]
    person_scope: PersonScope
    applicants: Annotated[tuple[Literal["officer", "unit_party_org"], ...], Field(min_length=1)]
    tracks: dict[Track, TrackRule]
    collective: Collective
    articles: dict[Text, Text] = Field(default_factory=dict)
    time: Clock
    default_remind: tuple[Offset, ...]
    deadlines: dict[str, Deadline]
    escalation: Escalation
    groups: dict[str, ItemGroup]
    suggestions: tuple[Suggestion, ...]
    quality_checks: ItemGroup
    distinctions: tuple[Item, ...]
    impact_first_day_counts: bool
    impact_periods: dict[str, ImpactPeriod]
    correction_for_mitigated: bool
    pattern: Pattern
    follow_up: FollowUp = FollowUp()
    retention: Retention = Retention()
    fields: dict[str, Text]
    issue_types: dict[str, Text]
    review_of_outcome: ReviewOfOutcome

    @model_validator(mode="before")
    @classmethod
    def _name_the_deadlines(cls, data: Any) -> Any:
        """A clock bears the name it stands under, and the common reminders unless it has own."""
        if not isinstance(data, dict) or not isinstance(data.get("deadlines"), dict):
            return data
        common = data.get("default_remind", ())
        named = {
            name: {"remind": common, **clock, "name": name} if isinstance(clock, dict) else clock
            for name, clock in data["deadlines"].items()
        }
        return {**data, "deadlines": named}

    def considers_ex_officio(self, track: str) -> bool:
        """Whether tolerance is considered of itself on that track (第十六条)."""
        return any(rule.ex_officio for name, rule in self.tracks.items() if name == track)

    def cite(self, article: str | None) -> str | None:
        """The article of these measures that says what ``article`` of the first pack does."""
        return self.articles.get(article, article) if article else None

    def items(self) -> Iterator[Item]:
        """Every item that a review report answers, in the order of the articles."""
        return (item for group in self.groups.values() for item in group.items)

    def label(self, code: str) -> Labelled:
        """What an item, a sub-fact or ``error_or_loss`` is called; raises ``KeyError``."""
        return self._labels[code]

    @cached_property
    def _labels(self) -> dict[str, Labelled]:
        found: dict[str, Labelled] = {ERROR_OR_LOSS: ERROR_OR_LOSS_LABEL}
        for item in self.items():
            found[item.code] = item
            found.update({f"{item.code}.{fact.code}": fact for fact in item.facts})
        return found

    def item_codes(self) -> frozenset[str]:
        """The codes a review report may answer: items, and sub-facts as ``A12.9.not_on_list``."""
        return frozenset(self._labels.keys() - {ERROR_OR_LOSS})

    def asked(self) -> tuple[str, ...]:
        """The items that every review report answers."""
        return tuple(i.code for g in self.groups.values() if g.asked for i in g.items)

    def unanswered(self, answers: Container[str]) -> list[str]:
        """The items that every report answers and ``answers`` does not, nor their sub-facts."""
        return [
            item.code
            for group in self.groups.values()
            if group.asked
            for item in group.items
            if item.code not in answers
            and not any(f"{item.code}.{fact.code}" in answers for fact in item.facts)
        ]

    def wants_evidence(self, code: str) -> bool:
        """Whether a yes to that item or sub-fact rests on evidence."""
        return any(
            code == item.code or code.startswith(f"{item.code}.")
            for group in self.groups.values()
            if group.asked
            for item in group.items
        )

    @cached_property
    def weighed_groups(self) -> tuple[ItemGroup, ...]:
        """The groups that suggestions rest on, in the order of the articles."""
        named = {
            name
            for row in self.suggestions
            for name in (*row.holds, *row.fails, *row.partly, *row.unknown, *row.unproven)
        }
        return tuple(group for name, group in self.groups.items() if name in named)

    def needs_reason(self, code: str) -> bool:
        """Whether a yes to that item is an open clause, which says its reason."""
        label = self._labels.get(code)
        return isinstance(label, Item) and label.needs_reason

    def suspicions(self, answers: Mapping[str, Answer]) -> Iterator[tuple[str, str]]:
        """What a no on a checklist makes suspect, and the item: a hint, never an answer."""
        for group in self.groups.values():
            for item in group.items:
                if group.suspects and answers.get(item.code, True) is False:
                    yield group.suspects, item.code

    @cached_property
    def assessor(self) -> Assessor:
        """What weighs answers by this pack."""
        return Assessor(self)

    def quality_check_codes(self) -> tuple[str, ...]:
        """The checks signed before any decision (第十一条)."""
        return tuple(item.code for item in self.quality_checks.items)

    def exclusion_codes(self) -> tuple[str, ...]:
        """The items that forbid tolerance until they are found not to be so (第十六条)."""
        return self._items_of({g for row in self.suggestions if row.blocks for g in row.unknown})

    def answered_one_by_one(self) -> tuple[str, ...]:
        """The items that no report answers in the lump: what forbids, and what must all hold."""
        forbid = {name for name, group in self.groups.items() if group.force == "must_not"}
        needed = {name for row in self.suggestions if row.needed_for for name in row.holds}
        return self._items_of(forbid | needed)

    def _items_of(self, names: Container[str]) -> tuple[str, ...]:
        return tuple(i.code for name, g in self.groups.items() if name in names for i in g.items)

    def ladder(self, name: str) -> tuple[int, ...]:
        """Every offset at which the deadline ``name`` speaks: reminders, then escalation."""
        return tuple(sorted({*self.deadlines[name].remind, *self.escalation.overdue}))

    def end_of(self, day: date) -> datetime:
        """The instant (UTC) that ends ``day``: what arrives at it is late."""
        return end_of(day, self.time.cutoff)

    def latest_rung(
        self, name: str, due_on: date, calendar: WorkingDayCalendar, at: datetime
    ) -> Rung | None:
        """The last rung that the deadline ``name`` has reached by ``at``."""
        return latest_rung(
            due_on, self.ladder(name), calendar, at, remind_at=self.escalation.remind_hour
        )

    def next_action(
        self,
        name: str,
        due_on: date,
        calendar: WorkingDayCalendar,
        *,
        after: datetime,
        last_rung: int | None = None,
    ) -> datetime | None:
        """The next instant (UTC) at which the deadline ``name`` must be looked at, if any."""
        return next_action(
            due_on, self.ladder(name), calendar, after=after, last_rung=last_rung,
            remind_at=self.escalation.remind_hour, cutoff=self.time.cutoff,
        )  # fmt: skip

    def impact_last_day(self, sanction: str, first: date) -> date | None:
        """The last day of the impact period of ``sanction`` counted from ``first``.

        ``None`` where a person must say.
        """
        months = self.impact_periods[sanction].months
        if months is None:
            return None
        return impact_end(first, months, inclusive=self.impact_first_day_counts)


def parse_pack(text: str) -> Pack:
    """Read and check a pack; a PackError names line, field and reason of the first fault."""
    source = read_source(text)
    if not isinstance(source.data, dict):
        raise PackError(1, "-", "规则包须为字段与值的对应表", "a pack is a mapping of fields")
    try:
        pack = Pack.model_validate(source.data)
    except ValidationError as error:
        raise _refusal(source, error) from None
    for fault in faults(pack):
        raise PackError(source.line(fault.place), ".".join(fault.place), fault.zh, fault.en)
    return pack


def _refusal(source: Source, error: ValidationError) -> PackError:
    first = min(error.errors(), key=lambda e: source.line(e["loc"]))
    name = ".".join(str(step) for step in first["loc"]) or "-"
    reason = first["msg"].removeprefix("Value error, ")
    return PackError(source.line(first["loc"]), name, f"不符合要求（{reason}）", reason)


def sanction_named(kind: str) -> str:
    """A kind of sanction as it is read: 组织处理_其他 is 组织处理（其他）."""
    whole, _, part = kind.partition("_")
    return f"{whole}（{part}）" if part else whole
