"""An instant is UTC in the database and in Python, whatever it was written in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from deadlines import SHANGHAI
from storage import Store
from storage.schema import Heartbeat

MOMENT = datetime(2026, 3, 9, 23, 59, 59, 999_999, SHANGHAI)


def _write(store: Store, name: str, at: datetime) -> None:
    with store.write() as connection:
        connection.execute(insert(Heartbeat), {"name": name, "at": at})


@pytest.mark.parametrize(
    "zone", [UTC, SHANGHAI, timezone(timedelta(hours=-9, minutes=-30))], ids=str
)
def test_an_instant_comes_back_the_same_and_in_utc(store: Store, zone: timezone):
    _write(store, "one", MOMENT.astimezone(zone))
    with store.read() as connection:
        found = connection.execute(select(Heartbeat.at)).scalar_one()
    assert found == MOMENT
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused_and_nothing_is_written(store: Store):
    with pytest.raises((ValueError, StatementError), match="time zone"):
        _write(store, "naive", MOMENT.replace(tzinfo=None))
    with store.read() as connection:
        assert connection.execute(select(Heartbeat.at)).all() == []


def test_instants_are_compared_as_instants(store: Store):
    for number, zone in enumerate((UTC, SHANGHAI, timezone(timedelta(hours=-11)))):
        _write(store, f"n{number}", (MOMENT + timedelta(microseconds=number)).astimezone(zone))
    with store.read() as connection:
        later = connection.execute(
            select(Heartbeat.name).where(Heartbeat.at > MOMENT).order_by(Heartbeat.at)
        )
        assert list(later.scalars()) == ["n1", "n2"]


def test_the_text_in_sqlite_is_utc(sqlite_store: Store):
    _write(sqlite_store, "one", MOMENT)
    with sqlite_store.read() as connection:
        found = connection.execute(text("SELECT at FROM heartbeats")).scalar_one()
    assert found == "2026-03-09 15:59:59.999999"
