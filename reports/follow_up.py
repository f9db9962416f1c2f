"""A follow-up report put together: every open correction of a scope, as of one instant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import merge
from typing import Any

import orjson
from sqlalchemy import Connection

from deadlines import WorkingDayCalendar, add_months, local_day
from regulations.pack import Pack
from reports.follow_up_lines import Ruler, Told, line_of, told_of
from reports.follow_up_periods import Period, beginning
from reports.follow_up_standing import length_of, of_events
from reports.follow_up_totals import Rest, Totals, changes, finished, visits
from reports.follow_up_warnings import checks_of
from storage import follow_up, people
from storage import follow_up_cases as corrections
from storage.chain import algorithm_of
from storage.follow_up import BUREAU, Made, Packing
from storage.pattern_warnings import warned
from storage.units import MERGED, RENAMED, Change

A_MONTH_AND_MORE = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit with all below it, or the bureau: ``units`` ``None``, every case."""

    code: str
    name: str
    unit_id: int | None
    units: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Span:
    """A period with what its report knows: from ``since`` to before ``until``, told ``today``."""

    period: Period
    since: datetime
    until: datetime
    today: date

    @classmethod
    def of(cls, period: Period, days: WorkingDayCalendar) -> "Span":
        """As it is issued, whenever it is made."""
        return cls(period, period.since(days), period.until(days), period.issued_on(days))


def from_the_last(connection: Connection, scope: Scope, span: Span, before: date) -> Span:
    """The span from where the last report of the scope, on a period begun before, knew of things.

    That is kept: the calendar by which its day was counted may have changed since.
    """
    weekly = span.period.kind == "weekly"
    last = follow_up.last_issued(connection, weekly, scope.code, before)
    return replace(span, since=beginning(last)) if last else span


@dataclass(frozen=True, slots=True)
class Bureau:
    """What every report of a run shares: units, calendar, measures.

    A report that is made late calls people what they are called today, and measures by the pack in
    force today; units are called what they were (``at``).
    ``unread``: cases whose history raises, by id, with the class of the error; no line tells of
    them.
    """

    units: Sequence[tuple[int, str, str, int | None]]
    days: WorkingDayCalendar
    pack: Pack
    changes: Sequence[Change] = ()
    """What became of units, oldest first."""
    unread: dict[int, str] = field(default_factory=dict)

    def at(self, until: datetime) -> "Bureau":
        """The bureau as its units were just before that instant, by name and place."""
        names: dict[int, str] = {}
        places: dict[int, int | None] = {}
        for one in reversed([one for one in self.changes if one.at >= until]):
            names[one.unit_id], places[one.unit_id] = one.name_before, one.parent_before
        units = [
            (id_, code, names.get(id_, name), places.get(id_, above))
            for id_, code, name, above in self.units
        ]
        return replace(self, units=units)

    def reporting(self, since: datetime) -> Iterator[Scope]:
        """The scopes that reports are made of: a unit's last one is of the period it ended in."""
        gone = {one.unit_id for one in self.changes if one.kind != RENAMED and one.at < since}
        yield from (one for one in self.scopes() if one.unit_id not in gone)

    @property
    def codes(self) -> dict[int, str]:
        """The codes of the units by id."""
        return {id_: code for id_, code, _, _ in self.units}

    def scopes(self) -> Iterator[Scope]:
        """Every unit, and the bureau after them."""
        top = next(((id_, name) for id_, code, name, _ in self.units if code == BUREAU), (None, ""))
        for id_, code, name, _ in self.units:
            if code != BUREAU:
                yield Scope(code, name, id_, self.below(id_))
        yield Scope(BUREAU, top[1], top[0], None)

    def below(self, unit_id: int) -> frozenset[int]:
        """A unit and all that are a part of it."""
        found = {unit_id}
        while more := {id_ for id_, *_, above in self.units if above in found} - found:
            found |= more
        return frozenset(found)


def make(connection: Connection, bureau: Bureau, scope: Scope, span: Span) -> Made:
    """The report; what happened from ``span.until`` on is not in it, whenever it is made."""
    everybody = people.everybody_named(connection)
    names, officers = {user: name for _, user, name in everybody}, {i: n for i, _, n in everybody}
    ruler = Ruler(span.today, bureau.days, bureau.pack.follow_up, bureau.codes, names)
    totals = Totals(local_day(span.since))
    lines = Packing(algorithm_of(connection))
    for unit, officer, told in open_corrections(connection, scope, span.until, bureau.unread):
        line = line_of(told, unit, officers[officer], ruler)
        totals.add(line)
        lines.add(line)
    about, rest = _happened(connection, bureau, scope, span)
    for of, every in rest.items():
        lines.rest(of, every)
    lines.close()
    said = totals.said({code: name for _, code, name, _ in bureau.units})
    head = {
        **_about(bureau, scope, span),
        **said,
        **about,
        "reorganised": list(_reorganised(bureau, scope, span)),
        "names": {
            code: name
            for id_, code, name, _ in bureau.units
            if scope.units is None or id_ in scope.units
        },
        "lines": said["open"],
        "lines_hash": lines.hash,
    }
    return Made(
        period=span.period.code, scope=scope.code, unit_id=scope.unit_id,
        first_day=span.period.first, issued_on=span.today,
        by_hand=bureau.pack.follow_up.by_hand, head=head, lines=bytes(lines.packed),
    )  # fmt: skip


