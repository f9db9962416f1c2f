"""Systems that are told of events, and what each of them is owed, case by case in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.orm import aliased

from storage.prepared import Prepared
from storage.schema import Case, CaseEvent, Hook, HookCall, Unit


@dataclass(frozen=True, slots=True)
class HookRecord:
    """A system that is told of events; ``url`` and ``secret`` are sealed."""

    id: int
    name: str
    url: str
    secret: str
    events: str
    phases: str
    units: str
    made_at: datetime
    paused_at: datetime | None
    made_by: int


@dataclass(frozen=True, slots=True)
class Lately:
    """When a system was told last, when something was given up, and what it answered to that."""

    told_at: datetime | None
    gave_up_at: datetime | None
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """An event that a system is owed, with what is told of it."""

    id: int
    hook: int
    attempts: int
    case: str
    seq: int
    event: str
    from_state: str | None
    to_state: str
    at: datetime
    unit: str


HOOK = (
    Hook.id, Hook.name, Hook.url, Hook.secret, Hook.events, Hook.phases, Hook.units, Hook.made_at,
    Hook.paused_at, Hook.made_by,
)  # fmt: skip
_queue = Prepared(
    insert(HookCall).from_select(
        ["hook_id", "case_id", "seq", "state", "attempts", "not_before"],
        select(
            Hook.id,
            bindparam("case_id", type_=HookCall.case_id.type),
            bindparam("seq", type_=HookCall.seq.type),
            literal("queued"),
            literal(0),
            bindparam("at", type_=HookCall.not_before.type),
        ).where(Hook.ended_at.is_(None)),
    )
)
_before = aliased(HookCall)
# Of each case only what is first in line: what a system hears comes in the order it happened.
_first = ~(
    select(_before.id)
    .where(
        _before.hook_id == HookCall.hook_id,
        _before.case_id == HookCall.case_id,
        _before.seq < HookCall.seq,
        _before.state == "queued",
    )
    .exists()
)


def add_hook(connection: Connection, **values: Any) -> int:
    """One more; its number."""
    return int(connection.execute(insert(Hook).returning(Hook.id), values).scalar_one())


def hooks(connection: Connection) -> list[HookRecord]:
    """Those that are told of events, by name."""
    held = select(*HOOK).where(Hook.ended_at.is_(None)).order_by(Hook.name)
    return [HookRecord(*row) for row in connection.execute(held)]


def end_hook(connection: Connection, hook: int, now: datetime) -> None:
    """It is told nothing more, also of what waits for it."""
    connection.execute(update(Hook).where(Hook.id == hook).values(ended_at=now))
    waiting = update(HookCall).where(HookCall.hook_id == hook, HookCall.state == "queued")
    connection.execute(waiting.values(state="dropped", done_at=now))


def rest_hook(connection: Connection, hook: int, since: datetime | None) -> None:
    """It is told nothing until it goes on (``None``); what happens waits for it."""
    connection.execute(update(Hook).where(Hook.id == hook).values(paused_at=since))


def queue(connection: Connection, events: Sequence[Mapping[str, Any]]) -> None:
    """Owe these events (``case_id``, ``seq``, ``at``) to every system there is."""
    _queue.run_all(connection, events)


def take(connection: Connection, now: datetime, until: datetime, most: int) -> list[Call]:
    """Lease what is due and first in line; two at once never take the same."""
    due = (
        select(HookCall.id)
        .where(
            HookCall.state == "queued",
            HookCall.not_before <= now,
            or_(HookCall.leased_until.is_(None), HookCall.leased_until < now),
            HookCall.hook_id.in_(select(Hook.id).where(Hook.paused_at.is_(None))),
            _first,
        )
        .order_by(HookCall.not_before, HookCall.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=HookCall)
    )
    ids = list(connection.execute(due).scalars())
    if not ids:
        return []
    connection.execute(update(HookCall).where(HookCall.id.in_(ids)).values(leased_until=until))
    told = (
        select(
            HookCall.id, HookCall.hook_id, HookCall.attempts, Case.number, CaseEvent.seq,
            CaseEvent.event, CaseEvent.from_state, CaseEvent.to_state, CaseEvent.at, Unit.code,
        )
        .join(Case, Case.id == HookCall.case_id)
        .join(
            CaseEvent,
            (CaseEvent.case_id == HookCall.case_id) & (CaseEvent.seq == HookCall.seq),
        )
        .join(Unit, Unit.id == Case.unit_id)
        .where(HookCall.id.in_(ids))
        .order_by(HookCall.not_before, HookCall.id)
    )  # fmt: skip
    return [Call(*row) for row in connection.execute(told)]


def record(
    connection: Connection,
    call: int,
    *,
    state: str,
    answer: str,
    now: datetime,
    again: datetime | None = None,
) -> None:
    """What became of it; ``again``: when it is tried next."""
    done = now if again is None else None
    values = {"state": state, "answer": answer, "done_at": done, "leased_until": None}
    mine = update(HookCall).where(HookCall.id == call, HookCall.state == "queued")
    connection.execute(
        mine.values(
            **values, attempts=HookCall.attempts + 1, **({"not_before": again} if again else {})
        )
    )


def counts(connection: Connection) -> dict[tuple[int, str], int]:
    """How many calls each system has in which state."""
    asked = select(HookCall.hook_id, HookCall.state, func.count()).group_by(
        HookCall.hook_id, HookCall.state
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(asked)}


def lately(connection: Connection, hook: int) -> Lately:
    """How it went last: what is tried again counts before what was given up."""
    mine = select(HookCall.done_at, HookCall.answer).where(HookCall.hook_id == hook)
    newest = HookCall.done_at.desc()
    told, gave_up = (
        connection.execute(mine.where(HookCall.state == state).order_by(newest).limit(1)).first()
        for state in ("sent", "dead")
    )
    again = mine.where(HookCall.state == "queued", HookCall.attempts > 0)
    tried = connection.execute(again.order_by(HookCall.id).limit(1)).first() or gave_up
    return Lately(
        told[0] if told else None, gave_up[0] if gave_up else None, tried[1] if tried else None
    )


def send_again(connection: Connection, hook: int, now: datetime) -> int:
    """Owe it again what was given up; how much it was."""
    dead = update(HookCall).where(HookCall.hook_id == hook, HookCall.state == "dead")
    done = connection.execute(dead.values(state="queued", attempts=0, not_before=now, done_at=None))
    return int(done.rowcount)
