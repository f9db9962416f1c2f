"""How many threads of a process make pages at once: more of them only fight for the interpreter."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

AT_ONCE = 2
"""One that computes, and one that waits for the database meanwhile."""
PATIENCE = 1.0
"""Seconds after which a page is made out of turn: those before it may wait for something else."""
_free = Semaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait until it is one's turn, first come first served, or until patience is over."""
    mine = _free.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if mine:
            _free.release()
