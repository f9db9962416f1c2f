"""Forms of the investigation and of the application (第十六条)."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from deadlines import SHANGHAI
from states.facts import Application, HandIn, Recusal
from states.forms.base import Form, Line, NotAsked, ReceivedBy, Text, WayOfService
from states.forms.collective import Collective
from states.vocabulary import (
    LateGround,
    RecusalGround,
    RefusalGround,
    ReportKind,
    Role,
    TerminationGround,
    Track,
)

if TYPE_CHECKING:
    from states.situation import Situation


def _day_as_moment(value: object) -> object:
    """A bare day is its first moment: in time on the last day, and never later than now."""
    if isinstance(value, str) and len(value) == len("2026-03-09"):
        try:
            return datetime.combine(date.fromisoformat(value), time(), SHANGHAI)
        except ValueError:
            return value
    return value


def _local(moment: datetime) -> datetime:
    """A time without an offset is Shanghai's."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI)
    try:
        return moment.astimezone(SHANGHAI)
    except OverflowError:
        raise PydanticCustomError("datetime_range", "no such time in Shanghai") from None


Moment = Annotated[datetime, BeforeValidator(_day_as_moment), AfterValidator(_local)]
"""An instant; a bare day or a time without offset is local to Asia/Shanghai."""

Evidence = Annotated[
    tuple[Line, ...],
    Field(max_length=200, title="证据材料", description="titles of the evidence attached"),
]


class Open(Form):
    """立案登记: one matter, one case for each officer."""

    on: NotAsked = None
    subject: Annotated[Line, Field(title="事由（摘要）", description="what it is about, abstract")]
    officers: Annotated[
        tuple[Line, ...],
        Field(min_length=1, max_length=50, title="执法人员", description="usernames"),
    ]
    track: Annotated[Track, Field(title="程序", description="who started the procedure")]
    organ: Annotated[Line, Field(title="启动机关", description="organ that started it")]
    started_on: Annotated[date, Field(title="启动日期", description="day it was started")]
    start_document: Annotated[Line, Field(title="启动文书号", description="its document number")]
    informed_on: Annotated[
        date | None, Field(title="告知本人日期", description="day the officer was told")
    ] = None
    report_kind: Annotated[ReportKind, Field(title="举报类别", description="kind of report")] = (
        ReportKind.NONE
    )
    pack: Annotated[
        Line | None,
        Field(title="适用办法", description="code of the measures; default the bureau's"),
    ] = None
    handler: Annotated[Line | None, Field(title="承办人", description="username")] = None
    supervisor: Annotated[Line | None, Field(title="督办人", description="username")] = None
    party: Annotated[Line | None, Field(title="相对人", description="party of the matter")] = None
    occurred_on: Annotated[
        date | None, Field(title="事发日", description="day of the event, not after the start")
    ] = None
    list_items: Annotated[
        tuple[Line, ...],
        Field(
            max_length=50,
            title="清单事项",
            description="codes of duties or enforcement items in force on the day of the event",
        ),
    ] = ()
    issue_type: Annotated[
        Line | None, Field(title="问题类型", description="issue type of the pack, as it looks now")
    ] = None
    scope_reason: Annotated[
        Text | None,
        Field(
            title="适用范围确认理由",
            description="why it applies to officers who are no enforcement officers (art. 2)",
        ),
    ] = None
    managed_by: Annotated[
        Literal["UPO", "BPG"],
        Field(
            title="干部管理权限",
            description="whose officers they are: UPO unit's party organisation, BPG bureau's; "
            "it proposes to another organ (art. 16)",
        ),
    ] = "UPO"
    liable_superiors: Annotated[
        tuple[Line, ...],
        Field(max_length=20, title="同一事项被追责的直接上级", description="usernames; recused"),
    ] = ()

    def names(self) -> tuple[str, ...]:
        """The officers, and the superiors held liable in the same matter."""
        return (*self.officers, *self.liable_superiors)

    def day(self, today: date) -> date:
        """Clocks run from the start of the procedure, not from its entry."""
        return self.started_on

    def learn(self, at: "Situation") -> dict[str, Any]:
        """Where the matter came from, when the officer was told, and who keeps out of it."""
        known: dict[str, Any] = {
            "report_kind": self.report_kind,
            "informed_on": self.informed_on,
            "list_items": self.list_items,
            "issue_type": self.issue_type,
            "managed_by": Role(self.managed_by),
        }
        if len(self.officers) > 1:
            known["officers"] = tuple(at.named[name].person for name in self.officers)
        if self.liable_superiors:
            known["recusals"] = tuple(self._recused(at))
        return known

    def _recused(self, at: "Situation") -> Iterator[Recusal]:
        """Superiors held liable in the matter keep out of it without a decision."""
        for name in self.liable_superiors:
            yield Recusal(
                person=at.named[name].person,
                ground=RecusalGround.SUPERIOR_LIABLE,
                head=Role.LDR in at.named[name].held,
                declared_by=at.actor.person,
                declared_on=at.today,
                granted=True,
            )


