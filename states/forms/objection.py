"""Forms of the objection, where the measures know one."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from states.facts import Objection
from states.forms.base import Form, Line, NotAsked, Text
from states.forms.correction import UNDECIDED

if TYPE_CHECKING:
    from states.situation import Situation


class Object(Form):
    """提出异议: the officer does not agree with the decision."""

    on: NotAsked = None
    received_on: Annotated[
        date | None, Field(title="收到日期", description="day it was received; default today")
    ] = None
    statement: Annotated[Text, Field(title="异议和理由", description="the objection")]

    def day(self, today: date) -> date:
        """The day it was received: what counts."""
        return self.received_on or today

    def learn(self, at: "Situation") -> dict[str, Any]:
        """An objection that waits for its answer."""
        return {"objection": Objection(person=at.actor.person, on=self.day(at.today))}


class AnswerObjection(Form):
    """异议答复: dismissed, or upheld and reviewed again."""

    upheld: Annotated[bool, Field(title="异议成立", description="whether it is upheld")]
    reason: Annotated[Text, Field(title="理由", description="reason")]
    document: Annotated[Line, Field(title="答复文号", description="document number")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The answer; where the objection is upheld the case is undecided again."""
        held = at.facts.objection
        if held is None:
            return {}
        answered = held.model_copy(
            update={"upheld": self.upheld, "answered_on": self.day(at.today)}
        )
        return {**(UNDECIDED if self.upheld else {}), "objection": answered}
