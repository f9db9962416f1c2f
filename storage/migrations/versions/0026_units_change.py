"""What became of units: renamed, merged into another, closed."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("name_before", sa.Text(), nullable=False),
        sa.Column("parent_before", ID, nullable=True),
        sa.Column("successor_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{other}.id"], name=op.f(f"fk_unit_changes_{column}")
            )
            for column, other in (
                ("unit_id", "units"),
                ("parent_before", "units"),
                ("successor_id", "units"),
                ("by_id", "people"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_changes")),
    )
    op.create_index(
        "ux_unit_changes_one_end",
        "unit_changes",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("kind <> 'renamed'"),
        postgresql_where=sa.text("kind <> 'renamed'"),
    )


def downgrade() -> None:
    op.drop_table("unit_changes")
