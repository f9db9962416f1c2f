"""The calendar of working days: a year, a period counted out, another arrangement laid over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from access.policy import Thing
from cases.calendars import (
    Arrangement,
    Foreseen,
    calendar_if,
    calendar_in_force,
    calendar_versions,
    foreseen_by,
    keep,
    lacking,
    one_day,
    read_arrangement,
    reckon,
    start_recount,
    year_view,
)
from cases.permission import permitted
from deadlines import (
    CALENDAR_YEARS,
    DateOutOfRange,
    Explanation,
    PublishedYear,
    Unit,
    WorkingDayCalendar,
    local_day,
)
from states.errors import CaseError, GuardFailed, Invalid
from web.door import Me, gate, now, own_form
from web.forms import Typed, the_day, typed
from web.long_work import workshop
from web.months import Month, months_of
from web.one_moment import READ, routes
from web.pasted import SmallFile, Text, Tried, digest, looked_at, text_of, unix
from web.rendering import language, page
from web.words import Words

Line = Annotated[str, Form(max_length=200)]
Year = Annotated[int, Query(ge=CALENDAR_YEARS[0], le=CALENDAR_YEARS[-1])]
Effect = Annotated[Literal["off", "working", "published"], Form()]
EFFECTS: Mapping[str, bool | None] = {"off": True, "working": False, "published": None}
"""What a single day is set to; ``None`` gives it back to the arrangement."""
ASKED = {
    "START": ("起算日", "The start"),
    "N": ("长度", "The length"),
    "UNIT": ("单位", "The unit"),
}
"""What a period is asked by, as its refusals name it."""
router = routes()
OWN = [Depends(own_form)]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A period as it was asked for, and how it counts; or what is wrong with it."""

    start: str
    n: str
    unit: str
    found: Explanation | None = None
    wrong: str = ""


@router.api_route("/calendar", methods=READ)
def calendar(
    request: Request,
    year: Year | None = None,
    start: Annotated[str, Query(max_length=20)] = "",
    n: Annotated[str, Query(max_length=10)] = "",
    unit: Annotated[str, Query(max_length=2)] = "WD",
) -> Response:
    """A year on twelve sheets, and a period counted out day by day."""
    days, today = calendar_in_force(gate(request).store), local_day(now(request))
    reckoned = _reckoned(request, days, Reckoned(start.strip(), n.strip(), unit))
    chosen = year or today.year
    return page(
        request, "calendar/year.html.j2", view=year_view(days, chosen),
        months=months_of(days, chosen, today), today=today, reckoned=reckoned, units=tuple(Unit),
        first=CALENDAR_YEARS[0], last=CALENDAR_YEARS[-1],
    )  # fmt: skip


@router.api_route("/calendar/versions", methods=READ)
def versions(request: Request) -> Response:
    """Who loaded or set what, and when."""
    return _versions(request)


@router.api_route("/calendar/load", methods=READ)
def load_page(request: Request, me: Me) -> Response:
    """Where a year's arrangement is loaded."""
    return _loading(request, me, Typed())


@router.post("/calendar/load", dependencies=OWN)
def look_at_a_year(request: Request, me: Me, file: SmallFile = None, text: Text = "") -> Response:
    """What a year's file would change and move; nothing is written."""
    permitted(gate(request).store, me.person.username, Thing.CALENDAR, "W", now(request))
    try:
        given = text_of(file, text)
        wanted = read_arrangement(given)
    except CaseError as refusal:
        return _loading(request, me, _wrong(request, refusal, unix(text)))
    return _loading(request, me, Typed({"text": given}), wanted)


@router.post("/calendar/load/keep", dependencies=OWN)
def keep_a_year(request: Request, me: Me, text: Text = "", tried: Tried = "") -> Response:
    """Keep it as a new version and count every open task anew."""
    given = unix(text)
    try:
        looked_at(given, tried)
        wanted = read_arrangement(given)
        return _kept(request, me, wanted)
    except CaseError as refusal:
        return _loading(request, me, _wrong(request, refusal, given))


