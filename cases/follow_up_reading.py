"""Follow-up reports as somebody may read them: which, and how much of each line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.counting import count_what_changed
from cases.follow_up import bureau_of
from cases.follow_up_destroyed import without_destroyed
from cases.follow_up_mail import queue_report
from cases.follow_up_sight import (
    Sight,
    cases_that_open,
    head_under_eyes,
    named_in,
    reading,
    sight_of,
    under_eyes,
    whole_head,
    with_notes,
)
from cases.standing import find_person, granted
from deadlines import local_day
from reports.follow_up import Bureau, Scope, Span, from_the_last, make
from reports.follow_up_periods import Period
from reports.names import without
from states.errors import GuardFailed, Invalid, NotFound, NotGranted
from states.forms.base import unprintable
from states.vocabulary import Role
from storage import Store, follow_up, follow_up_cases, follow_up_notes, journal
from storage.follow_up import BUREAU, Kept, Line
from storage.people import PersonRecord

PREVIEW = "preview"
"""Stands for the period that is running and whose report was not issued."""
LONGEST_NOTE = 1000
LATELY = 8
"""Reports among which the newest is looked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report under somebody's eyes; without a ``hash`` it was not issued (未签发).

    ``releases``: whether they may release it. ``opens`` are those cases named at its head that they
    see themselves. ``notes`` are the supervisor's of single corrections, by case: before the
    release drafts, which are for those who may release it.
    """

    period: str
    scope: str
    head: Mapping[str, Any]
    sight: Sight
    reader: PersonRecord
    packed: bytes
    hash: str | None = None
    algorithm: str | None = None
    made_at: datetime | None = None
    waits: bool = False
    note: str | None = None
    released_by: str | None = None
    releases: bool = False
    opens: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def issued(self) -> bool:
        """Whether it was issued, and so never changes."""
        return self.hash is not None


@dataclass(frozen=True, slots=True)
class Reports:
    """A page of what was issued, the newest first; ``scopes`` are those the reader may look at."""

    rows: tuple[Kept, ...]
    next: int | None
    scopes: tuple[Scope, ...]


def list_reports(
    store: Store, viewer: str, now: datetime, *, before: int | None = None, limit: int = 50
) -> Reports:
    """The reports that ``viewer`` may read."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.REPORTS, "Ro", local_day(now))
        seen = [
            one
            for one in bureau_of(store, connection, now).scopes()
            if sight_of(person, one.unit_id)
        ]
        codes = [one.code for one in seen]
        found = follow_up.reports(connection, codes, before=before, limit=limit + 1)
    more = found[limit - 1].id if len(found) > limit else None
    return Reports(tuple(found[:limit]), more, tuple(reversed(seen)))


def read_report(store: Store, period: str, scope: str, viewer: str, now: datetime) -> Report:
    """One report, or with ``PREVIEW`` the running period's as it would be issued this moment.

    Raises ``NotFound``, also where it is not theirs to read.
    """
    if period == PREVIEW:
        count_what_changed(store)
    with store.read() as connection:
        person, bureau, place, sight = _asked(store, connection, scope, viewer, now)
        if period == PREVIEW:
            made = make(connection, bureau, place, _running(connection, bureau, place, now))
            head = head_under_eyes(connection, made.head, person)
            opens = frozenset(cases_that_open(connection, named_in(head), person))
            return Report(
                made.period, scope, head, sight, person, made.lines, opens=opens,
            )  # fmt: skip
        kept = follow_up.report_of(connection, period, scope)
        if kept is None:
            raise NotFound("整改跟踪报告", "follow-up report", f"{period} {scope}"[:60])
        head = head_under_eyes(connection, kept.head, person)
        releases = kept.waits and _releases(person, place)
        told = releases or not kept.waits
        return Report(
            period,
            scope,
            head,
            sight,
            person,
            follow_up.packed_of(connection, kept.id),
            hash=kept.hash,
            algorithm=kept.algorithm,
            made_at=kept.made_at,
            waits=kept.waits,
            note=kept.note,
            released_by=kept.released_by,
            releases=releases,
            opens=frozenset(cases_that_open(connection, named_in(head), person)),
            notes=follow_up_notes.notes_of(connection, kept.id) if told else {},
        )


def lines_seen(store: Store, report: Report) -> Iterator[Line]:
    """Its lines as they may be read, none of a case that the reader keeps out of."""
    with store.read() as connection:
        lines = with_notes(follow_up.lines_in(report.packed), report.notes)
        lines = without_destroyed(connection, lines)
        yield from under_eyes(connection, lines, report.reader, report.sight)


def whole_head_seen(store: Store, report: Report) -> Mapping[str, Any]:
    """Its head with every change and every visit, also those for which a page has no room."""
    with store.read() as connection:
        return whole_head(connection, report.head, report.packed, report.reader)


def note_taken(store: Store, report: Report, viewer: str, as_: str, now: datetime) -> None:
    """Note in the journal that a report left the house as a file; asks that they may read it."""
    with store.write() as connection:
        person = granted(connection, viewer, Thing.REPORTS, "Ro", local_day(now))
        said = {"period": report.period, "scope": report.scope, "as": as_}
        journal.note(connection, "follow_up_taken", person, now, **said, issued=report.issued)


