"""The ledger (台账), as whoever asks may read it: by one of their roles, cut to what that shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Literal

from sqlalchemy import Connection

from access.objects import CLOCK_OBJECT
from access.policy import POLICY, Sight, Thing, granted_to, sight
from cases.counting import count_what_changed
from cases.eyes import KEEPERS, Eyes, cases_seen
from cases.standing import granted
from deadlines import local_day
from documents.markup import cited
from reports.ledger_columns import (
    COLUMNS,
    NUMBER,
    Cell,
    Column,
    Lang,
    Speech,
    View,
)
from reports.names import masked, starred
from reports.table_files import csv_lines, write_xlsx
from states.errors import Invalid, NotGranted
from states.tasks import OWED_TO_A_REPORTER
from states.vocabulary import Role
from storage import Store, journal, ledger_list
from storage.ledger_list import MET, REACHED, Asked, Scope
from storage.packs import loaded_ids, pack_by_id
from storage.people import PersonRecord

PAGE = 50
TITLE = ("容错纠错台账", "Ledger")
Format = Literal["xlsx", "csv"]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a role of the reader's shows of the ledger: which cases, and what of them."""

    role: Role
    scope: Scope
    view: View


@dataclass(frozen=True, slots=True)
class LedgerLineView:
    """A line on the page; ``case`` is its number, ``opens`` whether the reader sees the case."""

    case: str
    cells: Sequence[Cell]
    opens: bool


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the ledger; ``roles`` are those by which it can be read, ``next`` the next key."""

    cut: Cut
    roles: tuple[Role, ...]
    heads: Sequence[str]
    lines: tuple[LedgerLineView, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the ledger can be narrowed to, of what stands in it."""

    units: Sequence[tuple[str, str]]
    fields: Sequence[str]
    issue_types: Sequence[str]
    items: Sequence[str]
    english: Mapping[str, str]
    """What fields and kinds of issue are called in English."""


def read_ledger(
    store: Store,
    viewer: str,
    now: datetime,
    asked: Asked,
    *,
    lang: Lang = "zh",
    role: str = "",
    after: str | None = None,
    limit: int = PAGE,
) -> LedgerPage:
    """A page of the ledger as ``viewer`` may read it; what changed is counted first."""
    count_what_changed(store)
    today, (key, begun) = local_day(now), _key(after)
    with store.read() as connection:
        roles, cut = cut_of(connection, viewer, role, today)
        check(asked, cut)
        say = speech(connection, store, lang, today)
        total = ledger_list.count(connection, asked, cut.scope, today)
        found = list(
            ledger_list.lines(connection, asked, cut.scope, today, after=key, limit=limit + 1)
        )
        seen = cases_seen(connection, viewer, today)
        open_ = ledger_list.seen_of(connection, [line.case_id for line in found], seen)
    lines = tuple(
        LedgerLineView(line.number, cut.view.row(begun + place, line, say), line.case_id in open_)
        for place, line in enumerate(found[:limit], start=1)
    )
    last = found[limit - 1] if len(found) > limit else None
    more = f"{last.started_on}|{last.case_id}|{begun + limit}" if last else None
    return LedgerPage(cut, roles, cut.view.heads(say), lines, total, more)


def ledger_choices(store: Store, viewer: str, now: datetime, *, role: str = "") -> Choices:
    """What it can be narrowed to."""
    with store.read() as connection:
        _, cut = cut_of(connection, viewer, role, local_day(now))
        codes = {column.code for column in cut.view.columns}
        say = speech(connection, store, "zh", local_day(now))
        return Choices(
            units=ledger_list.units_in(connection, cut.scope),
            fields=ledger_list.named_in(connection, "field") if "field" in codes else (),
            issue_types=(
                ledger_list.named_in(connection, "issue_type") if "issue_type" in codes else ()
            ),
            items=tuple(say.cited) if "grounds" in codes else (),
            english=say.english,
        )


