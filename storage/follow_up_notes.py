"""What supervisors noted of single corrections of a report, before it was released."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson
from sqlalchemy import Connection, insert, select

from storage.chain import GENESIS, canonical, link
from storage.journal import entries_of
from storage.schema import FollowUpNote, FollowUpRelease, FollowUpReport

RELEASED = "follow_up_released"


def hold(connection: Connection, report_id: int) -> bool:
    """Whether the report is still held; nobody releases it, or notes of it, before the commit."""
    mine = select(FollowUpReport.by_hand).where(FollowUpReport.id == report_id).with_for_update()
    by_hand = connection.execute(mine).scalar_one()
    sent = select(FollowUpRelease.report_id).where(FollowUpRelease.report_id == report_id)
    return bool(by_hand) and connection.execute(sent).first() is None


def write(
    connection: Connection, report_id: int, case: str, text: str, person: int, now: datetime
) -> None:
    """Note something of a case; empty takes back what was noted before."""
    connection.execute(
        insert(FollowUpNote).values(
            report_id=report_id, case_number=case, text=text, written_by=person, written_at=now
        )
    )


def notes_of(connection: Connection, report_id: int) -> dict[str, str]:
    """What holds of each case of which something is noted."""
    every = (
        select(FollowUpNote.case_number, FollowUpNote.text)
        .where(FollowUpNote.report_id == report_id)
        .order_by(FollowUpNote.id)
    )
    last = {row.case_number: row.text for row in connection.execute(every)}
    return {case: text for case, text in last.items() if text}


def hash_of(notes: Mapping[str, str], algorithm: str) -> str:
    """What the journal keeps of the notes when a report is released."""
    return link(GENESIS, canonical(dict(notes)), algorithm)


def false_notes(connection: Connection) -> Iterator[tuple[str, str]]:
    """Reports whose notes are not those with which they were released: period and scope.

    Only what still waits may have some that no release in the journal tells of.
    """
    told: dict[tuple[str, str], str | None] = {}
    for body in entries_of(connection, [RELEASED]):
        said = orjson.loads(body)["said"]
        told[said["period"], said["scope"]] = said.get("notes")  # before 0030 were none
    noted = set(connection.execute(select(FollowUpNote.report_id).distinct()).scalars())
    sent = FollowUpRelease.report_id
    every = select(
        FollowUpReport.id, FollowUpReport.period, FollowUpReport.scope, FollowUpReport.algorithm,
        (FollowUpReport.by_hand & sent.is_(None)).label("waits"),
    ).outerjoin(FollowUpRelease, sent == FollowUpReport.id)  # fmt: skip
    for id_, period, scope, algorithm, waits in connection.execute(every):
        if hash_ := told.get((period, scope)):
            false = hash_of(notes_of(connection, id_), algorithm) != hash_
        else:
            false = id_ in noted and not (waits and (period, scope) not in told)
        if false:
            yield period, scope
