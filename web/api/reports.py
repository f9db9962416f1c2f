"""Follow-up reports, the ledger and the statistics, as one of the caller's roles may read them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import BackgroundTasks, Path, Request
from fastapi.responses import Response
from pydantic import Field

from cases.follow_up_files import As
from cases.follow_up_notes import note_case
from cases.follow_up_reading import PREVIEW, Report, lines_seen, list_reports, release_report
from cases.ledger import PAGE, read_ledger
from cases.statistics import read_statistics
from reports.statistics import Table
from states.vocabulary import Role
from storage.follow_up import Kept
from web.api.asking import (
    Body,
    Pages,
    ReadsReports,
    WritesReports,
    asked_at,
    poke,
    room,
)
from web.api.once import Done, OnlyOnce
from web.api.paging import USUAL, Cursor, Limit, Page, key_of, not_ours, number_of
from web.door import LARGEST
from web.follow_up import file_of, known_period, narrowed_to, read
from web.ledger import KEY, Asking, ledger_file
from web.media import MEDIA
from web.one_moment import READ
from web.rendering import language
from web.statistics_pages import Ranged, figures_file

PeriodCode = Annotated[
    str, Path(max_length=20, description=f"`2026-W41`, `2026-10`, or `{PREVIEW}`: not issued yet")
]
UnitCode = Annotated[str, Path(max_length=40, description="code of a unit; of the bureau: all")]
CaseNumber = Annotated[str, Path(max_length=40, description="number of a case in the report")]
Light = Literal["red", "amber", "green", "grey", "silent", "to_accept"]
Cell = str | int | date | None

router = room()


@dataclass(frozen=True, slots=True)
class IssuedTold:
    """A report that was issued; ``hash`` is what proves it, ``waits``: held for its release."""

    period: str
    scope: str
    name: str
    issued_on: date
    made_at: datetime
    open: int
    overdue: int
    finished: int
    waits: bool
    hash: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class ReportTold:
    """A report with its figures; its lines are at `/lines`. Not ``issued``: a preview."""

    period: str
    scope: str
    issued: bool
    made_at: datetime | None
    waits: bool
    releases: bool
    note: str | None
    released_by: str | None
    hash: str | None
    algorithm: str | None
    head: Mapping[str, Any]


class Note(Body):
    """What the supervisor notes of one correction before the release; empty takes it back."""

    note: str = Field("", max_length=10_000)


class Release(Body):
    """What the supervisor says of a report that is held; empty: nothing."""

    note: str = Field("", max_length=10_000)


@dataclass(frozen=True, slots=True)
class Released:
    """How many letters the release queued."""

    notices: int
    repeated: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A column, by its code and as it is called in the caller's language."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class LedgerLineTold:
    """A line, cell by column; ``opens``: whether the caller sees the case itself."""

    case: str
    opens: bool
    cells: dict[str, Cell]


class LedgerTold(Page[LedgerLineTold]):
    """A page of the ledger by ``role``; ``roles`` are those by which the caller may read it."""

    role: Role
    roles: tuple[Role, ...]
    columns: tuple[Head, ...]
    total: int


@dataclass(frozen=True, slots=True)
class FiguresTold:
    """Every table of figures with its definition; ``asked`` narrows the ledger to what it counts.

    ``units`` are codes and names of what there is to narrow it by.
    """

    role: Role
    roles: tuple[Role, ...]
    units: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


@router.api_route("/follow-up", methods=READ)
def list_of_reports(
    request: Request,
    caller: ReadsReports,
    turn: Pages,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[IssuedTold]:
    """Reports on corrections that were issued, the newest first."""
    store, at = asked_at(request)
    found = list_reports(store, caller.who, at, before=number_of(cursor), limit=limit)
    return turn.page([_issued(row) for row in found.rows], found.next)


@router.api_route("/follow-up/{period}/{unit}", methods=READ)
def read_report(
    request: Request, caller: ReadsReports, period: PeriodCode, unit: UnitCode
) -> ReportTold:
    """One report as it was issued, or what would be issued this moment."""
    found = read(request, caller.who, period, unit)
    same = {name: getattr(found, name) for name in ReportTold.__slots__}
    return ReportTold(**same)


@router.api_route("/follow-up/{period}/{unit}/lines", methods=READ)
def lines_of_report(
    request: Request,
    caller: ReadsReports,
    turn: Pages,
    period: PeriodCode,
    unit: UnitCode,
    light: Light | None = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> Page[dict[str, Any]]:
    """Its lines, a correction each; names and progress as far as they are for the caller."""
    report: Report = read(request, caller.who, period, unit)
    begun = number_of(cursor) or 0
    if begun > LARGEST:
        raise not_ours()
    lines = narrowed_to(lines_seen(asked_at(request)[0], report), light or "")
    shown = list(islice(lines, begun, begun + limit + 1))
    return turn.page(shown[:limit], begun + limit if len(shown) > limit else None)


@router.api_route(
    "/follow-up/{period}/{unit}/file/{as_}", methods=READ, response_class=Response,
    responses={
        200: {
            "content": {MEDIA[one]: {} for one in ("docx", "pdf", "xlsx", "json")},
            "description": "the report",
        }
    },
)  # fmt: skip
def file_of_report(
    request: Request, caller: ReadsReports, period: PeriodCode, unit: UnitCode, as_: As
) -> Response:
    """The report as a file; that it was taken is in the journal."""
    return file_of(request, caller.who, period, unit, as_)


@router.post("/follow-up/{period}/{unit}/release")
def release_by_api(
    request: Request,
    later: BackgroundTasks,
    caller: WritesReports,
    period: PeriodCode,
    unit: UnitCode,
    only: OnlyOnce,
    said: Release,
) -> Released:
    """Send a report that is held, with the supervisor's note; once, a second time is refused."""
    store, at = asked_at(request)
    known = known_period(period)
    done = only.once(
        caller.who, said, lambda: str(release_report(store, known, unit, said.note, caller.who, at))
    )
    poke(request, later)
    return Released(int(done.said), done.repeated)


