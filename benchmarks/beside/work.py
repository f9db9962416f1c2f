"""The work that every library is given, and the clock that is held beside it."""

import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
REASON = "材料齐全，符合办法规定的情形"


@dataclass(frozen=True, slots=True)
class Event:
    """One of the five events: whence, whither, who; and the rows it brings, as ours does."""

    name: str
    source: str
    dest: str
    role: str
    tasks: int = 1
    notices: int = 1
    papers: int = 1

    @property
    def user(self) -> str:
        """Who holds the role."""
        return f"user_{self.role.lower()}"


BROUGHT: dict[str, dict[str, int]] = json.loads(os.environ.get("BROUGHT", "{}"))
"""The rows that ours brought with each event, as its process counted them."""
EVENTS = tuple(
    Event(name, source, dest, role, **BROUGHT.get(name, {}))
    for name, source, dest, role in (
        ("file", "investigation", "filed", "OFF"),
        ("accept", "filed", "under_review", "HND"),
        ("submit_report", "under_review", "legal_review", "REV"),
        ("clear_report", "legal_review", "deliberation", "LEG"),
        ("decide", "deliberation", "decided", "BPG"),
    )
)
ROLES = tuple(event.role for event in EVENTS)


class Done(Protocol):
    """What a library must be able to say at the end."""

    def ready(self, event: Event) -> None:
        """What must be so before ``event`` can be fired on every case; not counted."""

    def fire(self, case: int, event: Event) -> None:
        """One step of a case, durable when it returns."""

    def refuses(self, case: int, event: Event, user: str) -> bool:
        """Whether the step is refused to ``user``."""

    def rows(self) -> dict[str, int]:
        """How many tasks, notices and papers there are; only ours is asked."""

    def ended(self) -> tuple[int, int]:
        """How many cases stand decided at the last version, and how many events there are."""


Opened = Callable[..., AbstractContextManager[Done]]


def main(name: str, folder: str, cases: int) -> None:
    """Let one library do the work and print what it cost, per step, as JSON.

    One more case goes first, event by event, and is not counted: it warms what is built once.
    """
    opened: Opened = importlib.import_module(f"beside.{name.partition(':')[0]}").opened
    more = {"whole": True} if name.endswith(":whole") else {}
    with opened(Path(folder), cases + 1, **more) as library:
        assert library.refuses(1, EVENTS[0], "user_none")
        gc.freeze()  # what stands before the work is no work of the collector's
        wall = processor = 0.0
        brought = {}
        for event in EVENTS:
            library.ready(event)
            before = library.rows() if name == "ours" else {}
            library.fire(1, event)
            if name == "ours":
                brought[event.name] = {k: v - before[k] for k, v in library.rows().items()}
            begun, spent = time.perf_counter(), time.process_time()
            for case in range(2, cases + 2):
                library.fire(case, event)
            wall += time.perf_counter() - begun
            processor += time.process_time() - spent
        assert library.ended() == (cases + 1, (cases + 1) * len(EVENTS)), library.ended()
    count = cases * len(EVENTS)
    cost = {"wall": wall / count * 1e6, "processor": processor / count * 1e6}
    print(json.dumps({**cost, "brought": brought}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
