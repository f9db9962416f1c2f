"""What is told stands apart from how it gets there; a person's inbox, and what they prefer."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOVED = ("state", "digest", "attempts", "not_before", "leased_until", "answer", "sent_at")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    told = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=told, postgresql_where=told)


def upgrade() -> None:
    _new_tables()
    moved = ", ".join(MOVED)
    op.execute(
        sa.text(
            f"INSERT INTO deliveries (notice_id, channel, {moved}) "  # noqa: S608 - our own names
            f"SELECT id, 'mail', {moved} FROM notices ORDER BY id"
        )
    )
    op.drop_index("ix_notices_unsent", "notices")
    op.add_column(
        "notices", sa.Column("copy", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("notices", sa.Column("read_at", Instant(), nullable=True))
    # What arrived by mail or came to nothing is no news to anybody.
    op.execute(
        sa.text("UPDATE notices SET read_at = created_at WHERE state IN ('sent', 'dropped')")
    )
    # One by one: SQLite would make the table anew in a batch, under the rows that refer to it.
    for name in MOVED:
        op.drop_column("notices", name)
    op.create_index("ix_notices_inbox", "notices", ["recipient_id", "id"])
    _partial("ix_notices_unread", "notices", ["recipient_id"], "read_at IS NULL")
    _partial(
        "ix_deliveries_unsent", "deliveries", ["channel", "not_before", "id"], "state = 'queued'"
    )
    _partial("ix_deliveries_dead", "deliveries", ["id"], "state = 'dead'")
    op.create_index("ix_deliveries_message", "deliveries", ["message_id"])


def _new_tables() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=True),
        sa.Column("message_id", sa.String(length=300), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("failure", sa.String(length=16), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], op.f("fk_deliveries_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("notice_id", "channel", name=op.f("uq_deliveries_notice_id_channel")),
    )
    op.create_table(
        "notice_ways",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], op.f("fk_notice_ways_person_id")),
        sa.PrimaryKeyConstraint("person_id", "channel", name=op.f("pk_notice_ways")),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], op.f("fk_quiet_hours_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )


def downgrade() -> None:
    op.drop_index("ix_notices_unread", "notices")
    op.drop_index("ix_notices_inbox", "notices")
    added: tuple[sa.Column[Any], ...] = (
        sa.Column("state", sa.String(length=8), nullable=False, server_default="dropped"),
        sa.Column("digest", sa.String(length=120), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
    )
    for column in added:
        op.add_column("notices", column)
    op.execute(sa.text("UPDATE deliveries SET state = 'sent' WHERE state = 'delivered'"))
    # Whoever had switched letters off was told in the inbox: no letter is owed for it.
    op.execute(sa.text("UPDATE notices SET not_before = created_at"))
    moved, mine = ", ".join(MOVED), "d.notice_id = notices.id AND d.channel = 'mail'"
    op.execute(
        sa.text(
            f"UPDATE notices SET ({moved}) = (SELECT {moved} FROM deliveries d WHERE {mine}) "  # noqa: S608 - our own names
            f"WHERE EXISTS (SELECT 1 FROM deliveries d WHERE {mine})"
        )
    )
    for table in ("quiet_hours", "notice_ways", "deliveries"):
        op.drop_table(table)
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("state", existing_type=sa.String(length=8), server_default=None)
        batch.alter_column("attempts", existing_type=sa.Integer(), server_default=None)
        batch.alter_column("not_before", existing_type=Instant(), nullable=False)
        batch.drop_column("read_at")
        batch.drop_column("copy")
    _partial("ix_notices_unsent", "notices", ["not_before", "id"], "state = 'queued'")
