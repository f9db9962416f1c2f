"""Which cases stand in the room of feedback and clearing, for whoever may know (第十九条)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, literal, or_

from storage.case_list import Seen, visible
from storage.lines import FAR
from storage.rooms import Asked, has_running, has_settled, nearest, of_others
from storage.schema import Case, Matter, Task

CLEARING = ("clear_name",)


@dataclass(frozen=True, slots=True)
class Knows:
    """Of which cases somebody sees the clearing, and of which they may know of a report.

    ``owed`` are the kinds of task that tell of one.
    """

    clearing: Seen
    feedback: Seen
    owed: frozenset[str]

    def sees(self) -> Asked:
        """The cases of which they see either."""
        return or_(visible(self.clearing), of_others(self.feedback))

    def running(self) -> Asked:
        """Those with a duty that is not done yet, of the kinds that they see of it."""
        return or_(
            and_(has_running(CLEARING), visible(self.clearing)),
            and_(has_running(self.owed), of_others(self.feedback)),
        )

    def in_clearing(self, state: str) -> Asked:
        """Those with a duty open, and those that stand in that state."""
        return or_(self.running(), and_(Case.state == state, self.sees()))

    def settled(self, since: datetime) -> Asked:
        """Those with a duty done since then, of the kinds that they see of it."""
        return and_(
            Case.changed_at >= since,
            or_(
                and_(has_settled(CLEARING, since), visible(self.clearing)),
                and_(has_settled(self.owed, since), of_others(self.feedback)),
            ),
        )

    def unanswered(self, states: Collection[str]) -> Asked:
        """Those in ``states`` that came from a report, for whoever may know of it."""
        return and_(
            Case.state.in_(sorted(states)), Matter.report_kind != "none", of_others(self.feedback)
        )

    def due_day(self) -> ColumnElement[date]:
        """The nearest day of the duties that they see."""
        far = literal(FAR, Task.due_on.type)
        name = case((visible(self.clearing), nearest(CLEARING)), else_=far)
        told = case((of_others(self.feedback), nearest(self.owed)), else_=far)
        return case((name < told, name), else_=told)
