"""Follow-up reports, never changed once issued; a notice may tell of no case at all."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = {
    "follow_up_reports": "id = NEW.id OR (period = NEW.period AND scope = NEW.scope)",
    "follow_up_releases": "report_id = NEW.report_id",
}


def upgrade() -> None:
    op.create_table(
        "follow_up_reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("algorithm", sa.String(length=12), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], op.f("fk_follow_up_reports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_reports")),
        sa.UniqueConstraint("period", "scope", name=op.f("uq_follow_up_reports_period_scope")),
    )
    op.create_index("ix_follow_up_reports_issued_on", "follow_up_reports", ["issued_on"])
    op.create_table(
        "follow_up_releases",
        sa.Column("report_id", ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("released_by", ID, nullable=False),
        sa.Column("released_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["follow_up_reports.id"], op.f("fk_follow_up_releases_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["people.id"], op.f("fk_follow_up_releases_released_by")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_follow_up_releases")),
    )
    _keep()
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("case_id", existing_type=ID, nullable=True)


def _keep() -> None:
    """Rows are added and nothing else, as in the journal."""
    if op.get_bind().dialect.name == "sqlite":
        for table, same in KEPT.items():
            for what in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {what} is refused'); END"
                )
            there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own texts
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS ({there}) "
                "BEGIN SELECT RAISE(ABORT, 'append-only: REPLACE is refused'); END"
            )
        return
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    # What tells of no case has no place in the older table, nor how it was sent.
    op.execute(
        sa.text(
            "DELETE FROM deliveries WHERE notice_id IN (SELECT id FROM notices "
            "WHERE case_id IS NULL)"
        )
    )
    op.execute(sa.text("DELETE FROM notices WHERE case_id IS NULL"))
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("case_id", existing_type=ID, nullable=False)
    for table in ("follow_up_releases", "follow_up_reports"):
        op.drop_table(table)
