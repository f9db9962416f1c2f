"""Which cases stand in the room of the archives (第十七条)."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, or_

from storage.case_list import Seen, visible
from storage.rooms import Asked, has_running, nearest
from storage.schema import Case

FILING, IMPACT = ("file_archives",), ("impact_period",)


def to_be_filed(seen: Seen, state: str) -> Asked:
    """Those whose files are not complete: the clock runs, or they stand in that state."""
    return and_(or_(has_running(FILING), Case.state == state), visible(seen))


def standing_in(seen: Seen, states: Collection[str]) -> Asked:
    """Those in ``states``."""
    return and_(Case.state.in_(sorted(states)), visible(seen))


def filing_day() -> ColumnElement[date]:
    """By when a case is to be filed."""
    return nearest(FILING)


def impact_day() -> ColumnElement[date]:
    """The last day of a case's impact period."""
    return nearest(IMPACT)
