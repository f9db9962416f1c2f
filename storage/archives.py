"""Which cases stand in the room of the archives (第十七条)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_

from storage.case_list import Seen, visible
from storage.rooms import running, standing
from storage.schema import Case, CaseLine

FILING, IMPACT = ("file_archives",), ("impact_period",)


def to_be_filed(seen: Seen) -> Select[Any]:
    """Those whose files are not complete, each with the day by which they are to be."""
    return running(FILING, visible(seen))


def in_impact(seen: Seen, state: str) -> Select[Any]:
    """Those in that state, each with the last day of its impact period."""
    return running(IMPACT, and_(Case.state == state, visible(seen)))


def standing_in(seen: Seen, states: Collection[str]) -> Select[Any]:
    """Those in ``states``."""
    return standing(and_(CaseLine.state.in_(sorted(states)), visible(seen)))
