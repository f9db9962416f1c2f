"""Regulation packs in the database: what was loaded, and the one a case began with."""

from datetime import datetime
from importlib.resources import files

from sqlalchemy import Connection, insert, select

from regulations.pack import Pack, parse_pack
from storage.schema import PackText
from storage.store import Store

SHIPPED = ("banan",)


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


def current_pack_id(connection: Connection) -> int | None:
    """The newest pack: the one a new case begins with."""
    return connection.execute(
        select(PackText.id).order_by(PackText.id.desc()).limit(1)
    ).scalar_one_or_none()
