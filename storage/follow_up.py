"""Follow-up reports as they were issued: kept once, read line by line, and proven."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.chain import GENESIS, algorithm_of, canonical, link
from storage.prepared import Prepared
from storage.schema import FollowUpRelease, FollowUpReport, JournalEntry, Person

Line = dict[str, Any]
SHEET = 500
"""Lines are packed, and hashed one after the other, in sheets of so many."""
REST = "rest"
"""The cell that tells a line from what follows the lines: of what it is the rest."""
MOST = 1 << 16
"""Bytes that are unpacked at once."""
BUREAU = "bureau"
"""The bureau's own report bears this scope: the code of its topmost unit."""
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Packing:
    """Lines on their way into a report: packed and hashed as they come, in flat memory.

    What they have in common, the names of their cells, stands once at the head of each sheet. What
    the head of the report has no room for follows them, sheets of their own.
    """

    def __init__(self, algorithm: str) -> None:
        self._algorithm, self._packer = algorithm, zlib.compressobj(1)
        self._names: list[str] = []
        self._cells: Callable[[Line], tuple[Any, ...]] = tuple
        self._waiting: list[tuple[Any, ...]] = []
        self.packed, self.hash = bytearray(), GENESIS

    def add(self, line: Line) -> None:
        """One more line, with the cells that the first one had."""
        if not self._names:
            self._names = sorted(line)
            self._cells = itemgetter(*self._names)
        self._waiting.append(self._cells(line))
        if len(self._waiting) == SHEET:
            self._full()

    def _full(self) -> None:
        text = orjson.dumps([self._names, *self._waiting])
        self.hash = link(self.hash, text.decode(), self._algorithm)
        self.packed += self._packer.compress(text + b"\n")
        self._waiting = []

    def rest(self, of: str, every: Iterable[Line]) -> None:
        """After the lines: those of ``changes``, or ``visits``, for which the head has no room."""
        self._part()
        for one in every:
            self.add({REST: of, **one})

    def close(self) -> None:
        """No more lines."""
        self._part()
        self.packed += self._packer.flush()

    def _part(self) -> None:
        if self._waiting:
            self._full()
        self._names = []


@dataclass(frozen=True, slots=True)
class Made:
    """A report that is ready to be kept, or only looked at."""

    period: str
    scope: str
    unit_id: int | None
    first_day: date
    issued_on: date
    by_hand: bool
    head: Mapping[str, Any]
    lines: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it stands; ``note``, ``released_at`` and ``released_by`` are of its release."""

    id: int
    period: str
    scope: str
    issued_on: date
    made_at: datetime
    by_hand: bool
    head: Mapping[str, Any]
    algorithm: str
    hash: str
    note: str | None
    released_at: datetime | None
    released_by: str | None

    @property
    def waits(self) -> bool:
        """Whether it is still held for release."""
        return self.by_hand and self.released_at is None


_issued = (
    select(
        FollowUpReport.id, FollowUpReport.period, FollowUpReport.scope, FollowUpReport.issued_on,
        FollowUpReport.made_at, FollowUpReport.by_hand, FollowUpReport.head,
        FollowUpReport.algorithm, FollowUpReport.hash, FollowUpRelease.note,
        FollowUpRelease.released_at, Person.name,
    )
    .outerjoin(FollowUpRelease, FollowUpRelease.report_id == FollowUpReport.id)
    .outerjoin(Person, Person.id == FollowUpRelease.released_by)
)  # fmt: skip
_newest = Prepared(
    _issued.where(FollowUpReport.scope == bindparam("scope"))
    .order_by(FollowUpReport.id.desc())
    .limit(bindparam("limit"))
)


def keep(connection: Connection, made: Made, now: datetime) -> str | None:
    """Keep a report: its hash; ``None`` where that period has one for the scope already."""
    if is_kept(connection, made.period, made.scope):
        return None
    algorithm, head = algorithm_of(connection), canonical(made.head)
    digest = link(made.head["lines_hash"], head, algorithm)
    values = {
        "period": made.period, "scope": made.scope, "unit_id": made.unit_id,
        "first_day": made.first_day, "issued_on": made.issued_on, "made_at": now,
        "by_hand": made.by_hand, "head": head, "lines": made.lines, "algorithm": algorithm,
        "hash": digest,
    }  # fmt: skip
    # Where another came first since we looked, on a database with several writers.
    found = connection.execute(
        _INSERT[connection.dialect.name](FollowUpReport)
        .values(values)
        .on_conflict_do_nothing(index_elements=["period", "scope"])
        .returning(FollowUpReport.id)
    ).scalar_one_or_none()
    return None if found is None else digest


def is_kept(connection: Connection, period: str, scope: str) -> bool:
    """Whether that period's report was issued for the scope."""
    found = select(FollowUpReport.id).where(
        FollowUpReport.period == period, FollowUpReport.scope == scope
    )
    return connection.execute(found).first() is not None


