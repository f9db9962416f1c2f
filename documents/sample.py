"""What papers are tried with: invented people, one whole case for each outcome."""

from copy import deepcopy
from typing import Any

from states.events import EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import Measure, Outcome

Context = dict[str, Any]
BUREAU = "重庆市巴南区生态环境局"
MEASURES = "重庆市巴南区生态环境保护综合行政执法人员履职尽责容错纠错实施办法（试行）"


def _silent() -> dict[str, dict[str, Any]]:
    return {
        code: dict.fromkeys((*event.form.model_fields, "on", "by", "role"), "")
        for code, event in EVENTS.items()
    }


def empty() -> Context:
    """A case of which nothing is known: no paper may break on it."""
    case = ("number", "matter_number", "subject", "track", "organ", "party", "occurred_on",
            "started_on", "start_document", "informed_on", "issue_type", "field",
            "window_last_day", "window_weekday", "state", "opened_on", "ex_officio",
            "managed_by")  # fmt: skip
    clock = ("name", "article", "due_on", "weekday", "length", "state")
    return {
        "bureau": "", "measures": "", "case": dict.fromkeys(case, ""),
        "officer": {"name": "", "unit": ""},
        "people": {"handler": "", "supervisor": "", "reviewers": []},
        "event": dict.fromkeys(("code", "name", "on", "by", "role", "reason"), ""),
        "said": _silent(), "items": {}, "suggestions": [], "answers": [], "evidence": [],
        "vote": None, "decision": None, "plan": [],
        "clocks": {kind: dict.fromkeys(clock, "") for kind in TASK_KINDS},
        "papers": [], "number": "", "date": "", "drafted": True,
    }  # fmt: skip


def empty_alert() -> Context:
    """An alert of which nothing is known."""
    said = ("number", "kind", "name", "first_day", "last_day", "count", "share", "rule",
            "check_on", "check_weekday")  # fmt: skip
    lists: dict[str, list[str]] = {
        "matters": [], "risk_points": [], "causes": [], "advice": [], "units": [],
    }  # fmt: skip
    alert = {**dict.fromkeys(said, ""), **lists}
    return {
        "bureau": "", "measures": "", "alert": alert, "number": "", "date": "", "drafted": True,
    }  # fmt: skip


def alert() -> Context:
    """Three matters of one kind within a year, told without a name."""
    matter = {"field": "自动监控", "issue_type": "未及时发现"}
    days = (
        ("2025年5月12日", "2025年6月10日"), ("——", "2025年11月3日"),
        ("2026年4月8日", "2026年5月20日"),
    )  # fmt: skip
    return {
        "bureau": BUREAU, "measures": MEASURES, "number": "容研〔2026〕1号",
        "date": "2026年6月12日", "drafted": False,
        "alert": {
            "number": "YJ2026-003", "kind": "问题类型", "name": "未及时发现",
            "first_day": "2025年5月21日", "last_day": "2026年5月20日", "count": "3",
            "share": "37.5%", "rule": "同一问题类型12个月内达到3次",
            "matters": [
                {**matter, "occurred_on": event, "started_on": start} for event, start in days
            ],
            "risk_points": ["夜间和节假日自动监控数据异常无人复核。", "现场检查未核对历史数据。"],
            "causes": ["值守职责在两个科室之间不清。", "报警信息未与执法任务关联。"],
            "advice": ["明确值守责任人，逐日留痕。", "报警后二十四小时内派发核查任务。"],
            "units": ["执法一大队", "执法二大队", "监控中心"],
            "check_on": "2026年12月11日", "check_weekday": "星期五",
        },
    }  # fmt: skip


def _answer(clause: str, code: str, label: str, value: str = "是", **more: str) -> Context:
    return {
        "article": clause[: clause.index("条") + 1],
        "clause": clause, "code": code, "label": label, "value": value,
        "evidence": more.get("evidence", "E1、E2"), "note": more.get("note", ""),
    }  # fmt: skip


