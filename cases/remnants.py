"""Whether transfers and destructions are what the journal says, and nothing else was emptied."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from storage import appraisals, transfers
from storage.emptying import Left, emptied_cases, left_of, remnants
from storage.transfers import LineRecord

HANDED_OVER, EXECUTED = "files_handed_over", "appraisal_executed"
"""The entries of the journal that prove them."""
Told = tuple[str, str, str]
"""Of which case, list or appraisal, and what is wrong in both languages."""


def retention_flaws(connection: Connection) -> Iterator[Told]:
    """Lists and records that are not what was entered when they were made."""
    yield from _transfers(connection)
    yield from _appraisals(connection)


def emptied_named(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Every case whose contents were destroyed, with the appraisal after which."""
    numbers = {one.id: one.number for one in appraisals.executed(connection)}
    return tuple(
        sorted((number, numbers.get(of, "—")) for number, of in emptied_cases(connection).values())
    )


def as_told(recipient: str, lines: list[LineRecord]) -> dict[str, Any]:
    """A list as the journal keeps it."""
    return {
        "recipient": recipient,
        "cases": [[one.case, one.version, one.years, one.files, one.size, one.sha256]
                  for one in lines],
    }  # fmt: skip


def _transfers(connection: Connection) -> Iterator[Told]:
    told = _told(connection, HANDED_OVER, "transfer")
    held = {
        number: as_told(recipient, lines)
        for number, recipient, lines in transfers.every_list(connection)
    }
    for number in sorted({*told, *held}):
        if told.get(number) != held.get(number):
            yield number, "移交清单与操作日志不符", "the transfer list differs from the journal"


def _told(connection: Connection, kind: str, name: str) -> dict[str, dict[str, Any]]:
    """What the journal says of each, by its number."""
    found = {}
    for body in transfers.journalled(connection, kind):
        said = json.loads(body)["said"]
        found[said.pop(name)] = said
    return found


def _appraisals(connection: Connection) -> Iterator[Told]:
    told = _told(connection, EXECUTED, "appraisal")
    held = {one.number: one for one in appraisals.executed(connection)}
    said = dict[str, dict[str, Any]]()
    for number in sorted({*told, *held}):
        record = (held[number].record or "") if number in held else ""
        digest = sha256(record.encode()).hexdigest()
        if number not in held or told.get(number) != {"record": digest}:
            yield number, "鉴定记录与操作日志不符", "the appraisal differs from the journal"
        else:
            said |= {one["case"]: one for one in json.loads(record)["cases"]}
    yield from _emptied(connection, said)


def _emptied(connection: Connection, said: dict[str, dict[str, Any]]) -> Iterator[Told]:
    emptied = emptied_cases(connection)
    left = {one.case: one for one in left_of(connection, list(emptied))}
    for number in sorted({*said, *left}):
        if number not in said:
            yield number, "案卷被清空而没有鉴定记录", "the case was emptied without an appraisal"
        elif number not in left or _shown(left[number]) != said[number]["left"]:
            yield number, "案卷留存部分与鉴定记录不符", "what is left differs from the appraisal"
    for table in remnants(connection, list(emptied)):
        yield "retention", f"已销毁的案卷仍有 {table}", f"{table} still has rows of emptied cases"


def _shown(one: Left) -> dict[str, Any]:
    return {"head": one.head, "events": one.events, "frames": one.frames}
