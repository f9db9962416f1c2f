"""Lists of cases: what a page of them shows, by whom it may be seen and how pressing it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from cases.eyes import OWED_TO_A_REPORTER, cases_seen
from deadlines import WorkingDayCalendar, local_day
from regulations.pack import Pack
from states.errors import Invalid
from states.vocabulary import State
from storage import Store, case_list
from storage.calendar import calendar
from storage.case_list import BrowsedCase, Seen, Wanted
from storage.packs import pack_by_id

SOON = 5
Narrowed = Wanted
"""What a list is narrowed to."""
EVERYTHING = Narrowed()
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
    version: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of the list, the counts of every urgency, and the key of the next page."""

    rows: tuple[CaseRow, ...]
    counts: dict[str, int]
    next: str | None


def list_cases(
    store: Store,
    now: datetime,
    *,
    viewer: str | None = None,
    urgency: str | None = None,
    narrowed: Narrowed = EVERYTHING,
    after: str | None = None,
    limit: int = 50,
) -> CasePage:
    """A page of the cases that ``viewer`` sees (``None``: the system itself) by nearest due day.

    ``counts`` are of all urgencies, equally narrowed; what ``narrowed`` says of due days is not.
    """
    with store.read() as connection:
        today = local_day(now)
        days = calendar(store, connection)
        wide = replace(narrowed, seen=cases_seen(connection, viewer, today))
        counts = dict.fromkeys(URGENCIES, 0)
        for day, number in case_list.due_day_counts(connection, wide):
            counts[urgency_of(day, today, days)] += number
        wanted = _narrowed(wide, urgency, today, days)
        found = case_list.browse(connection, wanted, _key(after), limit + 1)
        rows = tuple(
            as_told(
                (
                    case_row(case, pack_by_id(store, connection, case.pack_id), today, days)
                    for case in found[:limit]
                ),
                wide.seen,
            )
        )
    more = None
    if len(found) > limit:
        more = f"{found[limit - 1].due_on or case_list.FAR}|{found[limit - 1].number}"
    return CasePage(rows, counts, more)


def listed_units(store: Store, now: datetime, *, viewer: str) -> list[tuple[str, str]]:
    """The units of the cases that ``viewer`` sees, by code and name."""
    with store.read() as connection:
        return case_list.units_listed(connection, cases_seen(connection, viewer, local_day(now)))


def urgency_of(due_on: date | None, today: date, days: WorkingDayCalendar) -> str:
    """How pressing a day is: overdue, today, soon (within five working days), ok, or none."""
    if due_on is None:
        return "none"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    return "soon" if days.count(today, due_on) <= SOON else "ok"


def _narrowed(wide: Wanted, urgency: str | None, today: date, days: WorkingDayCalendar) -> Wanted:
    one = timedelta(days=1)
    # The last day within five working days, with the days off that follow it.
    soon = days.shift(today, SOON + 1) - one
    bounds: dict[str, dict[str, Any]] = {
        "overdue": {"due_until": today - one},
        "today": {"due_from": today, "due_until": today},
        "soon": {"due_from": today + one, "due_until": soon},
        "ok": {"due_from": soon + one},
        "none": {"without_due": True},
    }
    return replace(wide, **bounds.get(urgency or "", {}))


def _key(after: str | None) -> tuple[date, str] | None:
    if after is None:
        return None
    try:
        day, number = after.split("|", 1)
        return date.fromisoformat(day), number
    except ValueError:
        raise Invalid(
            "after", "不是上一页给出的标记，请从第一页开始", "is not a mark that a page gave"
        ) from None


def of_no_report(row: CaseRow) -> CaseRow:
    """A line that does not tell of a reporter: a day without its task would."""
    if row.due_kind not in OWED_TO_A_REPORTER:
        return row
    return replace(
        row, due_kind=None, due_kind_zh=None, due_kind_en=None, due_on=None, provisional=False,
        urgency="none", days_left=None,
    )  # fmt: skip


def as_told(rows: Iterable[CaseRow], seen: Seen | None) -> Iterator[CaseRow]:
    """Lines as they may be read by whoever sees these cases."""
    plain = seen is None or seen.reviews
    facts = seen is None or seen.facts
    for row in rows:
        shown = row if plain else of_no_report(row)
        yield shown if facts else replace(shown, subject=shown.number)


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
        version=case.version,
    )
