"""A notice's context as the tests need it."""

from notifications import NoticeContext

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
        bureau_name="某某区生态环境局",
        reason="原期限为2026年3月6日（星期五），现为2026年3月9日（星期一）。",
    )
    if not full:
        context["event_zh"] = context["task_zh"] = context["article"] = None
        context["due_on"] = context["due_weekday"] = context["days_left"] = None
        context["action"] = context["link"] = context["reason"] = None
    return context
