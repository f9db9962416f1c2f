"""Steps of alerts and of digests are added and nothing else, as events are."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEPT = {"pattern_steps": "alert_id", "digest_steps": "digest_id"}


def upgrade() -> None:
    for table, owner in KEPT.items():
        if op.get_bind().dialect.name == "sqlite":
            for what in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {what} is refused'); END"
                )
            mine = f"{owner} = NEW.{owner} AND (seq = NEW.seq OR key = NEW.key)"
            there = f"SELECT 1 FROM {table} WHERE {mine}"  # noqa: S608 - our own texts
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS ({there}) "
                "BEGIN SELECT RAISE(ABORT, 'append-only: REPLACE is refused'); END"
            )
            continue
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in KEPT:
        if op.get_bind().dialect.name == "sqlite":
            for what in ("update", "delete", "replace"):
                op.execute(f"DROP TRIGGER {table}_no_{what}")
        else:
            for name in ("append_only", "no_truncate"):
                op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
