import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from storage import Store, open_store
from storage import store as room
from storage.due_tasks import beat, last_beat
from storage.prepared import Prepared

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_what_fails_within_a_transaction_leaves_nothing_and_the_next_one_works(store: Store):
    def fail_after_writing() -> None:
        with store.write() as connection:
            beat(connection, "sweep", NOON)
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_writing()
    with store.write() as connection:
        assert last_beat(connection, "sweep") is None
        beat(connection, "health", NOON)
    with store.read() as connection:
        assert last_beat(connection, "health") == NOON


def test_a_connection_that_was_cut_while_it_rested_is_replaced(postgresql_store: Store):
    store = postgresql_store
    with store.read() as connection:
        cut = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with open_store(store.url) as other, other.write() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({cut})")
    time.sleep(room.RESTED + 0.1)
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != cut


def test_a_connection_that_is_cut_in_a_glance_is_told_once_and_replaced(
    postgresql_store: Store, caplog: pytest.LogCaptureFixture
):
    store, mine, cut = postgresql_store, Prepared(select(func.pg_backend_pid())), list[int]()

    def look_twice() -> None:
        with store.glance() as connection:
            cut.append(mine.rows(connection, {})[0][0])
            with open_store(store.url) as other, other.write() as another:
                another.exec_driver_sql(f"SELECT pg_terminate_backend({cut[0]})")
            mine.rows(connection, {})

    with pytest.raises(OperationalError):
        look_twice()
    assert [record.message for record in caplog.records] == []
    with store.glance() as connection:
        assert mine.rows(connection, {})[0][0] != cut[0]


def test_writers_of_many_threads_take_their_turns(store: Store):
    def work(number: int) -> None:
        for turn in range(10):
            with store.write() as connection:
                beat(connection, f"{number}/{turn}", NOON)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        found = [last_beat(connection, f"{n}/{t}") for n in range(4) for t in range(10)]
    assert found == [NOON] * 40


def test_a_writer_kept_waiting_too_long_is_told_and_can_try_again(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(room, "BUSY_MS", 20)
    file = tmp_path / "case.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_store(f"sqlite:///{file}") as store:
        with pytest.raises(OperationalError, match="locked"), store.write():
            pass
        other.execute("COMMIT")
        with store.write() as connection:
            beat(connection, "sweep", NOON)
    other.close()
