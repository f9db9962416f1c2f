"""What lists of cases are read from, drawn from the cases that are there."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String(12).with_variant(sa.String(12, collation="C"), "postgresql")
LONGEST, BATCH = 6, 500
INDEXES = {
    "ix_case_lines_due": ["due_on", "case_id"],
    "ix_case_lines_told": ["told_on", "case_id"],
    "ix_case_lines_changed": ["changed_at", "case_id"],
    "ix_case_lines_unit": ["unit_id", "due_on", "case_id"],
    "ix_case_lines_unit_told": ["unit_id", "told_on", "case_id"],
    "ix_case_lines_handler": ["handler_id", "due_on", "case_id"],
    "ix_case_lines_supervisor": ["supervisor_id", "due_on", "case_id"],
    "ix_case_lines_state": ["state", "due_on", "case_id"],
    "ix_case_lines_state_told": ["state", "told_on", "case_id"],
    "ix_case_lines_officer": ["officer_id"],
    "ix_case_lines_matter": ["matter_id"],
}
_NEAR = (
    "SELECT {cell} FROM tasks WHERE case_id = c.id AND closed_at IS NULL AND state = 'open' {told}"
    "ORDER BY due_on, id LIMIT 1"
)
_TOLD = "AND kind NOT IN ('answer_reporter', 'explain_anonymous') "
_DAY, _TASK = _NEAR.format(cell="due_on", told=""), _NEAR.format(cell="id", told="")
_DAY_TOLD, _TASK_TOLD = _NEAR.format(cell="due_on", told=_TOLD), _NEAR.format(cell="id", told=_TOLD)
_FILL = f"""
    INSERT INTO case_lines (case_id, number, matter_id, officer_id, unit_id, handler_id,
        supervisor_id, state, outcome, track, started_on, due_on, task_id, told_on, told_task_id,
        changed_at)
    SELECT c.id, c.number, c.matter_id, c.officer_id, c.unit_id, c.handler_id, c.supervisor_id,
        c.state, c.outcome, m.track, m.started_on,
        coalesce(({_DAY}), %s), ({_TASK}), coalesce(({_DAY_TOLD}), %s), ({_TASK_TOLD}),
        c.changed_at
    FROM cases c JOIN matters m ON m.id = c.matter_id
"""  # noqa: S608 - no value of anybody's is in it
FAR = {"sqlite": "'9999-12-31'", "postgresql": "DATE '9999-12-31'"}


def upgrade() -> None:
    op.create_table(
        "case_lines",
        sa.Column("case_id", ID, sa.ForeignKey("cases.id", name=op.f("fk_case_lines_case_id"))),
        sa.Column("number", sa.String(24), nullable=False),
        *(
            sa.Column(name, ID, nullable=False)
            for name in ("matter_id", "officer_id", "unit_id", "handler_id", "supervisor_id")
        ),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("outcome", sa.String(24)),
        sa.Column("track", sa.String(16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("task_id", ID),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("told_task_id", ID),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_lines")),
    )
    op.create_table(
        "case_parts",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("part", sa.String(12), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id", name=op.f("fk_case_parts_case_id"))),
        sa.PrimaryKeyConstraint("person_id", "part", "case_id", name=op.f("pk_case_parts")),
    )
    op.create_table(
        "case_items",
        sa.Column("item", sa.String(24), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id", name=op.f("fk_case_items_case_id"))),
        sa.PrimaryKeyConstraint("item", "case_id", name=op.f("pk_case_items")),
    )
    op.create_table(
        "search_texts",
        sa.Column("text", TEXT, nullable=False),
        sa.Column(
            "matter_id", ID, sa.ForeignKey("matters.id", name=op.f("fk_search_texts_matter_id"))
        ),
        sa.Column("subject", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("text", "matter_id", "subject", name=op.f("pk_search_texts")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    far = FAR[connection.dialect.name]
    connection.execute(sa.text(_FILL % (far, far)))
    _fill(connection, "SELECT id, facts FROM cases", _parts_and_items)
    _fill(connection, "SELECT id, number, subject FROM matters", _texts)
    for name, columns in INDEXES.items():
        op.create_index(name, "case_lines", columns)
    op.create_index("ix_case_parts_case_id", "case_parts", ["case_id"])
    op.create_index("ix_case_items_case_id", "case_items", ["case_id"])
    runs = sa.text("closed_at IS NULL AND state = 'open'")
    op.create_index(
        "ix_tasks_running", "tasks", ["kind", "due_on", "id"],
        sqlite_where=runs, postgresql_where=runs,
    )  # fmt: skip
    op.drop_index("ix_cases_changed_at", "cases")
    op.drop_index("ix_cases_state", "cases")


def _fill(connection: sa.Connection, rows: str, made: Any) -> None:
    after = 0
    page = sa.text(f"{rows} WHERE id > :after ORDER BY id LIMIT {BATCH}")
    while found := connection.execute(page, {"after": after}).all():
        cells: dict[str, list[dict[str, Any]]] = {}
        for row in found:
            for statement, values in made(*row):
                cells.setdefault(statement, []).append(values)
        for statement, many in cells.items():
            connection.execute(sa.text(statement), many)
        after = found[-1][0]


PART = "INSERT INTO case_parts (person_id, part, case_id) VALUES (:person, :part, :case)"
ITEM = "INSERT INTO case_items (item, case_id) VALUES (:item, :case)"
SAID = "INSERT INTO search_texts (text, matter_id, subject) VALUES (:text, :matter, :subject)"


def _parts_and_items(case: int, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    facts = json.loads(text)
    out = {r["person"] for r in facts.get("recusals", ()) if r.get("granted")}
    for person in sorted({*out, *facts.get("officers", ())}):
        yield PART, {"person": person, "part": "kept_out", "case": case}
    for person in sorted(set(facts.get("reviewers", ()))):
        yield PART, {"person": person, "part": "reviewer", "case": case}
    answers = facts.get("sheet", {}).get("answers", {})
    yes = [code.split(".") for code, answer in answers.items() if answer["value"]]
    grounds = {f"A{article}" for article in range(10, 17)}
    named = {(article, item) for article, item, *_ in yes if article in grounds}
    for item in sorted({article for article, _ in named} | {".".join(pair) for pair in named}):
        yield ITEM, {"item": item, "case": case}


def _texts(matter: int, number: str, subject: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for start in range(len(number)):
        yield SAID, {"text": number[start:], "matter": matter, "subject": False}
    said = subject.lower()
    for text in dict.fromkeys(said[start : start + LONGEST] for start in range(len(said))):
        yield SAID, {"text": text, "matter": matter, "subject": True}


def downgrade() -> None:
    op.drop_index("ix_tasks_running", "tasks")
    op.create_index("ix_cases_state", "cases", ["state"])
    op.create_index("ix_cases_changed_at", "cases", ["changed_at"])
    for table in ("search_texts", "case_items", "case_parts", "case_lines"):
        op.drop_table(table)
