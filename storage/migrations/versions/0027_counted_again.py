"""The ledger is made anew: what nobody had to do any more was not done."""

from alembic import op

revision = "0027"
down_revision = "0023"
branch_labels = None
depends_on = None

MADE_ANEW = "UPDATE cases SET counted = 0 WHERE emptied IS NULL"
"""What was counted before is counted by the fold of today; an emptied case keeps its line."""


def upgrade() -> None:
    op.execute(MADE_ANEW)


def downgrade() -> None:
    op.execute(MADE_ANEW)
