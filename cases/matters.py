"""Matters as pages and the command line show them: one procedure, one case for each officer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.eyes import cases_seen
from cases.listing import CaseRow, as_told, case_row
from deadlines import local_day
from states.errors import NotFound
from states.matters import MatterStatus, status_of
from states.vocabulary import Outcome, Phase, State
from storage import Store, case_list, matters
from storage.calendar import calendar
from storage.case_list import Seen
from storage.matters import CaseCount, MatterRecord
from storage.packs import pack_by_id


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter; ``phases`` and ``outcomes`` count its cases, in the order of the trade."""

    number: str
    subject: str
    track: str
    organ: str
    started_on: date
    opened_on: date
    status: MatterStatus
    cases: int
    phases: dict[Phase, int]
    outcomes: dict[Outcome, int]


@dataclass(frozen=True, slots=True)
class MatterPage:
    """A page of the list, and the number after which the next one begins."""

    rows: tuple[MatterRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class MatterFile:
    """A matter with what its cases share, said once, and each case as it stands."""

    row: MatterRow
    start_document: str
    cases: tuple[CaseRow, ...]


def list_matters(
    store: Store,
    now: datetime,
    *,
    viewer: str | None = None,
    status: MatterStatus | None = None,
    after: str | None = None,
    limit: int = 50,
) -> MatterPage:
    """Matters of which ``viewer`` sees a case, the newest first.

    Raises ``NotFound`` where ``after`` is no matter.
    """
    with store.read() as connection:
        seen = cases_seen(connection, viewer, local_day(now))
        if after and matters.matter(connection, after) is None:
            raise NotFound("事项", "matter", after)
        found = matters.matters(connection, status, after, limit + 1, seen)
        counted = matters.counts(connection, [one.id for one in found[:limit]], seen)
    rows = tuple(
        _row(one, [count for count in counted if count.matter_id == one.id], seen)
        for one in found[:limit]
    )
    return MatterPage(rows, rows[-1].number if len(found) > limit else None)


def matter_file(
    store: Store, number: str, now: datetime, *, viewer: str | None = None
) -> MatterFile:
    """A matter with the cases that ``viewer`` sees; raises ``NotFound``, also where it has none."""
    with store.read() as connection:
        found, today = matters.matter(connection, number), local_day(now)
        seen = cases_seen(connection, viewer, today)
        counted = matters.counts(connection, [found.id], seen) if found else []
        if found is None or not counted:
            raise NotFound("事项", "matter", number)
        days = calendar(store, connection)
        rows = (
            case_row(case, pack_by_id(store, connection, case.pack_id), today, days)
            for case in case_list.of_matter(connection, found.id, seen)
        )
        return MatterFile(
            _row(found, counted, seen), found.start_document, tuple(as_told(rows, seen))
        )


def _row(matter: MatterRecord, counted: Sequence[CaseCount], seen: Seen | None) -> MatterRow:
    """One line; whoever sees no facts sees which matter it is, and not what it is about."""
    phases, outcomes = Counter[Phase](), Counter[Outcome]()
    for count in counted:
        phases[State(count.state).phase] += count.number
        if count.outcome:
            outcomes[Outcome(count.outcome)] += count.number
    return MatterRow(
        number=matter.number,
        subject=matter.subject if seen is None or seen.facts else matter.number,
        track=matter.track,
        organ=matter.organ,
        started_on=matter.started_on,
        opened_on=local_day(matter.opened_at),
        status=status_of(State(count.state) for count in counted),
        cases=phases.total(),
        phases={phase: phases[phase] for phase in Phase if phase in phases},
        outcomes={outcome: outcomes[outcome] for outcome in Outcome if outcome in outcomes},
    )
