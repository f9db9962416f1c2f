"""Accounts that are linked with the identity provider, and sessions that began there."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("issuer", sa.Text(), nullable=True))
        batch.drop_constraint("uq_accounts_subject", type_="unique")
        batch.create_unique_constraint("uq_accounts_issuer_subject", ["issuer", "subject"])
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(
            sa.Column("through_provider", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("sessions") as batch:
        batch.drop_column("through_provider")
    # A subject is somebody only together with its issuer.
    op.execute(sa.text("UPDATE accounts SET subject = NULL"))
    with op.batch_alter_table("accounts") as batch:
        batch.drop_constraint("uq_accounts_issuer_subject", type_="unique")
        batch.create_unique_constraint("uq_accounts_subject", ["subject"])
        batch.drop_column("issuer")