def export_ledger(
    store: Store,
    viewer: str,
    now: datetime,
    asked: Asked,
    out: IO[bytes],
    *,
    as_: Format,
    lang: Lang = "zh",
    role: str = "",
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Write all of it that ``viewer`` may read, row by row; how many rows, which ``tell`` is told.

    That it was taken, and narrowed to what, stands in the journal before the first row.
    """
    count_what_changed(store)
    today = local_day(now)
    with store.write() as connection:
        _, cut = cut_of(connection, viewer, role, today)
        check(asked, cut)
        person = granted(connection, viewer, Thing.REPORTS, "Ro", today)
        said = {"as": as_, "role": str(cut.role), **spoken(asked)}
        journal.note(connection, "ledger_taken", person, now, **said)
    with store.read() as connection:
        say = speech(connection, store, lang, today)
        lines = ledger_list.lines(connection, asked, cut.scope, today)
        number = 0

        def rows() -> Iterator[list[Cell]]:
            nonlocal number
            for number, line in enumerate(lines, start=1):
                yield cut.view.row(number, line, say)
                tell(number)

        if as_ == "xlsx":
            write_xlsx(out, say.pick(TITLE), cut.view.heads(say), rows())
        else:
            out.writelines(csv_lines(cut.view.heads(say), rows()))
        return number


def cut_of(
    connection: Connection, viewer: str, role: str, on: date
) -> tuple[tuple[Role, ...], Cut]:
    """The roles by which ``viewer`` reads reports, and what the one they chose shows.

    Without a choice the first of the table that shows the whole. Raises ``GuardFailed``.
    """
    person = granted(connection, viewer, Thing.REPORTS, "Ro", on)
    held = {Role(one) for one, _ in person.grants}
    roles = tuple(
        sorted(
            (one for one in granted_to(Thing.REPORTS, "Ro") if one in held),
            key=lambda one: "R" not in POLICY[one, Thing.REPORTS],
        )
    )
    if role and role not in roles:
        raise NotGranted("您没有这个身份的报表", "this role of yours has no reports")
    chosen = Role(role) if role else roles[0]
    return roles, _cut(connection, person, chosen)


def _cut(connection: Connection, person: PersonRecord, role: Role) -> Cut:
    units = {unit for one, unit in person.grants if one == role}
    # Whoever is an officer, too, could read there who was reported (``cases.eyes.cases_seen``).
    officer = any(one == Role.OFF for one, _ in person.grants)
    knows = not officer and Eyes(person.id, frozenset({role}), decided=True).knows_of_a_report
    whole = "R" in POLICY[role, Thing.REPORTS]
    columns = tuple(column for column in COLUMNS if _shown(column, role, whole, knows))
    scope = Scope(
        units=None if None in units else frozenset(unit for unit in units if unit is not None),
        decided=role in KEEPERS,
        person_id=person.id if ledger_list.keeps_out(connection, person.id) else None,
        hidden=_hidden(role, whole, knows),
    )
    return Cut(role, scope, View(role, columns, masked if whole else starred, knows))


def _shown(column: Column, role: Role, whole: bool, knows: bool) -> bool:
    """Whether it is one of the columns of that role: all, or those of things they see."""
    if column.of_a_report:
        return knows
    if whole or column.thing is None:
        return True
    return sight([role], column.thing, decided=True) > Sight.NOTHING


def _hidden(role: Role, whole: bool, knows: bool) -> tuple[str, ...]:
    """The clocks that are nothing to that role: those of things it does not see."""
    found = {
        clock
        for clock, thing in CLOCK_OBJECT.items()
        if not whole and sight([role], thing, decided=True) is Sight.NOTHING
    }
    return tuple(sorted(found if knows else found | OWED_TO_A_REPORTER))


def speech(connection: Connection, store: Store, lang: Lang, today: date) -> Speech:
    """How the ledger speaks: the words of the packs that are loaded, the bureau's own last."""
    packs = [pack_by_id(store, connection, one) for one in loaded_ids(connection)]
    packs.sort(key=lambda pack: pack.code == store.pack)
    return Speech(
        lang,
        {
            item.code: cited(group.article, item.code)
            for pack in packs
            for group in pack.weighed_groups
            for item in group.items
        },
        {zh: en for pack in packs for zh, en in {**pack.fields, **pack.issue_types}.items()},
        today,
    )


NEEDS: Mapping[str, str] = {
    "outcome": "outcome", "field": "field", "issue_type": "issue_type", "late": "late",
    "fate": "late", "item": "grounds", "way": "ways", "track": "source",
}  # fmt: skip
"""The column that somebody must see who narrows by it: what is hidden is not asked for either."""
REACHED_NEEDS: Mapping[str, str] = {
    "filed": "filed_on", "accepted": "accepted_on", "late": "late", "decided": "outcome",
    "tolerated": "outcome", "correcting": "correction",
}  # fmt: skip
"""The same for how far a case came; that it was registered or closed stands in every ledger."""


def check(asked: Asked, cut: Cut) -> None:
    """Raise ``Invalid`` where the reader asks for what there is not, or what they do not see."""
    codes = {column.code for column in cut.view.columns}
    for name, column in NEEDS.items():
        if getattr(asked, name) and column not in codes:
            raise Invalid(name, "不在您可查阅的栏目内", "is no column of yours")
    if asked.reached and asked.reached not in REACHED:
        raise Invalid("reached", "没有这个选项，请从列表中选择", "there is no such choice")
    if REACHED_NEEDS.get(asked.reached, NUMBER) not in codes:
        raise Invalid("reached", "不在您可查阅的栏目内", "is no column of yours")
    if asked.met and asked.met not in MET:
        raise Invalid("met", "没有这个选项，请从列表中选择", "there is no such choice")
    if asked.clock in cut.scope.hidden:
        raise Invalid("clock", "不在您可查阅的栏目内", "is no clock of yours")


def spoken(asked: Asked) -> dict[str, Any]:
    """What it was narrowed to, for the journal."""
    return {
        name: str(value)
        for name in Asked.__dataclass_fields__
        if (value := getattr(asked, name)) and name != "matters"
    }


def _key(after: str | None) -> tuple[tuple[date, int] | None, int]:
    """The key of a page: the last line of the one before it, and its number."""
    if not after:
        return None, 0
    try:
        day, case, number = after.split("|")
        return (date.fromisoformat(day), int(case)), int(number)
    except ValueError:
        raise Invalid(
            "after", "不是上一页给出的标记，请从第一页开始", "is not a mark that a page gave"
        ) from None
