"""A process that sweeps: each line of its input forks a child, which may be told where to die.

A line is ``url moment batch start fatal``: the child begins at the instant ``start`` (seconds since
the epoch, so that two children begin together) and is killed before its statement number ``fatal``
reaches the database; 0 lets it live. Commits and rollbacks count as statements.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from sqlalchemy import Engine, event, select, text
from support.bureau import Bureau, at
from support.tampering import unguard

from cases.deadlines import enforce_deadlines
from storage import open_store
from storage.calendar import calendar
from storage.packs import pack_in_force
from storage.schema import Base, Case, CaseEvent, Delivery, Notice, Task

ROOT = Path(__file__).parents[2]
WRITTEN = (
    (Case.number, Case.state, Case.version, Case.facts, Case.head),
    (CaseEvent.case_id, CaseEvent.seq, CaseEvent.at, CaseEvent.body, CaseEvent.hash),
    (Task.case_id, Task.kind, Task.state, Task.due_on, Task.last_rung, Task.next_action_at,
     Task.opened_seq, Task.closed_at),
    (Notice.key, Notice.case_id, Notice.name, Notice.recipient_id, Notice.role, Notice.context,
     Notice.created_at),
    (Delivery.channel, Delivery.state, Delivery.not_before),
)  # fmt: skip
TOUCHED = frozenset({
    "attempts", "cases", "events", "tasks", "notices", "deliveries", "papers",
    "heartbeats", "case_lines", "case_parts", "case_items",
})  # fmt: skip


def written(bureau: Bureau) -> list[list[tuple[Any, ...]]]:
    """All that a sweep may write, without the numbers a database gives to its rows."""
    with bureau.store.read() as connection:
        return [
            sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
            for columns in WRITTEN
        ]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: killed, or with so many actions and faults."""

    killed: bool
    actions: int = 0
    faults: int = 0


class Sweeper:
    """The process, as a test holds it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def begin(
        self, bureau: Bureau, moment: str, *, batch: int = 500, start: float = 0, fatal: int = 0
    ) -> "Sweeper":
        """Let a child sweep; ``ended`` says how it ended."""
        url = bureau.store.url.render_as_string(hide_password=False)
        assert self._process.stdin
        self._process.stdin.write(f"{url} {moment} {batch} {start} {fatal}\n")
        self._process.stdin.flush()
        return self

    def ended(self) -> Ended:
        assert self._process.stdout
        words = self._process.stdout.readline().split()
        if words[0] == "swept":
            over = self._process.stdout.readline().split()
            assert over == ["ended", "0"], over
            return Ended(False, *map(int, words[1:]))
        assert words == ["ended", str(signal.SIGKILL.value)], words
        return Ended(killed=True)


@contextmanager
def new_sweeper() -> Iterator[Sweeper]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with subprocess.Popen(
        [sys.executable, "-m", "support.sweeping"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:  # fmt: skip
        yield Sweeper(process)
        assert process.stdin
        process.stdin.close()
        process.wait(10)


@pytest.fixture(scope="module")
def sweeper() -> Iterator[Sweeper]:
    """A process whose children sweep."""
    with new_sweeper() as one:
        yield one


@pytest.fixture(scope="module")
def other_sweeper() -> Iterator[Sweeper]:
    """Another one, for two sweeps at once."""
    with new_sweeper() as one:
        yield one


def let_go(bureau: Bureau) -> None:
    """Wait until a server has noticed that a killed process is gone, and dropped its locks."""
    at_work = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    while not bureau.store.sqlite:
        with bureau.store.read() as connection:
            if not connection.execute(at_work).scalar_one():
                return
        time.sleep(0.01)


class Rewind:
    """The bureau as it stood: whatever sweeps wrote since then is undone by calling it."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        unguard(bureau.store)  # what happened is taken back here, events and all
        with bureau.store.read() as connection:
            self._kept = {
                table: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in Base.metadata.sorted_tables
                if table.name in TOUCHED
            }

    def __call__(self) -> None:
        with self._bureau.store.write() as connection:
            for table in reversed(self._kept):
                connection.execute(table.delete())
            for table, rows in self._kept.items():
                if rows:
                    connection.execute(table.insert(), rows)


class _Fate:
    """Counts what goes to the database, and ends the process at the fatal number."""

    left = 0

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


FATE = _Fate()


class _Cursor(sqlite3.Cursor):
    def execute(self, *said: Any) -> Self:
        FATE.step()
        return super().execute(*said)

    def executemany(self, *said: Any) -> Self:
        FATE.step()
        return super().executemany(*said)


class _Connection(sqlite3.Connection):
    def cursor(self, _factory: Any = None) -> _Cursor:
        return super().cursor(_Cursor)

    def commit(self) -> None:
        FATE.step()
        super().commit()

    def rollback(self) -> None:
        FATE.step()
        super().rollback()


class _ServerCursor(psycopg.Cursor[Any]):
    def execute(self, *said: Any, **more: Any) -> Self:
        FATE.step()
        return super().execute(*said, **more)

    def executemany(self, *said: Any, **more: Any) -> None:
        FATE.step()
        super().executemany(*said, **more)


class _ServerConnection(psycopg.Connection[Any]):
    def commit(self) -> None:
        FATE.step()
        super().commit()

    def rollback(self) -> None:
        FATE.step()
        super().rollback()


def _connect(dialect: Any, _record: Any, where: Any, more: Any) -> Any:
    """Between every engine and its driver stands ``FATE``."""
    if dialect.name == "sqlite":
        return sqlite3.connect(*where, **more, factory=_Connection)
    return _ServerConnection.connect(*where, **more, cursor_factory=_ServerCursor)


def _sweep(line: str, cache: dict[Any, Any]) -> None:
    url, moment, batch, start, fatal = line.split()
    event.listen(Engine, "do_connect", _connect)
    FATE.left = int(fatal)
    with open_store(url) as store:
        store.cache |= cache
        time.sleep(max(0.0, float(start) - time.time()))
        tally = enforce_deadlines(store, at(moment), batch=int(batch))
    sys.stdout.write(f"swept {len(tally.actions)} {tally.failed}\n")
    sys.stdout.flush()


def _looked_up(url: str) -> dict[Any, Any]:
    with open_store(url) as store, store.read() as connection:
        calendar(store, connection)
        pack_in_force(store, connection, date.max)
        return store.cache


def main() -> None:
    cache: dict[Any, Any] = {}
    for line in sys.stdin:
        cache = cache or _looked_up(line.split()[0])
        child = os.fork()
        if child == 0:
            _sweep(line, cache)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"ended {status & 127}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
