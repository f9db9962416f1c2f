"""``rongcuo digest``: what others may learn of closed cases (第二十条)."""

from pathlib import Path
from typing import Annotated

import typer

from cases.digest_rights import STATES, Asked
from cases.digest_steps import take_digest_step
from cases.digest_views import (
    digest_findings,
    digest_flaws,
    export_digests,
    read_digest,
    read_digests,
)
from cases.digest_writing import PARTS
from reports.digest_check import ADVICE
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, table, viewer
from rongcuo.settings import get_settings
from states.vocabulary import Outcome
from storage.digests import Wanted

app = typer.Typer(help="案例摘编 · case digests.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="摘编编号 · number of the digest.")]
Field = Annotated[str | None, typer.Option("--field", help="监管领域 · field.")]
Issue = Annotated[str | None, typer.Option("--issue-type", help="问题类型 · kind of issue.")]
Article = Annotated[
    str | None, typer.Option("--article", help="条款，如 12 · article, such as 12.")
]


@app.command("list")
def list_(
    as_: Viewer = None, field: Field = None, issue_type: Issue = None, article: Article = None,
    json: Json = False,
) -> None:  # fmt: skip
    """已发布的摘编，以及待办的摘编 · published digests, and those that wait for you."""
    with store() as opened:
        found = read_digests(opened, viewer(as_), now(), Wanted(field, issue_type, article))
    if json:
        dump({"count": found.count, "published": found.lines, "waiting": found.waiting})
        return
    lines = (*found.waiting, *found.lines)
    if not lines:
        say(pick("没有摘编。", "There is no digest."))
        return
    table(
        pick("编号 标题 领域 问题类型 结果 条款 状态",
             "No Title Field Kind Outcome Articles State").split(),
        [(one.number, one.title, one.field, one.issue_type,
          pick(Outcome(one.outcome).zh, Outcome(one.outcome).en), " ".join(one.articles),
          pick("停止展示", "No longer shown") if one.overtaken else pick(*STATES[one.state]))
         for one in lines],
    )  # fmt: skip


@app.command("show")
def show(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """一篇摘编 · one digest."""
    with store() as opened:
        found = read_digest(opened, viewer(as_), number, now(), bureau=get_settings().bureau_name)
    if json:
        dump({"digest": found.line, "texts": found.texts, "case": found.case,
              "steps": found.steps, "moves": found.moves})  # fmt: skip
        return
    for name, said in PARTS.items():
        say(f"{pick(*said)}\n{found.texts[name]}\n")


@app.command("check")
def check(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """检查是否仍可识别本案；有则以 1 退出 · whether it still tells its case; then exits with 1."""
    with store() as opened:
        found = digest_findings(
            opened, viewer(as_), number, now(), bureau=get_settings().bureau_name
        )
    if json:
        dump(found)
    for one in () if json else found:
        said = pick(*PARTS[one.part])
        say(pick(
            f"{said} 第{one.start + 1}至{one.end}字：{one.kind.zh}；{ADVICE[one.kind][0]}",
            f"{said}, signs {one.start + 1} to {one.end}: {one.kind.en}; {ADVICE[one.kind][1]}",
        ))  # fmt: skip
    if found:
        raise typer.Exit(1)
    if not json:
        say(pick("未发现。", "Nothing was found."))


@app.command("withdraw")
def withdraw(
    number: Number, as_: Viewer = None,
    reason: Annotated[str, typer.Option("--reason", help="理由 · why.")] = "",
) -> None:  # fmt: skip
    """撤回摘编，不再展示；记录保留 · withdraw a digest: it is shown no more, its history stays."""
    asked = Asked(number, "withdraw", viewer(as_), {"reason": reason})
    with store() as opened:
        take_digest_step(opened, asked, now(), bureau=get_settings().bureau_name)
    say(pick("已撤回。", "Withdrawn."))


@app.command("export")
def export(
    as_: Viewer = None, field: Field = None, issue_type: Issue = None, article: Article = None,
    output: Annotated[Path, typer.Option("--output")] = Path("digests.docx"),
) -> None:  # fmt: skip
    """已发布的摘编汇编成 .docx · all published digests as one .docx."""
    with store() as opened:
        output.write_bytes(
            export_digests(
                opened, viewer(as_), now(), Wanted(field, issue_type, article),
                bureau=get_settings().bureau_name,
            )
        )  # fmt: skip
    say(str(output))


@app.command("verify")
def verify() -> None:
    """核对各摘编的哈希链 · hold every digest against its chain."""
    with store() as opened:
        flaws = digest_flaws(opened)
    for number, seq in flaws:
        say(pick(f"{number} 第{seq}步起不符", f"{number}: broken from step {seq} on"))
    if flaws:
        raise typer.Exit(1)
    say(pick("无误。", "All of them hold."))