DUTIFUL = _answer("第十条第一项", "A10.1", "已按清单履职")
TOLERABLE = _answer("第十二条第四项", "A12.4", "突发环境事件、急难险重任务中的失误")
CONDITIONS = [
    _answer("第十三条第一项", "A13.1", "党章党规、法律法规没有明令禁止"),
    _answer("第十三条第二项", "A13.2", "没有重大损失和严重不良影响"),
    _answer("第十三条第三项", "A13.3", "积极主动消除影响、挽回损失", note="已于三日内完成清理"),
]
MITIGATING = _answer("第十四条第一项", "A14.1", "主动采取措施有效避免损失或者挽回影响")
ANSWERS: dict[Outcome, list[Context]] = {
    Outcome.DUE_DILIGENCE: [DUTIFUL],
    Outcome.EXEMPT: [DUTIFUL, TOLERABLE, *CONDITIONS],
    Outcome.LIGHTER: [DUTIFUL, MITIGATING],
    Outcome.MITIGATED: [DUTIFUL, MITIGATING],
    Outcome.NOT_TOLERATED: [
        _answer("第十五条", "A15.a", "违反法定职责", evidence="E1"),
        _answer("第十五条", "A15.b", "违反法定程序", evidence="E2"),
    ],
    Outcome.EXCLUDED: [_answer("第十六条", "A16.X5", "重复犯错", evidence="E3")],
    Outcome.NONE: [],
}
CLOCKS = {
    "application_window": ("申请期", "2026年3月9日", "星期一", "5个工作日"),
    "supplement": ("补正", "2026年3月17日", "星期二", "5个工作日"),
    "review": ("容错审查", "2026年3月30日", "星期一", "15个工作日"),
    "legal_review": ("法制审核", "2026年4月3日", "星期五", "5个工作日"),
    "serve_decision": ("决定送达告知", "2026年4月16日", "星期四", "5个工作日"),
    "start_correction": ("启动纠错", "2026年4月15日", "星期三", "3个工作日"),
    "correction_plan": ("纠错方案", "2026年4月27日", "星期一", "10个工作日"),
    "complete_correction": ("纠错完成", "2026年6月29日", "星期一", "60日"),
    "lessons_report": ("总结教训报告", "2026年8月3日", "星期一", "20个工作日"),
    "clear_name": ("澄清正名实施", "2026年4月30日", "星期四", "15个工作日"),
    "file_archives": ("存入人事、廉政档案", "2026年5月9日", "星期六", "1个月"),
}
REASON = "值班记录与现场照片能够相互印证。\n两名见证人的陈述一致。"
SAID: dict[str, dict[str, Any]] = {
    "open": {
        "start_document": "巴环党组〔2026〕6号", "list_items": ["ZF-012", "ZF-027"],
        "on": "2026年3月2日", "by": "何敏", "role": "承办人",
    },
    "file": {
        "statement": "2026年1月15日夜间，本人带队处置某化工企业渗漏，先行组织封堵并同步报告。\n"
        "因现场光线不足，首次采样点位偏移，次日自行发现后补采。",
        "grounds": ["A10.1", "A12.4", "A13.3"], "on": "2026年3月6日", "by": "孙皓",
        "evidence": ["现场检查笔录", "应急处置记录", "补充采样报告"], "role": "执法人员",
    },
    "file_late": {
        "statement": "本人在住院期间未能提出申请，出院次日提出。", "ground": "外派或住院",
        "reason": "住院记录见附件", "grounds": ["A10.1"], "evidence": ["出院记录"],
        "on": "2026年3月12日", "by": "孙皓", "role": "执法人员",
    },
    "accept_late": {"reason": "住院期间包含整个申请期，有出院记录为证。"},
    "reject_late": {"reason": "所附材料不能证明申请期内住院。"},
    "record_direct_application": {
        "handed_in_at": "2026年3月9日", "receipt": "收件回执第18号", "on": "2026年3月9日",
    },
    "require_supplement": {"gaps": ["现场检查笔录缺见证人签名", "应急处置记录缺第3页"]},
    "resubmit": {"evidence": ["补充的应急处置记录"]},
    "refuse": {"ground": "重复申请", "reason": "本人已于2026年3月3日就同一事项提出申请。"},
    "withdraw": {
        "reason": "所涉事项已经澄清", "on": "2026年3月7日", "by": "孙皓", "role": "执法人员",
    },
    "submit_report": {
        "summary": "经查阅执法记录，孙皓同志接报后四十分钟到达现场，处置符合应急预案。\n"
        "首次采样点位偏移属实，未影响案件定性。",
        "on": "2026年3月27日", "by": "顾远", "role": "审查人",
    },
    "clear_report": {
        "opinion": "事实清楚，证据能够相互印证，适用条款正确，程序合法。",
        "on": "2026年4月3日", "by": "江月", "role": "法制审核",
    },
    "return_report": {"opinion": "缺少对补充采样过程的核实，请补充。", "by": "江月"},
    "propose": {
        "minutes": "会议认为，孙皓同志系临机处置，未谋取私利，建议予以考虑。",
        "handed_in_at": "2026年3月9日", "receipt": "收件回执第21号", "on": "2026年3月6日",
    },
    "decline_to_propose": {"item": "A16.X5", "reason": "同一类问题在上一年度已经处理过一次。"},
    "record_decision": {"on": "2026年4月13日", "by": "何敏"},
    "decide": {
        "minutes": "会议认为，事实清楚、证据确凿，处置及时，损失轻微。",
        "on": "2026年4月9日", "number": "巴环党组〔2026〕14号",
    },
    "object": {"statement": "补充采样系本人主动提出，请予考虑。", "on": "2026年4月20日"},
    "answer_objection": {
        "upheld": "否", "reason": "该情节在审查报告中已经考虑。", "document": "容答〔2026〕1号",
    },
    "start_correction": {"on": "2026年4月13日"},
    "submit_plan": {"on": "2026年4月24日", "by": "周倩"},
    "report_progress": {"progress": "已完成点位复核制度修订，培训两场。", "on": "2026年5月15日"},
    "finish_correction": {"progress": "各项措施按期完成。", "on": "2026年6月25日"},
    "accept_correction": {"on": "2026年7月6日"},
    "return_correction": {"reason": "制度未印发，培训缺签到。", "redo": ["完善制度", "汲取教训"]},
    "open_clearing": {"reason": "网络帖文捏造收受财物的情节。"},
    "finish_clearing": {
        "duties": {"clear_name": {"done_on": "2026年4月28日", "how": "会议并书面",
                                  "not_applicable": ""}},
    },
    "report_lessons": {"report": "直接原因是没有点位复核。\n根本原因是应急采样规程未细化。"},
    "file_archives": {"receipt": "人档收〔2026〕31号", "on": "2026年5月8日"},
    "end_impact": {"no_new_sanction": "是"},
    "suspend": {"reason": "须等待司法鉴定结论。", "on": "2026年3月11日"},
    "resume": {"reason": "鉴定结论已于4月3日送达。", "on": "2026年4月7日"},
    "terminate": {"ground": "追责问责已撤销", "reason": "启动机关撤销了追责问责程序。",
                  "on": "2026年4月8日"},
    "reopen": {"ground": "发现新的事实", "reason": "新取得的监控录像与原认定不一致。",
               "document": "巴环党组〔2026〕30号", "on": "2026年9月2日"},
    "revoke": {"reason": "应急处置记录系事后伪造。", "document": "巴环党组〔2027〕4号",
               "on": "2027年3月1日"},
}  # fmt: skip


