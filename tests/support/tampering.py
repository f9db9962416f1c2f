"""What somebody does who owns the database itself."""

from sqlalchemy import text

from storage import Store

KEPT = ("events", "journal")


def unguard(store: Store) -> None:
    """Take away the triggers that refuse changes of the history."""
    with store.write() as connection:
        for table in KEPT:
            if store.sqlite:
                for what in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{what}"))
            else:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
