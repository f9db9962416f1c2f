"""No event or entry is put in the place of another: SQLite's REPLACE fires no DELETE trigger."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SAME = {
    "events": "(case_id = NEW.case_id AND seq = NEW.seq) "
    "OR (case_id = NEW.case_id AND idempotency_key = NEW.idempotency_key)",
    "journal": "seq = NEW.seq",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, same in SAME.items():
            there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own two texts
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS ({there}) "
                "BEGIN SELECT RAISE(ABORT, 'append-only: REPLACE is refused'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SAME:
            op.execute(f"DROP TRIGGER {table}_no_replace")
