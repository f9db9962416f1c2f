"""Valid data for every event: what a person would fill in on ``day``."""

from datetime import date, timedelta
from typing import Any

from states.vocabulary import Measure

Data = dict[str, Any]

CHECKS = ["A11.1", "A11.2", "A11.3", "A11.4", "A11.5"]
GROUNDS = ("A10.1", "A12.4", "A13.1", "A13.2", "A13.3")
NOT_SO = ("A15.a", "A15.b", *(f"A16.X{n}" for n in range(1, 6)))
ONE_BY_ONE = ("A13.1", "A13.2", "A13.3", *NOT_SO)
"""The items of 第十三条、第十五条、第十六条, which every report answers each for itself."""


def one_by_one(answers: Data, codes: tuple[str, ...] = ONE_BY_ONE) -> Data:
    """``answers``, and no to every item that must be answered and is not."""
    silent = [c for c in codes if not any(f"{a}.".startswith(f"{c}.") for a in answers)]
    return {**dict.fromkeys(silent, False), **answers}


ANSWERS = {
    **{code: {"value": True, "evidence": ["现场检查记录"]} for code in GROUNDS},
    **dict.fromkeys(NOT_SO, False),
}
SHEET = {"answers": ANSWERS, "others": "no"}
REPORT = {"summary": "事实清楚。", **SHEET}
STATEMENT = {"statement": "已按清单履职，申请容错。", "evidence": ["现场检查记录"]}
HAND_IN = {"receipt": "收文回执第21号"}
EXCLUSIONS = {f"A16.X{n}": False for n in range(1, 6)}
MEMBERS = ("luochengan", "dingyihang", "songboyan", "hanxu", "taoning")
VOTES = {
    "minutes": "集体研究，一致同意。",
    "participants": list(MEMBERS),
    "chair": MEMBERS[0],
    "votes_for": len(MEMBERS),
}
"""A vote of the bureau's party group."""


def committee(secretary: str) -> Data:
    """A vote of a unit's party committee, whose secretary alone has an account."""
    known = {"participants": [secretary], "members_present": ["邹宁", "贺青"], "chair": secretary}
    return {"minutes": "支部委员会研究同意。", **known, "votes_for": 3}


WHY_ELSE = {"departure_reason": "集体研究认为情节特殊"}
WHY = {"reason": "情况属实"}


def plan(day: date) -> Data:
    """A plan that covers seven kinds and says why the eighth does not apply."""
    kinds = list(Measure)
    covered = [
        {
            "kind": str(kind),
            "what": "逐项落实",
            "responsible": "大队负责人",
            "due_on": (day + timedelta(days=30)).isoformat(),
        }
        for kind in kinds[:7]
    ]
    return {"measures": [*covered, {"kind": str(kinds[7]), "not_applicable": "不涉及"}]}


def decision(outcome: str = "exempt", **more: Any) -> Data:
    """A decision of the bureau's party group."""
    return {
        "outcome": outcome,
        "number": "巴环容〔2026〕7号",
        "checks": CHECKS,
        **VOTES,
        **WHY_ELSE,
        **more,
    }


def recorded(day: date, outcome: str = "exempt", **more: Any) -> Data:
    """Another organ's decision of ``day``, received the same day."""
    days = {"decided_on": day.isoformat(), "received_on": day.isoformat()}
    known = {"outcome": outcome, "number": "渝环责〔2026〕15号", "organ": "市生态环境局"}
    return {**known, **days, **more}


