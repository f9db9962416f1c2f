"""The product itself: ``cases.advance``, one transaction a step."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from single_step import Asked, make

from beside.work import EVENTS, Event
from cases.advance import Request, advance
from states.errors import CaseError
from storage import Store, open_store


class Ours:
    """Cases of the sample bureau, told and with their reviewers where an event needs it."""

    def __init__(self, store: Store, file: Path, asked: list[list[Asked]]) -> None:
        self._store, self._file = store, file
        self._asked = [{one.request.event: one for one in road} for road in asked]
        self._rows = self._count()

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
        """And that the rows are those that the others are given to write."""
        found = {name: count - self._rows[name] for name, count in self._count().items()}
        cases = len(self._asked)
        for name in ("tasks", "notices", "papers"):
            wanted = cases * sum(getattr(event, name) for event in EVENTS)
            assert found[name] == wanted, (name, found[name], wanted)
        return found["decided"], found["events"] - 2 * cases

    def _count(self) -> dict[str, int]:
        with sqlite3.connect(self._file) as raw:
            found = {
                name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in ("events", "tasks", "notices", "papers")
            }
            decided = "SELECT count(*) FROM cases WHERE state = 'decided'"
            return found | {"decided": raw.execute(decided).fetchone()[0]}


@contextmanager
def opened(folder: Path, cases: int) -> Iterator[Ours]:
    """A file with that many cases."""
    file = folder / "ours.db"
    asked, _ = make(file, cases, officers=1)
    with open_store(f"sqlite:///{file}") as store:
        yield Ours(store, file, asked)
