"""Forms of recusal: who keeps out of a case, who takes over, and what becomes of their work."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from states.facts import Recusal
from states.forms.base import Form, Line, Text
from states.vocabulary import RecusalGround, Role

if TYPE_CHECKING:
    from states.situation import Situation


class DeclareRecusal(Form):
    """申报回避: of oneself, or of somebody else with a part in the case."""

    person: Annotated[
        Line | None, Field(title="应回避的人", description="username; default oneself")
    ] = None
    ground: Annotated[RecusalGround, Field(title="回避情形", description="ground")]
    reason: Annotated[Text, Field(title="理由", description="reason")]

    def names(self) -> tuple[str, ...]:
        """Whom it is about, where that is somebody else."""
        return (self.person,) if self.person else ()

    def subject(self, at: "Situation") -> int:
        """Whom it is about."""
        return at.named[self.person].person if self.person else at.actor.person

    def learn(self, at: "Situation") -> dict[str, Any]:
        """One recusal more, to be decided."""
        asked = Recusal(
            person=self.subject(at),
            ground=self.ground,
            declared_by=at.actor.person,
            declared_on=self.day(at.today),
        )
        return {"recusals": (*at.facts.recusals, asked)}


class DecideRecusal(Form):
    """决定回避: granted or not; the head's own is decided by the level above, on a document."""

    person: Annotated[Line, Field(title="应回避的人", description="username")]
    granted: Annotated[bool, Field(strict=True, title="是否回避", description="true or false")]
    document: Annotated[
        Line | None, Field(title="上级决定文号", description="document of the level above")
    ] = None
    reason: Annotated[Text, Field(title="理由", description="reason")]

    def names(self) -> tuple[str, ...]:
        """Whom it is about."""
        return (self.person,)

    def learn(self, at: "Situation") -> dict[str, Any]:
        """What was asked is decided; who keeps out is no reviewer any more."""
        who = at.named[self.person].person
        decided = {
            "head": Role.LDR in at.named[self.person].held,
            "granted": self.granted,
            "decided_by": at.actor.person,
            "decided_on": self.day(at.today),
        }
        recusals = tuple(
            r.model_copy(update=decided) if r.person == who and r.granted is None else r
            for r in at.facts.recusals
        )
        left = tuple(reviewer for reviewer in at.facts.reviewers if reviewer != who)
        if self.granted and left != at.facts.reviewers:
            return {"recusals": recusals, "reviewers": left}
        return {"recusals": recusals}


class Reassign(Form):
    """变更承办/督办: somebody else takes over."""

    role: Annotated[
        Literal["HND", "SUP"], Field(title="身份", description="HND handler, SUP supervisor")
    ]
    person: Annotated[Line, Field(title="接手的人", description="username")]
    reason: Annotated[Text, Field(title="理由", description="reason")]

    def names(self) -> tuple[str, ...]:
        """Who takes over; the seat itself stands on the case's row, as the history says."""
        return (self.person,)


class ConfirmWork(Form):
    """确认回避前工作: what recused persons did before stands, for a reason."""

    reason: Annotated[Text, Field(title="理由", description="reason")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The work of everybody recused until now is confirmed."""
        confirmed = {"confirmed_by": at.actor.person, "confirmed_on": self.day(at.today)}
        return {
            "recusals": tuple(
                r.model_copy(update=confirmed) if r.granted and r.confirmed_on is None else r
                for r in at.facts.recusals
            )
        }
