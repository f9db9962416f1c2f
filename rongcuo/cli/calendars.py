"""``rongcuo calendar``: due dates, with the reason of every day."""

import json as json_
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from cases.calendars import (
    Arrangement,
    keep,
    lacking,
    one_day,
    preview,
    read_arrangement,
    reckon,
    year_view,
)
from cases.recounting import Moved, Preview, Recounted
from cases.recounting import recount as recount_all
from deadlines import CALENDAR_YEARS, SHANGHAI, DateOutOfRange, WorkingDayCalendar
from rongcuo.cli.output import (
    Json,
    complain,
    dump,
    failed,
    language,
    now,
    parse_day,
    pick,
    plain,
    progress,
    read_content,
    say,
    store,
    table,
)
from rongcuo.poke import poke
from states.errors import CaseError, Invalid
from storage.calendar import Version, calendar, versions

app = typer.Typer(help="工作日历 · the working-day calendar.", no_args_is_help=True)
MAX_LINE = 200
SHOWN = 50
FIRST_YEAR, LAST_YEAR = CALENDAR_YEARS[0], CALENDAR_YEARS[-1]

Apply = Annotated[bool, typer.Option("--apply", help="写入并重算 · write it and count anew.")]
Loader = Annotated[str | None, typer.Option("--as", metavar="USER", help="何人载入 · who loads.")]


@app.callback()
def _calendar() -> None:
    """工作日历 · the working-day calendar."""


@app.command()
def due(
    start: Annotated[
        str, typer.Argument(metavar="START", help="起算日，不计入；- 从标准输入逐行读")
    ],
    n: Annotated[str | None, typer.Argument(metavar="N", help="期限长度")] = None,
    unit: Annotated[str, typer.Option(help="WD 工作日, D 日历日, M 月")] = "WD",
    explained: Annotated[bool, typer.Option("--explain", help="逐日说明 · every day.")] = False,
    json: Json = False,
) -> None:
    """到期日：起算日不计入 · the last day of a period, the start excluded."""
    with store() as opened, opened.read() as connection:
        days = calendar(opened, connection)
    if start == "-":
        _many(days)
        return
    if n is None:
        raise Invalid("N", "必填", "is required")
    found = _explained(start, n, unit, days)
    if json:
        dump(found)
        return
    mark = pick("（暂定：该年放假安排尚未公布）", " (provisional: that year is not published yet)")
    say(f"{found['due_on']}{mark if found['provisional'] else ''}")
    if explained:
        for day in found["days"]:
            say(f"  {day['date']}  {'✓' if day['counted'] else '·'}  {day['why']}")


@app.command()
def load(
    file: Annotated[str, typer.Argument(metavar="FILE", help="年度安排 · a year's file; - stdin")],
    apply: Apply = False,
    as_: Loader = None,
    json: Json = False,
) -> None:
    """载入一年的放假安排：先预览，--apply 生效 · a year: preview, then --apply."""
    try:
        text = read_content(file, "FILE").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("FILE", "须为 UTF-8 编码", "must be UTF-8") from None
    _lay(read_arrangement(text), apply=apply, by=as_, json=json)


@app.command("set")
def set_(
    day: Annotated[str, typer.Argument(metavar="DAY", help="日期 · the day.")],
    off: Annotated[
        bool | None, typer.Option("--off/--working", help="放假或上班 · day off or worked.")
    ] = None,
    as_published: Annotated[
        bool, typer.Option("--as-published", help="撤销单日调整 · give the day back.")
    ] = False,
    name: Annotated[str, typer.Option(help="事由 · what for.")] = "",
    source: Annotated[str, typer.Option(help="依据文件 · the paper it rests on.")] = "",
    apply: Apply = False,
    as_: Loader = None,
    json: Json = False,
) -> None:
    """单日调整：放假或上班，须有依据 · set a single day, with its source."""
    if (off is None) != as_published:
        raise Invalid(
            "DAY", "须选 --off、--working 或 --as-published 之一",
            "needs one of --off, --working, --as-published",
        )  # fmt: skip
    wanted = one_day(parse_day(day, "DAY"), off, name, source)
    _lay(wanted, apply=apply, by=as_, json=json)


