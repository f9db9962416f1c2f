"""Keys by which a deed of a program that is sent twice is done once."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "once_keys",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], op.f("fk_once_keys_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_once_keys")),
    )
    op.create_index("ix_once_keys_begun_at", "once_keys", ["begun_at"])


def downgrade() -> None:
    op.drop_table("once_keys")
