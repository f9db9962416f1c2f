"""One line of a follow-up report: a correction, its light, its measures and its last word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from deadlines import WorkingDayCalendar
from regulations.tables import FollowUp
from reports.follow_up_standing import Standing
from states.vocabulary import Measure

KINDS = tuple(str(kind) for kind in Measure)
"""The eight kinds of measure (第十八条), in the order in which a line has them."""
DONE, OPEN, NONE, UNSAID = "d", "o", "n", "-"
"""A kind is done, open, reasoned not to apply, or not planned yet."""
STAGES = {
    "start_correction": "to_start", "correction_plan": "planning",
    "complete_correction": "working", "correction_report": "to_accept",
}  # fmt: skip
LONGEST = 160
"""Characters of the last word that a line keeps."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """What lines of one report are measured by: the day of issue, the calendar, the pack."""

    today: date
    days: WorkingDayCalendar
    rules: FollowUp
    codes: Mapping[int, str]


def line_of(found: Standing, by: Ruler) -> dict[str, Any]:
    """The line as the report keeps it: JSON's own types, days in ISO, keys in their order.

    ``left`` are working days, negative where overdue; ``silent`` how many went by without progress,
    where that is too many; ``who`` answers for what is due, empty: the unit's party organisation.
    """
    task, plan = found.task, found.plan
    measures = plan["measures"] if plan else ()
    last = found.approved_on
    if found.progress and (last is None or last < found.progress[0]):
        last = found.progress[0]
    working = task.kind == "complete_correction"
    quiet = by.days.count(last, by.today) if working and last and not task.paused else 0
    kinds, milestone, who = _measured(measures)
    return {
        "case": found.case,
        "officer": found.officer,
        "unit": by.codes[found.unit_id],
        "outcome": found.outcome,
        "decided_on": found.decided_on,
        "received_on": found.received_on,
        "began_on": found.began_on and found.began_on.isoformat(),
        "stage": "to_approve" if task.kind == "correction_plan" and plan else STAGES[task.kind],
        "kinds": kinds,
        "milestone": milestone,
        "due_on": task.due_on.isoformat(),
        "provisional": task.provisional,
        "paused": task.paused,
        "left": by.days.count(by.today, task.due_on),
        "light": _light(found, by),
        "extended": bool(plan and plan.get("extended")),
        "progress_on": found.progress and found.progress[0].isoformat(),
        "progress": found.progress and _short(found.progress[1]),
        "silent": quiet if quiet >= by.rules.silent_after else None,
        "who": _who(found, who),
    }


def _measured(measures: Any) -> tuple[str, list[str] | None, str]:
    """A sign for each kind, the next milestone as day and kind, and who answers for it."""
    signs = dict.fromkeys(KINDS, UNSAID)
    following: tuple[str, str, str] | None = None
    for one in measures:
        kind = one["kind"]
        if one.get("not_applicable"):
            if signs[kind] == UNSAID:
                signs[kind] = NONE
        elif one.get("done_on"):
            if signs[kind] != OPEN:
                signs[kind] = DONE
        else:
            signs[kind] = OPEN
            due = one.get("due_on") or "9999-12-31"
            if following is None or due < following[0]:
                following = due, kind, one.get("responsible") or ""
    day, kind, who = following or ("", "", "")
    known = [day, kind] if following and not day.startswith("9999") else None
    return "".join(signs.values()), known, who


def _light(found: Standing, by: Ruler) -> str:
    """Red is overdue, amber has few working days left, green has more; grey is paused."""
    task = found.task
    if task.paused:
        return "grey"
    if task.due_on < by.today:
        return "red"
    return "amber" if by.days.count(by.today, task.due_on) <= by.rules.amber else "green"


def _who(found: Standing, of_measure: str) -> str:
    return {
        "start_correction": found.handler,
        "complete_correction": of_measure,
        "correction_report": found.supervisor,
    }.get(found.task.kind, "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
