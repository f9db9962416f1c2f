"""``rongcuo case attempts``: what was tried and refused, for people and for programs."""

import json
from pathlib import Path

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER
from support.commands import Terminal


def test_nothing_refused_is_said_as_such(terminal: Terminal):
    number = terminal.bureau.open("2026-03-02")
    assert terminal.done("case", "attempts", number).out == "没有被拒绝的办理。\n"
    assert terminal.done("case", "attempts", number, "--json").data == []


def test_a_refusal_is_listed_with_its_hour_its_person_and_its_kind(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    number = terminal.bureau.open("2026-03-02")
    terminal.refused("case", "do", number, "accept", "--as", HANDLER)
    terminal.refused("case", "do", number, "file", "--as", OFFICER, "--data", "-", data={"no": 1})
    head, first, second = terminal.done("case", "attempts", number).out.splitlines()
    assert head.split() == ["时间", "办理动作", "状态", "办理人", "被拒原因"]
    assert first.split()[2:] == ["受理", "问责启动（申请期）", "何敏", "此时或此人不能办理"]
    assert second.split()[2:] == ["提交申请", "问责启动（申请期）", "孙皓", "填写有误"]
    one, other = terminal.done("case", "attempts", number, "--json").data
    assert one.pop("at").endswith("Z")
    assert one == {
        "event": "accept", "zh": "受理", "en": one["en"], "state": "investigation",
        "person": HANDLER, "person_name": "何敏", "refusal": "not_allowed",
    }  # fmt: skip
    assert (other["event"], other["person"], other["refusal"]) == ("file", OFFICER, "invalid")
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    assert "Not allowed" in terminal.done("case", "attempts", number).out


def test_a_case_that_does_not_exist_is_named(terminal: Terminal):
    assert "2026-9999-1" in terminal.refused("case", "attempts", "2026-9999-1")


def test_who_comes_second_hears_by_whom_and_when_and_loses_no_word(
    terminal: Terminal, tmp_path: Path
):
    number = terminal.bureau.open("2026-03-02")
    terminal.bureau.do("2026-03-03T10:15", "file", OFFICER, **APPLICATION)
    typed = json.dumps({"ground": "duplicate", "reason": "重复"}, ensure_ascii=False)
    (tmp_path / "refuse.json").write_text(typed, "utf-8")
    words = ("case", "do", number, "refuse", "--as", "tangli", "--data", "refuse.json")
    terminal.bureau.do(
        "2026-03-03T10:20", "recommend", "hemin", step="refuse", reason="与前一事项重复"
    )
    said = terminal.refused(*words, "--version", "2")
    assert said.startswith("案件已由何敏于2026-03-03 10:20更新（您所见为第2版，现为第3版）")
    assert (tmp_path / "refuse.json").read_text("utf-8") == typed
    terminal.done(*words, "--version", "3")
