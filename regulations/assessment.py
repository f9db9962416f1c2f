"""The assessment of arts. 4 and 10–16: what the answers suggest and why. People decide."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from regulations.errors import BadAnswer
from regulations.items import Fact, Item, ItemGroup
from regulations.suggestions import ERROR_OR_LOSS, Suggestion

if TYPE_CHECKING:
    from regulations.pack import Pack

Answer = bool | None
"""Yes, no, or ``None``: not known (Kleene's three values)."""
Answers = Mapping[str, Answer]


def all_of(values: Collection[Answer]) -> Answer:
    """Yes when every value is; no as soon as one is; else not known."""
    return False if False in values else None if None in values else True


def any_of(values: Collection[Answer]) -> Answer:
    """Yes as soon as one value is; no when every one is; else not known."""
    return True if True in values else None if None in values else False


def negation(value: Answer) -> Answer:
    """No for yes, yes for no; what is not known stays so."""
    return None if value is None else not value


@dataclass(frozen=True, slots=True)
class Unfounded:
    """Items that are so and lead to nothing: their article presupposes another that fails."""

    items: tuple[str, ...]
    article: str
    needs: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was said, the items that carried each of it, and what is not known but matters.

    ``unfounded`` tells, where no ground was found, of items that are so in vain.
    """

    said: tuple[Suggestion, ...]
    because: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]
    unfounded: tuple[Unfounded, ...] = ()

    @property
    def suggestions(self) -> tuple[str, ...]:
        """The codes of what was said."""
        return tuple(row.code for row in self.said)

    @property
    def outcomes(self) -> frozenset[str]:
        """The outcomes that the suggestions point to."""
        return frozenset(outcome for row in self.said for outcome in row.outcomes)

    def blocks(self, outcome: str) -> tuple[Suggestion, ...]:
        """What was said and forbids ``outcome``."""
        return tuple(row for row in self.said if outcome in row.blocks)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item made ready: its sub-facts by their full codes."""

    code: str
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    none_of: tuple[str, ...]
    facts: frozenset[str]

    def weigh(self, answers: Answers) -> Answer:
        """Its own answer, else what its sub-facts make of it."""
        whole = answers.get(self.code, False)
        if not self.facts or answers.keys().isdisjoint(self.facts):
            return whole
        parts = [answers.get(code, False) for code in self.all_of]
        parts += [negation(answers.get(code, False)) for code in self.none_of]
        if self.any_of:
            parts.append(any_of([answers.get(code, False) for code in self.any_of]))
        made = all_of(parts)
        if self.code not in answers or whole is None:
            return made
        if made is not None and made is not whole:
            raise BadAnswer(
                self.code, "与其分项的回答不一致", "is answered otherwise than its sub-facts say"
            )
        return whole

    def unknown(self, answers: Answers) -> tuple[str, ...]:
        """What to find out: the sub-facts that were asked and are not known, else the item."""
        if not self.facts:
            return (self.code,)
        asked = tuple(code for code in sorted(self.facts) if answers.get(code, False) is None)
        return asked or (self.code,)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group made ready: how its items are joined, and what it presupposes."""

    article: str
    join: Callable[[Collection[Answer]], Answer]
    requires: tuple[str, ...]
    items: tuple[_Item, ...]

    def weigh(self, answers: Answers) -> tuple[Answer, ...]:
        """The value of each item, in the order of the article."""
        get = answers.get
        return tuple(
            [item.weigh(answers) if item.facts else get(item.code, False) for item in self.items]
        )


class Assessor:
    """The rows and groups of one pack, made ready to weigh answers."""

    def __init__(self, pack: "Pack") -> None:
        self._groups = {name: _ready(group) for name, group in pack.groups.items()}
        self._rows = pack.suggestions
        self._known = pack.item_codes() | {ERROR_OR_LOSS}
        self._needed = {outcome: row for row in pack.suggestions for outcome in row.needed_for}

    def needed_for(self, outcome: str) -> Suggestion | None:
        """What must be said before ``outcome`` may be decided."""
        return self._needed.get(outcome)

    def items(self, answers: Answers) -> dict[str, Answer]:
        """What each item of the pack is on these answers; raises ``BadAnswer``."""
        return {
            item.code: value
            for group in self._groups.values()
            for item, value in zip(group.items, group.weigh(answers), strict=True)
        }

    def assess(self, answers: Answers) -> Assessment:
        """Weigh ``answers`` by code; an absent one is no, ``error_or_loss`` yes.

        An item's code answers the whole item, ``A12.9.not_on_list`` one of its sub-facts. Raises
        ``BadAnswer`` for a code that the pack does not know, and for an item that is answered
        otherwise than its sub-facts say.
        """
        if not answers.keys() <= self._known:
            code = next(code for code in answers if code not in self._known)
            raise BadAnswer(code, "办法中没有这一项", "is no item of the pack")
        return _Weighing(self._groups, answers).run(self._rows)


def _ready(group: ItemGroup) -> _Group:
    items = tuple(_ready_item(item) for item in group.items)
    return _Group(
        group.article,
        all_of if group.logic == "all" else any_of,
        group.requires,
        items,
    )


def _ready_item(item: Item) -> _Item:
    def codes(facts: Iterable[Fact]) -> tuple[str, ...]:
        return tuple(f"{item.code}.{fact.code}" for fact in facts)

    return _Item(
        item.code,
        codes(item.any_of),
        codes(item.all_of),
        codes(item.none_of),
        frozenset(codes(item.facts)),
    )


class _Weighing:
    """One assessment under way; items, groups and what they leave open are worked out once."""

    def __init__(self, groups: Mapping[str, _Group], answers: Answers) -> None:
        self._groups = groups
        self._answers = answers
        self._own: dict[str, Answer] = {ERROR_OR_LOSS: answers.get(ERROR_OR_LOSS, True)}
        self._values: dict[str, Answer] = dict(self._own)
        self._items: dict[str, tuple[Answer, ...]] = {}
        self._left: dict[str, tuple[str, ...]] = {}

    def run(self, rows: tuple[Suggestion, ...]) -> Assessment:
        """Say each row that holds, in order; after one that ends it only that facts are missing."""
        said: list[Suggestion] = []
        because: dict[str, tuple[str, ...]] = {}
        missing: dict[str, None] = {}
        ended = False
        for row in rows:
            if row.left == "missing":
                holds: Answer = bool(missing)
            elif ended:
                continue
            else:
                holds = not (said or missing) if row.left else self._holds(row)
            if holds is None:
                missing.update(dict.fromkeys(self._unknown(row)))
            if holds:
                said.append(row)
                because[row.code] = tuple(missing) if row.left else self._carried(row)
                ended = ended or row.ends
        nothing = any(row.left == "nothing" for row in said)
        unfounded = tuple(self._unfounded()) if nothing else ()
        return Assessment(tuple(said), MappingProxyType(because), tuple(missing), unfounded)

    def _holds(self, row: Suggestion) -> Answer:
        value = self._value
        parts = [value(name) for name in row.holds]
        if row.fails:
            parts += [negation(value(name)) for name in row.fails]
        if row.unknown:
            parts += [value(name) is None for name in row.unknown]
        if row.partly:
            parts += [self._partly(name) for name in row.partly]
        if row.unproven:
            parts += [value(name) is not True for name in row.unproven]
        return all_of(parts)

    def _value(self, name: str) -> Answer:
        """Whether a group holds: its items as they are joined, and all it presupposes."""
        if name not in self._values:
            group = self._groups[name]
            own = self._own[name] = group.join(self._weighed(name))
            self._values[name] = (
                all_of([own, *map(self._value, group.requires)]) if group.requires else own
            )
        return self._values[name]

    def _weighed(self, name: str) -> tuple[Answer, ...]:
        """The value of each item of a group."""
        if name not in self._items:
            self._items[name] = self._groups[name].weigh(self._answers)
        return self._items[name]

    def _valued(self, wanted: Answer, name: str) -> Iterator[_Item]:
        """The items of a group whose value is ``wanted``, in the order of the article."""
        values = self._weighed(name)
        if wanted in values:
            items = zip(self._groups[name].items, values, strict=True)
            yield from (item for item, value in items if value is wanted)

    def _partly(self, name: str) -> Answer:
        return any_of(self._weighed(name)) if self._value(name) is not True else False

    def _carried(self, row: Suggestion) -> tuple[str, ...]:
        """The items that made a row hold: those that are so, or that are not known."""
        found: dict[str, None] = {}
        for name in (*row.holds, *row.partly):
            found.update(dict.fromkeys(self._so(name)))
        for name in row.unknown:
            found.update(dict.fromkeys(self._open(name)))
        return tuple(found)

    def _so(self, name: str) -> Iterator[str]:
        """The items of a group, and of all it presupposes, that are so."""
        if group := self._groups.get(name):
            for other in group.requires:
                yield from self._so(other)
            yield from (item.code for item in self._valued(True, name))

    def _unfounded(self) -> Iterator[Unfounded]:
        """Of each article what is so in vain, with the article that nothing founds."""
        for name, group in self._groups.items():
            items = tuple(item.code for item in self._valued(True, name))
            for other in group.requires if items else ():
                if self._value(other) is False and self._own[other] is False:
                    yield Unfounded(items, group.article, self._groups[other].article)

    def _unknown(self, row: Suggestion) -> Iterator[str]:
        """What would have to be known for a row to hold or not."""
        for name in (*row.holds, *row.fails):
            yield from self._open(name)
        for name in row.partly:
            yield from self._unknown_items(name)

    def _open(self, name: str) -> tuple[str, ...]:
        """The items on which a group hangs that neither holds nor fails."""
        if name not in self._left:
            self._left[name] = tuple(self._hanging(name)) if self._value(name) is None else ()
        return self._left[name]

    def _hanging(self, name: str) -> Iterator[str]:
        if name == ERROR_OR_LOSS:
            yield name
            return
        for other in self._groups[name].requires:
            yield from self._open(other)
        if self._own[name] is None:
            yield from self._unknown_items(name)

    def _unknown_items(self, name: str) -> Iterator[str]:
        for item in self._valued(None, name):
            yield from item.unknown(self._answers)
