"""Asked before a page offers what only some may do."""

from datetime import datetime

from access.policy import Thing
from cases.standing import granted
from deadlines import local_day
from storage import Store
from storage.people import PersonRecord


def permitted(
    store: Store, username: str, thing: Thing, letters: str, now: datetime
) -> PersonRecord:
    """Who that is, where they have any of these rights; raises ``GuardFailed``, naming who has."""
    with store.read() as connection:
        return granted(connection, username, thing, letters, local_day(now))
