"""A matter that was imported keeps the number of the ledger it came from, and comes in once."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("matters", sa.Column("earlier_number", sa.String(80), nullable=True))
    op.create_index("ux_matters_earlier_number", "matters", ["earlier_number"], unique=True)


def downgrade() -> None:
    op.drop_index("ux_matters_earlier_number", "matters")
    op.drop_column("matters", "earlier_number")
