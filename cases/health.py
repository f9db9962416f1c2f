"""Whether the system can work: what an operator and a load balancer ask."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from storage import Store, current_revision, head_revision
from storage.deliveries import oldest_unsent
from storage.due_tasks import beat, last_beat


@dataclass(frozen=True, slots=True)
class Health:
    """Instants are UTC; ``None`` where nothing waits or nothing ran yet."""

    database_writable: bool
    migration_current: str | None
    migration_head: str
    oldest_unsent: datetime | None
    last_sweep: datetime | None

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.database_writable and self.migration_current == self.migration_head


def health(store: Store, now: datetime) -> Health:
    """Ask the database; a lost one is an answer, not an error."""
    head = head_revision()
    try:
        with store.read() as connection:
            current = current_revision(connection)
        if current != head:
            return Health(False, current, head, None, None)
        with store.write() as connection:
            beat(connection, "health", now)
            return Health(
                True, current, head, oldest_unsent(connection, now), last_beat(connection, "sweep")
            )
    except SQLAlchemyError:
        return Health(False, None, head, None, None)
