"""The measures as people look them up: what rests on each article, and which pack is in force."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.assessing import pack_for
from cases.regulations import Shown, loaded_packs, show
from regulations import Pack
from regulations.citing import article_number
from regulations.clocks import Deadline
from regulations.text import by_item
from states.errors import NotFound
from states.papers import PAPERS
from states.table import TABLE
from states.transition import Event
from storage import Store
from storage.packs import LoadedPack


@dataclass(frozen=True, slots=True)
class Resting:
    """What stands on an article: clocks of the pack, events, and papers by code and title."""

    clocks: tuple[Deadline, ...] = ()
    events: tuple[Event, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """An article with all that stands on it; ``clauses`` are its own words by item."""

    number: int
    shown: Shown
    resting: Resting
    clauses: Mapping[str, str]

    @property
    def readable(self) -> tuple[tuple[str, str, str], ...]:
        """What may be interpreted here: the article, its items and sub-facts, with labels."""
        items = [item for group in self.shown.groups for item in group.items]
        found = [(self.shown.article, "", "")]
        for item in items:
            found.append((item.code, item.zh, item.en))
            found += [(f"{item.code}.{fact.code}", fact.zh, fact.en) for fact in item.facts]
        return tuple(found)

    @property
    def words(self) -> str:
        """Everything that a search may find in it."""
        labels = [
            *self.readable,
            *((group.effect_zh, group.effect_en) for group in self.shown.groups),
            *((reading.number, reading.text) for reading in self.shown.readings),
            *((clock.zh, clock.en) for clock in self.resting.clocks),
            *((event.zh, event.en) for event in self.resting.events),
        ]
        said = [self.shown.wording or "", *(text for label in labels for text in label)]
        return "\n".join(said).casefold()


@dataclass(frozen=True, slots=True)
class MeasuresSeen:
    """The pack in force and its articles in order."""

    pack: Pack
    articles: tuple[ArticleSeen, ...]

    def holding(self, words: str) -> tuple[ArticleSeen, ...]:
        """The articles that hold every one of these words."""
        wanted = words.casefold().split()
        return tuple(a for a in self.articles if all(word in a.words for word in wanted))

    def quoted(self, number: int) -> ArticleSeen:
        """The article of that number; raises ``NotFound``."""
        for one in self.articles:
            if one.number == number:
                return one
        raise NotFound("条文", "article", str(number))


def measures_seen(store: Store, on: date) -> MeasuresSeen:
    """Every article of the pack in force on a day, cited or loaded, in order."""
    pack = pack_for(store, on)
    held = {one.article: one for one in show(store, on)}
    resting = resting_on(pack)
    seen = [
        ArticleSeen(number, shown, resting.get(article, Resting()), _clauses(shown))
        for article in {**held, **resting}
        if (number := article_number(article)) is not None
        for shown in [held.get(article, Shown(article, None, (), ()))]
    ]
    return MeasuresSeen(pack, tuple(sorted(seen, key=lambda one: one.number)))


def resting_on(pack: Pack) -> dict[str, Resting]:
    """By article of these measures: what of the table and the pack stands on it."""
    events: dict[str, dict[str, Event]] = defaultdict(dict)
    papers: dict[str, dict[str, str]] = defaultdict(dict)
    clocks: dict[str, list[Deadline]] = defaultdict(list)
    for row in TABLE:
        for article in row.articles:
            own = pack.cite(article) or article
            events[own][row.event.code] = row.event
            papers[own] |= {paper.code: PAPERS[paper.code] for paper in row.papers}
    for rule in pack.deadlines.values():
        clocks[rule.article].append(rule)
    return {
        article: Resting(
            tuple(clocks[article]),
            tuple(events[article].values()),
            tuple(sorted(papers[article].items())),
        )
        for article in {*events, *clocks}
    }


@dataclass(frozen=True, slots=True)
class PackSeen:
    """A pack in the database, and whether a procedure started that day falls under it."""

    pack: LoadedPack
    in_force: bool


def packs_seen(store: Store, on: date) -> list[PackSeen]:
    """Every pack, newest first."""
    own = pack_for(store, on)
    return [
        PackSeen(one, (one.code, one.version) == (own.code, own.version))
        for one in reversed(loaded_packs(store))
    ]


def _clauses(shown: Shown) -> dict[str, str]:
    """The clause of each item, where the wording lists as many as the pack has."""
    found: dict[str, str] = {}
    for group in shown.groups:
        found |= by_item([item.code for item in group.items], shown.wording or "")
    return found
