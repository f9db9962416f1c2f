"""Statistics: figures with their definitions, their charts, and the cases behind each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from cases.statistics import export_statistics, read_statistics
from reports.statistics import Cell, Table
from storage.ledger_list import Asked
from web.door import Me, now
from web.forms import day
from web.ledger import as_file
from web.one_moment import READ, routes
from web.rendering import language, page

DRAWN = frozenset({"funnel", "outcomes", "states", "clocks", "overdue", "ways", "years"})
BOTH = frozenset({"clocks", "longest", "items", "years", "unit_field", "unit_issue", "field_issue"})
"""Tables that need the whole width."""

router = routes()


@dataclass(frozen=True, slots=True)
class Range:
    """Which cases are counted, as the address says it."""

    since: Annotated[str, Query(max_length=40)] = ""
    until: Annotated[str, Query(max_length=40)] = ""
    unit: Annotated[str, Query(max_length=40)] = ""
    role: Annotated[str, Query(max_length=3)] = ""

    def asked(self) -> Asked:
        """What is counted; raises ``Invalid``."""
        return Asked(since=day(self.since, "since"), until=day(self.until, "until"), unit=self.unit)

    @property
    def any(self) -> bool:
        """Whether it is narrowed at all."""
        return bool(self.since or self.until or self.unit)


Ranged = Annotated[Range, Depends()]


def bars(table: Table) -> tuple[int, ...]:
    """How long the bar of each row is, of a hundred: the longest, of shares the whole, is."""
    if table.code not in DRAWN or table.bar is None:
        return ()
    found = [row.cells[table.bar] for row in table.rows]
    shares = any(cell.percent for cell in found)
    most = 100 if shares else max((_length(cell) for cell in found), default=0)
    return tuple(round(100 * _length(cell) / most) if most else 0 for cell in found)


def _length(cell: Cell) -> float:
    return cell.value if isinstance(cell.value, int | float) else 0


def written(cell: Cell) -> str:
    """A figure as it is read."""
    if cell.value is None:
        return "—"
    return f"{cell.value} %" if cell.percent else str(cell.value)


@router.api_route("/figures", methods=READ)
def figures(request: Request, me: Me, ranged: Ranged) -> Response:
    """Every table of figures that one of the reader's roles has."""
    found = read_statistics(
        request.app.state.store, me.person.username, now(request), ranged.asked(),
        lang=language(request), role=ranged.role,
    )  # fmt: skip
    address = request.app.url_path_for("ledger")

    def behind(table: Table, cell: Cell) -> str | None:
        if cell.asked is None or not cell.value:
            return None
        days = {} if table.code == "years" else {"since": ranged.since, "until": ranged.until}
        base: Mapping[str, str] = {**days, "unit": ranged.unit, "role": ranged.role, **cell.asked}
        return f"{address}?{urlencode({name: one for name, one in base.items() if one})}"

    return page(
        request,
        "figures/statistics.html.j2",
        found=found,
        ranged=ranged,
        bars=bars,
        behind=behind,
        written=written,
        both=BOTH,
    )


@router.api_route("/figures/export.{as_}", methods=READ)
def take_figures(
    request: Request, me: Me, ranged: Ranged, as_: Literal["xlsx", "csv", "json"]
) -> Response:
    """The same figures as a file; that they were taken is in the journal."""
    return figures_file(request, me.person.username, ranged, as_)


def figures_file(
    request: Request, who: str, ranged: Range, as_: Literal["xlsx", "csv", "json"]
) -> Response:
    """The figures that ``who`` may read, written and sent."""
    out = TemporaryFile()  # noqa: SIM115 - it is closed when its last byte is sent
    try:
        export_statistics(
            request.app.state.store, who, now(request), ranged.asked(), out,
            as_=as_, lang=language(request), role=ranged.role,
        )  # fmt: skip
    except BaseException:
        out.close()
        raise
    return as_file(out, f"figures-{now(request):%Y%m%d}.{as_}", as_)
