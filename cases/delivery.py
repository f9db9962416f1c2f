"""Deliver the outbox: lease, look again whether it is still true, send, record the answer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from jinja2 import TemplateError
from sqlalchemy import Connection

from deadlines import local_day
from notifications.catalogue import CATALOGUE
from notifications.channels.errors import PermanentFailure, TemporaryFailure
from notifications.channels.protocol import Channel
from notifications.letters import Letter, message_id
from notifications.render import render
from notifications.wording import zh_date, zh_weekday
from states.events import EVENTS
from states.vocabulary import Role
from storage import Store, mailing, outbox
from storage.calendar import calendar
from storage.outbox import QueuedNotice
from storage.packs import pack_by_id

# A batch of a slow server, twenty seconds a letter, must end before its lease does.
LEASE = timedelta(minutes=10)
RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8),
           timedelta(days=1), timedelta(days=1), timedelta(days=1))  # fmt: skip


@dataclass(slots=True)
class Delivered:
    """What became of the notices of one delivery; names nobody."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    dropped: int = 0

    def __str__(self) -> str:
        return f"sent {self.sent}, retried {self.retried}, dead {self.dead}, dropped {self.dropped}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the bureau's name, the address of its pages, and the domain of its ids."""

    bureau_name: str
    base_url: str
    domain: str


def deliver_notices(
    store: Store,
    channel: Channel,
    now: datetime,
    *,
    sender: Sender,
    batch: int = 25,
) -> Delivered:
    """Send all that is due at ``now``; two deliverers at once never take the same notice."""
    now, done = now.astimezone(UTC), Delivered()
    with channel:
        while True:
            with store.write() as connection:
                leased = outbox.lease(connection, now, now + LEASE, batch)
            if not leased:
                break
            for notice in leased:
                _deliver(store, channel, notice, now, sender, done)
    return done


def _deliver(
    store: Store,
    channel: Channel,
    notice: QueuedNotice,
    now: datetime,
    sender: Sender,
    done: Delivered,
) -> None:
    state, answer, again = "sent", "", None
    try:
        with store.read() as connection:
            facts = mailing.mail_facts(connection, notice)
            overtaken = facts.overtaken
            letter = _letter(store, connection, notice, facts, now, sender)
        if overtaken:
            state, answer = "dropped", "the task is closed or has another date"
            done.dropped += 1
        else:
            answer = channel.send(letter)
            done.sent += 1
    except TemporaryFailure as failure:
        state, answer, again = _retry(notice, now, str(failure), done)
    except PermanentFailure as failure:
        state, answer = "dead", str(failure)
        done.dead += 1
    except (TemplateError, LookupError, ValueError) as fault:
        # A notice that cannot be written must not keep the others waiting; its text stays unsaid.
        state, answer = "dead", f"the notice could not be written: {type(fault).__name__}"
        done.dead += 1
    with store.write() as connection:
        outbox.record(connection, notice, state=state, now=now, answer=answer, next_try=again)


def _retry(
    notice: QueuedNotice, now: datetime, answer: str, done: Delivered
) -> tuple[str, str, datetime | None]:
    if notice.attempts >= len(RETRIES):
        done.dead += 1
        return "dead", answer, None
    done.retried += 1
    return "queued", answer, now + RETRIES[notice.attempts]


def _letter(
    store: Store,
    connection: Connection,
    notice: QueuedNotice,
    facts: mailing.MailFacts,
    now: datetime,
    sender: Sender,
) -> Letter:
    rendered = render(notice.name, _context(store, connection, notice, facts, now, sender))
    return Letter(
        message_id=message_id(notice.key, str(notice.recipient_id), sender.domain),
        to_name=facts.recipient_name,
        to_address=facts.recipient_address or "",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        date=now,
    )


def _context(
    store: Store,
    connection: Connection,
    notice: QueuedNotice,
    facts: mailing.MailFacts,
    now: datetime,
    sender: Sender,
) -> dict[str, Any]:
    kept = notice.context
    pack = pack_by_id(store, connection, facts.pack_id)
    due_on = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
    days = calendar(store, connection)
    today = local_day(now)
    event = EVENTS.get(kept["event"] or "")
    rule = pack.deadlines[kept["task"]] if kept["task"] else None
    task_zh = rule.zh if rule else None
    return {
        "recipient_name": facts.recipient_name,
        "role_zh": Role(notice.role).zh,
        "case_number": facts.case_number,
        "matter_number": facts.matter_number,
        "event_zh": event.zh if event else None,
        "task_zh": task_zh,
        "article": CATALOGUE[notice.name].article or (rule.article if rule else kept["article"]),
        "due_on": zh_date(due_on) if due_on else None,
        "due_weekday": zh_weekday(due_on) if due_on else None,
        "provisional": (
            kept["provisional"] if due_on else days.is_provisional(facts.window_last_day)
        ),
        "days_left": days.count(today, due_on) if due_on else None,
        "window_last_day": zh_date(facts.window_last_day),
        "window_weekday": zh_weekday(facts.window_last_day),
        "started_on": zh_date(facts.started_on),
        "track": facts.track,
        "action": _action(task_zh),
        "link": f"{sender.base_url.rstrip('/')}/cases/{facts.case_number}",
        "bureau_name": sender.bureau_name,
        "reason": _was(kept.get("was")),
        "fault": kept.get("fault"),
    }


def _was(day: str | None) -> str | None:
    """The last day before it was counted anew."""
    return f"原办理期限为{zh_date(date.fromisoformat(day))}。" if day else None


def _action(task_zh: str | None) -> str:
    """What the recipient is asked to do, in one sentence."""
    if task_zh is None:
        return "请登录系统查看案件，并按办理页面的提示操作。"
    return f"请在期限内登录系统办理“{task_zh}”；已经办理的，请忽略本通知。"
