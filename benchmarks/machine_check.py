"""What the state machine's own check costs: the one machine of the process beside its peers.

``states.machine.taken`` is asked whether an event may be taken by this person in this state, as
every step and every button asks it. Beside it: a plain dict of the same rows, which is the least
that any answer costs; and a machine made for each case, which is what the library's examples do.

Run it with ``python benchmarks/machine_check.py``; it prints figures and asserts no time.
"""

import sys
import timeit
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from transitions import Machine  # noqa: E402

from regulations.pack import parse_pack  # noqa: E402
from states.facts import Facts  # noqa: E402
from states.forms.base import Form  # noqa: E402
from states.machine import taken  # noqa: E402
from states.situation import Actor, Situation  # noqa: E402
from states.step import ROWS, moves, take  # noqa: E402
from states.table import TABLE  # noqa: E402
from states.transition import Transition  # noqa: E402
from states.vocabulary import Role, State, Track  # noqa: E402

PACK = parse_pack((ROOT / "regulations" / "packs" / "banan.yaml").read_text(encoding="utf-8"))
Call = tuple[str, Callable[[], object]]


def situation(state: State, *roles: Role) -> Situation:
    """A case of the bureau's track in ``state``, with somebody who holds ``roles`` in it."""
    return Situation(
        state=state,
        track=Track.BUREAU,
        facts=Facts(),
        started_on=date(2026, 3, 2),
        window_last_day=date(2026, 3, 9),
        open_tasks={},
        pack=PACK,
        actor=Actor(1, frozenset(roles)),
        form=Form(),
        now=datetime(2026, 3, 3, 10, tzinfo=UTC),
    )


def fits(row: Transition, at: Situation) -> bool:
    """What the table asks of a row, by hand."""
    return (
        not at.actor.roles.isdisjoint(row.roles)
        and (row.track is None or row.track is at.track)
        and (row.when is None or row.when(at))
    )


def by_dict(event: str, at: Situation) -> Transition | None:
    """The same answer from a dict of rows."""
    return next((row for row in ROWS.get((event, at.state), ()) if fits(row, at)), None)


class Model:
    """A case that its own machine walks; ``row`` is the transition taken."""

    row: Transition | None = None

    def chosen(self, row: Transition, at: Situation) -> bool:
        """Whether the row fits; it is noted."""
        found = fits(row, at)
        self.row = row if found else self.row
        return found


def by_machine_of_its_own(event: str, at: Situation) -> Transition | None:
    """The same answer from a machine made for this one case."""
    case = Model()
    machine = Machine(
        case, states=[s.value for s in State], initial=at.state.value, auto_transitions=False
    )
    for row in TABLE:
        if row.source:
            condition = partial(case.chosen, row)
            machine.add_transition(
                row.event.code, row.source.value, row.dest.value, conditions=[condition]
            )
    getattr(case, event)(at)
    return case.row


def calls() -> Iterator[Call]:
    """The checks: granted, refused, and with many rows to choose from."""
    filed = situation(State.FILED, Role.HND)
    stranger = situation(State.FILED, Role.HR)
    suspended = situation(State.SUSPENDED, Role.SUP)
    correcting = situation(State.CORRECTING, Role.UPO)
    cases = (
        ("granted: accept", "accept", filed, State.UNDER_REVIEW),
        ("granted: report_progress", "report_progress", correcting, State.CORRECTING),
        ("refused, wrong person: accept", "accept", stranger, None),
        ("refused, wrong state: decide", "decide", filed, None),
        ("refused, 15 rows asked: resume", "resume", suspended, None),
    )
    for name, event, at, dest in cases:
        found = taken(event, at.state, at)
        assert (found.dest if found else None) == dest
        assert by_dict(event, at) is found
        yield f"one machine, {name}", partial(taken, event, at.state, at)
        yield f"  plain dict, {name}", partial(by_dict, event, at)
    assert by_machine_of_its_own("accept", filed) is taken("accept", filed.state, filed)
    yield "a machine per case, granted: accept", partial(by_machine_of_its_own, "accept", filed)
    told = situation(State.FILED, Role.HND)
    yield "the whole step decided: inform_officer", partial(take, "inform_officer", told)
    yield "every move of a person in a state", lambda: list(moves(filed))


def measure(call: Callable[[], object]) -> tuple[float, float]:
    """Microseconds a call: median and best of nine runs of about 50 ms each."""
    once = max(timeit.timeit(call, number=3) / 3, 1e-7)
    number = max(1, min(100_000, int(0.05 / once)))
    runs = [seconds / number * 1e6 for seconds in timeit.repeat(call, number=number, repeat=9)]
    return median(runs), min(runs)


def main() -> None:
    """Print one line a call: median and best."""
    print(f"{len(TABLE)} rows in the table; µs a check (wanted of the one machine: at most 25)")
    for name, call in calls():
        middle, best = measure(call)
        print(f"{name:46} median {middle:9.2f}   best {best:9.2f}")


if __name__ == "__main__":
    main()
