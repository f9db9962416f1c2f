from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Integer, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from storage import Store, prepared
from storage.moment import one_moment
from storage.prepared import Among, Prepared, stated
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


@pytest.mark.parametrize(
    ("wanted", "statements"), [(0, 0), (1, 1), (3, 1), (4, 1), (6, 2), (13, 3)]
)
def test_rows_of_many_ids_are_read_at_once_or_in_parts_of_a_few_sizes(
    store: Store, wanted: int, statements: int, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    sent = prepared.send
    among = Among(
        lambda among: (
            select(CalendarOverride.id)
            .where(among(CalendarOverride.id), CalendarOverride.name == bindparam("name"))
            .order_by(CalendarOverride.id)
        ),
        sizes=(3, 5),
    )
    with store.write() as connection:
        day = {"is_off": True, "name": "renyi", "source": "renyi", "loaded_at": NOON}
        OVERRIDE.run_all(connection, [{**day, "day": date(2026, 3, 1 + n)} for n in range(20)])
        held = list(connection.execute(select(CalendarOverride.id)).scalars())
    monkeypatch.setattr(prepared, "send", lambda c, t, v=(): (asked.append(t), sent(c, t, v))[1])
    with store.read() as connection:
        found = [row[0] for row in among.rows(connection, held[:wanted], {"name": "renyi"})]
        assert found == held[:wanted]
        assert len(asked) == (statements if store.sqlite else min(wanted, 1))
        assert list(among.rows(connection, held[:wanted], {"name": "another"})) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [("renyi", True), ("100%", False), ("a'b", False), (date(2026, 3, 9), True)],
)
def test_what_never_changes_stands_in_the_text_where_it_is_plain(
    store: Store, value: str | date, written: bool, monkeypatch: pytest.MonkeyPatch
):
    """Limits too: not knowing them, PostgreSQL plans a statement anew each time."""
    asked: list[tuple[str, Any]] = []
    sent = prepared.send
    column = CalendarOverride.name if isinstance(value, str) else CalendarOverride.day
    asking = Prepared(
        select(CalendarOverride.id)
        .where(column == value, CalendarOverride.is_off, CalendarOverride.id > bindparam("above"))
        .limit(7)
    )
    row = {"name": "renyi", "day": date(2026, 3, 9)} | {column.key: value}
    with store.write() as connection:
        OVERRIDE.run(connection, {**row, "is_off": True, "source": "renyi", "loaded_at": NOON})
    monkeypatch.setattr(
        prepared, "send", lambda c, t, v=(): (asked.append((t, v)), sent(c, t, v))[1]
    )
    with store.read() as connection:
        assert len(asking.rows(connection, {"above": 0})) == 1
    [(statement, given)] = asked
    assert "LIMIT 7" in statement
    assert (str(value) in statement) is written
    assert (value in (given if store.sqlite else given.values())) is not written


def test_what_is_stated_stands_in_the_text_and_is_another_each_time(store: Store):
    first = date(2026, 3, 9)
    row = {"is_off": True, "name": "renyi", "source": "renyi", "loaded_at": NOON}
    asking = Prepared(
        select(CalendarOverride.day)
        .where(CalendarOverride.day >= stated("first"), CalendarOverride.name == bindparam("name"))
        .order_by(CalendarOverride.day)
        .limit(stated("most", Integer()))
    )
    with store.write() as connection:
        OVERRIDE.run_all(connection, [{**row, "day": first + timedelta(n)} for n in range(5)])
    with one_moment(), store.read() as connection:
        for begun, most, found in ((1, 2, 2), (1, 9, 4), (4, 9, 1), (1, 2, 2)):
            given = {"first": first + timedelta(begun), "most": most, "name": "renyi"}
            days = [day for (day,) in asking.rows(connection, given)]
            assert days == [first + timedelta(begun + n) for n in range(found)]
        with pytest.raises(KeyError, match="most"):
            asking.rows(connection, {"first": first, "name": "renyi"})


def test_only_numbers_and_days_are_stated(store: Store):
    """Words would have to be quoted, and would be told wherever a statement is."""
    asking = Prepared(select(CalendarOverride.id).where(CalendarOverride.name == stated("name")))
    with store.read() as connection, pytest.raises(TypeError, match="only numbers and days"):
        asking.rows(connection, {"name": "renyi"})


def test_a_named_value_with_a_default_stays_one(store: Store):
    asking = Prepared(select(CalendarOverride.id).limit(bindparam("most", 1)))
    row = {"is_off": True, "name": "renyi", "source": "renyi", "loaded_at": NOON}
    with store.write() as connection:
        OVERRIDE.run_all(connection, [{**row, "day": date(2026, 3, n)} for n in range(1, 6)])
        assert [len(asking.rows(connection, given)) for given in ({}, {"most": 3})] == [1, 3]


def test_a_number_is_of_one_kind_whatever_its_size(store: Store):
    """Else PostgreSQL would keep a statement, and its plan, for each of three sizes."""
    if store.sqlite:
        pytest.skip("SQLite's driver keeps statements by their text")
    asking = Prepared(select(CalendarOverride.day).where(CalendarOverride.id > bindparam("above")))
    with store.read() as connection:
        for number in (5, 40_000, 3_000_000_000) * 6:
            assert asking.rows(connection, {"above": number}) == []
        kept = connection.execute(
            text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%.id > $1%'")
        ).scalar_one()
    assert kept == 1
