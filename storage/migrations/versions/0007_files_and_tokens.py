"""Files that belong to cases, and what an API token is limited to."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("digest", sa.String(length=72), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_attachments_added_by")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_attachments_case_id_seq")),
    )
    op.create_index(op.f("ix_attachments_digest"), "attachments", ["digest"])
    with op.batch_alter_table("api_tokens") as batch:
        batch.add_column(sa.Column("kinds", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    # A token that was limited must not become one that is not.
    op.execute(sa.text("DELETE FROM api_tokens WHERE kinds <> ''"))
    with op.batch_alter_table("api_tokens") as batch:
        batch.drop_column("kinds")
    op.drop_table("attachments")
