"""A follow-up report put together: every open correction of a scope, as of one instant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import merge
from typing import Any

import orjson
from sqlalchemy import Connection

from deadlines import WorkingDayCalendar, add_months, local_day
from regulations.pack import Pack
from reports.follow_up_lines import Ruler, Told, line_of, told_of
from reports.follow_up_periods import Period
from reports.follow_up_standing import of_events
from reports.follow_up_totals import Totals, changes, finished, visits
from storage import follow_up_cases as corrections
from storage import people
from storage.chain import algorithm_of
from storage.follow_up import BUREAU, Made
from storage.follow_up import Pack as Lines

BATCH = 500
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


@dataclass(frozen=True, slots=True)
class Bureau:
    """What every report of a run shares: units, calendar, measures.

    ``unread``: cases whose history raises, by id, with the class of the error; no line tells of
    them.
    """

    units: Sequence[tuple[int, str, str, int | None]]
    days: WorkingDayCalendar
    pack: Pack
    unread: dict[int, str] = field(default_factory=dict)

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
    lines = Lines(algorithm_of(connection))
    for unit, officer, told in open_corrections(connection, scope, span.until, bureau.unread):
        line = line_of(told, unit, officers[officer], ruler)
        totals.add(line)
        lines.add(line)
    lines.close()
    head = {
        **_about(bureau, scope, span),
        **totals.said({code: name for _, code, name, _ in bureau.units}),
        **_happened(connection, bureau, scope, span),
        "lines": lines.lines,
        "lines_hash": lines.hash,
    }
    return Made(
        period=span.period.code, scope=scope.code, unit_id=scope.unit_id,
        first_day=span.period.first, issued_on=span.today,
        by_hand=bureau.pack.follow_up.by_hand, head=head, lines=bytes(lines.packed),
    )  # fmt: skip


Found = tuple[int, int, Told]
"""A correction: unit and officer by id, and what is told of it."""


def open_corrections(
    connection: Connection, scope: Scope, until: datetime, unread: dict[int, str]
) -> Iterator[Found]:
    """Every correction that was open at ``until``, the first due first."""
    found = folded(connection, scope, until, unread)
    still = kept(connection, scope, until)
    return merge(still, found, key=_order) if found else still


def _order(found: Found) -> tuple[str, str]:
    _, _, told = found
    return told["due_on"], told["case"]


def kept(connection: Connection, scope: Scope, until: datetime) -> Iterator[Found]:
    """Those that nothing happened to since: what was kept of them then still holds."""
    for unit, officer, told in corrections.unchanged(connection, until, scope.units):
        yield unit, officer, orjson.loads(told)


def folded(
    connection: Connection, scope: Scope, until: datetime, unread: dict[int, str]
) -> list[Found]:
    """Those that something happened to since: what they were then is folded from their events."""
    found = []
    for case in corrections.changed(connection, until, scope.units):
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
) -> Mapping[str, Any]:
    turns = corrections.turns(connection, span.since, span.until, scope.units)
    done = [turn.case_id for turn in turns if turn.event == "accept_correction"]
    begun: dict[int, datetime] = {}
    for place in range(0, len(done), BATCH):
        begun |= corrections.begun(connection, done[place : place + BATCH], span.until)
    months = bureau.pack.follow_up.effect_check_months
    around = add_months(span.period.first, -months)
    midnight = span.period.until(bureau.days) - (span.today - around)
    accepted = corrections.accepted(
        connection, midnight - A_MONTH_AND_MORE, min(midnight + 2 * A_MONTH_AND_MORE, span.until),
        scope.units,
    )  # fmt: skip
    return {
        **finished(turns, begun, bureau.days),
        "changes": changes(turns, bureau.codes),
        "visits": visits(accepted, span.period, months, bureau.days),
    }
