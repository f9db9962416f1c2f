"""A recount among bad cases, cut off, killed, and beside people at work."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.calendars import apply, one_day, published, recounts, running
from support.tampering import unguard

from cases import recounting
from cases.advance import Request, advance_within
from cases.calendars import check_calendar, keep, preview
from cases.history import verify
from cases.recounting import recount
from states.errors import CaseError, Conflict

WINDOW, MOVED, ON = "application_window", "2027-02-16", "2027-02-02"
ROOT = Path(__file__).parents[3]


def opened(b: Bureau, many: int) -> list[str]:
    return [b.open("2027-02-01", informed_on="2027-02-01") for _ in range(many)]


def dues(b: Bureau, numbers: list[str]) -> list[str]:
    return [str(b.due(WINDOW, number)) for number in numbers]


def spoil(b: Bureau, sql: str, number: str) -> None:
    with b.store.write() as connection:
        connection.execute(text(sql), {"number": number, "id": b.row(number).id})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases SET facts = '{' WHERE number = :number",
        "UPDATE cases SET facts = '{\"unknown\": 1}' WHERE number = :number",
        "UPDATE cases SET state = 'nowhere' WHERE number = :number",
        "UPDATE tasks SET kind = 'nothing' WHERE case_id = :id AND kind = 'application_window'",
        "UPDATE tasks SET started_on = '1990-01-01' WHERE case_id = :id",
        "UPDATE tasks SET state = 'paused', \"left\" = 3 WHERE case_id = :id",
    ],
)
def test_a_bad_case_is_named_by_preview_and_recount_and_the_others_move(bureau: Bureau, sql: str):
    first, bad, last = opened(bureau, 3)
    keep(bureau.store, published(), HANDLER, at(ON))
    spoil(bureau, sql, bad)
    looked = preview(bureau.store, published(), at(ON))
    done = recount(bureau.store, at(ON))
    assert [failure.split(":")[0] for failure in done.failures] == [bad]
    assert looked.failures == done.failures
    assert {m.case for m in looked.moved} == {first, last}
    assert dues(bureau, [first, last]) == [MOVED, MOVED]
    assert done.moved == 2
    assert "1990" not in str(done.failures)
    assert [role for _, role in bureau.told("sweep_fault", bad)] == ["ADM"]
    recount(bureau.store, at(ON))
    assert len(bureau.told("sweep_fault", bad)) == 1  # once a day
    assert bureau.told("sweep_fault", first) == []


@pytest.mark.parametrize("column", ["started_on", "due_on"])
def test_a_day_that_is_none_stops_no_other_case(sqlite_bureau: Bureau, column: str):
    """SQLite keeps what it is given; the row cannot even be read."""
    first, bad, last = opened(sqlite_bureau, 3)
    number_of_bad = sqlite_bureau.row(bad).id
    with sqlite_bureau.store.write() as connection:
        connection.execute(
            text(f"UPDATE tasks SET {column} = 'soon' WHERE case_id = {number_of_bad}")
        )
    done = apply(sqlite_bureau, published(), ON)
    assert done.failures == [f"{bad}: ValueError"]
    assert dues(sqlite_bureau, [first, last]) == [MOVED, MOVED]


def test_a_history_that_cannot_be_read_stops_no_other_case(bureau: Bureau):
    numbers = opened(bureau, 3)
    for number in numbers:
        bureau.do("2027-02-01", "file", OFFICER, case=number, **APPLICATION)
        bureau.do("2027-02-01", "accept", HANDLER, case=number)
        bureau.do("2027-02-01", "suspend", SUPERVISOR, case=number, reason="等待鉴定")
    first, bad, last = numbers
    unguard(bureau.store)
    spoil(bureau, "UPDATE events SET body = '{' WHERE case_id = :id AND event = 'suspend'", bad)
    done = apply(bureau, one_day("2027-01-29", off=True), ON)
    assert (done.moved, [f.split(":")[0] for f in done.failures]) == (0, [bad])
    apply(bureau, published(), ON)
    assert not running(bureau, "review", first).provisional
    assert not running(bureau, "review", last).provisional


def test_a_case_that_is_mended_is_counted_by_the_next_look_at_the_calendar(bureau: Bureau):
    [number] = opened(bureau, 1)
    held = bureau.row(number).facts
    spoil(bureau, "UPDATE cases SET facts = '{' WHERE number = :number", number)
    assert len(apply(bureau, published(), ON).failures) == 1
    with bureau.store.write() as connection:
        connection.execute(text("UPDATE cases SET facts = :held"), {"held": held})
    assert check_calendar(bureau.store, at("2027-02-03")).recounted.moved == 1
    assert dues(bureau, [number]) == [MOVED]
    assert verify(bureau.store).flaws == []


def test_a_recount_that_is_cut_off_is_finished_by_the_next(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recounting, "BATCH", 2)
    numbers = opened(bureau, 5)
    keep(bureau.store, published(), HANDLER, at(ON))

    def leave(seen: int, total: int) -> None:
        assert (seen, total) == (2, 5)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recount(bureau.store, at(ON), leave)
    assert dues(bureau, numbers) == [MOVED] * 2 + ["2027-02-12"] * 3
    told: list[tuple[int, int]] = []
    done = recount(bureau.store, at(ON), lambda seen, total: told.append((seen, total)))
    assert (done.moved, done.notices) == (3, 6)
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert dues(bureau, numbers) == [MOVED] * 5
    assert [len(recounts(bureau, number)) for number in numbers] == [1] * 5
    assert verify(bureau.store).flaws == []


KILLED = """
import os, signal, sys
from support.bureau import at
from support.tampering import unguard
from cases import recounting
from storage import open_store
recounting.BATCH, queue, asked = 2, recounting.queue_notices, []
def until(*given, **more):
    asked.append(given)
    if len(asked) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return queue(*given, **more)
