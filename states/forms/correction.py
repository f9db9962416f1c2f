"""Forms of correction, clearing, lessons and archives (第十七条至第十九条)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from states.facts import Plan, PlannedMeasure, Receipt
from states.forms.base import Entry, Extend, Form, Line, Text
from states.vocabulary import Measure, ReopenGround, Role, ServiceWay

if TYPE_CHECKING:
    from states.situation import Situation


class MeasureEntry(Entry):
    """One of the eight kinds: what, who and until when, or why it does not apply."""

    kind: Measure
    what: Text | None = None
    responsible: Line | None = None
    due_on: date | None = None
    not_applicable: Text | None = None


ReceiptNumber = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z〔〕\[\]()（）第号字 /-]{1,60}$")
]
"""A number alone: whoever received it stands nowhere in a case, for they may have reported."""


class DutyEntry(Entry):
    """One duty of 第十九条: the day it was done, or why there is none.

    ``receipt`` is the number of the posted letter or of the proof of service (送达回证).
    """

    done_on: date | None = None
    how: Line | None = None
    way: ServiceWay | None = None
    receipt: ReceiptNumber | None = None
    not_applicable: Text | None = None


class StartCorrection(Form):
    """启动纠错; the decision counts as served when it is started."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """Served at the latest now."""
        return {"decision_served_on": at.facts.decision_served_on or self.day(at.today)}


class SkipCorrection(StartCorrection):
    """无需纠错: with the reason."""

    reason: Annotated[Text, Field(title="理由", description="reason")]


class SubmitPlan(Form):
    """提交纠错方案: every one of the eight kinds covered or reasoned n/a."""

    measures: Annotated[
        tuple[MeasureEntry, ...],
        Field(min_length=1, max_length=80, title="整改措施", description="measures"),
    ]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The plan, to be approved by somebody else."""
        rows = tuple(PlannedMeasure(**m.model_dump()) for m in self.measures)
        return {"plan": Plan(author=at.actor.person, measures=rows)}


class ApprovePlan(Form):
    """批准纠错方案."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The plan is in force."""
        plan = at.facts.plan
        return {"plan": plan and plan.model_copy(update={"approved_by": at.actor.person})}


class ReportProgress(Form):
    """报告整改进展: what was done, and which kinds of measure are complete."""

    progress: Annotated[Text, Field(title="进展情况", description="what was done")]
    done: Annotated[
        tuple[Measure, ...],
        Field(max_length=8, title="已完成的措施", description="kinds of measure now complete"),
    ] = ()

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The measures done so far."""
        plan, day = at.facts.plan, self.day(at.today)
        if plan is None:
            return {}
        rows = tuple(
            m.model_copy(update={"done_on": day}) if m.kind in self.done and not m.done_on else m
            for m in plan.measures
        )
        return {"plan": plan.model_copy(update={"measures": rows})}


class ExtendPlan(Extend):
    """延长整改期限: once, by at most what the pack allows."""

    task = "complete_correction"

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The one extension is used."""
        plan = at.facts.plan
        return {"plan": plan and plan.model_copy(update={"extended": True})}


class FinishCorrection(ReportProgress):
    """报完成: the result, with the last measures done."""

    progress: Annotated[Text, Field(title="完成情况", description="what was achieved")]


class ReturnCorrection(Form):
    """退回整改: which kinds of measure are done again."""

    reason: Annotated[Text, Field(title="理由", description="reason")]
    redo: Annotated[
        tuple[Measure, ...],
        Field(
            max_length=8, title="须重做的措施", description="kinds to be done again; default all"
        ),
    ] = ()

    def learn(self, at: "Situation") -> dict[str, Any]:
        """What is to be done again is not done."""
        plan = at.facts.plan
        if plan is None:
            return {}
        rows = tuple(
            m.model_copy(update={"done_on": None}) if m.kind in (self.redo or Measure) else m
            for m in plan.measures
        )
        return {"plan": plan.model_copy(update={"measures": rows})}


