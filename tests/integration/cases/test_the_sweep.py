"""What time does: it reminds, escalates and lapses; whole, once, and to the right people."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.papers_in import REPORT

from cases.deadlines import enforce_deadlines, foresee
from cases.history import verify
from cases.views import case_file
from deadlines import SHANGHAI
from storage.due_tasks import last_beat
from storage.schema import Case, Notice, Person, Task


def spoken(bureau: Bureau, first: str, last: str) -> list[tuple[str, str, int | None]]:
    """Sweep at nine on every day from ``first`` to ``last``: (day, what, rung)."""
    day, found = date.fromisoformat(first), []
    while day <= date.fromisoformat(last):
        tally = bureau.sweep(f"{day}T09:00")
        found += [(day.isoformat(), a.what, a.offset) for a in tally.actions]
        day += timedelta(days=1)
    return found


def recipients(bureau: Bureau, name: str) -> list[tuple[str, str]]:
    """Who is to get the notices ``name``: (username, role), sorted."""
    with bureau.store.read() as connection:
        rows = connection.execute(
            select(Person.username, Notice.role)
            .join(Notice, Notice.recipient_id == Person.id)
            .where(Notice.name == name)
        )
        return sorted((row[0], row[1]) for row in rows)


@pytest.mark.parametrize(
    ("started_on", "days"),
    [
        ("2026-03-02", ["2026-03-05", "2026-03-06", "2026-03-09"]),
        (
            "2026-02-11",
            ["2026-02-14", "2026-02-24", "2026-02-25"],
        ),  # scenario 6: a make-up Saturday
        ("2025-09-28", ["2025-10-09", "2025-10-10", "2025-10-11"]),  # scenario 3: the last as well
        ("2026-09-24", ["2026-09-30", "2026-10-08", "2026-10-09"]),  # scenario 8: around a holiday
    ],
)
def test_the_window_is_reminded_of_on_working_days_alone(
    sqlite_bureau: Bureau, started_on: str, days: list[str]
):
    sqlite_bureau.open(started_on, informed_on=started_on)
    said = spoken(sqlite_bureau, started_on, days[-1])
    assert said == [(day, "remind", offset) for day, offset in zip(days, (-2, -1, 0), strict=True)]


def test_a_rung_speaks_at_nine_and_not_before(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    assert bureau.sweep("2026-03-05T08:59:59").actions == []
    tally = bureau.sweep("2026-03-05T09:00:00")
    assert [(a.what, a.task, a.offset, a.notices) for a in tally.actions] == [
        ("remind", "application_window", -2, 2)
    ]
    assert recipients(bureau, "reminder") == [(UNIT, "UPO"), (OFFICER, "OFF")]


def test_what_is_overdue_climbs_from_the_responsible_to_the_bureau_leader(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)  # preliminary check due 03-05
    assert spoken(bureau, "2026-03-06", "2026-03-20") == [
        ("2026-03-06", "escalate", 1), ("2026-03-10", "escalate", 3), ("2026-03-12", "escalate", 5),
    ]  # fmt: skip
    assert recipients(bureau, "overdue") == sorted([
        (HANDLER, "HND"), (SUPERVISOR, "SUP"),
        (HANDLER, "HND"), (SUPERVISOR, "SUP"), ("dongli", "DIV"),
        (HANDLER, "HND"), (SUPERVISOR, "SUP"), ("dongli", "DIV"), ("shiqing", "LDR"),
    ])  # fmt: skip


def test_a_second_sweep_changes_nothing(bureau: Bureau):
    """Scenario 38."""
    bureau.open("2026-03-02")
    bureau.open("2026-02-23", "external")
    for moment in ("2026-03-05T09:00", "2026-03-10T00:00", "2026-03-16T00:00"):
        assert bureau.sweep(moment).actions
        before = bureau.tables()
        again = bureau.sweep(moment)
        assert (again.actions, again.failed) == ([], 0)
        assert bureau.tables() == before


def test_a_sweep_at_an_earlier_moment_takes_nothing_back(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.sweep("2026-03-10T00:00")
    before = bureau.tables()
    assert bureau.sweep("2026-03-05T09:00").actions == []
    assert bureau.tables() == before


def test_after_downtime_the_latest_rung_speaks_and_not_the_whole_ladder(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    tally = bureau.sweep("2026-03-10T17:00")
    assert [(a.what, a.offset) for a in tally.actions] == [("escalate", 3)]
    assert spoken(bureau, "2026-03-11", "2026-03-20") == [("2026-03-12", "escalate", 5)]


def test_downtime_over_everything_lapses_once_and_gives_people_their_whole_time(bureau: Bureau):
    """Scenario 41, a week longer: nobody loses the days for a late application."""
    bureau.open("2026-03-02")
    tally = bureau.sweep("2026-03-20T09:00")
    assert [(a.what, a.task) for a in tally.actions if a.what == "lapse"] == [
        ("lapse", "application_window")
    ]
    assert bureau.due("ex_officio") == date(2026, 3, 25)


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.open("2026-02-23", "external")
    before = bureau.tables()
    for moment in ("2026-03-05T09:00", "2026-03-16T09:00"):
        planned = bureau.sweep(moment, dry_run=True)
        assert planned.actions
        assert bureau.tables() == before
    with bureau.store.read() as connection:
        assert last_beat(connection, "sweep") is None
    done = bureau.sweep("2026-03-16T09:00")
    assert done.actions == planned.actions


def test_while_a_dry_run_looks_others_may_write(sqlite_bureau: Bureau, tmp_path: Path):
    b = sqlite_bureau
    b.open("2026-03-02")
    with b.store.rehearsal() as trial, trial.write() as connection:
        for table in ("deliveries", "notices"):
            connection.execute(text(f"DELETE FROM {table}"))
        b.do("2026-03-03", "file", OFFICER, **APPLICATION)  # waits for nobody
    assert b.state() == "filed"
    with b.store.read() as connection:
        assert connection.execute(select(Notice.id)).all() != []
    assert not list(tmp_path.glob("rehearsal-*"))


def test_what_is_foreseen_is_what_regular_sweeps_do_moment_by_moment(bureau: Bureau):
    """From the first reminder over the lapse to the review that the clock opens by itself."""
    bureau.open("2026-03-02")
    bureau.open("2026-02-23", "external")
    before = bureau.tables()
    foreseen = foresee(bureau.store, at("2026-03-05T08:00"), at("2026-03-20T18:00"))
    assert bureau.tables() == before
    done, moment = [], at("2026-03-05T08:00")
    while moment <= at("2026-03-20T18:00"):
        done += enforce_deadlines(bureau.store, moment).actions
        moment += timedelta(minutes=30)
    assert [(a.at, a.what, a.case, a.task) for a in foreseen.actions] == [
        (a.at, a.what, a.case, a.task) for a in done
    ]
    window = [(f"{a.at.astimezone(SHANGHAI):%m-%d %H:%M}", a.what) for a in foreseen.actions
              if (a.case, a.task) == (bureau.numbers[0], "application_window")]  # fmt: skip
    assert window == [
        ("03-05 09:00", "remind"), ("03-06 09:00", "remind"), ("03-09 09:00", "remind"),
        ("03-10 00:00", "lapse"),
    ]  # fmt: skip


def test_a_sweep_in_small_batches_does_the_same(bureau: Bureau):
    for _ in range(3):
        bureau.open("2026-03-02")
    planned = bureau.sweep("2026-03-16T09:00", dry_run=True, batch=500)
    done = bureau.sweep("2026-03-16T09:00", batch=1)
    assert sorted(done.actions, key=repr) == sorted(planned.actions, key=repr)
    assert done.lapsed == 3
    assert bureau.sweep("2026-03-16T09:00").actions == []


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_broken_case_does_not_keep_the_others_waiting(bureau: Bureau, dry_run: bool):
    bureau.open("2026-03-02", officers=[OFFICER, "zhouqian", "wulei"])
    broken = bureau.numbers[1]
    with bureau.store.write() as connection:
        connection.execute(update(Case).where(Case.number == broken).values(facts="{"))
    tally = bureau.sweep("2026-03-10T00:05", dry_run=dry_run)
    assert (tally.lapsed, {a.case for a in tally.actions}) == (2, {*bureau.numbers} - {broken})
    assert tally.failed == len(tally.failures) > 0
    # Number, task and kind of error: nothing of what the case is about.
    assert all(line.startswith(f"{broken} ") for line in tally.failures)
    assert "在线监测" not in "".join(tally.failures) + str(tally)
    if not dry_run:
        assert bureau.state(broken) == "investigation"


def test_a_case_that_is_mended_is_served_by_the_next_sweep(bureau: Bureau):
    bureau.open("2026-03-02")
    kept = bureau.row().facts
    with bureau.store.write() as connection:
        connection.execute(update(Case).values(facts="{"))
    assert bureau.sweep("2026-03-10T00:05").failed
    with bureau.store.write() as connection:
        connection.execute(update(Case).values(facts=kept))
    assert bureau.sweep("2026-03-10T00:15").lapsed == 1
    assert verify(bureau.store).flaws == []


def test_a_sweep_leaves_its_mark_even_where_nothing_is_due(bureau: Bureau):
    bureau.sweep("2026-03-10T00:05")
    with bureau.store.read() as connection:
        assert last_beat(connection, "sweep") == at("2026-03-10T00:05")


def test_a_sweep_as_of_another_day_leaves_the_mark_of_the_day_on_which_it_was_done(bureau: Bureau):
    bureau.sweep("2030-01-02", worked_at=at("2026-03-09"))
    with bureau.store.read() as connection:
        assert last_beat(connection, "sweep") == at("2026-03-09")


def test_an_extended_correction_climbs_its_ladder_anew(bureau: Bureau):
    """The old ladder had spoken already; the new date is reminded of all the same."""
    to_correction(bureau)
    assert bureau.due("complete_correction") == date(2026, 6, 1)
    assert spoken(bureau, "2026-05-27", "2026-06-01")[-1] == ("2026-06-01", "remind", 0)
    bureau.do("2026-06-01", "extend_plan", SUPERVISOR, days=20, reason="设备到货延迟")
    assert bureau.due("complete_correction") == date(2026, 6, 22)
    said = [line for line in spoken(bureau, "2026-06-02", "2026-06-23") if line[1] == "remind"]
    assert said == [("2026-06-16", "remind", -3), ("2026-06-18", "remind", -1),
                    ("2026-06-22", "remind", 0)]  # fmt: skip


def test_a_paused_clock_is_silent_and_then_speaks_of_its_new_date_alone(bureau: Bureau):
    """Scenario 34."""
    bureau.open("2026-02-27", informed_on="2026-02-27")
    bureau.do("2026-02-28", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-02", "accept", HANDLER)
    bureau.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    assert spoken(bureau, "2026-03-12", "2026-04-06") == []
    bureau.do("2026-04-07", "resume", SUPERVISOR)
    assert spoken(bureau, "2026-04-07", "2026-04-17") == [
        ("2026-04-14", "remind", -3), ("2026-04-16", "remind", -1), ("2026-04-17", "remind", 0),
    ]  # fmt: skip


def test_the_window_goes_on_while_the_case_is_suspended_and_lapses_on_its_return(bureau: Bureau):
    """第十六条: nothing pauses the window."""
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "suspend", SUPERVISOR, reason="等待鉴定")
    assert bureau.due("application_window") == date(2026, 3, 9)
    bureau.sweep("2026-03-10T00:05")
    assert bureau.state() == "suspended"
    bureau.do("2026-03-20", "resume", SUPERVISOR)
    assert bureau.state() == "investigation"
    assert bureau.sweep("2026-03-20T10:15").lapsed == 1
    assert bureau.state() == "not_applied"
    assert verify(bureau.store).flaws == []


def test_a_supplement_that_never_comes_lapses_into_review_on_what_there_is(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do("2026-03-04", "file", OFFICER, statement="申请")
    bureau.do("2026-03-05", "require_supplement", HANDLER, gaps=["证据"])
    assert bureau.due("supplement") == date(2026, 3, 12)
    assert bureau.sweep("2026-03-13T00:00").lapsed == 1
    assert bureau.state() == "under_review"
    assert verify(bureau.store).flaws == []


def test_on_the_external_track_a_supplement_never_runs_beyond_the_window(bureau: Bureau):
    bureau.open("2026-03-02", "external")
    bureau.do("2026-03-05", "file", OFFICER, statement="申请")
    bureau.do("2026-03-06", "require_supplement", HANDLER, gaps=["证据"])
    assert bureau.due("supplement") == date(2026, 3, 9)
    bureau.sweep("2026-03-10T00:00")
    assert bureau.state() == "deliberation"
    assert bureau.due("application_window") == date(2026, 3, 9)


def test_a_closed_case_is_never_spoken_of_again(bureau: Bureau):
    bureau.open("2026-03-02", "external")
    bureau.sweep("2026-03-10T00:00")
    bureau.do("2026-03-11", "close_unapplied", SUPERVISOR, reason="由启动机关答复")
    assert open_tasks(bureau) == []
    assert bureau.sweep("2027-03-10T09:00").actions == []


def test_a_task_without_a_clock_to_look_at_is_none(bureau: Bureau):
    """An open task always has a next moment until its ladder has spoken to the end."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    for _ in range(40):
        [(_, following, rung)] = open_tasks(bureau)
        if following is None:
            break
        bureau.sweep(following.isoformat())
    assert (following, rung) == (None, 5)


