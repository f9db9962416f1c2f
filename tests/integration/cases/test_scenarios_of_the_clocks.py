"""Scenarios of the other clocks, in whole cases and with their dates: 14, 26, 28 and 34."""

from datetime import date
from pathlib import Path

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.papers_in import REPORT

from cases.delivery import deliver_notices
from cases.history import verify
from cases.letters import Sender
from cases.views import case_file
from notifications.channels.folder import FolderChannel
from states.errors import GuardFailed, Invalid, NotAllowed

MORE = {"days": 10, "reason": "须委托鉴定"}


def under_review(bureau: Bureau) -> None:
    """Scenario 28 up to the acceptance: started 03-02, filed 03-06, accepted 03-09."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-06", "file", OFFICER, **APPLICATION)
    assert bureau.due("preliminary_check") == date(2026, 3, 10)
    bureau.do("2026-03-09", "accept", HANDLER)
    assert bureau.due("review") == date(2026, 3, 30)
    bureau.do("2026-03-10", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])


@pytest.mark.parametrize(
    ("started_on", "filed_on", "served_on", "due_on"),
    [
        ("2026-04-24", "2026-04-28", "2026-04-29", "2026-05-09"),  # a make-up Saturday
        ("2026-02-10", "2026-02-11", "2026-02-12", "2026-02-26"),
        ("2026-03-02", "2026-03-09", "2026-03-10", "2026-03-17"),
    ],
)
def test_a_supplement_has_five_working_days_from_its_service(
    bureau: Bureau, started_on: str, filed_on: str, served_on: str, due_on: str
):
    """Scenario 14: served on the day before a holiday, and at the end of the window."""
    bureau.open(started_on)
    bureau.do(filed_on, "file", OFFICER, statement="申请")
    bureau.do(served_on, "require_supplement", HANDLER, gaps=["证据"])
    assert bureau.due("supplement") == date.fromisoformat(due_on)
    bureau.sweep(f"{due_on}T23:59:59")
    bureau.do(f"{due_on}T23:59:59", "resubmit", OFFICER, evidence=["记录"])
    assert bureau.state() == "filed"


def test_correction_is_counted_from_the_receipt_of_an_outside_decision(bureau: Bureau):
    """Scenario 26: dated 2025-09-26, received after the holiday on Thursday 2025-10-09."""
    bureau.open("2025-09-01", "external")
    bureau.do(
        "2025-10-09", "record_decision", HANDLER, outcome="exempt", number="渝〔2025〕9号",
        organ="市局", decided_on="2025-09-26", received_on="2025-10-09",
    )  # fmt: skip
    assert bureau.due("start_correction") == date(2025, 10, 13)
    assert verify(bureau.store).flaws == []


def test_a_review_is_extended_once_by_working_days(bureau: Bureau):
    """Scenario 28: accepted 03-09, due 03-30, extended by ten working days to 04-14."""
    under_review(bureau)
    with pytest.raises(NotAllowed):
        bureau.do("2026-03-26", "extend_review", HANDLER, **MORE)
    with pytest.raises(Invalid, match="最多延长10个工作日"):
        bureau.do("2026-03-26", "extend_review", SUPERVISOR, **{**MORE, "days": 11})
    with pytest.raises(Invalid, match="reason"):
        bureau.do("2026-03-26", "extend_review", SUPERVISOR, days=10)
    bureau.do("2026-03-26", "extend_review", SUPERVISOR, **MORE)
    assert (bureau.state(), bureau.due("review")) == ("under_review", date(2026, 4, 14))
    with pytest.raises(GuardFailed, match="只能延长一次"):
        bureau.do("2026-03-26", "extend_review", SUPERVISOR, days=1, reason="再延长")
    bureau.do("2026-03-27", "submit_report", "guyuan", **REPORT)
    assert bureau.due("legal_review") == date(2026, 4, 3)
    bureau.do("2026-03-30", "clear_report", "shenlan", opinion="同意")
    assert bureau.due("deliberation") == date(2026, 4, 13)
    assert verify(bureau.store).flaws == []


def test_an_extension_stands_in_the_history_with_its_reason(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-26", "extend_review", SUPERVISOR, **MORE)
    newest = case_file(bureau.store, bureau.number, at("2026-03-26")).events[0]
    assert (newest.event, newest.reason) == ("extend_review", "须委托鉴定")


@pytest.mark.parametrize(("days", "due_on"), [(1, "2026-03-31"), (10, "2026-04-14")])
def test_on_its_last_day_a_review_may_still_be_extended(bureau: Bureau, days: int, due_on: str):
    under_review(bureau)
    bureau.do("2026-03-30T23:59:59", "extend_review", SUPERVISOR, days=days, reason="须鉴定")
    assert bureau.due("review") == date.fromisoformat(due_on)


def test_what_is_over_is_not_extended_any_more(bureau: Bureau):
    """Neither a review nor a correction: an extension afterwards would hide that it is late."""
    under_review(bureau)
    with pytest.raises(GuardFailed, match="已于2026-03-30到期"):
        bureau.do("2026-03-31T00:00", "extend_review", SUPERVISOR, **MORE)
    with pytest.raises(GuardFailed, match="已于2026-03-30到期"):
        bureau.do("2026-03-31T00:00", "extend_review", SUPERVISOR, on="2026-03-30", **MORE)
    assert bureau.due("review") == date(2026, 3, 30)


def test_a_report_that_comes_back_opens_a_review_that_may_be_extended_again(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-26", "extend_review", SUPERVISOR, **MORE)
    bureau.do("2026-03-27", "submit_report", "guyuan", **REPORT)
    bureau.do("2026-03-30", "return_report", "shenlan", opinion="补充")
    assert bureau.due("review") == date(2026, 4, 21)  # fifteen working days, without 04-06
    bureau.do("2026-04-20", "extend_review", SUPERVISOR, days=2, reason="须鉴定")
    assert bureau.due("review") == date(2026, 4, 23)
    assert verify(bureau.store).flaws == []


def test_an_extended_review_is_reminded_of_its_new_last_day_alone(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-24", "extend_review", SUPERVISOR, **MORE)
    said = []
    for day in range(25, 46):
        moment = date.fromordinal(date(2026, 3, 1).toordinal() + day - 1)
        said += [(str(moment), a.what, a.offset) for a in bureau.sweep(f"{moment}T09:00").actions]
    assert said == [
        ("2026-04-09", "remind", -3), ("2026-04-13", "remind", -1), ("2026-04-14", "remind", 0),
    ]  # fmt: skip


def test_an_extended_review_that_is_suspended_goes_on_with_what_was_left(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-26", "extend_review", SUPERVISOR, **MORE)
    bureau.do("2026-04-09", "suspend", SUPERVISOR, reason="等待鉴定")  # three days left
    bureau.do("2026-04-20", "resume", SUPERVISOR)
    assert bureau.due("review") == date(2026, 4, 23)
    assert verify(bureau.store).flaws == []


def test_a_reminder_of_the_old_date_is_not_sent_once_the_case_is_suspended(
    bureau: Bureau, tmp_path: Path
):
    """Scenario 34: accepted 03-02, due 03-23, reminded on 03-18, suspended before it went out."""
    bureau.open("2026-02-27", informed_on="2026-02-27")
    bureau.do("2026-02-28", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-02", "accept", HANDLER)
    sender = Sender("区生态环境局", "http://localhost:8642/", "rongcuo.invalid")
    deliver_notices(bureau.store, FolderChannel(tmp_path), at("2026-03-02"), sender=sender)
    assert bureau.sweep("2026-03-18T09:00").reminded == 1
    bureau.do("2026-03-18T09:01", "suspend", SUPERVISOR, reason="等待鉴定")
    while_paused = deliver_notices(
        bureau.store, FolderChannel(tmp_path), at("2026-03-18T09:06"), sender=sender
    )
    assert (while_paused.sent, while_paused.dropped) == (1, 0)  # the handler's recommendation
    bureau.do("2026-04-07", "resume", SUPERVISOR)  # only now it is known that the day is another
    done = deliver_notices(
        bureau.store, FolderChannel(tmp_path), at("2026-04-07T10:05"), sender=sender
    )
    assert done.dropped == 1
