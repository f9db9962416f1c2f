"""What changed is counted: the ledger's lines are made anew from the histories that moved."""

from collections.abc import Iterator, Sequence
from functools import partial

import orjson
from sqlalchemy import Connection

from cases.faults import Fault, serve
from reports.ledger_lines import fold
from storage import Store, ledger
from storage.calendar import calendar
from storage.ledger import Counted, Folded
from storage.packs import pack_by_id

BATCH = 200


def count_what_changed(store: Store, faults: list[Fault] | None = None) -> int:
    """Count every case that moved since it was counted last; how many there were.

    Batches of cases, each in one transaction; two at once, or a step in between, leave no case out:
    a case is counted up to the version that was read, and a later one makes it wait again. A case
    whose data raises is named in ``faults``, keeps the line it had, and no other waiting.
    """
    done, after, met = 0, 0, [] if faults is None else faults
    while ids := _next(store, after):
        done += serve(store, partial(_count, store), ids, met)
        after = ids[-1]
    return done


def count_anew(store: Store, faults: list[Fault] | None = None) -> int:
    """Throw every line away and make it again from the events; how many."""
    with store.write() as connection:
        ledger.forget(connection)
    return count_what_changed(store, faults)


def _next(store: Store, after: int) -> list[int]:
    with store.read() as connection:
        return ledger.waiting_after(connection, after, BATCH)


def _count(store: Store, ids: Sequence[int]) -> int:
    with store.write(hurried=True) as connection:
        found = ledger.waiting(connection, ids)
        if found:
            bodies = ledger.bodies_of(connection, [case.id for case in found])
            ledger.write(connection, list(_folded(store, connection, found, bodies)))
    return len(found)


def _folded(
    store: Store, connection: Connection, found: list[Counted], bodies: dict[int, list[str]]
) -> Iterator[tuple[Counted, Folded]]:
    days = calendar(store, connection)
    for case in found:
        pack = pack_by_id(store, connection, case.pack_id)
        events = (orjson.loads(body) for body in bodies.get(case.id, ()))
        yield case, fold(case, events, pack, days)
