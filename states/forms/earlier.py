"""The form of a case that was finished before it came here: one row of the bureau's own ledger."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from states.errors import Invalid
from states.facts import Decision
from states.forms.base import Entry, Form, Line, NotAsked, Text
from states.vocabulary import LateGround, Outcome, ReportKind, Role, Track

if TYPE_CHECKING:
    from states.situation import Situation


def _short(number: str) -> str:
    if len(number) > LONGEST_NUMBER:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": LONGEST_NUMBER})
    return number


LONGEST_NUMBER = 80
Number = Annotated[Line, AfterValidator(_short)]
Day = date | None
Codes = Annotated[tuple[Line, ...], Field(max_length=50)]
AHEAD = frozenset({"window_last_day", "review_due_on", "impact_last_day"})
"""Days that may lie ahead: what is counted, not what was done."""
IN_ORDER: tuple[tuple[str, str], ...] = (
    ("occurred_on", "started_on"),
    *(
        ("started_on", later)
        for later in (
            "informed_on", "window_last_day", "filed_on", "accepted_on", "review_due_on",
            "opinion_on", "deliberated_on", "received_on", "correction_from", "correction_until",
            "corrected_on", "answered_on", "lessons_on", "personnel_on", "integrity_on",
            "impact_last_day", "closed_on",
        )
    ),
    ("filed_on", "deliberated_on"),
    ("accepted_on", "deliberated_on"),
    ("opinion_on", "deliberated_on"),
    ("deliberated_on", "received_on"),
    ("received_on", "correction_from"),
    ("correction_from", "correction_until"),
    ("correction_until", "corrected_on"),
    *(
        (earlier, "closed_on")
        for earlier in (
            "informed_on", "filed_on", "received_on", "corrected_on", "answered_on", "lessons_on",
            "personnel_on", "integrity_on",
        )
    ),
)  # fmt: skip
"""Of each pair the first is not after the second."""


class Told(Entry):
    """What an earlier ledger says of one officer's case, by the columns of ours."""

    informed_on: Day = None
    post: Line | None = None
    field: Line | None = None
    issue_type: Line | None = None
    applicants: tuple[Role, ...] = ()
    window_last_day: Day = None
    filed_on: Day = None
    late: LateGround | None = None
    late_fate: Literal["pending", "admitted", "rejected", "handed_in", "unknown"] | None = None
    accepted_on: Day = None
    review_due_on: Day = None
    exclusions: Codes = ()
    grounds: Codes = ()
    opinion_on: Day = None
    returned: Annotated[int, Field(ge=0, le=99)] = 0
    deliberated_on: Day = None
    decided_by: Line | None = None
    decision_number: Line | None = None
    outcome: Outcome | None = None
    received_on: Day = None
    correction_from: Day = None
    correction_until: Day = None
    corrected_on: Day = None
    answered_on: Day = None
    ways: Codes = ()
    lessons_on: Day = None
    personnel_on: Day = None
    integrity_on: Day = None
    impact_last_day: Day = None
    closed_on: Day = None
    suspended_days: Annotated[int, Field(ge=0, le=9999)] = 0
    marks: Codes = ()
    remarks: Text | None = None


class Import(Form):
    """导入旧案: a case that was over before it came here, from a bureau's own ledger.

    ``row`` is where it stood in the file of that SHA-256.
    """

    on: NotAsked = None
    earlier_number: Annotated[
        Number, Field(title="原事项编号", description="number of the matter in that ledger")
    ]
    file: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9a-f]{64}$"),
        Field(title="原台账", description="SHA-256 of the file"),
    ]
    row: Annotated[int, Field(ge=1, title="原台账行号", description="its row in the file")]
    ends: Annotated[
        Literal["closed", "terminated", "withdrawn"],
        Field(title="终局", description="the state in which it ended"),
    ]
    subject: Annotated[Line, Field(title="事由（摘要）", description="what it is about, abstract")]
    officers: Annotated[
        tuple[Line, ...],
        Field(min_length=1, max_length=50, title="执法人员", description="usernames"),
    ]
    track: Annotated[Track, Field(title="程序", description="who started the procedure")]
    organ: Annotated[Line, Field(title="启动机关", description="organ that started it")]
    started_on: Annotated[date, Field(title="启动日期", description="day it was started")]
    start_document: Annotated[Line, Field(title="启动文书号", description="its document number")]
    report_kind: Annotated[ReportKind, Field(title="举报类别", description="kind of report")] = (
        ReportKind.NONE
    )
    party: Annotated[Line | None, Field(title="相对人", description="party of the matter")] = None
    occurred_on: Annotated[
        date | None, Field(title="事发日", description="day of the event, not after the start")
    ] = None
    told: Annotated[
        Told, Field(title="原台账所载", description="what that ledger says of the officer's case")
    ] = Told()

    @classmethod
    def asked(cls) -> tuple[str, ...]:
        """Nothing: nobody fills it in, it is read from a row."""
        return ()

    def names(self) -> tuple[str, ...]:
        """The officers of the matter."""
        return self.officers

    def learn(self, at: "Situation") -> dict[str, Any]:
        """What guards and pages ask of a case that is over; the rest stands in the history."""
        known: dict[str, Any] = {
            "report_kind": self.report_kind,
            "informed_on": self.told.informed_on,
            "field": self.told.field,
            "issue_type": self.told.issue_type,
            "decision": self._decision(),
        }
        if len(self.officers) > 1:
            known["officers"] = tuple(at.named[name].person for name in self.officers)
        return known

    def _decision(self) -> Decision | None:
        """The decision, where there was one; the bureau decides on the day it deliberates."""
        told = self.told
        received = told.received_on or told.deliberated_on
        if told.outcome is None or received is None:
            return None
        decided = told.deliberated_on if self.track is Track.BUREAU else None
        return Decision(
            outcome=told.outcome,
            number=told.decision_number or "",
            organ=told.decided_by or "",
            decided_on=decided or received,
            received_on=received,
        )

    def faults(self, today: date) -> Iterator[Invalid]:
        """Every way in which the row contradicts itself or the calendar, column by column."""
        days = {
            "started_on": self.started_on, "occurred_on": self.occurred_on,
            **{name: getattr(self.told, name) for name in Told.model_fields},
        }  # fmt: skip
        for name in sorted({name for pair in IN_ORDER for name in pair} - AHEAD):
            if (day := days[name]) and day > today:
                yield Invalid(name, "不能晚于今天", "must not be in the future")
        for first, second in IN_ORDER:
            before, after = days[first], days[second]
            if before and after and before > after:
                yield Invalid(second, f"早于 {before}", f"is before {before}")
        if self.ends == "closed" and self.told.closed_on is None:
            yield Invalid(
                "closed_on",
                "没有办结日：未办结的案件请立案登记后办理",
                "is empty: a case that is not over is registered, not imported",
            )
        if self.told.outcome is not None:
            yield from self._missing()

    def _missing(self) -> Iterator[Invalid]:
        """What an outcome cannot be without."""
        for name in ("decided_by", "decision_number"):
            if not getattr(self.told, name):
                yield Invalid(name, "有结论的必填", "is required where there is an outcome")
        if not (self.told.received_on or self.told.deliberated_on):
            yield Invalid(
                "received_on",
                "有结论的，收到日、研究日期至少填一项",
                "or the day of deliberation is required where there is an outcome",
            )
