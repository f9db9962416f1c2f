"""Another calendar: look at what it would move, keep it as a new version, know what is missing."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from access.policy import Thing
from cases.eyes import Eyes, look_at
from cases.long_work import Doing, Result, WorkKind, Workshop
from cases.recounting import Moved, Preview, Progress, Recounted, recount, rehearse
from cases.standing import granted
from deadlines import (
    CALENDAR_YEARS,
    Explanation,
    InvalidYear,
    Kind,
    PublishedYear,
    Unit,
    WorkingDayCalendar,
    explain,
    local_day,
    parse_year,
    statutory_holidays,
)
from states.errors import Invalid, NotFound
from storage import Store, journal
from storage.calendar import (
    SetDay,
    Version,
    calendar,
    calendar_with,
    keep_day,
    keep_year,
    version,
    versions,
)

THIRTEEN_DAYS_SINCE = 2025
LONGEST_WORD = 100
LONGEST_LENGTH = 5000
NUMBER = re.compile(r"-?[0-9]{1,9}")
PUBLISHED_FROM = 11
"""The month from which next year's holidays are looked for."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What somebody wants to lay over the calendar: years as published, single days as set."""

    years: tuple[PublishedYear, ...] = ()
    days: tuple[SetDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A look at the calendar: what was counted anew, and the year that should be loaded by now."""

    recounted: Recounted
    missing: int | None

    def __str__(self) -> str:
        done = self.recounted
        counts = f"moved {done.moved}, confirmed {done.confirmed}, failed {len(done.failures)}"
        return f"{counts}, missing {self.missing or 'nothing'}"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a layer of the calendar speaks of; ``layer`` is which."""

    day: date
    working: bool
    layer: str
    name: str
    source: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class YearView:
    """A year as people look at it: the days that are named, and the working days of each month."""

    year: int
    provisional: bool
    named: tuple[NamedDay, ...]
    working_days: tuple[int, ...]


def year_view(days: WorkingDayCalendar, year: int) -> YearView:
    """The days of ``year`` that depart from the rule of the week, and why."""
    every = [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(),
                                                date(year, 12, 31).toordinal() + 1)]  # fmt: skip
    reasons = [days.why(day) for day in every]
    named = tuple(
        NamedDay(r.day, r.working, str(r.kind), r.name, r.source, r.zh, r.en)
        for r in reasons
        if r.kind not in {Kind.WEEKDAY, Kind.WEEKEND}
    )
    worked = Counter(reason.day.month for reason in reasons if reason.working)
    return YearView(
        year, days.is_provisional(every[-1]), named, tuple(worked[m] for m in range(1, 13))
    )


def read_arrangement(text: str) -> Arrangement:
    """A year's file in the usual holiday schema; raises ``Invalid`` naming field and rule."""
    try:
        return Arrangement(years=(parse_year(text),))
    except InvalidYear as error:
        raise Invalid(error.name, error.zh, error.en) from None


def one_day(day: date, off: bool | None, name: str, source: str) -> Arrangement:
    """A single day set otherwise, or (``None``) given back; raises ``Invalid``."""
    for field, text in (("--name", name), ("--source", source)):
        if not text.strip() or len(text) > LONGEST_WORD or not text.isprintable():
            raise Invalid(
                field,
                f"必填，一行，至多{LONGEST_WORD}字",
                f"is required: one line, {LONGEST_WORD} at most",
            )
    if day.year not in CALENDAR_YEARS:
        span = f"{CALENDAR_YEARS[0]}–{CALENDAR_YEARS[-1]}"
        raise Invalid("DAY", f"须在{span}年", f"must lie in {span}")
    return Arrangement(days=(SetDay(day, off, name.strip(), source.strip()),))


def reckon(start: date, n: str, unit: str, days: WorkingDayCalendar) -> Explanation:
    """The last day of a period as somebody writes it, with every day; raises ``Invalid``."""
    if unit not in set(Unit):
        raise Invalid("UNIT", "只能是 WD、D 或 M", "must be WD, D or M")
    # Digits as a keyboard has them: what ``int`` reads besides, nobody meant.
    if not NUMBER.fullmatch(n) or not 0 <= int(n) <= LONGEST_LENGTH:
        most = LONGEST_LENGTH
        raise Invalid("N", f"须为0至{most}的数字", f"must be a number from 0 to {most}")
    return explain(start, int(n), Unit(unit), days)


def lacking(year: PublishedYear) -> tuple[str, ...]:
    """The statutory holidays that a year's file leaves out: it is probably not whole.

    Held against the days as they have been since 2025, so nothing is said of earlier years.
    """
    if year.year < THIRTEEN_DAYS_SINCE:
        return ()
    off = {day.day for day in year.days if day.off}
    return tuple(dict.fromkeys(n for day, n in statutory_holidays(year.year) if day not in off))


