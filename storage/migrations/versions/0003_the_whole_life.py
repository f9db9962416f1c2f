"""The whole life: what was attempted, the bureau's own text, its registries."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("matters", sa.Column("party", sa.Text(), nullable=True))
    op.add_column("matters", sa.Column("occurred_on", sa.Date(), nullable=True))
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("window_last_day", existing_type=sa.Date(), nullable=True)
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("refusal", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attempts_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attempts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_case_id"), "attempts", ["case_id"])
    op.create_table(
        "articles",
        sa.Column("id", ID, nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("article", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", Instant(), nullable=False),
        sa.Column("loaded_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["loaded_by"], ["people.id"], name=op.f("fk_articles_loaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index(op.f("ix_articles_pack"), "articles", ["pack", "article"])
    op.create_table(
        "interpretations",
        sa.Column("id", ID, nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_interpretations_added_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretations")),
    )
    op.create_index(op.f("ix_interpretations_pack"), "interpretations", ["pack", "code"])
    op.create_table(
        "registry_imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("imported_by", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by"], ["people.id"], name=op.f("fk_registry_imports_imported_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_imports")),
    )
    op.create_table(
        "registry_entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["registry_imports.id"], name=op.f("fk_registry_entries_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_entries")),
    )
    op.create_index(op.f("ix_registry_entries_import_id"), "registry_entries", ["import_id"])
    op.create_index(op.f("ix_registry_entries_kind"), "registry_entries", ["kind", "code"])


def downgrade() -> None:
    for table in ("registry_entries", "registry_imports", "interpretations", "articles"):
        op.drop_table(table)
    op.drop_table("attempts")
    # What has no last day cannot be said before; the day of opening is the least wrong one.
    op.execute("UPDATE cases SET window_last_day = date(opened_at) WHERE window_last_day IS NULL")
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("window_last_day", existing_type=sa.Date(), nullable=False)
    op.drop_column("matters", "occurred_on")
    op.drop_column("matters", "party")
