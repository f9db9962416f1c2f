"""When letters go: a step's at once, the ladder's in working hours, the window's last call always.

Also what is looked at again just before: a reminder that is not true any more is dropped.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.letters import Pigeonhole, deliver, notices
from support.papers_in import REPORT

from cases.send_times import goes_at
from deadlines import WorkingDayCalendar
from regulations.pack import Pack
from storage import deliveries, outbox
from storage.calendar import SetDay, calendar, keep_day
from storage.deliveries import QueuedNotice
from storage.packs import pack_by_id


def under_review(b: Bureau) -> None:
    """Accepted 2026-03-02, its review due on the 23rd; all letters of it have left."""
    b.open("2026-02-27", informed_on="2026-02-27")
    b.do("2026-02-28", "file", OFFICER, **APPLICATION)
    b.do("2026-03-02", "accept", HANDLER)
    deliver(b, Pigeonhole(), "2026-03-02T11:00")


def a_notice(
    name: str, task: str, due_on: str, pack_id: int, event: str | None = None
) -> QueuedNotice:
    kept = outbox.context(
        event=event, article=None, task=task, due_on=date.fromisoformat(due_on), provisional=False
    )
    epoch = datetime(2026, 1, 1, tzinfo=UTC)
    return QueuedNotice(1, "key", 1, 1, name, 1, "OFF", kept, None, 0, epoch, pack_id)


@pytest.fixture
def rules(sqlite_bureau: Bureau) -> tuple[Pack, WorkingDayCalendar]:
    with sqlite_bureau.store.read() as connection:
        store = sqlite_bureau.store
        return pack_by_id(store, connection, 1), calendar(store, connection)


@pytest.mark.parametrize(
    ("name", "task", "due_on", "moment", "goes"),
    [
        # The window's last day: at any hour, on a make-up Saturday, and even on a day off.
        ("reminder", "application_window", "2026-03-09", "2026-03-09T00:00", "2026-03-09T00:00"),
        ("reminder", "application_window", "2026-03-09", "2026-03-09T23:59", "2026-03-09T23:59"),
        ("reminder", "application_window", "2025-10-11", "2025-10-11T19:00", "2025-10-11T19:00"),
        ("reminder", "application_window", "2026-03-08", "2026-03-08T21:00", "2026-03-08T21:00"),
        # On any other day of it, and for any other task, in working hours.
        ("reminder", "application_window", "2026-03-09", "2026-03-06T18:00", "2026-03-09T09:05"),
        ("overdue", "application_window", "2026-03-09", "2026-03-10T06:00", "2026-03-10T09:05"),
        ("reminder", "review", "2026-03-09", "2026-03-09T18:00", "2026-03-10T09:05"),
        ("reminder", "review", "2026-03-09", "2026-03-09T17:59", "2026-03-09T17:59"),
        ("overdue", "review", "2026-03-06", "2026-03-07T10:00", "2026-03-09T09:05"),
        # What a step brings: at once.
        ("task_opened", "review", "2026-03-30", "2026-03-07T23:00", "2026-03-07T23:00"),
        ("date_changed", "review", "2026-03-30", "2026-03-07T23:00", "2026-03-07T23:00"),
        ("sweep_fault", "review", "2026-03-30", "2026-03-07T23:00", "2026-03-07T23:00"),
    ],
)
def test_when_a_notice_goes(
    rules: Any, name: str, task: str, due_on: str, moment: str, goes: str
) -> None:
    pack, days = rules
    assert goes_at(a_notice(name, task, due_on, 1), at(moment), pack, days) == at(goes)


def test_a_reminder_of_the_evening_waits_for_the_morning(bureau: Bureau):
    """Found after downtime on Thursday evening; no attempt is counted, and the reason is kept."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    deliver(bureau, Pigeonhole(), "2026-03-02")
    bureau.sweep("2026-03-05T17:58")
    done = deliver(bureau, Pigeonhole(), "2026-03-05T18:03")
    assert (done.sent, done.held) == (0, 2)
    for notice in notices(bureau, name="reminder"):
        assert (notice.state, notice.attempts, notice.digest) == ("queued", 0, None)
        assert notice.not_before == at("2026-03-06T09:05")
        assert notice.answer == "held until 2026-03-06 09:05: working hours"
    assert deliver(bureau, Pigeonhole(), "2026-03-06T09:04").held == 0
    assert deliver(bureau, channel := Pigeonhole(), "2026-03-06T09:05").sent == 2
    assert all("即将到期" in letter.subject for letter in channel.letters)


