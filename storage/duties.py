"""Which cases stand in the room of feedback and clearing, for whoever may know (第十九条)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select, union_all

from storage.case_list import Seen, visible
from storage.lines import FAR
from storage.rooms import Asked, has_settled, of_others, running, standing
from storage.schema import Case, CaseLine, Matter, Task

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

    def owing(self, state: str) -> Select[Any]:
        """Those with a duty open, by the nearest day that they see, and those in that state."""
        without = (
            select(
                Case.id.label("id"), literal(FAR, Task.due_on.type).label("day"),
                Case.number.label("number"),
            )
            .join(CaseLine, CaseLine.case_id == Case.id)
            .where(CaseLine.state == state, self.sees())
        )  # fmt: skip
        each = union_all(
            running(CLEARING, visible(self.clearing)),
            running(self.owed, of_others(self.feedback)),
            without,
        ).subquery()
        day = func.min(each.c.day).label("day")
        return select(each.c.id, day, each.c.number).group_by(each.c.id, each.c.number)

    def settled(self, since: datetime) -> Select[Any]:
        """Those with a duty done since then, of the kinds that they see of it."""
        return standing(
            and_(
                CaseLine.changed_at >= since,
                or_(
                    and_(has_settled(CLEARING, since), visible(self.clearing)),
                    and_(has_settled(self.owed, since), of_others(self.feedback)),
                ),
            )
        )

    def unanswered(self, states: Collection[str]) -> Select[Any]:
        """Those in ``states`` that came from a report, for whoever may know of it."""
        return standing(
            and_(
                CaseLine.state.in_(sorted(states)), Matter.report_kind != "none",
                of_others(self.feedback),
            )
        )  # fmt: skip
