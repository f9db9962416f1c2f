"""Forms of the review and the decision (第十条至第十六条)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from states.facts import Decision, Sanction, Service
from states.forms.base import (
    Entry,
    Extend,
    Form,
    Line,
    NotAsked,
    ReceivedBy,
    Text,
    WayOfService,
)
from states.forms.collective import Collective
from states.vocabulary import Outcome, ServiceWay

if TYPE_CHECKING:
    from states.situation import Situation


Defamed = Annotated[
    bool, Field(title="查明诬告诽谤", description="defamation was found: the name is cleared")
]


class AssignReviewers(Form):
    """指定审查人: at least two, none of them the officer."""

    reviewers: Annotated[
        tuple[Line, ...],
        Field(min_length=2, max_length=9, title="审查人", description="usernames, two or more"),
    ]

    def names(self) -> tuple[str, ...]:
        """The reviewers."""
        return self.reviewers

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The reviewers of the case from now on."""
        return {"reviewers": tuple(at.named[name].person for name in self.reviewers)}


class RequestFacts(Form):
    """补充核实: what is to be found out."""

    reason: Annotated[Text, Field(title="须核实的事项", description="what is to be verified")]
    pause: Annotated[
        bool, Field(title="核实期间中止审查期限", description="stop the review's clock meanwhile")
    ] = False

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The one pause of this round, where it is used."""
        if not self.pause:
            return {}
        return {"review_paused": True, "review_paused_on": self.day(at.today)}


class ReceiveFacts(Form):
    """核实完毕: what was asked for has come; the review's clock goes on."""

    note: Annotated[Text | None, Field(title="核实情况", description="what was found")] = None

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The clock runs again."""
        return {"review_paused_on": None}


class ExtendReview(Extend):
    """延长审查期限: once in each round, by at most what the pack allows."""

    task = "review"
    days: Annotated[int, Field(ge=1, le=365, title="延长工作日数", description="working days")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The one extension of this round is used."""
        return {"review_extended": True}


class LegalOpinion(Form):
    """法制审核意见."""

    opinion: Annotated[Text, Field(title="法制审核意见", description="the legal opinion")]


class ClearReport(LegalOpinion):
    """法制审核通过."""

    on_breach: Annotated[
        Text | None,
        Field(title="对违反职责或程序的意见", description="opinion on the one breach found"),
    ] = None

    def learn(self, at: "Situation") -> dict[str, Any]:
        """Whose opinion the case rests on."""
        return {"opinion_by": at.actor.person}


class ReturnReport(LegalOpinion):
    """退回审查报告: the review begins anew, with a full clock that may be extended again."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """A round that nobody has extended or paused yet."""
        return {"review_extended": False, "review_paused": False, "review_paused_on": None}


class SanctionEntry(Entry):
    """A sanction: what, from when, and what the table of impact periods leaves to a person.

    ``restored_on``: the day on which rights were restored, where the period counts from it.
    ``until``: its last day, where the table names no length.
    """

    kind: Line
    effective_on: date
    restored_on: date | None = None
    until: date | None = None


class Sanctioning(Form):
    """The sanctions that an impact period follows from (第十七条)."""

    sanctions: Annotated[
        tuple[SanctionEntry, ...],
        Field(
            max_length=10,
            title="处分",
            description="kind (as named in the pack), effective_on, restored_on, until",
        ),
    ] = ()

    def imposed(self, at: "Situation") -> tuple[Sanction, ...]:
        """Each with the last day of its impact period."""
        return tuple(self._one(at, entry) for entry in self.sanctions)

    def _one(self, at: "Situation", entry: SanctionEntry) -> Sanction:
        first = entry.restored_on or entry.effective_on
        last = entry.until or at.pack.impact_last_day(entry.kind, first)
        if last is None:
            raise ValueError("a sanction without a last day passed its check")
        return Sanction(
            kind=entry.kind, effective_on=entry.effective_on, counted_from=first, last_day=last
        )


class RecordSanction(Sanctioning):
    """登记处分: one that comes after the decision; the impact period ends with the last of all."""

    sanctions: Annotated[
        tuple[SanctionEntry, ...],
        Field(
            min_length=1,
            max_length=10,
            title="处分",
            description="kind (as named in the pack), effective_on, restored_on, until",
        ),
    ]
    document: Annotated[Line, Field(title="处分文号", description="document number")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The decision with these sanctions besides; nothing is taken away."""
        held = at.facts.decision
        more = held and (*held.sanctions, *self.imposed(at))
        return {"decision": held and held.model_copy(update={"sanctions": more})}


