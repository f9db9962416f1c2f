"""A matter registered once, however often it is asked for with the same key."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("matters") as batch:
        batch.add_column(sa.Column("key", sa.String(length=100), nullable=True))
        batch.create_unique_constraint(op.f("uq_matters_key"), ["key"])


def downgrade() -> None:
    with op.batch_alter_table("matters") as batch:
        batch.drop_constraint(op.f("uq_matters_key"), type_="unique")
        batch.drop_column("key")
