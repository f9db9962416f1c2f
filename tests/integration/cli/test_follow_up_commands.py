"""``rongcuo report``: what was issued, as a file, and its release."""

import json
from pathlib import Path

import pytest
from support.bureau import at
from support.commands import Terminal
from support.following import WEEK, by_hand, correct, issue

from rongcuo.cli import reports


@pytest.fixture
def issued(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    number = correct(terminal.bureau)
    issue(terminal.bureau)
    monkeypatch.setattr(reports, "now", lambda: at("2026-06-08T09:00"))
    terminal.bureau.number = number
    return terminal


def test_what_was_issued_is_listed(issued: Terminal):
    head, first, *_ = issued.done("report", "list").out.splitlines()
    assert head.split() == ["期间", "单位", "签发日", "在办", "超期", "状态"]
    assert first.split() == ["2026-06", "bureau", "2026-06-01", "1", "0", "已签发"]
    data = issued.done("report", "list", "--json").data
    assert len(data) == 10
    assert {one["waits"] for one in data} == {False}


@pytest.mark.parametrize("format_", ["html", "docx", "xlsx", "json"])
def test_a_report_is_a_file(issued: Terminal, tmp_path: Path, format_: str):
    file = tmp_path / f"out.{format_}"
    words = ("report", "follow-up", "--period", WEEK, "--format", format_, "--output", str(file))
    assert issued.done(*words).out == f"{file}\n"
    made = file.read_bytes()
    if format_ == "json":
        assert json.loads(made)["lines"][0]["case"] == issued.bureau.number
    elif format_ == "html":
        text = made.decode()
        assert issued.bureau.number in text
        assert "孙皓" in text
        assert "未签发" not in text
        assert "<script" not in text
    else:
        assert made.startswith(b"PK")
    assert "已存在" in issued.refused(*words)


def test_without_a_period_it_is_a_preview(issued: Terminal, tmp_path: Path):
    said = issued.done("report", "follow-up", "--unit", "second").out
    assert said == "follow-up-2026-W24-second-preview.html\n本期尚未签发，文件仅供预览。\n"
    assert "未签发" in (tmp_path / "follow-up-2026-W24-second-preview.html").read_text("utf-8")


def test_what_is_wrong_is_said_in_one_sentence(issued: Terminal):
    assert "2026-W41" in issued.refused("report", "follow-up", "--period", "2026-41x")
    assert "没有" in issued.refused("report", "follow-up", "--period", "2020-W01")
    assert "没有" in issued.refused("report", "follow-up", "--unit", "nowhere")
    assert "案件督办" in issued.refused("report", "release", "--period", WEEK)
    said = issued.refused("report", "release", "--period", WEEK, "--as", "tangli")
    assert "不待放行" in said


def test_a_note_on_one_correction_is_written_before_the_release(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    by_hand(terminal.bureau)
    number = correct(terminal.bureau)
    issue(terminal.bureau)
    monkeypatch.setattr(reports, "now", lambda: at("2026-06-08T09:00"))
    write = ("report", "note", number, "--period", WEEK, "--as", "tangli")
    assert terminal.done(*write, "--note", "请报送").out == "已保存，随报告发送。\n"
    file = tmp_path / "out.json"
    terminal.done("report", "follow-up", "--period", WEEK, "--format", "json", "--output",
                  str(file), "--as", "tangli")  # fmt: skip
    assert json.loads(file.read_bytes())["lines"][0]["note"] == "请报送"
    assert terminal.done(*write).out == "已撤回。\n"
    assert "没有" in terminal.refused("report", "note", "2026-0099-1", *write[3:])
    terminal.done("report", "release", "--period", WEEK, "--as", "tangli")
    assert "不待放行" in terminal.refused(*write, "--note", "迟")
