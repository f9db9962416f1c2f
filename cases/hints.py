"""Hints of what registries and earlier cases say of an item: decision support, never an answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Connection

from cases.eyes import look_at
from cases.parties import alike, core, normalised
from cases.registries import Listed, listed
from cases.standing import find_person, roles_in_case
from deadlines import local_day
from regulations.pack import Pack
from regulations.registries import LIST_KINDS, REGISTRIES, Kind
from states.errors import NotGranted
from states.facts import Facts
from states.vocabulary import Outcome, Role
from storage import Store, registries
from storage.packs import pack_by_id
from storage.records import CaseRecord

SEEN_BY = frozenset({Role.HND, Role.REV, Role.LEG, Role.SUP, Role.BPG})
"""Who works on the assessment; the officer sees the result, not what leads to it."""
ANY_TYPE = "其他"


@dataclass(frozen=True, slots=True)
class Source:
    """What a hint rests on: a row of a registry with the day of its import, or an earlier case."""

    code: str
    zh: str
    en: str
    imported_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What rows suggest for an item: yes, no, or (``None``) only that somebody should compare.

    ``possibly`` where a name is merely alike, or a day does not tell which came first.
    """

    item: str
    suggests: bool | None
    possibly: bool
    zh: str
    en: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An item of the lists that a matter is linked to, named as the list named it then."""

    code: str
    name: str
    list_zh: str
    list_en: str


@dataclass(frozen=True, slots=True)
class _Event:
    """What a matter says of its event; ``party`` is the normalised name."""

    party: str
    day: date
    today: date


def case_hints(
    store: Store, number: str, now: datetime, *, viewer: str | None = None
) -> tuple[Hint, ...]:
    """The hints for a case; refused to a viewer who has no part in its assessment."""
    with store.read() as connection:
        case, _ = look_at(connection, number, viewer, now)
        facts = Facts.read(case.facts)
        if viewer:
            roles = roles_in_case(find_person(connection, viewer, local_day(now)), case, facts)
            if not roles & SEEN_BY:
                raise NotGranted(
                    "提示只供承办人、审查人、法制审核、案件督办和区局党组查看",
                    "hints are for handler, reviewers, legal review, supervisor and party group",
                )
        pack = pack_by_id(store, connection, case.pack_id)
        return hints_of(connection, case, facts, pack, local_day(now))


def hints_of(
    connection: Connection, case: CaseRecord, facts: Facts, pack: Pack, today: date
) -> tuple[Hint, ...]:
    """Every hint there is for a case, in the order of the articles."""
    party, occurred_on = registries.party_of(connection, case.matter_number)
    found: list[Hint] = []
    if occurred_on:
        event = _Event(normalised(party or ""), occurred_on, today)
        if party:
            found += _orders(connection, event)
            found += _inspections(connection, event)
        found += _rules(connection, event)
    found += _repeats(connection, case, facts, pack)
    return tuple(sorted(found, key=lambda hint: (_article(hint.item), hint.possibly)))


def _article(item: str) -> tuple[int, str]:
    """Items in the order of the articles: A10.7, A10.10, A12.9, A16.X5."""
    article, _, rest = item[1:].partition(".")
    return int(article), rest.partition(".")[0].zfill(4)


def _orders(connection: Connection, event: _Event) -> Iterator[Hint]:
    """A10.7: an order whose days hold that of the event."""
    for row, imported_on, same in _of_party(connection, Kind.RECTIFICATION_ORDER, event):
        if row.valid_from and row.valid_to and row.valid_from <= event.day <= row.valid_to:
            yield Hint(
                "A10.7", True, not same,
                "事发当日在责令改正的整改期内", "the event falls in the period of an order",
                (_source(row, imported_on),),
            )  # fmt: skip


def _inspections(connection: Connection, event: _Event) -> Iterator[Hint]:
    """A10.10 and A12.9: what the plan says of the party."""
    held = registries.in_force(connection, str(Kind.INSPECTION))
    if held is None:
        return
    rows = list(_of_party(connection, Kind.INSPECTION, event))
    hints = [
        replace(hint, possibly=hint.possibly or not same)
        for row, imported_on, same in rows
        for hint in _inspection(row, event, _source(row, imported_on))
    ]
    yield from _merged(hints)
    first, last = date(event.day.year, 1, 1), date(event.day.year, 12, 31)
    planned = registries.rows_ending_between(connection, held.id, first, last)
    if not planned:
        return  # nobody imported that year's plan: it says nothing of who is not on it
    year = [(r, i, s) for r, i, s in rows if r.valid_to and first <= r.valid_to <= last]
    exact = [(r, i) for r, i, same in year if same]
    near = [_source(r, i) for r, i, same in year if not same]
    if exact:
        yield Hint(
            "A12.9.not_on_list", False, False,
            f"{event.day.year}年抽查计划中有该相对人",
            f"the plan of {event.day.year} names the party",
            tuple(_source(r, i) for r, i in exact),
        )  # fmt: skip
        return
    whole = Source(
        held.file_name,
        f"{REGISTRIES[Kind.INSPECTION].zh}（{event.day.year}年 {planned} 行）",
        f"{REGISTRIES[Kind.INSPECTION].en} ({planned} rows of {event.day.year})",
        local_day(held.imported_at),
    )
    yield Hint(
        "A12.9.not_on_list", True, bool(near),
        f"{event.day.year}年抽查计划中没有该相对人" + ("，但有相近名称" if near else ""),
        f"the plan of {event.day.year} does not name the party"
        + (", but names one alike" if near else ""),
        (whole, *near),
    )  # fmt: skip


def _inspection(row: Listed, event: _Event, source: Source) -> Iterator[Hint]:
    """What one row of the plan says: done before the event, not yet due, or neither."""
    done = date.fromisoformat(row.said["done_on"]) if "done_on" in row.said else None
    if done and done <= event.day:
        same_day = done == event.day
        zh = "事发当日检查过，先后须核对" if same_day else "事发前已按计划检查"
        en = "inspected on the day of the event: which came first?" if same_day else (
            "inspected as planned before the event"
        )  # fmt: skip
        yield Hint("A10.10.a_done", True, same_day, zh, en, (source,))
    elif row.valid_to and row.valid_to >= event.day:
        zh, en = "事发时尚未检查，但未超过计划期限", "not inspected yet, and not yet due"
        yield Hint("A10.10.b_not_yet_due", True, False, zh, en, (source,))
    else:
        zh, en = "事发时已超过计划期限而未检查", "planned until before the event and not inspected"
        yield Hint("A10.10", False, False, zh, en, (source,))


def _rules(connection: Connection, event: _Event) -> Iterator[Hint]:
    """A10.11: rules in force on the day of the event and not today, beside those of today."""
    held = registries.in_force(connection, str(Kind.RULE))
    if held is None:
        return
    rows = [listed(row) for row in registries.entries(connection, held.id)]
    rows.sort(key=lambda row: (normalised(row.name), row.valid_from or date.min))
    imported_on = local_day(held.imported_at)
    for _, versions in groupby(rows, key=lambda row: normalised(row.name)):
        each = list(versions)
        then = [r for r in each if _in_force(r, event.day) and not _in_force(r, event.today)]
        now = [r for r in each if _in_force(r, event.today) and not _in_force(r, event.day)]
        if then:
            yield Hint(
                "A10.11", None, False,
                "事发后规定有变动，应按事发当时的规定判断",
                "the rule was changed after the event: judge by the one in force then",
                tuple(_source(row, imported_on) for row in (*then, *now)),
            )  # fmt: skip


def _in_force(row: Listed, day: date) -> bool:
    return (row.valid_from or date.min) <= day <= (row.valid_to or date.max)


def _repeats(connection: Connection, case: CaseRecord, facts: Facts, pack: Pack) -> Iterator[Hint]:
    """A16.X5: earlier cases of the officer whose issue was of the same type.

    A case that ended with duty done holds no error that could be repeated.
    """
    same: list[Source] = []
    maybe: list[Source] = []
    for earlier in registries.earlier_cases(connection, case):
        issue = Facts.read(earlier.facts).issue_type
        if issue is None or earlier.outcome == Outcome.DUE_DILIGENCE:
            continue
        called = (issue, pack.issue_types.get(issue, issue))
        source = _earlier(earlier.number, called, earlier.outcome, earlier.started_on)
        if facts.issue_type is None or facts.issue_type == issue == ANY_TYPE:
            maybe.append(source)
        elif facts.issue_type == issue:
            same.append(source)
    if same:
        zh, en = "此前有同一问题类型的案件", "an earlier case had an issue of the same type"
        yield Hint("A16.X5", True, False, zh, en, tuple(same))
    if maybe:
        zh, en = "此前有案件，问题类型是否相同须核对", "there was a case before: compare the issues"
        yield Hint("A16.X5", True, True, zh, en, tuple(maybe))


def _earlier(number: str, issue: tuple[str, str], outcome: str | None, started_on: date) -> Source:
    ended = Outcome(outcome) if outcome else None
    zh = f"{started_on} 启动，{issue[0]}，{ended.zh if ended else '未作决定'}"
    en = f"started {started_on}, {issue[1]}, {ended.en if ended else 'no decision'}"
    return Source(number, zh, en)


def _of_party(
    connection: Connection, kind: Kind, event: _Event
) -> Iterator[tuple[Listed, date, bool]]:
    """The rows of a party, the day of their import, and whether the name is the same."""
    held = registries.in_force(connection, str(kind))
    if held is None:
        return
    for row in registries.of_party(connection, held.id, event.party, core(event.party)):
        same = row.party == event.party
        if same or alike(row.party or "", event.party):
            yield listed(row), local_day(held.imported_at), same


def _merged(hints: Iterable[Hint]) -> Iterator[Hint]:
    """Hints that say the same of an item as one, with all their rows."""
    by_word: dict[tuple[str, bool, str], list[Hint]] = {}
    for hint in hints:
        by_word.setdefault((hint.item, hint.possibly, hint.zh), []).append(hint)
    for alike_ in by_word.values():
        yield replace(alike_[0], sources=tuple(s for hint in alike_ for s in hint.sources))


def _source(row: Listed, imported_on: date) -> Source:
    """A row in one line: all its columns with their headings."""
    held = {
        "name": row.name, "party": row.party, "valid_from": row.valid_from,
        "valid_to": row.valid_to, **row.said,
    }  # fmt: skip
    shown = [(column, held.get(column.key)) for column in REGISTRIES[row.kind].columns]
    return Source(
        row.code,
        "，".join(f"{column.zh} {value}" for column, value in shown if value),
        ", ".join(f"{column.en} {value}" for column, value in shown if value),
        imported_on,
    )


def linked_items(
    connection: Connection, codes: tuple[str, ...], opened_at: datetime
) -> tuple[LinkedItem, ...]:
    """The items a case is linked to, named by the lists in force when it was opened.

    What was linked later may stand on the newest lists alone.
    """
    kinds = [str(kind) for kind in LIST_KINDS]
    found: dict[str, LinkedItem] = {}
    called = registries.called(connection, kinds, codes, opened_at)
    for row in sorted(called, key=lambda row: (kinds.index(row.kind), row.then)):
        registry = REGISTRIES[Kind(row.kind)]
        found[row.code] = LinkedItem(row.code, row.name, registry.zh, registry.en)
    return tuple(found[code] for code in codes if code in found)