def open_tasks(bureau: Bureau) -> list[Any]:
    with bureau.store.read() as connection:
        return list(
            connection.execute(
                select(Task.kind, Task.next_action_at, Task.last_rung).where(
                    Task.closed_at.is_(None)
                )
            )
        )


def to_correction(bureau: Bureau) -> None:
    """A case whose correction plan was approved on 2026-04-01."""
    from support.bureau import DECISION, PLAN

    bureau.open("2026-03-02", informed_on="2026-03-02", report_kind="none")
    for on, event, by, data in (
        ("2026-03-03", "file", OFFICER, APPLICATION),
        ("2026-03-04", "accept", HANDLER, {}),
        ("2026-03-04", "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
        ("2026-03-10", "submit_report", "guyuan", REPORT),
        ("2026-03-11", "clear_report", "shenlan", {"opinion": "同意"}),
        ("2026-03-20", "decide", "luochengan", DECISION),
        ("2026-03-23", "start_correction", HANDLER, {}),
        ("2026-03-24", "submit_plan", UNIT, PLAN),
        ("2026-04-01", "approve_plan", SUPERVISOR, {}),
        ("2026-04-02", "file_archives", "fengjie", {"receipt": "人1"}),
        ("2026-04-02", "file_archives", "qiufeng", {"receipt": "廉1"}),
    ):
        bureau.do(on, event, by, **data)


def test_two_sweeps_at_once_tell_everybody_once(bureau: Bureau):
    from concurrent.futures import ThreadPoolExecutor

    bureau.open("2026-03-02", officers=[OFFICER, "zhouqian", "wulei", "xuqing"])
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: bureau.sweep("2026-03-05T09:00"), range(3)))
    with bureau.store.read() as connection:
        told = connection.execute(
            text("SELECT case_id, recipient_id, count(*) FROM notices WHERE name = 'reminder' "
                 "GROUP BY case_id, recipient_id, task_id")
        ).all()  # fmt: skip
    assert {row[2] for row in told} == {1}


def test_a_lapse_that_is_recorded_late_shows_the_day_it_happened(sqlite_bureau: Bureau):
    """After weeks of silence: entered on the day of the sweep, of the day the window ended."""
    sqlite_bureau.open("2026-03-02")
    sqlite_bureau.sweep("2026-03-30T09:00")
    events = case_file(sqlite_bureau.store, sqlite_bureau.number, at("2026-03-30T10:00")).events
    [lapse] = [event for event in events if event.event == "lapse"]
    assert lapse.happened_on == date(2026, 3, 10)
    assert lapse.lapsed_at == at("2026-03-10T00:00")
    assert lapse.at == at("2026-03-30T09:00")
