"""What a follow-up report says at its head: totals, each unit, each kind, and what changed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from statistics import median
from typing import Any

from deadlines import WorkingDayCalendar, add_months, local_day
from reports.follow_up_lines import DONE, KINDS, OPEN
from reports.follow_up_periods import Period
from storage.follow_up_cases import UNDOING, Turn

LISTED = 200
"""Changes, and visits, that the head tells one by one; the rest is kept behind the lines."""
Rest = list[dict[str, Any]]
LIGHTS = ("green", "amber", "red", "grey")


COUNTED = ("unit", "light", "stage", "kinds", "extended", "provisional")
ALIKE = (*COUNTED, "silent", "newly")
"""What of a line is counted; the last two are yes or no."""
_counted = itemgetter(*COUNTED)


class Totals:
    """Counts over the lines of a report, as they go by: how many are alike."""

    def __init__(self, since: date) -> None:
        self._since = since.isoformat()
        self._alike = Counter[tuple[Any, ...]]()

    def add(self, line: Mapping[str, Any]) -> None:
        """Count one line."""
        newly = line["light"] == "red" and line["due_on"] >= self._since
        self._alike[*_counted(line), line["silent"] is not None, newly] += 1

    def _by(self, name: str, unit: str | None = None) -> Counter[Any]:
        """How many lines there are by one of these, of one unit or of all."""
        found, place = Counter[Any](), ALIKE.index(name)
        for alike, number in self._alike.items():
            if unit in {None, alike[0]}:
                found[alike[place]] += number
        return found

    def kinds(self) -> dict[str, list[int]]:
        """Of each kind of measure, how many are done of how many planned."""
        done, planned = Counter[str](), Counter[str]()
        for signs, n in self._by("kinds").items():
            for kind, sign in zip(KINDS, signs, strict=True):
                done[kind] += n * (sign == DONE)
                planned[kind] += n * (sign in {DONE, OPEN})
        return {kind: [done[kind], planned[kind]] for kind in KINDS}

    def said(self, names: Mapping[str, str]) -> dict[str, Any]:
        """As the head keeps it; ``names`` of the units by code, in their order."""
        lights = self._lights()
        units = self._by("unit")
        return {
            "open": sum(lights.values()),
            "on_time": lights["green"] + lights["amber"] + lights["grey"],
            "lights": lights,
            "stages": dict(self._by("stage")),
            "extended": self._by("extended")[True],
            "silent": self._by("silent")[True],
            "newly_overdue": self._by("newly")[True],
            "provisional": self._by("provisional")[True],
            "kinds": self.kinds(),
            "units": [
                {"code": code, "name": name, "open": units[code],
                 "silent": self._by("silent", code)[True], **self._lights(code)}
                for code, name in names.items()
                if code in units
            ],
        }  # fmt: skip

    def _lights(self, unit: str | None = None) -> dict[str, int]:
        found = self._by("light", unit)
        return {light: found[light] for light in LIGHTS}


def finished(lengths: Sequence[int | None]) -> dict[str, Any]:
    """How many corrections were accepted in the period, and their median length in working days."""
    known = [length for length in lengths if length is not None]
    return {"finished": len(lengths), "median_days": median(known) if known else None}


def changes(turns: Sequence[Turn], codes: Mapping[int, str]) -> tuple[dict[str, Any], Rest]:
    """What happened since the report before: how often, and one by one; and what is the rest.

    What undoes a decision stands first: a case that was reported as done may be among it.
    """
    told = sorted(turns, key=lambda turn: turn.event not in UNDOING)
    every = [
        {
            "case": turn.case, "unit": codes[turn.unit_id], "event": turn.event,
            "on": local_day(turn.at).isoformat(), "before": turn.before,
        }
        for turn in told
    ]  # fmt: skip
    listed, rest = _parted(every)
    return {"counts": dict(Counter(turn.event for turn in turns)), **listed}, rest


def visits(
    accepted: Iterable[tuple[str, datetime]], period: Period, months: int, days: WorkingDayCalendar
) -> tuple[dict[str, Any], Rest]:
    """Corrections whose effect is looked at in the period, some months after their acceptance."""
    due = [(days.shift(add_months(local_day(at), months), 0), case) for case, at in accepted]
    now = sorted((day, case) for day, case in due if period.first <= day <= period.last)
    listed, rest = _parted([{"case": case, "on": day.isoformat()} for day, case in now])
    return {"count": len(now), **listed}, rest


def _parted(every: Rest) -> tuple[dict[str, Any], Rest]:
    """What is told at the head, and what is kept behind the lines."""
    rest = every[LISTED:]
    return {"listed": every[:LISTED], "left_out": len(rest)}, rest
