"""What became of units is added and nothing else; duties of 第十九条 are counted anew."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = "unit_changes"
CLEARED = "SELECT case_id FROM events WHERE event = 'finish_clearing'"
COUNTED_ANEW = f"UPDATE cases SET counted = 0 WHERE emptied IS NULL AND id IN ({CLEARED})"  # noqa: S608 - our own
"""A duty ends on the day it was done, not on the day that was entered."""


def upgrade() -> None:
    op.execute(COUNTED_ANEW)
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{what.lower()} BEFORE {what} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {what} is refused'); END"
            )
        ended = "unit_id = NEW.unit_id AND kind <> 'renamed' AND NEW.kind <> 'renamed'"
        there = f"SELECT 1 FROM {TABLE} WHERE id = NEW.id OR ({ended})"  # noqa: S608 - our own
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} "
            f"WHEN EXISTS ({there}) "
            "BEGIN SELECT RAISE(ABORT, 'append-only: REPLACE is refused'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute(COUNTED_ANEW)
    if op.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {TABLE}_no_{what}")
        return
    for name in ("append_only", "no_truncate"):
        op.execute(f"DROP TRIGGER {TABLE}_{name} ON {TABLE}")