@router.post("/follow-up/{period}/{unit}/lines/{case}/note")
def note_by_api(
    request: Request,
    caller: WritesReports,
    period: PeriodCode,
    unit: UnitCode,
    case: CaseNumber,
    only: OnlyOnce,
    said: Note,
) -> Done:
    """Note something of one correction in a report that is held; it goes out with the report."""
    store, at = asked_at(request)
    known = known_period(period)

    def deed() -> str:
        note_case(store, known, unit, case, said.note, caller.who, at)
        return ""

    return Done(only.once(caller.who, said, deed).repeated)


@router.api_route("/ledger", methods=READ)
def read_the_ledger(
    request: Request,
    caller: ReadsReports,
    turn: Pages,
    narrowed: Asking,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> LedgerTold:
    """The ledger (台账) as one of the caller's roles may read it, narrowed as on its page."""
    key = key_of(cursor)
    if key is not None and not re.fullmatch(KEY, key):
        raise not_ours()
    store, at = asked_at(request)
    found = read_ledger(
        store, caller.who, at, narrowed.asked(), lang=language(request), role=narrowed.role,
        after=key, limit=limit,
    )  # fmt: skip
    codes = [column.code for column in found.cut.view.columns]
    lines = [
        LedgerLineTold(one.case, one.opens, dict(zip(codes, one.cells, strict=True)))
        for one in found.lines
    ]
    turned = turn.page(lines, found.next)
    return LedgerTold(
        items=turned.items, next=turned.next, role=found.cut.role, roles=found.roles,
        columns=tuple(map(Head, codes, found.heads)), total=found.total,
    )  # fmt: skip


@router.api_route(
    "/ledger/file/{as_}", methods=READ, response_class=Response,
    responses={200: {"content": {MEDIA["xlsx"]: {}, "text/csv": {}}, "description": "the ledger"}},
)  # fmt: skip
def file_of_ledger(
    request: Request, caller: ReadsReports, narrowed: Asking, as_: Literal["xlsx", "csv"]
) -> Response:
    """All of it that the caller may read; that it was taken is in the journal."""
    return ledger_file(request, caller.who, narrowed, as_)


@router.api_route("/figures", methods=READ)
def read_figures(request: Request, caller: ReadsReports, ranged: Ranged) -> FiguresTold:
    """Statistics, each figure with what narrows the ledger to the cases that it counts."""
    store, at = asked_at(request)
    found = read_statistics(
        store, caller.who, at, ranged.asked(), lang=language(request), role=ranged.role
    )
    return FiguresTold(found.cut.role, found.roles, tuple(found.units), found.tables)


@router.api_route(
    "/figures/file/{as_}", methods=READ, response_class=Response,
    responses={
        200: {
            "content": {MEDIA["xlsx"]: {}, "text/csv": {}, "application/json": {}},
            "description": "the figures",
        }
    },
)  # fmt: skip
def file_of_figures(
    request: Request, caller: ReadsReports, ranged: Ranged, as_: Literal["xlsx", "csv", "json"]
) -> Response:
    """The same figures as a file; that they were taken is in the journal."""
    return figures_file(request, caller.who, ranged, as_)


def _issued(row: Kept) -> IssuedTold:
    head = row.head
    return IssuedTold(
        row.period, row.scope, head["name"], row.issued_on, row.made_at, head["open"],
        head["lights"]["red"], head["finished"], row.waits, row.hash, row.algorithm,
    )  # fmt: skip
