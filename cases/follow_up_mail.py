"""Who is told that a follow-up report was issued, and what the letter says of it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from notifications.context import FollowUpContext, NoticeContext
from notifications.wording import zh_date
from regulations.pack import Pack
from reports.follow_up_words import EVENT_ZH, KIND_ZH, STAGE_ZH, days_zh, reorganised_zh, title_zh
from reports.names import masked
from states.vocabulary import Measure, Role
from storage import follow_up, follow_up_cases, outbox, people
from storage.follow_up import BUREAU, Kept, Line, Made

NOTICE = "follow_up"
HEARS = {
    "party_org": Role.UPO,
    "supervisor": Role.SUP,
    "division_leader": Role.DIV,
    "bureau_leader": Role.LDR,
}
SHOWN = 30
"""Overdue corrections, and changes, that a letter tells one by one."""
SHEET = 500
"""Lines that are asked about together."""


def queue_report(connection: Connection, pack: Pack, made: Made | Kept, now: datetime) -> int:
    """Queue the letters of a report, in the transaction that keeps or releases it; how many.

    The bureau's goes to whom the pack names, a unit's to those who answer for it.
    """
    unit = made.head["unit_id"]
    heard = pack.follow_up.bureau if made.scope == BUREAU else pack.follow_up.unit
    told = people.holders(connection, made.issued_on, [HEARS[name] for name in heard], unit or 0)
    kept = outbox.context(
        event=None, article=pack.cite("第十八条"), task=None, due_on=None, provisional=False,
        report=f"{made.period}/{made.scope}",
    )  # fmt: skip
    one_each = {person: role for role, person in reversed(told)}
    rows = [
        {
            "key": f"follow_up/{made.period}/{made.scope}/{person}", "case_id": None,
            "task_id": None, "name": NOTICE, "recipient_id": person, "role": role, "copy": False,
            "always": False, "context": kept, "not_before": now, "created_at": now,
        }
        for person, role in sorted(one_each.items())
    ]  # fmt: skip
    outbox.queue(connection, rows)
    return len(rows)


def letter_words(
    connection: Connection, base: NoticeContext, place: str, pages: str, reader: int
) -> FollowUpContext:
    """What the letter of a report says to ``reader``; raises ``LookupError`` where there is none.

    A letter leaves the house: officers' names are masked in it whoever it is for. Of a case that
    its reader keeps out of it names nothing, as the page does not.
    """
    period, _, scope = place.partition("/")
    found = follow_up.report_of(connection, period, scope)
    if found is None:
        raise LookupError(place)
    packed = follow_up.packed_of(connection, found.id)
    red = (line for line in follow_up.lines_in(packed) if line["light"] == "red")
    overdue: list[Line] = []
    more = 0
    for line in not_kept_out_of(connection, red, reader):
        if len(overdue) < SHOWN:
            overdue.append(line)
        else:
            more += 1
    words = words_of(seen_head(connection, found.head, reader), overdue, more, found.note)
    link = f"{pages}/follow-up/{period}/{scope}"
    return FollowUpContext({**base, "link": link, "report": words})


def not_kept_out_of(connection: Connection, lines: Iterator[Line], reader: int) -> Iterator[Line]:
    """Those of the lines whose case the reader does not keep out of."""
    while some := list(islice(lines, SHEET)):
        numbers = [line["case"] for line in some]
        hidden = follow_up_cases.keeps_out_of(connection, reader, numbers)
        yield from (line for line in some if line["case"] not in hidden)


def seen_head(connection: Connection, head: Mapping[str, Any], reader: int) -> Mapping[str, Any]:
    """A head that names no case of which the reader keeps out; its counts are everybody's."""
    parts = {name: head[name] for name in ("changes", "visits")}
    numbers = {one["case"] for part in parts.values() for one in part["listed"]}
    hidden = follow_up_cases.keeps_out_of(connection, reader, numbers)
    kept = {
        name: {**part, "listed": [one for one in part["listed"] if one["case"] not in hidden]}
        for name, part in parts.items()
    }
    return {**head, **kept}


def words_of(
    head: Mapping[str, Any], overdue: list[Line], more_overdue: int, note: str | None
) -> dict[str, Any]:
    """A report in Chinese words; so many more are overdue than are told one by one."""
    names = {unit["code"]: unit["name"] for unit in head["units"]}
    lights, changed = head["lights"], head["changes"]
    return {
        "title": title_zh(head),
        "issued_on": zh_date(date.fromisoformat(head["issued_on"])),
        "open": head["open"],
        "on_time": head["on_time"],
        "red": lights["red"],
        "amber": lights["amber"],
        "paused": lights["grey"],
        "finished": head["finished"],
        "median": "—" if head["median_days"] is None else f"{head['median_days']:g}",
        "extended": head["extended"],
        "silent": head["silent"],
        "silent_after": head["silent_after"],
        "newly": head["newly_overdue"],
        "provisional": head["provisional"],
        "note": note,
        "stages": [
            {"zh": STAGE_ZH[stage], "n": n} for stage, n in head["stages"].items()
        ],
        "kinds": [
            {"zh": Measure(kind).zh, "done": done, "of": of}
            for kind, (done, of) in head["kinds"].items()
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
        "visits": list(head["visits"]["listed"][:SHOWN]),
        "more_overdue": more_overdue,
        "overdue": [
            {
                "case": line["case"], "officer": masked(line["officer"]),
                "unit": names.get(line["unit"], line["unit"]), "due_on": line["due_on"],
                "stage": STAGE_ZH[line["stage"]], "days": days_zh(line),
                "who": line["who"] or f"{names.get(line['unit'], '')}党组织",
                "progress": line["progress"] or "",
            }
            for line in overdue
        ],
        "kind": KIND_ZH[head["kind"]],
    }  # fmt: skip
