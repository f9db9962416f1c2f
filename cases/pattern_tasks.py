"""What of the alerts of 第十八条 waits for somebody: to analyse, to warn, to visit again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.listing import urgency_of
from cases.pattern_steps import DEEDS, may_take
from cases.standing import find_person
from states.vocabulary import Role
from storage import Store, patterns
from storage.calendar import calendar
from storage.patterns import AlertRecord
from storage.people import PersonRecord

NEXT: Mapping[str, str] = {"open": "analyse", "analysed": "warn", "warned": "check"}
"""What follows in each state of an alert."""


@dataclass(frozen=True, slots=True)
class AlertTask:
    """The next step of an alert, by its last day; ``days_left`` in working days, less than 0: over.

    A task like those of cases, so a token for tasks is told of it; what the alert is about is a
    report's: nobody's name, no unit and no case is in it.
    """

    alert: str
    name: str
    deed: str
    zh: str
    en: str
    due_on: date
    urgency: str
    days_left: int


def alert_tasks(
    store: Store, connection: Connection, viewer: str | None, today: date, *, everything: bool
) -> tuple[AlertTask, ...]:
    """Those that ``viewer`` answers for, by due day; ``everything``: all that they may read.

    ``None``: those of the whole bureau.
    """
    person = find_person(connection, viewer, today) if viewer else None
    days = calendar(store, connection)
    found = []
    for alert in patterns.open_alerts(connection):
        if alert.due_on is None or not _theirs(person, alert, everything=everything):
            continue
        deed = NEXT[alert.state]
        found.append(AlertTask(
            alert.number, alert.name, deed, DEEDS[deed].zh, DEEDS[deed].en, alert.due_on,
            urgency_of(alert.due_on, today, days), days.count(today, alert.due_on),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.due_on, one.alert)))


def at_hand(alerts: Iterable[AlertTask]) -> tuple[AlertTask, ...]:
    """Those to be seen to now: a visit that is months away waits on no desk."""
    return tuple(one for one in alerts if one.deed != "check" or one.urgency != "ok")


def _theirs(person: PersonRecord | None, alert: AlertRecord, *, everything: bool) -> bool:
    """Whether it is for them to do, or with ``everything`` to read."""
    if person is None:
        return True
    if everything:
        return may([Role(role) for role, _ in person.grants], Thing.PATTERNS, "R")
    return may_take(person, alert, NEXT[alert.state])
