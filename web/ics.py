"""A feed's entries as an iCalendar (RFC 5545): all-day events that bear no name and no fact."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from cases.feeds import FeedEntry
from web.words import Words

ONE_DAY = timedelta(days=1)
# Fixed: an event keeps its id though the pages move to another host.
DOMAIN = "rongcuo"


def as_ics(entries: Iterable[FeedEntry], words: Words, url: str) -> bytes:
    """The calendar; the same entries give the same bytes. ``url`` is where the pages are."""
    _ = words.text
    made = Calendar()
    made.add("prodid", f"-//rongcuo//deadlines//{words.tag.upper()}")
    made.add("version", "2.0")
    made.add("name", _("容错待办"))
    made.add("x-wr-calname", _("容错待办"))
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for entry in entries:
        made.add_component(_event(entry, words, url))
    return bytes(made.to_ical())


def _event(entry: FeedEntry, words: Words, url: str) -> Event:
    page = f"{url}/cases/{entry.case}"
    made = Event()
    made.add("uid", f"{entry.case}-{entry.task_id}@{DOMAIN}")
    made.add("sequence", entry.moves)
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("dtstart", entry.due_on)
    made.add("dtend", entry.due_on + ONE_DAY)
    made.add("summary", _summary(entry, words))
    made.add("description", _description(entry, words, page))
    made.add("status", "TENTATIVE" if entry.provisional else "CONFIRMED")
    made.add("url", page)
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")  # a last day does not take up the day
    for at in entry.alarms:
        made.add_component(_alarm(at, _summary(entry, words)))
    return made


def _alarm(at: datetime, said: str) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", said)
    made.add("trigger", at, parameters={"VALUE": "DATE-TIME"})
    return made


def _summary(entry: FeedEntry, words: Words) -> str:
    mark = f" [{words.text('暂定')}]" if entry.provisional else ""
    return f"{words.either(entry.zh, entry.en)} {entry.case}{mark}"


def _description(entry: FeedEntry, words: Words, page: str) -> str:
    _ = words.text
    said = {"依据": words.article(entry.article), "到期": words.day(entry.due_on)}
    if entry.provisional:
        said["暂定"] = _("下一年度放假安排尚未公布，日期待公布后重算")
    colon = words.either("：", ": ")
    return "\n".join([*(f"{_(name)}{colon}{text}" for name, text in said.items()), page])
