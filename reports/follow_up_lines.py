"""One line of a follow-up report: a correction, its light, its measures and its last word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


Told = Mapping[str, Any]


@dataclass(slots=True)
class Ruler:
    """What lines of one report are measured by: the day of issue, the calendar, the pack.

    ``codes`` are of the units by id, ``names`` of people by username. A day is measured once.
    """

    today: date
    days: WorkingDayCalendar
    rules: FollowUp
    codes: Mapping[int, str]
    names: Mapping[str, str]
    _due: dict[str, tuple[int, str]] = field(default_factory=dict)
    _silent: dict[str, int | None] = field(default_factory=dict)

    def due(self, day: str) -> tuple[int, str]:
        """Working days left until then, negative where it is over, and the light.

        Red is overdue, amber has few working days left, green has more.
        """
        if day not in self._due:
            last = date.fromisoformat(day)
            left = self.days.count(self.today, last)
            near = "amber" if left <= self.rules.amber else "green"
            self._due[day] = left, "red" if last < self.today else near
        return self._due[day]

    def silent(self, since: str | None) -> int | None:
        """How many working days went by since, where that is too many."""
        if since is None:
            return None
        if since not in self._silent:
            quiet = self.days.count(date.fromisoformat(since), self.today)
            self._silent[since] = quiet if quiet >= self.rules.silent_after else None
        return self._silent[since]


def told_of(found: Standing) -> dict[str, Any]:
    """What a line says of a correction on whatever day: JSON's own types, days in ISO.

    ``heard`` is the day since which silence is counted, ``seat`` the username of who answers for
    what is due; ``who`` is a name that the plan says.
    """
    task, plan = found.task, found.plan
    kinds, milestone, who = _measured(plan["measures"] if plan else ())
    working = task.kind == "complete_correction"
    spoken = found.progress and found.progress[0]
    heard = max(filter(None, (found.approved_on, spoken)), default=None)
    return {
        "case": found.case,
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
        "extended": bool(plan and plan.get("extended")),
        "progress_on": spoken and spoken.isoformat(),
        "progress": found.progress and _short(found.progress[1]),
        "heard": heard.isoformat() if heard and working and task.left is None else None,
        "who": who if working else "",
        "seat": {"start_correction": found.handler, "correction_report": found.supervisor}.get(
            task.kind
        ),
    }


def line_of(told: Told, unit: int, officer: str, by: Ruler) -> dict[str, Any]:
    """The line as the report keeps it: what is told, and what the day of issue makes of it.

    ``left`` are working days, negative where overdue, ``None`` where the clock stands; ``silent``
    how many went by without progress, where that is too many; ``who`` answers for what is due,
    empty: the unit's party organisation. What was overdue when the case was suspended is red.
    """
    left, light = by.due(told["due_on"])
    seat = told["seat"]
    line = {
        **told,
        "officer": officer,
        "unit": by.codes[unit],
        "left": None if told["paused"] else left,
        "light": "grey" if told["paused"] else light,
        "silent": by.silent(told["heard"]),
        "who": by.names.get(seat, "") if seat else told["who"],
    }
    del line["heard"], line["seat"]
    return line


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


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
