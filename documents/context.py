"""What a paper's template is given: plain words only, frozen with the paper when it is signed.

Days are ``2026年3月9日``, yes and no are 是 and 否, terms are their Chinese names, people are their
names; what is not known is an empty text. ``said`` is what was entered at the latest event of each
kind: ``said.decide.number``; an event that did not happen has empty fields, ``said.decide.on`` too.
"""

from typing import Any, TypedDict


class CaseWords(TypedDict):
    """The case and its matter."""

    number: str
    matter_number: str
    subject: str
    track: str
    organ: str
    party: str
    occurred_on: str
    started_on: str
    start_document: str
    informed_on: str
    issue_type: str
    field: str
    window_last_day: str
    window_weekday: str
    state: str
    opened_on: str
    ex_officio: str
    managed_by: str


class OfficerWords(TypedDict):
    """The officer of the case."""

    name: str
    unit: str


class PeopleWords(TypedDict):
    """Who works on it."""

    handler: str
    supervisor: str
    reviewers: list[str]


class ItemWords(TypedDict):
    """An item of the measures that was named at an event: ``clause`` is how papers cite it."""

    clause: str
    label: str


class AnswerWords(TypedDict):
    """An item of the assessment that was answered; ``clause`` as papers cite it (第十条第一项)."""

    article: str
    clause: str
    code: str
    label: str
    value: str
    evidence: str
    note: str


class EvidenceWords(TypedDict):
    """A piece of evidence on the list."""

    number: str
    title: str
    source: str
    by: str
    on: str


class VoteWords(TypedDict):
    """A vote of the party organisation."""

    participants: list[str]
    chair: str
    recused: list[str]
    votes_for: str
    votes_against: str
    abstentions: str


class DecisionWords(TypedDict):
    """The decision; ``sanctions`` are its lines as people read them."""

    outcome: str
    number: str
    organ: str
    decided_on: str
    received_on: str
    departure_reason: str
    impact_last_day: str
    sanctions: list[str]


class MeasureWords(TypedDict):
    """A measure of the correction plan, or why its kind does not apply."""

    kind: str
    what: str
    responsible: str
    due_on: str
    done_on: str
    not_applicable: str


class ClockWords(TypedDict):
    """A task of the case; ``length`` as the pack has it (5个工作日)."""

    name: str
    article: str
    due_on: str
    weekday: str
    length: str
    state: str


class PaperWords(TypedDict):
    """A paper of the file."""

    place: str
    code: str
    title: str
    number: str
    date: str


class AlertMatterWords(TypedDict):
    """A matter that an alert counted, told without anybody's name (第十八条).

    ``occurred_on`` is the day of the event, which need not be known; ``started_on`` that of the
    procedure.
    """

    field: str
    issue_type: str
    occurred_on: str
    started_on: str


class AlertWords(TypedDict):
    """A kind of mistake that came often: what D37 and D38 are made of.

    ``kind`` is 问题类型 or 监管领域 and ``name`` which; ``rule`` is the threshold in words.
    ``risk_points``, ``causes`` and ``advice`` are what the analysis found.
    """

    number: str
    kind: str
    name: str
    first_day: str
    last_day: str
    count: str
    share: str
    rule: str
    matters: list[AlertMatterWords]
    risk_points: list[str]
    causes: list[str]
    advice: list[str]
    units: list[str]
    check_on: str
    check_weekday: str


class AlertContext(TypedDict):
    """What the two papers of an alert are given; they belong to no case and name nobody."""

    bureau: str
    measures: str
    alert: AlertWords
    number: str
    date: str
    drafted: bool


class PaperContext(TypedDict):
    """All keys always."""

    bureau: str
    measures: str
    """The title of the measures that the case runs under, without 《》."""
    case: CaseWords
    officer: OfficerWords
    people: PeopleWords
    event: dict[str, str]
    """The event that called for the paper: ``code name on by role reason``."""
    said: dict[str, dict[str, Any]]
    items: dict[str, ItemWords]
    """By code, those that were named when applying, declining or proposing."""
    suggestions: list[str]
    """What the answers of the assessment suggest, one sentence each."""
    answers: list[AnswerWords]
    evidence: list[EvidenceWords]
    vote: VoteWords | None
    decision: DecisionWords | None
    plan: list[MeasureWords]
    clocks: dict[str, ClockWords]
    """By kind of task: ``clocks.review.due_on``; kinds that were never opened have empty words."""
    papers: list[PaperWords]
    number: str
    date: str
    drafted: bool
    """Not signed yet: number and date are still empty places."""
