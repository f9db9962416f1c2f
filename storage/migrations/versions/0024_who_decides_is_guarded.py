"""What lets an event be emptied is guarded, too: appraisals, their matters, whose case it is."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

EMPTIED = '{"data":{},"emptied":"yes","learned":{},"papers":[],"tasks":[]}'
STAYS = ("case_id", "seq", "at", "event", "to_state", "role", "algorithm", "previous", "hash")
HANDED_OVER = """
AND c.closed_at IS NOT NULL
AND EXISTS (
    SELECT 1 FROM transferred_cases AS l JOIN transfers AS t ON t.id = l.transfer_id
    WHERE l.case_id = c.id AND l.version = c.version AND t.receipt IS NOT NULL
)"""
"""Nothing is destroyed that is open, or of which there is no trace elsewhere."""


def _passes(more: str) -> str:
    """The one change of an event that is let through: emptied, as two people decided."""
    return f"""
NEW.body = '{EMPTIED}' AND NEW.idempotency_key IS NULL
AND {" AND ".join(f"NEW.{name} = OLD.{name}" for name in STAYS)}
AND {_same("from_state")}
AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id)
AND EXISTS (
    SELECT 1 FROM cases AS c
    JOIN appraised_matters AS m ON m.matter_id = c.matter_id
    JOIN appraisals AS a ON a.id = m.appraisal_id
    WHERE c.id = OLD.case_id AND a.state = 'approved' AND a.verdict IN ('anonymise', 'destroy')
    AND a.decided_by <> a.proposed_by{more}
)"""  # noqa: S608 - our own words


def _same(*names: str) -> str:
    return " AND ".join(
        f"(NEW.{name} = OLD.{name} OR (NEW.{name} IS NULL AND OLD.{name} IS NULL))"
        for name in names
    )


def _empty(*names: str) -> str:
    return " AND ".join(f"NEW.{name} IS NULL" for name in names)


DECIDED = ("decided_by", "decided_at", "answer")
EXECUTED = ("executed_by", "executed_at", "record", "record_sha256")
PROPOSED = f"NEW.state = 'proposed' AND {_empty(*DECIDED, *EXECUTED)}"
FIXED = _same(
    "id", "number", "verdict", "reason", "years", "kept_until", "proposed_by", "proposed_at"
)
ONWARDS = f"""
{FIXED} AND (
    (
        OLD.state = 'proposed' AND NEW.state IN ('approved', 'refused')
        AND NEW.decided_by <> NEW.proposed_by AND NEW.decided_at IS NOT NULL AND {_empty(*EXECUTED)}
    ) OR (
        OLD.state = 'approved' AND NEW.state = 'executed' AND {_same(*DECIDED)}
        AND NEW.verdict IN ('anonymise', 'destroy') AND NEW.executed_by <> NEW.decided_by
        AND NEW.executed_at IS NOT NULL AND NEW.record IS NOT NULL
        AND NEW.record_sha256 IS NOT NULL
    )
)"""
"""An appraisal goes from proposed to decided, from approved to carried out, and nothing else."""
WAITS = "EXISTS (SELECT 1 FROM appraisals WHERE id = NEW.appraisal_id AND state = 'proposed')"
ITS_OWN = "NEW.id = OLD.id AND NEW.matter_id = OLD.matter_id"
OF_CASE = "UPDATE OF id, matter_id"
GUARDS = (
    ("appraisals", "as_proposed", "INSERT", PROPOSED),
    ("appraisals", "onwards", "UPDATE", ONWARDS),
    ("appraisals", "no_delete", "DELETE", ""),
    ("appraised_matters", "as_proposed", "INSERT", WAITS),
    ("appraised_matters", "no_update", "UPDATE", ""),
    ("appraised_matters", "no_delete", "DELETE", ""),
    ("cases", "of_its_matter", OF_CASE, ITS_OWN),
)
"""Table, name of the guard, what it refuses, unless that holds."""
SAME = {
    "appraisals": "id = NEW.id OR number = NEW.number",
    "appraised_matters": "appraisal_id = NEW.appraisal_id AND matter_id = NEW.matter_id",
    "cases": "id = NEW.id OR number = NEW.number",
}
"""SQLite's REPLACE fires no DELETE trigger: which row a new one would take the place of."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    _events_on_sqlite(HANDED_OVER)
    for table, name, what, unless in GUARDS:
        when = f"WHEN NOT coalesce({unless}, 0) " if unless else ""
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {what} is refused'); END"
        )
    for table, same in SAME.items():
        there = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - our own texts
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS ({there}) "
            "BEGIN SELECT RAISE(ABORT, 'append-only: REPLACE is refused'); END"
        )


def _events_on_sqlite(more: str) -> None:
    op.execute("DROP TRIGGER events_no_update")
    op.execute(
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
        f"WHEN NOT coalesce({_passes(more)}, 0) "
        "BEGIN SELECT RAISE(ABORT, 'append-only: UPDATE is refused'); END"
    )


def _postgresql() -> None:
    # Where names are looked up stands in the function: a temporary table else takes their place.
    place = _quoted_schema()
    _function("refuse_unless_emptied", _passes(HANDED_OVER), place)
    _function("refuse_unless_proposed", WAITS, place)
    for table, name, what, unless in GUARDS:
        when, does = "", "refuse_change"
        if unless == WAITS:
            does = "refuse_unless_proposed"
        elif unless:
            when = f"WHEN (NOT coalesce({unless}, false)) "
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} "
            f"FOR EACH ROW {when}EXECUTE FUNCTION {does}()"
        )
    for table in ("appraisals", "appraised_matters"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _quoted_schema() -> str:
    found = op.get_bind().execute(sa.text("SELECT quote_ident(current_schema())"))
    return str(found.scalar_one())


def _function(name: str, passes: str, schema: str = "") -> None:
    path = f"SET search_path = pg_catalog, {schema}, pg_temp " if schema else ""
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {path}AS $$ "
        f"BEGIN IF ({passes}) THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'append-only: % is refused', TG_OP; END $$"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SAME:
            op.execute(f"DROP TRIGGER {table}_no_replace")
        for table, name, *_ in GUARDS:
            op.execute(f"DROP TRIGGER {table}_{name}")
        _events_on_sqlite("")
        return
    for table, name, *_ in GUARDS:
        op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
    for table in ("appraisals", "appraised_matters"):
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP FUNCTION refuse_unless_proposed()")
    _function("refuse_unless_emptied", _passes(""))
