"""``rongcuo registry``: lists of duties and items, inspections, orders and rules, from files."""

import csv
import io
from pathlib import PurePath
from typing import Annotated

import typer

from cases.registries import (
    Compared,
    Listed,
    RegistryFile,
    keep,
    kind_named,
    list_entries,
    preview,
)
from cases.registries import history as every_import
from cases.registry_rows import Rejected
from cases.spreadsheets import MOST_BYTES
from deadlines import SHANGHAI
from regulations.registries import REGISTRIES, Kind
from rongcuo.cli.output import (
    Json,
    complain,
    dump,
    now,
    parse_day,
    pick,
    progress,
    read_content,
    say,
    store,
    table,
)
from states.errors import Invalid

app = typer.Typer(help="清单与台账 · registries.", no_args_is_help=True)
SHOWN = 20
SHOWN_ROWS = 200
MARK = "\ufeff"

KindName = Annotated[str, typer.Argument(metavar="KIND", help="|".join(Kind))]
AnyKind = Annotated[str | None, typer.Argument(metavar="[KIND]", help="|".join(Kind))]


@app.callback()
def _registry() -> None:
    """清单与台账 · registries."""


@app.command("import")
def import_(
    kind: KindName,
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV、XLSX；- 标准输入 · stdin")],
    as_: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="何人导入 · who imports.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="写入 · write it.")] = False,
    json: Json = False,
) -> None:
    """导入：先预览，--apply 写入；有一行不合要求即不导入 · look first, then --apply."""
    if apply and not as_:
        raise Invalid("--as", "导入须署名", "is required: a registry is imported under a name")
    content = read_content(file, "FILE", MOST_BYTES)
    given = RegistryFile(kind_named(kind), PurePath(file).name, content)
    with store() as opened:
        if apply:
            with progress(pick("导入", "importing")) as tell:
                found = keep(opened, given, as_ or "", now(), tell)
        else:
            found = preview(opened, given, now())
    if json:
        dump(found)
    else:
        _tell(found)
    if found.rejected:
        count = len({rejected.row for rejected in found.rejected})
        complain(
            f"{count} 行不合要求，未导入任何内容。",
            f"{count} rows cannot be taken; nothing was imported.",
        )
        raise typer.Exit(1)


def _tell(found: Compared) -> None:
    if found.rejected:
        table(
            pick("行 列 内容 原因", "Row Column Value Why").split(), map(_rejected, found.rejected)
        )
    if found.ignored:
        names = pick("、", ", ").join(found.ignored)
        say(pick(f"不导入的列：{names}", f"Columns left aside: {names}"))
    registry = REGISTRIES[found.kind]
    say(pick(
        f"{registry.zh}：{found.rows} 行；与现行的相比，新增 {len(found.new)}，"
        f"有变动 {len(found.changed)}，不再有 {len(found.gone)}。",
        f"{registry.en}: {found.rows} rows; beside what is in force {len(found.new)} new, "
        f"{len(found.changed)} changed, {len(found.gone)} gone.",
    ))  # fmt: skip
    for zh, en, codes in (
        ("新增", "new", found.new),
        ("有变动", "changed", found.changed),
        ("不再有", "gone", found.gone),
    ):
        if codes:
            more = "…" if len(codes) > SHOWN else ""
            say(f"  {pick(zh, en)}: {pick('、', ', ').join(codes[:SHOWN])}{more}")
    if not found.rejected:
        _end(found)


def _end(found: Compared) -> None:
    if found.repeated:
        say(pick("这份文件已是现行的，没有再导入。", "This file is in force already."))
    elif found.applied:
        say(pick("已导入，自此为现行。", "Imported, and in force from now on."))
    else:
        say(
            pick(
                "尚未写入；加 --apply --as 用户名 导入。",
                "Nothing is written yet: add --apply --as USER.",
            )
        )


def _rejected(rejected: Rejected) -> tuple[str, ...]:
    column = pick(rejected.column_zh, rejected.column_en)
    return (str(rejected.row), column, rejected.value, pick(rejected.zh, rejected.en))


@app.command("list")
def list_(
    kind: AnyKind = None,
    on: Annotated[
        str | None, typer.Option(metavar="DAY", help="当日有效的 · valid on that day.")
    ] = None,
    search: Annotated[str | None, typer.Option(help="编号、名称等 · code, name and so on.")] = None,
    json: Json = False,
) -> None:
    """现行的清单与台账 · what is in force."""
    day = parse_day(on, "--on") if on else None
    wanted = kind_named(kind) if kind else None
    limit = None if json else SHOWN_ROWS + 1
    with store() as opened:
        rows = list(list_entries(opened, wanted, on=day, search=search, limit=limit))
    if json:
        dump(rows)
        return
    if not rows:
        say(pick("没有符合条件的内容。", "Nothing matches."))
        return
    table(
        pick("类别 编号 名称 相对人 起 止 其他", "Kind Code Name Party From To Else").split(),
        map(_row, rows[:SHOWN_ROWS]),
    )
    if len(rows) > SHOWN_ROWS:
        say(pick("……还有更多，全部见 --json", "… more, all of them with --json"))


def _row(row: Listed) -> tuple[object, ...]:
    columns = {column.key: column for column in REGISTRIES[row.kind].columns}
    said = pick("；", "; ").join(
        f"{pick(columns[key].zh, columns[key].en)} {' '.join(value.split())}"
        for key, value in row.said.items()
        if key in columns
    )
    return row.kind, row.code, row.name, row.party, row.valid_from, row.valid_to, said


@app.command()
def history(kind: AnyKind = None, json: Json = False) -> None:
    """历次导入：何时、何人、哪个文件 · every import."""
    wanted = kind_named(kind) if kind else None
    with store() as opened:
        found = every_import(opened, wanted)
    if json:
        dump([{"import": held, "in_force": current} for held, current in found])
        return
    if not found:
        say(pick("还没有导入过。", "Nothing was imported yet."))
        return
    table(
        pick(
            "时间 何人 类别 行数 文件 SHA-256 现行", "At By Kind Rows File SHA-256 In_force"
        ).split(),
        [
            (held.imported_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"), held.by, held.kind,
             held.rows, held.file_name, held.sha256[:12], "✓" if current else "")
            for held, current in found
        ],
    )  # fmt: skip


@app.command()
def template(kind: KindName) -> None:
    """空表，只有表头，供填写后导入 · an empty file with the headings."""
    columns = REGISTRIES[kind_named(kind)].columns
    line = io.StringIO()
    csv.writer(line).writerow(pick(column.zh, column.en) for column in columns)
    # Without the mark Excel in China reads UTF-8 as GB18030.
    say(MARK + line.getvalue().rstrip())
