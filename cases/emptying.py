"""What an approved appraisal destroys: one transaction for the database, and then the files.

The files are those that no case holds any more once the rows are gone; a run that was killed
between the two is finished by running it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection

from access.policy import Thing
from cases.appraisals import Standing, Verdict, appraisal_held, counted_for, judged, keep_out
from cases.digest_steps import take_back
from cases.remnants import EXECUTED
from cases.standing import granted
from deadlines import local_day
from states.errors import GuardFailed, Invalid
from storage import Store, appraisals, attachments, emptying, journal, transfers
from storage.appraisals import AppraisalRecord, JudgedCase
from storage.chain import canonical
from storage.files.shelf import Shelf
from storage.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Emptied:
    """What was destroyed: how many cases and files; ``shared``: files that other cases hold."""

    cases: int
    files: int
    shared: int
    record: str
    """The hash of the record, as it stands in the journal."""


def execute(
    store: Store, shelf: Shelf, number: str, now: datetime, *, by: str, typed: str
) -> Emptied:
    """Destroy or anonymise what was approved; ``typed`` is the appraisal's number once more.

    It cannot be undone. Run again it finishes what was begun. Raises ``NotFound``, ``Invalid`` or
    ``GuardFailed``; then nothing was destroyed.
    """
    now = now.astimezone(UTC)
    if typed.strip() != number:
        raise Invalid("typed", f"请原样输入 {number}", f"has to be {number}, as it is written")
    counted_for(store, by, "P", now)
    with store.write() as connection:
        attachments.hold(connection)  # whoever takes files in waits: what is shared, is known
        person = granted(connection, by, Thing.RETENTION, "P", local_day(now))
        found = appraisal_held(connection, number, hold=True)
        record = found.record
        if found.state != Standing.EXECUTED:
            record = _destroy(connection, found, person, now)
    return _remove_files(store, shelf, record or "{}")


def _destroy(
    connection: Connection, found: AppraisalRecord, person: PersonRecord, now: datetime
) -> str:
    cases = appraisals.cases_of(connection, found.id, hold=True)
    _check(connection, found, person, cases, now)
    emptying.shut(connection)
    ids = [one.id for one in cases]
    digests = emptying.digests_of(connection, ids)
    whole = found.verdict == Verdict.DESTROY
    take_back(connection, ids, person, now)
    left = {one.case: one for one in emptying.empty(connection, ids, found.id, whole=whole)}
    record = canonical(
        {
            **judged(found),
            "at": now.isoformat(),
            "by": person.username,
            "cases": [
                {
                    "case": one.number,
                    "left": {
                        "head": left[one.number].head,
                        "events": left[one.number].events,
                        "frames": left[one.number].frames,
                    },
                    "files": digests[one.id],
                }
                for one in cases
            ],
        }
    )
    digest = sha256(record.encode()).hexdigest()
    appraisals.change(
        connection, found.id, state=str(Standing.EXECUTED), executed_by=person.id,
        executed_at=now, record=record, record_sha256=digest,
    )  # fmt: skip
    journal.note(connection, EXECUTED, person, now, appraisal=found.number, record=digest)
    return record


def _check(
    connection: Connection,
    found: AppraisalRecord,
    person: PersonRecord,
    cases: Sequence[JudgedCase],
    now: datetime,
) -> None:
    if found.verdict == Verdict.KEEP or found.state != Standing.APPROVED:
        raise GuardFailed(
            "没有经批准的销毁或者匿名化", "nothing was approved that destroys or anonymises"
        )
    if found.decided_by == person.id:
        raise GuardFailed("批准的人不能自己执行", "who approved it does not carry it out")
    keep_out(connection, found, person)
    if not appraisals.still_over(connection, found.id, local_day(now)):
        raise GuardFailed(
            "有案件在鉴定后重新办理，保管期限已变，请重新鉴定",
            "a case was taken up again since: its period is another now, judge it anew",
        )
    if missing := transfers.left_out(connection, [one.id for one in cases]):
        raise GuardFailed(
            f"{'、'.join(missing)} 的案卷包没有移交并取得回执",
            f"{', '.join(missing)}: the bundle was not handed over with a receipt",
        )
    if emptying.uncounted(connection, [one.id for one in cases]):
        raise GuardFailed("统计尚未更新，请再试一次", "the figures are being counted: try again")


def _remove_files(store: Store, shelf: Shelf, record: str) -> Emptied:
    """Remove the contents that a record names and no case holds; again, the rest of them."""
    said: Mapping[str, Any] = _read(record)
    files = sorted({digest for one in said.get("cases", ()) for digest in one["files"]})
    removed = shared = 0
    with store.write() as connection:
        attachments.hold(connection)
        known = set(attachments.digests(connection))
        for digest in files:
            if digest in known:
                shared += 1
                continue
            removed += shelf.discard(digest)
    return Emptied(len(said.get("cases", ())), removed, shared, sha256(record.encode()).hexdigest())


def _read(record: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = orjson.loads(record)
    return found
