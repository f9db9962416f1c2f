"""Effect checks of warnings (第十八条第二款) in a follow-up report: due, over, or done since."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from deadlines import WorkingDayCalendar
from storage.pattern_warnings import Warned


def checks_of(
    warnings: Iterable[Warned],
    units: Collection[str] | None,
    since: datetime,
    until: date,
    today: date,
    days: WorkingDayCalendar,
) -> Iterator[dict[str, Any]]:
    """The visits that fall due up to ``until``, those that are over, and those recorded since.

    What nobody recorded stands in every report from then on. ``units``: codes of those reported
    on; ``None``: all. ``left`` in working days.
    """
    for one in sorted(warnings, key=lambda one: (one.check_on, one.number)):
        if units is not None and one.units.isdisjoint(units):
            continue
        if one.checked_at is None and one.check_on <= until:
            state = "over" if one.check_on < today else "due"
        elif one.checked_at and one.checked_at >= since:
            state = "done"
        else:
            continue
        yield {
            "alert": one.number, "kind": one.kind, "name": one.name, "units": sorted(one.units),
            "on": one.check_on.isoformat(), "state": state,
            "left": days.count(today, one.check_on), "effective": one.effective,
        }  # fmt: skip