def _plan(*, done: bool) -> list[Context]:
    what = ("公布处置结果", "", "封存问题点位", "召开分析会", "组织专题学习", "修订采样规程",
            "建立双人复核机制", "排查同类点位")  # fmt: skip
    return [
        {
            "kind": kind.zh, "what": text, "responsible": "周倩" if text else "",
            "due_on": "2026年6月25日" if text else "",
            "done_on": "2026年6月20日" if done and text else "",
            "not_applicable": "" if text else "没有造成财产损失",
        }
        for kind, text in zip(Measure, what, strict=True)
    ]  # fmt: skip


def decided(outcome: Outcome) -> Context:
    """The decision of that outcome; the mitigated one comes with a sanction."""
    sanctions = {
        Outcome.LIGHTER: ["政务警告，自2026年4月9日起生效，影响期至2026年10月8日"],
        Outcome.MITIGATED: ["政务记过，自2026年4月9日起生效，影响期至2027年4月8日"],
    }.get(outcome, [])
    impact = {Outcome.LIGHTER: "2026年10月8日", Outcome.MITIGATED: "2027年4月8日"}
    return {
        "outcome": outcome.zh, "number": "巴环党组〔2026〕14号", "organ": f"{BUREAU}党组",
        "decided_on": "2026年4月9日", "received_on": "2026年4月10日", "departure_reason": "",
        "impact_last_day": impact.get(outcome, ""), "sanctions": sanctions,
    }  # fmt: skip


