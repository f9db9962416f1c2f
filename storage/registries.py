"""Registries: every import with its rows; of each kind the newest is in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
)

from storage.prepared import Prepared, literally
from storage.records import CaseRecord
from storage.schema import Case, Matter, Person, RegistryEntry, RegistryImport

BATCH = 1_000
CODES = tuple(f"code_{n}" for n in range(20))
"""So many items are looked up at once: few cases are linked to more."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import; ``by`` is a username."""

    id: int
    kind: str
    file_name: str
    sha256: str
    rows: int
    imported_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it is kept; ``columns`` is JSON."""

    kind: str
    code: str
    name: str
    party: str | None
    valid_from: date | None
    valid_to: date | None
    columns: str


_imports = select(
    RegistryImport.id, RegistryImport.kind, RegistryImport.file_name, RegistryImport.sha256,
    RegistryImport.rows, RegistryImport.imported_at, Person.username,
).join(Person, Person.id == RegistryImport.imported_by)  # fmt: skip
_entries = select(
    RegistryEntry.kind, RegistryEntry.code, RegistryEntry.name, RegistryEntry.party,
    RegistryEntry.valid_from, RegistryEntry.valid_to, RegistryEntry.columns,
)  # fmt: skip

_COLUMNS = tuple(column.name for column in fields(Kept))
_values = attrgetter(*_COLUMNS)
_add_entries = Prepared(insert(RegistryEntry), ("import_id", *_COLUMNS))


def imports(connection: Connection, kind: str | None = None) -> list[Import]:
    """Every import, newest first."""
    statement = _imports.order_by(RegistryImport.id.desc())
    if kind:
        statement = statement.where(RegistryImport.kind == kind)
    return [Import(*row) for row in connection.execute(statement)]


_newest = Prepared(
    _imports.where(RegistryImport.kind == bindparam("kind"))
    .order_by(RegistryImport.id.desc())
    .limit(1)
)


def in_force(connection: Connection, kind: str) -> Import | None:
    """The newest import of a kind."""
    rows = _newest.rows(connection, {"kind": kind})
    return Import(*rows[0]) if rows else None


def add_import(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new import, in force from now on; its id."""
    statement = insert(RegistryImport).returning(RegistryImport.id)
    return int(connection.execute(statement, values).scalar_one())


