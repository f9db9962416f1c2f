"""Urging: by who supervises, of a task that is open, once a working day, with a copy."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.letters import Pigeonhole, deliver, notices

from cases.inbox import read_inbox
from cases.journal import read_journal
from cases.urging import urge
from states.errors import CaseError, GuardFailed, NotFound


@pytest.fixture
def reviewed(bureau: Bureau) -> Bureau:
    """A case under review since Monday 2026-03-09, its review due on the 30th; its letters left."""
    bureau.open("2026-03-02", informed_on="2026-03-02")
    bureau.do("2026-03-06", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-09", "accept", HANDLER)
    bureau.do("2026-03-10", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    deliver(bureau, Pigeonhole(), "2026-03-10T10:01")
    return bureau


def test_whoever_answers_for_it_is_urged_and_the_handler_with_them(reviewed: Bureau):
    done = urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-17T10:00"))
    assert (str(done.day), done.told) == ("2026-03-17", 3)
    assert reviewed.told("urged") == [("guyuan", "REV"), (HANDLER, "HND"), ("jiangyue", "REV")]
    deliver(reviewed, channel := Pigeonhole(), "2026-03-17T10:01")
    assert {letter.subject for letter in channel.letters} == {"【容错纠错】您有1项待办被催办"}
    assert all("剩9个工作日" in letter.text for letter in channel.letters)
    [kept] = read_journal(reviewed.store, "jianming", at("2026-03-18"), kind="task_urged")
    assert kept.said == {"case": reviewed.number, "task": "review", "told": 3}


def test_the_handler_gets_a_copy_of_what_others_are_urged_for(bureau: Bureau):
    bureau.open("2026-03-02", informed_on="2026-03-02")
    deliver(bureau, Pigeonhole(), "2026-03-02")
    urge(bureau.store, bureau.number, "application_window", SUPERVISOR, at("2026-03-03"))
    told = {n.role: n.copy for n in notices(bureau, name="urged")}
    assert told == {"OFF": False, "UPO": False, "HND": True}
    deliver(bureau, channel := Pigeonhole(), "2026-03-03T10:01")
    [copy] = [one for one in channel.letters if one.to_address.startswith(HANDLER)]
    assert copy.subject.startswith("【抄送】")
    assert "本通知抄送您" in copy.text
    assert "催办通知（抄送）" in copy.text
    assert read_inbox(bureau.store, HANDLER, at("2026-03-03")).lines[0].copy


def test_once_a_working_day_and_again_on_the_next(reviewed: Bureau):
    urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-17T09:00"))
    with pytest.raises(GuardFailed):
        urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-17T17:00"))
    urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-18T09:00"))
    assert len(notices(reviewed, name="urged")) == 6


def test_on_a_day_off_it_counts_for_the_next_working_day_and_is_told_then(reviewed: Bureau):
    done = urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-14T20:00"))
    assert str(done.day) == "2026-03-16"
    assert deliver(reviewed, Pigeonhole(), "2026-03-14T20:05").held == 3
    with pytest.raises(GuardFailed):
        urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-16T09:00"))
    assert deliver(reviewed, Pigeonhole(), "2026-03-16T09:05").sent == 3


def test_two_who_urge_at_once_urge_once(reviewed: Bureau):
    def one(_: int) -> bool:
        try:
            urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-17T09:00"))
        except CaseError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    assert len(notices(reviewed, name="urged")) == 3


@pytest.mark.parametrize("nobody", [HANDLER, OFFICER, UNIT, "guyuan"])
def test_who_does_not_supervise_it_urges_nobody(reviewed: Bureau, nobody: str):
    before = reviewed.tables()
    with pytest.raises(CaseError):
        urge(reviewed.store, reviewed.number, "review", nobody, at("2026-03-17T09:00"))
    assert reviewed.tables() == before


def test_what_is_paused_done_or_unknown_is_not_urged(reviewed: Bureau):
    for kind in ("application_window", "nonsense"):
        with pytest.raises(NotFound):
            urge(reviewed.store, reviewed.number, kind, SUPERVISOR, at("2026-03-17T09:00"))
    with pytest.raises(NotFound):
        urge(reviewed.store, "2026-0099-1", "review", SUPERVISOR, at("2026-03-17T09:00"))
    reviewed.do("2026-03-17T09:30", "suspend", SUPERVISOR, reason="等待鉴定")
    with pytest.raises(GuardFailed):
        urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-17T10:00"))


def test_an_urging_of_what_is_done_meanwhile_is_dropped(reviewed: Bureau):
    urge(reviewed.store, reviewed.number, "review", SUPERVISOR, at("2026-03-14T20:00"))
    reviewed.do("2026-03-14T21:00", "suspend", SUPERVISOR, reason="等待鉴定")
    done = deliver(reviewed, Pigeonhole(), "2026-03-16T09:05")
    assert done.dropped >= 3
    assert {n.answer for n in notices(reviewed, name="urged")} == {"the task is paused"}
