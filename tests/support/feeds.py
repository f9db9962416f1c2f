"""Calendar feeds: subscribing to one, and reading it as a calendar program does."""

from collections.abc import Callable

from icalendar import Calendar, Event
from support.bureau import OFFICER, Bureau, at
from support.pages import TestClient

from cases.feeds import new_feed

Subscribe = Callable[..., TestClient]
"""``at_day("2026-03-02")``: a reader of the bureau's pages on that day."""


def path_of(token: str) -> str:
    return f"/feed/{token}.ics"


def subscribed(b: Bureau, username: str = OFFICER) -> str:
    return path_of(new_feed(b.store, username, at("2026-03-02")))


def events(client: TestClient, path: str) -> list[Event]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def the_window(client: TestClient, path: str) -> Event:
    [found] = [event for event in events(client, path) if "容错申请期" in event["summary"]]
    return found