def _reorganised(bureau: Bureau, scope: Scope, span: Span) -> Iterator[dict[str, Any]]:
    """What became of the scope's units meanwhile: the name before, and what follows it."""
    names = {id_: name for id_, _, name, _ in bureau.units}
    called = {code: name for _, code, name, _ in bureau.units}
    after = dict(names)
    found = []
    for one in reversed(bureau.changes):
        if not span.since <= one.at < span.until:
            continue
        follows = called.get(one.successor or "", "") if one.kind == MERGED else ""
        name = after[one.unit_id] if one.kind == RENAMED else follows
        if scope.units is None or one.unit_id in scope.units:
            found.append({"on": local_day(one.at).isoformat(), "kind": one.kind,
                          "before": one.name_before, "after": name})  # fmt: skip
        after[one.unit_id] = one.name_before
    yield from reversed(found)


Found = tuple[int, int, Told]
"""A correction: unit and officer by id, and what is told of it."""


def open_corrections(
    connection: Connection, scope: Scope, until: datetime, unread: dict[int, str]
) -> Iterator[Found]:
    """Every correction that was open at ``until``, the first due first."""
    found = folded(connection, scope, until, unread)
    still = unmoved(connection, scope, until)
    return merge(still, found, key=_order) if found else still


def _order(found: Found) -> tuple[str, str]:
    _, _, told = found
    return told["due_on"], told["case"]


def unmoved(connection: Connection, scope: Scope, until: datetime) -> Iterator[Found]:
    """Those that nothing happened to since: what was kept of them then still holds."""
    for unit, officer, told in corrections.unmoved(connection, until, scope.units):
        yield unit, officer, orjson.loads(told)


def folded(
    connection: Connection, scope: Scope, until: datetime, unread: dict[int, str]
) -> list[Found]:
    """Those that something happened to since: what they were then is folded from their events."""
    found = []
    for case in corrections.moved(connection, until, scope.units):
        bodies = map(orjson.loads, corrections.history_of(connection, case.id, until))
        try:
            standing = of_events(case.number, bodies)
        except Exception as error:  # noqa: BLE001 - one bad case must not stop the report
            unread[case.id] = type(error).__name__
            continue
        if standing:
            found.append((case.unit_id, case.officer_id, told_of(standing)))
    return sorted(found, key=_order)


def _about(bureau: Bureau, scope: Scope, span: Span) -> dict[str, Any]:
    period, rules = span.period, bureau.pack.follow_up
    return {
        "period": period.code,
        "kind": period.kind,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "issued_on": span.today.isoformat(),
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "scope": scope.code,
        "unit_id": scope.unit_id,
        "name": scope.name,
        "pack": f"{bureau.pack.code}@{bureau.pack.version}",
        "article": bureau.pack.cite("第十八条"),
        "calendar": bureau.days.version,
        "amber": rules.amber,
        "silent_after": rules.silent_after,
        "effect_check_months": rules.effect_check_months,
    }


def _happened(
    connection: Connection, bureau: Bureau, scope: Scope, span: Span
) -> tuple[Mapping[str, Any], Mapping[str, Rest]]:
    """What the head says of it, and what it has no room for."""
    turns = corrections.turns(connection, span.since, span.until, scope.units)
    lengths = [
        _length(connection, turn, bureau.days)
        for turn in turns
        if turn.event == "accept_correction"
    ]
    months = bureau.pack.follow_up.effect_check_months
    around = add_months(span.period.first, -months)
    midnight = span.period.until(bureau.days) - (span.today - around)
    accepted = corrections.accepted(
        connection, midnight - A_MONTH_AND_MORE, min(midnight + 2 * A_MONTH_AND_MORE, span.until),
        span.until, scope.units,
    )  # fmt: skip
    changed, more_changes = changes(turns, bureau.codes)
    visited, more_visits = visits(accepted, span.period, months, bureau.days)
    codes = None if scope.units is None else {bureau.codes[unit] for unit in scope.units}
    checks = checks_of(
        warned(connection, span.until), codes, span.since, span.period.last, span.today,
        bureau.days,
    )  # fmt: skip
    about = {
        **finished(lengths), "changes": changed, "visits": visited, "warnings": list(checks),
    }  # fmt: skip
    return about, {"changes": more_changes, "visits": more_visits}


def _length(connection: Connection, turn: corrections.Turn, days: WorkingDayCalendar) -> int | None:
    """How long a correction took that was accepted by that event."""
    until = turn.at + timedelta(microseconds=1)
    bodies = corrections.history_of(connection, turn.case_id, until)
    return length_of(map(orjson.loads, bodies), days)
