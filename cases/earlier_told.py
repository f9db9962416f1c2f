"""What is told of an imported case: that it was, and what another ledger says of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from access.policy import Thing
from cases.eyes import Eyes
from deadlines import local_day


@dataclass(frozen=True, slots=True)
class EarlierView:
    """The number its matter had, when it was imported and by whom, and the ledger's remarks."""

    number: str
    imported_on: date
    by: str
    remarks: str | None


def earlier_of(
    number: str | None, events: Iterable[Mapping[str, Any]], eyes: Eyes
) -> EarlierView | None:
    """Where an imported case came from.

    Remarks were written freely and may tell of a report: they are for whoever reviews cases.
    """
    entered = next((one for one in events if one["event"] == "import"), None)
    if number is None or entered is None:
        return None
    remarks = json.loads(entered["body"])["data"].get("told", {}).get("remarks")
    return EarlierView(
        number, local_day(entered["at"]), entered["actor_name"] or "",
        remarks if eyes.whole(Thing.ASSESSMENT) else None,
    )  # fmt: skip
