"""Two bars of each correction: how far its measures are, and how much of its time is gone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from documents.sheet import Bar
from reports.follow_up_lines import DONE, OPEN
from reports.follow_up_words import LIGHTS

BLUE = "1558A6"
TONES = {"red": "B3211C", "amber": "B36B00", "green": "2E7D5B", "grey": "6B7885"}
"""Of the time that is gone, by the light: it stands out from paper and from what is left."""


def bars_of(line: Mapping[str, Any], issued_on: str) -> tuple[Bar, Bar]:
    """The bar of the measures and that of the time, each with its words."""
    gone, light = gone_of(line, date.fromisoformat(issued_on)), line["light"]
    time = f"{gone:.0%}" if light in {"green", "amber"} else LIGHTS[light][0]
    return (
        Bar("措施", done_of(line["kinds"]), measures_zh(line["kinds"]) or "未定", BLUE),
        Bar("时间", gone, time, TONES[light]),
    )


def done_of(signs: str) -> float:
    """How much of what was planned is done, 0 to 1."""
    planned = signs.count(DONE) + signs.count(OPEN)
    return signs.count(DONE) / planned if planned else 0.0


def measures_zh(signs: str) -> str:
    """``4/8``: measures done of those that were planned."""
    planned = signs.count(DONE) + signs.count(OPEN)
    return f"{signs.count(DONE)}/{planned}" if planned else ""


def gone_of(line: Mapping[str, Any], today: date) -> float:
    """How much of the days from its beginning to its last day is gone, 0 to 1."""
    begun, due = begin_of(line, today), date.fromisoformat(line["due_on"])
    if line["light"] == "red" or today >= due:
        return 1.0
    return max((today - begun).days, 0) / (due - begun).days


def begin_of(line: Mapping[str, Any], today: date) -> date:
    """The day from which a correction runs: of its start, or of the decision before that."""
    said = line["began_on"] or line["received_on"] or line["decided_on"]
    begun = date.fromisoformat(said) if said else today
    return min(begun, date.fromisoformat(line["due_on"]))
