"""How a person wants to be told: their addresses, what they switch off, when they rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from cases.standing import find_person
from deadlines import local_day
from notifications.catalogue import CATALOGUE, NoticeKind
from notifications.letters import BadAddress, address
from notifications.ways import Way
from states.errors import Invalid
from storage import Store, journal, preferences
from storage.preferences import Preferred

LONGEST = 200
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class WayView:
    """A channel as its owner wants it."""

    way: Way
    address: str
    on: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person prefers; ``always`` is told by letter whatever they prefer."""

    ways: tuple[WayView, ...]
    quiet: tuple[str, str] | None
    always: tuple[NoticeKind, ...]
    optional: tuple[NoticeKind, ...]


def preferences_of(store: Store, username: str, now: datetime) -> Preferences:
    """What ``username`` prefers; of a channel they said nothing about, that it is off."""
    with store.read() as connection:
        person = find_person(connection, username, local_day(now))
        said = preferences.ways_of(connection, person.id)
        quiet = preferences.quiet_hours_of(connection, person.id)
    ways = tuple(_view(way, said.get(way)) for way in Way)
    kinds = CATALOGUE.values()
    return Preferences(
        ways,
        (f"{quiet[0]:%H:%M}", f"{quiet[1]:%H:%M}") if quiet else None,
        tuple(kind for kind in kinds if not kind.optional),
        tuple(kind for kind in kinds if kind.optional),
    )


def set_preferences(
    store: Store,
    username: str,
    now: datetime,
    *,
    addresses: Mapping[str, str],
    on: frozenset[str],
    quiet: tuple[str, str],
) -> None:
    """Keep what ``username`` prefers from now on; both quiet hours empty: none.

    What is on its way already goes as it was queued. Raises ``Invalid``.
    """
    ways = {way.value: _read(way, addresses.get(way, ""), on=way in on) for way in Way}
    hours = _hours(*quiet)
    with store.write() as connection:
        person = find_person(connection, username, local_day(now))
        before = preferences.ways_of(connection, person.id)
        if before[Way.MAIL].address and not ways[Way.MAIL].address:
            raise Invalid(
                Way.MAIL, "必须告知的通知靠它送达，可以更换，不能清空",
                "is where you must be told: change it, but do not leave it empty",
            )  # fmt: skip
        preferences.keep_preferences(connection, person.id, ways, hours)
        changed = [
            channel for channel, way in ways.items()
            if before.get(channel, Preferred(None, off=channel != Way.MAIL)) != way
        ]  # fmt: skip
        journal.note(connection, "ways_changed", person, now, ways=changed, quiet=bool(hours))


def _view(way: Way, said: Preferred | None) -> WayView:
    if said is None:
        return WayView(way, "", on=False)
    return WayView(way, said.address or "", on=not said.off)


def _read(way: Way, text: str, *, on: bool) -> Preferred:
    text = text.strip()
    if len(text) > LONGEST or not text.isprintable():
        raise Invalid(
            way, f"须为一行，最多{LONGEST}个字", f"is one line of at most {LONGEST} characters"
        )
    if on and not text and way is not Way.MAIL:
        raise Invalid(way, f"启用{way.zh}须填写地址", "needs an address to be switched on")
    if way is Way.MAIL and text:
        try:
            text = address(text, way)
        except BadAddress:
            raise Invalid(way, "不是邮件地址", "is no e-mail address") from None
    return Preferred(text or None, off=not on)


def _hours(begins: str, ends: str) -> tuple[time, time] | None:
    if not begins and not ends:
        return None
    first, last = _clock(begins, "begins"), _clock(ends, "ends")
    if first == last:
        raise Invalid("ends", "须与开始时间不同", "must differ from the beginning")
    return first, last


def _clock(text: str, field: str) -> time:
    if not CLOCK.fullmatch(text):
        raise Invalid(field, "时间写作 22:00", "a time is written 22:00")
    return time.fromisoformat(text)
