"""Who gets in: accounts, sessions, tokens, dated roles, and the journal of what is done besides."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GRANT_PEOPLE = ("stands_in_for", "asked_by", "confirmed_by", "ended_by")
GRANT_INSTANTS = ("asked_at", "confirmed_at", "ended_at")
KEPT = ("events", "journal")
"""What is only ever added to; the database itself refuses the rest."""
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: % is refused', TG_OP; END $$
"""


def upgrade() -> None:
    with op.batch_alter_table("role_grants") as batch:
        batch.add_column(
            sa.Column("state", sa.String(length=8), nullable=False, server_default="held")
        )
        batch.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
        for name in GRANT_PEOPLE:
            batch.add_column(sa.Column(name, ID, nullable=True))
            batch.create_foreign_key(f"fk_role_grants_{name}", "people", [name], ["id"])
        for name in GRANT_INSTANTS:
            batch.add_column(sa.Column(name, Instant(), nullable=True))
    op.create_table(
        "accounts",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("password_set_at", Instant(), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("factor", sa.Text(), nullable=True),
        sa.Column("factor_set_at", Instant(), nullable=True),
        sa.Column("factor_step", ID, nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_accounts_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("subject", name=op.f("uq_accounts_subject")),
    )
    op.create_table(
        "used_passwords",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_used_passwords_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_passwords")),
    )
    op.create_index(op.f("ix_used_passwords_person_id"), "used_passwords", ["person_id"])
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("factor_given", sa.Boolean(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"])
    op.create_table(
        "api_tokens",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_api_tokens_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_person_id"), "api_tokens", ["person_id"])
    op.create_table(
        "failed_tries",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("rests_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_failed_tries")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.String(length=12), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_journal_actor_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    for column in ("actor_id", "at", "kind"):
        op.create_index(op.f(f"ix_journal_{column}"), "journal", [column])
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            for what in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {what} is refused'); END"
                )
        return
    op.execute(REFUSE)
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for what in ("update", "delete"):
            op.execute(f"DROP TRIGGER events_no_{what}")
    else:
        for name in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER events_{name} ON events")
    for table in (
        "journal",
        "failed_tries",
        "api_tokens",
        "sessions",
        "used_passwords",
        "accounts",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change")
    # What only waits or has ended must not become a role by going back.
    op.execute(sa.text("DELETE FROM role_grants WHERE state <> 'held'"))
    with op.batch_alter_table("role_grants") as batch:
        for name in GRANT_PEOPLE:
            batch.drop_constraint(f"fk_role_grants_{name}", type_="foreignkey")
        for name in ("state", "valid_from", "valid_to", *GRANT_PEOPLE, *GRANT_INSTANTS):
            batch.drop_column(name)
