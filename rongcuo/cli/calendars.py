"""``rongcuo calendar``: due dates, with the reason of every day."""

import json as json_
import sys
from typing import Annotated, Any

import typer

from deadlines import Unit, WorkingDayCalendar, explain
from rongcuo.cli.output import Json, dump, language, parse_day, pick, plain, say, store
from states.errors import CaseError, Invalid
from storage.calendar import calendar

app = typer.Typer(help="工作日历 · the working-day calendar.", no_args_is_help=True)
MAX_N = 5000


@app.callback()
def _calendar() -> None:
    """工作日历 · the working-day calendar."""


@app.command()
def due(
    start: Annotated[
        str, typer.Argument(metavar="START", help="起算日，不计入；- 从标准输入逐行读")
    ],
    n: Annotated[int | None, typer.Argument(metavar="N", help="期限长度")] = None,
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


def _explained(start: str, n: int, unit: str, days: WorkingDayCalendar) -> dict[str, Any]:
    day = parse_day(start, "START")
    if unit not in set(Unit):
        raise Invalid("UNIT", "只能是 WD、D 或 M", "must be WD, D or M")
    if not 0 <= n <= MAX_N:
        raise Invalid("N", f"须在0与{MAX_N}之间", f"must be between 0 and {MAX_N}")
    found = explain(day, n, Unit(unit), days)
    return {
        "due_on": found.due_on.isoformat(),
        "provisional": found.provisional,
        "days": [
            {"date": d.date.isoformat(), "counted": d.counted, "why": getattr(d.why, language())}
            for d in found.days
        ],
    }


def _many(days: WorkingDayCalendar) -> None:
    """One JSON line for each line ``START N UNIT``; a bad line answers with its error."""
    for line in sys.stdin:
        parts = line.split()
        if not parts:
            continue
        try:
            say(json_.dumps(plain(_one(parts, days)), ensure_ascii=False))
        except CaseError as error:
            say(json_.dumps({"error": error.say(language())}, ensure_ascii=False))
        except (ValueError, OverflowError):
            text = pick(
                "每行写作 START N UNIT，日期在2004—2100年", "a line is START N UNIT, 2004–2100"
            )
            say(json_.dumps({"error": text}, ensure_ascii=False))


def _one(parts: list[str], days: WorkingDayCalendar) -> dict[str, Any]:
    start, n, unit = [*parts, "WD"][:3] if len(parts) in {2, 3} else ("", "", "")
    return _explained(start, int(n), unit, days)