def full(event: str, outcome: Outcome | None = Outcome.EXEMPT, **case: Any) -> Context:
    """A case as it stands at ``event``; ``case`` are words of the case that differ."""
    said = {**_silent()}
    for code, words in SAID.items():
        said[code] = {**said[code], **words}
    if outcome:
        said["decide"]["outcome"] = outcome.zh
    clocks = empty()["clocks"]
    for kind, (name, due_on, weekday, length) in CLOCKS.items():
        clocks[kind] = {
            "name": name, "article": "第十六条", "due_on": due_on, "weekday": weekday,
            "length": length, "state": "open",
        }  # fmt: skip
    made = {
        **empty(), "bureau": BUREAU, "measures": MEASURES,
        "case": {
            "number": "RC2026-0012", "matter_number": "ZZ2026-0008",
            "subject": "某化工企业夜间渗漏处置中采样点位偏移", "track": "区局党组启动",
            "organ": f"中共{BUREAU}党组", "party": "重庆某化工有限公司",
            "occurred_on": "2026年1月15日", "started_on": "2026年3月2日",
            "start_document": "", "informed_on": "2026年3月2日",
            "issue_type": "调查取证瑕疵", "field": "水", "window_last_day": "2026年3月9日",
            "window_weekday": "星期一", "state": "审查中", "opened_on": "2026年3月2日",
            "ex_officio": "否", "managed_by": "区局党组", **case,
        },
        "officer": {"name": "孙皓", "unit": "生态环境保护综合行政执法支队第二大队"},
        "people": {"handler": "何敏", "supervisor": "郑涛", "reviewers": ["顾远", "江月"]},
        "event": {
            "code": event, "name": EVENTS[event].zh, "on": said[event]["on"] or "2026年4月9日",
            "by": said[event]["by"] or "何敏", "role": said[event]["role"] or "承办人",
            "reason": said[event]["reason"],
        },
        "said": said,
        "items": {
            "A10.1": {"clause": "第十条第一项", "label": "已按清单履职"},
            "A12.4": {"clause": "第十二条第四项", "label": TOLERABLE["label"]},
            "A13.3": {"clause": "第十三条第三项", "label": "积极主动消除影响、挽回损失"},
            "A16.X5": {"clause": "第十六条", "label": "重复犯错"},
        },
        "suggestions": ["符合免责条件，可以免除责任"],
        "answers": ANSWERS[outcome] if outcome else [],
        "evidence": [
            {"number": "E1", "title": "现场检查笔录", "source": "执法档案", "by": "孙皓",
             "on": "2026年3月6日"},
            {"number": "E2", "title": "应急处置记录", "source": "应急值班室", "by": "孙皓",
             "on": "2026年3月6日"},
            {"number": "E3", "title": "补充采样报告", "source": "区生态环境监测站", "by": "何敏",
             "on": "2026年3月12日"},
        ],
        "vote": {
            "participants": ["秦川", "蒋衡", "梁昱", "杜若"], "chair": "秦川", "recused": ["高岚"],
            "votes_for": "3", "votes_against": "0", "abstentions": "1",
        },
        "decision": decided(outcome) if outcome else None,
        "plan": _plan(done=event in {"finish_correction", "accept_correction", "report_lessons",
                                     "finish_lessons"}),
        "clocks": clocks,
        "papers": [
            {"place": "1", "code": "D01", "title": "追责问责事项登记表",
             "number": "容登〔2026〕8号", "date": "2026年3月2日"},
            {"place": "2", "code": "D02", "title": "容错申请书", "number": "",
             "date": "2026年3月6日"},
            {"place": "3", "code": "D16", "title": "容错免责决定书", "number": "容免〔2026〕3号",
             "date": "2026年4月9日"},
        ],
        "number": "容〔2026〕3号", "date": "2026年4月9日", "drafted": False,
    }  # fmt: skip
    return deepcopy(made)


EXTERNAL: dict[str, Any] = {
    "track": "其他机关启动", "organ": "重庆市巴南区纪委监委", "managed_by": "所在单位党组织",
}  # fmt: skip
OUT = Outcome
_BEGIN = (("D01", "open"), ("D02", "file"), ("D04", "accept"), ("D09", "submit_report"),
          ("D10", "clear_report"), ("D12", "decide"))  # fmt: skip
_CORRECTION = (("D19", "start_correction"), ("D20", "submit_plan"), ("D21", "report_progress"),
               ("D22", "finish_correction"), ("D23", "accept_correction"))  # fmt: skip
