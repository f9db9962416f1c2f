"""Deadlines: who loaded a calendar, moved clocks, digests and feeds."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOADED = "calendar_years", "calendar_overrides"


def upgrade() -> None:
    for table in LOADED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("loaded_by", ID, nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_loaded_by"), "people", ["loaded_by"], ["id"])
    with op.batch_alter_table("calendar_overrides") as batch:
        batch.add_column(sa.Column("name", sa.Text(), nullable=False, server_default=""))
        batch.alter_column("is_off", existing_type=sa.Boolean(), nullable=True)
    with op.batch_alter_table("calendar_overrides") as batch:
        batch.alter_column("name", existing_type=sa.Text(), server_default=None)
    op.add_column("tasks", sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("notices", sa.Column("digest", sa.String(length=120), nullable=True))
    op.create_table(
        "feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feeds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feeds_token_hash")),
    )
    op.create_index(op.f("ix_feeds_person_id"), "feeds", ["person_id"])


def downgrade() -> None:
    op.drop_table("feeds")
    op.drop_column("notices", "digest")
    op.drop_column("tasks", "moves")
    op.execute("DELETE FROM calendar_overrides WHERE is_off IS NULL")
    with op.batch_alter_table("calendar_overrides") as batch:
        batch.alter_column("is_off", existing_type=sa.Boolean(), nullable=False)
        batch.drop_column("name")
    for table in LOADED:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_loaded_by"), type_="foreignkey")
            batch.drop_column("loaded_by")
