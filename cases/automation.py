"""Automatic work as people look at it: who may see how it goes, and who lets it run now."""

from datetime import UTC, datetime

from access.policy import Thing
from cases.standing import granted
from deadlines import local_day
from storage import Store, journal
from storage.due_tasks import last_beat


def last_sweep(store: Store, viewer: str, now: datetime) -> datetime | None:
    """When deadlines were last looked at, for who sees automatic work; raises ``GuardFailed``."""
    with store.read() as connection:
        granted(connection, viewer, Thing.AUTOMATION, "R", local_day(now))
        return last_beat(connection, "sweep")


def may_run(store: Store, by: str, now: datetime) -> None:
    """Raise ``GuardFailed`` where they may let nothing run."""
    with store.read() as connection:
        granted(connection, by, Thing.AUTOMATION, "W", local_day(now))


def note_run(store: Store, name: str, by: str, now: datetime) -> None:
    """Note who lets ``name`` run now; raises ``GuardFailed``."""
    with store.write() as connection:
        person = granted(connection, by, Thing.AUTOMATION, "W", local_day(now))
        journal.note(connection, "run_asked", person, now.astimezone(UTC), work=name)