_END = (("D24", "finish_clearing"), ("D29", "finish_lessons"), ("D39", "file_archives"))
_FILES = (("D30", "file_archives"), ("D31", "file_archives"))
_ART19 = tuple((code, "finish_clearing") for code in ("D24", "D25", "D26", "D27", "D28"))
_IMPACT = (*_CORRECTION, *_END, *_FILES, ("D32", "end_impact"))
CASES: dict[Outcome, tuple[tuple[str, str], ...]] = {
    OUT.DUE_DILIGENCE: (*_BEGIN, ("D15", "decide"), *_ART19, ("D39", "file_archives")),
    OUT.EXEMPT: (*_BEGIN, ("D16", "decide"), *_CORRECTION, *_END, *_FILES, ("D36", "revoke")),
    OUT.LIGHTER: (*_BEGIN, ("D17", "decide"), *_IMPACT),
    OUT.MITIGATED: (*_BEGIN, ("D17", "decide"), *_IMPACT),
    OUT.NOT_TOLERATED: (*_BEGIN, ("D18", "decide"), *_END, ("D40", "answer_objection")),
    OUT.EXCLUDED: (*_BEGIN, ("D18", "decide"), *_END),
    OUT.NONE: (*_BEGIN, ("D18", "decide"), *_END, ("D35", "reopen")),
}  # fmt: skip
"""The papers of one whole case by its outcome, each with the event that calls for it."""


def samples() -> dict[str, tuple[str, Context]]:
    """Every paper at its usual event, and the variants that read otherwise: name, code, context."""
    usual = {
        "D01": "open", "D02": "file", "D03": "file", "D04": "accept", "D05": "consider_ex_officio",
        "D06": "refuse", "D07": "require_supplement", "D08": "withdraw", "D09": "submit_report",
        "D10": "clear_report", "D12": "decide", "D16": "decide", "D19": "start_correction",
        "D20": "submit_plan", "D21": "report_progress", "D22": "finish_correction",
        "D23": "accept_correction", "D24": "finish_clearing", "D25": "finish_clearing",
        "D26": "finish_clearing", "D27": "finish_clearing", "D28": "finish_clearing",
        "D29": "finish_lessons", "D30": "file_archives", "D31": "file_archives",
        "D33": "suspend", "D34": "terminate", "D35": "reopen", "D36": "revoke",
        "D39": "file_archives", "D40": "answer_objection",
    }  # fmt: skip
    told = {code: (code, full(event)) for code, event in usual.items()}
    variants = {
        "D02.late": ("D02", full("file_late")),
        "D02.copy": ("D02", full("record_direct_application", **EXTERNAL)),
        "D03.late": ("D03", full("file_late")),
        "D04.late": ("D04", full("accept_late")),
        "D06.late": ("D06", _reasoned("reject_late")),
        "D06": ("D06", _reasoned("refuse")),
        "D07.external": ("D07", full("require_supplement", **EXTERNAL)),
        "D08.lapsed": ("D08", full("supplement_lapse")),
        "D10.returned": ("D10", full("return_report")),
        "D11": ("D11", full("propose", None, **EXTERNAL)),
        "D11.bureau": ("D11", full("propose", **{**EXTERNAL, "managed_by": "区局党组"})),
        "D12.proposal": ("D12", full("propose", None, **EXTERNAL)),
        "D13": ("D13", full("decline_to_propose", None, **EXTERNAL)),
        "D14": ("D14", full("record_decision", OUT.MITIGATED, **EXTERNAL)),
        "D15": ("D15", full("decide", OUT.DUE_DILIGENCE)),
        "D17": ("D17", full("decide", OUT.MITIGATED)),
        "D17.lighter": ("D17", full("decide", OUT.LIGHTER)),
        "D18": ("D18", full("decide", OUT.NOT_TOLERATED)),
        "D18.excluded": ("D18", full("decide", OUT.EXCLUDED)),
        "D18.none": ("D18", full("decide", OUT.NONE)),
        "D23.returned": ("D23", full("return_correction")),
        "D29.reported": ("D29", full("report_lessons")),
        "D32": ("D32", full("end_impact", OUT.MITIGATED)),
        "D33.resumed": ("D33", full("resume")),
        "D37": ("D37", alert()),
        "D38": ("D38", alert()),
    }
    return {**told, **variants}


def _reasoned(event: str) -> Context:
    """The event's reason stands beside its form, as every reason does."""
    made = full(event)
    made["event"]["reason"] = made["said"][event]["reason"]
    return made


def sample_context(code: str, *, full: bool) -> Context:
    """What a template is tried with: a whole case, or one of which nothing is known."""
    if full:
        return next(context for of, context in samples().values() if of == code)
    return empty_alert() if code in {"D37", "D38"} else empty()
