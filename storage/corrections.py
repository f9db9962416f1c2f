"""Which cases stand in the room of corrections (第十八条), read from their lines."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from storage.case_list import Seen
from storage.narrowing import Way, led
from storage.searching import leads_to_few
from storage.walking import Counted, Course, Days, Key, Reached, count, walk
from storage.ways import Apart, ways_of

FirstAndLast = tuple[date, date]
"""The first and the last, both included."""
UNDER_WAY = Course("correct_by", "correct_by")
ACCEPTED = Course("accepted_at", "accepted_at", down=True)


def under_way(
    connection: Connection, seen: Seen, days: FirstAndLast | None, after: Key | None, limit: int
) -> Reached:
    """The corrections under way by the day they have to keep, where it lies between ``days``."""
    ways = (one.way for one in _ways(connection, seen))
    return walk(connection, ways, UNDER_WAY, _between(days), after, limit)


def accepted(
    connection: Connection, seen: Seen, since: datetime, after: Key | None, limit: int
) -> Reached:
    """Those accepted since then in cases that have gone on, the last one first."""
    ways = (one.way for one in _ways(connection, seen))
    return walk(connection, ways, ACCEPTED, (("from", since),), after, limit)


def numbers(
    connection: Connection, seen: Seen, spans: Mapping[str, FirstAndLast]
) -> dict[str, tuple[int, bool]]:
    """How many are under way in each span; true: at least so many, for no more were looked at."""
    days = {name: _between(days) for name, days in spans.items()}
    return count(connection, list(_ways(connection, seen)), UNDER_WAY, days)


def accepted_number(connection: Connection, seen: Seen, since: datetime) -> tuple[int, bool]:
    """How many were accepted since then; true: at least so many."""
    days = {"all": (("from", since),)}
    return count(connection, list(_ways(connection, seen)), ACCEPTED, days)["all"]


def _between(days: FirstAndLast | None) -> Days:
    return (("from", days[0]), ("until", days[1])) if days else (("held", None),)


def _ways(connection: Connection, seen: Seen) -> Iterator[Counted]:
    """What leads to few is put in order when it was read; else a unit leads, or order itself."""
    apart = Apart.of(connection, seen)
    for place, way in enumerate(ways_of(seen, apart)):
        unit = "of_unit" if "of_unit" in way.by else ""
        few = leads_to_few(connection, way)
        led_by = led(way, few or unit) & Way(values=apart.values)
        yield Counted(led_by, way.by + way.but + way.sieve, place)
