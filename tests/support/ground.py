"""One database for a random road after another, and what must hold on each."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from support.databases import hasten

from states.table import CLOCK_EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import State
from storage import Store, open_store
from storage.schema import Base

Settled = tuple[Path, dict[Any, Any]]
CASES = """
SELECT cases.number, cases.id, cases.version, cases.state, matters.track
FROM cases JOIN matters ON matters.id = cases.matter_id
"""
OPEN = "SELECT case_id, kind, state, last_rung, next_action_at FROM tasks WHERE closed_at IS NULL"


class Open(NamedTuple):
    """A task that is not closed."""

    case: int
    kind: str
    state: str
    last_rung: int | None
    next_action_at: str | None


class Ground:
    """One database for all roads, put back before each to the bureau in which nothing happened."""

    def __init__(self, settled: Settled, place: Path) -> None:
        file, self._cache = settled
        self._untouched, self._file = sqlite3.connect(":memory:"), place / "road.db"
        with closing(sqlite3.connect(file)) as settled_file:
            settled_file.backup(self._untouched)
        shutil.copyfile(file, self._file)
        self.store = open_store(f"sqlite:///{self._file}")
        hasten(self.store)
        self._again = sqlite3.connect(self._file)
        self._again.execute("PRAGMA synchronous=OFF")

    def untouched(self) -> Store:
        """The store as if it were new: its rows, and what it keeps of them."""
        self._untouched.backup(self._again)
        self.store.cache.clear()
        self.store.cache |= self._cache
        return self.store

    def ask(self, statement: str) -> list[Any]:
        """Rows as the file has them."""
        return self._again.execute(statement).fetchall()

    def rows(self) -> dict[str, list[Any]]:
        """Everything in the database but what every try leaves, to see that nothing was written."""
        return {
            name: self.ask(f'SELECT * FROM "{name}"')
            for name in Base.metadata.tables
            if name not in {"heartbeats", "attempts"}
        }

    def close(self) -> None:
        for connection in (self.store, self._again, self._untouched):
            connection.close()


def assert_sound(state: State, tasks: list[Open]) -> None:
    """What holds of every case and its open tasks after every step."""
    kinds = [task.kind for task in tasks]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) <= set(TASK_KINDS)
    if state.final:
        assert tasks == []
    for task in tasks:
        if task.state == "paused":
            assert state in {State.SUSPENDED, State.UNDER_REVIEW}
        elif task.last_rung is None:
            # Somebody will look: a clock never stands still before it has spoken.
            assert task.next_action_at is not None, task.kind
        if task.kind in CLOCK_EVENTS and task.kind != "application_window":
            assert state not in {State.CLOSED, State.TERMINATED}
    if state in {State.UNDER_REVIEW, State.LEGAL_REVIEW}:
        assert {"review", "legal_review"} & set(kinds)
