"""Which cases stand in the room of corrections (第十八条), read from their lines."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from storage.case_list import Seen
from storage.narrowing import Shape, Way, led
from storage.searching import leads_to_few
from storage.walking import Counted, Course, Key, Reached, count, walk
from storage.ways import Apart, ways_of

Days = tuple[date, date]
"""The first and the last, both included."""
UNDER_WAY = Course("correct_by", "correct_by")
ACCEPTED = Course("accepted_at", "accepted_at", down=True)


def under_way(
    connection: Connection, seen: Seen, days: Days | None, after: Key | None, limit: int
) -> Reached:
    """The corrections under way by the day they have to keep, where it lies between ``days``."""
    shape, values = _between(days)
    ways = (one.way & Way(values=values) for one in _ways(connection, seen))
    return walk(connection, ways, UNDER_WAY, shape, after, limit)


def accepted(
    connection: Connection, seen: Seen, since: datetime, after: Key | None, limit: int
) -> Reached:
    """Those accepted since then in cases that have gone on, the last one first."""
    ways = (one.way & Way(values={"since": since}) for one in _ways(connection, seen))
    return walk(connection, ways, ACCEPTED, ("since",), after, limit)


def numbers(
    connection: Connection, seen: Seen, spans: Mapping[str, Days]
) -> dict[str, tuple[int, bool]]:
    """How many are under way in each span; true: at least so many, for no more were looked at."""
    days = {name: _between(days) for name, days in spans.items()}
    return count(connection, list(_ways(connection, seen)), UNDER_WAY, days)


def accepted_number(connection: Connection, seen: Seen, since: datetime) -> tuple[int, bool]:
    """How many were accepted since then; true: at least so many."""
    days: tuple[Shape, dict[str, Any]] = (("since",), {"since": since})
    return count(connection, list(_ways(connection, seen)), ACCEPTED, {"all": days})["all"]


def _between(days: Days | None) -> tuple[Shape, dict[str, Any]]:
    if days is None:
        return ("held",), {}
    return ("first", "last"), {"first": days[0], "last": days[1]}


def _ways(connection: Connection, seen: Seen) -> Iterator[Counted]:
    """What leads to few is put in order when it was read; else a unit leads, or order itself."""
    apart = Apart.of(connection, seen)
    for place, way in enumerate(ways_of(seen, apart)):
        unit = "of_unit" if "of_unit" in way.by else ""
        few = leads_to_few(connection, way)
        led_by = led(way, few or unit) & Way(values=apart.values)
        yield Counted(led_by, way.by + way.but + way.sieve, place)
