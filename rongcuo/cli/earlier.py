"""``rongcuo import``: earlier cases from a bureau's own ledger, tried first."""

import io
from pathlib import Path, PurePath
from typing import Annotated

import typer

from cases.earlier import import_ledger, try_ledger
from cases.earlier_mapping import MOST_BYTES as LARGEST_MAPPING
from cases.earlier_start import starting_mapping
from cases.earlier_trial import LedgerFile, Tried
from cases.registry_rows import Rejected
from cases.spreadsheets import MOST_BYTES, rows_of
from reports.table_files import csv_lines, write_xlsx
from rongcuo.cli.output import (
    Json,
    complain,
    dump,
    language,
    now,
    pick,
    progress,
    read_content,
    say,
    store,
    table,
    write_into,
)
from states.errors import Invalid

app = typer.Typer(help="导入旧案 · earlier cases.", no_args_is_help=True)
SHOWN = 50
HEADS = (("行", "Row"), ("栏目", "Column"), ("内容", "Value"), ("原因", "Why"))

Ledger = Annotated[
    str, typer.Argument(metavar="LEDGER", help="旧台账 XLSX、CSV · the earlier ledger.")
]


@app.callback()
def _import() -> None:
    """导入旧案 · earlier cases."""


@app.command()
def mapping(
    ledger: Ledger,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="写到文件 · write it there.")
    ] = None,
) -> None:
    """按表头生成一份映射，供修改 · a mapping to begin with."""
    text = starting_mapping(rows_of(read_content(ledger, "LEDGER", MOST_BYTES)), language())
    if output is None:
        say(text.rstrip())
    else:
        write_into(Path(output), lambda file: file.write(text.encode()))


@app.command()
def ledger(
    ledger: Ledger,
    mapping: Annotated[str, typer.Option("--mapping", metavar="FILE", help="YAML.")],
    as_: Annotated[str, typer.Option("--as", metavar="USER", help="何人导入 · who imports.")],
    commit: Annotated[bool, typer.Option("--commit", help="写入 · write it.")] = False,
    skip_rejected: Annotated[
        bool,
        typer.Option("--skip-rejected", help="略过不能导入的行 · leave rejected rows out."),
    ] = False,
    rejected: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="不能导入的行写到 CSV、XLSX · rejected rows to a file."),
    ] = None,
    json: Json = False,
) -> None:
    """试导入；--commit 写入，有一行不能导入即全部不写 · try it, then --commit."""
    if rejected and PurePath(rejected).suffix.lower() not in {".csv", ".xlsx"}:
        raise Invalid("--rejected", "须为 .csv 或 .xlsx", "ends in .csv or .xlsx")
    file = LedgerFile(
        read_content(ledger, "LEDGER", MOST_BYTES),
        read_content(mapping, "MAPPING", LARGEST_MAPPING),
    )
    with store() as opened:
        if commit:
            with progress(pick("导入", "importing")) as tell:
                found = import_ledger(
                    opened, file, as_, now(), skip_rejected=skip_rejected, progress=tell
                )
        else:
            found = try_ledger(opened, file, as_, now())
    if rejected:
        content = _rejected_file(found.rejected, PurePath(rejected).suffix.lower())
        write_into(Path(rejected), lambda file: file.write(content), "--rejected")
    if json:
        dump(found)
    else:
        _tell(found)
    if found.rejected and not (found.applied and skip_rejected):
        complain(
            f"{found.rejected_rows} 行不能导入，没有写入任何内容。",
            f"{found.rejected_rows} rows cannot come in; nothing was written.",
        )
        raise typer.Exit(1)


def _tell(found: Tried) -> None:
    if found.rejected:
        table([pick(*head) for head in HEADS], map(_cells, found.rejected[:SHOWN]))
        if len(found.rejected) > SHOWN:
            say(pick("……还有更多，全部见 --rejected 文件", "… more, all with --rejected FILE"))
    if found.ignored:
        names = pick("、", ", ").join(found.ignored)
        say(pick(f"不导入的列：{names}", f"Columns left aside: {names}"))
    say(pick(
        f"{found.rows} 行：可导入 {found.cases} 件（{found.matters} 个事项），"
        f"不能导入 {found.rejected_rows} 行。",
        f"{found.rows} rows: {found.cases} cases of {found.matters} matters can come in, "
        f"{found.rejected_rows} rows cannot.",
    ))  # fmt: skip
    if found.applied:
        first, *_, last = [*found.numbers.values()] * 2
        say(pick(f"已导入，编号 {first} 至 {last}。", f"Imported as {first} to {last}."))
    elif not found.rejected:
        say(pick("尚未写入；加 --commit 导入。", "Nothing is written yet: add --commit."))


def _cells(one: Rejected) -> tuple[str, ...]:
    column, why = pick(one.column_zh, one.column_en), pick(one.zh, one.en)
    return (str(one.row), column, one.value, why)


def _rejected_file(rejected: list[Rejected], suffix: str) -> bytes:
    heads, rows = [pick(*head) for head in HEADS], map(_cells, rejected)
    if suffix == ".csv":
        return b"".join(csv_lines(heads, rows))
    out = io.BytesIO()
    write_xlsx(out, pick("不能导入的行", "Rejected rows"), heads, rows, wide=30)
    return out.getvalue()
