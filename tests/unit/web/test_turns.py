"""Pages take turns: so many at once, and nobody waits for ever."""

import threading
import time

import pytest

from web import turns
from web.turns import AT_ONCE, turn


def test_no_more_pages_are_made_at_once_than_there_are_turns():
    within, most = [0], [0]
    guard = threading.Lock()

    def make() -> None:
        with turn():
            with guard:
                within[0] += 1
                most[0] = max(most[0], within[0])
            time.sleep(0.01)
            with guard:
                within[0] -= 1

    threads = [threading.Thread(target=make) for _ in range(5 * AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == AT_ONCE


def test_who_waited_long_enough_goes_ahead_and_takes_nobodys_turn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    held = threading.Event()

    def hold() -> None:
        with turn():
            held.wait(10)

    threads = [threading.Thread(target=hold) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    with turn():
        pass
    held.set()
    for thread in threads:
        thread.join()
    monkeypatch.setattr(turns, "PATIENCE", 0)
    entered = [turns._free.acquire(timeout=0) for _ in range(AT_ONCE + 1)]
    assert entered == [True] * AT_ONCE + [False]
    for _ in range(AT_ONCE):
        turns._free.release()


def test_an_error_gives_the_turn_back():
    for _ in range(2 * AT_ONCE):
        with pytest.raises(LookupError), turn():
            raise LookupError
    began = time.monotonic()
    with turn():
        assert time.monotonic() - began < turns.PATIENCE
