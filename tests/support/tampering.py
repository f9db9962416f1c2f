"""What somebody does who owns the database itself."""

from sqlalchemy import text

from storage import Store


def unguard(store: Store) -> None:
    """Take away the triggers that refuse changes of what is kept."""
    with store.write() as connection:
        if store.sqlite:
            found = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
            for name in found.scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            return
        found = connection.execute(
            text("SELECT DISTINCT event_object_table FROM information_schema.triggers")
        )
        for table in found.scalars().all():
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
