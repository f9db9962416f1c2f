"""Archive and retention: transfers with their lists, appraisals, and cases that were emptied."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTIED = '{"data":{},"emptied":"yes","learned":{},"papers":[],"tasks":[]}'
STAYS = ("case_id", "seq", "at", "event", "to_state", "role", "algorithm", "previous", "hash")
PASSES = f"""
NEW.body = '{EMPTIED}' AND NEW.idempotency_key IS NULL
AND {" AND ".join(f"NEW.{name} = OLD.{name}" for name in STAYS)}
AND (NEW.from_state = OLD.from_state OR (NEW.from_state IS NULL AND OLD.from_state IS NULL))
AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id)
AND EXISTS (
    SELECT 1 FROM cases AS c
    JOIN appraised_matters AS m ON m.matter_id = c.matter_id
    JOIN appraisals AS a ON a.id = m.appraisal_id
    WHERE c.id = OLD.case_id AND a.state = 'approved' AND a.verdict IN ('anonymise', 'destroy')
    AND a.decided_by <> a.proposed_by
)"""  # noqa: S608 - our own words
"""The one change of an event that is let through: emptied, as two people decided."""


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _guard(*, narrow: bool) -> None:
    """Refuse every change of an event, or every one but that."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER events_no_update")
        unless = f"WHEN NOT coalesce({PASSES}, 0) " if narrow else ""
        op.execute(
            f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events {unless}"
            "BEGIN SELECT RAISE(ABORT, 'append-only: UPDATE is refused'); END"
        )
        return
    op.execute("DROP TRIGGER events_append_only ON events")
    if narrow:
        op.execute(
            "CREATE FUNCTION refuse_unless_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF ({PASSES}) THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'append-only: % is refused', TG_OP; END $$"
        )
        op.execute(
            "CREATE TRIGGER events_emptied_only BEFORE UPDATE ON events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_unless_emptied()"
        )
    else:
        op.execute("DROP TRIGGER events_emptied_only ON events")
        op.execute("DROP FUNCTION refuse_unless_emptied()")
    op.execute(
        f"CREATE TRIGGER events_append_only BEFORE {'DELETE' if narrow else 'UPDATE OR DELETE'} "
        "ON events FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("receipt", sa.String(length=60), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("receipt_by", ID, nullable=True),
        sa.Column("receipt_at", Instant(), nullable=True),
        _to("transfers", "by_id", "people"),
        _to("transfers", "receipt_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("number", name=op.f("uq_transfers_number")),
    )
    op.create_table(
        "transferred_cases",
        sa.Column("transfer_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _to("transferred_cases", "transfer_id", "transfers"),
        _to("transferred_cases", "case_id", "cases"),
        sa.PrimaryKeyConstraint("transfer_id", "case_id", name=op.f("pk_transferred_cases")),
    )
    op.create_index(op.f("ix_transferred_cases_case_id"), "transferred_cases", ["case_id"])
    op.create_table(
        "appraisals",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("executed_by", ID, nullable=True),
        sa.Column("executed_at", Instant(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("record_sha256", sa.String(length=64), nullable=True),
        _to("appraisals", "proposed_by", "people"),
        _to("appraisals", "decided_by", "people"),
        _to("appraisals", "executed_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint("number", name=op.f("uq_appraisals_number")),
    )
    op.create_table(
        "appraised_matters",
        sa.Column("appraisal_id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        _to("appraised_matters", "appraisal_id", "appraisals"),
        _to("appraised_matters", "matter_id", "matters"),
        sa.PrimaryKeyConstraint("appraisal_id", "matter_id", name=op.f("pk_appraised_matters")),
    )
    op.create_index(op.f("ix_appraised_matters_matter_id"), "appraised_matters", ["matter_id"])
    op.add_column("cases", sa.Column("emptied", ID, nullable=True))
    op.add_column("ledger", sa.Column("retained_until", sa.Date(), nullable=True))
    op.create_index("ix_ledger_retained_until", "ledger", ["retained_until", "matter_id"])
    _guard(narrow=True)
    op.execute("UPDATE cases SET counted = 0")  # the ledger is made anew, with the new column


def downgrade() -> None:
    _guard(narrow=False)
    op.drop_index("ix_ledger_retained_until", "ledger")
    op.drop_column("ledger", "retained_until")
    op.drop_column("cases", "emptied")
    for table in ("appraised_matters", "appraisals", "transferred_cases", "transfers"):
        op.drop_table(table)
