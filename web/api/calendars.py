"""Another calendar: its versions, what an arrangement would move, keeping it, counting anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import Request
from pydantic import Field

from access.policy import Thing
from cases.calendars import (
    Arrangement,
    calendar_versions,
    foreseen_by,
    keep,
    lacking,
    one_day,
    read_arrangement,
    start_recount,
)
from cases.permission import permitted
from cases.recounting import Moved
from deadlines import PublishedYear
from states.errors import GuardFailed, Invalid
from storage.calendar import Version
from web.api.asking import AsksMeasures, Body, Line, ReadsMeasures, WritesMeasures, asked_at, room
from web.api.once import OnlyOnce, Started
from web.calendar_pages import EFFECTS
from web.long_work import workshop
from web.one_moment import READ
from web.pasted import MOST, digest, looked_at, unix

Tried = Annotated[str, Field(max_length=64, description="as looking at it told")]

router = room()


class GivenText(Body):
    """A text as its file has it."""

    text: str = Field(max_length=MOST)


class LookedAt(GivenText):
    """The very text that was looked at."""

    tried: Tried


class DayWanted(Body):
    """A single day set otherwise, or given back to the arrangement; by which paper."""

    effect: Literal["off", "working", "published"]
    name: Line
    source: Line


class DayKept(DayWanted):
    """The very day that was looked at."""

    tried: Tried


@dataclass(frozen=True, slots=True)
class Foretold:
    """What an arrangement would move; ``elsewhere`` are tasks of cases that are not the caller's.

    ``tried`` keeps it: nothing else is kept under it. ``lacking`` are holidays that it leaves out.
    """

    tried: str
    years: tuple[PublishedYear, ...]
    lacking: tuple[str, ...]
    moved: tuple[Moved, ...]
    elsewhere: int
    failures: int


@dataclass(frozen=True, slots=True)
class KeptCalendar:
    """The calendar's new version, and the long work that counts every open task anew.

    No ``work``: somebody else's is under way, or too many; ask for a recount later.
    """

    version: str
    work: int | None
    repeated: bool


@contextmanager
def of_its_text() -> Iterator[None]:
    """What is wrong within a text is wrong with the field that brought it."""
    try:
        yield
    except Invalid as wrong:
        place = "" if wrong.name in {"FILE", "-", "text"} else f"{wrong.name} "
        raise Invalid("text", f"{place}{wrong.zh}", f"{place}{wrong.en}") from None


@router.api_route("/calendar/versions", methods=READ)
def versions_of_calendar(request: Request, _caller: ReadsMeasures) -> list[Version]:
    """Who loaded or set what, the newest first."""
    return calendar_versions(asked_at(request)[0])


@router.post("/calendar/look")
def look_at_calendar(request: Request, caller: AsksMeasures, said: GivenText) -> Foretold:
    """What a year's file would change and move; nothing is written."""
    _may(request, caller.who)
    text = unix(said.text)
    with of_its_text():
        wanted = read_arrangement(text)
    return _foretold(request, caller.who, wanted, digest(text))


@router.post("/calendar/versions", status_code=202)
def load_calendar(
    request: Request, caller: WritesMeasures, only: OnlyOnce, said: LookedAt
) -> KeptCalendar:
    """Keep it as a new version and count every open task anew, as long work."""
    _may(request, caller.who)
    text = unix(said.text)
    looked_at(text, said.tried)
    with of_its_text():
        wanted = read_arrangement(text)
    return _kept(request, caller.who, only, said, wanted)


@router.post("/calendar/days/{day}/look")
def look_at_calendar_day(
    request: Request, caller: AsksMeasures, day: date, said: DayWanted
) -> Foretold:
    """What setting a single day would move; nothing is written."""
    _may(request, caller.who)
    return _foretold(request, caller.who, _day(day, said), digest(_text(day, said)))


@router.put("/calendar/days/{day}", status_code=202)
def set_calendar_day(
    request: Request, caller: WritesMeasures, day: date, only: OnlyOnce, said: DayKept
) -> KeptCalendar:
    """Set a single day, and count every open task anew, as long work."""
    _may(request, caller.who)
    wanted = _day(day, said)
    looked_at(_text(day, said), said.tried)
    return _kept(request, caller.who, only, said, wanted)


@router.post("/calendar/recount", status_code=202)
def recount_by_api(request: Request, caller: WritesMeasures, only: OnlyOnce) -> Started:
    """Count every open task anew by the calendar in force; a second time moves nothing."""
    done = only.once(caller.who, None, lambda: _recount(request, caller.who))
    return Started(int(done.said), done.repeated)


def _may(request: Request, who: str) -> None:
    store, at = asked_at(request)
    permitted(store, who, Thing.CALENDAR, "W", at)


def _day(day: date, said: DayWanted) -> Arrangement:
    return one_day(day, EFFECTS[said.effect], said.name, said.source)


def _text(day: date, said: DayWanted) -> str:
    return f"{day}\n{said.effect}\n{said.name}\n{said.source}"


def _foretold(request: Request, who: str, wanted: Arrangement, tried: str) -> Foretold:
    store, at = asked_at(request)
    found = foreseen_by(store, wanted, who, at)
    left_out = tuple(name for year in wanted.years for name in lacking(year))
    return Foretold(tried, wanted.years, left_out, found.moved, found.elsewhere, found.failures)


def _kept(
    request: Request, who: str, only: OnlyOnce, said: Body, wanted: Arrangement
) -> KeptCalendar:
    store, at = asked_at(request)

    def deed() -> str:
        version = keep(store, wanted, who, at)
        try:
            return f"{version} {_recount(request, who)}"
        except GuardFailed:  # it is kept all the same
            return version

    done = only.once(who, said, deed)
    version, _, work = done.said.partition(" ")
    return KeptCalendar(version, int(work) if work else None, done.repeated)


def _recount(request: Request, who: str) -> str:
    store, at = asked_at(request)
    return str(start_recount(store, workshop(request), who, at))