@app.command()
def show(
    year: Annotated[int, typer.Argument(metavar="YEAR", min=FIRST_YEAR, max=LAST_YEAR)],
    json: Json = False,
) -> None:
    """一年的放假与调休 · the days off and make-up days of a year."""
    with store() as opened, opened.read() as connection:
        found = year_view(calendar(opened, connection), year)
    if json:
        dump(found)
        return
    if found.provisional:
        say(pick(
            f"{year}年的放假安排尚未公布，以下按法定节假日暂定；"
            "公布后用 rongcuo calendar load 载入。",
            f"The arrangement of {year} is not published: statutory holidays, provisional; "
            "load it with 'rongcuo calendar load' when it is.",
        ))  # fmt: skip
    for entry in found.named:
        mark = pick("休", "off") if not entry.working else pick("班", "on ")
        say(f"{entry.day}  {mark}  {entry.zh if language() == 'zh' else entry.en}")
    months = "  ".join(f"{month}:{count}" for month, count in enumerate(found.working_days, 1))
    total = sum(found.working_days)
    say(pick(f"工作日 {total} 天（月:天 {months}）", f"{total} working days (month:days {months})"))


@app.command()
def history(json: Json = False) -> None:
    """日历的版本：何时、何人、载入了什么 · who loaded what, and when."""
    with store() as opened, opened.read() as connection:
        found = versions(connection)
    if json:
        dump(found)
        return
    table(
        pick("版本 时间 何人 内容", "Version At By What").split(),
        [
            (v.name, v.loaded_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
             v.by or pick("随软件", "shipped"), _what(v))
            for v in found
        ],
    )  # fmt: skip


@app.command()
def recount(json: Json = False) -> None:
    """按现行日历重算全部未办结期限，可重复运行 · count every open deadline anew."""
    with store() as opened, progress(pick("重算", "recounting")) as tell:
        done = recount_all(opened, now(), tell)
    _counted(done, json=json)


def _lay(wanted: Arrangement, *, apply: bool, by: str | None, json: bool) -> None:
    if apply and not by:
        raise Invalid("--as", "载入须署名", "is required: a calendar is loaded under a name")
    with store() as opened:
        if not apply:
            with progress(pick("预览", "looking")) as tell:
                found = preview(opened, wanted, now(), tell)
            _previewed(wanted, found, json=json)
            return
        keep(opened, wanted, by or "", now())
        with progress(pick("重算", "recounting")) as tell:
            done = recount_all(opened, now(), tell)
    if done.notices or done.failures:
        poke()
    _counted(done, json=json)


def _previewed(wanted: Arrangement, found: Preview, *, json: bool) -> None:
    if json:
        moved = [{**plain(m), "kept": m.kept} for m in found.moved]
        missing = [name for year in wanted.years for name in lacking(year)]
        dump({"applied": False, "lacking": missing, "moved": moved, "failures": found.failures})
    else:
        _shown(wanted, found.moved)
    failed(found.failures, json=json)


