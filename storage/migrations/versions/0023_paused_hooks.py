"""Systems that are told of events may rest; what was told last is found without reading all."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hooks", sa.Column("paused_at", Instant(), nullable=True))
    op.create_index("ix_hook_calls_told", "hook_calls", ["hook_id", "state", "done_at"])


def downgrade() -> None:
    op.drop_index("ix_hook_calls_told", "hook_calls")
    with op.batch_alter_table("hooks") as hooks:
        hooks.drop_column("paused_at")
