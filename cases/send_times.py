"""When a notice may go out, and whether it shares a letter with others."""

from datetime import UTC, date, datetime, timedelta

from cases.speaking import GATHERING
from deadlines import SHANGHAI, SendHours, WorkingDayCalendar, local_day
from notifications.catalogue import CATALOGUE
from regulations.pack import Pack
from states.table import CLOCK_EVENTS
from storage.deliveries import LADDER, QueuedNotice

ENDED = frozenset(CLOCK_EVENTS.values()) - {"supplement_lapse"}
"""Nobody waits for these at midnight; after a supplement's the window may be open (第十六条)."""


IN_HOURS = frozenset({*LADDER, "urged"})
"""What is spoken of in working hours alone."""


def goes_at(notice: QueuedNotice, now: datetime, pack: Pack, days: WorkingDayCalendar) -> datetime:
    """From when ``notice`` may go out; ``now`` where nothing holds it.

    What a step brings is told at any hour; so is the ladder on the last day of the application
    window (第十六条). The rest of the ladder is told in working hours, and so are the clock's own
    ends after which no period of the recipient's runs out.
    """
    if is_last_call(notice, now):
        return now
    kept = notice.name in IN_HOURS or notice.context["event"] in ENDED
    moment = send_hours(pack).goes_at(now, days) if kept else now
    woken = _after_quiet(notice, moment)
    if woken == moment or not kept:
        return woken
    # Hours that leave no hour of work would keep a deadline silent for ever.
    again = send_hours(pack).goes_at(woken, days)
    return again if _after_quiet(notice, again) == again else moment


def is_quiet(notice: QueuedNotice, at: datetime) -> bool:
    """Whether its recipient wants to hear nothing of the kind at that moment."""
    return _after_quiet(notice, at) != at


def _after_quiet(notice: QueuedNotice, at: datetime) -> datetime:
    """When the recipient's quiet hours are over; what must be told waits for nobody's rest."""
    kind = CATALOGUE.get(notice.name)
    if notice.quiet is None or kind is None or not kind.optional:
        return at
    begins, ends = notice.quiet
    local = at.astimezone(SHANGHAI)
    hour, day = local.time(), local.date()
    over_midnight = begins > ends
    if (begins <= hour or hour < ends) if over_midnight else (begins <= hour < ends):
        day += timedelta(days=1) if over_midnight and hour >= begins else timedelta()
        return datetime.combine(day, ends, SHANGHAI).astimezone(UTC)
    return at


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