class Decide(Sanctioning, Collective):
    """作出决定: the bureau's party group decides together."""

    outcome: Annotated[Outcome, Field(title="结论", description="outcome")]
    number: Annotated[Line, Field(title="决定文号", description="document number")]
    checks: Annotated[
        tuple[Line, ...],
        Field(max_length=20, title="决定前核查", description="codes signed, such as A11.1"),
    ]
    departure_reason: Annotated[
        Text | None,
        Field(title="与辅助研判不一致的理由", description="why, where it departs from it"),
    ] = None
    received_on: Annotated[
        date | None, Field(title="收到决定日期", description="day received; default day decided")
    ] = None
    defamed: Defamed = False

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The decision; its own day is ``on``."""
        decided = self.day(at.today)
        return {
            "decision": Decision(
                outcome=self.outcome,
                number=self.number,
                organ=at.pack.interpreter,
                decided_on=decided,
                received_on=self.received_on or decided,
                sanctions=self.imposed(at),
                departure_reason=self.departure_reason,
                vote=self.vote(at),
            ),
            **({"defamed": True} if self.defamed else {}),
        }


class RecordDecision(Sanctioning):
    """登记外部决定: the organ is sovereign; any outcome, with or without a proposal."""

    on: NotAsked = None
    outcome: Annotated[Outcome, Field(title="结论", description="outcome")]
    number: Annotated[Line, Field(title="决定文号", description="document number")]
    organ: Annotated[Line, Field(title="决定机关", description="organ that decided")]
    decided_on: Annotated[date, Field(title="决定日期", description="day it was decided")]
    received_on: Annotated[date, Field(title="收到日期", description="day it was received")]
    defamed: Defamed = False

    def day(self, today: date) -> date:
        """Clocks run from receipt (第十八条 接到), not from the decision's date."""
        return self.received_on

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The decision as the organ took it."""
        return {
            "decision": Decision(
                outcome=self.outcome,
                number=self.number,
                organ=self.organ,
                decided_on=self.decided_on,
                received_on=self.received_on,
                sanctions=self.imposed(at),
            ),
            **({"defamed": True} if self.defamed else {}),
            **({"state_left": None, "suspended_on": None} if at.facts.state_left else {}),
        }


class ServeDecision(Form):
    """决定送达: the day on which the officer received the decision, and its proof (送达回证)."""

    way: WayOfService = None
    receipt: Annotated[
        Line | None, Field(title="送达回证", description="number or name of the receipt")
    ] = None
    received_by: ReceivedBy = None

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The day the decision was served, and how."""
        served = {"decision_served_on": self.day(at.today)}
        if self.way is None or self.receipt is None:
            return served
        proof = Service(way=self.way, receipt=self.receipt, received_by=self.received_by)
        return {**served, "decision_service": proof}


class ProveService(Form):
    """补登送达回证: the proof of a service that stands, entered later or put right.

    The day from which the decision counts as served is not overwritten, and no clock moves.
    """

    on: NotAsked = None
    way: Annotated[ServiceWay, Field(title="送达方式", description="how it was served")]
    receipt: Annotated[Line, Field(title="送达回证", description="number or name of the receipt")]
    served_on: Annotated[date, Field(title="送达日期", description="day on the receipt")]
    received_by: ReceivedBy = None

    def learn(self, at: "Situation") -> dict[str, Any]:
        """How it was served, in place of what stood there."""
        proof = Service(
            way=self.way, receipt=self.receipt, received_by=self.received_by,
            served_on=self.served_on,
        )  # fmt: skip
        return {"decision_service": proof}
