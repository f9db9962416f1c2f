"""The letter of a notice, or of several in one, written from what is true when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from cases.follow_up_mail import letter_for, letter_words
from deadlines import local_day
from notifications.catalogue import CATALOGUE
from notifications.context import DigestContext, NoticeContext
from notifications.letters import Letter, message_id
from notifications.render import Rendered, render
from notifications.wording import zh_date, zh_weekday
from regulations.clocks import Deadline
from states.events import EVENTS
from states.vocabulary import Role
from storage import Store
from storage.calendar import calendar
from storage.deliveries import QueuedNotice
from storage.mailing import MailFacts
from storage.packs import pack_of


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the bureau's name, the address of its pages, and the domain of its ids."""

    bureau_name: str
    base_url: str
    domain: str


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that is still true, with what its letter says of it."""

    notice: QueuedNotice
    address: str
    context: NoticeContext


def letter_of(told: Sequence[Told], now: datetime, sender: Sender) -> Letter:
    """One letter to one person: the notice itself, or the digest of several.

    Its Message-ID is that of the letter the notices were leased in, also when some are dropped
    since: what is sent again after a crash is the same letter.
    """
    first = told[0]
    rendered = _rendered(told)
    notice = first.notice
    key, recipient = notice.letter or notice.key, str(notice.recipient_id)
    return Letter(
        message_id=notice.message_id or message_id(key, recipient, sender.domain),
        to_name=first.context["recipient_name"],
        to_address=first.address,
        subject=f"【抄送】{rendered.subject}" if first.notice.copy else rendered.subject,
        text=rendered.text,
        html=rendered.html,
        short=rendered.short,
        date=now,
    )


def _rendered(told: Sequence[Told]) -> Rendered:
    first = told[0]
    if len(told) == 1:
        return render(first.notice.name, first.context)
    lines = sorted((one.context for one in told), key=_urgency)
    roles = "、".join(dict.fromkeys(line["role_zh"] for line in lines))
    digest = DigestContext({**first.context, "role_zh": roles, "lines": lines})
    return render("digest", digest)


def _urgency(line: NoticeContext) -> tuple[int, str]:
    """What is overdue longest comes first."""
    return line["days_left"] or 0, line["case_number"] or ""


def told(
    store: Store,
    connection: Connection,
    notice: QueuedNotice,
    facts: MailFacts,
    now: datetime,
    sender: Sender,
) -> Told | None:
    """What the letter says of ``notice``; raises where its data is at fault.

    ``None``: what it tells of is not for its recipient any more.
    """
    kept, on = notice.context, local_day(now)
    days = calendar(store, connection)
    due_on = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
    event = EVENTS.get(kept["event"] or "")
    rule, window = _rule(store, connection, notice, on), facts.window_last_day
    cited = _cited(store, connection, notice, on)
    task_zh, leads = rule.zh if rule else None, CATALOGUE[notice.name].leads
    pages = sender.base_url.rstrip("/")
    context = NoticeContext(
        recipient_name=facts.recipient_name,
        role_zh=Role(notice.role).zh,
        case_number=facts.case_number,
        matter_number=facts.matter_number,
        event_zh=event.zh if event else None,
        task_zh=task_zh,
        article=cited or (rule.article if rule else kept["article"]),
        due_on=zh_date(due_on) if due_on else None,
        due_weekday=zh_weekday(due_on) if due_on else None,
        provisional=kept["provisional"] if due_on else bool(window and days.is_provisional(window)),
        days_left=days.count(on, due_on) if due_on else None,
        window_last_day=zh_date(window) if window else None,
        window_weekday=zh_weekday(window) if window else None,
        started_on=zh_date(facts.started_on) if facts.started_on else None,
        track=facts.track,
        action=_action(task_zh) if leads and not notice.copy else None,
        link=f"{pages}/cases/{facts.case_number}" if leads else None,
        desk=f"{pages}/",
        bureau_name=sender.bureau_name,
        reason=_was(kept.get("was")),
        fault=kept.get("fault"),
        copy=notice.copy,
        outcome=kept.get("outcome"),
    )
    if place := kept.get("report"):
        letter = letter_for(connection, place, notice.recipient_id, on)
        if letter is None:
            return None
        context = letter_words(connection, context, letter, pages)
    return Told(notice, facts.recipient_address or "", context)


def _rule(store: Store, connection: Connection, notice: QueuedNotice, on: date) -> Deadline | None:
    """The deadline that the notice speaks of; raises where pack or deadline is at fault.

    A notice that tells of a fault goes without: pack and kind may be what is at fault.
    """
    try:
        deadlines = pack_of(store, connection, notice.pack_id, on).deadlines
        return deadlines[notice.context["task"]] if notice.context["task"] else None
    except (LookupError, ValueError):
        if notice.context.get("fault"):
            return None
        raise


def _cited(store: Store, connection: Connection, notice: QueuedNotice, on: date) -> str | None:
    """The article that this kind of notice rests on, as the case's own pack numbers it."""
    article = CATALOGUE[notice.name].article
    return pack_of(store, connection, notice.pack_id, on).cite(article) if article else None


def _was(day: str | None) -> str | None:
    """The last day before it was counted anew."""
    return f"原办理期限为{zh_date(date.fromisoformat(day))}。" if day else None


def _action(task_zh: str | None) -> str:
    """What the recipient is asked to do, in one sentence."""
    if task_zh is None:
        return "请登录系统查看案件，并按办理页面的提示操作。"
    return f"请在期限内登录系统办理“{task_zh}”；已经办理的，请忽略本通知。"
