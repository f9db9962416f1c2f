"""The rooms of cases: corrections with lights and progress, feedback and clearing, the archives."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from fastapi import Request
from pydantic import Field

from cases.archives import ArchiveRow, Filed, ImpactView, list_archives
from cases.bundles import BundleKind
from cases.correction import CorrectionFile, Entry, ExtensionView, MeasureView, correction_of
from cases.corrections import CorrectionRow, Shown, list_corrections
from cases.duties import ClearingFile, Duties, DutyRow, duties_of, list_duties
from cases.plans import PlanState, Tally
from cases.rooms import MOST, Light
from states.vocabulary import Role, State
from web.api.asking import CaseNumber, Pages, ReadsCases, asked_at, room
from web.api.paging import USUAL, Cursor, Limit, Page, key_of, not_ours
from web.api.shapes import Move, move_told
from web.corrections import MARK
from web.one_moment import READ

T = TypeVar("T")
router = room()


class RoomPage(Page[T]):
    """A page of a room, with how many cases there are of each kind that may be shown."""

    counts: Mapping[str, int] = Field(description="by what `show` takes")
    at_least: tuple[str, ...] = Field(
        description="of these there are as many as `counts` says, or more"
    )


@dataclass(frozen=True, slots=True)
class ReceiptTold:
    """Which file it is the receipt of, by who keeps it; no number: it is still owed."""

    role: Role
    number: str | None


@dataclass(frozen=True, slots=True)
class ArchiveTold:
    """A case with the receipts of its files; ``act`` is the event that is next for the caller."""

    number: str
    subject: str
    officer_name: str
    unit_name: str
    state: State
    outcome: str | None
    receipts: tuple[ReceiptTold, ...]
    missing: tuple[Role, ...]
    either: bool
    due_on: date | None
    provisional: bool
    light: Light | None
    days_left: int | None
    impact: ImpactView | None
    changed_on: date
    bundles: tuple[BundleKind, ...]
    act: str | None


@dataclass(frozen=True, slots=True)
class CorrectionTold:
    """The correction of a case: plan, measures with lights, progress, extensions, what is next."""

    number: str
    subject: str
    version: int
    state: State
    outcome: str | None
    plan: PlanState
    author: str | None
    approved_by: str | None
    tally: Tally
    began_on: date | None
    due_on: date | None
    due_kind: tuple[str, str] | None
    provisional: bool
    light: Light | None
    days_left: int | None
    accepted_on: date | None
    measures: tuple[MeasureView, ...]
    entries: tuple[Entry, ...]
    extensions: tuple[ExtensionView, ...]
    moves: tuple[Move, ...]
    today: date


@dataclass(frozen=True, slots=True)
class ObjectionTold:
    """The officer's objection to the decision; ``upheld`` is none before it is answered."""

    on: date
    upheld: bool | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class OpenedTold:
    """When clearing was opened, by whom and why."""

    on: date
    by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClearingTold:
    """Feedback and clearing of one case, as far as the caller may know of it."""

    row: DutyRow
    objection: ObjectionTold | None
    opened: tuple[OpenedTold, ...]
    moves: tuple[Move, ...]
    today: date


@router.api_route("/corrections", methods=READ)
def list_of_corrections(
    request: Request,
    caller: ReadsCases,
    turn: Pages,
    show: Shown = Shown.ALL,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> RoomPage[CorrectionRow]:
    """Corrections by their last day, each with its light, its measures and its last progress."""
    store, at = asked_at(request)
    found = list_corrections(
        store, at, viewer=caller.who, shown=show, after=mark_of(cursor), limit=limit
    )
    return _room(turn.page(found.rows, found.next), found.counts, found.at_least)


@router.api_route("/cases/{number}/correction", methods=READ)
def correction_of_case(request: Request, caller: ReadsCases, number: CaseNumber) -> CorrectionTold:
    """The correction of one case."""
    store, at = asked_at(request)
    found = correction_of(store, number, at, viewer=caller.who)
    same = {name: getattr(found, name) for name in CorrectionTold.__slots__ if name != "moves"}
    return CorrectionTold(moves=_moves(found), **same)


@router.api_route("/clearing", methods=READ)
def list_of_duties(
    request: Request,
    caller: ReadsCases,
    turn: Pages,
    show: Duties = Duties.OPEN,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> RoomPage[DutyRow]:
    """What 第十九条 asks, case by case, as far as the caller may know of it."""
    store, at = asked_at(request)
    found = list_duties(
        store, at, viewer=caller.who, shown=show, after=mark_of(cursor), limit=limit
    )
    return _room(turn.page(found.rows, found.next), found.counts, _most(found.counts))


@router.api_route("/cases/{number}/clearing", methods=READ)
def clearing_of_case(request: Request, caller: ReadsCases, number: CaseNumber) -> ClearingTold:
    """Feedback and clearing of one case."""
    store, at = asked_at(request)
    found = duties_of(store, number, at, viewer=caller.who)
    objected = found.objection
    return ClearingTold(
        row=found.row,
        objection=ObjectionTold(objected.on, objected.upheld, objected.answered_on)
        if objected
        else None,
        opened=tuple(OpenedTold(*one) for one in found.reasons),
        moves=_moves(found),
        today=found.today,
    )


@router.api_route("/archives", methods=READ)
def list_of_archives(
    request: Request,
    caller: ReadsCases,
    turn: Pages,
    show: Filed = Filed.WAITING,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> RoomPage[ArchiveTold]:
    """Cases that are to be filed, in their impact period, or closed (第十七条)."""
    store, at = asked_at(request)
    found = list_archives(
        store, at, viewer=caller.who, shown=show, after=mark_of(cursor), limit=limit
    )
    rows = [_filed(row) for row in found.rows]
    return _room(turn.page(rows, found.next), found.counts, _most(found.counts))


def mark_of(cursor: str | None) -> str | None:
    """Where the list goes on; what no list gave never reaches the database."""
    key = key_of(cursor)
    if key is not None and not re.fullmatch(MARK, key):
        raise not_ours()
    return key


def _filed(row: ArchiveRow) -> ArchiveTold:
    same: dict[str, Any] = {
        name: getattr(row, name) for name in ArchiveTold.__slots__ if name != "receipts"
    }
    numbers = ((role, receipt.number if receipt else None) for role, receipt in row.receipts)
    return ArchiveTold(receipts=tuple(ReceiptTold(*one) for one in numbers), **same)


def _moves(found: CorrectionFile | ClearingFile) -> tuple[Move, ...]:
    return tuple(move_told(one) for one in found.moves)


def _most(counts: Mapping[Any, int]) -> list[Any]:
    return [code for code, number in counts.items() if number >= MOST]


def _room(turned: Page[T], counts: Mapping[Any, int], at_least: Collection[Any]) -> RoomPage[T]:
    said = {str(code): number for code, number in counts.items()}
    more = tuple(sorted(str(code) for code in at_least))
    return RoomPage(items=turned.items, next=turned.next, counts=said, at_least=more)
