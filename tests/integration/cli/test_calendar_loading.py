"""``rongcuo calendar load``, ``set``, ``show``, ``history``, ``recount`` as they are typed."""

import json
import shlex
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from support.bureau import HANDLER
from support.calendars import YEAR_2027, in_force, recounts
from support.commands import Terminal

from deadlines import SHANGHAI, statutory_holidays

ROOT = Path(__file__).parents[3]


def today() -> date:
    return datetime.now(SHANGHAI).date()


def written(tmp_path: Path, year: Any) -> str:
    file = tmp_path / "a year.json"
    file.write_bytes(year if isinstance(year, bytes) else json.dumps(year).encode())
    return str(file)


def changed(**changes: Any) -> dict[str, Any]:
    return {**YEAR_2027, **changes}


def with_day(**day: Any) -> dict[str, Any]:
    return changed(days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": True, **day}])


BAD = {
    "no JSON": (b"{", "JSON"),
    "no text": (b"\xff\xfe{", "UTF-8"),
    "nothing": (b"", "JSON"),
    "a list": ([YEAR_2027], "year"),
    "deeply nested": (b"[" * 100_000, "JSON"),
    "another century": (changed(year=1999), "2004"),
    "no year": ({"days": YEAR_2027["days"]}, "year"),
    "a year as text": (changed(year="2027"), "year"),
    "the days of another year": (changed(year=2030), "2030"),
    "no days": (changed(days=[]), "days"),
    "days that are none": (changed(days=["2027-01-01"]), "days[0]"),
    "a day twice": (changed(days=[*YEAR_2027["days"], YEAR_2027["days"][0]]), "2027-01-01"),
    "a make-up day on a Monday": (with_day(date="2027-01-04", isOffDay=False), "2027-01-04"),
    "a day that does not exist": (with_day(date="2027-02-30"), "YYYY-MM-DD"),
    "a day of the year after next": (with_day(date="2029-01-01"), "2029-01-01"),
    "a name of many lines": (with_day(name="元旦\n\x1b[31m"), "name"),
    "no name": (with_day(name=""), "name"),
    "off that is no truth": (with_day(isOffDay="yes"), "isOffDay"),
    "papers that are none": (changed(papers="国办"), "papers"),
    "a paper of many lines": (changed(papers=["国办\x1b[2J"]), "papers"),
    "a number too long": (b'{"year": ' + b"9" * 5000 + b"}", "JSON"),
    "twenty megabytes": (b" " * 20_000_000, "1 MB"),
}


@pytest.mark.parametrize("named", BAD)
@pytest.mark.parametrize("apply", [(), ("--apply", "--as", HANDLER)], ids=["look", "apply"])
def test_a_bad_file_is_refused_in_one_sentence(
    terminal: Terminal, tmp_path: Path, named: str, apply: tuple[str, ...]
):
    year, said = BAD[named]
    sentence = terminal.refused("calendar", "load", written(tmp_path, year), *apply)
    assert said in sentence
    assert len(sentence) < 300


@pytest.mark.parametrize("file", [".", "nowhere.json", "/dev/null/year.json"])
def test_a_file_that_cannot_be_read_is_said(terminal: Terminal, file: str):
    assert "FILE" in terminal.refused("calendar", "load", file)


def test_a_refusal_is_said_in_english_too(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    file = written(tmp_path, with_day(date="2027-01-04", isOffDay=False))
    sentence = terminal.refused("calendar", "load", file)
    assert "the make-up day 2027-01-04 must be a Saturday or Sunday" in sentence
    assert "--as" in terminal.refused("calendar", "load", written(tmp_path, YEAR_2027), "--apply")


def test_nothing_is_loaded_without_a_name_that_is_known(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, YEAR_2027)
    assert "--as" in terminal.refused("calendar", "load", file, "--apply")
    assert "nobody" in terminal.refused("calendar", "load", file, "--apply", "--as", "nobody")


def test_a_year_is_looked_at_then_applied_and_shown(terminal: Terminal, tmp_path: Path):
    """Scenario 11: the window of 2027-02-01 moves from 02-12 to 02-16, with N12 for two people."""
    b = terminal.bureau
    b.open("2027-02-01", informed_on="2027-02-01")
    moving = b.number
    b.open("2027-01-28", informed_on="2027-01-28")
    file, before = written(tmp_path, YEAR_2027), b.tables()
    seen = terminal.done("calendar", "load", file).out
    assert "2027年：放假 9 天，调休上班 2 天。" in seen
    assert f"{moving}" in seen
    assert "2027-02-12  2027-02-16" in seen
    assert "重算为 2027-02-03，已告知，不提前" in seen
    assert "将改期 1 项，已告知而保留原日期 1 项" in seen
    looked = terminal.done("calendar", "load", file, "--json").data
    assert (looked["applied"], looked["failures"]) == (False, [])
    assert [(m["task"], m["was"], m["due_on"], m["kept"]) for m in looked["moved"]] == [
        ("application_window", "2027-02-12", "2027-02-16", False),
        ("application_window", "2027-02-04", "2027-02-04", True),
    ]
    assert b.tables() == before
    done = terminal.done("calendar", "load", file, "--apply", "--as", HANDLER).out
    assert "改期 1 项，暂定转确定等 1 项，通知 2 份" in done
    assert b.due("application_window", moving) == date(2027, 2, 16)
    shown = terminal.done("calendar", "show", "2027").out
    assert "尚未公布" not in shown
    assert "2027-01-30  班  春节调休上班，星期六" in shown
    again = terminal.done("calendar", "recount", "--json").data
    assert (again["moved"], again["confirmed"], again["notices"]) == (0, 0, 0)
    assert terminal.done("verify").out


def test_a_file_may_come_by_standard_input_from_windows_and_say_more_than_asked(
    terminal: Terminal,
):
    """A mark at its beginning, keys of others: the days are read, the rest is not kept."""
    more = {"$schema": "x", "secret": "x", **YEAR_2027}
    data = b"\xef\xbb\xbf" + json.dumps(more).encode()
    terminal.done("calendar", "load", "-", "--apply", "--as", HANDLER, data=data)
    with terminal.bureau.store.read() as connection:
        kept = connection.execute(
            text("SELECT document FROM calendar_years ORDER BY id DESC LIMIT 1")
        ).scalar_one()
    assert set(json.loads(kept)) == {"year", "papers", "days"}


def test_a_year_of_some_days_only_is_taken_at_its_word(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, with_day())
    assert "放假 1 天" in terminal.done("calendar", "load", file).out
    terminal.done("calendar", "load", file, "--apply", "--as", HANDLER)
    assert terminal.done("calendar", "due", "2027-02-04", "1").out == "2027-02-05\n"


def test_a_year_that_leaves_out_a_holiday_is_looked_at_twice(terminal: Terminal, tmp_path: Path):
    file = written(tmp_path, with_day())
    first = terminal.done("calendar", "load", file).out.splitlines()[0]
    assert "没有列入春节、清明节、劳动节、端午节、中秋节、国庆节" in first
    assert terminal.done("calendar", "load", file, "--json").data["lacking"][0] == "春节"
    whole = [
        {"name": name, "date": day.isoformat(), "isOffDay": True}
        for day, name in statutory_holidays(2027)
    ]
    file = written(tmp_path, changed(days=whole))
    assert terminal.done("calendar", "load", file, "--json").data["lacking"] == []
    assert "没有列入" not in terminal.done("calendar", "load", file).out


def test_a_single_day_is_set_and_given_back(terminal: Terminal):
    b = terminal.bureau
    day = str(in_force(b).shift(today(), 2))
    b.open(today().isoformat(), on=datetime.now(UTC).isoformat())
    held = b.due("application_window")
    why = ("--name", "临时停工", "--source", "巴府办〔2026〕9号")
    seen = terminal.done("calendar", "set", day, "--off", *why).out
    assert f"{held}" in seen
    assert b.due("application_window") == held
    terminal.done("calendar", "set", day, "--off", *why, "--apply", "--as", HANDLER)
    moved = b.due("application_window")
    assert moved > held
    assert "临时停工" in terminal.done("calendar", "show", day[:4]).out
    terminal.done("calendar", "set", day, "--as-published", *why, "--apply", "--as", HANDLER)
    assert b.due("application_window") == moved  # told once, never made earlier
    history = terminal.done("calendar", "history").out.splitlines()
    assert f"{HANDLER}" in history[-2]
    assert f"{day} 放假：临时停工（巴府办〔2026〕9号）" in history[-2]
    assert "撤销单日调整" in history[-1]
    told = terminal.done("calendar", "history", "--json").data
    assert [(v["by"], v["day"]["off"]) for v in told[-2:]] == [(HANDLER, True), (HANDLER, None)]
    assert "随软件" in history[1]
    explained = terminal.done("task", "explain", b.number, "application_window", "--json").data
    assert explained["calendar_version"] == told[-1]["name"] == history[-1].split()[0]
    first, second = (body["tasks"] for body in recounts(b))
    assert [(task["due_on"], task["was"]) for task in first] == [(str(moved), str(held))]
    # Nothing moved back, and the history says what would be counted.
    [kept] = second
    assert (kept["due_on"], kept["was"], kept["computed"]) == (str(moved), str(moved), str(held))
    before = b.tables()
    assert terminal.done("calendar", "recount", "--json").data["confirmed"] == 0
    assert b.tables() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-03-09",), "--off"),
        (("2026-03-09", "--off", "--as-published"), "--off"),
        (("2026-03-09", "--off"), "--name"),
        (("2026-03-09", "--off", "--name", "x"), "--source"),
        (("2026-03-09", "--off", "--name", "x\x1b[2J", "--source", "x"), "--name"),
        (("2026-03-09", "--off", "--name", "x" * 101, "--source", "x"), "--name"),
        (("2026-02-30", "--off", "--name", "x", "--source", "x"), "DAY"),
        (("2003-12-31", "--off", "--name", "x", "--source", "x"), "2004"),
        (("2101-01-01", "--off", "--name", "x", "--source", "x"), "2004"),
        (("2026-03-09", "--off", "--name", "x", "--source", "x", "--apply"), "--as"),
    ],
)
def test_a_single_day_needs_a_direction_a_name_and_a_source(
    terminal: Terminal, words: tuple[str, ...], said: str
):
    assert said in terminal.refused("calendar", "set", *words)


