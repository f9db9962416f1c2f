"""What its cases make of a matter."""

import pytest

from states.matters import MatterStatus, status_of
from states.vocabulary import State


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ([State.INVESTIGATION], MatterStatus.OPEN),
        ([State.CLOSED], MatterStatus.CLOSED),
        # Terminated is not yet closed, nor is what was not applied for.
        ([State.TERMINATED, State.NOT_APPLIED, State.WITHDRAWN], MatterStatus.OPEN),
        ([State.CLOSED, State.TERMINATED], MatterStatus.MIXED),
        ([State.CLOSED, State.CLOSED, State.IMPACT_PERIOD], MatterStatus.MIXED),
        ([State.CLOSED] * 3, MatterStatus.CLOSED),
    ],
)
def test_a_matter_closes_with_the_last_of_its_cases(states: list[State], status: MatterStatus):
    assert status_of(states) is status
