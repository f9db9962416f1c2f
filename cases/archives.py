"""The room of the archives: what is to be filed, whose impact period runs, what is closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from access.policy import Thing
from cases.bundles import BundleKind, bundles_for
from cases.eyes import Eyes, seen_by
from cases.rooms import (
    PAGE,
    Light,
    Tasks,
    Visit,
    days_left,
    light_of,
    seen_rows,
    subject_for,
    turned,
    visit,
)
from deadlines import local_day
from regulations.retention import RetentionClass
from reports.ledger_lines import retention_of
from states.conditions import BOTH_FILES
from states.facts import Facts, Receipt
from states.tasks import TASK_KINDS
from states.vocabulary import Role, State, Term
from storage import Store, archives, rooms
from storage.rooms import RoomCase

FILES = (Role.HR, Role.INT)
"""Who keeps the personnel and the integrity file, in the order of 第十七条."""


class Filed(Term):
    """Which cases are shown."""

    WAITING = "waiting", "待归档", "To be filed"
    IMPACT = "impact", "影响期", "Impact period"
    CLOSED = "closed", "已办结", "Closed"


@dataclass(frozen=True, slots=True)
class ImpactView:
    """An impact period: its last day, whether that is over, and who confirms its end."""

    last_day: date
    over: bool
    days: int
    confirmed_by: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long the file of a closed case is kept, by its pack; ``None``: for ever."""

    name: RetentionClass
    last_day: date | None


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """A case with the receipts of its files; ``missing`` are those who still owe one.

    ``either``: what was not tolerated is filed once, by either of them.
    """

    number: str
    subject: str
    officer_name: str
    unit_name: str
    state: State
    outcome: str | None
    receipts: tuple[tuple[Role, Receipt | None], ...]
    missing: tuple[Role, ...]
    either: bool
    due_on: date | None
    provisional: bool
    light: Light | None
    days_left: int | None
    impact: ImpactView | None
    changed_on: date
    bundles: tuple[BundleKind, ...]
    act: str | None
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A page of the archives, how many cases stand where, and the key of the next page."""

    rows: tuple[ArchiveRow, ...]
    counts: Mapping[Filed, int]
    next: str | None
    today: date


def list_archives(
    store: Store,
    now: datetime,
    *,
    viewer: str,
    shown: Filed = Filed.WAITING,
    after: str | None = None,
    limit: int = PAGE,
) -> ArchivePage:
    """A page of the cases whose receipts ``viewer`` sees; raises ``GuardFailed``.

    To be filed and in their impact period by that day, closed ones by when they changed last.
    """
    with store.read() as connection:
        at = visit(store, connection, viewer, now, Thing.RECEIPTS)
        seen = seen_by(at.person, Thing.RECEIPTS)
        picked = {
            Filed.WAITING: archives.to_be_filed(seen),
            Filed.IMPACT: archives.in_impact(seen, State.IMPACT_PERIOD),
            Filed.CLOSED: archives.standing_in(seen, (State.CLOSED,)),
        }
        counts = {code: rooms.how_many(connection, those) for code, those in picked.items()}
        found, more = turned(
            connection, picked[shown], after, limit, by_day=shown is not Filed.CLOSED
        )
        return ArchivePage(tuple(_rows(at, found)), counts, more, at.today)


def _rows(at: Visit, found: Sequence[RoomCase]) -> Iterator[ArchiveRow]:
    for one, facts, eyes, tasks in seen_rows(at, found, (Thing.RECEIPTS,)):
        yield _row(at, one, facts, eyes, tasks)


def _row(at: Visit, one: RoomCase, facts: Facts, eyes: Eyes, tasks: Tasks) -> ArchiveRow:
    case, filing = one.case, tasks.get("file_archives")
    if filing and filing.state != "open":
        filing = None
    return ArchiveRow(
        number=case.number,
        subject=subject_for(case, eyes),
        officer_name=one.officer_name,
        unit_name=one.unit_name,
        state=State(case.state),
        outcome=case.outcome if eyes.of(Thing.DECISION) else None,
        receipts=tuple((role, facts.receipts.get(role)) for role in FILES),
        missing=_missing(facts),
        either=_once(facts),
        due_on=filing.due_on if filing else None,
        provisional=bool(filing and filing.provisional),
        light=light_of(filing.due_on, at.today, at.days) if filing else None,
        days_left=days_left(filing.due_on, at.today, at.days) if filing else None,
        impact=_impact(at, facts) if case.state == State.IMPACT_PERIOD else None,
        changed_on=local_day(one.changed_at),
        bundles=bundles_for(eyes),
        act=at.next_for(case, facts, tasks, ("end_impact", "file_archives")),
        kept=_kept(at, one, facts) if case.state == State.CLOSED else None,
    )


def _kept(at: Visit, one: RoomCase, facts: Facts) -> Kept:
    """Counted from the year after it was closed: what is closed changed last when it was."""
    found = retention_of(facts, at.pack_of(one.case))
    return Kept(found, found.last_day(local_day(one.changed_at)))


def _once(facts: Facts) -> bool:
    """Whether one receipt will do: only what was tolerated goes into both files (第十七条)."""
    return facts.decision is None or not facts.decision.outcome.tolerated


def _missing(facts: Facts) -> tuple[Role, ...]:
    if _once(facts) and facts.receipts:
        return ()
    return tuple(role for role in FILES if role in BOTH_FILES.difference(facts.receipts))


def _impact(at: Visit, facts: Facts) -> ImpactView | None:
    last = facts.decision.impact_last_day if facts.decision else None
    if last is None:
        return None
    days = (last - at.today).days
    return ImpactView(last, days < 0, days, TASK_KINDS["impact_period"].responsible)
