"""A follow-up report for Excel: written line by line, no text ever a formula or a link."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO

from reports.follow_up_lines import KINDS
from reports.follow_up_sheet import UNISSUED
from reports.follow_up_words import EVENT_ZH, LIGHTS, STAGE_ZH, period_zh, title_zh, warning_zh
from reports.table_files import workbook
from states.vocabulary import Measure, Outcome

SIGNS = {"d": "已完成", "o": "未完成", "n": "不适用", "-": ""}
COLUMNS = (
    ("案号", 16), ("人员", 10), ("单位", 18), ("结论", 10), ("决定日", 12), ("收到日", 12),
    ("启动日", 12), ("阶段", 10), ("期限", 12), ("暂定", 6), ("剩余工作日", 11), ("灯", 8),
    ("延期", 6), ("下一节点", 12), ("节点措施", 12), ("最近进展日", 12), ("最近进展", 40),
    ("无进展工作日", 13), ("责任人", 14), *((Measure(kind).zh, 10) for kind in KINDS),
)  # fmt: skip
HEADS = ("单位", "措施", "本期应回访", "警示后的效果检查")
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
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "border": 1})
        _totals(book.add_worksheet("汇总"), bold, head, digest, note)
        _lines(book.add_worksheet("整改清单"), bold, head, lines)
        _changes(book.add_worksheet("上期以来的变化"), bold, head)


def _totals(
    sheet: Any, bold: Any, head: Mapping[str, Any], digest: str | None, note: str | None
) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 6, 14)
    lights = head["lights"]
    rows: list[tuple[Any, ...]] = [
        (title_zh(head),),
        ("期间", period_zh(head)),
        ("截至", f"{head['issued_on']} 00:00"),
        ("校验值", digest or UNISSUED),
        ("督办意见", note or ""),
        ("正在整改", head["open"]),
        ("期限内", head["on_time"]),
        *((LIGHTS[light][0], lights[light]) for light in ("amber", "red", "grey")),
        ("本期新增超期", head["newly_overdue"]),
        ("本期验收", head["finished"]),
        ("办理时长中位数（工作日）", head["median_days"]),
        ("获准延期", head["extended"]),
        ("久无进展", head["silent"]),
        (),
        ("单位", "正在整改", "期限内", "临期", "超期", "中止", "久无进展"),
        *(
            (
                one["name"],
                *(one[key] for key in ("open", "green", "amber", "red", "grey", "silent")),
            )
            for one in head["units"]
        ),
        (),
        ("措施", "已完成", "已计划"),
        *((Measure(kind).zh, *head["kinds"][kind]) for kind in KINDS),
        (),
        ("本期应回访", "日期"),
        *((one["case"], one["on"]) for one in head["visits"]["listed"]),
        (),
        ("警示后的效果检查", "日期", "情况"),
        *(
            (f"{one['alert']} {one['name']}", one["on"], warning_zh(one))
            for one in head.get("warnings", ())
        ),
    ]
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row, bold if row and row[0] in HEADS else None)


def _lines(
    sheet: Any, bold: Any, head: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]
) -> None:
    names = {one["code"]: one["name"] for one in head["units"]}
    for place, (_, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(head["lines"], 1), len(COLUMNS) - 1)
    sheet.write_row(0, 0, [name for name, _ in COLUMNS], bold)
    for place, line in enumerate(lines, start=1):
        sheet.write_row(place, 0, _cells(line, names))


def _cells(line: Mapping[str, Any], names: Mapping[str, str]) -> list[Any]:
    unit = names.get(line["unit"], line["unit"])
    milestone = line["milestone"] or ("", "")
    days = [date.fromisoformat(line[name]) if line[name] else None for name in ISO]
    return [
        line["case"], line["officer"], unit,
        Outcome(line["outcome"]).zh if line["outcome"] else "", *days, STAGE_ZH[line["stage"]],
        date.fromisoformat(line["due_on"]), "是" if line["provisional"] else "",
        line["left"], LIGHTS[line["light"]][0],
        "是" if line["extended"] else "", milestone[0],
        Measure(milestone[1]).zh if milestone[1] else "", line["progress_on"] or "",
        line["progress"] or "", line["silent"],
        line["who"] or ("" if line["who"] is None else f"{unit}党组织"),
        *(SIGNS[sign] for sign in line["kinds"]),
    ]  # fmt: skip


def _changes(sheet: Any, bold: Any, head: Mapping[str, Any]) -> None:
    sheet.set_column(0, 3, 16)
    sheet.write_row(0, 0, ("日期", "案号", "单位", "变化"), bold)
    names = {one["code"]: one["name"] for one in head["units"]}
    for place, one in enumerate(head["changes"]["listed"], start=1):
        said = one["on"], one["case"], names.get(one["unit"], one["unit"]), EVENT_ZH[one["event"]]
        sheet.write_row(place, 0, said)
