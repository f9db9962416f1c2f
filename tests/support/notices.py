"""A notice's context as the tests need it."""

from typing import Any

from notifications.catalogue import CATALOGUE
from notifications.context import DigestContext, FollowUpContext, NoticeContext

# What people, and people who mean ill, put into a field for a name.
HOSTILE = {
    "tags": "<script>alert(1)</script>",
    "ampersand": "甲 & 乙",
    "quotes": """甲"乙'丙""",
    "emoji": "甲😀👨‍👩‍👧",
    "two_hundred": "甲" * 200,
    "two_hundred_words": "ab, cd; " * 25,
    "line_breaks": "甲\r\nBcc: someone@example.org\n\n乙",
    "second_recipient": "甲 <x@example.org>, 乙",
    "encoded_word": "=?utf-8?b?PGI+?=",
    "template": "{{ 7 * 7 }}{% raw %}",
    "turned_round": "甲\u202e乙\u2028丙",
    "control": "甲\x00\x07\x1b[31m乙",
    "lone_surrogate": "甲\ud83d",
}


# What the steps and the ladder say beside what every case says: event, task, article, action.
_TOLD: dict[str, tuple[str | None, str | None, str | None, str | None]] = {
    "started": ("立案登记", None, "第二条", "请在申请期内提出书面申请，并附证据材料。"),
    "receipt": ("提交申请", None, "第十六条", None),
    "not_applied": ("申请期届满", None, "第十六条", None),
    "late_receipt": ("逾期申请", None, "第十六条", None),
    "supplement_lapsed": ("补正逾期", None, "第十六条", None),
    "facts_requested": ("补充核实", None, "第十一条", "请按要求提供材料。"),
    "decision": ("作出决定", None, "第十一条", "请查阅决定并办理签收。"),
    "correction_started": ("启动纠错", None, "第十八条", None),
    "reminder": (None, "容错申请期", "第十六条", "请在办理期限内提出书面申请，并附证据材料。"),
    "overdue": (None, "容错审查", "第十一条", "请立即完成审查，报送审查报告。"),
    "date_changed": (None, "容错申请期", "第十六条", "请按新的期限办理。"),
    "declined": ("不提出建议", None, "第十六条", None),
    "lessons_reported": ("提交教训总结", None, "第十八条", None),
    "recommended": ("提出拟办意见", None, "第十一条", None),
    "commented": ("留言", None, "第十一条", None),
    "comment_shown": ("留言", None, "第十一条", None),
    "reassigned": ("变更承办/督办", None, "第十一条", None),
    "recusal_decided": ("决定回避", None, "第十一条", None),
    "recusal_declared": ("申报回避", None, "第十一条", None),
    "reopened": ("重新审查", None, "第十六条", None),
    "revoked": ("撤销决定", None, "第十七条", None),
    "sweep_fault": (None, "容错申请期", None, None),
    "recusal_told": ("决定回避", None, "第十一条", None),
    "archives_urged": ("总结教训", None, "第十七条", None),
    "urged": (None, "容错审查", "第十一条", "请立即完成审查，报送审查报告。"),
    "dead_letter": (None, None, None, None),
    "follow_up": (None, None, "第十八条", None),
    "pattern": (None, None, "第十八条", None),
    "task_opened": ("提交申请", "材料初核", "第十六条", "请核对申请材料是否齐全。"),
}
_REASONS = {
    "facts_requested": "请提供2026年1月现场检查的记录。",
    "overdue": "责任人为承办人。",
    "date_changed": "原期限为2026年3月6日（星期五），现为2026年3月9日（星期一）。",
}


_FAULTS = {
    "sweep_fault": "ValidationError",
    "dead_letter": "117/mail/refused",
    "pattern": "P2026-0003/opened",
}


def digest(track: str = "bureau", *, full: bool = True) -> DigestContext:
    """An overdue task, the window at another organ, and a task of a provisional date."""
    lines = [sample("overdue"), sample("reminder", "external"), sample("reminder")]
    lines[2] |= {
        "case_number": "RC-2026-0031-02",
        "task_zh": "案卷归档",
        "article": "第十七条",
        "due_on": "2027年1月4日",
        "due_weekday": "星期一",
        "days_left": 3,
        "provisional": True,
        "link": "http://127.0.0.1:8642/cases/RC-2026-0031-02",
    }
    if not full:
        for line in lines:
            line["article"] = line["link"] = None
    base = notice_context(track, full=full)
    return DigestContext({**base, "role_zh": "承办人、案件督办", "lines": lines})