@pytest.mark.parametrize(
    ("event", "moment", "goes"),
    [
        ("lapse", "2026-03-10T00:05", "2026-03-10T09:05"),
        ("lapse", "2026-03-07T00:05", "2026-03-09T09:05"),
        ("lapse", "2026-03-10T09:00", "2026-03-10T09:00"),
        ("objection_lapse", "2026-03-10T00:05", "2026-03-10T09:05"),
        # It may be handed in anew until the window ends, which hangs on hours.
        ("supplement_lapse", "2026-03-10T00:05", "2026-03-10T00:05"),
        ("accept", "2026-03-10T00:05", "2026-03-10T00:05"),
    ],
)
def test_an_end_that_the_clock_brings_is_told_in_the_morning(
    rules: Any, event: str, moment: str, goes: str
) -> None:
    pack, days = rules
    notice = a_notice("window_lapsed", "application_window", "2026-03-09", 1, event)
    assert goes_at(notice, at(moment), pack, days) == at(goes)


@pytest.mark.parametrize(
    ("name", "quiet", "moment", "goes"),
    [
        ("reminder", ("22:00", "08:00"), "2026-03-05T09:05", "2026-03-05T09:05"),
        ("reminder", ("09:00", "10:30"), "2026-03-05T09:05", "2026-03-05T10:30"),
        ("reminder", ("17:00", "09:00"), "2026-03-05T17:30", "2026-03-06T09:00"),
        # From Friday evening over a weekend that nobody works.
        ("reminder", ("16:00", "09:00"), "2026-03-06T16:05", "2026-03-09T09:05"),
        # No hour of work is left: the hours of the measures win, or it would never be told.
        ("reminder", ("08:00", "19:00"), "2026-03-05T09:05", "2026-03-05T09:05"),
        # What a step brings is told at any hour but these, and what must be told in these too.
        ("task_opened", ("22:00", "08:00"), "2026-03-07T23:00", "2026-03-08T08:00"),
        ("task_opened", ("22:00", "08:00"), "2026-03-08T07:59", "2026-03-08T08:00"),
        ("task_opened", ("22:00", "08:00"), "2026-03-08T08:00", "2026-03-08T08:00"),
        ("decision", ("22:00", "08:00"), "2026-03-07T23:00", "2026-03-07T23:00"),
        ("started", ("00:00", "23:59"), "2026-03-07T23:00", "2026-03-07T23:00"),
    ],
)
def test_quiet_hours_hold_what_can_wait(
    rules: Any, name: str, quiet: tuple[str, str], moment: str, goes: str
) -> None:
    pack, days = rules
    begins, ends = map(time.fromisoformat, quiet)
    notice = replace(a_notice(name, "review", "2026-03-20", 1), begins=begins, ends=ends)
    assert goes_at(notice, at(moment), pack, days) == at(goes)


def test_the_last_call_of_the_window_waits_for_nobodys_rest(rules: Any) -> None:
    pack, days = rules
    call = a_notice("reminder", "application_window", "2026-03-09", 1)
    night = replace(call, begins=time(18), ends=time(8))
    assert goes_at(night, at("2026-03-09T21:00"), pack, days) == at("2026-03-09T21:00")


