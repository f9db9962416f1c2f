"""``rongcuo pattern`` and ``agenda``: the visit after a warning is listed and recorded."""

import pytest
from support.bureau import SUPERVISOR, at
from support.commands import Terminal

from cases.pattern_steps import Asked, take_step
from cases.patterns import watch_patterns
from rongcuo.cli import agenda, patterns

NUMBER, BUREAU = "P2026-0001", "青溪区生态环境局"


def test_a_visit_stands_in_the_agenda_until_it_is_recorded(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    b = terminal.bureau
    for day in ("2025-06-10", "2025-11-03", "2026-05-20"):
        b.open(day, issue_type="未及时发现", report_kind="none")
    watch_patterns(b.store, at("2026-05-21"))
    found = {"risk_points": "无人研判", "causes": "值守不严"}
    for deed, by, said in (("analyse", SUPERVISOR, found),
                           ("warn", "luochengan", {"units": ["second"]})):  # fmt: skip
        take_step(b.store, Asked(NUMBER, deed, by, said), at("2026-05-27"), bureau=BUREAU)
    for module in (agenda, patterns):
        monkeypatch.setattr(module, "now", lambda: at("2026-12-01"))
    mine = ("--as", SUPERVISOR)
    assert f"2026-11-27 {NUMBER} 未及时发现 检查效果" in terminal.done("agenda", *mine).out
    record = {"effective": "no", "visited_on": "2026-11-30", "visited_by": "唐莉",
              "finding": "仍有发生", "follows": "再次警示"}  # fmt: skip
    terminal.done("pattern", "do", NUMBER, "check", *mine, "--data", "-", data=record)
    assert NUMBER not in terminal.done("agenda", *mine).out
    shown = terminal.done("pattern", "show", NUMBER, *mine).out
    assert "整改是否有效：效果不明显" in shown
    assert "再次警示" in shown
    told = terminal.done("pattern", "show", NUMBER, *mine, "--json").data["effect"]
    assert (told["visited_on"], told["visited_by"]) == ("2026-11-30", "唐莉")
