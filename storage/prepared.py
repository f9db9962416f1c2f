"""Statements of the write path, compiled once for each kind of database.

SQLAlchemy writes the SQL and knows the types; its own way through every execution costs ten times
what a small statement does, so the text goes to the driver, on the connection of the transaction.
"""

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Delete,
    Dialect,
    Insert,
    Integer,
    Select,
    String,
    Update,
    any_,
    bindparam,
    cast,
    literal_column,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

from storage.moment import answers

Selecting = Select[Any] | CompoundSelect[Any]
Statement = Insert | Update | Delete | Selecting
Processor = Callable[[Any], Any]
Conversions = tuple[tuple[int, Processor], ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """The text for one database, the names of its values, and which of them are converted.

    ``stated`` are the values that stand in the text: where, and how they are written.
    """

    text: str
    positional: bool
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    stated: tuple[tuple[str, str, Processor], ...]
    to_driver: Conversions
    from_driver: Conversions

    def said(self, values: Mapping[str, Any]) -> str:
        """The text with what is ``stated``; raises ``KeyError`` where it is missing."""
        text = self.text
        for name, place, written in self.stated:
            text = text.replace(place, written(values[name]))
        return text

    def bound(self, values: Mapping[str, Any]) -> Any:
        """``values`` as the driver wants them; raises ``KeyError`` where one is missing."""
        given = {**self.constants, **values} if self.constants else values
        cells = [given[name] for name in self.names]
        for place, process in self.to_driver:
            cells[place] = process(cells[place])
        return tuple(cells) if self.positional else dict(zip(self.names, cells, strict=True))

    def rows(self, connection: Connection, text: str, bound: Any) -> list[Sequence[Any]]:
        """What the database answers, with its dates and instants."""
        found: list[Sequence[Any]] = send(connection, text, bound).fetchall()
        return [self._read(row) for row in found] if self.from_driver else found

    def _read(self, row: Sequence[Any]) -> Sequence[Any]:
        cells = list(row)
        for place, process in self.from_driver:
            cells[place] = process(cells[place])
        return tuple(cells)


class Prepared:
    """A statement whose values are named; an INSERT says which ``columns`` it is given."""

    def __init__(self, statement: Statement, columns: Iterable[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute it once; how many rows it met."""
        ready = self._for(connection.dialect)
        return int(send(connection, ready.text, ready.bound(values)).rowcount)

    def one(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """The number that an INSERT answers: the id of its row, or what it counted."""
        ready = self._for(connection.dialect)
        return int(send(connection, ready.text, ready.bound(values)).fetchone()[0])

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Execute it for every one of ``rows``; how many rows of the table it met."""
        if len(rows) < 2:  # noqa: PLR2004 - one is what most steps write
            return self.run(connection, rows[0]) if rows else 0
        ready = self._for(connection.dialect)
        values = [ready.bound(row) for row in rows]
        return int(send(connection, ready.text, values, many=True).rowcount)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """The rows of a SELECT; asked twice within one moment, it is answered once.

        Nobody changes what is in them: whoever asks again is given the same.
        """
        ready = self._for(connection.dialect)
        text, bound, known = ready.said(values), ready.bound(values), answers(connection)
        if known is None:
            return ready.rows(connection, text, bound)
        asked = self, text, bound if ready.positional else tuple(bound.values())
        if asked not in known:
            known[asked] = ready.rows(connection, text, bound)
        return list(known[asked])

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compiled(dialect)
        return ready

    def _compiled(self, dialect: Dialect) -> _Ready:
        statement = _spelled_out(self._statement, dialect)
        compiled = statement.compile(dialect=dialect, column_keys=self._columns)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        standing = {compiled.bind_names[bind] for bind in compiled.literal_execute_params}
        names = tuple(name for name in compiled.positiontup or binds if name not in standing)
        kinds = {name: bind.type.dialect_impl(dialect) for name, bind in binds.items()}
        return _Ready(
            str(compiled),
            compiled.positional,
            names,
            {name: bind.value for name, bind in binds.items() if not bind.required},
            tuple(
                (name, f"__[POSTCOMPILE_{name}]", _written(kinds[name], dialect))
                for name in sorted(standing)
            ),
            _conversions(kinds[name].bind_processor(dialect) for name in names),
            _conversions(kind.result_processor(dialect, None) for kind in self._cells(dialect)),
        )

    def _cells(self, dialect: Dialect) -> Iterator[TypeEngine[Any]]:
        if isinstance(self._statement, Select | CompoundSelect):
            for column in self._statement.selected_columns:
                yield column.type.dialect_impl(dialect)


def stated(name: str, kind: TypeEngine[Any] | None = None) -> Any:
    """A named value of a SELECT, a number or a day, that stands in its text: a limit, a day.

    Not knowing a limit, PostgreSQL would not keep a plan but make one anew at each execution, which
    takes it as long as most of them run; of a day that it does not know it supposes that few rows
    lie there, and would keep a plan that reads and sorts them all. What has few values alone is
    stated: each is a text of its own, of which the driver and the server keep some.
    """
    return bindparam(name, type_=kind, literal_execute=True)


def _written(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    written = kind.literal_processor(dialect)
    if not isinstance(kind, Integer | Date) or written is None:
        raise TypeError(f"only numbers and days stand in a text, no {kind!r}")
    return written


def _spelled_out(statement: Statement, dialect: Dialect) -> Statement:
    """A SELECT with what never changes in its text; a named value is not changed, though."""
    if not isinstance(statement, Selecting):
        return statement

    def said(element: Any, **_: Any) -> Any:
        if not (isinstance(element, BindParameter) and element.unique and _plain(element.value)):
            return None
        written = element.type.dialect_impl(dialect).literal_processor(dialect)
        return written and literal_column(written(element.value), element.type)

    return typing.cast("Statement", replacement_traverse(statement, {}, said))


def _plain(value: Any) -> bool:
    """Whether it is the same in the text as it is, without anything the driver would read in it."""
    return value.isidentifier() if isinstance(value, str) else type(value) in {bool, int, date}


def literally(words: str) -> str:
    """Words as LIKE takes them for themselves, with a backslash for its escape."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


SIZES = 10, 40
"""How many ids one statement takes where each is a value of its own."""


Within = Callable[[Any], ColumnElement[bool]]
"""Makes of a column the condition that it holds one of the ids."""


class Among:
    """A statement about rows of given ids, however many; ``made`` is given the condition.

    PostgreSQL takes them all as one value, so that it plans once for any number. SQLite has no such
    value: there they are read in parts of a few sizes.
    """

    def __init__(self, made: Callable[[Within], Selecting], sizes: Sequence[int] = SIZES) -> None:
        self._sizes = sizes
        self._whole = Prepared(made(lambda column: column == any_(_array)))
        self._parts = {size: Prepared(made(partial(_one_of, size))) for size in sizes}

    def rows(
        self, connection: Connection, ids: Sequence[int], values: Mapping[str, Any] | None = None
    ) -> Iterator[Sequence[Any]]:
        """The rows; in the order of the statement, on SQLite within each part."""
        given = dict(values or {})
        if connection.dialect.name == "postgresql":
            if ids:
                said = f"{{{','.join(map(str, ids))}}}"
                yield from self._whole.rows(connection, {**given, "ids": said})
            return
        for start in range(0, len(ids), self._sizes[-1]):
            these = ids[start : start + self._sizes[-1]]
            size = next(size for size in self._sizes if size >= len(these))
            padded = {f"id_{n}": these[min(n, len(these) - 1)] for n in range(size)}
            yield from self._parts[size].rows(connection, {**given, **padded})


_array = cast(bindparam("ids", type_=String), ARRAY(BigInteger))


def _one_of(size: int, column: Any) -> ColumnElement[bool]:
    held: ColumnElement[bool] = column.in_([bindparam(f"id_{n}") for n in range(size)])
    return held


def _conversions(processors: Iterable[Processor | None]) -> Conversions:
    return tuple((place, process) for place, process in enumerate(processors) if process)


def send(connection: Connection, text: str, values: Any = (), *, many: bool = False) -> Any:
    """Hand it to the driver; its errors are SQLAlchemy's, without the values."""
    driver = connection.dialect.loaded_dbapi
    try:
        cursor = connection.connection.cursor()
        (cursor.executemany if many else cursor.execute)(text, values)
    except driver.Error as error:
        raise DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
    return cursor
