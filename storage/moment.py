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

    What is read after one's own writing is of a new transaction, and sees it. Threads take turns:
    a second one reads for itself while the first is within.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = threading.RLock()
        self._connection: Connection | None = None
        self._answers: dict[Hashable, Any] = {}
        self._within = 0
        self._old = self._over = False

    @contextmanager
    def read(self) -> Iterator[Connection | None]:
        """The shared transaction; none where it would not do, and the reader needs one alone."""
        if self._over or self._old or not self._turn.acquire(blocking=False):
            yield None
            return
        try:
            yield from self._shared()
        finally:
            self._turn.release()

    def _shared(self) -> Iterator[Connection]:
        if self._connection is None:
            self._connection = _begun(self.engine)
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

    @property
    def held(self) -> bool:
        """Whether a connection is kept for it."""
        return self._connection is not None

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


PRESENT: ContextVar[Moment | None] = ContextVar("moment", default=None)
"""The moment of whoever runs, where there is one."""


def answers(connection: Connection) -> dict[Hashable, Any] | None:
    """What was asked on this connection within the present moment; none where it is not of it."""
    moment = PRESENT.get()
    return moment.answers(connection) if moment else None
