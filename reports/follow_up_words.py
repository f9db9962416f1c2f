"""What a follow-up report calls its parts, in both languages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from states.events import EVENTS
from states.vocabulary import Measure
from storage.follow_up_cases import TURNS

KIND_ZH = {"weekly": "周报", "monthly": "月报"}
STAGES = {
    "to_start": ("待启动", "to be started"),
    "planning": ("待报方案", "plan awaited"),
    "to_approve": ("方案待批", "plan to be approved"),
    "working": ("整改中", "being corrected"),
    "to_accept": ("待验收", "to be accepted"),
}
STAGE_ZH = {stage: zh for stage, (zh, _) in STAGES.items()}
LIGHTS = {
    "red": ("超期", "overdue"),
    "amber": ("临期", "due soon"),
    "green": ("期限内", "in time"),
    "grey": ("中止", "paused"),
}
UNITS_SAY = {
    "name": ("单位", "Unit"),
    "open": ("正在整改", "Open"),
    "on_time": ("期限内", "In time"),
    "amber": ("其中临期", "of these due soon"),
    "grey": ("其中中止", "of these paused"),
    "red": ("超期", "Overdue"),
    "silent": ("久无进展", "Silent"),
}
"""What is said of each unit."""
UNIT_COLUMNS = {key: zh for key, (zh, _) in UNITS_SAY.items()}
EVENT_ZH = {event: EVENTS[event].zh for event in TURNS}


def title_zh(head: Mapping[str, Any]) -> str:
    """``2026年第41周整改跟踪周报（执法二大队）``."""
    return f"{period_zh(head)}整改跟踪{KIND_ZH[head['kind']]}（{head['name']}）"


def reorganised_zh(one: Mapping[str, Any]) -> str:
    """What became of a unit: ``执法二大队并入执法一大队``."""
    says = {"renamed": "更名为", "merged": "并入", "closed": "撤销"}
    return f"{one['before']}{says[one['kind']]}{one['after']}"


def warning_zh(one: Mapping[str, Any]) -> str:
    """How the effect check of a warning stands: ``超期5个工作日，尚未回访``."""
    if one["state"] == "done":
        return f"已回访，{'有效' if one['effective'] else '效果不明显'}"
    left = one["left"]
    if one["state"] == "over":
        return f"超期{-left}个工作日，尚未回访" if left else "已超期，尚未回访"
    return f"剩{left}个工作日" if left else "今日到期"


def period_zh(head: Mapping[str, Any]) -> str:
    """``2026年第41周`` or ``2026年10月``."""
    first = date.fromisoformat(head["first"])
    if head["kind"] == "monthly":
        return f"{first.year}年{first.month}月"
    year, week, _ = first.isocalendar()
    return f"{year}年第{week}周"


def days_zh(line: Mapping[str, Any]) -> str:
    """How much time a line has left, in working days."""
    left = line["left"]
    if line["light"] == "grey":
        return "中止"
    if line["light"] == "red":
        return f"超期{-left}个工作日" if left else "已超期"
    return f"剩{left}个工作日" if left else "今日到期"


def milestone_zh(line: Mapping[str, Any]) -> str:
    """``下一节点：2026-06-01 汲取教训``; empty where none is planned."""
    if not line["milestone"]:
        return ""
    day, kind = line["milestone"]
    return f"下一节点：{day} {Measure(kind).zh}"


def noted_zh(line: Mapping[str, Any]) -> str:
    """``督办意见：请于本周内报送``; empty where a supervisor noted nothing of it."""
    return f"督办意见：{line['note']}" if line["note"] else ""


def dates_zh(line: Mapping[str, Any]) -> tuple[str, ...]:
    """``2026-04-09决定``, ``2026-04-10收到``, ``2026-04-13启动``, as far as there are such days."""
    days = (("decided_on", "决定"), ("received_on", "收到"), ("began_on", "启动"))
    return tuple(f"{line[name]}{zh}" for name, zh in days if line[name])


def stages_zh(head: Mapping[str, Any]) -> str:
    """``待报方案1件、整改中2件``: how many corrections are how far."""
    found = head["stages"]
    return "、".join(f"{zh}{found[stage]}件" for stage, zh in STAGE_ZH.items() if found.get(stage))


def stages_en(head: Mapping[str, Any]) -> str:
    """``1 plan awaited, 2 being corrected``."""
    found = head["stages"]
    return ", ".join(
        f"{found[stage]} {en}" for stage, (_, en) in STAGES.items() if found.get(stage)
    )


def beyond_zh(head: Mapping[str, Any], shown: int) -> str:
    """How many corrections are not among those that are shown, and where they are."""
    return (
        f"下表为期限最早的{shown}件，另有{head['lines'] - shown}件未列出；"
        f"全部{head['lines']}件见本报告的 Excel 表格“整改清单”和系统网页。"
    )


def names_of(head: Mapping[str, Any]) -> dict[str, str]:
    """The names of units by code, also of those that only a change is told of.

    What was issued in the beginning has the names of those alone that had open corrections.
    """
    return {**head.get("names", {}), **{one["code"]: one["name"] for one in head["units"]}}


def with_total(head: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is said of each unit, and last of all of them together."""
    whole = {"name": "合计", "open": head["open"], "silent": head["silent"], **head["lights"]}
    return [{**one, "on_time": one["open"] - one["red"]} for one in (*head["units"], whole)]
