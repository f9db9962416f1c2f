"""The roads that sample cases travel: what is done, by whom, how many working days after start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from states.vocabulary import Measure

HANDLER, SUPERVISOR, UNIT, OFFICER = "@handler", "@supervisor", "@unit", "@officer"
MEASURE_DAYS = 40
"""Calendar days from its plan to the day a measure is due; corrections have sixty."""
Data = dict[str, Any] | Callable[[date], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One event: ``after`` working days from the start, at ``hour`` o'clock in Shanghai."""

    after: int
    event: str
    by: str
    data: Data
    hour: int = 10


def _plan(today: date) -> dict[str, Any]:
    return {
        "measures": [
            {
                "kind": str(kind),
                "what": f"{kind.zh}：按整改方案逐项落实并留存记录",
                "responsible": "大队负责人",
                "due_on": (today + timedelta(days=MEASURE_DAYS)).isoformat(),
            }
            for kind in list(Measure)[:6]
        ]
        + [
            {"kind": str(kind), "not_applicable": "本事项不涉及该项措施"}
            for kind in list(Measure)[6:]
        ]
    }


MEMBERS = ["luochengan", "dingyihang", "songboyan", "hanxu", "taoning"]
VOTE = {"participants": MEMBERS, "chair": MEMBERS[0], "votes_for": len(MEMBERS)}
COMMITTEE = ["邹宁", "贺青"]
"""Members of a unit's party committee who have no account."""
PROPOSAL = {
    "participants": [UNIT], "members_present": COMMITTEE, "chair": UNIT, "votes_for": 3,
}  # fmt: skip
CHECKS = ["A11.1", "A11.2", "A11.3", "A11.4", "A11.5"]
EVIDENCE = ["现场检查记录", "执法全过程记录光盘", "监测数据截图"]
APPLICATION = {
    "statement": "本人已按清单履行监管职责，因客观原因未能及时发现，申请依照办法予以容错。",
    "grounds": ["A10.1", "A12.4"],
    "evidence": EVIDENCE,
}
FOUND = {
    "exempt": ("A10.1", "A12.4", "A13.1", "A13.2", "A13.3", "A14.1"),
    "lighter": ("A10.1", "A12.4", "A14.1"),
    "mitigated": ("A14.1", "A14.2"),
    "due_diligence": ("A10.1", "A10.10"),
    "not_tolerated": ("A15.a", "A15.b"),
    "excluded": ("A16.X5",),
    "none": (),
}
"""The items answered yes on whose ground each outcome is decided."""
ONE_BY_ONE = (
    *("A13.1", "A13.2", "A13.3", "A15.a", "A15.b"),
    *(f"A16.X{n}" for n in range(1, 6)),
)
"""The items that every report answers each for itself."""


def recommended(after: int, step: str, reason: str) -> Stage:
    """What the handler recommends to the supervisor."""
    return Stage(after, "recommend", HANDLER, {"step": step, "reason": reason})


def correction(start: int) -> tuple[Stage, ...]:
    """From the decision on: correction, clearing, lessons, archives."""
    half = [str(kind) for kind in list(Measure)[:3]]
    rest = [str(kind) for kind in list(Measure)[3:6]]
    return (
        Stage(start + 2, "start_correction", HANDLER, {}),
        Stage(start + 6, "submit_plan", UNIT, _plan),
        Stage(start + 8, "approve_plan", SUPERVISOR, {}),
        Stage(start + 12, "file_archives", "fengjie", {"receipt": "人事档案回执第3号"}),
        Stage(start + 13, "file_archives", "qiufeng", {"receipt": "廉政档案回执第3号"}),
        Stage(start + 20, "report_progress", UNIT, {"progress": "前三类措施完成。", "done": half}),
        Stage(start + 35, "finish_correction", UNIT, {"progress": "全部措施完成。", "done": rest}),
        Stage(start + 39, "accept_correction", SUPERVISOR, {"reason": "现场复核属实"}),
        *closing(start + 41)[:3],
    )


