"""``rongcuo calendar due``: one date with its days, or as many lines as somebody has."""

import json
import random
import re
import shlex
import subprocess
import sys
import threading
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import IO

import pytest
from support.calendars import in_force
from support.commands import Terminal

from deadlines import Unit, due, explain

ROOT = Path(__file__).parents[3]


def lines(terminal: Terminal, data: bytes) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for line in terminal.done("calendar", "due", "-", data=data).out.splitlines()
    ]


def test_the_json_is_exactly_what_is_promised(terminal: Terminal):
    assert terminal.done("calendar", "due", "2026-09-18", "2", "--json").data == {
        "due_on": "2026-09-21",
        "provisional": False,
        "days": [
            {"date": "2026-09-19", "counted": False, "why": "休息日，星期六"},
            {
                "date": "2026-09-20",
                "counted": True,
                "why": "国庆节调休上班，星期日"
                "（国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号））",
            },
            {"date": "2026-09-21", "counted": True, "why": "工作日，星期一"},
        ],
    }


def test_it_speaks_english(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    found = terminal.done("calendar", "due", "2027-02-04", "1", "--json").data
    assert (found["due_on"], found["provisional"]) == ("2027-02-11", True)
    assert found["days"][0]["why"].startswith("春节 holiday, Friday, by statute as the year is not")
    assert "(provisional: that year is not published yet)" in (
        terminal.done("calendar", "due", "2027-02-04", "1").out
    )


@pytest.mark.parametrize(
    ("start", "n", "unit", "due_on"),
    [
        ("2004-01-01", "0", "WD", "2004-01-02"),  # a holiday: nothing to count, the next worked day
        ("2004-01-01", "1", "D", "2004-01-02"),
        ("2026-10-03", "0", "D", "2026-10-08"),
        ("2026-01-31", "1", "M", "2026-02-28"),
        ("2024-01-31", "1", "M", "2024-02-29"),
        ("2024-02-29", "12", "M", "2025-02-28"),
        ("2026-12-31", "1", "M", "2027-02-01"),
        ("2026-03-02", "0", "WD", "2026-03-02"),
        ("2100-12-30", "1", "WD", "2100-12-31"),
        ("2100-12-31", "0", "WD", "2100-12-31"),
    ],
)
def test_the_edges_of_years_months_and_lengths(
    terminal: Terminal, start: str, n: str, unit: str, due_on: str
):
    words = ("calendar", "due", start, n, "--unit", unit)
    assert terminal.done(*words).out.startswith(due_on)
    explained = terminal.done(*words, "--explain").out.splitlines()
    assert len(explained) == 1 + (date.fromisoformat(due_on) - date.fromisoformat(start)).days
    if n == "0":
        assert "✓" not in "".join(explained)


@pytest.mark.parametrize(
    ("start", "n", "unit"),
    [
        ("2003-12-31", "1", "WD"), ("2101-01-01", "1", "D"), ("2100-12-31", "1", "WD"),
        ("2100-12-31", "1", "D"), ("2100-12-01", "1", "M"), ("2026-03-02", "5000", "M"),
        ("2090-03-02", "5000", "WD"), ("0001-01-01", "5", "WD"), ("9999-12-31", "1", "D"),
    ],
)  # fmt: skip
def test_what_lies_outside_the_calendar_is_refused(
    terminal: Terminal, start: str, n: str, unit: str
):
    said = terminal.refused("calendar", "due", start, n, "--unit", unit)
    assert "2004" in said
    [answer] = lines(terminal, f"{start} {n} {unit}\n".encode())
    assert "2004" in str(answer["error"])


def test_every_line_has_its_answer_and_a_bad_one_stops_none(terminal: Terminal):
    found = lines(
        terminal,
        b"\xef\xbb\xbf2026-03-02 5 WD\n"  # as Windows begins a file
        b"\n"
        b"   \t \n"
        b"2026-03-02\n"
        b"2026-03-02 five WD\n"
        b"2026-03-02 -1 WD\n"
        b"2026-03-02 " + b"9" * 150 + b" WD\n"
        b"2026-03-02 5 H\n"
        b"2026-03-02 5 WD more\n"
        b"1999-03-02 5 WD\n"
        b"2026-13-02 5 WD\n"
        b"\xff\xfe 5 WD\n"
        b"\x00\n"
        + b"x" * 1_000_000 + b"\n"
        b"2026-03-02 5\r\n"
        b"2026-03-02 1 M",
    )  # fmt: skip
    assert len(found) == 16
    assert [n for n, answer in enumerate(found) if "error" not in answer] == [0, 14, 15]
    assert [found[n]["due_on"] for n in (0, 14, 15)] == ["2026-03-09", "2026-03-09", "2026-04-02"]
    assert all(set(answer) in ({"error"}, {"due_on", "provisional", "days"}) for answer in found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2026-03-02 1_0 WD", "须为0至5000的数字"),
        ("2026-03-02 １０ WD", "须为0至5000的数字"),
        ("2026-03-02 +5 WD", "须为0至5000的数字"),
        ("2026-03-02 5 WD" + " " * 185 + "M", "每行至多200字节"),
    ],
)
def test_what_nobody_means_by_a_number_or_a_line_is_an_error(
    terminal: Terminal, line: str, said: str
):
    [found, after] = lines(terminal, f"{line}\n2026-03-02 5\n".encode())
    assert said in str(found["error"])
    assert after["due_on"] == "2026-03-09"


