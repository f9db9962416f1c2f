"""Which cases stand in the room of corrections (第十八条)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_

from storage.case_list import Seen, visible
from storage.lines import FAR
from storage.rooms import has_settled, running, standing
from storage.schema import Case, CaseLine, Task

CLOCKS = ("correction_plan", "complete_correction", "correction_report")
"""The tasks of a correction, one of them running at a time."""


def under_way(
    seen: Seen, states: tuple[str, ...], first: date = date.min, last: date = FAR
) -> Select[Any]:
    """The corrections that are under way, each with its last day, which lies between the two."""
    only = and_(Task.due_on.between(first, last), Case.state.in_(states), visible(seen))
    return running(CLOCKS, only)


def accepted_since(seen: Seen, since: datetime, states: tuple[str, ...]) -> Select[Any]:
    """Those accepted since then, of cases that have gone on to any of ``states``."""
    # What was accepted since has changed since, and when it changed has an index.
    return standing(
        and_(
            CaseLine.changed_at >= since, CaseLine.state.in_(states), visible(seen),
            has_settled(("correction_report",), since),
        )
    )  # fmt: skip
