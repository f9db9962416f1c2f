"""Every command does its work, ends with its code, and prints the same data for programs."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.bureau import APPLICATION, DECISION, HANDLER, OFFICER, SUPERVISOR, opening
from support.commands import Terminal
from support.papers_in import REPORT
from support.tampering import unguard

from deadlines import SHANGHAI
from states.events import EVENTS
from states.table import TABLE
from states.vocabulary import State

SUNDAY = date(2025, 9, 28)


def today() -> date:
    return datetime.now(SHANGHAI).date()


def registered(terminal: Terminal, **more: Any) -> str:
    found = terminal.done(
        "case", "open", "--as", HANDLER, "--data", "-", "--json",
        data=opening(today().isoformat(), **more),
    )  # fmt: skip
    return str(found.data["cases"][0])


def test_a_case_is_registered_moved_shown_and_proven(terminal: Terminal):
    number = registered(terminal)
    done = terminal.done(
        "case", "do", number, "file", "--as", OFFICER, "--data", "-", "--json", data=APPLICATION
    ).data
    assert (done["from_state"], done["to_state"], done["version"]) == ("investigation", "filed", 2)
    assert {change["op"] for change in done["changes"]} == {"done", "open"}
    terminal.done("case", "do", number, "accept", "--as", HANDLER, "--version", "2")
    history = terminal.done("case", "history", number, "--json").data
    assert [event["event"] for event in history] == ["open", "file", "accept"]
    assert all(event["at"].endswith("Z") for event in history)
    shown = terminal.done("case", "show", number, "--as", HANDLER, "--json").data
    assert shown["row"]["state"] == "under_review"
    moves = {move["event"]: move for move in shown["moves"]}
    assert moves["assign_reviewers"]["allowed"]
    assert not moves["submit_report"]["allowed"]
    assert "审查人" in moves["submit_report"]["reason"]
    assert terminal.done("verify", "--json").data == {
        "ok": True, "cases": 1, "events": 3, "entries": 32, "files": 0, "checkpoints": 0,
        "flaws": [], "emptied": [],
    }  # fmt: skip


def test_a_step_sent_twice_under_one_key_is_done_once(terminal: Terminal):
    number = registered(terminal)
    words = ("case", "do", number, "file", "--as", OFFICER, "--data", "-", "--key", "k1")
    assert "此前已办理" not in terminal.done(*words, data=APPLICATION).out
    assert "此前已办理" in terminal.done(*words, data=APPLICATION).out
    assert terminal.done(*words, "--json", data=APPLICATION).data["repeated"] is True


def test_the_life_cycle_is_printed_whole(terminal: Terminal):
    found = terminal.done("lifecycle", "--format", "json").data
    assert set(found) == {"states", "events"}
    assert [state["code"] for state in found["states"]] == [str(state) for state in State]
    assert set(found["states"][0]) == {"code", "zh", "en", "phase", "final"}
    assert len(found["events"]) == len(TABLE)
    assert set(found["events"][0]) == {"event", "source", "dest", "roles", "articles"}
    assert {event["event"] for event in found["events"]} == set(EVENTS)
    diagram = terminal.done("lifecycle", "--format", "mermaid").out
    assert diagram.startswith("stateDiagram-v2\n")
    assert "  investigation --> filed: 提交申请" in diagram
    assert len(terminal.done("lifecycle").out.splitlines()) == len(TABLE) + 1


def test_a_due_date_is_explained_day_by_day(terminal: Terminal):
    found = terminal.done("calendar", "due", SUNDAY.isoformat(), "5", "--json").data
    assert (found["due_on"], found["provisional"]) == ("2025-10-11", False)
    assert sum(day["counted"] for day in found["days"]) == 5
    assert "国庆节" in "".join(day["why"] for day in found["days"])
    assert terminal.done("calendar", "due", SUNDAY.isoformat(), "5").out == "2025-10-11\n"
    explained = terminal.done("calendar", "due", SUNDAY.isoformat(), "5", "--explain").out
    assert len(explained.splitlines()) == 1 + len(found["days"])


def test_due_dates_are_counted_line_by_line_and_a_bad_line_answers_for_itself(terminal: Terminal):
    lines = b"2025-09-28 5 WD\n\nnonsense\n2026-01-16 30 D\n2026-01-15 1 M\n2026-01-15 x\n"
    out = terminal.done("calendar", "due", "-", data=lines).out.splitlines()
    assert len(out) == 6
    assert ["error" in line for line in out] == [False, True, True, False, False, True]
    assert '"due_on": "2025-10-11"' in out[0]
    assert '"due_on": "2026-02-24"' in out[3]
    assert '"due_on": "2026-02-24"' in out[4]


def test_cases_and_tasks_are_listed_for_people_and_for_programs(terminal: Terminal):
    number = registered(terminal, informed_on=today().isoformat())
    page = terminal.done("case", "list", "--json").data
    assert set(page) == {"cases", "counts", "next"}
    assert [row["number"] for row in page["cases"]] == [number]
    assert sum(page["counts"].values()) == 1
    assert number in terminal.done("case", "list").out
    assert terminal.done("case", "list", "--state", "closed", "--json").data["cases"] == []
    assert "没有符合条件" in terminal.done("case", "list", "--state", "closed").out
    tasks = terminal.done("task", "list", "--all", "--json").data
    assert [task["kind"] for task in tasks] == ["application_window"]
    assert terminal.done("task", "list", "--as", OFFICER, "--json").data == tasks
    assert terminal.done("task", "list", "--as", SUPERVISOR, "--json").data == []
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert terminal.done("task", "list", "--until", yesterday, "--json").data == []


def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(terminal: Terminal):
    numbers = {registered(terminal) for _ in range(5)}
    found, after = [], None
    for _ in range(3):
        more = ("--after", after) if after else ()
        page = terminal.done("case", "list", "--limit", "2", "--json", *more).data
        found += [row["number"] for row in page["cases"]]
        after = page["next"]
    assert after is None
    assert sorted(found) == sorted(numbers)


def test_a_sweep_may_be_rehearsed_and_then_done(terminal: Terminal):
    terminal.bureau.open("2026-03-02")
    before = terminal.bureau.tables()
    words = ("sweep", "--as-of", "2026-03-10T00:05")
    rehearsed = terminal.done(*words, "--dry-run", "--json").data
    assert (rehearsed["lapsed"], rehearsed["failed"]) == (1, 0)
    assert {action["what"] for action in rehearsed["actions"]} == {"lapse", "escalate"}
    assert "届满  " in terminal.done(*words, "--dry-run").out
    assert terminal.bureau.tables() == before
    assert terminal.done(*words, "--json").data["actions"] == rehearsed["actions"]
    assert terminal.done(*words, "--json").data["actions"] == []
    assert terminal.bureau.state() == "not_applied"


def test_a_history_changed_by_hand_ends_verify_with_one(terminal: Terminal):
    from sqlalchemy import update

    from storage.schema import CaseEvent

    number = terminal.bureau.open("2026-03-02")
    unguard(terminal.bureau.store)
    with terminal.bureau.store.write() as connection:
        connection.execute(update(CaseEvent).values(body="{}"))
    found = terminal.type("verify", "--json")
    assert found.code == 1
    assert found.data["ok"] is False
    assert [(flaw["case"], flaw["seq"]) for flaw in found.data["flaws"]] == [(number, 1)]
    printed = terminal.type("verify")
    assert printed.code == 1
    assert f"✗ {number}#1" in printed.out


def test_a_sweep_with_a_broken_case_says_which_and_ends_with_one(terminal: Terminal):
    from sqlalchemy import update

    from storage.schema import Case

    number = terminal.bureau.open("2026-03-02")
    with terminal.bureau.store.write() as connection:
        connection.execute(update(Case).values(facts="{"))
    found = terminal.type("sweep", "--as-of", "2026-03-10T00:05")
    assert found.code == 1
    assert f"✗ {number}" in found.out


def test_help_and_version_end_well(terminal: Terminal):
    for words in ((), ("case",), ("task",), ("calendar",), ("case", "do", "--help"), ("-h",)):
        found = terminal.type(*words)
        assert found.code in {0, 2}
        assert "Usage" in found.out + found.err
    assert terminal.done("version").out.strip()


def test_english_speaks_english(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    number = registered(terminal)
    for words in (
        ("case", "list"), ("case", "show", number), ("case", "history", number),
        ("task", "list"), ("verify",), ("sweep", "--dry-run"),
    ):  # fmt: skip
        assert terminal.done(*words).out
    said = terminal.refused("case", "do", number, "accept", "--as", HANDLER)
    assert said.isascii()
    assert "Application window" in said


def test_a_real_process_ends_with_the_same_code_and_sentence(terminal: Terminal):
    done = subprocess.run(
        [sys.executable, "-m", "rongcuo", "case", "show", "2026-9999-1"],
        capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "没有案件“2026-9999-1”，请核对后再试。\n"


def test_a_decision_may_be_taken_from_a_file(terminal: Terminal):
    b = terminal.bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-04", "accept", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-10", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-11", "clear_report", "shenlan", opinion="同意")
    file = Path("decision.json")
    file.write_text(json.dumps({**DECISION, "on": "2026-03-12"}, ensure_ascii=False), "utf-8")
    terminal.done("case", "do", b.number, "decide", "--as", "luochengan", "--data", str(file))
    assert b.row().outcome == "exempt"


def test_an_extension_answers_with_the_new_last_day(terminal: Terminal):
    number = registered(terminal)
    terminal.done("case", "do", number, "consider_ex_officio", "--as", HANDLER)
    words = ("case", "do", number, "extend_review", "--as", SUPERVISOR, "--data", "-")
    more = {"days": 2, "reason": "须鉴定"}
    assert "最多延长10个工作日" in terminal.refused(*words, data={**more, "days": 11})
    said = terminal.done(*words, data=more).out
    assert f"\n  review 延长至 {terminal.bureau.due('review', number)}" in said
    assert "只能延长一次" in terminal.refused(*words, data=more)
