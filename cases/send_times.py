"""When a notice may go out, and whether it shares a letter with others."""

from datetime import date, datetime

from cases.speaking import GATHERING
from deadlines import SHANGHAI, SendHours, WorkingDayCalendar, local_day
from regulations.pack import Pack
from states.table import CLOCK_EVENTS
from storage.outbox import LADDER, QueuedNotice

ENDED = frozenset(CLOCK_EVENTS.values()) - {"supplement_lapse"}
"""Nobody waits for these at midnight; after a supplement's the window may be open (第十六条)."""


def goes_at(notice: QueuedNotice, now: datetime, pack: Pack, days: WorkingDayCalendar) -> datetime:
    """From when ``notice`` may go out; ``now`` where nothing holds it.

    What a step brings is told at any hour; so is the ladder on the last day of the application
    window (第十六条). The rest of the ladder is told in working hours, and so are the clock's own
    ends after which no period of the recipient's runs out.
    """
    kept = notice.name in LADDER or notice.context["event"] in ENDED
    if not kept or is_last_call(notice, now):
        return now
    return send_hours(pack).goes_at(now, days)


def shares(notice: QueuedNotice, now: datetime) -> bool:
    """Whether it may stand in a digest: the last call of the window is a letter of its own."""
    return notice.name in LADDER and not is_last_call(notice, now)


def is_last_call(notice: QueuedNotice, now: datetime) -> bool:
    """Whether it speaks of an application window that ends today."""
    kept, today = notice.context, local_day(now).isoformat()
    return bool(kept["task"] == "application_window" and kept["due_on"] == today)


def send_hours(pack: Pack) -> SendHours:
    """The hours of ``pack``; what was held goes with what the sweep of the morning has to say."""
    said = pack.escalation
    morning = datetime.combine(date.min, said.remind_hour, SHANGHAI) + GATHERING
    return SendHours(said.send_from, said.send_until, morning.time(), said.working_days_only)
