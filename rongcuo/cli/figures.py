"""``rongcuo ledger`` and ``rongcuo statistics``: what a bureau counts of its cases."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from cases.counting import count_anew
from cases.faults import Fault
from cases.ledger import export_ledger, read_ledger
from cases.statistics import as_data, export_statistics, read_statistics
from rongcuo.cli.output import (
    Json,
    Viewer,
    dump,
    failed,
    language,
    now,
    parse_day,
    pick,
    say,
    store,
    table,
    viewer,
    write_into,
)
from states.errors import Invalid
from states.vocabulary import LateGround, Outcome, State, Track
from storage.ledger_list import Asked

Since = Annotated[str | None, typer.Option(help="启动不早于 · started no earlier than.")]
Until = Annotated[str | None, typer.Option(help="启动不晚于 · started no later than.")]
Unit = Annotated[str, typer.Option(help="单位代码 · code of a unit.")]
As = Annotated[str, typer.Option("--role", help="以哪个身份查阅 · read by this role of yours.")]
Out = Annotated[Path | None, typer.Option("--output", help="写入文件 · write to this file.")]
Lang = Literal["zh", "en"]


KNOWN: Mapping[str, type[StrEnum]] = {
    "outcome": Outcome, "track": Track, "state": State, "late": LateGround,
}  # fmt: skip
"""What the ledger is narrowed to by a code, and the codes there are."""


def ledger(
    as_: Viewer = None,
    since: Since = None,
    until: Until = None,
    unit: Unit = "",
    outcome: Annotated[str, typer.Option(help="结论代码，- 为未决定 · code of an outcome.")] = "",
    track: Annotated[str, typer.Option(help="bureau 或 external · who started it.")] = "",
    state: Annotated[str, typer.Option(help="状态代码 · code of a state.")] = "",
    field: Annotated[str, typer.Option(help="监管领域，- 为尚未归类 · field.")] = "",
    issue_type: Annotated[str, typer.Option(help="问题类型，- 为尚未归类 · kind of issue.")] = "",
    item: Annotated[str, typer.Option(help="适用条款，如 A12.4 · an item that was found.")] = "",
    late: Annotated[
        str, typer.Option(help="逾期理由代码，- 为未逾期 · ground of being late.")
    ] = "",
    role: As = "",
    output: Out = None,
    format_: Annotated[Literal["xlsx", "csv"], typer.Option("--format")] = "xlsx",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    json: Json = False,
) -> None:
    """台账：查阅或导出，人员脱敏 · the ledger, read or taken as a file; names are masked."""
    coded = {"outcome": outcome, "track": track, "state": state, "late": late}
    for name, code in coded.items():
        if code not in {"", "-", *KNOWN[name]}:
            choices = sorted(KNOWN[name])
            raise Invalid(
                f"--{name}", f"只能是：{'、'.join(choices)}", f"must be one of {', '.join(choices)}"
            )
    asked = Asked(
        since=parse_day(since, "--since") if since else None,
        until=parse_day(until, "--until") if until else None,
        unit=unit, outcome=outcome, track=track, state=state, field=field, issue_type=issue_type,
        item=item, late=late,
    )  # fmt: skip
    with store() as opened:
        if output:
            rows = write_into(
                output,
                lambda file: export_ledger(
                    opened, viewer(as_), now(), asked, file, as_=format_, lang=_lang(), role=role
                ),
            )
            say(pick(f"已写入 {rows} 行。", f"{rows} rows written."))
            return
        found = read_ledger(opened, viewer(as_), now(), asked, lang=_lang(), role=role, limit=limit)
    rows_ = [dict(zip(found.heads, line.cells, strict=True)) for line in found.lines]
    if json:
        dump({"total": found.total, "lines": rows_})
        return
    if not rows_:
        say(pick("没有符合条件的案件。", "No case is like that."))
        return
    heads = [head for head in found.heads if any(row[head] not in {None, ""} for row in rows_)]
    table(heads, [tuple(row[head] for head in heads) for row in rows_])


def statistics(
    as_: Viewer = None,
    since: Since = None,
    until: Until = None,
    unit: Unit = "",
    role: As = "",
    output: Out = None,
    format_: Annotated[Literal["xlsx", "csv", "json"], typer.Option("--format")] = "xlsx",
    only: Annotated[str, typer.Option("--table", help="只看一表，如 clocks · one table.")] = "",
    json: Json = False,
) -> None:
    """统计：每个数字附定义 · statistics, each figure with its definition."""
    asked = Asked(
        since=parse_day(since, "--since") if since else None,
        until=parse_day(until, "--until") if until else None, unit=unit,
    )  # fmt: skip
    with store() as opened:
        if output:
            write_into(
                output,
                lambda file: export_statistics(
                    opened, viewer(as_), now(), asked, file, as_=format_, lang=_lang(), role=role
                ),
            )
            say(pick("已写入。", "Written."))
            return
        found = read_statistics(opened, viewer(as_), now(), asked, lang=_lang(), role=role)
    shown = [one for one in found.tables if only in {"", one.code}]
    if not shown:
        codes = [one.code for one in found.tables]
        raise Invalid("--table", f"只能是：{'、'.join(codes)}", f"must be one of {codes}")
    if json:
        dump([one for one in as_data(found) if only in {"", one["code"]}])
        return
    for one in shown:
        say(f"{one.title}\n{one.said}")
        table(
            [pick("项目", "Counted"), *one.heads],
            [(row.label, *("—" if cell.value is None else cell.value for cell in row.cells))
             for row in one.rows],
        )  # fmt: skip
        say("")


def recount_ledger() -> None:
    """重做台账：从办理记录重新生成每一行 · make every line of the ledger anew from the events."""
    faults: list[Fault] = []
    with store() as opened:
        rows = count_anew(opened, faults)
    say(pick(f"已重做 {rows} 行。", f"{rows} lines made anew."))
    failed(faults)


def _lang() -> Lang:
    return "zh" if language() == "zh" else "en"


def register(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command()(ledger)
    app.command()(statistics)
    app.command("ledger-rebuild")(recount_ledger)
