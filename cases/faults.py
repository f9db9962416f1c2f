"""Cases whose data raises: the others are served, and who runs the system is told of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from deadlines import local_day
from states.vocabulary import Role
from storage import Store, outbox, people
from storage.due_tasks import Place
from storage.running import place_of_case

Work = Callable[[Sequence[int]], int]
"""What is done with the cases of these ids, in a transaction of its own; how many it was."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be served; the error's class alone, its message could say too much."""

    place: Place
    error: str

    def __str__(self) -> str:
        task = f" {self.place.kind}" if self.place.kind else ""
        return f"{self.place.number}{task}: {self.error}"


def serve(store: Store, work: Work, ids: Sequence[int], faults: list[Fault]) -> int:
    """Many cases at once; where one of them raises, each half by itself, until it stands alone.

    A database that is away or locked is no fault of a case.
    """
    try:
        return work(ids)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad case must not stop the others
        if len(ids) > 1:
            half = len(ids) // 2
            return sum(serve(store, work, part, faults) for part in (ids[:half], ids[half:]))
        with store.read() as connection:
            faults.append(Fault(place_of_case(connection, ids[0]), type(error).__name__))
        return 0


def tell_administrators(store: Store, faults: Sequence[Fault], now: datetime) -> str | None:
    """Tell of what could not be served, once a day for each case; why not, where that fails too."""
    if not faults:
        return None
    try:
        with store.write() as connection:
            outbox.queue(connection, list(_notices(connection, faults, now)))
    except Exception as error:  # noqa: BLE001 - what was served is served all the same
        return type(error).__name__
    return None


def _notices(
    connection: Connection, faults: Sequence[Fault], now: datetime
) -> Iterator[dict[str, object]]:
    # In one order, whoever reports: two that tell of the same case never wait crosswise.
    for fault in sorted(faults, key=lambda fault: fault.place.number):
        place = fault.place
        for role, person in people.holders(connection, local_day(now), (Role.ADM,), place.unit_id):
            yield {
                "key": f"sweep_fault/{place.number}/{local_day(now)}/{person}",
                "case_id": place.case_id,
                "task_id": None,
                "name": "sweep_fault",
                "recipient_id": person,
                "role": role,
                "copy": False,
                "always": False,
                "context": outbox.context(
                    event=None, article=None, task=place.kind, due_on=None, provisional=False,
                    fault=fault.error,
                ),
                "not_before": now,
                "created_at": now,
            }  # fmt: skip
