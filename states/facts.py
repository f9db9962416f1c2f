"""What is known of one case: the fold of its events, kept beside the state."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from states.vocabulary import (
    LateGround,
    Measure,
    Outcome,
    RecusalGround,
    ReportKind,
    Role,
    ServiceWay,
    State,
)

LATELY = 64
"""Cases whose facts a process keeps as it read them: a page asks for the same ones ten times."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Application(_Fact):
    """One written application (第十六条); the case may hold the officer's and the unit's."""

    by: Role
    person: int
    received_at: datetime
    evidence: int = 0
    late_ground: LateGround | None = None
    withdrawn: bool = False


class Exhibit(_Fact):
    """A piece of evidence on the case's list; ``shared`` with every case of the matter."""

    number: str
    title: str
    source: str | None = None
    by: int
    on: date
    shared: bool = False


class Answered(_Fact):
    """An item's answer: yes, no or not known (``None``), on what evidence, by whom and when."""

    value: bool | None
    evidence: tuple[str, ...] = ()
    note: str | None = None
    by: int
    on: date


class Sheet(_Fact):
    """The answers by item code; ``others`` is how every item without one is answered."""

    answers: dict[str, Answered] = {}
    others: Literal["no", "unknown"] | None = None

    def values(self, asked: Iterable[str]) -> dict[str, bool | None]:
        """What an assessment weighs; ``asked`` are the items that every sheet answers."""
        found = {code: answer.value for code, answer in self.answers.items()}
        if self.others == "unknown":
            found |= {item: None for item in asked if not self.speaks_of(item)}
        return found

    def speaks_of(self, item: str) -> bool:
        """Whether the item or one of its sub-facts is answered."""
        return any(code == item or code.startswith(f"{item}.") for code in self.answers)


class Report(_Fact):
    """The review report, and the codes of what its answers suggested."""

    author: int
    on: date
    suggestions: tuple[str, ...] = ()


class Vote(_Fact):
    """How a party organisation voted: who took part, who kept out of it, and the count.

    ``others`` are the members who have no account, by name.
    """

    participants: tuple[int, ...]
    others: tuple[str, ...] = ()
    chair: int
    recused: tuple[int, ...] = ()
    votes_for: int
    votes_against: int
    abstentions: int


class Recusal(_Fact):
    """Somebody's recusal: asked for, granted or not (``None``: still to be decided).

    ``confirmed_on`` is when the work that they had done before was confirmed; ``head``: they lead
    the bureau, so that the level above decides in their place.
    """

    person: int
    ground: RecusalGround
    head: bool = False
    declared_by: int
    declared_on: date
    granted: bool | None = None
    decided_by: int | None = None
    decided_on: date | None = None
    confirmed_by: int | None = None
    confirmed_on: date | None = None


class Recommendation(_Fact):
    """What the handler recommends to the supervisor (拟办意见), while in ``state``."""

    step: str
    state: State
    by: int
    on: date


class HandIn(_Fact):
    """A written application in the other organ's hands: what alone meets the window there."""

    at: datetime
    receipt: str
    by: Role
    late_ground: LateGround | None = None
    vote: Vote | None = None
    way: ServiceWay | None = None
    received_by: str | None = None


class Sanction(_Fact):
    """A sanction as the pack names it, and its impact period (第十七条).

    ``counted_from`` is the day of effect, or that on which rights were restored.
    """

    kind: str
    effective_on: date
    counted_from: date
    last_day: date


class Service(_Fact):
    """How the decision was served (送达回证): the way, the receipt, and who received it.

    ``served_on`` is the day on the receipt where it was entered afterwards.
    """

    way: ServiceWay
    receipt: str
    received_by: str | None = None
    served_on: date | None = None


class Decision(_Fact):
    """The decision, whoever took it; days are local."""

    outcome: Outcome
    number: str
    organ: str
    decided_on: date
    received_on: date
    sanctions: tuple[Sanction, ...] = ()
    departure_reason: str | None = None
    vote: Vote | None = None

    @property
    def impact_last_day(self) -> date | None:
        """Of several sanctions, the one that bears longest (第十七条)."""
        return max((s.last_day for s in self.sanctions), default=None)

    @property
    def counts_as_enforcement_error(self) -> bool:
        """Whether it stands in the officer's record of errors: not where exempted (第十七条)."""
        return self.outcome not in {Outcome.EXEMPT, Outcome.DUE_DILIGENCE}


class Objection(_Fact):
    """The officer's objection to the decision, and whether it was upheld."""

    person: int
    on: date
    upheld: bool | None = None
    answered_on: date | None = None


class PlannedMeasure(_Fact):
    """One measure of the plan, or the reason why its kind does not apply."""

    kind: Measure
    what: str | None = None
    responsible: str | None = None
    due_on: date | None = None
    not_applicable: str | None = None
    done_on: date | None = None


class Receipt(_Fact):
    """The receipt of the personnel or of the integrity file, and who gave it (第十七条)."""

    number: str
    by: int


class Plan(_Fact):
    """The correction plan (第十八条)."""

    author: int
    measures: tuple[PlannedMeasure, ...]
    approved_by: int | None = None
    extended: bool = False

    def open_measures(self) -> tuple[PlannedMeasure, ...]:
        """Measures that are neither done nor reasoned away."""
        return tuple(m for m in self.measures if not (m.done_on or m.not_applicable))


class Facts(_Fact):
    """All that guards, conditions and pages ask about a case, in one frozen value."""

    report_kind: ReportKind = ReportKind.NONE
    officers: tuple[int, ...] = ()
    """Every officer of the matter, where it has several."""
    informed_on: date | None = None
    list_items: tuple[str, ...] = ()
    managed_by: Role = Role.UPO
    """The party organisation that manages the officer, and proposes to another organ."""
    attached: tuple[str, ...] = ()
    """What the answers suggested when the party organisation was convened."""
    applications: tuple[Application, ...] = ()
    supplements: int = 0
    ex_officio: bool = False
    reviewers: tuple[int, ...] = ()
    review_extended: bool = False
    review_paused: bool = False
    review_paused_on: date | None = None
    evidence: tuple[Exhibit, ...] = ()
    sheet: Sheet = Sheet()
    report: Report | None = None
    opinion_by: int | None = None
    hand_in: HandIn | None = None
    decision: Decision | None = None
    decision_served_on: date | None = None
    decision_service: Service | None = None
    objection: Objection | None = None
    plan: Plan | None = None
    defamed: bool = False
    cleared_on: date | None = None
    receipts: dict[Role, Receipt] = {}
    lessons_by: int | None = None
    issue_type: str | None = None
    field: str | None = None
    recommended: Recommendation | None = None
    state_left: State | None = None
    suspended_on: date | None = None
    recusals: tuple[Recusal, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Facts":
        """The facts that a case's row holds as JSON; what was read lately is not read again."""
        return _read(text)

    @property
    def standing_applications(self) -> tuple[Application, ...]:
        """Applications that were not withdrawn."""
        return tuple(a for a in self.applications if not a.withdrawn)

    @property
    def recused(self) -> frozenset[int]:
        """Who keeps out of the case; a recusal that is not decided yet takes nothing away."""
        return frozenset(r.person for r in self.recusals if r.granted)

    @property
    def kept_out(self) -> frozenset[int]:
        """Who has no other part in the case: the recused, and each officer of the matter."""
        return self.recused.union(self.officers)


@lru_cache(LATELY)
def _read(text: str) -> Facts:
    return Facts.model_validate_json(text)
