"""Archive and retention: files handed over with their lists, and what is judged of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path, Request, Response
from pydantic import Field

from cases.appraisals import (
    Proposal,
    Standing,
    Verdict,
    decide,
    due_for_review,
    list_appraisals,
    propose,
    read_appraisal,
)
from cases.emptying import Emptied, execute
from cases.transfers import (
    ReadyCase,
    enter_receipt,
    hand_over,
    list_transfers,
    read_transfer,
    ready_to_hand_over,
)
from storage.appraisals import AppraisalRecord
from storage.transfers import TransferRecord
from web.api.asking import Body, Pages, ReadsCases, WritesCases, asked_at, room
from web.api.case_rooms import mark_of
from web.api.once import Done, Made, OnlyOnce, made
from web.api.paging import USUAL, Cursor, Limit, Page, key_of, not_ours, number_of
from web.one_moment import READ
from web.pages import NUMBER
from web.retention import known

TransferNumber = Annotated[str, Path(max_length=40, description="number of a transfer")]
AppraisalNumber = Annotated[str, Path(max_length=40, description="number of an appraisal")]
Numbers = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=100)]

router = room()


@dataclass(frozen=True, slots=True)
class TransferTold:
    """A transfer; ``cases`` is how many files are on its list, no ``receipt``: none came yet."""

    number: str
    recipient: str
    by_name: str
    at: datetime
    receipt: str | None
    received_on: date | None
    receipt_by_name: str | None
    cases: int


@dataclass(frozen=True, slots=True)
class BundleTold:
    """A line of a list, the bundle of a case; ``emptied``: destroyed or anonymised since."""

    case: str
    version: int
    years: int | None
    files: int
    size: int
    sha256: str
    emptied: bool


@dataclass(frozen=True, slots=True)
class TransferListTold:
    """A transfer with its list; ``receives``: the caller may enter the receipt."""

    transfer: TransferTold
    lines: tuple[BundleTold, ...]
    receives: bool


@dataclass(frozen=True, slots=True)
class DueTold:
    """A matter whose period of retention is over."""

    number: str
    unit: str
    cases: int
    closed_on: date
    retained_until: date


class DuePage(Page[DueTold]):
    """Matters that wait to be judged; ``proposes``: the caller may do it."""

    proposes: bool


@dataclass(frozen=True, slots=True)
class AppraisalTold:
    """An appraisal: what is to become of its matters, who said so, and how it stands."""

    number: str
    verdict: Verdict
    standing: Standing
    reason: str
    years: int | None
    kept_until: date | None
    proposer: str
    proposed_at: datetime
    decider: str | None
    decided_at: datetime | None
    answer: str | None
    executor: str | None
    executed_at: datetime | None
    record_sha256: str | None


@dataclass(frozen=True, slots=True)
class JudgedTold:
    """A case of an appraised matter."""

    number: str
    matter: str
    emptied: bool


@dataclass(frozen=True, slots=True)
class AppraisalSheetTold:
    """An appraisal with its cases; ``missing`` have no receipt yet.

    ``decides`` and ``executes`` are what the caller may do now.
    """

    appraisal: AppraisalTold
    cases: tuple[JudgedTold, ...]
    missing: tuple[str, ...]
    decides: bool
    executes: bool


class HandsOver(Body):
    """Closed cases whose files go, all or none, and to whom."""

    cases: Numbers
    recipient: str = Field(max_length=200)


class Receipt(Body):
    """What the recipient answered, and on which day."""

    receipt: str = Field(max_length=200)
    received_on: date


class Proposes(Body):
    """A verdict on matters that are due; ``years`` more where they are kept."""

    matters: Numbers
    verdict: Verdict
    reason: str = Field(max_length=4000)
    years: int | None = Field(None, ge=1, le=100)


class Decides(Body):
    """Whether it is approved; a refusal says why."""

    approved: bool
    answer: str = Field("", max_length=4000)


class Confirmed(Body):
    """The number of the appraisal once more: what is destroyed does not come back."""

    typed: str = Field(max_length=200)


@router.api_route("/archives/handover", methods=READ)
def files_to_hand_over(
    request: Request, caller: ReadsCases, turn: Pages, cursor: Cursor = None, limit: Limit = USUAL
) -> Page[ReadyCase]:
    """Closed cases whose files were not handed over yet."""
    store, at = asked_at(request)
    found = ready_to_hand_over(store, at, viewer=caller.who, after=mark_of(cursor), limit=limit)
    return turn.page(found.rows, found.next)


@router.api_route("/archives/transfers", methods=READ)
def list_of_transfers(
    request: Request, caller: ReadsCases, turn: Pages, cursor: Cursor = None, limit: Limit = USUAL
) -> Page[TransferTold]:
    """The lists of what was handed over, the newest first."""
    store, at = asked_at(request)
    found = list_transfers(store, at, viewer=caller.who, after=_before(cursor), limit=limit)
    return turn.page([_transfer(one) for one in found.rows], found.next)


@router.post("/archives/transfers", status_code=201)
def hand_over_by_api(
    request: Request, response: Response, caller: WritesCases, only: OnlyOnce, said: HandsOver
) -> Made:
    """Make a list of these files with the hash of each bundle."""
    (store, at), app = asked_at(request), request.app.state
    done = only.once(
        caller.who, said,
        lambda: hand_over(
            store, app.shelf, said.cases, at, by=caller.who, recipient=said.recipient,
            bureau=app.bureau_name,
        ),
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/archives/transfers/{done.said}"
    return made(done)


@router.api_route("/archives/transfers/{transfer}", methods=READ)
def read_transfer_by_api(
    request: Request, caller: ReadsCases, transfer: TransferNumber
) -> TransferListTold:
    """One list, as it is printed."""
    store, at = asked_at(request)
    found = read_transfer(store, known(transfer), at, viewer=caller.who)
    lines = tuple(BundleTold(**_same(one, BundleTold)) for one in found.lines)
    return TransferListTold(_transfer(found.transfer), lines, found.receives)


@router.post("/archives/transfers/{transfer}/receipt")
def enter_receipt_by_api(
    request: Request, caller: WritesCases, transfer: TransferNumber, only: OnlyOnce, said: Receipt
) -> Done:
    """Enter once what the archives office answered."""
    store, at = asked_at(request)

    def deed() -> str:
        enter_receipt(store, known(transfer), said.receipt, said.received_on, at, by=caller.who)
        return ""

    return Done(only.once(caller.who, said, deed).repeated)


@router.api_route("/archives/due", methods=READ)
def matters_due(
    request: Request, caller: ReadsCases, turn: Pages, cursor: Cursor = None, limit: Limit = USUAL
) -> DuePage:
    """Matters whose period of retention is over."""
    store, at = asked_at(request)
    after = key_of(cursor)
    if after is not None and not NUMBER.fullmatch(after):
        raise not_ours()
    found = due_for_review(store, at, viewer=caller.who, after=after, limit=limit)
    rows: Sequence[DueTold] = [DueTold(**_same(one, DueTold)) for one in found.rows]
    turned = turn.page(rows, found.next)
    return DuePage(items=turned.items, next=turned.next, proposes=found.proposes)


@router.api_route("/archives/appraisals", methods=READ)
def list_of_appraisals(
    request: Request, caller: ReadsCases, turn: Pages, cursor: Cursor = None, limit: Limit = USUAL
) -> Page[AppraisalTold]:
    """Every appraisal, the newest first."""
    store, at = asked_at(request)
    found = list_appraisals(store, at, viewer=caller.who, after=_before(cursor), limit=limit)
    return turn.page([_appraisal(one.appraisal) for one in found.rows], found.next)


@router.post("/archives/appraisals", status_code=201)
def propose_by_api(
    request: Request, response: Response, caller: WritesCases, only: OnlyOnce, said: Proposes
) -> Made:
    """Propose what is to become of matters whose period is over."""
    store, at = asked_at(request)
    asked = Proposal(said.matters, said.verdict, said.reason, said.years)
    done = only.once(caller.who, said, lambda: propose(store, asked, at, by=caller.who))
    response.headers["Location"] = f"/api/v1/archives/appraisals/{done.said}"
    return made(done)


@router.api_route("/archives/appraisals/{appraisal}", methods=READ)
def read_appraisal_by_api(
    request: Request, caller: ReadsCases, appraisal: AppraisalNumber
) -> AppraisalSheetTold:
    """One appraisal: its cases, who said what, and what may be done now."""
    store, at = asked_at(request)
    found = read_appraisal(store, known(appraisal), at, viewer=caller.who)
    cases = (JudgedTold(one.number, one.matter, one.emptied is not None) for one in found.cases)
    return AppraisalSheetTold(
        _appraisal(found.appraisal), tuple(cases), found.missing, found.decides, found.executes
    )


@router.post("/archives/appraisals/{appraisal}/decide")
def decide_by_api(
    request: Request, caller: WritesCases, appraisal: AppraisalNumber, only: OnlyOnce, said: Decides
) -> Done:
    """Approve or refuse it."""
    store, at = asked_at(request)

    def deed() -> str:
        decide(
            store, known(appraisal), at, by=caller.who, approved=said.approved, answer=said.answer
        )
        return ""

    return Done(only.once(caller.who, said, deed).repeated)


@router.post("/archives/appraisals/{appraisal}/execute")
def execute_by_api(
    request: Request, caller: WritesCases, appraisal: AppraisalNumber, said: Confirmed
) -> Emptied:
    """Destroy or anonymise what was approved; asked again it finishes what was begun."""
    store, at = asked_at(request)
    shelf = request.app.state.shelf
    return execute(store, shelf, known(appraisal), at, by=caller.who, typed=said.typed)


def _before(cursor: str | None) -> str | None:
    before = number_of(cursor)
    return None if before is None else str(before)


def _same(one: object, kind: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in kind.__slots__}


def _transfer(one: TransferRecord) -> TransferTold:
    return TransferTold(**_same(one, TransferTold))


def _appraisal(one: AppraisalRecord) -> AppraisalTold:
    said: dict[str, Any] = {
        name: getattr(one, name) for name in AppraisalTold.__slots__ if name != "standing"
    }
    said["verdict"] = Verdict(one.verdict)
    return AppraisalTold(standing=Standing(one.state), **said)
