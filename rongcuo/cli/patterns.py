"""``rongcuo pattern``: what keeps going wrong, and what is done about it (第十八条)."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cases.pattern_steps import STATES, Asked, take_step
from cases.pattern_views import KINDS, pattern_flaws, print_alert, read_alert, read_patterns
from cases.patterns import watch_patterns
from rongcuo.cli.output import (
    Json,
    Viewer,
    dump,
    failed,
    now,
    pick,
    read_data,
    say,
    store,
    table,
    viewer,
)
from rongcuo.poke import poke
from rongcuo.settings import get_settings

app = typer.Typer(help="易错情形 · patterns of error.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="预警编号 · number of the alert.")]


@app.command("watch")
def watch(json: Json = False) -> None:
    """立即监测一次；再次运行不会重复预警 · watch now; twice opens nothing twice."""
    with store() as opened:
        found = watch_patterns(opened, now())
    poke()
    if json:
        dump(found)
    else:
        say(pick(f"新预警 {found.opened}，并入 {found.joined}，通知 {found.notices}。", str(found)))
    failed(found.faults, json=json)


@app.command("list")
def list_(as_: Viewer = None, json: Json = False) -> None:
    """预警，以及与本单位以往相比突出的变化 · alerts, and what stands out against the past."""
    with store() as opened:
        found = read_patterns(opened, viewer(as_), now())
    if json:
        dump(found)
        return
    if not found.alerts:
        say(pick("没有预警。", "There is no alert."))
    else:
        table(
            pick("编号 类别 情形 件数 区间 状态 期限",
                 "No Kind Pattern N Window State Due").split(),
            [(one.number, pick(*KINDS[one.kind]), one.name, one.count,
              f"{one.first_day}—{one.last_day}", pick(*STATES[one.state]), one.due_on or "—")
             for one in found.alerts],
        )  # fmt: skip
    for unit, rate in found.striking:
        say(pick(
            f"{unit} {rate.name}：近{rate.months}个月{rate.now}件，"
            f"按以往应有{rate.expected:.1f}件，校正后偶然概率{rate.adjusted:.4f}"
            "（只作提示，不作为问责依据）",
            f"{unit} {rate.name}: {rate.now} in {rate.months} months, "
            f"{rate.expected:.1f} expected, corrected chance {rate.adjusted:.4f} "
            "(a hint, no ground to hold anybody liable)",
        ))  # fmt: skip


@app.command("show")
def show(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """一项预警及其办理记录 · an alert and its history."""
    bureau = get_settings().bureau_name
    with store() as opened:
        found = read_alert(opened, viewer(as_), number, now(), bureau=bureau)
    line = found.line
    if json:
        dump({"alert": line, "version": found.version, "steps": found.steps,
              "matters": found.matters, "moves": found.moves, "effect": found.effect})  # fmt: skip
        return
    say(f"{line.number} {line.name} {pick(*STATES[line.state])} {pick(*line.rule)}")
    for one in found.steps:
        say(f"{one.at:%Y-%m-%d} {pick(*one.label)} {one.actor or ''} {' '.join(one.said)}".rstrip())
    if found.effect:
        told = ("有效", "It did") if found.effect.effective else ("效果不明显", "Not visibly")
        say(f"{pick('整改是否有效：', 'Whether it helped: ')}{pick(*told)}")


@app.command("do")
def do(
    number: Number,
    deed: Annotated[Literal["analyse", "warn", "check", "dismiss"], typer.Argument()],
    as_: Viewer = None,
    data: Annotated[
        str | None, typer.Option("--data", help="JSON 文件，或 - · JSON file, or -.")
    ] = None,
    json: Json = False,
) -> None:
    """研判、警示、检查效果、不予警示 · analyse, warn, check the effect, dismiss."""
    asked = Asked(number, deed, viewer(as_), read_data(data))
    with store() as opened:
        version = take_step(opened, asked, now(), bureau=get_settings().bureau_name)
    poke()
    if json:
        dump({"number": number, "version": version})
    else:
        say(pick("已办理。", "Done."))


@app.command("paper")
def paper(
    number: Number,
    code: Annotated[Literal["D37", "D38"], typer.Argument()],
    as_: Viewer = None,
    format_: Annotated[Literal["docx", "pdf"], typer.Option("--format")] = "docx",
    output: Annotated[Path | None, typer.Option("--output")] = None,
) -> None:
    """研判报告 D37、警示提醒函 D38 · the analysis and the warning as files."""
    with store() as opened:
        name, made = print_alert(
            opened, viewer(as_), number, code, now(), bureau=get_settings().bureau_name,
            as_=format_,
        )  # fmt: skip
    place = output or Path(name)
    place.write_bytes(made)
    say(str(place))


@app.command("verify")
def verify() -> None:
    """核对各预警的哈希链 · hold every alert against its chain."""
    with store() as opened:
        flaws = pattern_flaws(opened)
    for number, seq in flaws:
        say(pick(f"{number} 第{seq}步起不符", f"{number}: broken from step {seq} on"))
    if flaws:
        raise typer.Exit(1)
    say(pick("无误。", "All of them hold."))
