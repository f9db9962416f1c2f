"""The officer told late is said where it is recorded, and wherever the window is shown."""

import pytest
from support.bureau import HANDLER
from support.commands import Terminal

# Started on a make-up Sunday; the last day is Saturday 2025-10-11, a working day.
START = "2025-09-28"
ROWS = (
    ("2025-10-10", "告知迟延，剩1个工作日", "told late, 1 working day left"),
    ("2025-10-11", "告知迟延，剩0个工作日", "told late, 0 working days left"),
    ("2025-10-13", "告知迟延，告知时申请期已届满", "told late, after the window was over"),
)


@pytest.mark.parametrize(("told", "zh", "en"), ROWS)
def test_recording_a_late_notice_answers_with_what_was_left(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, told: str, zh: str, en: str
):
    number = terminal.bureau.open(START)
    assert "\n尚未告知本人\n" in terminal.done("case", "show", number).out
    words = ("case", "do", number, "inform_officer", "--as", HANDLER, "--data", "-")
    assert f"\n  {zh}\n" in terminal.done(*words, data={"on": told}).out
    assert f"\n{told} 告知本人：{zh}\n" in terminal.done("case", "show", number).out
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    assert f"\nOfficer told on {told}: {en}\n" in terminal.done("case", "show", number).out


def test_an_officer_told_at_once_is_no_remark(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    number = terminal.bureau.open(START)
    words = ("case", "do", number, "inform_officer", "--as", HANDLER, "--data", "-", "--json")
    assert terminal.done(*words, data={"on": START}).data["late_notice"] is None
    assert f"\n{START} 告知本人\n" in terminal.done("case", "show", number).out
    assert terminal.done("case", "show", number, "--json").data["late_notice"] is None


def test_programs_are_given_the_working_days_that_were_left(terminal: Terminal):
    number = terminal.bureau.open(START, informed_on="2025-10-10", on="2025-10-10")
    found = terminal.done("case", "show", number, "--json").data
    assert found["late_notice"] == {"informed_on": "2025-10-10", "left": 1}