def preview(
    store: Store, wanted: Arrangement, now: datetime, progress: Progress | None = None
) -> Preview:
    """Which open tasks the arrangement would move, and to when; nothing is written."""
    return rehearse(store, calendar_if(store, wanted), now, progress)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A preview as one person may see it; ``elsewhere`` are tasks of cases they do not see."""

    moved: tuple[Moved, ...]
    elsewhere: int
    failures: int


def foreseen_by(store: Store, wanted: Arrangement, viewer: str, now: datetime) -> Foreseen:
    """What the arrangement would move, of what ``viewer`` sees; raises ``GuardFailed``.

    Only who may write the calendar is told anything at all.
    """
    with store.read() as connection:
        granted(connection, viewer, Thing.CALENDAR, "W", local_day(now))
    found = preview(store, wanted, now)
    seen: dict[str, Eyes | None] = {}
    with store.read() as connection:
        for number in {one.case for one in found.moved}:
            try:
                seen[number] = look_at(connection, number, viewer, now)[1]
            except NotFound:
                seen[number] = None
    known = [(one, eyes) for one in found.moved if (eyes := seen[one.case]) is not None]
    return Foreseen(
        tuple(one for one, eyes in known if eyes.task(one.task)),
        len(found.moved) - len(known),
        len(found.failures),
    )


def calendar_in_force(store: Store) -> WorkingDayCalendar:
    """The calendar that everybody counts by."""
    with store.read() as connection:
        return calendar(store, connection)


def calendar_if(store: Store, wanted: Arrangement) -> WorkingDayCalendar:
    """The calendar as it would be with the arrangement laid over it."""
    with store.read() as connection:
        return calendar_with(connection, wanted.years, wanted.days)


def calendar_versions(store: Store) -> list[Version]:
    """Everything that was ever loaded or set, newest first."""
    with store.read() as connection:
        return versions(connection)[::-1]


def keep(store: Store, wanted: Arrangement, by: str, now: datetime) -> str:
    """Keep the arrangement as a new version under the name of who loaded it; the new version."""
    with store.write() as connection:
        person = granted(connection, by, Thing.CALENDAR, "W", local_day(now))
        for year in wanted.years:
            keep_year(connection, _document(year), year.year, now, person.id)
        for day in wanted.days:
            keep_day(connection, day, now, person.id)
        made = version(connection)
        said = {
            "version": made,
            "years": [year.year for year in wanted.years],
            "days": [day.day.isoformat() for day in wanted.days],
        }
        journal.note(connection, "calendar_kept", person, now, **said)
        return made


def check_calendar(store: Store, now: datetime) -> Checked:
    """Finish what a recount left, and say which year's holidays are not loaded yet."""
    done = recount(store, now)
    with store.read() as connection:
        return Checked(done, missing_year(calendar(store, connection), local_day(now)))


def start_recount(store: Store, shop: Workshop, by: str, now: datetime) -> int:
    """Count every open task anew as long work; its number. Raises ``GuardFailed``.

    After another calendar was kept; one that was broken off is finished by the next.
    """
    with store.read() as connection:
        granted(connection, by, Thing.CALENDAR, "W", local_day(now))
        counted_by = version(connection)

    def run(doing: Doing) -> Result:
        done = recount(store, now, doing.tell)
        failed = len(done.failures)
        return Result(
            f"核对待办 {done.tasks} 项，改动到期日 {done.moved} 项，确认 {done.confirmed} 项，"
            f"通知 {done.notices} 条，出错案件 {failed} 件",
            f"{done.tasks} tasks: {done.moved} moved, {done.confirmed} confirmed; "
            f"{done.notices} notices; {failed} cases failed",
            to="/calendar",
        )

    return shop.start(WorkKind.RECOUNT, by, run, same=counted_by)


def missing_year(days: WorkingDayCalendar, today: date) -> int | None:
    """The year whose holidays should be loaded by ``today``, if they are not.

    The State Council publishes a year's holidays in the last quarter of the year before.
    """
    wanted = today.year + (today.month >= PUBLISHED_FROM)
    return wanted if days.published_until.year < wanted else None


def _document(year: PublishedYear) -> str:
    """The year as it is kept: the usual schema, whatever the file held besides."""
    days = [
        {"name": day.name, "date": day.day.isoformat(), "isOffDay": day.off} for day in year.days
    ]
    text = {"year": year.year, "papers": list(year.papers), "days": days}
    return json.dumps(text, ensure_ascii=False, separators=(",", ":"))
