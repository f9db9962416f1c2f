"""The form of a case that was finished before it came here: one row of the bureau's own ledger."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from states.errors import Invalid
from states.facts import Decision
from states.forms.base import Form, Line, NotAsked, Text
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


class Import(Form):
    """导入旧案: what a bureau's own ledger says of a case that is over.

    ``earlier_number`` is what its matter was called there, ``row`` where it stood in the file of
    that SHA-256. The columns are those of the ledger (``reports.ledger_columns``).
    """

    on: NotAsked = None
    earlier_number: Number
    file: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    row: Annotated[int, Field(ge=1)]
    ends: Literal["closed", "terminated", "withdrawn"]
    subject: Line
    officers: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]
    track: Track
    organ: Line
    started_on: date
    start_document: Line
    report_kind: ReportKind = ReportKind.NONE
    party: Line | None = None
    occurred_on: Day = None
    informed_on: Day = None
    post: Line | None = None
    field: Line | None = None
    issue_type: Line | None = None
    applicants: tuple[Role, ...] = ()
    window_last_day: Day = None
    filed_on: Day = None
    late: LateGround | None = None
    late_fate: Literal["pending", "admitted", "rejected", "handed_in"] | None = None
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
            "informed_on": self.informed_on,
            "field": self.field,
            "issue_type": self.issue_type,
            "decision": self.decision(),
        }
        if len(self.officers) > 1:
            known["officers"] = tuple(at.named[name].person for name in self.officers)
        return known

    def decision(self) -> Decision | None:
        """The decision, where there was one; the bureau decides on the day it deliberates."""
        received = self.received_on or self.deliberated_on
        if self.outcome is None or received is None:
            return None
        decided = self.deliberated_on if self.track is Track.BUREAU else None
        return Decision(
            outcome=self.outcome,
            number=self.decision_number or "",
            organ=self.decided_by or "",
            decided_on=decided or received,
            received_on=received,
        )

    def faults(self, today: date) -> Iterator[Invalid]:
        """Every way in which the row contradicts itself or the calendar, column by column."""
        for name in sorted({name for pair in IN_ORDER for name in pair} - AHEAD):
            if (day := getattr(self, name)) and day > today:
                yield Invalid(name, "不能晚于今天", "must not be in the future")
        for first, second in IN_ORDER:
            before, after = getattr(self, first), getattr(self, second)
            if before and after and before > after:
                yield Invalid(second, f"早于 {before}", f"is before {before}")
        if self.ends == "closed" and self.closed_on is None:
            yield Invalid(
                "closed_on", "没有办结日：未办结的案件请立案登记后办理",
                "is empty: a case that is not over is registered, not imported",
            )  # fmt: skip
        if self.outcome is None:
            return
        for name in ("decided_by", "decision_number"):
            if not getattr(self, name):
                yield Invalid(name, "有结论的必填", "is required where there is an outcome")
        if not (self.received_on or self.deliberated_on):
            yield Invalid(
                "received_on", "有结论的，收到日、研究日期至少填一项",
                "or the day of deliberation is required where there is an outcome",
            )  # fmt: skip
