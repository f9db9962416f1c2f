"""``rongcuo report``: follow-up reports on corrections."""

import shutil
from pathlib import Path
from typing import IO, Annotated, Literal

import typer

from cases.follow_up_files import file_name, follow_up_file
from cases.follow_up_notes import note_case
from cases.follow_up_reading import (
    PREVIEW,
    Report,
    lines_seen,
    list_reports,
    note_taken,
    read_report,
    release_report,
)
from documents.pdf import available
from reports.follow_up_periods import Period
from rongcuo.cli.output import (
    Json,
    Viewer,
    dump,
    now,
    pick,
    say,
    store,
    table,
    viewer,
    write_into,
)
from rongcuo.settings import get_settings
from states.errors import Invalid
from storage import Store
from storage.follow_up import BUREAU

app = typer.Typer(help="整改跟踪报告 · follow-up reports.", no_args_is_help=True)
PeriodCode = Annotated[
    str | None,
    typer.Option("--period", metavar="P", help="2026-W41 或 2026-10；缺省为本期预览 · or preview."),
]
Unit = Annotated[
    str, typer.Option("--unit", metavar="U", help="单位代码，缺省全局 · the unit's code.")
]
Format = Literal["html", "docx", "pdf", "xlsx", "json"]


@app.command("list")
def list_(
    as_: Viewer = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    json: Json = False,
) -> None:
    """已签发的报告，新的在前 · what was issued, the newest first."""
    with store() as opened:
        found = list_reports(opened, viewer(as_), now(), limit=limit).rows
    if json:
        dump([{"period": one.period, "unit": one.scope, "issued_on": one.issued_on,
               "waits": one.waits, "hash": one.hash, "open": one.head["open"],
               "red": one.head["lights"]["red"]} for one in found])  # fmt: skip
        return
    if not found:
        say(pick("没有已签发的报告。", "Nothing was issued."))
        return
    table(
        pick("期间 单位 签发日 在办 超期 状态", "Period Unit Issued Open Overdue State").split(),
        [(one.period, one.scope, one.issued_on, one.head["open"], one.head["lights"]["red"],
          pick("待放行", "held") if one.waits else pick("已签发", "issued")) for one in found],
    )  # fmt: skip


@app.command("follow-up")
def follow_up(
    period: PeriodCode = None,
    unit: Unit = BUREAU,
    format_: Annotated[Format, typer.Option("--format", help="格式 · of what kind.")] = "html",
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="存为 · where to.")
    ] = None,
    as_: Viewer = None,
) -> None:
    """存为文件；未写期间的为本期预览，标明未签发 · as a file; the running period is a preview."""
    if format_ == "pdf" and not available():
        raise Invalid(
            "--format", "本机没有安装 PDF 组件：make install-extras",
            "the PDF extra is not installed: make install-extras",
        )  # fmt: skip
    who, chosen = viewer(as_), get_settings()
    with store() as opened:
        report = read_report(opened, _known(period), unit, who, now())

        def write(file: IO[bytes]) -> None:
            if format_ == "html":
                note_taken(opened, report, who, format_, now())
                file.write(_page(opened, report, chosen.bureau_name).encode())
                return
            with follow_up_file(
                opened, report, format_, who, now(), bureau=chosen.bureau_name
            ) as made:
                shutil.copyfileobj(made, file)

        target = output or Path(file_name(report, format_))
        write_into(target, write)
    say(str(target))
    if not report.issued:
        say(pick("本期尚未签发，文件仅供预览。", "Not issued: a preview."))


@app.command("note")
def note_(
    case: Annotated[str, typer.Argument(metavar="CASE", help="案号 · the case.")],
    period: Annotated[str, typer.Option("--period", metavar="P", help="2026-W41 · 2026-10")],
    unit: Unit = BUREAU,
    note: Annotated[
        str, typer.Option("--note", help="督办意见，留空为撤回 · empty takes it back.")
    ] = "",
    as_: Viewer = None,
) -> None:
    """待放行报告中一件的督办意见 · note on one correction, before the release."""
    with store() as opened:
        note_case(opened, _known(period), unit, case, note, viewer(as_), now())
    said = ("已保存，随报告发送。", "Kept; it goes out with the report.")
    say(pick(*said) if note.strip() else pick("已撤回。", "Taken back."))


@app.command("release")
def release(
    period: Annotated[str, typer.Option("--period", metavar="P", help="2026-W41 · 2026-10")],
    unit: Unit = BUREAU,
    note: Annotated[str, typer.Option("--note", help="督办意见 · the supervisor's note.")] = "",
    as_: Viewer = None,
) -> None:
    """放行：附督办意见，发送收件人 · send a report that is held, with a note."""
    with store() as opened:
        sent = release_report(opened, _known(period), unit, note, viewer(as_), now())
    say(pick(f"已放行，通知 {sent} 人", f"Released: {sent} told"))


def _known(period: str | None) -> str:
    if period is None:
        return PREVIEW
    try:
        return Period.parse(period).code
    except ValueError:
        raise Invalid(
            "--period", "须写作 2026-W41 或 2026-10", "is written 2026-W41 or 2026-10"
        ) from None


def _page(opened: Store, report: Report, bureau: str) -> str:
    from web.follow_up import alone  # noqa: PLC0415 - the pages take seconds to load

    return alone(report, lines_seen(opened, report), bureau)
