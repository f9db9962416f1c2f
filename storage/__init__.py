"""The only room that knows the database: tables, queries, migrations and the event chain."""

from storage.migrate import current_revision, head_revision, migrate
from storage.store import Store, open_store

__all__ = ["Store", "current_revision", "head_revision", "migrate", "open_store"]
