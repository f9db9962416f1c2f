"""Long work: whose it is, how far it is, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from storage.prepared import Prepared
from storage.schema import LongWork

RUNNING, INTERRUPTED = "running", "interrupted"


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """A work as it stands; ``said`` is JSON, empty while it runs."""

    id: int
    kind: str
    person_id: int
    rights: str
    state: str
    done: int
    total: int | None
    said: str
    began_at: datetime
    told_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Working:
    """How far a work is, and whose."""

    person_id: int
    id: int
    state: str
    done: int
    total: int | None


_columns = (
    LongWork.id, LongWork.kind, LongWork.person_id, LongWork.rights, LongWork.state, LongWork.done,
    LongWork.total, LongWork.said, LongWork.began_at, LongWork.told_at, LongWork.ended_at,
)  # fmt: skip
_moving = select(
    LongWork.person_id, LongWork.id, LongWork.state, LongWork.done, LongWork.total
).where(
    LongWork.person_id.in_(bindparam("people", expanding=True)),
    LongWork.told_at >= bindparam("since"),
)
_tell = Prepared(
    update(LongWork)
    .where(LongWork.id == bindparam("work"), LongWork.state == RUNNING)
    .values(done=bindparam("so_far"), total=bindparam("of"), told_at=bindparam("now"))
)


def begin(
    connection: Connection, *, kind: str, same: str, person_id: int, rights: str, now: datetime
) -> int:
    """A new work; its number. Raises ``IntegrityError`` where the same is under way."""
    values = {
        "kind": kind, "same": same, "person_id": person_id, "rights": rights, "state": RUNNING,
        "done": 0, "said": "", "began_at": now, "told_at": now,
    }  # fmt: skip
    return int(connection.execute(insert(LongWork).returning(LongWork.id), values).scalar_one())


def under_way(connection: Connection, kind: str, same: str) -> WorkRecord | None:
    """The same work, where it is under way."""
    return _first(connection, LongWork.kind == kind, LongWork.same == same, _running())


def running_of(connection: Connection, person_id: int) -> int:
    """How many works of a person are under way."""
    counted = select(func.count()).where(LongWork.person_id == person_id, _running())
    return int(connection.execute(counted).scalar_one())


def tell(connection: Connection, work: int, done: int, total: int | None, now: datetime) -> None:
    """How far it is, and that it lives."""
    _tell.run(connection, {"work": work, "so_far": done, "of": total, "now": now})


def end(connection: Connection, work: int, state: str, said: str, now: datetime) -> None:
    """What came of it; one that has ended already stays as it ended."""
    connection.execute(
        update(LongWork)
        .where(LongWork.id == work, _running())
        .values(state=state, said=said, told_at=now, ended_at=now)
    )


def interrupt(connection: Connection, silent_since: datetime, now: datetime) -> None:
    """End what nobody works on any more: its process has been silent since then."""
    connection.execute(
        update(LongWork)
        .where(_running(), LongWork.told_at < silent_since)
        .values(state=INTERRUPTED, ended_at=now)
    )


def work(connection: Connection, number: int, person_id: int) -> WorkRecord | None:
    """A work of that person by its number."""
    return _first(connection, LongWork.id == number, LongWork.person_id == person_id)


def works_of(connection: Connection, person_id: int, most: int) -> list[WorkRecord]:
    """A person's works, the newest first."""
    wanted = select(*_columns).where(LongWork.person_id == person_id)
    rows = connection.execute(wanted.order_by(LongWork.id.desc()).limit(most))
    return [WorkRecord(*row) for row in rows]


def moving(connection: Connection, people: Iterable[int], since: datetime) -> list[Working]:
    """The works of these people that have told anything since then."""
    rows = connection.execute(_moving, {"people": list(people), "since": since})
    return [Working(*row) for row in rows]


def forget(connection: Connection, ended_before: datetime) -> list[int]:
    """Forget what has ended before then; the numbers of it."""
    gone = delete(LongWork).where(LongWork.ended_at < ended_before).returning(LongWork.id)
    return list(connection.execute(gone).scalars())


def _running() -> ColumnElement[bool]:
    return LongWork.state == RUNNING


def _first(connection: Connection, *wanted: ColumnElement[bool]) -> WorkRecord | None:
    row = connection.execute(select(*_columns).where(*wanted)).first()
    return WorkRecord(*row) if row else None
