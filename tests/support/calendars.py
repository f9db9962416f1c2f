"""Other calendars for tests: the year of scenario 11, single days, and what a recount leaves."""

import json
from typing import Any

from sqlalchemy import select
from support.bureau import HANDLER, Bureau, at

from cases.calendars import Arrangement, keep, read_arrangement
from cases.recounting import Recounted, recount
from deadlines import WorkingDayCalendar
from storage import records
from storage.calendar import SetDay, calendar
from storage.records import TaskRecord
from storage.schema import CaseEvent

SPRING = [f"2027-02-{day:02}" for day in range(5, 13)]
YEAR_2027 = {
    "year": 2027,
    "papers": ["国务院办公厅关于2027年部分节假日安排的通知（示例）"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        *({"name": "春节", "date": day, "isOffDay": True} for day in SPRING),
        {"name": "春节", "date": "2027-01-30", "isOffDay": False},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


def published(**changes: Any) -> Arrangement:
    """The year 2027 as scenario 11 has it."""
    return read_arrangement(json.dumps({**YEAR_2027, **changes}))


def one_day(day: str, *, off: bool | None) -> Arrangement:
    """A single day off, worked, or given back to the year."""
    return Arrangement(days=(SetDay(at(day).date(), off, "临时调整", "巴府办〔2026〕9号"),))


def apply(b: Bureau, wanted: Arrangement, on: str) -> Recounted:
    """Keep an arrangement and count anew, as ``calendar load --apply`` does."""
    keep(b.store, wanted, HANDLER, at(on))
    return recount(b.store, at(on))


def in_force(b: Bureau) -> WorkingDayCalendar:
    with b.store.read() as connection:
        return calendar(b.store, connection)


def running(b: Bureau, kind: str, number: str = "") -> TaskRecord:
    """The running task of that kind."""
    with b.store.read() as connection:
        return records.open_tasks(connection, b.row(number).id)[kind]


def recounts(b: Bureau, number: str = "") -> list[dict[str, Any]]:
    """The bodies of the case's recounts, oldest first."""
    statement = (
        select(CaseEvent.body)
        .where(CaseEvent.case_id == b.row(number).id, CaseEvent.event == "recount")
        .order_by(CaseEvent.seq)
    )
    with b.store.read() as connection:
        return [json.loads(body) for body in connection.execute(statement).scalars()]
