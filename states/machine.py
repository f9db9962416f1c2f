"""The one machine of the process, built from the table; the only place that knows ``transitions``.

A machine per case would cost half a millisecond and keep every case alive, so a light, unregistered
walker stands for the case while it takes one step.
"""

from collections.abc import Callable
from functools import partial

from transitions import Machine, MachineError

from states.situation import Situation
from states.table import TABLE
from states.transition import Transition
from states.vocabulary import State

UNREGISTERED = "unregistered"


class Walker:
    """A case for the length of one step; ``row`` is the transition taken."""

    __slots__ = ("row", "state")

    def __init__(self, state: State | None) -> None:
        self.state: str = state.value if state else UNREGISTERED
        self.row: Transition | None = None


def _fits(row: Transition, at: Situation, walker: Walker) -> bool:
    fits = (
        not at.actor.roles.isdisjoint(row.roles)
        and (row.track is None or row.track is at.track)
        and (row.when is None or row.when(at))
    )
    if fits:
        walker.row = row
    return fits


def _build(table: tuple[Transition, ...]) -> Machine:
    machine = Machine(
        model=None,
        states=[UNREGISTERED, *(state.value for state in State)],
        initial=None,
        auto_transitions=False,
    )
    for row in table:
        condition: Callable[..., bool] = partial(_fits, row)
        machine.add_transition(
            row.event.code,
            row.source.value if row.source else UNREGISTERED,
            row.dest.value,
            conditions=[condition],
        )
    return machine


MACHINE = _build(TABLE)


def taken(event: str, state: State | None, at: Situation) -> Transition | None:
    """The row that ``event`` takes from ``state``; ``None`` where the table grants none."""
    walker = Walker(state)
    try:
        moved = MACHINE.events[event].trigger(walker, at, walker)
    except MachineError:
        return None
    return walker.row if moved else None
