"""``rongcuo matter``: one procedure with all its cases, for people and for programs."""

import pytest
from support.bureau import OFFICER
from support.commands import Terminal


def test_a_matter_is_listed_and_shown_with_each_officers_case(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    terminal.bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    head, row = terminal.done("matter", "list").out.splitlines()
    assert head.split() == ["事项", "状态", "案件", "阶段", "结论", "启动", "事由"]
    assert row.split()[:3] == ["2026-0001", "办理中", "2"]
    shown = terminal.done("matter", "show", "2026-0001").out.splitlines()
    assert shown[1] == "办理中 · 区局党组启动 · 启动调查 2"
    assert shown[2] == "某机关 于 2026-03-02 启动，启〔2026〕1号"
    assert [line.split()[:2] for line in shown[5:]] == [
        ["2026-0001-1", "孙皓"], ["2026-0001-2", "周倩"],
    ]  # fmt: skip
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    assert "In progress · Started by the bureau's party group" in (
        terminal.done("matter", "show", "2026-0001").out
    )


def test_a_program_reads_the_same(terminal: Terminal):
    terminal.bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    listed = terminal.done("matter", "list", "--json").data
    shown = terminal.done("matter", "show", "2026-0001", "--json").data
    assert listed == {"matters": [shown["row"]], "next": None}
    assert (shown["row"]["status"], shown["row"]["phases"]) == ("open", {"investigation": 2})
    assert [case["state"] for case in shown["cases"]] == ["investigation"] * 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "2026-9999"], "2026-9999"),
        (["list", "--after", "2026-9999"], "2026-9999"),
        (["list", "--status", "over"], "--status"),
    ],
)
def test_what_does_not_exist_is_named(terminal: Terminal, words: list[str], said: str):
    assert said in terminal.refused("matter", *words)


def test_nothing_found_is_said_as_such(terminal: Terminal):
    assert terminal.done("matter", "list", "--status", "closed").out == "没有符合条件的事项。\n"