def add_entries(connection: Connection, import_id: int, rows: Sequence[Kept]) -> Iterator[int]:
    """Write the rows of an import; yields after each batch how many are written."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        _add_entries.run_all(
            connection,
            [
                {"import_id": import_id, **dict(zip(_COLUMNS, _values(row), strict=True))}
                for row in batch
            ],
        )
        yield start + len(batch)


def entries(
    connection: Connection,
    import_id: int,
    *,
    on: date | None = None,
    search: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Kept]:
    """The rows of an import in the order of the file: valid on a day, holding some words."""
    statement = _entries.where(*_wanted(import_id, on, search)).order_by(RegistryEntry.id)
    rows = connection.execute(statement.limit(limit).offset(offset or None))
    return (Kept(*row) for row in rows.yield_per(BATCH))


def count_entries(
    connection: Connection, import_id: int, *, on: date | None = None, search: str | None = None
) -> int:
    """How many rows of an import are valid on a day and hold some words."""
    statement = select(func.count()).select_from(RegistryEntry)
    return connection.execute(statement.where(*_wanted(import_id, on, search))).scalar_one()


def _wanted(import_id: int, on: date | None, search: str | None) -> list[ColumnElement[bool]]:
    found = [RegistryEntry.import_id == import_id, *_valid(on)]
    if search:
        columns = (RegistryEntry.code, RegistryEntry.name, RegistryEntry.columns)
        found.append(or_(*(c.ilike(f"%{literally(search)}%", escape="\\") for c in columns)))
    return found


def _valid(on: date | None) -> list[ColumnElement[bool]]:
    if on is None:
        return []
    begins, ends = RegistryEntry.valid_from, RegistryEntry.valid_to
    return [or_(begins.is_(None), begins <= on), or_(ends.is_(None), ends >= on)]


def coded(connection: Connection, import_id: int, codes: Iterable[str]) -> list[Kept]:
    """The rows of an import that bear these codes."""
    statement = _entries.where(
        RegistryEntry.import_id == import_id, RegistryEntry.code.in_(sorted(set(codes)))
    ).order_by(RegistryEntry.id)
    return [Kept(*row) for row in connection.execute(statement)]


@dataclass(frozen=True, slots=True)
class Called:
    """What a list calls an item; ``then``: in the list that was in force at the instant asked."""

    kind: str
    code: str
    name: str
    then: bool


def called(
    connection: Connection, kinds: Sequence[str], codes: Sequence[str], at: datetime
) -> Iterator[Called]:
    """What items of these codes are called by the newest lists, and by those in force ``at``."""
    for start in range(0, len(codes), len(CODES)):
        some = codes[start : start + len(CODES)]
        padded = {name: some[min(n, len(some) - 1)] for n, name in enumerate(CODES)}
        for row in _called(tuple(kinds)).rows(connection, {**padded, "at": at}):
            yield Called(*row)


@cache
def _called(kinds: tuple[str, ...]) -> Prepared:
    newest = (
        select(func.max(RegistryImport.id))
        .where(RegistryImport.kind.in_([literal(kind) for kind in kinds]))
        .group_by(RegistryImport.kind)
    )
    then = newest.where(RegistryImport.imported_at <= bindparam("at"))
    of = RegistryEntry.import_id
    return Prepared(
        select(RegistryEntry.kind, RegistryEntry.code, RegistryEntry.name, of.in_(then))
        .where(
            RegistryEntry.kind.in_([literal(kind) for kind in kinds]),
            RegistryEntry.code.in_([bindparam(name) for name in CODES]),
            or_(of.in_(newest), of.in_(then)),
        )
        .order_by(RegistryEntry.id)
    )


_party_named: BindParameter[str] = bindparam("party", type_=RegistryEntry.party.type)
_of_party = Prepared(
    _entries.where(
        RegistryEntry.import_id == bindparam("held"),
        or_(
            RegistryEntry.party == _party_named,
            RegistryEntry.party.like(bindparam("like"), escape="\\"),
            _party_named.contains(RegistryEntry.party),
        ),
    ).order_by(RegistryEntry.id)
)


def of_party(connection: Connection, import_id: int, party: str, core: str) -> list[Kept]:
    """The rows of a party, and those whose name holds its core or is held by its name."""
    values = {"held": import_id, "party": party, "like": f"%{literally(core)}%"}
    return [Kept(*row) for row in _of_party.rows(connection, values)]


_ending = Prepared(
    select(func.count()).where(
        RegistryEntry.import_id == bindparam("held"),
        RegistryEntry.valid_to.between(bindparam("first"), bindparam("last")),
    )
)


def rows_ending_between(connection: Connection, import_id: int, first: date, last: date) -> int:
    """How many rows of an import end in those days."""
    return _ending.one(connection, {"held": import_id, "first": first, "last": last})


_party = Prepared(
    select(Matter.party, Matter.occurred_on).where(Matter.number == bindparam("matter"))
)


def party_of(connection: Connection, matter: str) -> tuple[str | None, date | None]:
    """The party of a matter and the day of its event."""
    row = _party.rows(connection, {"matter": matter})[0]
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A case of the same officer, begun before."""

    number: str
    facts: str
    outcome: str | None
    started_on: date


_earlier = Prepared(
    select(Case.number, Case.facts, Case.outcome, Matter.started_on)
    .join(Matter, Matter.id == Case.matter_id)
    .where(
        Case.officer_id == bindparam("officer"),
        Case.id != bindparam("case"),
        Matter.started_on < bindparam("started_on"),
        or_(Case.outcome.is_not(None), Case.closed_at.is_not(None)),
    )
    .order_by(Matter.started_on.desc(), Case.id.desc())
)


def earlier_cases(connection: Connection, case: CaseRecord) -> list[EarlierCase]:
    """The officer's cases of procedures begun earlier that are decided or closed, newest first."""
    values = {"officer": case.officer_id, "case": case.id, "started_on": case.started_on}
    return [EarlierCase(*row) for row in _earlier.rows(connection, values)]
