"""The store: one engine for reading, one for writing, and short transactions on each."""

import math
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Literal, Self

from psycopg.types.numeric import Int8Dumper
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError

from storage.chain import ALGORITHM
from storage.moment import present
from storage.prepared import send
from storage.sealing import Suite

Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]
BUSY_MS = 15_000
KEPT = 500
"""Prepared statements that a connection to a server keeps: lists have some 300 texts a day."""
RESTED = 1.0
"""Seconds: a connection to a server that rested longer is asked whether it still stands."""
OWN_PACK = "banan"
"""The measures that a bureau falls under unless its settings name others."""


class Store:
    """The case database. ``read()`` and ``write()`` give a connection inside one transaction.

    What one ``read()`` reads is of one state of the database. On SQLite writers begin IMMEDIATE and
    queue on a lock within the process, so that none of them has to be told that the database is
    busy. ``pack`` is the code of the bureau's own measures.
    """

    def __init__(
        self, url: str | URL, pack: str = OWN_PACK, suite: Suite = "international"
    ) -> None:
        self.url = make_url(url)
        self.pack = pack
        self.suite: Suite = suite
        self.cache: dict[Any, Any] = {}
        self._lock = threading.Lock() if self.sqlite else None
        self._reader = _engine(self.url, suite, "BEGIN", "REPEATABLE READ")
        # On SQLite a statement by itself is a transaction unless somebody begins one.
        alone = {} if self.sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._glancer = self._reader.execution_options(**alone)
        self._writer = _engine(self.url, suite, "BEGIN IMMEDIATE", "READ COMMITTED")
        self._desk: Connection | None = None

    @property
    def sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view, within ``one_moment`` the same for all; nothing is kept."""
        moment = present()
        with moment.read(self._reader) if moment else nullcontext() as shared:
            if shared is not None:
                yield shared
                return
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """For readings that need not be of one state: each is a transaction by itself.

        On a server that saves two journeys, to begin and to end one. For prepared statements alone.
        """
        with self._glancer.connect() as connection:
            try:
                yield connection
            except DBAPIError:
                connection.invalidate()  # the pool would try to mend what may be cut
                raise

    @contextmanager
    def write(self, *, hurried: bool = False) -> Iterator[Connection]:
        """One transaction: all of it on leaving, none of it on an error.

        A ``hurried`` one outlives this process, and the next that is not hurried takes it to the
        disk; until then a power failure may undo it, whole. For what can be found out again.
        """
        with self._renewed():
            if self._lock is None:
                with self._writer.begin() as connection:
                    if hurried:
                        send(connection, "SET LOCAL synchronous_commit TO off")
                    yield connection
                return
            with self._lock:
                self._desk = self._desk or self._writer.connect()
                with _unsynced(self._desk) if hurried else nullcontext(), self._desk.begin():
                    yield self._desk

    @contextmanager
    def rehearsal(self) -> Iterator["Store"]:
        """A store in which something may be tried whose transaction is then rolled back.

        On SQLite a copy beside the file, which is gone afterwards: the one writer keeps nobody
        waiting. PostgreSQL holds the rows alone that the trial touches, and needs none.
        """
        if not self.sqlite:
            yield self
            return
        home = Path(self.url.database or ".").parent
        with TemporaryDirectory(prefix="rehearsal-", dir=home) as place:
            file = Path(place) / "copy.db"
            with self.read() as connection, closing(sqlite3.connect(file)) as copy:
                connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            with Store(self.url.set(database=str(file)), self.pack, self.suite) as trial:
                trial.cache |= self.cache
                yield trial

    @contextmanager
    def _renewed(self) -> Iterator[None]:
        """What is read after a writing is read anew."""
        moment = present()
        if moment is None or not moment.of(self._reader):
            yield
            return
        moment.renew()
        try:
            yield
        finally:
            moment.renew()

    def close(self) -> None:
        """Let go of every connection."""
        if self._desk is not None:
            self._desk.close()
        self._reader.dispose()
        self._writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def _unsynced(desk: Connection) -> Iterator[None]:
    """Commits that SQLite does not wait for the disk to confirm."""
    raw: Any = desk.connection.driver_connection
    raw.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        raw.execute("PRAGMA synchronous=FULL")


def open_store(url: str | URL, pack: str = OWN_PACK, suite: Suite = "international") -> Store:
    """Open the case database at ``url`` (``sqlite:///…`` or ``postgresql+psycopg://…``).

    What happens from now on is hashed with the algorithm of ``suite``.
    """
    return Store(url, pack, suite)


def _engine(url: URL, suite: Suite, begin: str, isolation: Isolation) -> Engine:
    """Transactions that begin so on SQLite, and are kept apart so on a server."""
    sqlite = url.get_backend_name() == "sqlite"
    engine = _file_engine(url, begin) if sqlite else _server_engine(url, isolation)

    @event.listens_for(engine, "connect")
    def _told(_raw: Any, record: Any) -> None:
        record.info["algorithm"] = ALGORITHM[suite]

    return engine


def _server_engine(url: URL, isolation: Isolation) -> Engine:
    """A connection that rested a moment ago is not asked whether it still stands."""
    engine = create_engine(
        url, pool_size=10, max_overflow=5, pool_use_lifo=True, isolation_level=isolation
    )

    @event.listens_for(engine, "connect")
    def _keeps(raw: Any, _record: Any) -> None:
        raw.prepared_max = KEPT
        raw.adapters.register_dumper(int, Int8Dumper)  # by size, one statement would be three

    @event.listens_for(engine, "checkin")
    def _rests(_raw: Any, record: Any) -> None:
        record.info["rests"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _stands(raw: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests", math.inf) > RESTED:
            try:
                engine.dialect.do_ping(raw)
            except engine.dialect.loaded_dbapi.Error:
                raise DisconnectionError from None

    return engine


def _file_engine(url: URL, begin: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        send(connection, begin)

    return engine
