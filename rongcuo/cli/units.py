"""``rongcuo unit``: units of the bureau are added, renamed, merged and closed."""

from typing import Annotated

import typer

from cases.accounts import add_unit
from cases.directory import units_seen
from cases.units import Ended, close_unit, merge_unit, rename_unit
from rongcuo.cli.output import Json, dump, now, pick, say, store, table
from states.vocabulary import Role

app = typer.Typer(help="单位 · units of the bureau.", no_args_is_help=True)
By = Annotated[str, typer.Option("--as", metavar="USER", help="何人办理 · who does it.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="单位代码 · code.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="单位名称 · name.")]
Reason = Annotated[str, typer.Option("--reason", help="理由，例如机构改革文号 · why.")]
ENDED = {"merged": ("已并入上级所列单位", "merged"), "closed": ("已撤销", "closed")}


@app.command("list")
def list_(by: By, json: Json = False) -> None:
    """单位一览 · every unit, each below the one it belongs to."""
    with store() as opened:
        found = units_seen(opened, by, now())
    if json:
        dump(found)
        return
    table(
        pick("代码 名称 人数 状态", "Code Name People State").split(),
        [(one.code, "　" * one.depth + one.name, one.people,
          pick(*ENDED[one.ended]) if one.ended else "") for one in found],
    )  # fmt: skip


@app.command("add")
def add(
    code: Code,
    name: Name,
    by: By,
    parent: Annotated[str | None, typer.Option(help="上级单位代码 · unit above.")] = None,
) -> None:
    """新增单位 · a unit of the bureau."""
    with store() as opened:
        add_unit(opened, code, name, parent, by, now())
    say(pick(f"已新增单位 {code}。", f"Unit {code} added."))


@app.command("rename")
def rename(code: Code, name: Name, by: By, reason: Reason) -> None:
    """更名；已签发的报告仍用原名 · another name; what was issued keeps the old one."""
    with store() as opened:
        rename_unit(opened, code, name, reason, by, now())
    say(pick("已更名。", "Renamed."))


@app.command("merge")
def merge(
    code: Code,
    into: Annotated[str, typer.Argument(metavar="INTO", help="并入的单位代码 · into which.")],
    by: By,
    reason: Reason,
) -> None:
    """并入另一单位，人员随转，不能撤回 · merge it into another, with its people; for good."""
    with store() as opened:
        _tell(merge_unit(opened, code, into, reason, by, now()))


@app.command("close")
def close(
    code: Code,
    by: By,
    reason: Reason,
    people_to: Annotated[str, typer.Option(help="人员转往的单位代码 · where its people go.")] = "",
) -> None:
    """撤销，不能撤回 · close it, for good."""
    with store() as opened:
        _tell(close_unit(opened, code, reason, by, now(), people_to=people_to))


def _tell(done: Ended) -> None:
    say(pick(f"已办理，转出人员 {done.people} 人。", f"Done; people moved: {done.people}."))
    if not done.grants:
        return
    say(pick("以下身份只对原单位的案件继续有效；须在新单位办理的，请安全管理员重新提请：",
             "These roles still hold for the unit's own cases alone; where they are needed "
             "elsewhere, the security administrator asks for them anew:"))  # fmt: skip
    for name, code in done.grants:
        say(f"  {name}  {code} {pick(Role(code).zh, Role(code).en)}")
