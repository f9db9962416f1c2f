"""The ledger is made anew: clocks nobody had to keep, posts, and when a field was classified."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MADE_ANEW = "UPDATE cases SET counted = 0 WHERE emptied IS NULL"
"""What was counted before is counted by the fold of today; an emptied case keeps its line."""
BY_FIELD = "ix_ledger_field"


def upgrade() -> None:
    op.drop_index(BY_FIELD, "ledger")
    op.add_column("ledger", sa.Column("post", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("classified_on", sa.Date(), nullable=True))
    op.create_index(BY_FIELD, "ledger", ["field", "classified_on", "matter_id", "unit_id"])
    op.execute("ALTER TABLE pattern_matters RENAME COLUMN started_on TO day")
    op.execute(MADE_ANEW)


def downgrade() -> None:
    op.execute("ALTER TABLE pattern_matters RENAME COLUMN day TO started_on")
    op.drop_index(BY_FIELD, "ledger")
    op.drop_column("ledger", "classified_on")
    op.drop_column("ledger", "post")
    op.create_index(BY_FIELD, "ledger", ["field", "started_on", "matter_id", "unit_id"])
    op.execute(MADE_ANEW)
