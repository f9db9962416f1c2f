"""Until when a correction runs, and when it was accepted, stand in the lines of lists."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_case_lines_correct": ["correct_by", "case_id"],
    "ix_case_lines_unit_correct": ["unit_id", "correct_by", "case_id"],
    "ix_case_lines_accepted": ["accepted_at", "case_id"],
    "ix_case_lines_unit_accepted": ["unit_id", "accepted_at", "case_id"],
}
CORRECT_BY = """
    UPDATE case_lines SET correct_by = (
        SELECT t.due_on FROM tasks t WHERE t.case_id = case_lines.case_id AND t.closed_at IS NULL
        AND t.state = 'open' AND t.kind IN
        ('correction_plan', 'complete_correction', 'correction_report')
        ORDER BY t.due_on, t.id LIMIT 1
    ) WHERE state IN ('correcting', 'correction_check')
"""
ACCEPTED_AT = """
    UPDATE case_lines SET accepted_at = (
        SELECT max(t.closed_at) FROM tasks t WHERE t.case_id = case_lines.case_id
        AND t.kind = 'correction_report' AND t.state = 'done'
    ) WHERE state IN ('clearing', 'lessons', 'archiving', 'impact_period', 'closed')
"""


def upgrade() -> None:
    op.add_column("case_lines", sa.Column("correct_by", sa.Date(), nullable=True))
    op.add_column("case_lines", sa.Column("accepted_at", Instant(), nullable=True))
    op.execute(CORRECT_BY)
    op.execute(ACCEPTED_AT)
    for name, columns in INDEXES.items():
        some = sa.text(f"{columns[-2]} IS NOT NULL")
        op.create_index(name, "case_lines", columns, sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "case_lines")
    for column in ("accepted_at", "correct_by"):
        op.drop_column("case_lines", column)
