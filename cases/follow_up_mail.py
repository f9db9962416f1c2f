"""Who is told that a follow-up report was issued, and what the letter says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from cases.follow_up_destroyed import without_destroyed
from cases.follow_up_sight import Sight, head_under_eyes, sight_of, under_eyes, with_notes
from cases.standing import find_person
from deadlines import local_day
from documents.sheet import Bar
from notifications.context import FollowUpContext, NoticeContext
from notifications.wording import zh_date
from regulations.pack import Pack
from reports.follow_up_bars import bars_of
from reports.follow_up_lines import KINDS
from reports.follow_up_words import (
    EVENT_ZH,
    KIND_ZH,
    STAGE_ZH,
    days_zh,
    milestone_zh,
    names_of,
    reorganised_zh,
    stages_zh,
    title_zh,
    warning_zh,
)
from states.vocabulary import Measure, Role
from storage import follow_up, follow_up_notes, outbox, people
from storage.follow_up import BUREAU, Kept, Line, Made
from storage.people import PersonRecord

NOTICE = "follow_up"
HEARS = {
    "party_org": Role.UPO,
    "supervisor": Role.SUP,
    "division_leader": Role.DIV,
    "bureau_leader": Role.LDR,
}
SIGNS, FULL, EMPTY = 10, "█", "░"
"""Of a bar in a letter of text."""
SHOWN = 30
"""Overdue corrections, and changes, that a letter tells one by one."""


def queue_report(connection: Connection, pack: Pack, made: Made | Kept, now: datetime) -> int:
    """Queue the letters of a report, in the transaction that keeps or releases it; how many.

    The bureau's goes to whom the pack names, a unit's to those who answer for it: those who do
    today, however long ago the day of issue was.
    """
    unit = made.head["unit_id"]
    heard = pack.follow_up.bureau if made.scope == BUREAU else pack.follow_up.unit
    told = people.holders(connection, local_day(now), [HEARS[name] for name in heard], unit or 0)
    context = outbox.context(
        event=None, article=pack.cite("第十八条"), task=None, due_on=None, provisional=False,
        report=f"{made.period}/{made.scope}",
    )  # fmt: skip
    one_each = {person: role for role, person in reversed(told)}
    rows = [
        {
            "key": f"follow_up/{made.period}/{made.scope}/{person}", "case_id": None,
            "task_id": None, "name": NOTICE, "recipient_id": person, "role": role, "copy": False,
            "always": False, "context": context, "not_before": now, "created_at": now,
        }
        for person, role in sorted(one_each.items())
    ]  # fmt: skip
    outbox.queue(connection, rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A report that is told of in a letter, and who reads the letter."""

    report: Kept
    reader: PersonRecord
    sight: Sight


def letter_for(connection: Connection, place: str, reader: int, on: date) -> Addressed | None:
    """The report of that place for ``reader``; ``None`` where it is not theirs to read that day.

    A letter leaves the house: officers' names are masked in it whoever it is for. Raises
    ``LookupError`` where there is no such report.
    """
    period, _, scope = place.partition("/")
    found = follow_up.report_of(connection, period, scope)
    if found is None:
        raise LookupError(place)
    username, _ = people.names(connection, [reader])[reader]
    person = find_person(connection, username, on)
    sight = sight_of(person, found.head["unit_id"])
    return Addressed(found, person, replace(sight, names=False)) if sight else None


def letter_words(
    connection: Connection, base: NoticeContext, letter: Addressed, pages: str
) -> FollowUpContext:
    """What the letter says; of a case that its reader keeps out of nothing, as the page does."""
    found = letter.report
    packed = follow_up.packed_of(connection, found.id)
    notes = follow_up_notes.notes_of(connection, found.id)
    overdue, more_overdue = _lines(connection, letter, packed, notes, late=True)
    others, more_others = _lines(connection, letter, packed, notes, late=False)
    words = {
        **words_of(head_under_eyes(connection, found.head, letter.reader), overdue, others),
        "more_overdue": more_overdue, "more_others": more_others, "note": found.note,
    }  # fmt: skip
    link = f"{pages}/follow-up/{found.period}/{found.scope}"
    return FollowUpContext({**base, "link": link, "report": words})


