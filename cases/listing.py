"""Lists of cases: what a page of them shows, by whom it may be seen and how pressing it is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases.eyes import cases_seen, cases_weighed
from deadlines import WorkingDayCalendar, local_day
from regulations.pack import Pack
from states.errors import Invalid
from states.tasks import OWED_TO_A_REPORTER
from states.vocabulary import Role, State
from storage import Store, case_list, lines, people
from storage.calendar import calendar
from storage.case_list import BrowsedCase, Order, Seen, Span, Wanted
from storage.packs import pack_by_id
from storage.people import Colleague

SOON = 5
MOST_OFFICERS = 100
"""More of them are typed: nobody picks from so long a list."""
Narrowed = Wanted
"""What a list is narrowed to."""
__all__ = ["CasePage", "CaseRow", "Narrowed", "Order", "list_cases"]
EVERYTHING = Narrowed()
EVER = Span()
URGENCIES = ("overdue", "today", "soon", "ok", "none")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list; ``days_left`` in working days, negative when over."""

    number: str
    matter_number: str
    subject: str
    officer_name: str
    unit_name: str
    state: str
    state_zh: str
    phase: str
    track: str
    outcome: str | None
    due_on: date | None
    due_kind: str | None
    due_kind_zh: str | None
    due_kind_en: str | None
    provisional: bool
    urgency: str
    days_left: int | None
    opened_on: date
    changed_on: date | None
    """``None`` for an officer and a unit: it would tell of what they may not know of."""
    version: int
    earlier_number: str | None
    """What its matter was called in the ledger that it was imported from, if it was."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of the list, the counts of every urgency, and the key of the next page.

    Of the urgencies in ``at_least`` there are as many as ``counts`` says, or more. ``cut``: after
    very many cases the search was broken off; the next page goes on with it. ``weighs``: items may
    be asked for; of cases whose assessment the viewer does not see none is found by them.
    """

    rows: tuple[CaseRow, ...]
    counts: dict[str, int]
    next: str | None
    at_least: frozenset[str] = frozenset()
    cut: bool = False
    weighs: bool = True

    def total(self, urgency: str | None = None) -> int | None:
        """How many cases there are, of one urgency or all; ``None``: more than were counted."""
        if urgency in self.at_least or (urgency is None and self.at_least):
            return None
        return self.counts[urgency] if urgency else sum(self.counts.values())


def list_cases(
    store: Store,
    now: datetime,
    *,
    viewer: str | None = None,
    urgency: str | None = None,
    narrowed: Narrowed = EVERYTHING,
    order: Order = Order.DUE,
    after: str | None = None,
    limit: int = 50,
    counted: bool = True,
) -> CasePage:
    """A page of the cases that ``viewer`` sees (``None``: the system itself), in that order.

    ``counts`` are of all urgencies, equally narrowed, and empty where it is not to be ``counted``.
    """
    with store.read() as connection:
        today = local_day(now)
        days = calendar(store, connection)
        seeing = cases_weighed if narrowed.item else cases_seen
        seen = seeing(connection, viewer, today)
        wanted = replace(narrowed, seen=seen)
        if seen and not seen.reviews and order is Order.CHANGED:
            order = Order.OPENED
        spans = _spans(today, days)
        counts = case_list.counts(connection, wanted, spans) if counted else {}
        found = case_list.browse(
            connection, wanted, limit, span=spans.get(urgency or "", EVER), order=order,
            after=read_key(after, order),
        )  # fmt: skip
        rows = tuple(
            as_told(
                (
                    case_row(case, pack_by_id(store, connection, case.pack_id), today, days)
                    for case in found.cases
                ),
                wanted.seen,
            )
        )
    return CasePage(
        rows,
        {code: number for code, (number, _) in counts.items()},
        said_key(found.next),
        frozenset(code for code, (_, more) in counts.items() if more),
        found.cut,
        weighs=seen is None or seen.weighs,
    )


def listed_units(store: Store, now: datetime, *, viewer: str) -> list[tuple[str, str]]:
    """The units of the cases that ``viewer`` sees, by code and name."""
    with store.read() as connection:
        return case_list.units_listed(connection, cases_seen(connection, viewer, local_day(now)))