def test_the_letter_of_a_lapse_at_midnight_leaves_in_the_morning(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    deliver(bureau, Pigeonhole(), "2026-03-02")
    bureau.sweep("2026-03-10T00:05")
    night = deliver(bureau, Pigeonhole(), "2026-03-10T00:10")
    assert (night.sent, night.held > 0) == (0, True)
    assert deliver(bureau, Pigeonhole(), "2026-03-10T09:05").sent == night.held


def test_a_reminder_outlives_a_pause_that_ends_on_its_day(bureau: Bureau):
    """Spoken at nine, suspended before the letters left and resumed an hour later."""
    under_review(bureau)
    bureau.sweep("2026-03-20T09:00")
    [owed] = notices(bureau, name="reminder")
    bureau.do("2026-03-20T09:03", "suspend", SUPERVISOR, reason="等待鉴定")
    assert [n.name for n in notices(bureau, state="queued")].count("reminder") == 1
    deliver(bureau, Pigeonhole(), "2026-03-20T09:10")
    [held] = notices(bureau, name="reminder")
    assert (held.state, held.digest, held.attempts) == ("queued", None, 0)
    bureau.do("2026-03-20T10:00", "resume", SUPERVISOR)
    deliver(bureau, channel := Pigeonhole(), "2026-03-20T10:05")
    assert [n.state for n in notices(bureau, name="reminder")] == ["sent"]
    assert sum("即将到期" in letter.subject for letter in channel.letters) == 1
    assert owed.key == held.key


def test_a_pause_that_moves_the_last_day_ends_the_reminder(bureau: Bureau):
    under_review(bureau)
    bureau.sweep("2026-03-20T09:00")
    bureau.do("2026-03-20T09:03", "suspend", SUPERVISOR, reason="等待鉴定")
    with bureau.store.read() as connection:
        assert deliveries.oldest_unsent(connection, at("2026-03-19T09:00")) is None
    bureau.do("2026-03-27T10:00", "resume", SUPERVISOR)
    deliver(bureau, Pigeonhole(), "2026-03-27T10:05")
    [gone] = notices(bureau, name="reminder")
    assert (gone.state, gone.answer) == ("dropped", "the task has another date")


def test_of_two_rungs_that_wait_the_later_one_is_told(bureau: Bureau):
    """Held on Thursday evening; the sweep of Friday speaks the next rung before it goes."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    deliver(bureau, Pigeonhole(), "2026-03-02")
    bureau.sweep("2026-03-05T17:58")
    deliver(bureau, Pigeonhole(), "2026-03-05T18:03")
    bureau.sweep("2026-03-06T09:00")
    done = deliver(bureau, channel := Pigeonhole(), "2026-03-06T09:05")
    assert (done.sent, done.dropped) == (2, 2)
    assert {n.answer for n in notices(bureau, state="dropped")} == {
        "a later rung of the same task is told"
    }
    assert all("您有1项待办" in letter.subject for letter in channel.letters)
    assert all("剩1个工作日" in letter.text for letter in channel.letters)


def test_on_the_last_day_of_the_window_the_call_goes_late_at_night(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    deliver(bureau, Pigeonhole(), "2026-03-02")
    bureau.sweep("2026-03-09T21:00")
    done = deliver(bureau, channel := Pigeonhole(), "2026-03-09T21:05")
    assert (done.sent, done.held) == (2, 0)
    assert all("今日到期" in letter.text for letter in channel.letters)


def test_what_a_person_did_at_night_is_told_at_night(bureau: Bureau):
    bureau.open("2026-03-02", on="2026-03-07T23:00", informed_on="2026-03-02")
    assert deliver(bureau, Pigeonhole(), "2026-03-07T23:00").sent == 2


@pytest.mark.parametrize(
    ("step", "by", "data", "why"),
    [
        ("submit_report", "guyuan", REPORT, "the task is done"),
        ("extend_review", SUPERVISOR, {"days": 5, "reason": "鉴定"}, "the task has another date"),
    ],
)
def test_a_reminder_says_why_it_was_dropped(
    bureau: Bureau, step: str, by: str, data: dict[str, Any], why: str
):
    """Queued at 09:00, overtaken at 09:01, looked at again at 09:05."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-06", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-09", "accept", HANDLER)
    bureau.do("2026-03-10", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    deliver(bureau, Pigeonhole(), "2026-03-10")
    assert bureau.due("review") == date(2026, 3, 30)
    bureau.sweep("2026-03-27T09:00")
    waiting = len(notices(bureau, name="reminder", state="queued"))
    bureau.do("2026-03-27T09:01", step, by, **data)
    done = deliver(bureau, channel := Pigeonhole(), "2026-03-27T09:05")
    assert done.dropped == waiting > 0
    assert {n.answer for n in notices(bureau, name="reminder", state="dropped")} == {why}
    assert not any("即将到期" in letter.subject for letter in channel.letters)


def test_a_task_done_at_08_59_gets_no_reminder_at_nine(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-05T08:59", "file", OFFICER, **APPLICATION)
    assert bureau.sweep("2026-03-05T09:00").reminded == 0
    assert notices(bureau, name="reminder") == []


def test_the_hours_are_those_of_the_calendar_in_force(bureau: Bureau):
    """Friday 03-06 is given off on Thursday: what was held goes on Monday, the last day."""
    bureau.open("2026-03-03", informed_on="2026-03-03")
    deliver(bureau, Pigeonhole(), "2026-03-03")
    bureau.sweep("2026-03-06T09:00")
    with bureau.store.write() as connection:
        keep_day(connection, SetDay(date(2026, 3, 6), True, "停工", "府办"), at("2026-03-06"), 1)
    assert deliver(bureau, Pigeonhole(), "2026-03-06T09:05").held == 2
    assert {n.not_before for n in notices(bureau, name="reminder")} == {at("2026-03-09T09:05")}
