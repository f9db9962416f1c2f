"""Registries (第三条、第六条): looked at before they are kept, kept whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from access.policy import Thing
from cases.parties import normalised
from cases.registry_rows import Entry, Rejected, read_rows
from cases.spreadsheets import Row, rows_of
from cases.standing import granted
from deadlines import local_day
from regulations.registries import LIST_KINDS, REGISTRIES, Kind
from states.errors import Invalid
from storage import Store, journal, registries
from storage.registries import BATCH, Import, Kept

Progress = Callable[[int, int | None], None]
"""How many rows are read (of how many nobody knows yet), then how many of how many are written."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """A file that somebody hands in."""

    kind: Kind
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(slots=True)
class Compared:
    """A file beside the import in force: the codes that are new, changed, or would disappear.

    With any row rejected nothing can be imported. ``applied`` says whether it was.
    """

    kind: Kind
    rows: int
    rejected: list[Rejected]
    ignored: list[str]
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    applied: bool = False
    repeated: bool = False


def kind_named(text: str) -> Kind:
    """The kind of that code; raises ``Invalid``."""
    if text not in set(Kind):
        known = [f"{kind} {REGISTRIES[kind].zh}" for kind in Kind]
        raise Invalid("KIND", f"只能是：{'、'.join(known)}", f"must be one of {', '.join(Kind)}")
    return Kind(text)


def preview(store: Store, file: RegistryFile, now: datetime) -> Compared:
    """What an import would bring and take away; nothing is written."""
    compared, rows = _read(file, now)
    with store.read() as connection:
        _compare(connection, compared, rows)
    return compared


def keep(
    store: Store, file: RegistryFile, by: str, now: datetime, progress: Progress | None = None
) -> Compared:
    """Import a file as the registry in force, in one transaction; with a row rejected, nothing.

    The file that is in force already is not imported again. What takes long, reading it and
    comparing it, comes before the transaction: SQLite has one writer, and others wait for it.
    """
    compared, rows = _read(file, now, progress)
    name = "".join(c for c in file.name if c.isprintable())[:LONGEST_NAME]
    with store.read() as connection:
        held = _compare(connection, compared, rows)
    with store.write() as connection:
        # Officers hand in no list by which their own cases are judged.
        person = granted(connection, by, Thing.REGISTRIES, "W", local_day(now))
        if registries.in_force(connection, str(file.kind)) != held:  # another came in between
            held = _compare(connection, compared, rows)
        compared.repeated = held is not None and held.sha256 == file.sha256
        if compared.rejected or compared.repeated:
            return compared
        values = {
            "kind": str(file.kind), "file_name": name, "sha256": file.sha256, "rows": len(rows),
            "imported_at": now, "imported_by": person.id,
        }  # fmt: skip
        import_id = registries.add_import(connection, values)
        for done in registries.add_entries(connection, import_id, rows):
            if progress:
                progress(done, len(rows))
        journal.note(
            connection,
            "registry_imported",
            person,
            now,
            of=values["kind"],
            sha256=file.sha256,
            rows=len(rows),
        )
    compared.applied = True
    return compared


def _read(
    file: RegistryFile, now: datetime, progress: Progress | None = None
) -> tuple[Compared, list[Kept]]:
    registry, rows = REGISTRIES[file.kind], rows_of(file.content)
    reading = read_rows(registry, _told(rows, progress) if progress else rows, local_day(now))
    compared = Compared(file.kind, len(reading.entries), reading.rejected, reading.ignored)
    return compared, [_kept(file.kind, entry) for entry in reading.entries]


def _told(rows: Iterator[Row], progress: Progress) -> Iterator[Row]:
    for done, row in enumerate(rows, start=-1):  # the first are the headings
        if done % BATCH == 0:
            progress(done, None)
        yield row


def _kept(kind: Kind, entry: Entry) -> Kept:
    """A row as it is kept: the party as it is compared, and beside it as it was written."""
    said = {**entry.said, "party": entry.party} if entry.party else dict(entry.said)
    return Kept(
        kind=str(kind),
        code=entry.code,
        name=entry.name,
        party=normalised(entry.party) if entry.party else None,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        columns=json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )


def _compare(connection: Connection, compared: Compared, rows: list[Kept]) -> Import | None:
    """Fill in what differs from the import in force, and which that is."""
    held = registries.in_force(connection, str(compared.kind))
    was = {r.code: hash(r) for r in registries.entries(connection, held.id)} if held else {}
    compared.new = [row.code for row in rows if row.code not in was]
    compared.changed = [row.code for row in rows if was.pop(row.code, hash(row)) != hash(row)]
    compared.gone = [] if compared.rejected else list(was)
    return held


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a registry as people read it; ``said`` by the key of its column."""

    kind: Kind
    code: str
    name: str
    party: str | None
    valid_from: date | None
    valid_to: date | None
    said: dict[str, str]


