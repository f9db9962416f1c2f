"""The working-day calendar as versioned data: loaded once, cached until a newer row exists."""

import json
from datetime import datetime
from importlib.resources import files

from sqlalchemy import Connection, func, insert, select

from deadlines import (
    Override,
    WorkingDayCalendar,
    build_calendar,
    parse_year,
)
from storage.prepared import Prepared
from storage.schema import CalendarOverride, CalendarYear
from storage.store import Store

_stamp = Prepared(
    select(
        select(func.max(CalendarYear.id)).scalar_subquery(),
        select(func.max(CalendarOverride.id)).scalar_subquery(),
    )
)
_overrides = select(
    CalendarOverride.day, CalendarOverride.is_off, CalendarOverride.name, CalendarOverride.source
).order_by(CalendarOverride.id)


def seed_calendar(connection: Connection, now: datetime) -> int:
    """Load the shipped years that the database has none of; how many were loaded."""
    held = set(connection.execute(select(CalendarYear.year)).scalars())
    shipped = json.loads((files("storage") / "seed" / "calendar.json").read_text("utf-8"))
    rows = [
        {
            "year": year["year"],
            "document": json.dumps(year, ensure_ascii=False, separators=(",", ":")),
            "loaded_at": now,
        }
        for year in shipped
        if year["year"] not in held
    ]
    if rows:
        connection.execute(insert(CalendarYear), rows)
    return len(rows)


def calendar(store: Store, connection: Connection) -> WorkingDayCalendar:
    """The calendar in force; its version names the newest rows it was built from."""
    stamp = tuple(_stamp.rows(connection, {})[0])
    cached = store.cache.get("calendar")
    if cached is None or cached[0] != stamp:
        cached = store.cache["calendar"] = (stamp, _build(connection, stamp))
    found: WorkingDayCalendar = cached[1]
    return found


def _build(connection: Connection, stamp: tuple[int | None, ...]) -> WorkingDayCalendar:
    newest = {
        row[0]: row[1]
        for row in connection.execute(
            select(CalendarYear.year, CalendarYear.document).order_by(CalendarYear.id)
        )
    }
    set_days = {row.day: row for row in connection.execute(_overrides)}
    overrides = [
        Override(row.day, working=not row.is_off, name=row.name, source=row.source)
        for row in set_days.values()
        if row.is_off is not None
    ]
    years = [parse_year(document) for document in newest.values()]
    return build_calendar(years, overrides, version="-".join(str(s or 0) for s in stamp))
