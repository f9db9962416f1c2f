"""How much of a follow-up report somebody sees: of which scope, which lines, and what of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from access.policy import POLICY, Thing, may
from cases.eyes import seen_by
from cases.pattern_eyes import alerts_shown
from reports.names import masked, without
from states.vocabulary import Role
from storage import follow_up, follow_up_cases
from storage.follow_up import SHEET, Line
from storage.people import PersonRecord

OF_THE_WORK = ("progress", "progress_on", "who", "milestone", "silent", "note")
"""What a line says of the work itself: nothing to those who see their own columns alone."""
WRITTEN = ("who", "progress", "note")
"""What somebody wrote of it, in which the officer may be named."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How much somebody sees of a scope: names in full, and what is said of the work."""

    names: bool = False
    work: bool = False

    def of(self, line: Line, *, opens: bool, beside: Iterable[str] = ()) -> Line:
        """A line as they see it; the name in full only where they see the case itself.

        Masked, it is masked in what was written of the work, too: officers answer for measures. So
        is everybody ``beside``: officers of the same matter whose own cases they do not see.
        """
        shown, name = {**line, "opens": opens}, line["officer"]
        hidden = set(beside)
        if not (self.names and opens):
            hidden.add(name)
            shown["officer"] = masked(name)
        shown |= {word: line[word] and without(line[word], *hidden) for word in WRITTEN}
        return shown if self.work else {**shown, **dict.fromkeys(OF_THE_WORK)}


def sight_of(person: PersonRecord, unit_id: int | None) -> Sight | None:
    """How much they see of the reports of a unit; ``None``: nothing.

    ``o`` in the table are one's own columns: those of one's unit, without names; of who keeps
    files or answers reporters, how things stand and nothing of the work.
    """
    here = [role for role, unit in reading(person) if unit is None or unit == unit_id]
    if not here:
        return None
    whole = any("R" in POLICY[role, Thing.REPORTS] for role in here)
    return Sight(names=whole, work=whole or Role.UPO in here)


def reading(person: PersonRecord) -> list[tuple[Role, int | None]]:
    """The roles of theirs, and those lent to them, that reports are for, with where they hold."""
    held = [*person.grants, *((one.role, one.unit_id) for one in person.lent)]
    return [(Role(role), unit) for role, unit in held if may([Role(role)], Thing.REPORTS, "R")
            or may([Role(role)], Thing.REPORTS, "o")]  # fmt: skip


def with_notes(lines: Iterable[Line], notes: Mapping[str, str]) -> Iterator[Line]:
    """The lines, each with the supervisor's note of it, where there is one."""
    return ({**line, "note": notes.get(line["case"])} for line in lines)


def under_eyes(
    connection: Connection, lines: Iterator[Line], reader: PersonRecord, sight: Sight
) -> Iterator[Line]:
    """The lines as they may be read, none of a case that the reader keeps out of.

    ``opens`` of each: whether they see the case itself.
    """
    while some := list(islice(lines, SHEET)):
        numbers = [line["case"] for line in some]
        hidden = follow_up_cases.keeps_out_of(connection, reader.id, numbers)
        matters = follow_up_cases.officers_beside(connection, numbers)
        theirs = {case for officers in matters.values() for case, _ in officers}
        opens = cases_that_open(connection, theirs.union(numbers), reader)
        for line in some:
            if (case := line["case"]) not in hidden:
                beside = [
                    name for other, name in matters.get(case, ())
                    if not (sight.names and other in opens)
                ]  # fmt: skip
                yield sight.of(line, opens=case in opens, beside=beside)


def head_under_eyes(
    connection: Connection, head: Mapping[str, Any], reader: PersonRecord
) -> Mapping[str, Any]:
    """A head that names no case of which the reader keeps out; its counts are everybody's.

    Of an alert it tells those who may read it; what was issued in the beginning names no units.
    """
    hidden = follow_up_cases.keeps_out_of(connection, reader.id, named_in(head))
    none_left = {"left_out": 0}  # what was issued in the beginning says it of changes alone
    kept = {
        name: {
            **none_left, **head[name],
            "listed": [one for one in listed if one["case"] not in hidden],
        }
        for name, listed in _listed(head).items()
    }  # fmt: skip
    theirs = alerts_shown(connection, reader)
    warnings = [one for one in head.get("warnings", ()) if theirs(one.get("units", ()))]
    return {**head, **kept, "warnings": warnings}


def whole_head(
    connection: Connection, head: Mapping[str, Any], packed: bytes, reader: PersonRecord
) -> Mapping[str, Any]:
    """The head with all that it had no room for, as its reader may read it."""
    rest = follow_up.rest_in(packed)
    full = {
        name: {**head[name], "listed": [*listed, *rest.get(name, ())], "left_out": 0}
        for name, listed in _listed(head).items()
    }
    return head_under_eyes(connection, {**head, **full}, reader)


def named_in(head: Mapping[str, Any]) -> set[str]:
    """The cases that a head names."""
    return {one["case"] for listed in _listed(head).values() for one in listed}


def cases_that_open(
    connection: Connection, numbers: Iterable[str], reader: PersonRecord
) -> set[str]:
    """Those of the cases that the reader sees anything of."""
    return follow_up_cases.seen_of(connection, numbers, seen_by(reader))


def _listed(head: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {name: head[name]["listed"] for name in ("changes", "visits")}