def data_for(event: str, day: date, **more: Any) -> Data:
    """Data that ``event`` takes on ``day`` where nothing in the case stands against it."""
    every_kind = [str(kind) for kind in Measure]
    known: dict[str, Data] = {
        "open": {
            "subject": "在线监测数据异常未及时研判",
            "officers": ["sunhao"],
            "track": "bureau",
            "organ": "区生态环境局党组",
            "started_on": day.isoformat(),
            "start_document": "巴环责启〔2026〕1号",
        },
        "import": {
            "earlier_number": "巴环容〔2024〕3号",
            "file": "0" * 64,
            "row": 2,
            "ends": "closed",
            "subject": "在线监测数据异常未及时研判",
            "officers": ["sunhao"],
            "track": "bureau",
            "organ": "区生态环境局党组",
            "started_on": day.isoformat(),
            "start_document": "巴环责启〔2024〕1号",
            "told": {"closed_on": day.isoformat()},
        },
        "file": STATEMENT,
        "file_late": {**STATEMENT, "ground": "late_notice"},
        "record_direct_application": {**HAND_IN, "handed_in_at": day.isoformat()},
        "propose": {
            **HAND_IN,
            **committee("baixue"),
            "handed_in_at": day.isoformat(),
            "excluded_items": EXCLUSIONS,
        },
        "require_supplement": {"gaps": ["现场检查记录"]},
        "resubmit": {"evidence": ["现场检查记录"]},
        "assign_reviewers": {"reviewers": ["guyuan", "jiangyue"]},
        "add_evidence": {"items": [{"title": "现场检查记录", "source": "一大队"}]},
        "attach_file": {
            "evidence": "E1",
            "name": "现场照片.jpg",
            "kind": "jpeg",
            "size": 7,
            "digest": f"sha256:{'0' * 64}",
        },
        "sign_paper": {
            "seq": 1,
            "code": "D01",
            **dict.fromkeys(("template", "data", "words"), f"sha256:{'0' * 64}"),
        },
        "comment": {"text": "请核对巡查记录。"},
        "link_items": {"list_items": []},
        "assess_items": {"answers": ANSWERS},
        "submit_report": REPORT,
        "return_report": {"opinion": "请补充程序依据。"},
        "clear_report": {"opinion": "程序合法。"},
        "record_decision": recorded(day),
        "prove_service": {"way": "post", "receipt": "7号", "served_on": day.isoformat()},
        "object": {"statement": "事实认定有误。"},
        "answer_objection": {"upheld": False, "document": "清〔2026〕2号", **WHY},
        "decide": decision(),
        "submit_plan": plan(day),
        "report_progress": {"progress": "前三类措施完成。", "done": every_kind[:3]},
        "finish_correction": {"progress": "全部完成。", "done": every_kind[3:]},
        "extend_review": {"days": 10, **WHY},
        "extend_plan": {"days": 10, **WHY},
        "finish_clearing": {
            "duties": {
                "answer_reporter": {"done_on": day.isoformat(), "how": "书面答复"},
                "explain_anonymous": {"not_applicable": "已在一定范围说明"},
                "clear_name": {"not_applicable": "已书面澄清"},
            }
        },
        "recommend": {**WHY, "step": "suspend"},
        "report_lessons": {"report": "研判不够及时。"},
        "finish_lessons": {"issue_type": "未及时发现", "field": "自动监控"},
        "file_archives": {"receipt": "档案回执第3号"},
        "record_sanction": {
            "sanctions": [{"kind": "政务警告", "effective_on": day.isoformat()}],
            "document": "巴纪〔2026〕6号",
        },
        "end_impact": {"no_new_sanction": True},
        "refuse": {**WHY, "ground": "duplicate"},
        "terminate": {**WHY, "ground": "accountability_withdrawn"},
        "open_clearing": {**WHY, "defamed": True},
        "recount": {"calendar": "24-0"},
        "declare_recusal": {**WHY, "ground": "relative"},
        "decide_recusal": {
            **WHY,
            "person": "guyuan",
            "granted": True,
            "document": "渝环党〔2026〕1号",
        },
        "reassign": {**WHY, "role": "HND", "person": "zhengtao"},
        "reopen": {**WHY, "ground": "new_facts", "document": "巴环党〔2026〕3号"},
        "revoke": {**WHY, "document": "巴环党〔2026〕4号"},
    }
    reasoned = (
        "accept_late", "reject_late", "decline_to_propose", "request_facts", "skip_correction",
        "return_correction", "suspend", "confirm_work", "close_unapplied",
    )  # fmt: skip
    return {**known.get(event, WHY if event in reasoned else {}), **more}