def test_a_line_of_two_hundred_bytes_is_read_whole(terminal: Terminal):
    long = "2026-03-02 " + " " * 186 + "5 M"
    assert [len(long), lines(terminal, f"{long}\n".encode())[0]["due_on"]] == [200, "2026-08-03"]


def test_nothing_in_gives_nothing_out(terminal: Terminal):
    assert lines(terminal, b"") == []


def test_errors_of_lines_speak_english(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    found = lines(terminal, b"x\n1999-03-02 5 WD\n2026-03-02 5 H\n2026-03-02 9999 WD\n")
    assert [str(answer["error"]).isascii() for answer in found] == [True] * 4


def test_the_lines_answer_as_the_single_command_and_the_rules_do(terminal: Terminal):
    days, chance = in_force(terminal.bureau), random.Random(3)
    asked = [
        (date(2004, 1, 1) + timedelta(days=chance.randrange(8000)), chance.randrange(40), unit)
        for unit in Unit
        for _ in range(40)
    ]
    found = lines(terminal, "".join(f"{d} {n} {u}\n" for d, n, u in asked).encode())
    for (start, n, unit), answer in zip(asked, found, strict=True):
        assert answer["due_on"] == str(due(start, n, unit, days).due_on)
        assert len(answer["days"]) == len(explain(start, n, unit, days).days)


def test_a_hundred_thousand_lines_stream_through_in_flat_memory(terminal: Terminal):
    """Answers come while lines are still being asked, and ten times more take no more room."""
    asked = "".join(f"{date(2020, 1, 1) + timedelta(days=n % 2000)} 3 WD\n" for n in range(100_000))
    with subprocess.Popen(
        [sys.executable, "-m", "rongcuo", "calendar", "due", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        feed = threading.Thread(target=given, args=(process.stdin, asked.encode()))
        feed.start()
        few = sum(b'"due_on"' in line for line in islice(process.stdout, 10_000))
        assert feed.is_alive()
        room = largest(process.pid)
        many = sum(b'"due_on"' in line for line in islice(process.stdout, 85_000))
        grown = largest(process.pid) - room
        rest = sum(b'"due_on"' in line for line in process.stdout)
        feed.join()
    assert (few, many, rest, process.returncode) == (10_000, 85_000, 5_000, 0)
    assert grown < 4_000


def given(to: IO[bytes], data: bytes) -> None:
    with to:
        to.write(data)


def largest(pid: int) -> int:
    """The most memory the process ever held, in kB."""
    [line] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(line)


def test_a_reader_who_has_seen_enough_gets_no_complaint(terminal: Terminal):
    count = f"{shlex.quote(sys.executable)} -m rongcuo calendar due -"
    done = subprocess.run(
        ["sh", "-c", f"yes '2026-03-02 5 WD' | head -9000 | {count} | head -1"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    assert (done.stdout.count(b"\n"), done.stderr) == (1, b"")