class InformOfficer(Form):
    """告知本人: the day on which the officer was told of the procedure."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The day the officer was told; kept beside the start, which alone moves the window."""
        return {"informed_on": self.day(at.today)}


def _applicant(at: "Situation") -> Role:
    return Role.OFF if Role.OFF in at.actor.roles else Role.UPO


class File(Form):
    """提交申请: a written application with its evidence."""

    on: NotAsked = None
    statement: Annotated[Text, Field(title="申请内容", description="what is applied for and why")]
    received_at: Annotated[
        Moment | None, Field(title="收到时间", description="when it was received; default now")
    ] = None
    grounds: Annotated[
        tuple[Line, ...], Field(max_length=42, title="对应情形", description="item codes relied on")
    ] = ()
    evidence: Evidence = ()

    def received(self, now: datetime) -> datetime:
        """When the paper came in; entering it later does not make it late."""
        return self.received_at or now

    def day(self, today: date) -> date:
        """The local day of receipt."""
        return self.received_at.date() if self.received_at else today

    def application(self, at: "Situation", ground: LateGround | None = None) -> Application:
        """The application as a fact of the case."""
        return Application(
            by=_applicant(at),
            person=at.actor.person,
            received_at=self.received(at.now),
            evidence=len(self.evidence),
            late_ground=ground,
        )

    def learn(self, at: "Situation") -> dict[str, Any]:
        """One application more; an officer who applies has been told."""
        told = at.facts.informed_on or (self.day(at.today) if Role.OFF in at.actor.roles else None)
        return {
            "applications": (*at.facts.applications, self.application(at)),
            "informed_on": told,
        }


class FileLate(File):
    """逾期申请: with the ground for being late and its evidence."""

    ground: Annotated[LateGround, Field(title="逾期理由", description="why it is late")]
    evidence: Annotated[
        tuple[Line, ...],
        Field(min_length=1, max_length=200, title="证据材料", description="titles of the evidence"),
    ]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The late application, marked with its ground."""
        return {"applications": (*at.facts.applications, self.application(at, self.ground))}


class HandedIn(Form):
    """A paper handed in at the other organ: the moment and the receipt are what counts."""

    on: NotAsked = None
    handed_in_at: Annotated[
        Moment, Field(title="递交时间", description="when the organ received it")
    ]
    receipt: Annotated[Line, Field(title="签收回执", description="number or name of the receipt")]
    late_ground: Annotated[
        LateGround | None, Field(title="逾期理由", description="ground, if after the last day")
    ] = None
    way: WayOfService = None
    received_by: ReceivedBy = None

    def day(self, today: date) -> date:
        """The local day on which it was handed in."""
        return self.handed_in_at.date()

    def hand_in(self, at: "Situation", by: Role) -> HandIn:
        """What reached the organ, and whether it was late."""
        late = at.window_end is not None and self.handed_in_at >= at.window_end
        return HandIn(
            at=self.handed_in_at,
            receipt=self.receipt,
            by=by,
            late_ground=self.late_ground if late else None,
            way=self.way,
            received_by=self.received_by,
        )


class RecordDirectApplication(HandedIn):
    """登记本人直接申请: the officer applied to the organ alone; the copy came to us."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The officer's own application is in the organ's hands."""
        return {"hand_in": self.hand_in(at, Role.OFF)}


