"""鉴定: what becomes of matters whose retention is over; two people say it, no clock does.

The cases of a matter go together: each of their histories names the officers of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.counting import count_what_changed
from cases.rooms import PAGE, held_by
from cases.standing import granted
from cases.transfers import mark_read, one_line
from deadlines import local_day
from states.errors import GuardFailed, Invalid, NotFound
from states.vocabulary import Term
from storage import Store, appraisals, journal, transfers
from storage.appraisals import AppraisalRecord, DueMatter, JudgedCase
from storage.opening import next_number
from storage.people import PersonRecord

MOST, MOST_YEARS = 50, 100
REASON = 2000


class Verdict(Term):
    """What is to become of a file."""

    KEEP = "keep", "延长保管", "Keep longer"
    ANONYMISE = "anonymise", "匿名化", "Anonymise"
    DESTROY = "destroy", "销毁", "Destroy"


class Standing(Term):
    """How an appraisal stands."""

    PROPOSED = "proposed", "待审批", "To be approved"
    APPROVED = "approved", "已批准", "Approved"
    REFUSED = "refused", "不予批准", "Refused"
    EXECUTED = "executed", "已执行", "Carried out"


@dataclass(frozen=True, slots=True)
class DuePage:
    """Matters that wait to be judged; ``proposes``: the reader may do it."""

    rows: tuple[DueMatter, ...]
    next: str | None
    proposes: bool


@dataclass(frozen=True, slots=True)
class AppraisalLine:
    """An appraisal in the list."""

    appraisal: AppraisalRecord
    verdict: Verdict
    standing: Standing


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """Appraisals, the newest first, and the id before which older ones are."""

    rows: tuple[AppraisalLine, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class AppraisalSheet:
    """An appraisal with its cases, and what the reader may do now.

    ``missing`` are cases whose bundle was not handed over, or has no receipt: nothing is destroyed
    of which there is no trace elsewhere.
    """

    appraisal: AppraisalRecord
    verdict: Verdict
    standing: Standing
    cases: tuple[JudgedCase, ...]
    missing: tuple[str, ...]
    decides: bool
    executes: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for these matters; ``years`` more where they are kept."""

    matters: Sequence[str]
    verdict: Verdict
    reason: str
    years: int | None = None


def due_for_review(
    store: Store, now: datetime, *, viewer: str, after: str | None = None, limit: int = PAGE
) -> DuePage:
    """Matters whose period is over on that day. That they are is all that happens by itself."""
    counted_for(store, viewer, "R", now)
    with store.read() as connection:
        person = granted(connection, viewer, Thing.RETENTION, "R", local_day(now))
        found = appraisals.due_matters(
            connection, local_day(now), person.id, after=after, limit=limit + 1
        )
    more = found[limit - 1].number if len(found) > limit else None
    return DuePage(tuple(found[:limit]), more, may(held_by(person), Thing.RETENTION, "P"))


def propose(store: Store, asked: Proposal, now: datetime, *, by: str) -> str:
    """Propose a verdict with its reason; the number of the appraisal.

    Raises ``Invalid``, and ``GuardFailed`` where a matter is not due, or judged already.
    """
    now, numbers = now.astimezone(UTC), sorted(set(asked.matters))
    reason = _text("reason", asked.reason)
    if not numbers or len(numbers) > MOST:
        raise Invalid("matters", f"请选择 1 至 {MOST} 项", f"takes 1 to {MOST} matters")
    years = _years(asked)
    counted_for(store, by, "P", now)
    with store.write() as connection:
        today = local_day(now)
        person = granted(connection, by, Thing.RETENTION, "P", today)
        count = next_number(connection, "appraisal", today.year)  # others wait here
        due = appraisals.these_due(connection, today, person.id, numbers)
        if missing := sorted({*numbers} - {one.number for one in due}):
            raise GuardFailed(
                f"{'、'.join(missing)} 未到期、已在鉴定中或者您应当回避",
                f"{', '.join(missing)}: not due, judged already, or you keep out of it",
            )
        name = f"JD{today.year}-{count:04d}"
        values = {
            "number": name, "verdict": str(asked.verdict), "reason": reason, "years": years,
            "kept_until": date(today.year + years, 12, 31) if years else None,
            "state": str(Standing.PROPOSED), "proposed_by": person.id, "proposed_at": now,
        }  # fmt: skip
        appraisals.propose(connection, values, [one.id for one in due])
        said = {"appraisal": name, "verdict": str(asked.verdict), "matters": numbers}
        journal.note(connection, "appraisal_proposed", person, now, **said)
    return name


