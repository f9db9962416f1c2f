"""The ledger's rows: which cases are still to be counted, and what was counted of each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from storage.schema import (
    Case,
    CaseEvent,
    LedgerClock,
    LedgerItem,
    LedgerKeptOut,
    LedgerLine,
    Matter,
)

Row = Mapping[str, Any]


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
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Folded:
    """What was counted of a case: its line, the items found, the runs of clocks, who keeps out."""

    line: Row
    items: Sequence[str]
    clocks: Sequence[Row]
    kept_out: Sequence[int]


_waiting = (
    select(
        Case.id, Case.number, Case.version, Case.pack_id, Case.matter_id, Matter.number,
        Case.unit_id, Case.officer_id, Case.state, Case.outcome, Matter.track, Matter.organ,
        Matter.started_on, Matter.report_kind, Case.window_last_day, Case.facts, Case.closed_at,
    )
    .join(Matter, Matter.id == Case.matter_id)
    .where(Case.counted < Case.version, Case.emptied.is_(None))
    .order_by(Case.id)
    .limit(bindparam("most"))
)  # fmt: skip
_locked = _waiting.with_for_update(of=Case, key_share=True, skip_locked=True)
_bodies = (
    select(CaseEvent.case_id, CaseEvent.body)
    .where(CaseEvent.case_id.in_(bindparam("ids", expanding=True)))
    .order_by(CaseEvent.case_id, CaseEvent.seq)
)
_counted = (
    update(Case).where(Case.id == bindparam("case")).values(counted=bindparam("version_counted"))
)


def waits(connection: Connection) -> bool:
    """Whether any case changed since it was counted."""
    found = select(Case.id).where(Case.counted < Case.version, Case.emptied.is_(None)).limit(1)
    return connection.execute(found).first() is not None


def waiting(connection: Connection, most: int) -> list[Counted]:
    """The next cases to be counted; what another counts at this moment is left to them."""
    statement = _waiting if connection.dialect.name == "sqlite" else _locked
    return [Counted(*row) for row in connection.execute(statement, {"most": most})]


def bodies_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """Every event of these cases, oldest first."""
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, body in connection.execute(_bodies, {"ids": list(ids)}):
        found[case_id].append(body)
    return found


def write(connection: Connection, folded: Sequence[tuple[Counted, Folded]]) -> None:
    """Put what was counted in the place of what stood there."""
    ids = [case.id for case, _ in folded]
    tables: list[tuple[type[Any], list[dict[str, Any]]]] = [
        (LedgerLine, [dict(one.line) for _, one in folded]),
        (LedgerItem, list(_items(folded))),
        (LedgerClock, list(_clocks(folded))),
        (LedgerKeptOut, list(_kept_out(folded))),
    ]
    for model, rows in tables:
        table: Table = model.__table__
        connection.execute(delete(table).where(table.c.case_id.in_(ids)))
        if rows:
            connection.execute(insert(table), rows)
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


def _kept_out(folded: Sequence[tuple[Counted, Folded]]) -> Iterator[dict[str, Any]]:
    for case, one in folded:
        for person in one.kept_out:
            yield {"person_id": person, "case_id": case.id}


def forget(connection: Connection) -> int:
    """Let every case be counted anew that still has a history to be read; how many there are."""
    met = connection.execute(update(Case).where(Case.emptied.is_(None)).values(counted=0)).rowcount
    return int(met)


def lines_held(connection: Connection) -> int:
    """How many lines the ledger has."""
    return connection.execute(select(func.count()).select_from(LedgerLine)).scalar_one()
