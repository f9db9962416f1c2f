"""Cases sent down random roads: whatever people and time do, the record stays whole."""

import random
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau
from support.papers_in import data_for

from cases.agenda import list_tasks
from cases.history import verify
from cases.views import case_file, list_cases
from deadlines import SHANGHAI
from states.errors import CaseError
from states.step import ROWS
from states.table import CLOCK_EVENTS
from states.tasks import TASK_KINDS
from states.vocabulary import LateGround, Outcome, Role, State
from storage.schema import Task

WALKS, STEPS = 24, 45
WHO = {
    Role.OFF: OFFICER, Role.UPO: UNIT, Role.HND: HANDLER, Role.SUP: SUPERVISOR, Role.REV: "guyuan",
    Role.LEG: "shenlan", Role.BPG: "luochengan", Role.HR: "fengjie", Role.INT: "qiufeng",
    Role.PET: "panxiao", Role.LDR: "shiqing",
}  # fmt: skip
BACK = {
    "reopen", "revoke", "suspend", "terminate", "withdraw", "declare_recusal", "reassign",
}  # fmt: skip
"""Events that lead away from the main line, taken less often so that cases get far."""


@pytest.mark.parametrize("track", ["bureau", "external"])
def test_whatever_happens_the_history_proves_it(sqlite_bureau: Bureau, track: str):
    chance, taken, ends = random.Random(track), Counter[str](), Counter[str]()
    for _ in range(WALKS // 2):
        taken += walk(sqlite_bureau, track, chance)
        ends[sqlite_bureau.state()] += 1
        proof = verify(sqlite_bureau.store)
        assert proof.flaws == []
    # Enough was tried to mean something.
    assert sum(taken.values()) > WALKS * 5
    assert len(taken) > 20
    assert len(ends) > 2


def walk(b: Bureau, track: str, chance: random.Random) -> Counter[str]:
    """One case down a random road; which events it took."""
    day = date(2026, 3, 2)
    kind = chance.choice(["real_name", "anonymous", "none"])
    number = b.open(day.isoformat(), track, report_kind=kind)
    taken, steps = Counter[str](), 0
    for _ in range(STEPS):
        day += timedelta(days=chance.choice([0, 0, 0, 1, 1, 2, 4]))
        now = datetime.combine(day, time(chance.randrange(9, 18)), SHANGHAI)
        if chance.random() < 0.3:
            tally = b.sweep(now.isoformat())
            assert tally.failures == []
        event, user = something(b, chance)
        data = data_for(event, day, **varied(event, chance))
        before = b.row().version
        with suppress(CaseError):
            done = b.do(now.isoformat(), event, user, **data)
            assert done.version == before + 1
            taken[event] += 1
            assert_sound(b)
        assert b.row().version == before + (taken.total() > steps)
        steps = taken.total()
    shown = case_file(b.store, number, now, viewer=HANDLER)
    assert shown.row.state == b.state()
    assert len(shown.events) == b.row().version
    assert list_cases(b.store, now).rows
    list_tasks(b.store, now, viewer=SUPERVISOR)
    return taken


def something(b: Bureau, chance: random.Random) -> tuple[str, str]:
    """An event that the table knows here, by somebody who holds one of its roles."""
    state = State(b.state())
    known = sorted(
        (event, role)
        for (event, source), rows in ROWS.items()
        if source is state and (event not in BACK or chance.random() < 0.15)
        for row in rows
        for role in row.roles
        if role in WHO and row.track in {None, b.row().track}
    )
    event, role = chance.choice(known or [("reopen", Role.SUP)])
    return event, WHO[role]


def varied(event: str, chance: random.Random) -> dict[str, object]:
    if event == "decide":
        return {"outcome": str(chance.choice(list(Outcome)))}
    if event == "record_decision":
        return {"outcome": str(chance.choice(list(Outcome)))}
    if event in {"propose", "record_direct_application"}:
        return {"late_ground": str(chance.choice(list(LateGround)))}
    return {}


def assert_sound(b: Bureau) -> None:
    """What holds of every case after every step."""
    with b.store.read() as connection:
        tasks = connection.execute(
            select(Task).where(Task.case_id == b.row().id, Task.closed_at.is_(None))
        ).all()
    state = State(b.state())
    if state.final:
        assert tasks == []
    for task in tasks:
        assert task.kind in TASK_KINDS
        if task.state == "paused":
            assert state is State.SUSPENDED
        elif task.last_rung is None:
            # Somebody will look: a clock never stands still before it has spoken.
            assert task.next_action_at is not None, task.kind
        if task.kind in CLOCK_EVENTS and task.kind != "application_window":
            assert state not in {State.CLOSED, State.TERMINATED}
    if state in {State.UNDER_REVIEW, State.LEGAL_REVIEW}:
        assert {"review", "legal_review"} & {task.kind for task in tasks}
