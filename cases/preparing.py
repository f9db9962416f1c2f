"""Make a migrated database fit for work: the shipped calendar and packs, where it has none."""

from datetime import datetime

from storage import Store
from storage.calendar import seed_calendar
from storage.packs import seed_packs


def prepare(store: Store, now: datetime) -> None:
    """Load what is shipped and missing; what a bureau loaded itself is left alone."""
    with store.write() as connection:
        seed_calendar(connection, now)
        seed_packs(connection, now)
