"""Statistics: each figure with its definition, and with the cases that are behind it.

A figure opens the ledger narrowed to what it counts, so that whoever doubts it can count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from deadlines import WorkingDayCalendar
from reports.ledger_columns import FATES, WAYS_EN, Speech
from reports.ledger_lines import UNKNOWN
from reports.statistics_said import SAID
from states.vocabulary import LateGround, Outcome, State
from storage import statistics
from storage.ledger_list import NONE, REACHED, Asked, Scope
from storage.statistics import Figures

Pair = tuple[str, str]
"""Chinese and English."""
MOST_OVERDUE = 15


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure; ``asked`` is what the ledger is narrowed to by whoever opens it."""

    value: int | float | str | None
    asked: Mapping[str, str] | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted, and its figures; ``case`` where it speaks of one."""

    label: str
    cells: tuple[Cell, ...]
    group: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures with its definition; ``bar`` is the column that its chart draws."""

    code: str
    title: str
    said: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    bar: int | None = 0
    total: int | None = None


@dataclass(frozen=True)
class Room:
    """What figures are counted from: the database, and how they are spoken of."""

    connection: Connection
    asked: Asked
    scope: Scope
    figures: Figures
    say: Speech
    days: WorkingDayCalendar
    clocks: Mapping[str, Pair]
    items: Mapping[str, Pair]
    units: Mapping[int, Pair] = field(default_factory=dict)

    def table(
        self,
        code: str,
        rows: Iterable[Row],
        *,
        bar: int | None = 0,
        heads: Sequence[Pair] | None = None,
        total: int | None = None,
    ) -> Table:
        """A table under its title, with the definition that stands in ``SAID``."""
        said = SAID[code]
        shown = tuple(self.say.pick(head) for head in heads or said.heads)
        title, meant = self.say.pick(said.title), self.say.pick((said.zh, said.en))
        return Table(code, title, meant, shown, tuple(rows), bar, total)


def share(number: int, of: int) -> Cell:
    """A share in per cent with one digit; nothing of nothing."""
    return Cell(round(100 * number / of, 1) if of else None, percent=True)


def funnel(room: Room, rows: statistics.Rows) -> Table:
    """How far cases came."""
    sums = _sums(rows)
    opened = sums["opened"]
    return room.table(
        "funnel",
        [
            Row(room.say.pick(STAGES[name]),
                (Cell(sums[name], {"reached": name}), share(sums[name], opened)))
            for name in STAGES
        ],
        total=opened,
    )  # fmt: skip


STAGES: Mapping[str, Pair] = {
    "opened": ("立案登记", "Registered"),
    "filed": ("提出申请", "Applied for"),
    "accepted": ("受理审查", "Taken up"),
    "decided": ("作出决定", "Decided"),
    "tolerated": ("予以容错", "Tolerated"),
    "correcting": ("启动纠错", "Correction started"),
    "closed": ("办结", "Closed"),
}


def _sums(rows: statistics.Rows) -> dict[str, int]:
    return {name: sum(row[place] for row in rows) for place, name in enumerate(REACHED, start=1)}


def states(room: Room, rows: statistics.Rows) -> Table:
    """Where cases stand now."""
    number = Counter[str]()
    for state, _, cases in rows:
        number[state] += cases
    total = number.total()
    return room.table(
        "states",
        [
            Row(room.say.term(state), (Cell(number[state], {"state": str(state)}),
                                       share(number[state], total)),
                group=room.say.term(state.phase))
            for state in State
            if number[state]
        ],
        total=total,
    )  # fmt: skip


def outcomes(room: Room, rows: statistics.Rows) -> Table:
    """How cases were decided."""
    number = Counter[str]()
    for _, outcome, cases in rows:
        if outcome:
            number[outcome] += cases
    total = number.total()
    return room.table(
        "outcomes",
        [
            Row(room.say.term(one), (Cell(number[one], {"outcome": str(one)}),
                                     share(number[one], total)))
            for one in Outcome
        ],
        total=total,
    )  # fmt: skip


@dataclass(slots=True)
class _Ran:
    """How one kind of clock ran."""

    on_time: int = 0
    late: int = 0
    lapsed: int = 0
    overdue: int = 0
    days: Counter[int] = field(default_factory=Counter)


def clocks(room: Room, overdue: statistics.Rows) -> Table:
    """How clocks were kept: on time, and in how many working days."""
    ran: dict[str, _Ran] = defaultdict(_Ran)
    for kind, how, days, number in statistics.runs(room.figures):
        one = ran[kind]
        one.late += number if how == "late" else 0
        one.on_time += number if how == "on_time" else 0
        one.lapsed += number if how == "lapsed" else 0
        if how != "lapsed":
            one.days[days] += number
    for kind, _, number, _ in overdue:
        ran[kind].overdue += number
    order = list(room.clocks)
    kinds = sorted(ran, key=lambda kind: order.index(kind) if kind in order else len(order))
    return room.table("clocks", [_clock(room, kind, ran[kind]) for kind in kinds], bar=2)


def _clock(room: Room, kind: str, ran: _Ran) -> Row:
    done = ran.on_time + ran.late

    def figure(number: int, how: str) -> Cell:
        return Cell(number, {"clock": kind, "met": how})

    return Row(
        room.say.pick(room.clocks.get(kind, (kind, kind))),
        (
            figure(done, "done"), figure(ran.on_time, "on_time"), share(ran.on_time, done),
            Cell(ranked(ran.days, 0.5)), Cell(ranked(ran.days, 0.9)),
            figure(ran.late, "late"), figure(ran.lapsed, "lapsed"), figure(ran.overdue, "overdue"),
        ),
    )  # fmt: skip


