"""What everybody reads: the measures, the calendar, the registries, and what answers suggest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Annotated

from fastapi import Path, Query, Request
from pydantic import BaseModel, Field

from cases.assessing import MAX_ANSWERS, assess, pack_for
from cases.calendars import YearView, year_view
from cases.registries import Listed, history, list_entries
from cases.regulations import loaded_packs, show
from deadlines import CALENDAR_YEARS, DateOutOfRange, Unit, WorkingDayCalendar, explain, local_day
from regulations.assessment import Unfounded
from regulations.registries import Kind
from states.errors import Invalid
from storage.articles import Reading
from storage.calendar import calendar
from storage.packs import LoadedPack
from storage.registries import Import
from web.api.asking import AsksMeasures, Body, Pages, ReadsMeasures, asked_at, room
from web.api.paging import USUAL, Cursor, Limit, Page, number_of
from web.one_moment import READ

FIRST_YEAR, LAST_YEAR = CALENDAR_YEARS[0], CALENDAR_YEARS[-1]
MOST_LENGTH = 5000
Words = Annotated[str | None, Query(max_length=100)]
OnDay = Annotated[date | None, Query(description="as it stood on that day; else today")]

router = room()


@dataclass(frozen=True, slots=True)
class ItemTold:
    """An item of an article, by the code that answers and applications name it by."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ArticleTold:
    """An article: the bureau's own wording, its items, and how it is read."""

    article: str
    wording: str | None
    items: tuple[ItemTold, ...]
    interpretations: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class ImportTold:
    """An import of a registry, and whether it is in force."""

    imported: Import
    in_force: bool


@dataclass(frozen=True, slots=True)
class DayTold:
    """A day: worked or not, and why."""

    day: date
    working: bool
    kind: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CountedTold:
    """A day since the start: whether it counts, and why."""

    date: date
    counted: bool
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class DueTold:
    """The last day of a period, the start excluded, with every day on the way."""

    start: date
    n: int
    unit: Unit
    due_on: date
    provisional: bool
    calendar_version: str
    days: tuple[CountedTold, ...]


class Answers(Body):
    """Answers by the code of their item: yes, no, or not known."""

    answers: dict[str, bool | None] = Field(max_length=MAX_ANSWERS)


class Suggested(BaseModel):
    """Decision support, never a decision: what the answers suggest, why, and what is missing."""

    pack: str
    suggestions: tuple[ItemTold, ...]
    because: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]
    unfounded: tuple[Unfounded, ...]


@router.api_route("/measures", methods=READ)
def read_measures(
    request: Request, _caller: ReadsMeasures, article: Words = None, on: OnDay = None
) -> list[ArticleTold]:
    """The measures in force article by article, or the one of that article or item."""
    store, at = asked_at(request)
    return [
        ArticleTold(
            one.article, one.wording,
            tuple(ItemTold(i.code, i.zh, i.en) for group in one.groups for i in group.items),
            one.readings,
        )
        for one in show(store, on or local_day(at), article)
    ]  # fmt: skip


@router.api_route("/measures/packs", methods=READ)
def list_of_packs(request: Request, _caller: ReadsMeasures) -> list[LoadedPack]:
    """Every version of the measures that a case may rest on."""
    return loaded_packs(asked_at(request)[0])


@router.post("/measures/assess")
def assess_answers(
    request: Request, _caller: AsksMeasures, said: Answers, on: OnDay = None
) -> Suggested:
    """What answers to the items of arts. 10–16 suggest, without a case; nothing is kept."""
    store, at = asked_at(request)
    pack = pack_for(store, on or local_day(at))
    found = assess(pack, said.answers)
    return Suggested(
        pack=f"{pack.code}@{pack.version}",
        suggestions=tuple(ItemTold(one.code, one.zh, one.en) for one in found.said),
        because=found.because,
        missing=found.missing,
        unfounded=found.unfounded,
    )


@router.api_route("/registries", methods=READ)
def registry_entries(
    request: Request,
    _caller: ReadsMeasures,
    turn: Pages,
    kind: Kind | None = None,
    on: OnDay = None,
    q: Words = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[Listed]:
    """Entries of the registries in force: of one kind or all, valid on a day, holding words."""
    start = number_of(cursor) or 0
    entries = list_entries(asked_at(request)[0], kind, on=on, search=q or None)
    found = list(islice(entries, start, start + limit + 1))
    return turn.page(found[:limit], start + limit if len(found) > limit else None)


@router.api_route("/registries/imports", methods=READ)
def imports_of_registries(
    request: Request, _caller: ReadsMeasures, kind: Kind | None = None
) -> list[ImportTold]:
    """Every import, newest first."""
    return [ImportTold(one, force) for one, force in history(asked_at(request)[0], kind)]


@router.api_route("/calendar/{year}", methods=READ)
def calendar_of_year(
    request: Request,
    _caller: ReadsMeasures,
    year: Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)],
) -> YearView:
    """The days of a year that depart from the week, and its working days by month."""
    return year_view(_calendar(request), year)


@router.api_route("/calendar/days/{day}", methods=READ)
def day_of_calendar(request: Request, _caller: ReadsMeasures, day: date) -> DayTold:
    """Whether a day is worked, and why."""
    try:
        why = _calendar(request).why(day)
    except DateOutOfRange as error:
        raise Invalid("day", error.say("zh"), error.say("en")) from None
    return DayTold(day, why.working, str(why.kind), why.zh, why.en)


@router.api_route("/calendar/due/{start}", methods=READ)
def due_day(
    request: Request,
    _caller: ReadsMeasures,
    start: date,
    n: Annotated[int, Query(ge=0, le=MOST_LENGTH, description="how many")],
    unit: Annotated[Unit, Query(description="WD working days, D days, M months")] = Unit.WD,
) -> DueTold:
    """The last day of a period that begins at `start`, which is not counted."""
    try:
        found = explain(start, n, unit, _calendar(request))
    except DateOutOfRange as error:
        raise Invalid("start", error.say("zh"), error.say("en")) from None
    return DueTold(
        found.start, found.n, found.unit, found.due_on, found.provisional, found.calendar_version,
        tuple(CountedTold(d.date, d.counted, d.why.zh, d.why.en) for d in found.days),
    )  # fmt: skip


def _calendar(request: Request) -> WorkingDayCalendar:
    store = asked_at(request)[0]
    with store.read() as connection:
        return calendar(store, connection)