def _lines(
    connection: Connection,
    letter: Addressed,
    packed: bytes,
    notes: Mapping[str, str],
    *,
    late: bool,
) -> tuple[list[Line], int]:
    """Those that are overdue, or the others, told one by one, and how many more its reader sees."""
    found = (line for line in follow_up.lines_in(packed) if (line["light"] == "red") is late)
    told = without_destroyed(connection, with_notes(found, notes))
    seen = under_eyes(connection, told, letter.reader, letter.sight)
    return list(islice(seen, SHOWN)), sum(1 for _ in seen)


def words_of(head: Mapping[str, Any], overdue: list[Line], others: list[Line]) -> dict[str, Any]:
    """A report in Chinese words, with the lines that are told one by one."""
    lights, changed, visited = head["lights"], head["changes"], head["visits"]
    return {
        "title": title_zh(head),
        "issued_on": zh_date(date.fromisoformat(head["issued_on"])),
        "open": head["open"],
        "on_time": head["on_time"],
        "red": lights["red"],
        "amber": lights["amber"],
        "paused": lights["grey"],
        "finished": head["finished"],
        "median": None if head["median_days"] is None else f"{head['median_days']:g}",
        "extended": head["extended"],
        "silent": head["silent"],
        "silent_after": head["silent_after"],
        "newly": head["newly_overdue"],
        "provisional": head["provisional"],
        "stages": stages_zh(head),
        "kinds": [
            {"zh": Measure(kind).zh, "done": head["kinds"][kind][0], "of": head["kinds"][kind][1]}
            for kind in KINDS
        ],
        "reorganised": [
            f"{one['on']} {reorganised_zh(one)}" for one in head.get("reorganised", ())
        ],
        "units": list(head["units"]) if head["scope"] == BUREAU else [],
        "changes": [
            {"zh": EVENT_ZH[one["event"]], "case": one["case"], "on": one["on"]}
            for one in changed["listed"][:SHOWN]
        ],
        "more_changes": len(changed["listed"]) + changed["left_out"] - SHOWN,
        "visits": list(visited["listed"][:SHOWN]),
        "more_visits": len(visited["listed"]) + visited["left_out"] - SHOWN,
        "warnings": [
            {"on": one["on"], "alert": f"{one['alert']} {one['name']}", "zh": warning_zh(one)}
            for one in head.get("warnings", ())
        ],
        "overdue": [_told(head, line) for line in overdue],
        "others": [_told(head, line) for line in others],
        "kind": KIND_ZH[head["kind"]],
    }  # fmt: skip


def _told(head: Mapping[str, Any], line: Line) -> dict[str, Any]:
    """What a letter says of a correction."""
    unit = names_of(head).get(line["unit"], line["unit"])
    return {
        "case": line["case"], "officer": line["officer"], "unit": unit, "due_on": line["due_on"],
        "stage": STAGE_ZH[line["stage"]], "days": days_zh(line),
        "who": line["who"] or f"{unit}党组织", "progress": line["progress"] or "",
        "extended": line["extended"], "milestone": milestone_zh(line), "note": line["note"],
        "late": line["light"] == "red",
        "bars": [_bar(one) for one in bars_of(line, head["issued_on"])],
    }  # fmt: skip


def _bar(bar: Bar) -> dict[str, Any]:
    """A bar as tables draw it, and as signs do."""
    signs = round(bar.share * SIGNS)
    return {
        "label": bar.label, "said": bar.said, "percent": round(bar.share * 100),
        "tone": f"#{bar.tone}", "signs": FULL * signs + EMPTY * (SIGNS - signs),
    }  # fmt: skip
