"""What every template is given: all keys always, ``None`` where there is nothing to say."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict


class NoticeContext(TypedDict):
    """Dates come as ``2026年3月9日`` with their weekday ``星期一`` (see ``wording``).

    ``provisional`` speaks of the due date, and where there is none of the window's last day.
    ``days_left`` counts working days: 0 is the last day, negative is overdue. ``link`` leads to the
    case, ``desk`` to the recipient's own tasks without naming a case. ``fault`` is the class of an
    error. ``copy``: it is told for their information (抄送). ``outcome`` is what was decided, as a
    code.
    """

    recipient_name: str
    role_zh: str
    case_number: str | None
    matter_number: str | None
    event_zh: str | None
    task_zh: str | None
    article: str | None
    due_on: str | None
    due_weekday: str | None
    provisional: bool
    days_left: int | None
    window_last_day: str | None
    window_weekday: str | None
    started_on: str | None
    track: str | None
    action: str | None
    link: str | None
    desk: str | None
    bureau_name: str
    reason: str | None
    fault: str | None
    copy: bool
    outcome: str | None


class DigestContext(NoticeContext):
    """What a digest is given: who it is for, and a line for each notice it carries."""

    lines: Sequence[NoticeContext]


class FollowUpContext(NoticeContext):
    """What the letter of a follow-up report is given: the report in words, officers masked."""

    report: Mapping[str, Any]
