"""The ledger: what is counted of each case; alerts of patterns, their matters and their history."""

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pattern_alerts",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pack_id", ID, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["pack_id"], ["packs.id"], name=op.f("fk_pattern_alerts_pack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_alerts")),
        sa.UniqueConstraint("number", name=op.f("uq_pattern_alerts_number")),
    )
    op.create_index(
        "ux_pattern_alerts_one_open",
        "pattern_alerts",
        ["kind", "name"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "pattern_matters",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["pattern_alerts.id"], name=op.f("fk_pattern_matters_alert_id")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_pattern_matters_matter_id")
        ),
        sa.PrimaryKeyConstraint("alert_id", "matter_id", name=op.f("pk_pattern_matters")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pattern_steps",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.String(length=12), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["people.id"], name=op.f("fk_pattern_steps_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["pattern_alerts.id"], name=op.f("fk_pattern_steps_alert_id")
        ),
        sa.PrimaryKeyConstraint("alert_id", "seq", name=op.f("pk_pattern_steps")),
        sa.UniqueConstraint("alert_id", "key", name=op.f("uq_pattern_steps_alert_id_key")),
    )
    op.create_table(
        "ledger",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("matter_number", sa.String(length=20), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("track", sa.String(length=16), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("issue_type", sa.Text(), nullable=True),
        sa.Column("applicants", sa.Text(), nullable=False),
        sa.Column("window_last_day", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("late", sa.String(length=16), nullable=True),
        sa.Column("late_fate", sa.String(length=12), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("exclusions", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("opinion_on", sa.Date(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("deliberated_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision_number", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("correction_from", sa.Date(), nullable=True),
        sa.Column("correction_until", sa.Date(), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("report_kind", sa.String(length=16), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("ways", sa.Text(), nullable=False),
        sa.Column("lessons_on", sa.Date(), nullable=True),
        sa.Column("personnel_on", sa.Date(), nullable=True),
        sa.Column("integrity_on", sa.Date(), nullable=True),
        sa.Column("impact_last_day", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("suspended_days", sa.Integer(), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ledger_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_field", "ledger", ["field", "started_on", "matter_id", "unit_id"])
    op.create_index(
        "ix_ledger_figures",
        "ledger",
        [
            "unit_id",
            "started_on",
            "year",
            "state",
            "outcome",
            "track",
            "field",
            "issue_type",
            "late",
            "late_fate",
            "ways",
            "filed_on",
            "accepted_on",
            "correction_from",
            "closed_on",
            "matter_id",
            "case_id",
        ],
    )
    op.create_index(
        "ix_ledger_issue_type", "ledger", ["issue_type", "started_on", "matter_id", "unit_id"]
    )
    op.create_table(
        "ledger_clocks",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("case_started_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ledger_clocks_case_id")),
        sa.PrimaryKeyConstraint("case_id", "place", name=op.f("pk_ledger_clocks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_clocks_met", "ledger_clocks", ["state", "late", "kind", "case_id"])
    op.create_index(
        "ix_ledger_clocks_running",
        "ledger_clocks",
        ["state", "due_on", "kind", "unit_id", "case_started_on", "case_id"],
    )
    op.create_table(
        "ledger_items",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ledger_items_case_id")),
        sa.PrimaryKeyConstraint("case_id", "code", name=op.f("pk_ledger_items")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_ledger_items_figures", "ledger_items", ["code", "unit_id", "started_on", "case_id"]
    )
    op.create_table(
        "ledger_corrections",
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_ledger_corrections_case_id")
        ),
        sa.PrimaryKeyConstraint("due_on", "number", name=op.f("pk_ledger_corrections")),
        sa.UniqueConstraint("case_id", name=op.f("uq_ledger_corrections_case_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_tallies",
        sa.Column("figure", sa.String(length=8), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "figure",
            "one",
            "other",
            "days",
            "year",
            "unit_id",
            "decided",
            name=op.f("pk_ledger_tallies"),
        ),
        sqlite_with_rowid=False,
    )
    op.add_column("cases", sa.Column("counted", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_cases_to_be_counted",
        "cases",
        ["id"],
        sqlite_where=sa.text("counted < version"),
        postgresql_where=sa.text("counted < version"),
    )


def downgrade() -> None:
    op.drop_index("ix_cases_to_be_counted", "cases")
    op.drop_column("cases", "counted")
    for table in (
        "ledger_tallies", "ledger_corrections", "ledger_items", "ledger_clocks", "ledger",
        "pattern_steps", "pattern_matters", "pattern_alerts",
    ):  # fmt: skip
        op.drop_table(table)
