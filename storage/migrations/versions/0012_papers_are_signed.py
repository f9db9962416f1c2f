"""Papers that are signed: number, day, hand, and what they were made from."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "paper_texts",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "paper_templates",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("paper_texts.sha256"), nullable=True),
        sa.Column("made_by", ID, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.UniqueConstraint("code", "version"),
    )
    with op.batch_alter_table("papers") as batch:
        batch.add_column(sa.Column("number", sa.String(60), nullable=True))
        batch.add_column(sa.Column("signed_seq", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("signed_by", ID, nullable=True))
        batch.add_column(sa.Column("template", sa.String(64), nullable=True))
        batch.add_column(sa.Column("data", sa.Text(), nullable=True))
        batch.add_column(sa.Column("words_sha256", sa.String(64), nullable=True))
        batch.create_unique_constraint("uq_papers_number", ["number"])
        batch.create_foreign_key("fk_papers_signed_by_people", "people", ["signed_by"], ["id"])
        batch.create_foreign_key(
            "fk_papers_template_paper_texts", "paper_texts", ["template"], ["sha256"]
        )


def downgrade() -> None:
    with op.batch_alter_table("papers") as batch:
        for name in ("fk_papers_template_paper_texts", "fk_papers_signed_by_people"):
            batch.drop_constraint(name, type_="foreignkey")
        batch.drop_constraint("uq_papers_number", type_="unique")
        for name in (
            "words_sha256", "data", "template", "signed_by", "signed_on", "signed_seq", "number",
        ):  # fmt: skip
            batch.drop_column(name)
    op.drop_table("paper_templates")
    op.drop_table("paper_texts")