def release_report(store: Store, period: str, scope: str, note: str, by: str, now: datetime) -> int:
    """Send a report that is held for it, with the supervisor's note; how many letters.

    The note goes out to everybody whom the report is for: officers' names are masked in it.
    Raises ``NotFound``, ``GuardFailed`` where it waits for nobody, or ``Invalid``.
    """
    said = note_of(note)
    now = now.astimezone(UTC)
    with store.write() as connection:
        person, bureau, kept, _ = held_for(store, connection, period, scope, by, now)
        packed = follow_up.packed_of(connection, kept.id)
        told = without(said, *officers_in(connection, packed)) if said else None
        if not follow_up_notes.hold(connection, kept.id) or not follow_up.release(
            connection, kept.id, told, person.id, now
        ):
            raise GuardFailed("该报告不待放行", "this report does not wait for a release")
        notes = follow_up_notes.notes_of(connection, kept.id)
        journal.note(
            connection, follow_up_notes.RELEASED, person, now, period=period, scope=scope,
            hash=kept.hash, notes=follow_up_notes.hash_of(notes, kept.algorithm),
        )  # fmt: skip
        return queue_report(connection, bureau.pack, kept, now)


def note_of(typed: str) -> str:
    """A note as one line, to be printed as it stands; raises ``Invalid``."""
    said = " ".join(typed.split())
    if unprintable(said) or len(said) > LONGEST_NOTE:
        raise Invalid(
            "note",
            f"最多{LONGEST_NOTE}个字，不含控制字符",
            f"takes {LONGEST_NOTE} characters, printable",
        )
    return said


def held_for(
    store: Store, connection: Connection, period: str, scope: str, by: str, now: datetime
) -> tuple[PersonRecord, Bureau, Kept, Sight]:
    """A report for whoever may release it; raises ``NotFound`` or ``NotGranted``."""
    person, bureau, place, sight = _asked(store, connection, scope, by, now)
    kept = follow_up.report_of(connection, period, scope)
    if kept is None:
        raise NotFound("整改跟踪报告", "follow-up report", f"{period} {scope}"[:60])
    if not _releases(person, place):
        raise NotGranted("整改跟踪报告由案件督办放行", "a report is released by a supervisor")
    return person, bureau, kept, sight


def officers_in(connection: Connection, packed: bytes) -> set[str]:
    """The officers of a report's lines and their matters: what goes out with it names no one."""
    found, lines = set[str](), follow_up.lines_in(packed)
    while some := list(islice(lines, follow_up.SHEET)):
        beside = follow_up_cases.officers_beside(connection, [line["case"] for line in some])
        found |= {line["officer"] for line in some}
        found |= {name for officers in beside.values() for _, name in officers}
    return found


def latest_head(store: Store, viewer: str, now: datetime) -> Mapping[str, Any] | None:
    """The head of the newest report of the widest scope ``viewer`` may read; for the workbench."""
    with store.read() as connection:
        person = find_person(connection, viewer, local_day(now))
        if not reading(person):
            return None
        units = follow_up_cases.units_of(connection)
        held = {unit for _, unit in reading(person)}
        seen = [code for id_, code, _, _ in units if held & {None, id_}]
        widest = BUREAU if BUREAU in seen else next(iter(seen), "")
        lately = follow_up.newest(connection, widest, LATELY)
    # A month's is issued after a week's of a later day, where several are made at once.
    newest = max(lately, key=lambda one: (one.issued_on, one.id), default=None)
    return newest.head if newest else None


def _asked(
    store: Store, connection: Connection, scope: str, viewer: str, now: datetime
) -> tuple[PersonRecord, Bureau, Scope, Sight]:
    """Who asks, and how much they see of that scope; raises ``NotFound`` where that is nothing."""
    person = granted(connection, viewer, Thing.REPORTS, "Ro", local_day(now))
    bureau = bureau_of(store, connection, now)
    place = next((one for one in bureau.scopes() if one.code == scope), None)
    sight = sight_of(person, place.unit_id) if place else None
    if place is None or sight is None:
        raise NotFound("整改跟踪报告", "follow-up report", scope[:40])
    return person, bureau, place, sight


def _running(connection: Connection, bureau: Bureau, scope: Scope, now: datetime) -> Span:
    """The week that runs, from its report or, before that, from the one before it, until now."""
    today = local_day(now)
    week = Period.of("weekly", today)
    until = week.until(bureau.days)
    since = until if until <= now else week.since(bureau.days)
    span = replace(Span.of(week, bureau.days), since=since, until=now.astimezone(UTC), today=today)
    return from_the_last(connection, scope, span, week.following.first)


def _releases(person: PersonRecord, scope: Scope) -> bool:
    held = (Role(role) for role, unit in person.grants if unit in {None, scope.unit_id})
    return may(held, Thing.CORRECTION, "A")
