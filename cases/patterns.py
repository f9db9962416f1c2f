"""What keeps going wrong (第十八条第二款): the watch that finds it, and the alerts it opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from cases.counting import count_what_changed
from cases.faults import Fault, tell_administrators
from deadlines import WorkingDayCalendar, local_day
from notifications.catalogue import CATALOGUE
from regulations.pack import Pack
from regulations.tables import Threshold
from reports.patterns import LEAST, Found, first_of_window, often
from states.vocabulary import Role
from storage import Store, outbox, patterns, people
from storage.calendar import calendar
from storage.chain import GENESIS, canonical
from storage.due_tasks import beat
from storage.opening import next_number
from storage.packs import pack_by_id, pack_in_force
from storage.patterns import AlertRecord

FLOW, NOTICE, CLOCK = "watch-patterns", "pattern", "pattern_analysis"


@dataclass(slots=True)
class Watched:
    """What the watch found: alerts opened, matters that joined open ones, notices queued."""

    opened: int = 0
    joined: int = 0
    notices: int = 0
    faults: list[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        said = f"opened {self.opened}, joined {self.joined}, notices {self.notices}"
        return f"{said}, failed {len(self.faults)}" if self.faults else said


def watch_patterns(store: Store, now: datetime) -> Watched:
    """Look for patterns as of ``now``; twice, or two at once, opens and tells nothing twice.

    A case that cannot be counted is told of to the administrators.
    """
    now, found = now.astimezone(UTC), Watched()
    count_what_changed(store, found.faults)
    tell_administrators(store, found.faults, now)
    with store.write() as connection:
        beat(connection, FLOW, now)  # whoever watches at the same time waits here for its turn
        pack_id = pack_in_force(store, connection, local_day(now))
        if pack_id is None:
            return found
        pack, days = pack_by_id(store, connection, pack_id), calendar(store, connection)
        watch = _Watch(connection, pack, pack_id, days, now, found)
        running = {(one.kind, one.name): one for one in patterns.open_alerts(connection, hold=True)}
        for alert in running.values():
            watch.absorb(alert)
            watch.remind(alert)
        for kind, rule in (
            ("issue_type", pack.pattern.same_issue_type), ("field", pack.pattern.same_field)
        ):  # fmt: skip
            for name in patterns.names(connection, kind):
                if (kind, name) not in running and (pattern := watch.find(kind, name, rule)):
                    watch.open(kind, name, rule, pattern)
    return found


@dataclass(frozen=True, slots=True)
class _Watch:
    """One watch: what it looks at, with what, and what it found."""

    connection: Connection
    pack: Pack
    pack_id: int
    days: WorkingDayCalendar
    now: datetime
    found: Watched

    @property
    def today(self) -> date:
        return local_day(self.now)

    def find(self, kind: str, name: str, rule: Threshold) -> Found | None:
        """A pattern of that name whose window has not gone by, by number or by share."""
        since = first_of_window(self.today, rule.window_months)
        back = first_of_window(since, rule.window_months)
        newest = patterns.newest(self.connection, kind, name, back)
        last = often(newest, rule.count, rule.window_months)
        if last and last >= since:
            return Found("count", first_of_window(last, rule.window_months), last)
        return self._by_share(kind, name, rule, since)

    def _by_share(self, kind: str, name: str, rule: Threshold, since: date) -> Found | None:
        """So large a part of all that went wrong in the window that ends today."""
        if rule.or_share is None:
            return None
        held, every = patterns.share(self.connection, kind, name, since, self.today)
        if held < LEAST:
            return None
        share = held / every
        return Found("share", since, self.today, share) if share >= rule.or_share else None

    def open(self, kind: str, name: str, rule: Threshold, pattern: Found) -> None:
        """Open an alert; its analysis is due as the pack says."""
        number = f"P{self.today.year}-{next_number(self.connection, NOTICE, self.today.year):04d}"
        clock = self.pack.deadlines.get(CLOCK)
        due_on = clock.due(self.today, self.days).due_on if clock else None
        facts = {"kind": kind, "name": name, "rule": pattern.rule, "count": 0,
                 "threshold": rule.model_dump(), "share": pattern.share}  # fmt: skip
        values = {
            "number": number, "kind": kind, "name": name, "pack_id": self.pack_id,
            "state": "open", "version": 0, "due_on": due_on, "facts": canonical({}),
            "head": GENESIS, "opened_at": self.now, "closed_at": None,
        }  # fmt: skip
        made = patterns.insert_alert(self.connection, values)
        alert = AlertRecord(made, number, kind, name, self.pack_id, "open", 0, due_on, {}, GENESIS,
                            self.now, None)  # fmt: skip
        self._take(alert, "opened", pattern.first_day, pattern.last_day, facts)
        self.found.opened += 1
        self.tell(alert, "opened")

    def absorb(self, alert: AlertRecord) -> None:
        """Later matters join the alert that is open; no second one is."""
        first = date.fromisoformat(alert.facts["first_day"])
        self.found.joined += self._take(alert, "joined", first, self.today, {})

    def _take(
        self, alert: AlertRecord, step: str, first: date, last: date, facts: Mapping[str, Any]
    ) -> int:
        """Let the alert count what is new in a window, by a step of that name; how many."""
        taken = patterns.count_matters(self.connection, alert, first, last)
        if taken is None:
            return 0
        held, number = _window(alert), len(taken.matters)
        learned = {
            **facts, "count": alert.facts.get("count", 0) + number,
            "first_day": min([taken.first_day, *held]).isoformat(),
            "last_day": max([taken.last_day, *held]).isoformat(),
        }  # fmt: skip
        body = body_of(alert, step, self.now, to=alert.state, due_on=alert.due_on,
                       data={"matters": list(taken.matters)}, learned=learned)  # fmt: skip
        patterns.append(self.connection, alert, body, at=self.now, actor_id=None)
        return number

    def remind(self, alert: AlertRecord) -> None:
        """Say once that its last day has come, or that it is over."""
        if alert.due_on is None or self.today < alert.due_on:
            return
        over = self.today > alert.due_on
        self.tell(alert, f"{alert.state}-{'over' if over else 'due'}")

    def tell(self, alert: AlertRecord, said: str) -> None:
        """Queue a notice to each whom it concerns; one that was told stays told once."""
        self.found.notices += queue_notices(self.connection, alert, said, self.now)


def _window(alert: AlertRecord) -> list[date]:
    """The first and last day that the alert has so far."""
    names = ("first_day", "last_day")
    return [date.fromisoformat(alert.facts[name]) for name in names if name in alert.facts]


ADDRESSED: Mapping[str, tuple[tuple[Role, ...], tuple[Role, ...]]] = {
    "opened": ((Role.SUP,), (Role.DIV,)),
    "analysed": ((Role.BPG,), (Role.SUP,)),
    "warned": ((), (Role.SUP, Role.DIV)),
    "open-due": ((Role.SUP,), ()),
    "open-over": ((Role.SUP, Role.DIV), ()),
    "analysed-due": ((Role.BPG,), ()),
    "analysed-over": ((Role.BPG, Role.DIV), ()),
    "warned-due": ((Role.SUP,), ()),
    "warned-over": ((Role.SUP, Role.DIV), ()),
}
"""Who is told what, and who gets it for their information; of a warning also the units it names."""


def queue_notices(
    connection: Connection,
    alert: AlertRecord,
    said: str,
    now: datetime,
    units: Sequence[int] = (),
) -> int:
    """Queue what is told of an alert; how many people. No name, no case and no unit is in it."""
    on, rows = local_day(now), dict[int, dict[str, Any]]()
    roles, copies = ADDRESSED[said]
    wanted = [(roles, 0, False), (copies, 0, True)]
    wanted += [((Role.UPO,), unit, False) for unit in units]
    for who, unit, copy in wanted:
        for role, person in people.holders(connection, on, tuple(map(str, who)), unit):
            rows.setdefault(person, {
                "key": f"{NOTICE}/{alert.number}/{said}/{person}", "case_id": None,
                "task_id": None, "name": NOTICE, "recipient_id": person, "role": role,
                "copy": copy, "always": not CATALOGUE[NOTICE].optional,
                "context": outbox.context(
                    event=None, article=CATALOGUE[NOTICE].article, task=None, due_on=None,
                    provisional=False, fault=f"{alert.number}/{said}",
                ),
                "not_before": now, "created_at": now,
            })  # fmt: skip
    prefix = f"{NOTICE}/{alert.number}/{said}/"
    before = outbox.queued_by(connection, prefix)
    outbox.queue(connection, list(rows.values()))
    return outbox.queued_by(connection, prefix) - before


def body_of(
    alert: AlertRecord,
    step: str,
    now: datetime,
    *,
    to: str,
    due_on: date | None,
    data: Mapping[str, Any],
    learned: Mapping[str, Any],
    actor: str | None = None,
    role: Role = Role.SYS,
) -> dict[str, Any]:
    """The body of a step, as its chain keeps it."""
    return {
        "alert": alert.number, "seq": alert.version + 1, "at": now.isoformat(), "step": step,
        "from": alert.state, "to": to, "actor": actor, "role": str(role), "data": dict(data),
        "learned": dict(learned), "due_on": due_on.isoformat() if due_on else None,
    }  # fmt: skip


def working_day(day: date, days: WorkingDayCalendar) -> date:
    """That day, or the next that is worked."""
    return day if days.is_working(day) else days.shift(day - timedelta(days=1), 1)
