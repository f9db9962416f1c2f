"""Deliveries that were given up: whose they were, and sending them again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from storage.schema import Case, Delivery, Notice, Person, Task


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up ``at`` a moment; ``task`` is the kind it speaks of."""

    id: int
    channel: str
    failure: str
    answer: str
    attempts: int
    at: datetime
    name: str
    case_number: str | None
    task: str | None
    username: str
    recipient: str


# When it was given up, no later try is due: that moment stands where the next one would.
_dead = (
    select(
        Delivery.id, Delivery.channel, Delivery.failure, Delivery.answer, Delivery.attempts,
        Delivery.not_before, Notice.name, Case.number, Task.kind, Person.username, Person.name,
    )
    .join(Notice, Notice.id == Delivery.notice_id)
    .outerjoin(Case, Case.id == Notice.case_id)
    .join(Person, Person.id == Notice.recipient_id)
    .outerjoin(Task, Task.id == Notice.task_id)
    .where(Delivery.state == "dead")
)  # fmt: skip


def dead(
    connection: Connection, *, seats: Collection[int] | None, before: int | None, limit: int
) -> list[DeadLetter]:
    """The newest, of cases handled or supervised by any of ``seats``; ``None``: of all cases."""
    wanted = _dead.order_by(Delivery.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Delivery.id < before)
    if seats is not None:
        mine = or_(Case.handler_id.in_(seats), Case.supervisor_id.in_(seats))
        wanted = wanted.where(mine)
    return [_letter(row) for row in connection.execute(wanted)]


def dead_letter(connection: Connection, delivery: int) -> DeadLetter | None:
    """One that was given up."""
    row = connection.execute(_dead.where(Delivery.id == delivery)).one_or_none()
    return _letter(row) if row else None


def send_again(connection: Connection, delivery: int, now: datetime) -> int:
    """Queue it anew, with all that the same letter carried; its Message-ID stays."""
    wanted = select(Delivery.channel, Delivery.digest).where(Delivery.id == delivery)
    channel, digest = connection.execute(wanted).one()
    same = Delivery.id == delivery
    if digest is not None:
        same = same | ((Delivery.digest == digest) & (Delivery.channel == channel))
    again = (
        update(Delivery)
        .where(same, Delivery.state == "dead")
        .values(state="queued", attempts=0, failure=None, not_before=now)
    )
    return int(connection.execute(again).rowcount)


def _letter(row: Row[Any]) -> DeadLetter:
    found = list(row)
    # What was given up before its class was kept had been refused or tried to the end.
    found[2], found[3] = found[2] or "gave_up", found[3] or ""
    return DeadLetter(*found)