class Propose(HandedIn, Collective):
    """提出容错建议: minutes and votes of the party organisation, and the hand-in."""

    members_present: Annotated[
        tuple[Line, ...],
        Field(max_length=50, title="没有账号的到会成员", description="names of other members"),
    ] = ()
    excluded_items: Annotated[
        dict[str, bool | None],
        Field(title="第十六条排除情形", description="art. 16 items: yes, no, or null unknown"),
    ] = {}

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The proposal is in the organ's hands."""
        by = at.facts.managed_by
        return {"hand_in": self.hand_in(at, by).model_copy(update={"vote": self.vote(at)})}

    @classmethod
    def voting_role(cls, managed_by: Role) -> Role:
        """The party organisation that manages the officer."""
        return managed_by

    def others(self) -> tuple[str, ...]:
        """A unit's committee has members without an account."""
        return self.members_present


class DeclineToPropose(Form):
    """不提出建议: reasons, and the item of 第十六条 where that is the reason."""

    reason: Annotated[Text, Field(title="理由", description="reason")]
    item: Annotated[Line | None, Field(title="排除情形", description="art. 16 item")] = None


class RequireSupplement(Form):
    """一次性告知补正: one list of everything that is missing."""

    gaps: Annotated[
        tuple[Line, ...],
        Field(min_length=1, max_length=50, title="全部缺项", description="all that is missing"),
    ]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """A round of supplement is used."""
        return {"supplements": at.facts.supplements + 1}


class Resubmit(Form):
    """补正提交: the evidence that was missing."""

    evidence: Annotated[
        tuple[Line, ...],
        Field(min_length=1, max_length=200, title="补正材料", description="titles of evidence"),
    ]

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The evidence is added to the actor's own application, else to the first standing one."""
        mine = next(
            (a for a in at.facts.applications if a.person == at.actor.person and not a.withdrawn),
            at.facts.standing_applications[0],
        )
        more = mine.model_copy(update={"evidence": mine.evidence + len(self.evidence)})
        return {"applications": tuple(more if a is mine else a for a in at.facts.applications)}


class Withdraw(Form):
    """撤回: the applicant takes back their own application."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The actor's applications are marked withdrawn; nothing is deleted."""
        return {
            "applications": tuple(
                a.model_copy(update={"withdrawn": True}) if a.person == at.actor.person else a
                for a in at.facts.applications
            )
        }


class AcceptLate(Form):
    """同意逾期申请: with the reason."""

    reason: Annotated[Text, Field(title="理由", description="reason")]


class RejectLate(Form):
    """不同意逾期申请: with the reason."""

    reason: Annotated[Text, Field(title="理由", description="reason")]


class Refuse(Form):
    """不予受理: never for what 第十五条 or 第十六条 forbids, which the review finds."""

    ground: Annotated[RefusalGround, Field(title="不予受理情形", description="ground")]
    reason: Annotated[Text, Field(title="理由", description="reason")]


class Terminate(Form):
    """终止: there is nothing left to judge."""

    ground: Annotated[TerminationGround, Field(title="终止情形", description="ground")]
    reason: Annotated[Text, Field(title="理由", description="reason")]


class Convene(Form):
    """提交党组织研究: what the answers suggest by then goes with it."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The suggestions that the party organisation has before it."""
        sheet = at.facts.sheet
        if not sheet.answers:
            return {}
        return {"attached": at.pack.assessor.assess(sheet.values(at.pack.asked())).suggestions}


class ConsiderExOfficio(Form):
    """依职权考虑: the bureau's party group considers tolerance of itself (第十六条)."""

    def learn(self, at: "Situation") -> dict[str, Any]:
        """The review goes on whether or not anybody applies."""
        return {"ex_officio": True}
