from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from storage import Store
from storage.prepared import Prepared
from storage.schema import CalendarOverride, Heartbeat

BEAT = Prepared(insert(Heartbeat), ("name", "at"))
MOVE = Prepared(
    update(Heartbeat).where(Heartbeat.name == bindparam("of")).values(at=bindparam("to"))
)
BEATS = Prepared(select(Heartbeat.name, Heartbeat.at).order_by(Heartbeat.name))
OVERRIDE = Prepared(insert(CalendarOverride), ("day", "is_off", "name", "source", "loaded_at"))
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_instants_come_back_as_they_were_given(store: Store):
    with store.write() as connection:
        BEAT.run_all(connection, [{"name": "a", "at": NOON}, {"name": "b", "at": NOON}])
    with store.read() as connection:
        assert [tuple(row) for row in BEATS.rows(connection, {})] == [("a", NOON), ("b", NOON)]


def test_days_and_truth_are_stored_as_any_other_statement_stores_them(store: Store):
    day = date(2026, 3, 9)
    with store.write() as connection:
        row = {"day": day, "is_off": True, "name": "renyi", "source": "renyi", "loaded_at": NOON}
        OVERRIDE.run(connection, row)
        found = connection.execute(select(CalendarOverride.day, CalendarOverride.is_off)).one()
    assert tuple(found) == (day, True)


def test_an_update_says_how_many_rows_it_met(store: Store):
    with store.write() as connection:
        BEAT.run(connection, {"name": "a", "at": NOON})
        assert MOVE.run(connection, {"of": "a", "to": NOON}) == 1
        assert MOVE.run(connection, {"of": "nobody", "to": NOON}) == 0


def test_a_missing_value_is_named(store: Store):
    with store.read() as connection, pytest.raises(KeyError, match="at"):
        BEAT.run(connection, {"name": "a"})


def test_what_the_database_refuses_is_told_without_parameters_and_undone(store: Store):
    twice = [{"name": "a", "at": NOON}] * 2
    with pytest.raises(IntegrityError) as refused, store.write() as connection:
        BEAT.run_all(connection, twice)
    assert "[parameters" not in str(refused.value)
    with store.read() as connection:
        assert BEATS.rows(connection, {}) == []
