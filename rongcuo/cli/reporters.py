"""``rongcuo reporter`` and ``rongcuo keys``: who reported a matter, sealed, and the keys of it."""

from typing import Annotated

import typer

from cases.reporters import Office, enter_report, read_report, reports_of, rotate
from rongcuo.cli.output import Json, dump, now, pick, read_data, say, store, table
from rongcuo.settings import get_settings
from storage import Store

app = typer.Typer(help="举报人身份（密封） · who reported, sealed.", no_args_is_help=True)
keys_app = typer.Typer(help="密钥 · keys.", no_args_is_help=True)
By = Annotated[str, typer.Option("--as", metavar="USER", help="何人办理 · who does it.")]
Matter = Annotated[str, typer.Argument(metavar="MATTER", help="事项编号 · number of the matter.")]
Report = Annotated[str, typer.Argument(metavar="REPORT", help="举报编号 · number of the report.")]
Data = Annotated[str, typer.Option("--data", metavar="FILE|-", help="JSON 文件或标准输入 · JSON.")]
LABELS = {
    "name": ("姓名", "Name"),
    "contact": ("联系方式", "Contact"),
    "address": ("地址", "Address"),
    "id_number": ("证件号码", "ID number"),
}


def office(opened: Store) -> Office:
    """Where reports are kept, by the settings."""
    chosen = get_settings()
    return Office(opened, chosen.folder("keys"), chosen.crypto_suite)


@app.command()
def enter(matter: Matter, by: By, data: Data = "-", json: Json = False) -> None:
    """登记举报并密封，只显示举报编号 · enter a report and seal it; only its number is shown."""
    with store() as opened:
        number = enter_report(office(opened), matter, read_data(data), by, now())
    if json:
        dump({"report": number})
        return
    say(pick(f"已登记并密封：{number}", f"Entered and sealed: {number}"))


@app.command("list")
def list_(matter: Matter, by: By, json: Json = False) -> None:
    """一个事项的举报：编号和摘要 · the reports of a matter: number and abstract."""
    with store() as opened:
        found = reports_of(office(opened), matter, now(), viewer=by)
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有可以查看的举报。", "No report that you may know of."))
        return
    table(
        pick("编号 收到 匿名 承办 摘要", "Report Received Anonymous Handler Abstract").split(),
        [(r.number, r.received_on, "✓" if r.anonymous else "", r.handler_name, r.abstract)
         for r in found],
    )  # fmt: skip


@app.command()
def read(
    report: Report,
    by: By,
    reason: Annotated[str, typer.Option(help="查阅理由，记入日志 · why; it is kept.")] = "",
    json: Json = False,
) -> None:
    """查阅举报人身份和原文：每次都记入日志 · who reported; every reading is in the journal."""
    with store() as opened:
        found = read_report(office(opened), report, by, reason, now())
    if json:
        dump(found)
        return
    say(f"{found.number}  {found.matter}")
    for name, value in found.identity.items():
        say(f"  {pick(*LABELS[name])}: {value}")
    say(found.text or pick("（没有登记原文）", "(its words were not entered)"))


@keys_app.command("rotate")
def rotate_(by: By) -> None:
    """更换举报密封的密钥，逐件重新密封；中断后再办一次即可 · a fresh key for what is sealed."""
    with store() as opened:
        count = rotate(office(opened), by, now())
    say(pick(f"已更换密钥，重新密封 {count} 件。", f"Keys rotated, {count} sealed anew."))
