"""When what an event tells of was done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from deadlines import local_day


def day_of(body: Mapping[str, Any]) -> date:
    """The local day on which the thing happened; without one, that on which it was entered."""
    data = body["data"]
    if data.get("on"):
        return date.fromisoformat(data["on"])
    for name in ("received_at", "handed_in_at"):
        if data.get(name):
            return local_day(datetime.fromisoformat(data[name]))
    return local_day(datetime.fromisoformat(body["at"]))
