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


def dates_zh(line: Mapping[str, Any]) -> str:
    """``2026-04-09决定、2026-04-10收到、2026-04-13启动``, as far as there are such days."""
    days = (("decided_on", "决定"), ("received_on", "收到"), ("began_on", "启动"))
    return "、".join(f"{line[name]}{zh}" for name, zh in days if line[name])
