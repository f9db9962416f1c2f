"""What SpiffWorkflow and DBOS are given around their own part: plain tables in ``sqlite3``."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from beside.work import EVENTS, PRAGMAS, REASON, ROLES, Event

TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY, username TEXT UNIQUE);
CREATE TABLE grants (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES people, role TEXT);
CREATE INDEX of_person ON grants (person_id);
CREATE TABLE cases (
    id INTEGER PRIMARY KEY, number TEXT UNIQUE, state TEXT, version INTEGER, workflow TEXT
);
CREATE INDEX by_state ON cases (state);
CREATE TABLE events (
    case_id INTEGER REFERENCES cases, seq INTEGER, at TEXT, event TEXT,
    actor_id INTEGER REFERENCES people, reason TEXT, PRIMARY KEY (case_id, seq)
);
CREATE INDEX by_at ON events (at);
"""
PERSON = (
    "SELECT p.id, g.role FROM people p LEFT JOIN grants g ON g.person_id = p.id "
    "WHERE p.username = ?"
)
CASE = "SELECT state, version, workflow FROM cases WHERE id = ?"
MOVE = "UPDATE cases SET state = ?, version = ?, workflow = ? WHERE id = ? AND version = ?"
HAPPENED = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"


def connect(file: Path) -> sqlite3.Connection:
    """A file as durable as ours."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def settle(connection: sqlite3.Connection, cases: int, workflow: str = "") -> None:
    """People with their roles, and the cases."""
    connection.executescript(TABLES)
    connection.execute("BEGIN")
    for number, role in enumerate((*ROLES, "none"), start=1):
        connection.execute("INSERT INTO people VALUES (?, ?)", (number, f"user_{role.lower()}"))
        if role != "none":
            connection.execute("INSERT INTO grants VALUES (?, ?, ?)", (number, number, role))
    connection.executemany(
        "INSERT INTO cases VALUES (?, ?, ?, 1, ?)",
        ((n, f"2026-{n:04d}-1", EVENTS[0].source, workflow) for n in range(1, cases + 1)),
    )
    connection.execute("COMMIT")


def happened(case: int, version: int, event: Event, person: int) -> tuple[object, ...]:
    """The row of an event: who, when, why."""
    return (case, version, datetime.now(UTC).isoformat(), event.name, person, REASON)


def ended(connection: sqlite3.Connection) -> tuple[int, int]:
    """Cases decided at the last version, and events."""
    decided = "SELECT count(*) FROM cases WHERE state = 'decided' AND version = 6"
    return (
        connection.execute(decided).fetchone()[0],
        connection.execute("SELECT count(*) FROM events").fetchone()[0],
    )
