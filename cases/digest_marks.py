"""What tells of a case, gathered from all that is held of its matter, for the check of a digest."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from deadlines import local_day
from reports.digest_marks import Marks
from storage import digest_sources as sources
from storage.digests import DigestRecord
from storage.records import CaseRecord

DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
HAN = re.compile(r"[\u4e00-\u9fff]")
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,5}")
BY_NAME = frozenset({"others", "responsible", "received_by"})
"""Where forms say people by name who have no account."""
WORK = ("长", "员", "人", "科", "队", "组", "办", "任", "室", "站", "所")
"""How a word ends that says what somebody does, not who they are."""
NUMBERED = frozenset({"number", "document", "receipt", "start_document"})
"""Where forms say the number of a paper."""


def marks_of(connection: Connection, case: CaseRecord, bureau: str) -> Marks:
    """Names, units, numbers, places and days of the matter of ``case``, and the texts of its file.

    Who reported is not looked up: it stays sealed, and nobody who writes a digest ever saw it.
    """
    matter = sources.matter_of(connection, case.id)
    events = sources.cases_beside(connection, case.id)
    said = [pair for _, body, _ in events for pair in _strings(json.loads(body)["data"])]
    reasons = [reason for _, body, _ in events if (reason := json.loads(body)["reason"])]
    texts = [matter.subject, *reasons, *(text for _, text in said if HAN.search(text))]
    officers = sources.officers_of(connection, case.id)
    units = sources.all_units(connection)
    home = {unit for _, unit in officers if units[unit][1] is not None}
    people = sources.people_of(connection, case.id, [text for _, text in said], home)
    named = {text for name, text in said if name in BY_NAME and PERSON.fullmatch(text)}
    dates = {date.fromisoformat(day) for _, body, _ in events for day in _days(body)}
    return Marks(
        officers=frozenset(name for name, _ in officers),
        people=frozenset({name for name, _ in people} | {n for n in named if not n.endswith(WORK)}),
        usernames=frozenset(username for _, username in people),
        own_units=frozenset(units[unit][0] for unit in home),
        units=frozenset(name for name, _ in units.values()),
        numbers=frozenset(
            {matter.number, matter.document, *(one for one, _, _ in events),
             *(text for name, text in said if name in NUMBERED)}
        ),
        parties=frozenset({matter.party} if matter.party else ()),
        organs=frozenset({bureau, matter.organ}),
        days=frozenset({*matter.days, *dates, *(local_day(at) for _, _, at in events)}),
        texts=tuple(dict.fromkeys(texts)),
    )  # fmt: skip


def marks_left(connection: Connection, digest: DigestRecord, bureau: str) -> Marks:
    """What may still tell of a case whose contents are no more: people, units, its numbers.

    Whose it was nobody knows any more: everybody of the units of the matter's cases is looked for.
    Who moved to another unit since, and has a name of two signs, is missed.
    """
    units = sources.all_units(connection)
    officers = sources.officers_of(connection, digest.case_id)
    home = {unit for _, unit in officers if units[unit][1] is not None}
    people = sources.people_of(connection, digest.case_id, (), home)
    return Marks(
        people=frozenset(name for name, _ in people),
        usernames=frozenset(username for _, username in people),
        own_units=frozenset(units[unit][0] for unit in home),
        units=frozenset(name for name, _ in units.values()),
        numbers=frozenset({digest.case, digest.case.rpartition("-")[0]}),
        organs=frozenset({bureau}),
    )


def _days(body: str) -> Iterator[str]:
    for found in DAY.findall(body):
        try:
            date.fromisoformat(found)
        except ValueError:
            continue
        yield found


def _strings(said: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a form's data with the name of the field in which it stands."""
    if isinstance(said, str):
        yield name, said
    elif isinstance(said, dict):
        for key, value in said.items():
            yield from _strings(value, key)
    elif isinstance(said, list):
        for value in said:
            yield from _strings(value, name)
