"""The ledger (台账): narrowed on its page, and taken along as a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Annotated, Literal

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from cases.ledger import export_ledger, ledger_choices, read_ledger
from cases.long_work import MANY, Doing, Result, WorkKind
from cases.statistics import clock_names
from reports.ledger_columns import FATES, WAYS_EN
from reports.statistics import STAGES
from states.errors import Invalid
from states.vocabulary import LateGround, Outcome, State, Track
from storage.ledger_list import Asked
from web.door import Me, now, own_form
from web.forms import day
from web.long_work import workshop
from web.media import MEDIA
from web.one_moment import READ, routes
from web.rendering import language, page
from web.words import Words

PIECE = 1 << 16
KEY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\|[0-9]{1,18}\|[0-9]{1,9}$"
REACHED = {**STAGES, "late": ("逾期申请", "Late application")}
MET = {
    "done": ("已办结的期限", "Done"), "on_time": ("按期办结", "Done on time"),
    "late": ("逾期办结", "Done late"), "lapsed": ("期满未办", "Lapsed"),
    "overdue": ("现已超期", "Overdue now"), "running": ("正在进行", "Running"),
}  # fmt: skip
"""What a figure that opens the ledger was about."""

router = routes()
Word = Annotated[str, Query(max_length=200)]
Short = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How the ledger is narrowed, as its address says it."""

    since: Short = ""
    until: Short = ""
    unit: Short = ""
    year: Annotated[str, Query(pattern=r"^([12][0-9]{3})?$")] = ""
    state: Short = ""
    outcome: Short = ""
    track: Short = ""
    field: Word = ""
    issue_type: Word = ""
    late: Short = ""
    fate: Short = ""
    item: Short = ""
    way: Short = ""
    reached: Short = ""
    clock: Short = ""
    met: Short = ""
    role: Annotated[str, Query(max_length=3)] = ""

    def asked(self) -> Asked:
        """What is asked of the ledger; raises ``Invalid``."""
        for name, kind in (("outcome", Outcome), ("track", Track), ("state", State)):
            code = getattr(self, name)
            if code not in {"", "-"} and code not in set(kind):
                raise Invalid(name, "没有这个选项，请从列表中选择", "there is no such choice")
        return Asked(
            since=day(self.since, "since"), until=day(self.until, "until"),
            year=int(self.year) if self.year else None,
            **{name: getattr(self, name) for name in PLAIN},
        )  # fmt: skip

    @property
    def any(self) -> bool:
        """Whether it is narrowed at all."""
        return any(getattr(self, name) for name in (*PLAIN, "since", "until", "year"))


PLAIN = ("unit", "state", "outcome", "track", "field", "issue_type", "late", "fate", "item", "way",
         "reached", "clock", "met")  # fmt: skip
Asking = Annotated[Narrowed, Depends()]


@router.api_route("/ledger", methods=READ)
def ledger(
    request: Request,
    me: Me,
    narrowed: Asking,
    after: Annotated[str | None, Query(pattern=KEY)] = None,
) -> Response:
    """The ledger as one of the reader's roles may read it."""
    store, who, at = request.app.state.store, me.person.username, now(request)
    found = read_ledger(
        store, who, at, narrowed.asked(), lang=language(request), role=narrowed.role, after=after
    )
    return page(
        request,
        "figures/ledger.html.j2",
        found=found,
        narrowed=narrowed,
        choices=ledger_choices(store, who, at, role=narrowed.role),
        outcomes=tuple(Outcome),
        tracks=tuple(Track),
        besides=_besides(request, narrowed),
        after=after,
        long=found.total >= MANY,
        is_day=lambda cell: isinstance(cell, date),
    )


@router.api_route("/ledger/export.{as_}", methods=READ)
def take_ledger(
    request: Request, me: Me, narrowed: Asking, as_: Literal["xlsx", "csv"]
) -> Response:
    """All of it that one may read, as a file; that it was taken is in the journal."""
    return ledger_file(request, me.person.username, narrowed, as_)


@router.post("/ledger/export", dependencies=[Depends(own_form)])
def prepare_ledger(
    request: Request, me: Me, narrowed: Asking, as_: Annotated[Literal["xlsx", "csv"], Form()]
) -> Response:
    """The same file of very many lines, made while its reader does something else."""
    number = start_ledger(request, me.person.username, narrowed, as_)
    return RedirectResponse(request.app.url_path_for("one_work", work=number), 303)


def start_ledger(
    request: Request, who: str, narrowed: Narrowed, as_: Literal["xlsx", "csv"]
) -> int:
    """Set that going for ``who``; the number of the work."""
    store, at, lang = request.app.state.store, now(request), language(request)
    asked = narrowed.asked()
    total = read_ledger(store, who, at, asked, lang=lang, role=narrowed.role).total

    def run(doing: Doing) -> Result:
        with doing.file.open("wb") as out:
            done = export_ledger(
                store, who, at, asked, out, as_=as_, lang=lang, role=narrowed.role,
                tell=lambda number: doing.tell(number, total),
            )  # fmt: skip
        return Result(f"共 {done} 件", f"{done} cases", file=f"ledger-{at:%Y%m%d}.{as_}")

    same = f"{who} {lang} {as_} {request.url.query}"
    return workshop(request).start(WorkKind.EXPORT_LEDGER, who, run, same)


def ledger_file(
    request: Request, who: str, narrowed: Narrowed, as_: Literal["xlsx", "csv"]
) -> Response:
    """The ledger as ``who`` may read it, written and sent."""
    out = TemporaryFile()  # noqa: SIM115 - it is closed when its last byte is sent
    try:
        export_ledger(
            request.app.state.store, who, now(request), narrowed.asked(), out,
            as_=as_, lang=language(request), role=narrowed.role,
        )  # fmt: skip
    except BaseException:
        out.close()
        raise
    return as_file(out, f"ledger-{now(request):%Y%m%d}.{as_}", as_)


def as_file(out: IO[bytes], name: str, as_: str) -> Response:
    """A file that was written, sent piece by piece."""
    out.seek(0)
    return StreamingResponse(
        _pieces(out), media_type=MEDIA[as_],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _pieces(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        while piece := out.read(PIECE):
            yield piece


def _besides(request: Request, narrowed: Narrowed) -> list[tuple[str, str]]:
    """What a figure narrowed it to, beside the fields of the form: parameter and words."""
    words = Words(language(request))
    clocks = clock_names(request.app.state.store)
    spoken: Mapping[str, Callable[[str], str]] = {
        "year": lambda code: words.either(f"{code} 年启动", f"Begun in {code}"),
        "state": words.state,
        "reached": lambda code: words.either(*REACHED.get(code, (code, code))),
        "late": lambda code: words.term(LateGround(code)) if code in set(LateGround) else code,
        "fate": lambda code: words.either(*FATES.get(code, (code, code))),
        "item": str,
        "way": lambda code: words.either(code, WAYS_EN.get(code, code)),
        "clock": lambda code: words.either(*clocks.get(code, (code, code))),
        "met": lambda code: words.either(*MET.get(code, (code, code))),
    }
    return [(name, said(getattr(narrowed, name))) for name, said in spoken.items()
            if getattr(narrowed, name)]  # fmt: skip
