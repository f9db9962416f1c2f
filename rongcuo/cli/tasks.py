"""``rongcuo task``: what is open and when it is due."""

from typing import Annotated

import typer

from cases.agenda import list_tasks
from cases.explaining import explain_task
from cases.urging import urge as urge_task
from rongcuo.cli.output import (
    Json,
    Viewer,
    days_left,
    due_day,
    dump,
    language,
    names_of,
    now,
    parse_day,
    pick,
    plain,
    say,
    store,
    table,
    viewer,
)
from rongcuo.poke import poke

app = typer.Typer(help="待办 · tasks.", no_args_is_help=True)


@app.callback()
def _tasks() -> None:
    """待办 · tasks."""


@app.command("list")
def list_(
    as_: Viewer = None,
    everything: Annotated[
        bool, typer.Option("--all", help="所见案件的全部待办 · of every case one sees.")
    ] = False,
    until: Annotated[str | None, typer.Option(help="到期不晚于 · due no later than.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 500,
    json: Json = False,
) -> None:
    """未办结的待办，按到期日 · open tasks by due day."""
    day = parse_day(until, "--until") if until else None
    with store() as opened:
        found = list_tasks(
            opened, now(), viewer=viewer(as_), everything=everything, due_until=day, limit=limit
        )
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有待办。", "Nothing to do."))
        return
    table(
        pick("案件 待办 到期 剩余工作日 责任", "Case Task Due Left Responsible").split(),
        [
            (t.case, pick(t.zh, t.en), due_day(t.due_on, t.provisional),
             days_left(t.urgency, t.days_left), names_of(t.responsible))
            for t in found
        ],
    )  # fmt: skip


@app.command()
def explain(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号 · case number.")],
    kind: Annotated[str, typer.Argument(metavar="TASK", help="待办代码 · kind of task.")],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """到期日怎么来的：起算、依据、逐日、中止与延长 · why a task is due on its day."""
    with store() as opened:
        found = explain_task(opened, case, kind, now(), viewer=viewer(as_))
    if json:
        lines = {lang: list(found.lines(lang)) for lang in ("zh", "en")}
        dump({**plain(found), "otherwise": found.otherwise, "lines": lines})
        return
    for line in found.lines(language()):
        say(line)


@app.command()
def urge(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案件编号 · case number.")],
    kind: Annotated[str, typer.Argument(metavar="TASK", help="待办代码 · kind of task.")],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """催办：每项待办每个工作日一次 · urge a task, once a working day."""
    with store() as opened:
        done = urge_task(opened, case, kind, viewer(as_), now())
    poke()
    if json:
        dump(done)
    else:
        say(pick(f"已催办，通知 {done.told} 人。", f"Urged: {done.told} people are told."))
