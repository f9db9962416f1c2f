"""The form of the handler's recommendation."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from states.facts import Recommendation
from states.forms.base import Form, Text

if TYPE_CHECKING:
    from states.situation import Situation


class Recommend(Form):
    """提出拟办意见: what the handler asks the supervisor or the party group to do, and why."""

    step: Annotated[
        Literal["accept_late", "reject_late", "refuse", "suspend", "resume", "reopen", "revoke"],
        Field(title="拟办动作", description="step the supervisor is asked for"),
    ]
    reason: Annotated[Text, Field(title="理由", description="reason")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The latest recommendation counts, as long as the case stays in this state."""
        made = Recommendation(
            step=self.step, state=at.state, by=at.actor.person, on=self.day(at.today)
        )
        return {"recommended": made}