@router.api_route("/calendar/day", methods=READ)
def day_page(request: Request, me: Me, day: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Where a single day is set otherwise."""
    return _setting(request, me, Typed({"day": day, "effect": "off", "name": "", "source": ""}))


@router.post("/calendar/day", dependencies=OWN)
def look_at_a_day(
    request: Request, me: Me, day: Line = "", effect: Effect = "off", name: Line = "",
    source: Line = "",
) -> Response:  # fmt: skip
    """What setting it would move; nothing is written."""
    return _set(request, me, {"day": day, "effect": effect, "name": name, "source": source})


@router.post("/calendar/day/keep", dependencies=OWN)
def keep_a_day(
    request: Request, me: Me, day: Line = "", effect: Effect = "off", name: Line = "",
    source: Line = "", tried: Tried = "",
) -> Response:  # fmt: skip
    """Set it, and count every open task anew."""
    given = {"day": day, "effect": effect, "name": name, "source": source}
    return _set(request, me, given, tried=tried)


@router.post("/calendar/recount", dependencies=OWN)
def recount(request: Request, me: Me) -> Response:
    """Count every open task anew by the calendar in force; a second time moves nothing."""
    return _recount(request, me)


def _reckoned(request: Request, days: WorkingDayCalendar, asked: Reckoned) -> Reckoned:
    if not asked.start and not asked.n:
        return asked
    try:
        found = reckon(the_day(asked.start, "START"), asked.n, asked.unit, days)
    except Invalid as refusal:
        zh, en = ASKED[refusal.name]
        said = Words(language(request)).either(f"{zh}{refusal.zh}。", f"{en} {refusal.en}.")
        return Reckoned(asked.start, asked.n, asked.unit, wrong=said)
    except DateOutOfRange as refusal:
        return Reckoned(asked.start, asked.n, asked.unit, wrong=refusal.say(language(request)))
    return Reckoned(asked.start, asked.n, asked.unit, found)


def _loading(request: Request, me: Me, form: Typed, wanted: Arrangement | None = None) -> Response:
    permitted(gate(request).store, me.person.username, Thing.CALENDAR, "W", now(request))
    return page(
        request, "calendar/load.html.j2", form.status, form=form,
        found=_laid(request, me, wanted) if wanted else None, tried=digest(form.value("text")),
    )  # fmt: skip


def _set(request: Request, me: Me, given: Mapping[str, str], tried: str | None = None) -> Response:
    """Look at what one day would move (``tried`` is ``None``), or set it."""
    permitted(gate(request).store, me.person.username, Thing.CALENDAR, "W", now(request))
    try:
        on = the_day(given["day"], "day")
        wanted = one_day(on, EFFECTS[given["effect"]], given["name"], given["source"])
        if tried is not None:
            looked_at(_said(given), tried)
            return _kept(request, me, wanted)
    except CaseError as refusal:
        return _setting(request, me, typed(request, refusal, given))
    return _setting(request, me, Typed(given), wanted)


def _setting(request: Request, me: Me, form: Typed, wanted: Arrangement | None = None) -> Response:
    permitted(gate(request).store, me.person.username, Thing.CALENDAR, "W", now(request))
    return page(
        request, "calendar/day.html.j2", form.status, form=form, effects=tuple(EFFECTS),
        found=_laid(request, me, wanted) if wanted else None, tried=digest(_said(form.given)),
    )  # fmt: skip


def _said(given: Mapping[str, str]) -> str:
    return "\n".join(given[name] for name in ("day", "effect", "name", "source"))


@dataclass(frozen=True, slots=True)
class Beside:
    """A month of a year that would change, beside the same month as it is in force."""

    year: int
    before: Month
    after: Month


@dataclass(frozen=True, slots=True)
class Laid:
    """What an arrangement would change and move; ``lacking`` are holidays it leaves out."""

    years: tuple[PublishedYear, ...]
    lacking: tuple[str, ...]
    months: tuple[Beside, ...]
    foreseen: Foreseen


def _laid(request: Request, me: Me, wanted: Arrangement) -> Laid:
    store, at = gate(request).store, now(request)
    held, after, today = calendar_in_force(store), calendar_if(store, wanted), local_day(at)
    touched = {one.day.year for one in wanted.days} | {
        entry.day.year for year in wanted.years for entry in year.days
    }
    both = (
        Beside(year, *pair)
        for year in sorted(touched.intersection(CALENDAR_YEARS))
        for pair in zip(months_of(held, year, today), months_of(after, year, today), strict=True)
    )
    return Laid(
        wanted.years,
        tuple(name for year in wanted.years for name in lacking(year)),
        tuple(one for one in both if one.before != one.after),
        foreseen_by(store, wanted, me.person.username, at),
    )


def _kept(request: Request, me: Me, wanted: Arrangement) -> Response:
    keep(gate(request).store, wanted, me.person.username, now(request))
    try:
        return _recount(request, me)
    except GuardFailed as refusal:  # it is kept all the same
        return _versions(request, refusal)


def _recount(request: Request, me: Me) -> Response:
    """Set the recount going, and to its page."""
    number = start_recount(gate(request).store, workshop(request), me.person.username, now(request))
    return RedirectResponse(request.app.url_path_for("one_work", work=number), 303)


def _versions(request: Request, refusal: CaseError | None = None) -> Response:
    """Every version; ``refusal`` says why what was just kept is not counted with yet."""
    return page(
        request, "calendar/versions.html.j2", found=calendar_versions(gate(request).store),
        refusal=refusal.say(language(request)) if refusal else "",
    )  # fmt: skip


def _wrong(request: Request, refusal: CaseError, text: str) -> Typed:
    """What a file breaks stands beside the text it was read into, with the place in it."""
    if isinstance(refusal, Invalid) and refusal.name != "text":
        place = "" if refusal.name == "-" else f"{refusal.name} "
        refusal = Invalid("text", f"{place}{refusal.zh}", f"file: {place}{refusal.en}")
    return typed(request, refusal, {"text": text})
