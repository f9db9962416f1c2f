"""Statistics: key figures of the cases that the reader sees, each with what it counts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from access.policy import Thing, may
from cases.eyes import OWED_TO_A_REPORTER, seen_by
from cases.rooms import LATELY, held_by, visit
from deadlines import local_day
from regulations.clocks import Deadline
from states.tasks import TASK_KINDS
from states.vocabulary import Outcome, Phase, Role, State
from storage import Store, figures
from storage.figures import Counted
from storage.packs import pack_by_id, pack_in_force
from storage.people import PersonRecord

WEEKS = 8
"""How many weeks ahead are counted, with the one that runs."""
OWN_COLUMNS = frozenset({Role.HR, Role.INT, Role.PET})
"""Who counts the tasks of their own kind alone (own columns)."""


@dataclass(frozen=True, slots=True)
class PhaseFigure:
    """How many cases stand in a phase, and in each of its states."""

    phase: Phase
    cases: int
    states: tuple[tuple[State, int], ...]


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """How many cases of a unit are overdue."""

    code: str
    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """How many tasks fall due in a week, from its Monday on; this week from today on."""

    monday: date
    first: date
    last: date
    tasks: int


@dataclass(frozen=True, slots=True)
class ClockFigure:
    """How many tasks of a kind were settled in time, late, or lapsed."""

    kind: str
    zh: str
    en: str
    kept: int
    missed: int
    lapsed: int

    @property
    def share(self) -> int | None:
        """How many in a hundred were kept, rounded down, of those that were settled."""
        settled = self.kept + self.missed
        return self.kept * 100 // settled if settled else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one reader; ``units`` ``None``: they count their own kinds of task alone."""

    today: date
    since: date
    cases: int
    running: int
    phases: tuple[PhaseFigure, ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    units: tuple[UnitFigure, ...] | None
    overdue: int
    weeks: tuple[WeekFigure, ...]
    clocks: tuple[ClockFigure, ...]

    @property
    def correcting(self) -> int:
        """How many cases are in correction."""
        return sum(one.cases for one in self.phases if one.phase is Phase.CORRECTION)

    @property
    def decided(self) -> int:
        """How many cases have an outcome."""
        return sum(number for _, number in self.outcomes)

    @property
    def kept(self) -> int | None:
        """How many in a hundred tasks were settled in time, of all kinds."""
        kept = sum(one.kept for one in self.clocks)
        settled = kept + sum(one.missed for one in self.clocks)
        return kept * 100 // settled if settled else None


def figures_of(store: Store, now: datetime, *, viewer: str) -> Figures:
    """What ``viewer`` may count of the cases they see; raises ``GuardFailed``."""
    with store.read() as connection:
        at = visit(store, connection, viewer, now, Thing.REPORTS)
        seen, today, kinds = seen_by(at.person), at.today, _kinds(at.person)
        counted = Counted(seen, seen_by(at.person, Thing.FEEDBACK), kinds, OWED_TO_A_REPORTER)
        states: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        for state, outcome, number in figures.standing(connection, seen):
            states[state] += number
            if outcome:
                outcomes[outcome] += number
        units = None
        if kinds >= TASK_KINDS.keys() - OWED_TO_A_REPORTER:
            found = figures.overdue_by_unit(connection, seen, today)
            units = tuple(UnitFigure(*row) for row in found)
        monday = today - timedelta(days=today.weekday())
        until = monday + timedelta(weeks=WEEKS) - timedelta(days=1)
        due = dict(figures.due_between(connection, counted, today, until))
        clocks = figures.kept_since(connection, counted, now - LATELY, kinds)
        in_force = pack_in_force(store, connection, today)
        rules = pack_by_id(store, connection, in_force).deadlines if in_force else {}
        return Figures(
            today=today,
            since=local_day(now - LATELY),
            cases=states.total(),
            running=sum(n for code, n in states.items() if not _over(State(code))),
            phases=tuple(_phases(states)),
            outcomes=tuple((one, outcomes[one]) for one in Outcome),
            units=units,
            overdue=sum(one.cases for one in units or ()),
            weeks=tuple(_weeks(monday, today, due)),
            clocks=tuple(_clocks(clocks, rules)),
        )


def _over(state: State) -> bool:
    return state in {State.CLOSED, State.TERMINATED}


def _kinds(person: PersonRecord) -> frozenset[str]:
    """The kinds of task that they count: all of them, or their own where that is their column."""
    held = held_by(person)
    if may(held, Thing.REPORTS, "R") or Role.UPO in held:
        return frozenset(TASK_KINDS)
    own = held & OWN_COLUMNS
    return frozenset(
        code for code, kind in TASK_KINDS.items() if own.intersection(kind.responsible)
    )


def _phases(states: Mapping[str, int]) -> Iterator[PhaseFigure]:
    for phase in Phase:
        mine = tuple((state, states.get(state, 0)) for state in State if state.phase is phase)
        yield PhaseFigure(phase, sum(number for _, number in mine), mine)


def _weeks(monday: date, today: date, due: Mapping[date, int]) -> Iterator[WeekFigure]:
    for n in range(WEEKS):
        begun = monday + timedelta(weeks=n)
        last = begun + timedelta(days=6)
        number = sum(count for day, count in due.items() if begun <= day <= last)
        yield WeekFigure(begun, max(begun, today), last, number)


def _clocks(
    found: list[tuple[str, str, int]], rules: Mapping[str, Deadline]
) -> Iterator[ClockFigure]:
    counts: Counter[tuple[str, str]] = Counter()
    for kind, how, number in found:
        counts[kind, how] += number
    for kind in TASK_KINDS:
        kept, missed, lapsed = (counts[kind, how] for how in ("kept", "missed", "lapsed"))
        if kind in rules and kept + missed + lapsed:
            yield ClockFigure(kind, rules[kind].zh, rules[kind].en, kept, missed, lapsed)
