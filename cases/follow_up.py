"""Issue what is owed of follow-up reports: each period once for each unit and for the bureau."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection

from cases.counting import count_what_changed
from cases.faults import Fault, tell_administrators
from cases.follow_up_mail import queue_report
from deadlines import local_day
from reports.follow_up import Bureau, Scope, Span, from_the_last, make
from reports.follow_up_periods import Period, owed
from states.errors import NotFound
from storage import Store, follow_up, follow_up_cases, journal, units
from storage.calendar import calendar
from storage.packs import pack_by_id, pack_in_force
from storage.running import place_of_case

ISSUED = "follow_up_issued"


@dataclass(slots=True)
class Issued:
    """What one run issued; names nobody."""

    reports: int = 0
    notices: int = 0
    held: int = 0
    periods: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    """Cases whose data raises."""

    def __str__(self) -> str:
        said = f"issued {self.reports}, notices {self.notices}, held {self.held}"
        if self.faults:
            said += f", failed {len(self.faults)}"
        return f"{said}: {', '.join(self.periods)}" if self.periods else said


def issue_follow_ups(store: Store, now: datetime) -> Issued:
    """Issue every report whose day has come and that was not, each as of its own day of issue.

    Run twice, late or at the same time as itself it issues each once. A report, its entry in the
    journal and its notices are one transaction. What changed is counted first; a case whose data
    raises stops nothing and is told of to the administrators.
    """
    done, now = Issued(), now.astimezone(UTC)
    count_what_changed(store, done.faults)
    with store.read() as connection:
        bureau, periods = bureau_of(store, connection, now), list(_owed(store, connection, now))
    for period in periods:
        span = Span.of(period, bureau.days)
        then = bureau.at(span.until)
        made = [_issue(store, then, scope, span, now, done) for scope in then.reporting(span.since)]
        if any(made):
            done.periods += (period.code,)
    with store.read() as connection:
        done.faults += _unread(connection, bureau, {one.place.case_id for one in done.faults})
    tell_administrators(store, done.faults, now)
    return done


def _unread(connection: Connection, bureau: Bureau, known: set[int]) -> list[Fault]:
    """The cases that no report could read, but for those that are known."""
    return [
        Fault(place_of_case(connection, case), error)
        for case, error in bureau.unread.items()
        if case not in known
    ]


def _owed(store: Store, connection: Connection, now: datetime) -> Iterator[Period]:
    """What is owed of each kind; the bureau's report comes last, and says that a period is done."""
    bureau = bureau_of(store, connection, now)
    for kind in bureau.pack.follow_up.periods:
        last = follow_up.last_period(connection, kind == "weekly")
        yield from owed(kind, last, local_day(now), bureau.days)


def _issue(
    store: Store, bureau: Bureau, scope: Scope, span: Span, now: datetime, done: Issued
) -> bool:
    with store.read() as connection:
        if follow_up.is_kept(connection, span.period.code, scope.code):
            return False
        span = from_the_last(connection, scope, span, span.period.first)
        made = make(connection, bureau, scope, span)
    with store.write() as connection:
        kept = follow_up.keep(connection, made, now)
        if kept is None:
            return False
        said = {"period": made.period, "scope": made.scope, "hash": kept}
        journal.write(connection, journal.Entry(ISSUED, None, None, now, said))
        done.reports += 1
        done.held += made.by_hand
        if not made.by_hand:
            done.notices += queue_report(connection, bureau.pack, made, now)
    return True


def bureau_of(store: Store, connection: Connection, now: datetime) -> Bureau:
    """Units, calendar and measures as they are now; raises ``NotFound`` without a pack in force."""
    on = local_day(now)
    pack = pack_in_force(store, connection, on)
    if pack is None:
        raise NotFound("办法", "measures", store.pack)
    return Bureau(
        follow_up_cases.units_of(connection), calendar(store, connection),
        pack_by_id(store, connection, pack), units.changes(connection),
    )  # fmt: skip
