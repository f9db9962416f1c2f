"""Going along the lines of cases in an order: page by page, and counted as far as it pays.

Somebody comes to cases in a few ways. Each is walked along an index from a place on, and what is
found in them is one list.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    select,
    true,
    tuple_,
    union_all,
)

from storage.lines import FAR
from storage.narrowing import Condition, Line, Shape, Way, conditions
from storage.prepared import Prepared, stated
from storage.schema import Case
from storage.searching import FIRST

READ = 1000
"""Cases of each way that one page of a list looks through for what it is narrowed to."""
COUNTED = 200
"""Cases of one span, of those that somebody sees in one way, that a count looks at."""
SHARED = "reviewer"
"""Two people may have this seat in one case; every other names one unit, or one person, a case."""
Mark = tuple[Any, ...]
"""Where a case stands in an order: what it is put in order by, and its id."""
Key = tuple[Any, str]
"""The same as a page says it: what it is put in order by, and its number."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is walked along: a column of the lines, ``down`` from its end, and cases by their id.

    ``day`` is the column that the days asked for are days of.
    """

    along: str
    day: str
    down: bool = False

    @property
    def keys(self) -> tuple[Any, ...]:
        """What the order compares. Ids are given as numbers are."""
        if self.along == Line.case_id.key:
            return (Line.case_id,)
        return getattr(Line, self.along), Line.case_id


@dataclass(frozen=True, slots=True)
class Reached:
    """Cases in their order, and behind which the list goes on; ``cut``: not all was looked at.

    Where it was ``cut``, it goes on behind a case that need not be among them.
    """

    cases: list[int]
    end: Mark | None
    cut: bool


@dataclass(frozen=True, slots=True)
class _Road:
    """What all ways through a list have in common: its course, its days, whether it goes on."""

    course: Course
    days: Shape
    on: bool


@dataclass(frozen=True, slots=True)
class _Strand:
    """The shape of one way through a list; its number is what the names of its values end with."""

    number: int
    by: Shape
    rest: Shape
    ends: bool


DAYS: Mapping[str, Any] = {
    "due_from": lambda day, end="": day >= stated(f"due_from{end}"),
    "due_until": lambda day, end="": day <= stated(f"due_until{end}"),
    "first": lambda day, end="": day >= stated(f"first{end}"),
    "last": lambda day, end="": day <= stated(f"last{end}"),
    "since": lambda at, end="": at >= bindparam(f"since{end}"),
    "has_day": lambda day, _end="": day < FAR,
    "held": lambda day, _end="": day.is_not(None),
}


def walk(
    connection: Connection,
    ways: Iterable[Way],
    course: Course,
    days: Shape,
    after: Key | None,
    limit: int,
) -> Reached:
    """The first ``limit`` cases behind ``after`` that any of ``ways`` leads to."""
    held, start = list(ways), _mark(connection, after) if after else None
    given = {**_values(held), **_named("from", start), "skip": 0, "most": limit + 1}
    road = _Road(course, days, on=start is not None)
    ends = _ends(connection, held, road, given)
    for n, until in ends.items():
        given |= _named(f"until{_end(n)}", until)
    strands = [_Strand(n, way.by, way.but + way.sieve, n in ends) for n, way in enumerate(held)]
    marks: set[Mark] = set()
    number: Counter[int] = Counter()
    for few in (True, False):
        those = tuple(one for one in strands if _few(one.by) is few)
        for n, *mark in _walking(those, road).rows(connection, given) if those else ():
            marks.add(tuple(mark))
            number[n] += 1
    down = course.down
    end = (max if down else min)(
        (until for n, until in ends.items() if number[n] <= limit), default=None
    )
    ordered = [
        mark
        for mark in sorted(marks, reverse=down)
        if end is None or (mark >= end if down else mark <= end)
    ]
    shown = ordered[:limit]
    more = shown[-1] if len(ordered) > limit else end
    cut = len(ordered) <= limit and end is not None
    return Reached([mark[-1] for mark in shown], more, cut)


def _values(ways: Sequence[Way]) -> dict[str, Any]:
    """The values of every way under its number; what is asked of all of them has none."""
    values: dict[str, Any] = {}
    for n, way in enumerate(ways):
        values |= {f"{name}{_end(n)}": value for name, value in way.values.items()}
        values |= way.values
    return values


def _end(number: int) -> str:
    """What the names of a way's values end with; two lines, for names end with numbers as well."""
    return f"__{number}"


def _few(by: Shape) -> bool:
    """Whether it leads to few cases, whatever is asked."""
    return not set(FIRST).isdisjoint(by)


def _ends(
    connection: Connection, ways: Sequence[Way], road: _Road, given: Mapping[str, Any]
) -> dict[int, Mark]:
    """Where a page stops looking, of each way on which it reads off cases and that is so long."""
    sieved = tuple(_Strand(n, way.by, (), ends=False) for n, way in enumerate(ways) if way.sieve)
    if not sieved:
        return {}
    rows = _walking(sieved, road).rows(connection, {**given, "skip": READ - 1, "most": 1})
    return {n: tuple(mark) for n, *mark in rows}


def next_key(connection: Connection, reached: Reached, last: str = "") -> Key | None:
    """The key of the next page; ``last`` is the number of the last case, where it is known."""
    if reached.end is None:
        return None
    value, case_id = (reached.end[0] if len(reached.end) > 1 else None), reached.end[-1]
    if reached.cut or not last:
        last = _number_of.rows(connection, {"case": case_id})[0][0]
    return value, last