recounting.queue_notices = until
with open_store(sys.argv[1]) as store:
    recounting.recount(store, at(sys.argv[2]))
"""


def test_a_recount_killed_within_a_batch_leaves_whole_batches(bureau: Bureau):
    """Killed at the fourth of five cases: the batch of the first two stands, the next never was."""
    numbers = opened(bureau, 5)
    keep(bureau.store, published(), HANDLER, at(ON))
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    url = bureau.store.url.render_as_string(hide_password=False)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, url, ON], cwd=ROOT, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert ended.returncode == -9
    assert dues(bureau, numbers) == [MOVED] * 2 + ["2027-02-12"] * 3
    assert recount(bureau.store, at(ON)).moved == 3
    assert dues(bureau, numbers) == [MOVED] * 5
    assert len(bureau.told("date_changed", numbers[0])) == 2
    assert verify(bureau.store).flaws == []


def test_a_step_between_preview_and_apply_is_kept(bureau: Bureau):
    """Filed after the preview: the window is done, the case has another clock, and neither is lost.

    What somebody asks for with the version seen before is refused as a conflict.
    """
    [number] = opened(bureau, 1)
    found = preview(bureau.store, published(), at(ON))
    assert [m.task for m in found.moved] == [WINDOW]
    bureau.do(ON, "file", OFFICER, expected=1, **APPLICATION)
    assert apply(bureau, published(), ON).failures == []
    assert bureau.state() == "filed"
    assert bureau.due(WINDOW) is None
    assert bureau.row(number).window_last_day.isoformat() == "2027-02-12"
    assert not running(bureau, "preliminary_check").provisional
    with pytest.raises(Conflict):
        bureau.do(ON, "accept", HANDLER, expected=2)
    bureau.do(ON, "accept", HANDLER, expected=3)
    assert verify(bureau.store).flaws == []


def test_a_step_that_is_just_being_taken_is_waited_for(bureau: Bureau):
    """The recount begins while somebody's step is not committed yet: it counts what came of it."""
    [number] = opened(bureau, 1)
    bureau.do(ON, "recommend", HANDLER, step="suspend", reason="等待鉴定")
    keep(bureau.store, published(), HANDLER, at(ON))
    with ThreadPoolExecutor(1) as pool:
        with bureau.store.write() as connection:
            request = Request("suspend", SUPERVISOR, {"reason": "等待鉴定"})
            advance_within(bureau.store, connection, number, request, now=at(ON))
            count = pool.submit(recount, bureau.store, at(ON))
            with pytest.raises(TimeoutError):
                count.result(timeout=0.5)
        assert (count.result().moved, count.result().failures) == (1, [])
    assert (bureau.state(), dues(bureau, [number])) == ("suspended", [MOVED])
    assert verify(bureau.store).flaws == []


def test_people_work_on_while_every_case_is_counted_anew(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    """Each step and each move is there once, or its conflict was said: nothing is half done."""
    monkeypatch.setattr(recounting, "BATCH", 3)
    numbers = opened(bureau, 12)
    keep(bureau.store, published(), HANDLER, at(ON))
    start = Event()

    def work(mine: list[str]) -> list[str]:
        start.wait()
        done = []
        for number in mine:
            try:
                bureau.do(ON, "file", OFFICER, case=number, **APPLICATION)
            except CaseError as refusal:
                assert isinstance(refusal, Conflict), refusal  # noqa: PT017 - said to the person
            else:
                done.append(number)
        return done

    def count() -> recounting.Recounted:
        start.wait()
        return recount(bureau.store, at(ON))

    with ThreadPoolExecutor(4) as pool:
        people = [pool.submit(work, numbers[n::2]) for n in range(2)]
        counts = [pool.submit(count) for _ in range(2)]
        start.set()
        filed = {number for one in people for number in one.result()}
        assert [failure for one in counts for failure in one.result().failures] == []
    recount(bureau.store, at(ON))
    for number in numbers:
        assert bureau.state(number) == ("filed" if number in filed else "investigation")
        assert str(bureau.due(WINDOW, number)) == ("None" if number in filed else MOVED)
        assert len(recounts(bureau, number)) in ({0, 1, 2} if number in filed else {1})
    assert verify(bureau.store).flaws == []
