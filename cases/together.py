"""One event on many cases: each decided on its own, a batch of them written in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial

from sqlalchemy import Connection

from cases.advance import (
    Advanced,
    Desk,
    Request,
    advanced,
    decide,
    done_before,
    must_be_known,
    refuse_strangers,
    shares,
)
from cases.attempts import keep_attempt
from cases.late_notice import LateNotice
from cases.notifying import notices_of
from cases.recording import Decided, write_steps
from cases.standing import find_person
from deadlines import local_day
from states.errors import CaseError, Conflict, Invalid, NotFound
from states.forms.base import Form
from states.step import event_named
from storage import Store, outbox, people
from storage.records import CaseRecord
from storage.running import hold_cases, tasks_of

BATCH = 100
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that was left as it was, and why."""

    case: str
    refusal: CaseError


@dataclass(slots=True)
class Together:
    """What an event did on many cases."""

    done: list[Advanced] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def advance_many(
    store: Store,
    numbers: Sequence[str],
    request: Request,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> Together:
    """Fire one event with the same data on each of ``numbers`` at ``now``, a hundred at a time.

    Every case is decided as ``advance`` decides it; one that refuses is left out and named, and the
    others stand. Raises the ``CaseError`` of what is wrong for all of them: event, person, data. A
    run that was cut off is finished by the same call where the request has an idempotency key.
    """
    form = event_named(request.event).form.read(request.data)
    if shares(request):
        raise Invalid("share", "批量办理时不能共用，请逐件办理", "is for one case at a time")
    if request.expected_version is not None:
        raise Invalid("version", "批量办理时不能指定版本", "is for one case at a time")
    asked, found = list(dict.fromkeys(numbers)), Together()
    for start in range(0, len(asked), BATCH):
        _batch(store, asked[start : start + BATCH], request, form, now.astimezone(UTC), found)
        if progress:
            progress(min(start + BATCH, len(asked)), len(asked))
    return found


def _batch(
    store: Store,
    numbers: Sequence[str],
    request: Request,
    form: Form,
    now: datetime,
    found: Together,
) -> None:
    """One transaction; what it says is kept only when it is committed."""
    part = Together()
    with store.write() as connection:
        person = find_person(connection, request.actor, local_day(now)) if request.actor else None
        cases = hold_cases(connection, numbers)
        tasks = tasks_of(connection, [case.id for case in cases.values()])
        desk, steps = Desk(store, connection, now), []
        for number in numbers:
            try:
                case = _known(cases, number)
                if done := done_before(connection, case, person, request):
                    part.done.append(done)
                    continue
                must_be_known(request.event, case)
                steps.append(decide(desk, case, tasks[case.id], person, request, form))
            except CaseError as refusal:
                part.refused.append(Refused(number, refusal))
        part.done += _written(connection, steps, now)
    found.done += part.done
    for one in part.refused:
        told = one.refusal
        if request.actor:
            keep_attempt(store, one.case, request.actor, request.event, told, at=now)
            try:
                refuse_strangers(store, one.case, request.actor, now)
            except NotFound as unseen:
                told = unseen
        found.refused.append(Refused(one.case, told))


def _known(cases: dict[str, CaseRecord], number: str) -> CaseRecord:
    if number not in cases:
        raise NotFound("案件", "case", number)
    return cases[number]


def _written(
    connection: Connection, steps: Sequence[tuple[Decided, LateNotice | None]], now: datetime
) -> list[Advanced]:
    """Every step written with its notices, table by table."""
    if not write_steps(connection, [one for one, _ in steps]):
        first = steps[0][0].case
        raise Conflict(first.version, first.version)
    holders = cache(partial(people.holders, connection, local_day(now)))
    notices = [
        notices_of(
            one.seated,
            one.step.facts,
            one.step,
            one.made,
            seq=one.seq,
            now=one.now,
            holders=holders,
        )
        for one, _ in steps
    ]
    outbox.queue(connection, [row for rows in notices for row in rows])
    return [
        advanced(one, len(rows), late) for (one, late), rows in zip(steps, notices, strict=True)
    ]
