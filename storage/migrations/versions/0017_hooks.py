"""Events that are told to other systems."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE, QUEUED = sa.text("ended_at IS NULL"), sa.text("state = 'queued'")


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("phases", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], op.f("fk_hooks_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
    )
    op.create_index(
        "uq_hooks_name", "hooks", ["name"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_table(
        "hook_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("hook_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["hook_id"], ["hooks.id"], op.f("fk_hook_calls_hook_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], op.f("fk_hook_calls_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_calls")),
        sa.UniqueConstraint(
            "hook_id", "case_id", "seq", name=op.f("uq_hook_calls_hook_id_case_id_seq")
        ),
    )  # fmt: skip
    op.create_index(
        "ix_hook_calls_queued", "hook_calls", ["not_before", "id"],
        sqlite_where=QUEUED, postgresql_where=QUEUED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("hook_calls")
    op.drop_table("hooks")
