"""Words that only a few may read are searched for in everything that the system says to anybody."""

import logging
import re
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.commands import Terminal
from support.delivering import SENDER
from support.feeds import Subscribe, subscribed
from support.files import unpacked
from support.pages import Reader
from support.ways import ROLES, address, reading
from support.whole_case import LINE, REVIEW

from cases.delivery import deliver_notices
from cases.papers import look_at_paper
from cases.reporters import Office, enter_report
from notifications.channels.folder import FolderChannel
from states.errors import NotFound
from storage import papers

REPORTER = {
    "name": "密名甲记号",
    "contact": "密电乙记号",
    "address": "密址丙记号",
    "id_number": "密证丁记号",
}
RAW = "密文戊记号，我是厂里的。"
SEALED = (*REPORTER.values(), "密文戊记号")


def reported(b: Bureau, data: Path) -> None:
    b.open("2026-03-02", officers=[OFFICER, "zhouqian"], report_kind="real_name")
    b.number = b.numbers[0]
    given = {"received_on": "2026-02-20", "abstract": "反映监测异常", "text": RAW, **REPORTER}
    enter_report(Office(b.store, data / "keys"), "2026-0001", given, "panxiao", at("2026-03-03"))


def everything_said(reader: Reader, b: Bureau) -> dict[tuple[str, str], str]:
    """What every route answers to every role: body and headers, by role and address."""
    found = {}
    for role, username in ROLES.items():
        reader.sign_in(username)
        for way in reading(reader.app):
            for number in b.numbers:
                path = address(way, number)
                answer = reader.get(path, follow_redirects=False)
                assert answer.status_code < 500, (role, path)
                found[role, path] = f"{answer.headers} {unpacked(answer.content)}"
        for words in (*SEALED, *REVIEW, "13900000000"):
            answer = reader.get("/cases", params={"q": words})
            found[role, f"?q={words}"] = answer.text.replace(words, "")  # the box repeats it
    return found


def papers_said(b: Bureau, day: str) -> dict[tuple[str, str], str]:
    """What every paper says to every role that may look at it."""
    found = {}
    with b.store.read() as connection:
        held = [(case, one) for case in b.numbers
                for one in papers.of_case(connection, b.row(case).id)]  # fmt: skip
    for role, username in ROLES.items():
        for case, one in held:
            with suppress(NotFound):
                looked = look_at_paper(
                    b.store, case, one.id, at(day), viewer=username, bureau="区局"
                )
                found[role, f"{case} {one.code}"] = repr(looked.sheet)
    return found


def leaks(said: dict[tuple[str, str], str], words: tuple[str, ...]) -> list[tuple[str, str, str]]:
    return [(*key, word) for key, text in said.items() for word in words if word in text]


