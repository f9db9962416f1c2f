"""Regulation packs in the database: what was loaded, and the one a case began with."""

from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import Connection, insert, select

from regulations.pack import Pack, parse_pack
from storage.schema import PackText
from storage.store import Store

SHIPPED = ("banan", "qinglan")


def seed_packs(connection: Connection, now: datetime) -> None:
    """Load the shipped packs that the database has no row of."""
    held = {(r[0], r[1]) for r in connection.execute(select(PackText.code, PackText.version))}
    for name in SHIPPED:
        text = (files("regulations") / "packs" / f"{name}.yaml").read_text("utf-8")
        pack = parse_pack(text)
        if (pack.code, pack.version) not in held:
            connection.execute(
                insert(PackText),
                {"code": pack.code, "version": pack.version, "text": text, "loaded_at": now},
            )


def pack_by_id(store: Store, connection: Connection, pack_id: int) -> Pack:
    """The pack of that row, parsed once for the process; rows never change."""
    key = ("pack", pack_id)
    if key not in store.cache:
        text = connection.execute(select(PackText.text).where(PackText.id == pack_id)).scalar_one()
        store.cache[key] = parse_pack(text)
    found: Pack = store.cache[key]
    return found


def pack_in_force(
    store: Store, connection: Connection, on: date, code: str | None = None
) -> int | None:
    """The pack that a procedure started ``on`` that day falls under (第二十二条).

    Of those of ``code``, or of the bureau's own, the one that took effect last by then; of two of
    the same day the one loaded last. A pack without a day has always been in force.
    """
    ours = select(PackText.id).where(PackText.code == (code or store.pack))
    loaded = connection.execute(ours).scalars()
    since = {id_: pack_by_id(store, connection, id_).effective_from or date.min for id_ in loaded}
    known = [(day, id_) for id_, day in since.items() if day <= on]
    return max(known)[1] if known else None
