"""A case as the API tells it: what its page shows the same reader, in words a program can hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.earlier_told import EarlierView
from cases.hints import Hint, LinkedItem
from cases.late_notice import LateNotice
from cases.listing import CaseRow
from cases.moves import MoveView
from cases.sanctions import SanctionView
from cases.sheets import SheetView
from cases.taking_part import RecommendationView, RecusalView, VoteView
from cases.views import CaseFile, EventView, NoticeView, PaperView, TaskView
from states.facts import Service
from states.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Seat:
    """Who has which part in a case."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence on the list of the case."""

    number: str
    title: str
    source: str | None
    on: date
    shared: bool


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field of an event's form: its name, its label, and whether it must be given."""

    name: str
    label: str
    required: bool


@dataclass(frozen=True, slots=True)
class Move:
    """What may be done from here, by whom; ``reason`` says what stands against it."""

    event: str
    zh: str
    en: str
    allowed: bool
    reason: str | None
    reason_en: str | None
    article: str | None
    roles: tuple[str, ...]
    fields: tuple[FieldShape, ...]


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A case as the caller sees it: parts that are not theirs to see are empty."""

    summary: CaseRow
    organ: str
    started_on: date
    informed_on: date | None
    late_notice: LateNotice | None
    window_last_day: date | None
    window_provisional: bool
    tasks: tuple[TaskView, ...]
    events: tuple[EventView, ...]
    papers: tuple[PaperView, ...]
    notices: tuple[NoticeView, ...]
    moves: tuple[Move, ...]
    people: tuple[Seat, ...]
    report_kind: str
    evidence: tuple[Piece, ...]
    sheet: SheetView | None
    party: str | None
    occurred_on: date | None
    list_items: tuple[LinkedItem, ...]
    hints: tuple[Hint, ...]
    counts_as_error: bool | None
    sanctions: tuple[SanctionView, ...]
    recommendation: RecommendationView | None
    recusals: tuple[RecusalView, ...]
    votes: tuple[VoteView, ...]
    may_urge: bool
    served_on: date | None
    service: Service | None
    earlier: EarlierView | None


SHAPED = frozenset({"summary", "moves", "people", "evidence"})
"""What is told in another shape than the page has it."""


def told(file: CaseFile) -> CaseTold:
    """The case that its page shows."""
    same: dict[str, Any] = {
        name: getattr(file, name) for name in CaseTold.__slots__ if name not in SHAPED
    }
    return CaseTold(
        summary=file.row,
        moves=tuple(move_told(one) for one in file.moves),
        people=tuple(Seat(role, name) for role, name in file.people),
        evidence=tuple(
            Piece(one.number, one.title, one.source, one.on, one.shared) for one in file.evidence
        ),
        **same,
    )


def move_told(move: MoveView) -> Move:
    """A move with its fields by name."""
    return Move(
        move.event, move.zh, move.en, move.allowed, move.reason, move.reason_en, move.article,
        move.roles, tuple(FieldShape(*one) for one in move.fields),
    )  # fmt: skip
