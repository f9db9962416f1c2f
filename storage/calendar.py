"""The working-day calendar as versioned data: loaded once, cached until a newer row exists."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import Connection, func, insert, select

from deadlines import (
    Override,
    PublishedYear,
    WorkingDayCalendar,
    build_calendar,
    parse_year,
)
from storage.prepared import Prepared
from storage.schema import CalendarOverride, CalendarYear, Person
from storage.store import Store


@dataclass(frozen=True, slots=True)
class SetDay:
    """A single day set otherwise; ``off`` ``None`` gives it back to the layers below."""

    day: date
    off: bool | None
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of the calendar's history: a year or a day, when, and by whom if not shipped.

    ``name`` is what the calendar was called from then on, and what explanations cite.
    """

    loaded_at: datetime
    by: str | None
    name: str
    year: int | None = None
    day: SetDay | None = None


_stamp = Prepared(
    select(
        select(func.max(CalendarYear.id)).scalar_subquery(),
        select(func.max(CalendarOverride.id)).scalar_subquery(),
    )
)
_set_days = select(
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


def keep_year(connection: Connection, document: str, year: int, now: datetime, by: int) -> None:
    """A new version of a year; the older ones stay."""
    connection.execute(
        insert(CalendarYear).values(year=year, document=document, loaded_at=now, loaded_by=by)
    )


def keep_day(connection: Connection, day: SetDay, now: datetime, by: int) -> None:
    """A new word on a single day; the older ones stay."""
    connection.execute(
        insert(CalendarOverride).values(
            day=day.day, is_off=day.off, name=day.name, source=day.source,
            loaded_at=now, loaded_by=by,
        )
    )  # fmt: skip


def calendar_with(
    connection: Connection, years: Iterable[PublishedYear], days: Iterable[SetDay]
) -> WorkingDayCalendar:
    """The calendar as it would be with these years and days laid over what is held."""
    return _build(connection, (None, None), years, days)


def version(connection: Connection) -> str:
    """The name of the calendar in force: the newest rows it is built from."""
    return _name(tuple(_stamp.rows(connection, {})[0]))


def versions(connection: Connection) -> list[Version]:
    """Everything that was ever loaded by hand or shipped, oldest first."""
    years = connection.execute(
        select(CalendarYear.loaded_at, CalendarYear.id, CalendarYear.year, Person.username)
        .outerjoin(Person, Person.id == CalendarYear.loaded_by)
        .order_by(CalendarYear.id)
    )
    days = connection.execute(
        select(
            CalendarOverride.loaded_at, CalendarOverride.id, CalendarOverride.day,
            CalendarOverride.is_off, CalendarOverride.name, CalendarOverride.source,
            Person.username,
        )
        .outerjoin(Person, Person.id == CalendarOverride.loaded_by)
        .order_by(CalendarOverride.id)
    )  # fmt: skip
    loads = [(row[0], row[3], row[1], 0, {"year": row[2]}) for row in years]
    loads += [(row[0], row[6], 0, row[1], {"day": SetDay(*row[2:6])}) for row in days]
    found, newest_year, newest_day = [], 0, 0
    for at, by, year, day, what in sorted(loads, key=lambda load: load[0]):
        newest_year, newest_day = max(newest_year, year), max(newest_day, day)
        found.append(Version(at, by, _name((newest_year, newest_day)), **what))
    return found


def calendar(store: Store, connection: Connection) -> WorkingDayCalendar:
    """The calendar in force; its version names the newest rows it was built from."""
    stamp = tuple(_stamp.rows(connection, {})[0])
    cached = store.cache.get("calendar")
    if cached is None or cached[0] != stamp:
        cached = store.cache["calendar"] = (stamp, _build(connection, stamp))
    found: WorkingDayCalendar = cached[1]
    return found


def _build(
    connection: Connection,
    stamp: tuple[int | None, ...],
    years: Iterable[PublishedYear] = (),
    days: Iterable[SetDay] = (),
) -> WorkingDayCalendar:
    documents = {
        row[0]: row[1]
        for row in connection.execute(
            select(CalendarYear.year, CalendarYear.document).order_by(CalendarYear.id)
        )
    }
    set_days = {row[0]: SetDay(*row) for row in connection.execute(_set_days)}
    newest = {year: parse_year(document) for year, document in documents.items()}
    newest |= {year.year: year for year in years}
    set_days |= {day.day: day for day in days}
    overrides = [
        Override(day.day, working=not day.off, name=day.name, source=day.source)
        for day in set_days.values()
        if day.off is not None
    ]
    return build_calendar(newest.values(), overrides, version=_name(stamp))


def _name(stamp: Iterable[int | None]) -> str:
    return "-".join(str(number or 0) for number in stamp)