def listed_officers(store: Store, now: datetime, *, viewer: str) -> list[Colleague]:
    """Whose cases ``viewer`` may ask for by name; none for whoever sees their own, nor of many."""
    today = local_day(now)
    with store.read() as connection:
        seen = cases_seen(connection, viewer, today)
        if seen and not seen.reviews:
            return []
        found = people.colleagues(connection, today, (Role.OFF,))
    return found if len(found) <= MOST_OFFICERS else []


def urgency_of(due_on: date | None, today: date, days: WorkingDayCalendar) -> str:
    """How pressing a day is: overdue, today, soon (within five working days), ok, or none."""
    if due_on is None:
        return "none"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    return "soon" if days.count(today, due_on) <= SOON else "ok"


def _spans(today: date, days: WorkingDayCalendar) -> dict[str, Span]:
    """The days of every urgency."""
    one = timedelta(days=1)
    # The last day within five working days, with the days off that follow it.
    soon = days.shift(today, SOON + 1) - one
    return {
        "overdue": Span(None, today - one),
        "today": Span(today, today),
        "soon": Span(today + one, soon),
        "ok": Span(soon + one, lines.FAR - one),
        "none": case_list.NO_DAY,
    }


def said_key(key: tuple[Any, str] | None) -> str | None:
    """The key of a page as its address bears it."""
    if key is None:
        return None
    value, number = key
    return number if value is None else f"{value.isoformat()}|{number}"


def _moment(text: str) -> datetime:
    """An instant with its offset, in UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


READ: dict[Order, Callable[[str], Any]] = {Order.DUE: date.fromisoformat, Order.CHANGED: _moment}
"""What the key of a page begins with, in the orders that have more than numbers."""


def read_key(after: str | None, order: Order) -> tuple[Any, str] | None:
    """What ``said_key`` made of it, in that order; raises ``Invalid``."""
    if after is None:
        return None
    value, mark, number = after.rpartition("|")
    read = READ.get(order)
    with suppress(ValueError, OverflowError):
        if read and mark:
            return read(value), number
        if not read and not mark:
            return None, number
    raise Invalid("after", "不是上一页给出的标记，请从第一页开始", "is not a mark that a page gave")


def as_told(rows: Iterable[CaseRow], seen: Seen | None) -> Iterator[CaseRow]:
    """Lines as they may be read by whoever sees these cases."""
    for row in rows:
        yield row if seen is None else masked(row, reviews=seen.reviews, facts=seen.facts)


def masked(row: CaseRow, *, reviews: bool, facts: bool) -> CaseRow:
    """A line without what its reader may not know of: the one place that leaves it out.

    Who sees no facts sees which case it is, and not what it is about; who does not look at it as
    more than an officer or a unit learns neither of a reporter nor when it changed last.
    """
    if not facts:
        row = replace(row, subject=row.number)
    if reviews:
        return row
    if row.due_kind in OWED_TO_A_REPORTER:  # a day without its task would tell of it
        row = replace(
            row, due_kind=None, due_kind_zh=None, due_kind_en=None, due_on=None, provisional=False,
            urgency="none", days_left=None,
        )  # fmt: skip
    return replace(row, changed_on=None)


def case_row(case: BrowsedCase, pack: Pack, today: date, days: WorkingDayCalendar) -> CaseRow:
    """A case as a list shows it; ``pack`` is the one it began with."""
    state = State(case.state)
    rule = pack.deadlines[case.due_kind] if case.due_kind else None
    return CaseRow(
        number=case.number,
        matter_number=case.matter_number,
        subject=case.subject,
        officer_name=case.officer_name,
        unit_name=case.unit_name,
        state=case.state,
        state_zh=state.zh,
        phase=str(state.phase),
        track=case.track,
        outcome=case.outcome,
        due_on=case.due_on,
        due_kind=case.due_kind,
        due_kind_zh=rule.zh if rule else None,
        due_kind_en=rule.en if rule else None,
        provisional=bool(case.provisional),
        urgency=urgency_of(case.due_on, today, days),
        days_left=days.count(today, case.due_on) if case.due_on else None,
        opened_on=local_day(case.opened_at),
        changed_on=local_day(case.changed_at),
        version=case.version,
        earlier_number=case.earlier_number,
    )