def ranked(number: Mapping[int, int], part: float) -> int | None:
    """The smallest value that at least this part does not exceed (nearest rank)."""
    total, passed = sum(number.values()), 0
    for value in sorted(number):
        passed += number[value]
        if passed >= part * total:
            return value
    return None


def late(room: Room) -> Table:
    """Late applications, why, and what became of them."""
    number: dict[str, Counter[str]] = defaultdict(Counter)
    for ground, fate, cases in statistics.late(room.figures):
        number[ground][fate] += cases
    shown = [fate for fate in FATES if fate != UNKNOWN or any(one[fate] for one in number.values())]
    rows = []
    for ground in LateGround:
        if cases := number.get(ground):
            cells = [Cell(cases.total(), {"late": str(ground)})]
            cells += [Cell(cases[fate], {"late": str(ground), "fate": fate}) for fate in shown]
            rows.append(Row(room.say.term(ground), tuple(cells)))
    heads = [("件数", "Cases"), *(FATES[fate] for fate in shown)]
    return room.table("late", rows, heads=heads, total=sum(one.total() for one in number.values()))


def items(room: Room) -> Table:
    """In how many cases each item was found to be so."""
    number = {code: cases for code, cases in statistics.items(room.figures)}  # noqa: C416
    return room.table(
        "items",
        [
            Row(
                f"{code} {room.say.pick(label)}",
                (Cell(number.get(code, 0), {"item": code}),),
                group=room.say.cited.get(code, "").partition("条")[0] + "条"
                if room.say.lang == "zh"
                else code.partition(".")[0].replace("A", "Art. "),
            )
            for code, label in room.items.items()
        ],
    )


def matrix(room: Room, code: str, rows: statistics.Rows, down: str, across: str) -> Table:
    """Cases by two of unit, field and kind of issue."""
    places = {"unit": 0, "field": 1, "issue_type": 2}
    number = Counter[tuple[Any, Any]]()
    for row in rows:
        number[row[places[down]], row[places[across]]] += row[3]
    downs, acrosses = (sorted({key[side] for key in number}, key=_last_none) for side in (0, 1))

    def line(one: Any) -> Row:
        key = {down: _key(room, down, one)}
        cells = [
            Cell(number[one, other] or None, {**key, across: _key(room, across, other)})
            for other in acrosses
        ]
        total = sum(number[one, other] for other in acrosses)
        return Row(_named(room, down, one), (*cells, Cell(total, key)))

    heads = [*((_named(room, across, other),) * 2 for other in acrosses), ("合计", "Total")]
    return room.table(code, map(line, downs), bar=None, heads=heads, total=number.total())


def _last_none(value: Any) -> tuple[bool, Any]:
    return (value is None, value if value is not None else "")


def _named(room: Room, what: str, value: Any) -> str:
    if what == "unit":
        return room.units[value][1]
    return room.say.named(value) or room.say.pick(("尚未归类", "Not classified"))


def _key(room: Room, what: str, value: Any) -> str:
    return room.units[value][0] if what == "unit" else value or NONE


def ways(room: Room) -> Table:
    """How names were cleared; a case that was cleared in two ways counts for both."""
    number = Counter[str]()
    cleared = 0
    for said, cases in statistics.ways(room.figures):
        cleared += cases
        for way in said.split(","):
            number[way] += cases
    return room.table(
        "ways",
        [
            Row(room.say.pick((way, en)), (Cell(number[way], {"way": way}),))
            for way, en in WAYS_EN.items()
        ],
        total=cleared,
    )


def years(room: Room, rows: statistics.Rows) -> Table:
    """Year by year, and how many more or fewer than the year before, where that had any."""
    found = []
    opened: dict[int, int] = {}
    for year, *numbers in rows:
        stage = dict(zip(REACHED, numbers, strict=True))
        opened[year], before = stage["opened"], opened.get(year - 1)
        cells = [
            Cell(stage[name], {"year": str(year), "reached": name})
            for name in ("opened", "filed", "decided", "tolerated", "closed", "late")
        ]
        change = round(100 * (stage["opened"] - before) / before, 1) if before else None
        cells.insert(1, Cell(change, percent=True))
        cells.append(share(stage["tolerated"], stage["decided"]))
        found.append(Row(str(year), tuple(cells)))
    return room.table("years", found)


def overdue(room: Room, rows: statistics.Rows) -> Table:
    """The units with most that is overdue."""
    number: Counter[int] = Counter()
    oldest: dict[int, date] = {}
    for _, unit, runs, day in rows:
        number[unit] += runs
        oldest[unit] = min(day, oldest.get(unit, day))
    ranking = sorted(number, key=lambda unit: (-number[unit], oldest[unit]))
    return room.table(
        "overdue",
        [
            Row(
                room.units[unit][1],
                (
                    Cell(number[unit], {"unit": room.units[unit][0], "met": "overdue"}),
                    Cell(room.days.count(oldest[unit], room.say.today)),
                ),
            )
            for unit in ranking
        ],
        total=number.total(),
    )


def longest(room: Room) -> Table:
    """What is overdue longest, case by case."""
    found = statistics.longest_overdue(
        room.connection, room.asked, room.scope, room.say.today, MOST_OVERDUE
    )
    return room.table(
        "longest",
        [
            Row(
                case,
                (
                    Cell(room.say.pick(room.clocks.get(kind, (kind, kind)))), Cell(unit),
                    Cell(day.isoformat()), Cell(room.days.count(day, room.say.today)),
                ),
                case=case,
            )
            for case, kind, unit, day in found
        ],
        bar=None,
    )  # fmt: skip
