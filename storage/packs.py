"""Regulation packs in the database: what was loaded, and the one a case began with."""

from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import Connection, func, insert, select

from regulations.pack import Pack, parse_pack
from storage.schema import Case, PackText
from storage.store import Store

SHIPPED = ("banan", "qinglan")


def seed_packs(connection: Connection, now: datetime) -> None:
    """Load the shipped packs that the database has no row of."""
    for name in SHIPPED:
        text = (files("regulations") / "packs" / f"{name}.yaml").read_text("utf-8")
        keep_pack(connection, parse_pack(text), text, now)


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A pack in the database, and how many cases it rules."""

    code: str
    version: str
    effective_from: date | None
    loaded_at: datetime
    cases: int


def loaded(store: Store, connection: Connection) -> list[LoadedPack]:
    """Every pack, oldest first."""
    rows = connection.execute(
        select(PackText.id, PackText.loaded_at, func.count(Case.id))
        .join(Case, Case.pack_id == PackText.id, isouter=True)
        .group_by(PackText.id, PackText.loaded_at)
        .order_by(PackText.id)
    )
    found = [(pack_by_id(store, connection, row[0]), row[1], row[2]) for row in rows]
    return [LoadedPack(p.code, p.version, p.effective_from, at, n) for p, at, n in found]


def loaded_ids(connection: Connection) -> list[int]:
    """Every pack's id, oldest first."""
    return list(connection.execute(select(PackText.id).order_by(PackText.id)).scalars())


def texts_of(connection: Connection, code: str) -> dict[str, str]:
    """The texts of a pack by version, oldest first."""
    rows = connection.execute(
        select(PackText.version, PackText.text).where(PackText.code == code).order_by(PackText.id)
    )
    return {row[0]: row[1] for row in rows}


def keep_pack(connection: Connection, pack: Pack, text: str, now: datetime) -> None:
    """Keep a pack, unless that version of it is held."""
    if pack.version not in texts_of(connection, pack.code):
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


def pack_of(store: Store, connection: Connection, pack_id: int | None, on: date) -> Pack:
    """The pack of that row; of what belongs to no case, the bureau's own on that day."""
    found = pack_in_force(store, connection, on) if pack_id is None else pack_id
    if found is None:
        raise LookupError(store.pack)
    return pack_by_id(store, connection, found)


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
