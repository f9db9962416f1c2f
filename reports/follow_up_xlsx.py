"""A follow-up report for Excel: written line by line, no text ever a formula or a link."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO

from reports.follow_up_bars import BLUE, done_of, gone_of
from reports.follow_up_lines import KINDS, NONE, UNSAID
from reports.follow_up_sheet import DIGITS, UNISSUED
from reports.follow_up_words import (
    EVENT_ZH,
    LIGHTS,
    STAGE_ZH,
    UNIT_COLUMNS,
    names_of,
    period_zh,
    stages_zh,
    title_zh,
    warning_zh,
    with_total,
)
from reports.table_files import workbook
from states.vocabulary import Measure, Outcome

SIGNS = {"d": "已完成", "o": "未完成", "n": "不适用", "-": ""}
COLUMNS = (
    ("案号", 16), ("人员", 10), ("单位", 18), ("结论", 10), ("决定日", 12), ("收到日", 12),
    ("启动日", 12), ("阶段", 10), ("措施进度", 11), ("时间进度", 11), ("期限", 12), ("暂定", 6),
    ("剩余工作日", 11), ("灯", 8), ("延期", 6), ("下一节点", 12), ("节点措施", 12),
    ("最近进展日", 12), ("最近进展", 40), ("无进展工作日", 13), ("责任人", 14), ("督办意见", 30),
    *((Measure(kind).zh, 10) for kind in KINDS),
)  # fmt: skip
A3, A4 = 8, 9
"""Paper, as Excel numbers it."""
BARS = {"措施进度": f"#{BLUE}", "时间进度": "#B36B00"}
"""Columns whose cells have a bar as long as their share, and in what colour."""
HEADS = {UNIT_COLUMNS["name"], "措施", "本期应回访", "警示后的效果检查"}
ISO = ("decided_on", "received_on", "began_on")


def write_report(
    file: BinaryIO,
    head: Mapping[str, Any],
    lines: Iterable[Mapping[str, Any]],
    *,
    digest: str | None,
    note: str | None,
) -> None:
    """Three sheets: the totals, a row for each correction, and what changed."""
    with workbook(file) as book:
        book.set_properties({"title": title_zh(head), "created": date(2000, 1, 1)})
        bold = book.add_format(
            {"bold": True, "bg_color": "#EEF2F6", "border": 1, "text_wrap": True, "valign": "top"}
        )
        share = book.add_format({"num_format": "0%"})
        sheets = [book.add_worksheet(name) for name in ("汇总", "整改清单", "上期以来的变化")]
        for sheet in sheets:
            _for_print(sheet, digest)
        title = book.add_format({"bold": True, "font_size": 14})
        _totals(sheets[0], bold, title, head, digest, note)
        _lines(sheets[1], bold, share, head, lines)
        _changes(sheets[2], bold, head)


def _for_print(sheet: Any, digest: str | None) -> None:
    """As wide as a page, pages numbered; what the report is found again by at the foot."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8校验码：{digest[:DIGITS] if digest else UNISSUED}&C第 &P 页，共 &N 页")


def _totals(
    sheet: Any,
    bold: Any,
    title: Any,
    head: Mapping[str, Any],
    digest: str | None,
    note: str | None,
) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 6, 14)
    lights, visits, warnings = head["lights"], head["visits"]["listed"], head.get("warnings", ())
    rows: list[tuple[Any, ...]] = [
        (title_zh(head),),
        ("期间", period_zh(head)),
        ("截至", f"{head['issued_on']} 00:00"),
        ("校验值", digest or UNISSUED),
        ("督办意见", note or ""),
        ("正在整改", head["open"]),
        ("按阶段", stages_zh(head)),
        ("期限内", head["on_time"]),
        *((f"其中{LIGHTS[light][0]}", lights[light]) for light in ("amber", "grey")),
        ("超期", lights["red"]),
        ("本期新增超期", head["newly_overdue"]),
        ("本期验收", head["finished"]),
        ("办理时长中位数（工作日）", head["median_days"]),
        ("获准延期", head["extended"]),
        ("久无进展", head["silent"]),
        (),
        tuple(UNIT_COLUMNS.values()),
        *(tuple(one[key] for key in UNIT_COLUMNS) for one in with_total(head)),
        (),
        ("措施", "已完成", "已计划"),
        *((Measure(kind).zh, *head["kinds"][kind]) for kind in KINDS),
        (),
        ("本期应回访", "日期"),
        *((one["case"], one["on"]) for one in visits),
        *(() if visits else (("没有应回访的案件",),)),
        (),
        ("警示后的效果检查", "日期", "情况"),
        *((f"{one['alert']} {one['name']}", one["on"], warning_zh(one)) for one in warnings),
        *(() if warnings else (("没有应检查效果的警示",),)),
    ]
    looks = {n: bold for n, row in enumerate(rows) if row and row[0] in HEADS} | {0: title}
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row, looks.get(place))


def _lines(
    sheet: Any, bold: Any, share: Any, head: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]
) -> None:
    for place, (name, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width, share if name in BARS else None)
    last = max(head["lines"], 1)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.write_row(0, 0, [name for name, _ in COLUMNS], bold)
    for place, (name, _) in enumerate(COLUMNS):
        if name in BARS:
            sheet.conditional_format(1, place, last, place, {
                "type": "data_bar", "bar_solid": True, "bar_color": BARS[name],
                "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
            })  # fmt: skip
    names, issued = names_of(head), date.fromisoformat(head["issued_on"])
    for place, line in enumerate(lines, start=1):
        sheet.write_row(place, 0, _cells(line, names, issued))


def _cells(line: Mapping[str, Any], names: Mapping[str, str], issued: date) -> list[Any]:
    unit = names.get(line["unit"], line["unit"])
    day, kind = line["milestone"] or (None, "")
    planned = set(line["kinds"]) - {NONE, UNSAID}
    days = [_day(line[name]) for name in ISO]
    return [
        line["case"], line["officer"], unit,
        Outcome(line["outcome"]).zh if line["outcome"] else "", *days, STAGE_ZH[line["stage"]],
        done_of(line["kinds"]) if planned else None, gone_of(line, issued),
        _day(line["due_on"]), "是" if line["provisional"] else "",
        line["left"], LIGHTS[line["light"]][0],
        "是" if line["extended"] else "", _day(day),
        Measure(kind).zh if kind else "", _day(line["progress_on"]),
        line["progress"] or "", line["silent"],
        line["who"] or ("" if line["who"] is None else f"{unit}党组织"), line["note"] or "",
        *(SIGNS[sign] for sign in line["kinds"]),
    ]  # fmt: skip


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _changes(sheet: Any, bold: Any, head: Mapping[str, Any]) -> None:
    sheet.set_column(0, 3, 16)
    sheet.write_row(0, 0, ("日期", "案号", "单位", "变化"), bold)
    sheet.repeat_rows(0)
    names = names_of(head)
    for place, one in enumerate(head["changes"]["listed"], start=1):
        said = one["on"], one["case"], names.get(one["unit"], one["unit"]), EVENT_ZH[one["event"]]
        sheet.write_row(place, 0, said)
