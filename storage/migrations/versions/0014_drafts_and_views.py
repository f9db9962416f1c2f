"""Drafts and saved views; which cases changed last."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], op.f("fk_drafts_person_id")),
        sa.PrimaryKeyConstraint("person_id", "form", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_kept_at", "drafts", ["kept_at"])
    op.create_table(
        "saved_views",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], op.f("fk_saved_views_person_id")),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_cases_changed_at", "cases", ["changed_at"])


def downgrade() -> None:
    op.drop_index("ix_cases_changed_at", "cases")
    op.drop_table("saved_views")
    op.drop_table("drafts")
