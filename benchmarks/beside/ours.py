"""The product itself: ``cases.advance``, one transaction a step."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from single_step import Asked, make

from beside.work import Event
from cases.advance import Request, advance
from states.errors import CaseError
from storage import Store, open_store


class Ours:
    """Cases of the sample bureau, told and with their reviewers where an event needs it."""

    def __init__(self, store: Store, file: Path, asked: list[list[Asked]]) -> None:
        self._store, self._file = store, file
        self._asked = [{one.request.event: one for one in road} for road in asked]

    def fire(self, case: int, event: Event) -> None:
        """One step, and for nothing the one that must come before it."""
        asked = self._asked[case - 1][event.name]
        advance(self._store, asked.case, asked.request, now=asked.now)

    def ready(self, event: Event) -> None:
        """What must be done before ``event`` can be, on every case; not counted."""
        before = {"file": "inform_officer", "submit_report": "assign_reviewers"}.get(event.name)
        for road in self._asked if before else ():
            asked = road[before]
            advance(self._store, asked.case, asked.request, now=asked.now)

    def refuses(self, case: int, event: Event, _user: str) -> bool:
        """Whether somebody who is not the officer may not."""
        asked = self._asked[case - 1][event.name]
        request = Request(event.name, "fengjie", asked.request.data)
        try:
            advance(self._store, asked.case, request, now=asked.now)
        except CaseError:
            return True
        return False

    def ended(self) -> tuple[int, int]:
        """From the tables; each case was opened, told and given reviewers beside."""
        with sqlite3.connect(self._file) as raw:
            decided = "SELECT count(*) FROM cases WHERE state = 'decided'"
            events = "SELECT count(*) FROM events"
            found = [raw.execute(said).fetchone()[0] for said in (decided, events)]
        return found[0], found[1] - 3 * len(self._asked)

    def rows(self) -> dict[str, int]:
        """How many rows there are of those that a step brings."""
        with sqlite3.connect(self._file) as raw:
            return {
                name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in ("tasks", "notices", "papers")
            }


@contextmanager
def opened(folder: Path, cases: int) -> Iterator[Ours]:
    """A file with that many cases."""
    file = folder / "ours.db"
    asked, _ = make(file, cases, officers=1)
    with open_store(f"sqlite:///{file}") as store:
        yield Ours(store, file, asked)
