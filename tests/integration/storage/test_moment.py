"""One moment: whatever is read within it is of one state of the database."""

import threading
from contextvars import copy_context
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Integer, bindparam, event, literal, select, text
from sqlalchemy.exc import SQLAlchemyError

from storage import Store, one_moment, prepared
from storage.due_tasks import beat, last_beat
from storage.prepared import Prepared
from storage.schema import Heartbeat

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def said(store: Store) -> datetime | None:
    with store.read() as connection:
        return last_beat(connection, "sweep")


def write(store: Store, at: datetime) -> None:
    with store.write() as connection:
        beat(connection, "sweep", at)


def held(store: Store) -> int:
    return int(store._reader.pool.checkedout())  # type: ignore[attr-defined]


def beside(work: threading.Thread) -> None:
    work.start()
    work.join()


def test_what_others_write_meanwhile_is_not_seen_before_the_moment_is_over(store: Store):
    write(store, NOON)
    with one_moment():
        assert said(store) == NOON
        beside(threading.Thread(target=write, args=(store, LATER)))
        assert said(store) == NOON
    assert said(store) == LATER


def test_a_moment_begins_with_the_first_reading(store: Store):
    with one_moment():
        beside(threading.Thread(target=write, args=(store, NOON)))
        assert said(store) == NOON


def test_who_writes_reads_what_they_wrote(store: Store):
    with one_moment():
        assert said(store) is None
        write(store, NOON)
        assert said(store) == NOON
        with store.write() as connection:
            beat(connection, "sweep", LATER)
            assert said(store) == NOON
        assert said(store) == LATER


def test_a_writing_within_a_reading_leaves_it_whole(store: Store):
    with one_moment():
        with store.read() as connection:
            assert last_beat(connection, "sweep") is None
            write(store, NOON)
            assert last_beat(connection, "sweep") is None
            assert said(store) == NOON
        assert said(store) == NOON


def test_after_an_error_of_the_database_one_may_read_again(store: Store):
    with one_moment():
        assert said(store) is None
        with pytest.raises(SQLAlchemyError), store.read() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))
        assert said(store) is None


def test_a_thread_reads_in_no_moment_that_another_began(store: Store):
    seen: list[object] = []

    def look() -> None:
        with store.read() as connection:
            seen.append(connection)

    with one_moment(), store.read() as mine:
        beside(threading.Thread(target=copy_context().run, args=(look,)))
        with store.read() as again:
            assert again is mine
    assert len(seen) == 1
    assert seen[0] is not mine


def test_what_is_asked_twice_within_a_moment_is_answered_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    sent: list[str] = []
    real = prepared.send
    monkeypatch.setattr(prepared, "send", lambda *given: (sent.append(given[1]), real(*given))[1])
    number = Prepared(select(literal(1) + bindparam("n", type_=Integer)))

    def ask(n: int) -> int:
        with store.read() as connection:
            [[found]] = number.rows(connection, {"n": n})
        return int(found)

    with one_moment():
        assert (ask(1), ask(2), ask(1), ask(2)) == (2, 3, 2, 3)
        assert len(sent) == 2
        write(store, NOON)
        sent.clear()
        assert ask(1) == 2
        assert len(sent) == 1
    sent.clear()
    assert (ask(1), ask(1), len(sent)) == (2, 2, 2)


def test_a_moment_that_is_over_keeps_no_connection_and_takes_none_again(store: Store):
    begun: list[object] = []
    event.listen(store._reader, "begin", begun.append)
    with one_moment() as moment:
        assert (said(store), said(store), len(begun)) == (None, None, 1)
        assert held(store) == 1
        moment.end()
        assert held(store) == 0
        assert (said(store), said(store), len(begun)) == (None, None, 3)


def test_another_database_is_read_for_itself(store: Store, sqlite_store: Store):
    write(sqlite_store, NOON)
    with one_moment():
        before = said(store)
        assert said(sqlite_store) == NOON
        assert said(store) == before


def test_a_glance_sees_what_others_have_written_between_its_two_looks(store: Store):
    beats = Prepared(select(Heartbeat.at))
    with store.glance() as connection:
        assert beats.rows(connection, {}) == []
        beside(threading.Thread(target=write, args=(store, NOON)))
        assert [at for (at,) in beats.rows(connection, {})] == [NOON]
    write(store, LATER)
    assert said(store) == LATER  # the next reading of the same connection is one transaction again
    with store.read() as connection:
        assert said(store) == LATER
        assert [at for (at,) in beats.rows(connection, {})] == [LATER]
        beside(threading.Thread(target=write, args=(store, NOON)))
        assert [at for (at,) in beats.rows(connection, {})] == [LATER]
