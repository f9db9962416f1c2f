"""The list of cases: narrowed, kept under a name, and taken along."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from pydantic import BeforeValidator

from cases.listing import (
    URGENCIES,
    CaseRow,
    Narrowed,
    Order,
    list_cases,
    listed_officers,
    listed_units,
)
from cases.long_work import MANY, Doing, Result, WorkKind
from cases.many import DEEDS, deeds_for, export_cases
from cases.saved_views import drop_view, keep_view, views_of
from reports.table_files import csv_lines
from states.errors import Invalid
from states.vocabulary import Outcome, Phase, State, Track
from web.door import Me, now, own_form
from web.forms import day
from web.long_work import workshop
from web.one_moment import READ, routes
from web.rendering import language, page
from web.words import Words

Urgency = Literal["overdue", "today", "soon", "ok", "none"]
PAGE = 20
LONGEST_QUERY = 100
# Anchored: what follows a key would reach the database.
KEY = r"^(?:[0-9T:.+-]{10,40}\|)?[0-9A-Za-z-]{1,40}$"
FILTERS = (
    "state", "q", "unit", "officer", "mine", "outcome", "track", "since", "until", "item",
    "due_since", "due_until", "imported",
)  # fmt: skip
SHAPING = {*FILTERS, "urgency", "sort", "col"}
ALWAYS = ("期限", "案号", "事由")
COLUMNS: Mapping[str, str] = {
    "officer": "执法人员", "unit": "单位", "track": "启动方式", "state": "状态",
    "outcome": "结果", "task": "当前待办", "opened": "立案日期", "changed": "最近变动",
}  # fmt: skip
"""What may be chosen besides, by its name in the address."""
SHOWN = ("officer", "unit", "track", "state", "outcome")
"""What is shown where nothing was chosen; a file holds all."""
ORDERS: Mapping[Order, str] = {
    Order.DUE: "按期限先后", Order.OPENED: "新立案的在前", Order.CHANGED: "新变动的在前",
    Order.NUMBER: "按案号",
}  # fmt: skip
ITEM = re.compile(r"A?(1[0-6])(?:\.([0-9A-Za-z]{1,4}))?")
ARTICLES = ("第十条", "第十一条", "第十二条", "第十三条", "第十四条", "第十五条", "第十六条")
WHOLE_PHASE = "phase-"
"""Before the code of a phase: some states bear the same."""

router = routes()
OWN = [Depends(own_form)]
Word = Annotated[str, BeforeValidator(str.strip)]


@dataclass(frozen=True, slots=True)
class Asked:
    """How the list is narrowed, as its address says it."""

    state: Word = ""
    q: str = ""
    unit: Annotated[Word, Query(max_length=40)] = ""
    officer: Annotated[Word, Query(max_length=60)] = ""
    mine: Annotated[Word, Query(max_length=1)] = ""
    outcome: Word = ""
    track: Word = ""
    since: Word = ""
    until: Word = ""
    item: Annotated[Word, Query(max_length=20)] = ""
    due_since: Word = ""
    due_until: Word = ""
    imported: Annotated[Word, Query(max_length=1)] = ""
    sort: Order = Order.DUE
    col: Annotated[tuple[str, ...], Query(max_length=20)] = ()

    @property
    def any(self) -> bool:
        """Whether it is narrowed at all."""
        return any(getattr(self, name) for name in FILTERS)

    def narrowed(self, who: str) -> Narrowed:
        """What the list is narrowed to; raises ``Invalid``."""
        return Narrowed(
            states=_states(self.state),
            query=_words(self.q) or None,
            unit=self.unit or None,
            officer=self.officer or None,
            handler=who if self.mine else None,
            outcome=_one_of(self.outcome, Outcome, "outcome"),
            track=_one_of(self.track, Track, "track"),
            started_from=_day(self.since, "since"),
            started_until=_day(self.until, "until"),
            item=_item(self.item),
            due_from=_day(self.due_since, "due_since"),
            due_until=_day(self.due_until, "due_until"),
            imported=bool(self.imported),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that were chosen, in their order; none: as it is without a choice."""
        return tuple(name for name in COLUMNS if name in self.col)