@cache
def _walking(strands: tuple[_Strand, ...], road: _Road) -> Prepared:
    """The first of each way, with its number: all ways are asked at once."""
    each = [_first_of(one, road) for one in strands]
    if len(each) == 1:
        return Prepared(each[0])
    return Prepared(union_all(*(select(*one.subquery().c) for one in each)))


def _first_of(strand: _Strand, road: _Road) -> Select[Any]:
    keys, down, end = road.course.keys, road.course.down, _end(strand.number)
    found = select(_plain(strand.number).label("way"), *keys).where(
        *conditions(strand.by, end),
        *_within(road.days, getattr(Line, road.course.day)),
        *conditions(strand.rest, end),
    )
    if road.on:
        found = found.where(_beyond(keys, "from", down=down))
    if strand.ends:
        found = found.where(not_(_beyond(keys, f"until{end}", down=down)))
    ordered = found.order_by(*(key.desc() if down else key for key in keys))
    return ordered.limit(stated("most", Integer())).offset(stated("skip", Integer()))


def _within(days: Shape, day: Any, end: str = "") -> list[Condition]:
    return [DAYS[name](day, end) for name in days]


def _beyond(keys: Sequence[Any], name: str, *, down: bool) -> Condition:
    marks = [bindparam(f"{name}_{n}", type_=key.type) for n, key in enumerate(keys)]
    if len(keys) == 1:
        return keys[0] < marks[0] if down else keys[0] > marks[0]  # type: ignore[no-any-return]
    left, right = tuple_(*keys), tuple_(*marks)
    return left < right if down else left > right


def _named(name: str, mark: Mark | None) -> dict[str, Any]:
    return {f"{name}_{n}": value for n, value in enumerate(mark or ())}


def _mark(connection: Connection, after: Key) -> Mark:
    value, number = after
    found = _id_of.rows(connection, {"number": number})
    return (*((value,) if value is not None else ()), found[0][0] if found else 0)


_id_of = Prepared(select(Case.id).where(Case.number == bindparam("number")))
_number_of = Prepared(select(Line.number).where(Line.case_id == bindparam("case")))


@dataclass(frozen=True, slots=True)
class Counted:
    """A way that is counted.

    ``seen`` is how its cases come to be seen at all, and ``place`` in which of these ways.
    """

    way: Way
    seen: Shape
    place: int


Spans = Mapping[str, tuple[Shape, Mapping[str, Any]]]
"""What is counted, by name: the conditions of its days, and their values."""


def count(
    connection: Connection, ways: Sequence[Counted], course: Course, spans: Spans
) -> dict[str, tuple[int, bool]]:
    """How many cases lie in each span; true: at least so many, for no more were looked at."""
    found = dict.fromkeys(spans, (0, False))
    if not ways:
        return found
    values = _values([one.way for one in ways])
    for name, (_, given) in spans.items():
        values |= {f"{one}_{name}": value for one, value in given.items()}
    shapes = tuple((one.way.by, one.way.but + one.way.sieve, one.seen, one.place) for one in ways)
    days = tuple((name, shape) for name, (shape, _) in spans.items())
    names = tuple(spans)
    for span, hits, read in _counting(shapes, days, course).rows(connection, values):
        number, more = found[names[span]]
        found[names[span]] = number + hits, more or read >= COUNTED
    return found


@cache
def _counting(
    ways: tuple[tuple[Shape, Shape, Shape, int], ...], spans: tuple[tuple[str, Shape], ...],
    course: Course,
) -> Prepared:  # fmt: skip
    """Each way in each span; what is seen in several ways is counted in the first."""
    branches = []
    before: dict[int, tuple[Shape, Condition]] = {}
    for n, (by, rest, seen, place) in enumerate(ways):
        end = _end(n)
        others = [
            not_(already)
            for other, (shape, already) in before.items()
            if other != place and (shape != seen or SHARED in seen)
        ]
        # Asked of each case that is looked at: as a list PostgreSQL would read all of them first.
        asked = tuple("reviewing" if name == SHARED else name for name in seen)
        before.setdefault(place, (seen, and_(true(), *conditions(asked, end))))
        hit = and_(true(), *conditions(rest, end), *others).label("hit")
        led = select(getattr(Line, course.day).label("day"), hit).select_from(Line)
        led = led.where(*conditions(by, end))
        few = led.cte(f"led{end}") if _few(by) else None
        number = func.count() if few is None else _plain(0)  # of few all are looked at
        for span, (name, days) in enumerate(spans):
            some = _some_of(led, few, course, days, f"_{name}")
            hits = func.count().filter(some.c.hit)
            branches.append(select(_plain(span).label("span"), hits, number).select_from(some))
    return Prepared(union_all(*branches))


def _some_of(led: Select[Any], few: CTE | None, course: Course, days: Shape, end: str) -> Subquery:
    """Those of one span: of few, which are read once for every span, all; else the first."""
    if few is not None:
        return select(few).where(*_within(days, few.c.day, end)).subquery()
    # In order, so that PostgreSQL goes by an index and not through all from the start.
    keys = (key.desc() if course.down else key for key in course.keys)
    within = _within(days, getattr(Line, course.day), end)
    return led.where(*within).order_by(*keys).limit(_plain(COUNTED)).subquery()


def _plain(number: int) -> Any:
    """A number that stands in the text: the driver reads a text with many values anew each time."""
    return literal_column(str(number), Integer)