def last_period(connection: Connection, weekly: bool) -> date | None:
    """The first day of the last week, or month, that was issued whole: the bureau's comes last."""
    found = (
        select(FollowUpReport.first_day)
        .where(FollowUpReport.scope == BUREAU, _of_a_kind(weekly))
        .order_by(FollowUpReport.first_day.desc())
        .limit(1)
    )
    return connection.execute(found).scalar_one_or_none()


def last_issued(connection: Connection, weekly: bool, scope: str, before: date) -> date | None:
    """The last day of issue of the weekly, or monthly, reports on periods that began before."""
    found = select(func.max(FollowUpReport.issued_on)).where(
        FollowUpReport.scope == scope, _of_a_kind(weekly), FollowUpReport.first_day < before
    )
    return connection.execute(found).scalar_one()


def _of_a_kind(weekly: bool) -> ColumnElement[bool]:
    """A week's name has a W in it."""
    like = FollowUpReport.period.like("%W%")
    return like if weekly else ~like


def release(
    connection: Connection, report_id: int, note: str | None, person: int, now: datetime
) -> bool:
    """Note that a report is released, with a note; false where somebody did so before."""
    done = connection.execute(
        _INSERT[connection.dialect.name](FollowUpRelease)
        .values(report_id=report_id, note=note, released_by=person, released_at=now)
        .on_conflict_do_nothing(index_elements=["report_id"])
    )
    return bool(done.rowcount)


def report_of(connection: Connection, period: str, scope: str) -> Kept | None:
    """The report of that period and scope."""
    wanted = _issued.where(FollowUpReport.period == period, FollowUpReport.scope == scope)
    row = connection.execute(wanted).one_or_none()
    return _read(row) if row else None


def reports(
    connection: Connection, scopes: Iterable[str], *, before: int | None, limit: int
) -> list[Kept]:
    """The newest reports of these scopes, the bureau's before its units'."""
    wanted = (
        _issued.where(FollowUpReport.scope.in_(sorted(scopes)))
        .order_by(FollowUpReport.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(FollowUpReport.id < before)
    return [_read(row) for row in connection.execute(wanted)]


def newest(connection: Connection, scope: str, limit: int) -> list[Kept]:
    """The newest reports of one scope."""
    return [_read(row) for row in _newest.rows(connection, {"scope": scope, "limit": limit})]


def packed_of(connection: Connection, report_id: int) -> bytes:
    """The lines of a report as they are kept."""
    found = select(FollowUpReport.lines).where(FollowUpReport.id == report_id)
    return bytes(connection.execute(found).scalar_one())


def lines_in(packed: bytes) -> Iterator[Line]:
    """Packed lines one by one, the first due first."""
    for names, lines in _sheets(packed):
        if REST in names:
            return
        for line in lines:
            yield dict(zip(names, line, strict=True))


def rest_in(packed: bytes) -> dict[str, list[Line]]:
    """What the head had no room for: of ``changes`` and ``visits``, where there is any."""
    found: dict[str, list[Line]] = {}
    for names, lines in _sheets(packed):
        if REST in names:
            for line in lines:
                cells = dict(zip(names, line, strict=True))
                found.setdefault(cells.pop(REST), []).append(cells)
    return found


def _sheets(packed: bytes) -> Iterator[tuple[list[str], list[list[Any]]]]:
    for sheet in unpacked(packed):
        names, *lines = orjson.loads(sheet)
        yield names, lines


def unpacked(packed: bytes) -> Iterator[bytes]:
    """The sheets of a report, one after the other; raises ``ValueError`` where it is damaged."""
    unpacker, rest = zlib.decompressobj(), b""
    try:
        for place in range(0, len(packed), MOST):
            rest += unpacker.decompress(packed[place : place + MOST])
            *sheets, rest = rest.split(b"\n")
            yield from sheets
    except zlib.error as error:
        raise ValueError(str(error)) from None


def false_reports(connection: Connection) -> Iterator[tuple[str, str]]:
    """Reports that are not what their hash, or the journal, says: period and scope.

    One that the journal knows and the table does not is among them.
    """
    told = {}
    for body in connection.execute(
        select(JournalEntry.body).where(JournalEntry.kind == "follow_up_issued")
    ).scalars():
        said = orjson.loads(body)["said"]
        told[said["period"], said["scope"]] = said["hash"]
    every = select(
        FollowUpReport.period, FollowUpReport.scope, FollowUpReport.head, FollowUpReport.lines,
        FollowUpReport.algorithm, FollowUpReport.hash,
    ).execution_options(yield_per=1)  # fmt: skip
    for period, scope, head, lines, algorithm, hash_ in connection.execute(every):
        if told.pop((period, scope), None) != hash_ or not _holds(head, lines, algorithm, hash_):
            yield period, scope
    yield from told


def _holds(head: str, lines: bytes, algorithm: str, hash_: str) -> bool:
    try:
        made = GENESIS
        for sheet in unpacked(lines):
            made = link(made, sheet.decode(), algorithm)
        said = orjson.loads(head)["lines_hash"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(made == said and link(made, head, algorithm) == hash_)


def _read(row: Any) -> Kept:
    cells = list(row)
    cells[6] = orjson.loads(cells[6])
    return Kept(*cells)
