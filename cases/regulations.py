"""The measures as a bureau keeps them: its own wording, its interpretations, its packs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from access.policy import Thing
from cases.assessing import pack_for
from cases.standing import granted
from deadlines import local_day
from regulations import Pack, PackError, parse_pack
from regulations.errors import BadText
from regulations.items import ItemGroup
from regulations.text import split_articles
from states.errors import GuardFailed, Invalid, NotFound
from states.forms.base import says_nothing, unprintable
from states.table import CLOCK_EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import Outcome
from storage import Store, articles, journal, packs
from storage.articles import Reading
from storage.packs import LoadedPack

OBJECTION = frozenset({"objection", "answer_objection"})
"""Known only where the measures let an officer object."""
KEEPS = "PAWI"
"""Legal review proposes, the party group approves, the system administrator installs."""

LONGEST = 4000
"""Characters of an interpretation."""


@dataclass(frozen=True, slots=True)
class TextPreview:
    """What a copy of the measures would change; ``missing`` are cited and not in it."""

    pack: str
    articles: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What a pack would change against the newest of its code."""

    code: str
    version: str
    effective_from: date | None
    clocks: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An article: its wording, the groups that rest on it, and how it is read."""

    article: str
    wording: str | None
    groups: tuple[ItemGroup, ...]
    readings: tuple[Reading, ...]


def look_at_text(store: Store, text: str, on: date) -> tuple[TextPreview, dict[str, str]]:
    """The articles of a copy, and what they change; raises ``Invalid``."""
    pack = pack_for(store, on)
    if unprintable(text.replace("\r\n", "\n").removeprefix("\ufeff")):
        raise Invalid("FILE", "不能含控制字符", "must not contain control characters")
    try:
        found = split_articles(text)
    except BadText as error:
        raise Invalid("FILE", error.zh, error.en) from None
    with store.read() as connection:
        held = articles.wordings(connection, pack.code)
    changed = {name: wording for name, wording in found.items() if held.get(name) != wording}
    missing = tuple(sorted(_cited(pack) - found.keys()))
    return TextPreview(pack.code, len(found), tuple(changed), missing), changed


def keep_text(store: Store, text: str, by: str, now: datetime) -> TextPreview:
    """Keep the articles that changed, under the name of who loaded them."""
    now = now.astimezone(UTC)
    preview, changed = look_at_text(store, text, local_day(now))
    with store.write() as connection:
        person = granted(connection, by, Thing.MEASURES, KEEPS, local_day(now))
        if changed:
            articles.keep_wordings(connection, preview.pack, changed, now, person.id)
            journal.note(
                connection, "text_kept", person, now, pack=preview.pack, articles=list(changed)
            )
    return preview


def interpret(
    store: Store, code: str, number: str, issued_on: date, text: str, by: str, now: datetime
) -> None:
    """Enter how the bureau reads an item, sub-fact or article (第二十一条)."""
    pack = pack_for(store, local_day(now))
    with store.read() as connection:
        held = articles.wordings(connection, pack.code)
    if code not in pack.item_codes() | _cited(pack) | held.keys():
        raise Invalid("CODE", "办法中没有这一项或这一条", "is no item or article of the pack")
    for name, said in (("--number", number), ("--text", text)):
        if unprintable(said) or says_nothing(said) or len(said) > LONGEST:
            raise Invalid(
                name,
                f"不能为空，至多{LONGEST}字，不能含控制字符",
                f"must say something, in print, {LONGEST} characters at most",
            )
    if issued_on > local_day(now):
        raise Invalid("--issued-on", "不能晚于今天", "must not be in the future")
    with store.write() as connection:
        person = granted(connection, by, Thing.MEASURES, KEEPS, local_day(now))
        articles.add_reading(
            connection, pack.code, code, number, issued_on, text, now=now, by=person.id
        )
        journal.note(
            connection, "reading_entered", person, now, pack=pack.code, of=code, number=number
        )


def withdraw(store: Store, reading: int, by: str, now: datetime) -> None:
    """Withdraw an interpretation; it stays in the database."""
    pack = pack_for(store, local_day(now))
    with store.write() as connection:
        person = granted(connection, by, Thing.MEASURES, KEEPS, local_day(now))
        if not articles.withdraw_reading(connection, pack.code, reading, now):
            raise NotFound("解释", "interpretation", str(reading))
        journal.note(connection, "reading_withdrawn", person, now, pack=pack.code, reading=reading)


def show(store: Store, on: date, wanted: str | None = None) -> list[Shown]:
    """The articles of the pack in force, or the one that ``wanted`` names, with their wording."""
    pack = pack_for(store, on)
    with store.read() as connection:
        held = articles.wordings(connection, pack.code)
        entered = articles.readings(connection, pack.code)
    groups = [*pack.groups.values(), pack.quality_checks]
    found = []
    for article in dict.fromkeys([*held, *sorted(_cited(pack) - held.keys())]):
        resting = tuple(group for group in groups if group.article == article)
        codes = _codes(resting)
        read = tuple(r for r in entered if r.code == article or r.code in codes)
        if wanted in {None, article, *codes}:
            found.append(Shown(article, held.get(article), resting, read))
    if not found:
        raise NotFound("条文", "article", wanted or "")
    return found


def loaded_packs(store: Store) -> list[LoadedPack]:
    """Every pack in the database with the number of its cases."""
    with store.read() as connection:
        return packs.loaded(store, connection)


def look_at_pack(store: Store, text: str) -> tuple[Pack, PackPreview]:
    """A pack as it would be loaded; raises ``Invalid`` with the line and the reason."""
    try:
        pack = parse_pack(text)
    except PackError as error:
        raise Invalid("FILE", error.say("zh"), error.say("en")) from None
    _fits_the_life(pack)
    with store.read() as connection:
        held = packs.texts_of(connection, pack.code)
    if (same := held.get(pack.version)) is not None and same != text:
        raise GuardFailed(
            f"{pack.code} 第 {pack.version} 版已经载入，内容不同；修改后请用新的版本号",
            f"{pack.code} {pack.version} is loaded with another text: give it a new version",
        )
    before = parse_pack(list(held.values())[-1]) if held else None
    codes = before.item_codes() if before else frozenset()
    clocks = tuple(
        name for name, rule in pack.deadlines.items()
        if before is None or before.deadlines.get(name) != rule
    )  # fmt: skip
    preview = PackPreview(
        pack.code, pack.version, pack.effective_from, clocks,
        tuple(sorted(pack.item_codes() - codes)), tuple(sorted(codes - pack.item_codes())),
    )  # fmt: skip
    return pack, preview


def _fits_the_life(pack: Pack) -> None:
    """Raise ``Invalid`` where a pack speaks of outcomes or tasks that no case knows.

    A misspelt outcome would block nothing, and a missing deadline would stop a case on its way.
    """
    for row in pack.suggestions:
        for name in (*row.outcomes, *row.blocks, *row.needed_for):
            if name not in set(Outcome):
                raise _unfit(f"{row.code}：没有这种结论 {name}", f"{row.code}: no outcome {name}")
    kinds = set(TASK_KINDS) - (set() if pack.review_of_outcome.enabled else OBJECTION)
    for name in sorted(kinds - pack.deadlines.keys()):
        raise _unfit(f"deadlines 缺少 {name}", f"deadlines lack {name}")
    for name, rule in pack.deadlines.items():
        if rule.on_lapse and rule.on_lapse != CLOCK_EVENTS.get(name):
            raise _unfit(
                f"{name} 不能由系统办理 {rule.on_lapse}",
                f"{name}: the clock has no {rule.on_lapse}",
            )


def _unfit(zh: str, en: str) -> Invalid:
    return Invalid("FILE", zh, en)


def load_pack(store: Store, text: str, by: str, now: datetime) -> PackPreview:
    """Load a pack; cases keep the one they began with."""
    pack, preview = look_at_pack(store, text)
    with store.write() as connection:
        person = granted(connection, by, Thing.MEASURES, KEEPS, local_day(now))
        packs.keep_pack(connection, pack, text, now.astimezone(UTC))
        journal.note(connection, "pack_loaded", person, now, pack=pack.code, version=pack.version)
    return preview


def _cited(pack: Pack) -> set[str]:
    groups = [*pack.groups.values(), pack.quality_checks]
    return {g.article for g in groups} | {d.article for d in pack.deadlines.values()}


def _codes(groups: tuple[ItemGroup, ...]) -> set[str]:
    """The items of some groups, and their sub-facts."""
    items = [item for group in groups for item in group.items]
    return {i.code for i in items} | {f"{i.code}.{f.code}" for i in items for f in i.facts}