def _shown(wanted: Arrangement, moved: list[Moved]) -> None:
    for year in wanted.years:
        if missing := lacking(year):
            say(pick(
                f"注意：{year.year}年的文件没有列入{'、'.join(missing)}，可能不完整，请核对。",
                f"Look: the file of {year.year} leaves out {', '.join(missing)}; is it whole?",
            ))  # fmt: skip
        off = sum(day.off for day in year.days)
        made_up = len(year.days) - off
        say(pick(
            f"{year.year}年：放假 {off} 天，调休上班 {made_up} 天。",
            f"{year.year}: {off} days off, {made_up} make-up days.",
        ))  # fmt: skip
    if moved:
        table(
            pick("案件 待办 现到期 将到期 说明", "Case Task Due Will_be Note").split(),
            [
                (m.case, m.task_zh if language() == "zh" else m.task_en, m.was, m.due_on, _note(m))
                for m in moved[:SHOWN]
            ],
        )
    if len(moved) > SHOWN:
        more = len(moved) - SHOWN
        say(pick(f"……另有 {more} 项，全部见 --json", f"… {more} more, all of them with --json"))
    kept = sum(m.kept for m in moved)
    say(pick(
        f"将改期 {len(moved) - kept} 项，已告知而保留原日期 {kept} 项。尚未写入；"
        "加 --apply --as 用户名 生效。",
        f"{len(moved) - kept} would move, {kept} keep the day that was told. Nothing is written "
        "yet: add --apply --as USER.",
    ))  # fmt: skip


def _note(moved: Moved) -> str:
    if moved.kept:
        return pick(
            f"重算为 {moved.computed}，已告知，不提前", f"computed {moved.computed}, but was told"
        )
    return pick("暂定", "provisional") if moved.provisional else ""


def _counted(done: Recounted, *, json: bool) -> None:
    if json:
        dump({"applied": True, **plain(done)})
    else:
        say(pick(
            f"已重算 {done.tasks} 项待办：改期 {done.moved} 项，"
            f"暂定转确定等 {done.confirmed} 项，通知 {done.notices} 份。",
            f"Counted {done.tasks} tasks anew: {done.moved} moved, {done.confirmed} confirmed, "
            f"{done.notices} notices.",
        ))  # fmt: skip
    if done.unreported:
        complain(
            f"未能告知系统管理员（{done.unreported}）。",
            f"The administrators could not be told ({done.unreported}).",
        )
    failed(done.failures, json=json)


def _what(version: Version) -> str:
    if version.day is None:
        return pick(f"{version.year}年放假安排", f"the year {version.year}")
    day = version.day
    effect = {
        True: pick("放假", "day off"),
        False: pick("上班", "working day"),
        None: pick("撤销单日调整", "as published"),
    }[day.off]
    return f"{day.day} {effect}：{day.name}（{day.source}）"


def _explained(start: str, n: str, unit: str, days: WorkingDayCalendar) -> dict[str, Any]:
    found, lang = reckon(parse_day(start, "START"), n, unit, days), language()
    return {
        "due_on": found.due_on.isoformat(),
        "provisional": found.provisional,
        "days": [
            {"date": d.date.isoformat(), "counted": d.counted, "why": getattr(d.why, lang)}
            for d in found.days
        ],
    }


def _many(days: WorkingDayCalendar) -> None:
    """One JSON line for each line ``START N UNIT``; a bad line answers with its error."""
    for line in _lines():
        say(json_.dumps(_answer(line, days), ensure_ascii=False))


def _lines() -> Iterator[bytes | None]:
    """The lines of standard input; ``None`` for one that is longer than ours can be."""
    most = MAX_LINE + len("\n")
    while line := sys.stdin.buffer.readline(most):
        rest = line
        while len(rest) == most and not rest.endswith(b"\n"):
            rest = sys.stdin.buffer.readline(most)
        yield None if len(line) == most and not line.endswith(b"\n") else line


def _answer(line: bytes | None, days: WorkingDayCalendar) -> dict[str, Any]:
    if line is None:
        long = f"每行至多{MAX_LINE}字节", f"a line has {MAX_LINE} bytes at most"
        return {"error": pick(*long)}
    try:
        return _one(line.decode("utf-8-sig").split(), days)
    except (CaseError, DateOutOfRange) as error:
        return {"error": error.say(language())}
    except ValueError:
        return {"error": pick("每行写作 START N UNIT", "a line is written START N UNIT")}


def _one(parts: list[str], days: WorkingDayCalendar) -> dict[str, Any]:
    if len(parts) not in {2, 3}:
        raise ValueError
    start, n, unit = [*parts, "WD"][:3]
    return _explained(start, n, unit, days)
