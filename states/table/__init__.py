"""The life of a case: the one table that machine, guards, buttons, diagram and docs are read from.

Read a row as: event · from → to · who · articles · what must hold · tasks closed and opened.
"""

from states.table.application import APPLICATION, INVESTIGATION
from states.table.correction import CLEARING, CORRECTION, LESSONS
from states.table.earlier import EARLIER
from states.table.recusals import RECUSALS
from states.table.review import DECISION, REVIEW
from states.table.side_roads import SIDE_ROADS
from states.transition import Transition

TABLE: tuple[Transition, ...] = (
    *INVESTIGATION,
    *APPLICATION,
    *REVIEW,
    *DECISION,
    *CORRECTION,
    *CLEARING,
    *LESSONS,
    *SIDE_ROADS,
    *RECUSALS,
    *EARLIER,
)

CLOCK_EVENTS: dict[str, str] = {
    "application_window": "lapse",
    "supplement": "supplement_lapse",
    "ex_officio": "consider_ex_officio",
    "objection": "objection_lapse",
}
"""What the clock does when a task's last day is over; other tasks are overdue and escalate."""