@pytest.mark.parametrize("day", ["2004-01-01", "2004-01-02", "2100-12-31"])
def test_the_first_and_the_last_day_there_are_may_be_set(terminal: Terminal, day: str):
    words = ("--off", "--name", "x", "--source", "x", "--apply", "--as", HANDLER)
    terminal.done("calendar", "set", day, *words)
    assert f"{day}  休" in terminal.done("calendar", "show", day[:4]).out


@pytest.mark.parametrize(("year", "working"), [("2004", 252), ("2026", 248)])
def test_a_published_year_is_shown(terminal: Terminal, year: str, working: int):
    shown = terminal.done("calendar", "show", year)
    assert f"工作日 {working} 天" in shown.out
    found = terminal.done("calendar", "show", year, "--json").data
    assert (found["provisional"], sum(found["working_days"])) == (False, working)
    assert {entry["layer"] for entry in found["named"]} == {"holiday", "make_up"}


def test_an_unpublished_year_is_shown_as_provisional(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
):
    shown = terminal.done("calendar", "show", "2027").out
    assert "尚未公布" in shown
    assert "2027-02-06  休  春节放假" in shown
    for year in ("2028", "2100"):
        assert "尚未公布" in terminal.done("calendar", "show", year).out
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    assert "not published" in terminal.done("calendar", "show", "2027").out


