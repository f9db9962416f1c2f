"""Which cases stand in the room of corrections (第十八条)."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_

from storage.case_list import Seen, visible
from storage.rooms import Asked, has_settled, nearest
from storage.schema import Case

CLOCKS = ("correction_plan", "complete_correction", "correction_report")
"""The tasks of a correction, one of them running at a time."""


def under_way(seen: Seen, states: tuple[str, ...]) -> Asked:
    """The corrections that are under way."""
    return and_(Case.state.in_(states), visible(seen))


def accepted_since(seen: Seen, since: datetime, states: tuple[str, ...]) -> Asked:
    """Those accepted since then, of cases that have gone on to any of ``states``."""
    # What was accepted since has changed since, and when it changed has an index.
    return and_(
        Case.changed_at >= since, Case.state.in_(states), visible(seen),
        has_settled(("correction_report",), since),
    )  # fmt: skip


def due_day() -> ColumnElement[date]:
    """The last day of the running clock of a correction."""
    return nearest(CLOCKS)
