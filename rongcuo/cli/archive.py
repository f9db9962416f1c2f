"""``rongcuo archive``: files handed over, and what becomes of them when their period is over."""

from datetime import datetime
from typing import Annotated

import typer

from cases.appraisals import (
    Proposal,
    Verdict,
    decide,
    due_for_review,
    list_appraisals,
    propose,
    read_appraisal,
)
from cases.emptying import execute
from cases.transfers import (
    check_transfer,
    enter_receipt,
    hand_over,
    list_transfers,
    read_transfer,
    ready_to_hand_over,
)
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, table, viewer
from rongcuo.settings import get_settings
from rongcuo.shelf import shelf_of

app = typer.Typer(help="案卷移交与鉴定 · transfer and appraisal of files.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="编号 · its number.")]
After = Annotated[str | None, typer.Option("--after", help="上一页给出的标记 · mark of a page.")]


@app.command("ready")
def ready(after: After = None, as_: Viewer = None, json: Json = False) -> None:
    """待移交的案卷 · closed cases whose files were not handed over."""
    with store() as opened:
        found = ready_to_hand_over(opened, now(), viewer=viewer(as_), after=after)
    if json:
        dump(found)
        return
    table(
        pick("案号 单位 办结 保管期限 至", "Case Unit Closed Retention Until").split(),
        [(one.number, one.unit_name, one.closed_on, _period(one.years), one.last_day or "—")
         for one in found.rows],
    )  # fmt: skip


@app.command("transfer")
def transfer(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER…", help="案号 · cases.")],
    to: Annotated[str, typer.Option("--to", help="接收单位 · the archives office.")],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """移交：逐件打包、登记散列值，形成清单 · hand files over: packed, hashed, on one list."""
    settings = get_settings()
    with store() as opened:
        name = hand_over(
            opened, shelf_of(settings), numbers, now(), by=viewer(as_), recipient=to,
            bureau=settings.bureau_name,
        )  # fmt: skip
    _done(json, name)


@app.command("transfers")
def transfers(after: After = None, as_: Viewer = None, json: Json = False) -> None:
    """移交清单 · the transfer lists, the newest first."""
    with store() as opened:
        found = list_transfers(opened, now(), viewer=viewer(as_), after=after)
    if json:
        dump(found)
        return
    table(
        pick("编号 接收单位 件数 移交 回执", "No Recipient Files At Receipt").split(),
        [(one.number, one.recipient, one.cases, f"{one.at:%Y-%m-%d}", one.receipt or "—")
         for one in found.rows],
    )  # fmt: skip


@app.command("list")
def list_(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """一份清单及其散列值 · one list with its hashes."""
    with store() as opened:
        found = read_transfer(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(found)
        return
    table(
        pick("案号 保管期限 文件数 字节 SHA-256", "Case Retention Files Bytes SHA-256").split(),
        [(one.case, _period(one.years), one.files, one.size, one.sha256) for one in found.lines],
    )


@app.command("receipt")
def receipt(
    number: Number,
    receipt: Annotated[str, typer.Option("--receipt", help="回执编号 · its number.")],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="接收日期 · day.")],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """登记档案部门的回执 · enter what the archives office answered."""
    with store() as opened:
        enter_receipt(opened, number, receipt, on.date(), now(), by=viewer(as_))
    _done(json, number)


@app.command("check")
def check(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """重新打包并核对散列值 · make the bundles again and compare their hashes."""
    settings = get_settings()
    with store() as opened:
        found = check_transfer(
            opened, shelf_of(settings), number, now(), by=viewer(as_), bureau=settings.bureau_name
        )
    if json:
        dump(found)
    else:
        table(
            pick("案号 核对", "Case Found").split(),
            [(one.case, pick(one.zh, one.en)) for one in found],
        )
    if any(one.same is False for one in found):
        raise typer.Exit(1)


@app.command("due")
def due(after: After = None, as_: Viewer = None, json: Json = False) -> None:
    """保管期限已满、等待鉴定的事项 · matters whose period is over and that wait to be judged."""
    with store() as opened:
        found = due_for_review(opened, now(), viewer=viewer(as_), after=after)
    if json:
        dump(found)
        return
    if not found.rows:
        say(pick("没有等待鉴定的事项。", "No matter waits to be judged."))
        return
    table(
        pick("事项 单位 件数 办结 届满", "Matter Unit Cases Closed Ended").split(),
        [(one.number, one.unit, one.cases, one.closed_on, one.retained_until)
         for one in found.rows],
    )  # fmt: skip


@app.command("appraise")
def appraise(
    matters: Annotated[list[str], typer.Argument(metavar="MATTER…", help="事项 · matters.")],
    verdict: Annotated[Verdict, typer.Option("--verdict", help="意见 · verdict.")],
    reason: Annotated[str, typer.Option("--reason", help="理由 · why.")],
    years: Annotated[int | None, typer.Option("--years", help="延长年数 · years more.")] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """提出鉴定意见，由主要负责人审批 · propose a verdict; the principal decides."""
    with store() as opened:
        asked = Proposal(matters, verdict, reason, years)
        name = propose(opened, asked, now(), by=viewer(as_))
    _done(json, name)


@app.command("appraisals")
def appraisals(after: After = None, as_: Viewer = None, json: Json = False) -> None:
    """鉴定记录 · appraisals, the newest first."""
    with store() as opened:
        found = list_appraisals(opened, now(), viewer=viewer(as_), after=after)
    if json:
        dump(found)
        return
    table(
        pick("编号 意见 状态 提出", "No Verdict State By").split(),
        [(one.appraisal.number, pick(one.verdict.zh, one.verdict.en),
          pick(one.standing.zh, one.standing.en), one.appraisal.proposer) for one in found.rows],
    )  # fmt: skip


@app.command("show")
def show(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """一项鉴定 · one appraisal with its cases."""
    with store() as opened:
        found = read_appraisal(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(found)
        return
    say(f"{number} {pick(found.verdict.zh, found.verdict.en)} "
        f"{pick(found.standing.zh, found.standing.en)}")  # fmt: skip
    say(found.appraisal.reason)
    for case in found.cases:
        say(case.number)
    if found.appraisal.record_sha256:
        say(f"sha256:{found.appraisal.record_sha256}")


@app.command("approve")
def approve(
    number: Number,
    refuse: Annotated[bool, typer.Option("--refuse", help="不予批准 · refuse it.")] = False,
    answer: Annotated[str, typer.Option("--answer", help="意见 · what is said to it.")] = "",
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """审批鉴定意见 · approve a verdict, or refuse it."""
    with store() as opened:
        decide(opened, number, now(), by=viewer(as_), approved=not refuse, answer=answer)
    _done(json, number)


@app.command("execute")
def execute_(
    number: Number,
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="再写一次编号 · the number once more.")
    ] = None,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """执行经批准的销毁或匿名化，不能恢复 · destroy or anonymise what was approved, for good."""
    typed = confirm or typer.prompt(
        pick(f"不能恢复。请输入 {number}", f"It cannot be undone. Type {number}")
    )
    with store() as opened:
        done = execute(opened, shelf_of(get_settings()), number, now(), by=viewer(as_), typed=typed)
    if json:
        dump(done)
    else:
        say(pick(
            f"{done.cases} 件案件、{done.files} 个文件；{done.shared} 个文件其他案件仍在使用。",
            f"{done.cases} cases and {done.files} files; {done.shared} files are still held by "
            "other cases.",
        ))  # fmt: skip
        say(f"sha256:{done.record}")


def _period(years: int | None) -> str:
    return pick(f"{years}年", f"{years} years") if years else pick("永久", "permanent")


def _done(json: bool, number: str) -> None:
    if json:
        dump({"number": number})
    else:
        say(number)
