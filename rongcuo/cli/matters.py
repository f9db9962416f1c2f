"""``rongcuo matter``: one procedure with all its cases."""

from collections.abc import Mapping
from typing import Annotated

import typer

from cases.matters import MatterFile, list_matters, matter_file
from rongcuo.cli.output import (
    Json,
    Viewer,
    due_day,
    dump,
    now,
    pick,
    say,
    store,
    table,
    viewer,
)
from states.errors import Invalid
from states.matters import MatterStatus
from states.vocabulary import Outcome, Phase, State, Term, Track

app = typer.Typer(help="事项 · matters.", no_args_is_help=True)


@app.command("list")
def list_(
    status: Annotated[str | None, typer.Option(help="|".join(MatterStatus))] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    after: Annotated[
        str | None, typer.Option(help="下一页的起点 · the last matter of the page before.")
    ] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """追责问责事项，最近登记的在前 · matters, the newest first."""
    if status and status not in set(MatterStatus):
        known = list(MatterStatus)
        raise Invalid(
            "--status", f"只能是：{'、'.join(known)}", f"must be one of {', '.join(known)}"
        )
    wanted = MatterStatus(status) if status else None
    with store() as opened:
        page = list_matters(
            opened, now(), viewer=viewer(as_), status=wanted, after=after, limit=limit
        )
    if json:
        dump({"matters": page.rows, "next": page.next})
        return
    if not page.rows:
        say(pick("没有符合条件的事项。", "No matters."))
        return
    table(
        pick(
            "事项 状态 案件 阶段 结论 启动 事由",
            "Matter Status Cases Phases Outcomes Start Subject",
        ).split(),
        [
            (r.number, _said(r.status), r.cases, _counted(r.phases), _counted(r.outcomes) or "—",
             r.started_on, r.subject)
            for r in page.rows
        ],
    )  # fmt: skip
    if page.next:
        say(pick(f"还有更多：--after {page.next}", f"More: --after {page.next}"))


@app.command()
def show(
    number: Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 · matter number.")],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """一个事项和每名执法人员的案件 · a matter, and the case of each officer."""
    with store() as opened:
        file = matter_file(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(file)
        return
    for line in _head(file):
        say(line)
    say("")
    table(
        pick("案件 执法人员 单位 状态 结论 到期", "Case Officer Unit State Outcome Due").split(),
        [
            (c.number, c.officer_name, c.unit_name, _said(State(c.state)),
             _said(Outcome(c.outcome)) if c.outcome else None, due_day(c.due_on, c.provisional))
            for c in file.cases
        ],
    )  # fmt: skip


def _head(file: MatterFile) -> tuple[str, ...]:
    row = file.row
    return (
        f"{row.number}  {row.subject}",
        f"{_said(row.status)} · {_said(Track(row.track))} · {_counted(row.phases)}",
        pick(
            f"{row.organ} 于 {row.started_on} 启动，{file.start_document}",
            f"Started by {row.organ} on {row.started_on}, {file.start_document}",
        ),
    )


def _counted(counts: Mapping[Phase, int] | Mapping[Outcome, int]) -> str:
    return pick("、", ", ").join(f"{_said(term)} {number}" for term, number in counts.items())


def _said(term: Term) -> str:
    return pick(term.zh, term.en)
