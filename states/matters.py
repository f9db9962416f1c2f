"""The status of a matter: what its cases make of it, kept nowhere."""

from collections.abc import Iterable

from states.vocabulary import State, Term


class MatterStatus(Term):
    """How far a matter is: no case closed, some of them, or all."""

    OPEN = "open", "办理中", "In progress"
    MIXED = "mixed", "部分办结", "Partly closed"
    CLOSED = "closed", "已办结", "Closed"


def status_of(states: Iterable[State]) -> MatterStatus:
    """A matter is closed with the last of its cases."""
    ended = {state.final for state in states}
    if ended == {True}:
        return MatterStatus.CLOSED
    return MatterStatus.MIXED if True in ended else MatterStatus.OPEN
