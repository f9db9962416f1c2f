"""The only room that knows the database: tables, queries, migrations and the event chain."""

from storage.migrate import current_revision, head_revision, migrate
from storage.moment import one_moment
from storage.store import Store, open_store

__all__ = ["Store", "current_revision", "head_revision", "migrate", "one_moment", "open_store"]