def closing(start: int) -> tuple[Stage, ...]:
    """Clearing, lessons and the archives."""
    duties = {
        "answer_reporter": {"not_applicable": "已当面反馈并记录"},
        "explain_anonymous": {"not_applicable": "已在一定范围说明"},
        "clear_name": {"not_applicable": "已书面澄清"},
    }
    report = {"report": "监控数据研判不够及时，已完善日巡查与异常预警机制。"}
    lessons = {"issue_type": "未及时发现", "field": "自动监控"}
    return (
        Stage(start, "finish_clearing", "panxiao", {"duties": duties}),
        Stage(start + 6, "report_lessons", UNIT, report),
        Stage(start + 8, "finish_lessons", SUPERVISOR, lessons),
        Stage(start + 10, "file_archives", "fengjie", {"receipt": "案卷归档第3号"}),
    )


def decision(outcome: str, **more: Any) -> dict[str, Any]:
    """A decision of the bureau's party group."""
    return {
        "outcome": outcome,
        "number": "巴环容〔2026〕7号",
        "minutes": "党组会议集体研究，与会人员逐一发表意见后表决通过。",
        **VOTE,
        "checks": CHECKS,
        **more,
    }


def report(outcome: str) -> dict[str, Any]:
    """A review report that carries ``outcome``."""
    answers: dict[str, Any] = dict.fromkeys(ONE_BY_ONE, False)
    answers |= {code: {"value": True, "evidence": EVIDENCE[:2]} for code in FOUND[outcome]}
    if outcome == "due_diligence":
        answers["error_or_loss"] = False
    return {
        "summary": "经逐项核查，事实清楚，证据链完整。", "answers": answers, "others": "no",
    }  # fmt: skip


TOLD = Stage(1, "inform_officer", HANDLER, {}, hour=15)


def bureau(outcome: str = "exempt", **more: Any) -> tuple[Stage, ...]:
    """The bureau track from application to closing."""
    opinion = {"opinion": "程序合法，定性准确，同意提请集体研究。"}
    until_decided = (
        TOLD,
        Stage(2, "file", OFFICER, APPLICATION),
        Stage(3, "accept", HANDLER, {}),
        Stage(4, "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
        Stage(9, "submit_report", "guyuan", report(outcome)),
        Stage(11, "clear_report", "shenlan", opinion),
        Stage(15, "decide", "luochengan", decision(outcome, **more)),
    )
    if outcome in {"exempt", "lighter", "mitigated"}:
        return (*until_decided, *correction(15))
    skip = Stage(17, "skip_correction", SUPERVISOR, {"reason": "该结论无需纠错整改"})
    return (*until_decided, skip, *closing(18))


def external(outcome: str = "exempt") -> tuple[Stage, ...]:
    """The external track: handed in on the third day, decided by the organ."""
    return (
        Stage(1, "file", OFFICER, APPLICATION),
        Stage(2, "convene", HANDLER, {}),
        Stage(
            3, "propose", UNIT,
            lambda today: {
                "handed_in_at": f"{today.isoformat()}T15:30", "receipt": "收文回执第21号",
                "minutes": "党支部委员会研究同意提出容错建议。", **PROPOSAL,
                "excluded_items": {f"A16.X{n}": False for n in range(1, 6)},
            },
            hour=16,
        ),
        Stage(
            20, "record_decision", HANDLER,
            lambda today: {
                "outcome": outcome, "number": "渝环责〔2026〕15号", "organ": "市生态环境局",
                "decided_on": today.isoformat(), "received_on": today.isoformat(),
            },
        ),
        *correction(20),
    )  # fmt: skip


LATE = (
    Stage(6, "inform_officer", HANDLER, {}),
    Stage(
        8, "file_late", OFFICER,
        {**APPLICATION, "ground": "late_notice", "evidence": ["告知送达回证"]},
    ),
)  # fmt: skip
SUPPLEMENT = (
    Stage(2, "file", OFFICER, {"statement": APPLICATION["statement"]}),
    Stage(3, "require_supplement", HANDLER, {"gaps": ["现场检查记录", "监测数据"]}),
)
WITHDRAWN = (
    Stage(2, "file", OFFICER, APPLICATION),
    Stage(3, "withdraw", OFFICER, {"reason": "自愿撤回"}),
)
REFUSED = (
    Stage(2, "file", UNIT, APPLICATION),
    recommended(3, "refuse", "与前一事项为同一事实，属重复申请"),
    Stage(3, "refuse", SUPERVISOR, {"ground": "duplicate", "reason": "同意拟办意见"}, 15),
)