class FinishClearing(Form):
    """反馈与澄清办结: each duty of 第十九条 done or reasoned n/a."""

    duties: Annotated[
        dict[str, DutyEntry],
        Field(
            max_length=3,
            title="第十九条事项",
            description="answer_reporter, explain_anonymous, clear_name",
        ),
    ] = {}

    def learn(self, at: "Situation") -> dict[str, Any]:
        """Nothing of 第十九条 is owed any more."""
        return {"cleared_on": self.day(at.today)}


class CloseUnapplied(Form):
    """未申请办结; where there was a report, the reason says why nobody is answered."""


class ReportLessons(Form):
    """提交教训总结: what the unit learnt from it (第十八条)."""

    report: Annotated[Text, Field(title="教训总结报告", description="lessons report")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """There is a report; a later one takes its place."""
        return {"lessons_by": at.actor.person}


class FinishLessons(Form):
    """总结教训: the unit's report is taken, and the mistake classified (第十八条)."""

    issue_type: Annotated[Line, Field(title="问题类型", description="issue type of the pack")]
    field: Annotated[Line, Field(title="监管领域", description="field of the pack")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """How the mistake is classified."""
        return {"issue_type": self.issue_type, "field": self.field}


class FileArchives(Form):
    """存入档案: the receipt of the personnel or of the integrity file (第十七条)."""

    receipt: Annotated[Line, Field(title="档案回执", description="number of the receipt")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The receipt, under the hand that gave it."""
        held = [r for r in (Role.HR, Role.INT) if r in at.actor.roles]
        hand = next((r for r in held if r not in at.facts.receipts), held[0])
        given = Receipt(number=self.receipt, by=at.actor.person)
        return {"receipts": {**at.facts.receipts, hand: given}}


class EndImpact(Form):
    """影响期满: the personnel department says that nothing new came in between."""

    no_new_sanction: Annotated[
        bool,
        Field(strict=True, title="期内没有新的处分", description="true: no new sanction came"),
    ]


class Suspend(Form):
    """中止."""

    reason: Annotated[Text, Field(title="中止事由", description="ground")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """Where the case will go on."""
        return {"state_left": at.state, "suspended_on": self.day(at.today)}


class Resume(Form):
    """恢复."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """No longer suspended."""
        return {"state_left": None, "suspended_on": None}


class OpenClearing(Form):
    """启动澄清: a complaint exists, or defamation was found (第十九条)."""

    reason: Annotated[Text, Field(title="理由", description="reason")]
    defamed: Annotated[bool, Field(title="存在诬告诽谤", description="defamation found")] = False

    def learn(self, at: "Situation") -> dict[str, Any]:
        """Whether the name is to be cleared."""
        return {"defamed": self.defamed or at.facts.defamed}


UNDECIDED: dict[str, Any] = {
    "decision": None, "decision_served_on": None, "decision_service": None, "plan": None,
    "receipts": {}, "opinion_by": None, "lessons_by": None, "cleared_on": None,
    "review_extended": False, "review_paused": False, "review_paused_on": None,
}  # fmt: skip
"""What a case forgets when its decision is undone; the events keep it all."""


class Revoke(Form):
    """撤销决定: on a document, never by deleting."""

    reason: Annotated[Text, Field(title="理由", description="reason")]
    document: Annotated[Line, Field(title="依据文书", description="document it rests on")]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The old decision stays in the history; the case is undecided again."""
        return {**UNDECIDED, "objection": None}


class Reopen(Revoke):
    """重新审查: on new facts, or false evidence."""

    ground: Annotated[ReopenGround, Field(title="重新审查情形", description="ground")]


class Recount(Form):
    """期限重算: open deadlines counted anew with another calendar."""

    calendar: Annotated[Line, Field(title="日历版本", description="version of the calendar")]