Narrowing = Annotated[Asked, Depends()]


@router.api_route("/cases", methods=READ)
def cases(
    request: Request,
    me: Me,
    asked: Narrowing,
    urgency: Urgency | None = None,
    after: Annotated[str | None, Query(pattern=KEY)] = None,
) -> Response:
    """Cases by nearest due day, narrowed by urgency, state, people, outcome, days and words."""
    store, at, who = request.app.state.store, now(request), me.person.username
    narrowed = asked.narrowed(who)
    found = list_cases(
        store, at, viewer=who, urgency=urgency, narrowed=narrowed, order=asked.sort, after=after,
        limit=PAGE,
    )  # fmt: skip
    counted = {code: _number(found.counts[code], code in found.at_least) for code in URGENCIES}
    total = _number(sum(found.counts.values()), bool(found.at_least))
    return page(
        request,
        "cases.html.j2",
        found=found,
        counted=counted,
        total=total,
        shown=counted[urgency] if urgency else total,
        orders=ORDERS,
        columns=COLUMNS,
        shows=asked.columns or SHOWN,
        articles=ARTICLES,
        urgency=urgency,
        urgencies=URGENCIES,
        asked=asked,
        q=narrowed.query or "",
        states=[(phase, [s for s in State if s.phase is phase]) for phase in Phase],
        units=listed_units(store, at, viewer=who),
        officers=listed_officers(store, at, viewer=who),
        outcomes=tuple(Outcome),
        tracks=tuple(Track),
        views=views_of(store, who, at),
        query=_query(request),
        deeds={deed: DEEDS[deed] for deed in deeds_for(me.person)},
        after=after,
        long=(cases := found.total(urgency)) is None or cases >= MANY,
    )


@router.post("/cases/views", dependencies=OWN)
def keep_a_view(
    request: Request,
    me: Me,
    name: Annotated[str, Form(max_length=200)] = "",
    query: Annotated[str, Form(max_length=2000)] = "",
    act: Annotated[Literal["keep", "drop"], Form()] = "keep",
) -> Response:
    """Keep how the list is narrowed under a name, or forget it; back to the list."""
    store, who, kept = request.app.state.store, me.person.username, clean(query)
    if act == "keep":
        keep_view(store, who, name, kept, now(request))
    else:
        drop_view(store, who, name, now(request))
    return RedirectResponse(f"/cases?{kept}" if kept else "/cases", 303)


@router.api_route("/cases/export.csv", methods=READ)
def export(request: Request, me: Me, asked: Narrowing, urgency: Urgency | None = None) -> Response:
    """The list as it is narrowed, as a file for a spreadsheet; that it was taken is recorded."""
    rows = export_cases(
        request.app.state.store, me.person.username, now(request), urgency=urgency,
        narrowed=asked.narrowed(me.person.username), order=asked.sort,
    )  # fmt: skip
    return csv_file(request, rows, asked.columns)


