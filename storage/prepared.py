"""Statements of the write path, compiled once for each kind of database.

SQLAlchemy writes the SQL and knows the types; its own way through every execution costs ten times
what a small statement does, so the text goes to the driver, on the connection of the transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any]
_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class _Ready:
    """The text for one database; for each value its name, its constant and how it is converted."""

    text: str
    positional: bool
    binds: tuple[tuple[str, Any, Processor | None], ...]
    results: tuple[tuple[int, Processor], ...]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """``values`` as the driver wants them; raises ``KeyError`` where one is missing."""
        found = [
            (name, process(value) if process else value)
            for name, constant, process in self.binds
            for value in (values[name] if constant is _REQUIRED else constant,)
        ]
        return tuple([value for _, value in found]) if self.positional else dict(found)

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """A row with its dates and instants."""
        if not self.results:
            return row
        cells = list(row)
        for place, process in self.results:
            cells[place] = process(cells[place])
        return cells


class Prepared:
    """A statement whose values are named; an INSERT says which ``columns`` it is given."""

    def __init__(
        self, statement: Insert | Update | Select[Any], columns: Iterable[str] = ()
    ) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Execute it once; how many rows it met."""
        ready = self._for(connection.dialect)
        return int(send(connection, ready.text, ready.bound(values)).rowcount)

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute it for every one of ``rows``."""
        if rows:
            ready = self._for(connection.dialect)
            send(connection, ready.text, [ready.bound(values) for values in rows], many=True)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """The rows of a SELECT."""
        ready = self._for(connection.dialect)
        found = send(connection, ready.text, ready.bound(values)).fetchall()
        return [ready.read(row) for row in found]

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compiled(dialect)
        return ready

    def _compiled(self, dialect: Dialect) -> _Ready:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        named = {name: bind for bind, name in compiled.bind_names.items()}
        binds = tuple(
            (
                name,
                _REQUIRED if named[name].required else named[name].value,
                named[name].type.dialect_impl(dialect).bind_processor(dialect),
            )
            for name in compiled.positiontup or named
        )
        return _Ready(str(compiled), compiled.positional, binds, self._results(dialect))

    def _results(self, dialect: Dialect) -> tuple[tuple[int, Processor], ...]:
        if not isinstance(self._statement, Select):
            return ()
        kinds = [column.type.dialect_impl(dialect) for column in self._statement.selected_columns]
        found = [(place, kind.result_processor(dialect, None)) for place, kind in enumerate(kinds)]
        return tuple((place, process) for place, process in found if process)


def send(connection: Connection, text: str, values: Any = (), *, many: bool = False) -> Any:
    """Hand it to the driver; its errors are SQLAlchemy's, without the values."""
    driver = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(text, values)
    except driver.Error as error:
        raise DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
    return cursor