def listed(row: Kept) -> Listed:
    """A kept row with its party as it was written."""
    said: dict[str, str] = json.loads(row.columns)
    party = said.pop("party", None)
    return Listed(Kind(row.kind), row.code, row.name, party, row.valid_from, row.valid_to, said)


def list_entries(
    store: Store,
    kind: Kind | None = None,
    *,
    on: date | None = None,
    search: str | None = None,
    limit: int | None = None,
) -> Iterator[Listed]:
    """The rows in force: of one kind or of all, valid on a day, holding some words."""
    with store.read() as connection:
        for each in [kind] if kind else list(Kind):
            held = registries.in_force(connection, str(each))
            if held is not None:
                rows = registries.entries(connection, held.id, on=on, search=search, limit=limit)
                yield from map(listed, rows)


def history(store: Store, kind: Kind | None = None) -> list[tuple[Import, bool]]:
    """Every import, newest first, and whether it is in force."""
    with store.read() as connection:
        found = registries.imports(connection, str(kind) if kind else None)
    newest = {each.kind: each.id for each in reversed(found)}
    return [(each, newest[each.kind] == each.id) for each in found]


@dataclass(frozen=True, slots=True)
class RegistryPage:
    """Some rows of the registry in force, how many there are, and every import, newest first."""

    rows: list[Listed]
    total: int
    imports: list[Import]


def registry_page(
    store: Store,
    kind: Kind,
    *,
    on: date | None = None,
    search: str | None = None,
    first: int = 0,
    most: int = 50,
) -> RegistryPage:
    """The rows in force from the ``first`` on: valid on a day, holding some words."""
    with store.read() as connection:
        every = registries.imports(connection, str(kind))
        if not every:
            return RegistryPage([], 0, [])
        held = every[0].id
        rows = registries.entries(connection, held, on=on, search=search, limit=most, offset=first)
        return RegistryPage(
            [listed(row) for row in rows],
            registries.count_entries(connection, held, on=on, search=search),
            every,
        )


def registries_held(store: Store) -> dict[Kind, Import | None]:
    """Of each kind the import in force, if there is one."""
    with store.read() as connection:
        return {kind: registries.in_force(connection, str(kind)) for kind in Kind}


def check_list_items(connection: Connection, codes: tuple[str, ...], on: date) -> None:
    """第三条、第六条: what a matter is linked to stands on a list, and did on that day."""
    if len(set(codes)) != len(codes):
        raise Invalid("list_items", "有重复的编号", "names a code twice")
    known: set[str] = set()
    for kind in LIST_KINDS:
        held = registries.in_force(connection, str(kind))
        rows = registries.coded(connection, held.id, codes) if held else []
        known |= {row.code for row in rows if _valid_on(row, on)}
    for code in codes:
        if code not in known:
            raise Invalid(
                "list_items",
                f"责任清单和执法事项清单中没有{on}有效的编号“{code[:40]}”",
                f"names {code[:40]!r}, which no list of duties or enforcement items holds on {on}",
            )


def _valid_on(row: Kept, day: date) -> bool:
    return (row.valid_from or date.min) <= day <= (row.valid_to or date.max)
