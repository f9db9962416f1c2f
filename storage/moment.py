"""One view for everything that somebody reads together: a page asks some twenty times."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError


class Moment:
    """A transaction begun by the first who reads, and shared until it ends or somebody writes.

    It is of the thread that began it and of the first database that is read: others read for
    themselves. What is read after one's own writing is of a new transaction, and sees it.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._thread = threading.get_ident()
        self._connection: Connection | None = None
        self._answers: dict[Hashable, Any] = {}
        self._within = 0
        self._old = self._over = False

    @contextmanager
    def read(self, engine: Engine) -> Iterator[Connection | None]:
        """The shared transaction; none where it would not do, and the reader needs one alone."""
        if self._over or self._old or not self.of(engine):
            yield None
            return
        if self._connection is None:
            self._engine, self._connection = engine, _begun(engine)
        self._within += 1
        try:
            yield self._connection
        except SQLAlchemyError:
            self._old = True  # after an error a server answers nothing more within a transaction
            raise
        finally:
            self._within -= 1
            if self._old and not self._within:
                self._let_go()

    def of(self, engine: Engine) -> bool:
        """Whether it is of this thread, and of that database or of none so far."""
        mine = self._thread == threading.get_ident()
        return mine and (self._engine is None or self._engine is engine)

    def renew(self) -> None:
        """What is read from now on sees what is written from now on."""
        self._old = True
        if not self._within:
            self._let_go()

    def end(self) -> None:
        """Nobody reads in it any more."""
        self._over = True
        self.renew()

    def answers(self, connection: Connection) -> dict[Hashable, Any] | None:
        """What was asked in its transaction and answered; none where that is another's."""
        return self._answers if connection is self._connection else None

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        self._answers, self._old = {}, False
        if connection is not None:
            with closing(connection), suppress(SQLAlchemyError):
                connection.commit()  # rolled back, it would forget what the server has prepared


def _begun(engine: Engine) -> Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


_PRESENT: ContextVar[Moment | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment() -> Iterator[Moment]:
    """Whatever is read within sees the database as it was at the first reading."""
    moment = Moment()
    before = _PRESENT.set(moment)
    try:
        yield moment
    finally:
        _PRESENT.reset(before)
        moment.end()


def present() -> Moment | None:
    """The moment of whoever runs, where there is one."""
    return _PRESENT.get()


def answers(connection: Connection) -> dict[Hashable, Any] | None:
    """What was asked on this connection within the present moment; none where it is not of it."""
    moment = _PRESENT.get()
    return moment.answers(connection) if moment else None
