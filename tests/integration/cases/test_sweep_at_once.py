"""A sweep beside another, after weeks of silence, and on a clock that was set back."""

import json
import time

import pytest
from sqlalchemy import func, select
from support.bureau import APPLICATION, OFFICER, SUPERVISOR, Bureau, at
from support.letters import notices
from support.sweeping import Rewind, Sweeper, written

from cases.deadlines import BEGINNING
from cases.history import verify
from states.errors import Conflict, GuardFailed
from storage.due_tasks import due_keys, take
from storage.schema import Case, CaseEvent, Notice

OFFICERS = ("sunhao", "zhouqian", "wulei", "xuqing", "zhaowenjing", "chenlixin", "machaoqun")
DAYS = ("2026-03-02", "2026-03-05", "2026-02-27")


def many(bureau: Bureau) -> None:
    """Windows that remind, windows that lapse on either track, and checks that are overdue."""
    for day in DAYS:
        for track in ("bureau", "external"):
            bureau.open(day, track, officers=list(OFFICERS), informed_on=day)
    for number, officer in zip(bureau.numbers[:3], OFFICERS, strict=False):
        bureau.do("2026-03-03", "file", officer, case=number, **APPLICATION)


def told_twice(bureau: Bureau) -> list[tuple[int, int]]:
    """Tasks of which one sweep told the same person more than once."""
    with bureau.store.read() as connection:
        rows = connection.execute(
            select(Notice.task_id, Notice.recipient_id)
            .where(Notice.name.in_(("reminder", "overdue")))
            .group_by(Notice.task_id, Notice.recipient_id, Notice.created_at)
            .having(func.count() > 1)
        )
        return [(row[0], row[1]) for row in rows]


@pytest.mark.parametrize("batch", [500, 5])
def test_two_processes_at_once_tell_everybody_once(
    bureau: Bureau, sweeper: Sweeper, other_sweeper: Sweeper, batch: int
):
    many(bureau)
    rewind = Rewind(bureau)
    alone = bureau.sweep("2026-03-10")
    assert (alone.reminded, alone.escalated, alone.lapsed) == (14, 3, 25)
    wanted = written(bureau)
    both = (sweeper, other_sweeper)
    for one in both:  # they have imported and looked up what they need
        one.begin(bureau, "2026-01-05").ended()
    for _ in range(3):
        rewind()
        start = time.time() + 0.1
        for one in both:
            one.begin(bureau, "2026-03-10", batch=batch, start=start)
        ends = [one.ended() for one in both]
        assert sum(end.actions for end in ends) == len(alone.actions)
        assert [end.faults for end in ends] == [0, 0]
        assert written(bureau) == wanted
        assert told_twice(bureau) == []
    assert verify(bureau.store).flaws == []


def test_a_sweep_beside_a_step_of_a_person_leaves_the_case_whole(bureau: Bureau, sweeper: Sweeper):
    """Whoever comes first: what both did stands."""
    many(bureau)
    rewind = Rewind(bureau)
    sweeper.begin(bureau, "2026-01-05").ended()
    for wait in (0.0, 0.02, 0.04, 0.06, 0.08):
        rewind()
        start = time.time() + 0.05
        running = sweeper.begin(bureau, "2026-03-10", batch=3, start=start)
        time.sleep(max(0.0, start + wait - time.time()))
        answers = {number: suspend(bureau, number) for number in bureau.numbers[-7:]}
        assert running.ended().faults == 0
        bureau.sweep("2026-03-10")
        assert verify(bureau.store).flaws == []
        assert {number: bureau.state(number) for number in answers} == answers


def suspend(bureau: Bureau, number: str) -> str:
    """As a person does: once more where the case has just changed."""
    try:
        return bureau.do(
            "2026-03-10", "suspend", SUPERVISOR, case=number, reason="等待鉴定"
        ).to_state
    except (Conflict, GuardFailed):  # the window lapsed since it was recommended
        return suspend(bureau, number)


def test_after_three_weeks_each_task_speaks_once_and_the_lapse_bears_its_own_day(bureau: Bureau):
    """Nothing ran from 03-02 to 03-30; the window's last day was 03-09."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    lapsing = bureau.number
    bureau.open("2026-03-02", "external", informed_on="2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    tally = bureau.sweep("2026-03-30T14:00")
    assert sorted((a.what, a.case == lapsing, a.task, a.offset) for a in tally.actions) == [
        ("escalate", False, "application_window", 5),
        ("escalate", False, "party_opinion", 5),
        ("escalate", False, "preliminary_check", 5),
        ("lapse", True, "application_window", None),
    ]
    assert bodies(bureau, lapsing, "lapse") == [("2026-03-10", at("2026-03-30T14:00"))]
    keys = [
        (n.task_id, n.recipient_id) for n in notices(bureau) if n.name in {"reminder", "overdue"}
    ]
    assert len(keys) == len(set(keys))
    assert bureau.sweep("2026-03-30T14:15").actions == []


def test_a_clock_set_back_an_hour_says_nothing_twice_and_forgets_nothing(bureau: Bureau):
    """It was nine, is eight again, and becomes nine and ten."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.sweep("2026-03-05T09:00")
    before = written(bureau)
    for moment in ("2026-03-05T08:00", "2026-03-05T08:59", "2026-03-05T09:00", "2026-03-05T10:00"):
        assert bureau.sweep(moment).actions == []
        assert written(bureau) == before
    assert [a.offset for a in bureau.sweep("2026-03-06T09:00").actions] == [-1]


def test_a_clock_set_back_over_midnight_lapses_nothing_twice(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    assert bureau.sweep("2026-03-10T00:05").lapsed == 1
    before = written(bureau)
    for moment in ("2026-03-09T23:05", "2026-03-10T00:05"):
        assert bureau.sweep(moment).actions == []
        assert written(bureau) == before
    assert bodies(bureau, bureau.number, "lapse") == [("2026-03-10", at("2026-03-10T00:05"))]


def test_reminders_wait_five_minutes_and_what_lapsed_is_told_at_once(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.sweep("2026-03-05T09:00")
    bureau.sweep("2026-03-10T00:05")
    assert {(n.name, n.not_before) for n in notices(bureau) if n.name != "started"} >= {
        ("reminder", at("2026-03-05T09:05")), ("not_applied", at("2026-03-10T00:05")),
    }  # fmt: skip


def test_what_was_done_since_it_was_seen_is_not_taken(bureau: Bureau):
    """The step of a person commits after the sweep saw the task, and before it takes it."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    now = at("2026-03-05T09:00")
    with bureau.store.read() as connection:
        ids = [task_id for _, task_id in due_keys(connection, now, BEGINNING, 5)]
    with bureau.store.write() as connection:
        assert [task.kind for task in take(connection, ids, now)] == ["application_window"]
    bureau.do("2026-03-05T09:00", "file", OFFICER, **APPLICATION)
    with bureau.store.write() as connection:
        assert take(connection, ids, now) == []


def bodies(bureau: Bureau, number: str, event: str) -> list[tuple[str, object]]:
    """The day and the instant under which the events of that name were recorded."""
    with bureau.store.read() as connection:
        rows = connection.execute(
            select(CaseEvent.body, CaseEvent.at)
            .join(Case, Case.id == CaseEvent.case_id)
            .where(Case.number == number, CaseEvent.event == event)
        ).all()
    return [(json.loads(row[0])["data"]["on"], row[1]) for row in rows]
