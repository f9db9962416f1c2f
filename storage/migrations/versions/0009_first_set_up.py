"""The code that opens the first set-up: its hash, and until when it is good."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_up_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_set_up_codes")),
    )


def downgrade() -> None:
    op.drop_table("set_up_codes")
