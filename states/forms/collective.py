"""What every vote of a party organisation says: who took part, and how they voted."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from states.facts import Vote
from states.forms.base import Form, Line, Text
from states.vocabulary import Role

if TYPE_CHECKING:
    from states.situation import Situation

Votes = Annotated[int, Field(ge=0, le=500)]


class Collective(Form):
    """集体研究: minutes, participants and votes; who is recused is known already."""

    minutes: Annotated[Text, Field(title="会议纪要", description="minutes")]
    participants: Annotated[
        tuple[Line, ...],
        Field(min_length=1, max_length=50, title="参加表决的成员", description="usernames"),
    ]
    chair: Annotated[Line, Field(title="主持人", description="username of one of them")]
    votes_for: Annotated[Votes, Field(title="同意", description="votes for")]
    votes_against: Annotated[Votes, Field(title="反对", description="against")] = 0
    abstentions: Annotated[Votes, Field(title="弃权", description="abstained")] = 0

    def names(self) -> tuple[str, ...]:
        """The participants; the chair is one of them."""
        return self.participants

    @classmethod
    def voting_role(cls, managed_by: Role) -> Role:  # noqa: ARG003 - whose a proposal is, follows from it
        """Whose vote it is: the role that its members hold."""
        return Role.BPG

    def others(self) -> tuple[str, ...]:
        """The participants who have no account, by name."""
        return ()

    def vote(self, at: "Situation") -> Vote:
        """The vote as a fact of the case."""
        return Vote(
            participants=tuple(at.named[name].person for name in self.participants),
            others=self.others(),
            chair=at.named[self.chair].person,
            recused=tuple(sorted(at.members & at.facts.recused)),
            votes_for=self.votes_for,
            votes_against=self.votes_against,
            abstentions=self.abstentions,
        )