def csv_file(request: Request, rows: Iterator[CaseRow], columns: tuple[str, ...]) -> Response:
    """These lines as a file; without a choice of columns it has all."""
    words, name = Words(language(request)), f"cases-{now(request):%Y%m%d}.csv"
    return StreamingResponse(
        _lines(rows, words, columns or tuple(COLUMNS)), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


@router.post("/cases/export", dependencies=OWN)
def prepare_export(
    request: Request, me: Me, asked: Narrowing, urgency: Urgency | None = None
) -> Response:
    """The same file of very many cases, made while its reader does something else."""
    number = start_export(request, me.person.username, asked, urgency)
    return RedirectResponse(request.app.url_path_for("one_work", work=number), 303)


def start_export(request: Request, who: str, asked: Asked, urgency: Urgency | None) -> int:
    """Set that going for ``who``; the number of the work."""
    store, at = request.app.state.store, now(request)
    words, narrowed = Words(language(request)), asked.narrowed(who)
    columns = asked.columns or tuple(COLUMNS)
    total = list_cases(store, at, viewer=who, narrowed=narrowed, limit=1).total(urgency)

    def run(doing: Doing) -> Result:
        done = 0
        rows = export_cases(store, who, at, urgency=urgency, narrowed=narrowed, order=asked.sort)

        def told() -> Iterator[CaseRow]:
            nonlocal done
            for done, row in enumerate(rows, start=1):
                doing.tell(done, total)
                yield row

        with doing.file.open("wb") as out:
            out.writelines(_lines(told(), words, columns))
        return Result(f"共 {done} 件", f"{done} cases", file=f"cases-{at:%Y%m%d}.csv")

    same = f"{who} {words.lang} {_query(request)}"
    return workshop(request).start(WorkKind.EXPORT_CASES, who, run, same)


def _lines(rows: Iterator[CaseRow], words: Words, columns: tuple[str, ...]) -> Iterator[bytes]:
    """The columns that are always there, and the chosen ones."""
    heads = [words.text(one) for one in (*ALWAYS, *(COLUMNS[name] for name in columns))]

    def line(row: CaseRow) -> list[Any]:
        cells = _cells(row, words)
        return [row.due_on or "", row.number, row.subject, *(cells[name] for name in columns)]

    return csv_lines(heads, map(line, rows))


def _cells(row: CaseRow, words: Words) -> dict[str, Any]:
    """What each column says of a case."""
    return {
        "officer": row.officer_name,
        "unit": row.unit_name,
        "track": words.track(row.track),
        "state": words.state(row.state),
        "outcome": words.outcome(row.outcome) if row.outcome else "",
        "task": words.either(row.due_kind_zh or "", row.due_kind_en or ""),
        "opened": row.opened_on,
        "changed": row.changed_on or "",
    }


def _number(counted: int, more: bool) -> str:
    """A count; with a plus where there may be more."""
    return f"{counted}+" if more else str(counted)


def _query(request: Request) -> str:
    return clean(request.url.query)


def clean(query: str) -> str:
    """The part of an address that narrows the list, and nothing else."""
    return urlencode([(k, v) for k, v in parse_qsl(query) if k in SHAPING and v])


def _states(code: str) -> frozenset[str]:
    """A state, or every state of a phase."""
    if not code:
        return frozenset()
    phase = code.removeprefix(WHOLE_PHASE)
    if phase != code and phase in set(Phase):
        return frozenset(str(state) for state in State if state.phase == phase)
    if code not in set(State):
        raise Invalid("state", "没有这个状态，请从列表中选择", "there is no such state")
    return frozenset({code})


def _item(said: str) -> str | None:
    """An article or an item of arts. 10–16, however it is written: 第十五条, A10.2, 10.2."""
    if not said:
        return None
    if said in ARTICLES:
        return f"A{10 + ARTICLES.index(said)}"
    found = ITEM.fullmatch(said)
    if found is None:
        raise Invalid(
            "item", "写作 第十五条 或 A10.2（第十条至第十六条）",
            "is an article or item of arts. 10–16, such as 第十五条 or A10.2",
        )  # fmt: skip
    return f"A{found[1]}.{found[2]}" if found[2] else f"A{found[1]}"


def _one_of(code: str, kind: Any, name: str) -> str | None:
    if code and code not in set(kind):
        raise Invalid(name, "没有这个选项，请从列表中选择", "there is no such choice")
    return code or None


def _day(text: str, name: str) -> date | None:
    return day(text, name)


def _words(text: str) -> str:
    """What was typed into a search, without what cannot be seen."""
    clean = "".join(c for c in text if c.isprintable()).strip()
    if len(clean) > LONGEST_QUERY:
        raise Invalid(
            "q",
            f"搜索词不得超过{LONGEST_QUERY}个字，请缩短后再试",
            f"search for {LONGEST_QUERY} characters at most",
        )
    return clean