def test_a_reporter_appears_nowhere_through_a_whole_case(
    at_day: Subscribe, sqlite_bureau: Bureau, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """Scenario 33: every route for every role, letters, calendars, logs, errors, the database."""
    caplog.set_level(logging.DEBUG)
    b = sqlite_bureau
    reported(b, tmp_path)
    feeds = [subscribed(b, username) for username in ROLES.values()]
    for step, (day, event, by, data) in enumerate(LINE):
        b.do(day, event, by, **data)
        b.sweep(f"{day}T14:00")
        if step in {4, len(LINE) - 1}:
            reader = at_day(day)
            assert isinstance(reader, Reader)
            said = everything_said(reader, b)
            assert len(said) > 300
            told = papers_said(b, day)
            assert len(told) > (20 if step == 4 else 60)
            assert leaks({**said, **told}, SEALED) == []
            for path in feeds:
                assert not any(word in reader.get(path).text for word in SEALED)
    assert b.state() == "closed"
    deliver_notices(
        b.store, FolderChannel(tmp_path / "mail"), at("2026-07-23T10:00"), sender=SENDER
    )
    letters = [file.read_text("utf-8") for file in (tmp_path / "mail").glob("*.eml")]
    assert len(letters) > 10
    assert not any(word in letter for letter in letters for word in SEALED)
    assert not any(word in caplog.text for word in SEALED)
    file = Path(str(b.store.url.database))
    for part in (file, file.with_name(f"{file.name}-wal")):
        held = part.read_bytes() if part.exists() else b""
        assert not any(word.encode() in held for word in SEALED), part
    backup = sqlite3.connect(tmp_path / "backup.db")
    with sqlite3.connect(file) as source:
        source.backup(backup)
    backup.close()
    copied = (tmp_path / "backup.db").read_bytes()
    assert not any(word.encode() in copied for word in SEALED)


def test_before_a_decision_neither_officer_nor_unit_reads_the_review(
    at_day: Subscribe, sqlite_bureau: Bureau, tmp_path: Path
):
    """Both ways: and administrators read of no case at all, before it or after."""
    b = sqlite_bureau
    reported(b, tmp_path)
    for day, event, by, data in LINE[:5]:
        b.do(day, event, by, **data)
    reader = at_day("2026-03-31")
    assert isinstance(reader, Reader)
    said = {**everything_said(reader, b), **papers_said(b, "2026-03-31")}
    for role in ("OFF", "UPO", "HR", "INT", "PET", "ADM", "SEC", "AUD"):
        own = {key: text for key, text in said.items() if key[0] == role}
        assert leaks(own, REVIEW) == [], role
    # Those who work on it do read what they need: the search above could find something.
    assert leaks(said, ("guyuan", "顾远"))
    for role in ("ADM", "SEC", "AUD"):
        own = {key: text for key, text in said.items() if key[0] == role and "?q=" not in key[1]}
        told = [(key[1], word) for *key, word in leaks(own, ("在线监测数据异常", "孙皓"))]
        assert told == [], role


def test_of_another_units_case_nothing_is_said(at_day: Subscribe, sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02", subject="二队事由记号")
    reader = at_day("2026-03-03")
    assert isinstance(reader, Reader)
    for username in ("qinchuan", "zhaowenjing", "longfei"):
        reader.sign_in(username)
        for way in reading(reader.app):
            answer = reader.get(address(way, b.number), follow_redirects=False)
            assert "二队事由记号" not in answer.text, (username, way.path)
            if "{number}" in way.path:
                assert answer.status_code == 404, (username, way.path)


def test_one_reading_is_one_page_that_is_kept_nowhere(
    at_day: Subscribe, sqlite_bureau: Bureau, tmp_path: Path
):
    b = sqlite_bureau
    reported(b, tmp_path)
    reader = at_day("2026-03-04")
    assert isinstance(reader, Reader)
    reader.sign_in("panxiao")
    page = reader.get("/matters/2026-0001").text
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)
    assert key
    assert "登记并密封" in page
    form = {"key": key[1], "reason": "核对反馈地址"}
    answer = reader.post("/reports/J2026-0001", data=form)
    assert answer.status_code == 200
    assert all(word in answer.text for word in SEALED)
    assert answer.headers["cache-control"] == "no-store"
    assert reader.get("/reports/J2026-0001").status_code in {404, 405}
    assert reader.post("/reports/J2026-0001", data={**form, "key": "0" * 64}).status_code == 422
    assert reader.post("/reports/J2026-0001", data={**form, "reason": " "}).status_code == 422
    for username in (HANDLER, OFFICER, SUPERVISOR, "jiangheng"):
        reader.sign_in(username)
        page = reader.get("/matters/2026-0001").text
        key = re.search(r'name="key" value="([0-9a-f]+)"', page)
        sent = {**form, "key": key[1] if key else ""}
        refused = reader.post("/reports/J2026-0001", data=sent, follow_redirects=False)
        assert refused.status_code in {303, 403, 404, 409, 422}, username
        assert not any(word in refused.text for word in SEALED)


def test_a_report_is_entered_on_the_page_and_nothing_typed_is_lost(
    at_day: Subscribe, sqlite_bureau: Bureau
):
    b = sqlite_bureau
    b.open("2026-03-02", report_kind="real_name")
    reader = at_day("2026-03-04")
    assert isinstance(reader, Reader)
    reader.sign_in("panxiao")
    key = re.search(r'name="key" value="([0-9a-f]+)"', reader.get("/matters/2026-0001").text)
    assert key
    form = {
        "key": key[1], "received_on": "2026-02-20", "abstract": "反映监测异常", "text": RAW,
        "contact": REPORTER["contact"],
    }  # fmt: skip
    missing = reader.post("/matters/2026-0001/reports", data=form)
    assert missing.status_code == 422
    assert "实名举报须登记姓名" in missing.text
    assert all(word in missing.text for word in (RAW, REPORTER["contact"], "反映监测异常"))
    done = reader.post("/matters/2026-0001/reports", data={**form, "name": REPORTER["name"]})
    assert done.status_code == 200  # back on the page of the matter
    assert "J2026-0001" in done.text
    assert not any(word in done.text for word in SEALED)
    assert reader.post("/matters/2026-0001/reports", data={**form, "key": ""}).status_code == 422
    reader.sign_in(HANDLER)
    page = reader.get("/matters/2026-0001").text
    assert "反映监测异常" in page
    assert "登记并密封" not in page


def test_the_command_line_says_no_more(terminal: Terminal, tmp_path: Path):
    b = terminal.bureau
    reported(b, tmp_path / "var")
    assert "J2026-0001" in terminal.done("reporter", "list", "2026-0001", "--as", HANDLER).out
    for words in (
        ("case", "list", "--json"), ("case", "show", b.number, "--json"), ("matter", "list"),
        ("matter", "show", "2026-0001", "--json"), ("task", "list", "--all", "--json"),
        ("reporter", "list", "2026-0001", "--as", HANDLER, "--json"), ("verify", "--json"),
        ("case", "hints", b.number), ("agenda", "--all"), ("journal", "--as", "jianming"),
    ):  # fmt: skip
        ended = terminal.type(*words)
        assert not any(word in ended.out + ended.err for word in SEALED), words
    for user in (HANDLER, OFFICER, SUPERVISOR, "jiangheng"):
        ended = terminal.type("reporter", "read", "J2026-0001", "--as", user, "--reason", "看看")
        assert ended.code == 1
        assert not any(word in ended.out + ended.err for word in SEALED)
    opened = terminal.done("reporter", "read", "J2026-0001", "--as", "panxiao", "--reason", "核对")
    assert all(word in opened.out for word in SEALED)
    assert "重新密封 1 件" in terminal.done("keys", "rotate", "--as", "wenan").out
