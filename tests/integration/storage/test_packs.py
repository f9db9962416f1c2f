"""Which measures a case falls under: those in force on the day its procedure was started."""

from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from sqlalchemy import delete, insert

from storage import Store
from storage.packs import pack_by_id, pack_in_force
from storage.schema import PackText

SHIPPED = (files("regulations") / "packs" / "banan.yaml").read_text("utf-8")
LOADED_AT = datetime(2026, 1, 5, tzinfo=UTC)


def load(store: Store, version: str, effective_from: str) -> None:
    """The shipped measures as another version, in force from that day (``null``: ever since)."""
    text = SHIPPED.replace('version: "1"', f'version: "{version}"').replace(
        "effective_from: null", f"effective_from: {effective_from}"
    )
    row = {"code": "banan", "version": version, "text": text, "loaded_at": LOADED_AT}
    with store.write() as connection:
        connection.execute(insert(PackText), row)


def in_force(store: Store, on: str) -> str | None:
    with store.read() as connection:
        found = pack_in_force(store, connection, date.fromisoformat(on))
        return None if found is None else pack_by_id(store, connection, found).version


@pytest.mark.parametrize(
    ("loaded", "on", "version"),
    [
        ((), "2026-06-30", None),
        ((("1", "null"),), "2004-01-01", "1"),
        ((("1", "null"), ("2", "2026-07-01")), "2026-06-30", "1"),
        ((("1", "null"), ("2", "2026-07-01")), "2026-07-01", "2"),
        # A correction of the old measures, loaded after the new ones, does not put them off.
        ((("1", "null"), ("2", "2026-07-01"), ("1.1", "null")), "2026-06-30", "1.1"),
        ((("1", "null"), ("2", "2026-07-01"), ("1.1", "null")), "2026-07-01", "2"),
        ((("2", "2026-07-01"), ("2.1", "2026-07-01")), "2026-07-02", "2.1"),
        ((("2", "2026-07-01"),), "2026-06-30", None),
    ],
)
def test_the_measures_in_force_are_those_that_took_effect_last(
    store: Store, loaded: tuple[tuple[str, str], ...], on: str, version: str | None
):
    with store.write() as connection:
        connection.execute(delete(PackText))
    for name, since in loaded:
        load(store, name, since)
    assert in_force(store, on) == version