@pytest.mark.parametrize("year", ["2003", "2101", "-1", "MMXXVI", "99999999999999999999"])
def test_a_year_outside_the_calendar_is_wrong_usage(terminal: Terminal, year: str):
    terminal.refused("calendar", "show", year, code=2)


def test_a_case_whose_data_raises_is_named_and_the_command_fails(
    terminal: Terminal, tmp_path: Path
):
    b = terminal.bureau
    good, bad = b.open("2027-02-01"), b.open("2027-02-01")
    with b.store.write() as connection:
        connection.execute(text(f"UPDATE cases SET facts = '{{' WHERE number = '{bad}'"))
    file = written(tmp_path, YEAR_2027)
    for words in ((), ("--apply", "--as", HANDLER)):
        ended = terminal.type("calendar", "load", file, *words)
        assert (ended.code, ended.err) == (1, "")
        assert f"  ✗ {bad}: ValidationError" in ended.out
    assert b.due("application_window", good) == date(2027, 2, 16)
    ended = terminal.type("calendar", "recount", "--json")
    assert (ended.code, ended.data["failures"]) == (1, [f"{bad}: ValidationError"])


@pytest.mark.parametrize("user", ["sunhao", "baixue"])
def test_an_officer_and_a_unit_keep_no_calendar(terminal: Terminal, tmp_path: Path, user: str):
    file = written(tmp_path, YEAR_2027)
    assert "工作日历由" in terminal.refused("calendar", "load", file, "--apply", "--as", user)


def test_a_closed_standard_input_is_empty_and_no_fault(terminal: Terminal):
    done = subprocess.run(
        ["sh", "-c", f"{shlex.quote(sys.executable)} -m rongcuo calendar due - <&-"],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
