"""What changed is counted: the ledger's lines are made anew from the histories that moved."""

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection

from reports.ledger_lines import fold
from storage import Store, ledger
from storage.calendar import calendar
from storage.ledger import Counted, Folded
from storage.packs import pack_by_id

BATCH = 200


def count_what_changed(store: Store) -> int:
    """Count every case that moved since it was counted last; how many there were.

    Batches of cases, each in one transaction; two at once, or a step in between, leave no case out:
    a case is counted up to the version that was read, and a later one makes it wait again.
    """
    done = 0
    with store.read() as connection:
        if not ledger.waits(connection):
            return done
    while True:
        with store.write(hurried=True) as connection:
            found = ledger.waiting(connection, BATCH)
            if not found:
                return done
            bodies = ledger.bodies_of(connection, [case.id for case in found])
            ledger.write(connection, list(_folded(store, connection, found, bodies)))
        done += len(found)


def count_anew(store: Store) -> int:
    """Throw every line away and make it again from the events; how many."""
    with store.write() as connection:
        ledger.forget(connection)
    return count_what_changed(store)


def _folded(
    store: Store, connection: Connection, found: list[Counted], bodies: dict[int, list[str]]
) -> Iterator[tuple[Counted, Folded]]:
    days = calendar(store, connection)
    for case in found:
        pack = pack_by_id(store, connection, case.pack_id)
        events = (orjson.loads(body) for body in bodies.get(case.id, ()))
        yield case, fold(case, events, pack, days)
