"""Follow-up reports: what was issued, one of them, its files, and the release of what is held."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from cases.follow_up_files import As, file_name, follow_up_file
from cases.follow_up_notes import note_case
from cases.follow_up_reading import PREVIEW, Report, lines_seen, list_reports, read_report
from cases.follow_up_reading import release_report as release_it
from cases.statistics import issue_names
from documents.pdf import available
from reports.follow_up_bars import measures_zh
from reports.follow_up_periods import Period
from reports.follow_up_words import (
    EVENT_ZH,
    LIGHTS,
    STAGES,
    UNIT_COLUMNS,
    UNITS_SAY,
    beyond_zh,
    dates_zh,
    days_zh,
    names_of,
    stages_en,
    stages_zh,
    warning_zh,
    with_total,
)
from states.errors import NotFound
from states.vocabulary import Measure
from web.door import LARGEST, Me, now, own_form
from web.follow_up_bars import charts_of
from web.media import MEDIA
from web.one_moment import READ, routes
from web.rendering import page
from web.templating import environment
from web.words import Words

SHOWN = 50
ALONE = 2000
"""Lines of a page that stands alone; a browser opens no more at ease."""
CHUNK = 1 << 16
STYLE = "<!-- style -->"
"""Where a page that stands alone has its sheet; nothing of ours else is written into a page."""
URGENCY = {"red": "overdue", "amber": "soon", "green": "ok", "grey": "none"}
WORDS: dict[str, Any] = {
    "lights": LIGHTS, "stages": STAGES, "events": EVENT_ZH, "kinds": list(Measure),
    "measure": Measure, "urgency": URGENCY, "measured": measures_zh, "days": date.fromisoformat,
}  # fmt: skip
Light = Literal["", "red", "amber", "green", "grey", "silent", "to_accept"]

router = routes()


@router.api_route("/follow-up", methods=READ)
def follow_ups(
    request: Request, me: Me, before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None
) -> Response:
    """What was issued, the newest first, and previews of what is to come."""
    found = list_reports(request.app.state.store, me.person.username, now(request), before=before)
    return page(request, "reports/list.html.j2", found=found, preview=PREVIEW, **WORDS)


@router.api_route("/follow-up/{period}/{unit}", methods=READ)
def follow_up(
    request: Request,
    me: Me,
    period: str,
    unit: str,
    light: Light = "",
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> Response:
    """One report; its lines narrowed to a light, fifty at a time."""
    report = read(request, me.person.username, period, unit)
    lines = narrowed_to(lines_seen(request.app.state.store, report), light)
    shown = list(islice(lines, after, after + SHOWN + 1))
    return page(
        request, "reports/one.html.j2", report=report, head=report.head, period=period,
        lines=shown[:SHOWN], more=after + SHOWN if len(shown) > SHOWN else None, light=light,
        after=after, bars=charts_of(shown[:SHOWN], report.head["issued_on"]), pdf=available(),
        english=issue_names(request.app.state.store), columns=UNITS_SAY,
        units=with_total(report.head), by_stage=(stages_zh(report.head), stages_en(report.head)),
        **WORDS,
    )  # fmt: skip


@router.api_route("/follow-up/{period}/{unit}/file/{as_}", methods=READ)
def follow_up_as(request: Request, me: Me, period: str, unit: str, as_: As) -> Response:
    """The report as a file, to be saved; its name bears no name."""
    return file_of(request, me.person.username, period, unit, as_)


def file_of(request: Request, who: str, period: str, unit: str, as_: As) -> Response:
    """The file, sent piece by piece; that it was taken is in the journal."""
    if as_ == "pdf" and not available():
        raise NotFound("PDF", "PDF", as_)
    at = now(request)
    report = read(request, who, period, unit)
    file = follow_up_file(
        request.app.state.store, report, as_, who, at, bureau=request.app.state.bureau_name
    )
    return StreamingResponse(
        iter(lambda: file.read(CHUNK), b""),
        media_type=MEDIA[as_],
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(report, as_)}"',
            "X-Content-Type-Options": "nosniff",
        },
        background=BackgroundTask(file.close),
    )


@router.post("/follow-up/{period}/{unit}/release", dependencies=[Depends(own_form)])
def release_report(
    request: Request,
    me: Me,
    period: str,
    unit: str,
    note: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Send a report that is held, with the supervisor's note."""
    release_it(
        request.app.state.store, known_period(period), unit, note, me.person.username, now(request)
    )
    return RedirectResponse(
        request.app.url_path_for("follow_up", period=period, unit=unit), 303,
        background=BackgroundTask(request.app.state.poke),
    )  # fmt: skip


@router.post("/follow-up/{period}/{unit}/cases/{case}/note", dependencies=[Depends(own_form)])
def note_correction(
    request: Request,
    me: Me,
    period: str,
    unit: str,
    case: str,
    note: Annotated[str, Form(max_length=10_000)] = "",
    light: Annotated[Light, Form()] = "",
    after: Annotated[int, Form(ge=0, le=LARGEST)] = 0,
) -> Response:
    """Note something of one correction in a report that is held; back to where it was written."""
    note_case(
        request.app.state.store, known_period(period), unit, case, note, me.person.username,
        now(request),
    )  # fmt: skip
    where = request.app.url_path_for("follow_up", period=period, unit=unit)
    place = urlencode({name: said for name, said in (("light", light), ("after", after)) if said})
    return RedirectResponse(f"{where}{'?' if place else ''}{place}#h-lines", 303)


def alone(report: Report, lines: Iterable[dict[str, Any]], bureau: str) -> str:
    """A report as a page that needs nothing beside it: to be kept, or printed."""
    words, shown = Words("zh"), list(islice(lines, ALONE))
    page_ = environment(words.lang).get_template("reports/alone.html.j2").render(
        report=report, head=report.head, lines=shown, bureau=bureau, w=words, _=words.text,
        bars=charts_of(shown, report.head["issued_on"]), days_zh=days_zh, dates_zh=dates_zh,
        names=names_of(report.head), units=with_total(report.head), columns=UNIT_COLUMNS,
        stages_zh=stages_zh(report.head), beyond_zh=beyond_zh, most=ALONE,
         warning_zh=warning_zh, **WORDS,
    )  # fmt: skip
    return page_.replace(STYLE, _style(), 1)


@cache
def _style() -> str:
    """The sheet that such a page carries with it."""
    css = (files("templates") / "static" / "report.css").read_text("utf-8")
    return f"<style>\n{css}</style>"


def read(request: Request, who: str, period: str, unit: str) -> Report:
    """A report under the eyes of ``who``; raises ``NotFound``."""
    return read_report(request.app.state.store, known_period(period), unit, who, now(request))


def known_period(period: str) -> str:
    """The code of a period, or ``PREVIEW``; raises ``NotFound``."""
    if period == PREVIEW:
        return period
    try:
        return Period.parse(period).code
    except ValueError:
        raise NotFound("整改跟踪报告", "follow-up report", period[:20]) from None


def narrowed_to(lines: Iterable[dict[str, Any]], light: str) -> Iterable[dict[str, Any]]:
    """Those of one light, those that are silent, those that wait to be accepted, or all."""
    if light == "silent":
        return (line for line in lines if line["silent"])
    if light == "to_accept":
        return (line for line in lines if line["stage"] == light)
    return (line for line in lines if line["light"] == light) if light else lines