REPORT: dict[str, Any] = {
    "title": "2026年第24周整改跟踪周报（区生态环境局）", "issued_on": "2026年6月8日",
    "open": 12, "on_time": 10, "red": 2, "amber": 3, "paused": 1, "newly": 1, "finished": 4,
    "median": "41.5", "extended": 2, "silent": 3, "silent_after": 10, "provisional": 0,
    "note": "请督促久无进展的单位于本周内报送进展。", "kind": "周报",
    "stages": "整改中12件",
    "kinds": [{"zh": "消除影响", "done": 9, "of": 12}, {"zh": "挽回损失", "done": 5, "of": 8}],
    "units": [
        {"name": "执法一大队", "open": 7, "amber": 2, "red": 1},
        {"name": "执法二大队", "open": 5, "amber": 1, "red": 1},
    ],
    "changes": [{"on": "2026-06-03", "case": "2026-0007-1", "zh": "批准延长整改期限"}],
    "more_changes": 0,
    "reorganised": ["2026-06-02 河口驻点并入执法二大队"],
    "visits": [{"on": "2026-06-10", "case": "2025-0031-1"}],
    "more_visits": 0,
    "warnings": [
        {"on": "2026-05-29", "alert": "P2025-0004 未及时发现", "zh": "超期6个工作日，尚未回访"}
    ],
    "more_overdue": 1,
    "overdue": [
        {"case": "2026-0001-1", "officer": "孙某", "unit": "执法二大队", "stage": "整改中",
         "due_on": "2026-06-05", "days": "超期1个工作日", "who": "队长",
         "progress": "已完成现场清理。", "extended": True,
         "milestone": "下一节点：2026-06-12 汲取教训", "note": "请于本周内报送进展。",
         "late": True, "bars": [
             {"label": "措施", "said": "3/6", "percent": 50, "tone": "#1558A6",
              "signs": "█████░░░░░"},
             {"label": "时间", "said": "超期", "percent": 100, "tone": "#B3211C",
              "signs": "██████████"},
         ]},
    ],
    "others": [
        {"case": "2026-0002-1", "officer": "赵某", "unit": "执法一大队", "stage": "待报方案",
         "due_on": "2026-06-26", "days": "剩14个工作日", "who": "执法一大队党组织",
         "progress": "", "extended": False, "milestone": "", "note": None, "late": False, "bars": [
             {"label": "措施", "said": "未定", "percent": 0, "tone": "#1558A6",
              "signs": "░░░░░░░░░░"},
             {"label": "时间", "said": "20%", "percent": 20, "tone": "#2E7D5B",
              "signs": "██░░░░░░░░"},
         ]},
    ],
    "more_others": 0,
}  # fmt: skip


def follow_up(track: str = "bureau", *, full: bool = True) -> FollowUpContext:
    """A report with something in every part, or one that has nothing to report."""
    base = notice_context(track, full=full)
    bare = {name: [] if isinstance(of, list) else 0 for name, of in REPORT.items()}
    told = {
        "title": REPORT["title"],
        "issued_on": REPORT["issued_on"],
        "median": None,
        "note": None,
        "stages": "",
    }
    link = "http://127.0.0.1:8642/follow-up/2026-W24/bureau" if full else None
    report = REPORT if full else {**bare, **told}
    return FollowUpContext({**base, "article": "第十八条", "link": link, "report": report})


def context_of(
    name: str, track: str = "bureau", *, full: bool = True, provisional: bool = False
) -> NoticeContext:
    """What the notice ``name`` may be given: a digest has its lines beside."""
    if name == "digest":
        return digest(track, full=full)
    if name == "follow_up":
        return follow_up(track, full=full)
    context = notice_context(track, full=full, provisional=provisional)
    context["article"] = CATALOGUE[name].article or context["article"]
    return context


def sample(name: str, track: str = "bureau", *, provisional: bool = False) -> NoticeContext:
    """The notice ``name`` as a case of that track would bring it."""
    if name == "digest":
        return digest(track)
    if name == "follow_up":
        return follow_up(track)
    event, task, article, action = _TOLD[name]
    context = notice_context(track, provisional=provisional)
    context["event_zh"], context["task_zh"] = event, task
    context["article"], context["action"] = CATALOGUE[name].article or article, action
    context["reason"] = _REASONS.get(name)
    context["fault"] = _FAULTS.get(name)
    if not CATALOGUE[name].leads:
        context["link"] = None
    context["outcome"] = "granted" if name == "recusal_told" else None
    if task is None:
        context["due_on"] = context["due_weekday"] = context["days_left"] = None
    if name == "overdue":
        context["days_left"] = -2
        if track == "external":
            context["task_zh"], context["article"] = "容错申请期", "第十六条"
            context["action"] = "请立即将书面申请送达追责问责机关，并登记递交凭证。"
    return context


def notice_context(
    track: str = "bureau", *, full: bool = True, provisional: bool = False
) -> NoticeContext:
    """A context with every field filled, or with all that may be missing left out."""
    context = NoticeContext(
        recipient_name="林晓岚",
        role_zh="执法人员",
        case_number="RC-2026-0012-01",
        matter_number="RC-2026-0012",
        event_zh="立案登记",
        task_zh="容错申请期",
        article="第十六条",
        due_on="2026年3月9日",
        due_weekday="星期一",
        provisional=provisional,
        days_left=2,
        window_last_day="2026年3月9日",
        window_weekday="星期一",
        started_on="2026年3月2日",
        track=track,
        action="请在办理期限内提交书面申请和证据材料。",
        link="http://127.0.0.1:8642/cases/RC-2026-0012-01?from=mail&kind=notice",
        desk="http://127.0.0.1:8642/",
        bureau_name="某某区生态环境局",
        reason="原期限为2026年3月6日（星期五），现为2026年3月9日（星期一）。",
        fault="ValidationError",
        copy=False,
        outcome=None,
    )
    if not full:
        context["event_zh"] = context["task_zh"] = context["article"] = None
        context["due_on"] = context["due_weekday"] = context["days_left"] = None
        context["action"] = context["link"] = context["reason"] = context["desk"] = None
        context["fault"] = None
    return context
