"""Whether what became of units is what the journal says, and units are what it made of them."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from cases.remnants import Told
from storage import journal, units
from storage.units import CLOSED, MERGED, RENAMED

KINDS = {f"unit_{kind}": kind for kind in (RENAMED, MERGED, CLOSED)}
"""The entries of the journal that prove it."""


def unit_flaws(connection: Connection) -> Iterator[Told]:
    """By the code of the unit."""
    told, called = _told(connection)
    held: dict[str, list[dict[str, Any]]] = {}
    stands: dict[str, units.ProvenChange] = {}
    for one in units.proven_changes(connection):
        held.setdefault(one.code, []).append(_shown(one))
        stands[one.code] = one
    for code in sorted({*told, *held}):
        if told.get(code) != held.get(code):
            yield code, "单位变动与操作日志不符", "what became of it differs from the journal"
        elif stands[code].name != called[code]:
            yield code, "单位名称与最后一次变动不符", "its name is not what was last made of it"
        elif stands[code].kind == MERGED and stands[code].parent != stands[code].successor:
            yield code, "单位不在其并入的单位之下", "it does not stand below its successor"


def _told(connection: Connection) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """What the journal says of each unit, oldest first, and what it was called at last."""
    found: dict[str, list[dict[str, Any]]] = {}
    called: dict[str, str] = {}
    for entry in journal.entries_of(connection, sorted(KINDS)):
        body = json.loads(entry)
        said = body["said"]
        called[said["unit"]] = said.get("name", said["before"])
        found.setdefault(said["unit"], []).append({
            "kind": KINDS[body["kind"]], "at": body["at"], "by": body["actor"],
            "reason": said["reason"], "before": said["before"], "into": said.get("into"),
        })  # fmt: skip
    return found, called


def _shown(one: units.ProvenChange) -> dict[str, Any]:
    return {
        "kind": one.kind, "at": one.at.isoformat(), "by": one.by, "reason": one.reason,
        "before": one.before, "into": one.successor,
    }  # fmt: skip