def decide(
    store: Store, number: str, now: datetime, *, by: str, approved: bool, answer: str = ""
) -> None:
    """Approve or refuse it, by the principal, who is another than who proposed it.

    A refusal says why. Raises ``NotFound``, ``GuardFailed`` or ``Invalid``.
    """
    now = now.astimezone(UTC)
    answer = _text("answer", answer) if answer.strip() or not approved else ""
    with store.write() as connection:
        person = granted(connection, by, Thing.RETENTION, "A", local_day(now))
        found = appraisal_held(connection, number, hold=True)
        if found.state != Standing.PROPOSED:
            raise GuardFailed("该鉴定已经审批", "this appraisal was decided already")
        if found.proposed_by == person.id:
            raise GuardFailed(
                "提出鉴定意见的人不能自己审批", "who proposed it does not decide on it"
            )
        keep_out(connection, found, person)
        state = Standing.APPROVED if approved else Standing.REFUSED
        appraisals.change(
            connection, found.id, state=str(state), decided_by=person.id, decided_at=now,
            answer=answer or None,
        )  # fmt: skip
        said = {"appraisal": number, "approved": approved}
        journal.note(connection, "appraisal_decided", person, now, **said)


def list_appraisals(
    store: Store, now: datetime, *, viewer: str, after: str | None = None, limit: int = PAGE
) -> AppraisalPage:
    """Every appraisal, the newest first."""
    before = mark_read(after)
    with store.read() as connection:
        granted(connection, viewer, Thing.RETENTION, "R", local_day(now))
        found = appraisals.appraisals(connection, before, limit + 1)
    more = str(found[limit - 1].id) if len(found) > limit else None
    rows = (AppraisalLine(one, Verdict(one.verdict), Standing(one.state)) for one in found)
    return AppraisalPage(tuple(rows)[:limit], more)


def read_appraisal(store: Store, number: str, now: datetime, *, viewer: str) -> AppraisalSheet:
    """An appraisal with its cases; raises ``NotFound``."""
    with store.read() as connection:
        person = granted(connection, viewer, Thing.RETENTION, "R", local_day(now))
        found = appraisal_held(connection, number)
        cases = appraisals.cases_of(connection, found.id)
        state, verdict = Standing(found.state), Verdict(found.verdict)
        missing = transfers.left_out(connection, [one.id for one in cases if not one.emptied])
        apart = not appraisals.keeps_out(connection, found.id, person.id)
    held = held_by(person)
    return AppraisalSheet(
        found, verdict, state, tuple(cases), tuple(missing),
        decides=apart and state is Standing.PROPOSED and person.id != found.proposed_by
        and may(held, Thing.RETENTION, "A"),
        executes=apart and verdict is not Verdict.KEEP and state is Standing.APPROVED
        and not missing and person.id != found.decided_by and may(held, Thing.RETENTION, "P"),
    )  # fmt: skip


def counted_for(store: Store, by: str, right: str, now: datetime) -> None:
    """Let the ledger be up to date for whoever has that right; raises ``GuardFailed``."""
    with store.read() as connection:
        granted(connection, by, Thing.RETENTION, right, local_day(now))
    count_what_changed(store)


def appraisal_held(connection: Connection, number: str, *, hold: bool = False) -> AppraisalRecord:
    """The appraisal of that number; raises ``NotFound``."""
    found = appraisals.appraisal_numbered(connection, number, hold=hold)
    if found is None:
        raise NotFound("鉴定", "appraisal", number)
    return found


def keep_out(connection: Connection, found: AppraisalRecord, person: PersonRecord) -> None:
    """Raise where the person keeps out of one of its cases."""
    if appraisals.keeps_out(connection, found.id, person.id):
        raise GuardFailed(
            "鉴定的案件中有您应当回避的，请由他人办理",
            "you keep out of one of its cases: somebody else does this",
        )


def _years(asked: Proposal) -> int | None:
    if asked.verdict is not Verdict.KEEP:
        return None
    if asked.years is None or not 1 <= asked.years <= MOST_YEARS:
        raise Invalid("years", f"请填 1 至 {MOST_YEARS} 年", f"is 1 to {MOST_YEARS} years")
    return asked.years


def _text(name: str, text: str) -> str:
    return one_line(name, " ".join(text.split()), REASON)


def judged(found: AppraisalRecord) -> dict[str, Any]:
    """What was decided and by whom, for the record of a destruction."""
    hands = ((found.proposer, found.proposed_at), (found.decider, found.decided_at))
    proposed, approved = ([who, at and at.isoformat()] for who, at in hands)
    return {
        "appraisal": found.number, "verdict": found.verdict, "reason": found.reason,
        "proposed": proposed, "approved": approved,
    }  # fmt: skip
