"""The ledger's rows: which cases are still to be counted, and what was counted of each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage import tallies
from storage.chain import canonical
from storage.schema import (
    Case,
    CaseEvent,
    LedgerClock,
    LedgerCorrection,
    LedgerItem,
    LedgerLine,
    Matter,
)

Row = Mapping[str, Any]
KEPT: tuple[Any, ...] = (LedgerLine, LedgerItem, LedgerClock, LedgerCorrection)
"""What is kept of each case."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A case as it is counted."""

    id: int
    number: str
    version: int
    pack_id: int
    matter_id: int
    matter_number: str
    unit_id: int
    officer_id: int
    state: str
    outcome: str | None
    track: str
    organ: str
    started_on: date
    report_kind: str
    window_last_day: date | None
    facts: str
    changed_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Folded:
    """What was counted of a case: its line, the items found, the runs of clocks.

    ``correction`` is what is told of the one that is open (``reports.follow_up_lines``).
    """

    line: Row
    items: Sequence[str]
    clocks: Sequence[Row]
    correction: Row | None


_waiting = (
    select(
        Case.id, Case.number, Case.version, Case.pack_id, Case.matter_id, Matter.number,
        Case.unit_id, Case.officer_id, Case.state, Case.outcome, Matter.track, Matter.organ,
        Matter.started_on, Matter.report_kind, Case.window_last_day, Case.facts,
        Case.changed_at, Case.closed_at,
    )
    .join(Matter, Matter.id == Case.matter_id)
    .where(
        Case.id.in_(bindparam("ids", expanding=True)), Case.counted < Case.version,
        Case.emptied.is_(None),
    )
    .order_by(Case.id)
)  # fmt: skip
_locked = _waiting.with_for_update(of=Case, key_share=True, skip_locked=True)
_next = (
    select(Case.id)
    .where(Case.counted < Case.version, Case.emptied.is_(None), Case.id > bindparam("after"))
    .order_by(Case.id)
    .limit(bindparam("most"))
)
_bodies = (
    select(CaseEvent.case_id, CaseEvent.body)
    .where(CaseEvent.case_id.in_(bindparam("ids", expanding=True)))
    .order_by(CaseEvent.case_id, CaseEvent.seq)
)
_counted = (
    update(Case).where(Case.id == bindparam("case")).values(counted=bindparam("version_counted"))
)


def waiting_after(connection: Connection, after: int, most: int) -> list[int]:
    """The next cases that changed since they were counted, by id."""
    return list(connection.execute(_next, {"after": after, "most": most}).scalars())


def waiting(connection: Connection, ids: Sequence[int]) -> list[Counted]:
    """Those of them that wait still; what another counts at this moment is left to them."""
    statement = _waiting if connection.dialect.name == "sqlite" else _locked
    return [Counted(*row) for row in connection.execute(statement, {"ids": list(ids)})]


def bodies_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Every event of these cases, oldest first."""
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, body in connection.execute(_bodies, {"ids": list(ids)}):
        found[case_id].append(body)
    return found


def write(connection: Connection, folded: Sequence[tuple[Counted, Folded]]) -> None:
    """Put what was counted in the place of what stood there."""
    ids = [case.id for case, _ in folded]
    before = tallies.of_cases(connection, ids)
    rows = (
        [dict(one.line) for _, one in folded], list(_items(folded)), list(_clocks(folded)),
        list(_corrections(folded)),
    )  # fmt: skip
    for model, those in zip(KEPT, rows, strict=True):
        connection.execute(delete(model).where(model.case_id.in_(ids)))
        if those:
            connection.execute(insert(model.__table__), those)
    tallies.shift(connection, before, tallies.of_cases(connection, ids))
    connection.execute(
        _counted, [{"case": case.id, "version_counted": case.version} for case, _ in folded]
    )


def _of_the_case(case: Counted) -> dict[str, Any]:
    return {"case_id": case.id, "unit_id": case.unit_id}


def _items(folded: Sequence[tuple[Counted, Folded]]) -> Iterator[dict[str, Any]]:
    for case, one in folded:
        for code in dict.fromkeys(one.items):
            yield {**_of_the_case(case), "code": code, "started_on": case.started_on}


def _clocks(folded: Sequence[tuple[Counted, Folded]]) -> Iterator[dict[str, Any]]:
    for case, one in folded:
        for place, run in enumerate(one.clocks, start=1):
            yield {
                **_of_the_case(case), **run, "place": place, "case_started_on": case.started_on,
            }  # fmt: skip


def _corrections(folded: Sequence[tuple[Counted, Folded]]) -> Iterator[dict[str, Any]]:
    for case, one in folded:
        if one.correction is not None:
            yield {
                **_of_the_case(case), "number": case.number, "officer_id": case.officer_id,
                "due_on": date.fromisoformat(one.correction["due_on"]),
                "changed_at": case.changed_at, "told": canonical(one.correction),
            }  # fmt: skip


def forget(connection: Connection) -> int:
    """Let every case be counted anew that still has a history to be read; how many there are.

    What an emptied case was counted as stays: nobody could count it again.
    """
    there = select(Case.id).where(Case.emptied.is_(None))
    for model in KEPT:
        connection.execute(delete(model).where(model.case_id.in_(there)))
    tallies.recount(connection)
    met = connection.execute(update(Case).where(Case.emptied.is_(None)).values(counted=0)).rowcount
    return int(met)
