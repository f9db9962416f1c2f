"""Bad input gets one sentence that names the field and the rule; nothing is written."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.bureau import APPLICATION, DECISION, HANDLER, OFFICER, SUPERVISOR, UNIT, opening
from support.commands import Terminal
from support.papers_in import REPORT

from deadlines import SHANGHAI

NOT_OBJECTS = (
    (b"", "JSON"),
    (b"{", "JSON"),
    (b"statement=x", "JSON"),
    (b"[]", "JSON 对象"),
    (b"null", "JSON 对象"),
    (b'"text"', "JSON 对象"),
    (b'{"statement": "x",}', "JSON"),
    (b'{"statement": NaN}', "NaN"),
    (b'{"statement": "x", "statement": "y"}', "两次"),
    (b'{"statement": "\xff\xfe"}', "UTF-8"),
    (b'{"votes": ' + b"9" * 5000 + b"}", "--data"),
    (b"[" * 200_000, "--data"),
    (b'{"statement": "' + b"x" * 1_000_000 + b'"}', "1 MB"),
)
FIELDS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "statement"),
    ({"statement": "x", "colour": "red"}, "colour"),
    ({"statement": "甲\u0000乙"}, "控制字符"),
    ({"statement": "甲\u001b[2J乙"}, "控制字符"),
    ({"statement": "字" * 20_001}, "20000"),
    ({"statement": "x" * 900_000}, "20000"),
    ({"statement": "x", "received_at": "2026-02-30"}, "received_at"),
    ({"statement": "x", "received_at": "9999-12-31T23:59-12:00"}, "received_at"),
    ({"statement": "x", "received_at": "0001-01-01"}, "received_at"),
    ({"statement": "x", "on": "9999-12-31"}, "on"),
    ({"statement": "x", "on": "1990-01-01"}, "on"),
    ({"statement": "x", "evidence": ["a\nb"]}, "evidence.0"),
    ({"statement": "\ud800"}, "statement"),
    ({"\ud800": 1}, "无效字符"),
    ({"statement": "x", "字" * 500: 1}, "没有这个字段"),
)


@pytest.mark.parametrize(
    ("data", "named"), NOT_OBJECTS, ids=[str(n) for n in range(len(NOT_OBJECTS))]
)
def test_what_is_no_json_object_is_refused(terminal: Terminal, data: bytes, named: str):
    number = terminal.bureau.open("2026-03-02")
    said = terminal.refused("case", "do", number, "file", "--as", OFFICER, "--data", "-", data=data)
    assert named in said
    assert len(said) < 300


@pytest.mark.parametrize(("data", "named"), FIELDS, ids=[str(n) for n in range(len(FIELDS))])
def test_a_field_that_breaks_a_rule_is_named(terminal: Terminal, data: dict[str, Any], named: str):
    number = terminal.bureau.open("2026-03-02")
    said = terminal.refused("case", "do", number, "file", "--as", OFFICER, "--data", "-", data=data)
    assert named in said
    assert len(said) < 300


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"started_on": "2026-02-30"}, "started_on"),
        ({"started_on": "tomorrow"}, "started_on"),
        ({"started_on": "9999-12-31"}, "started_on"),
        ({"started_on": "1990-01-01"}, "2004"),
        ({"started_on": "0001-01-01"}, "2004"),
        ({"informed_on": "2026-03-01"}, "informed_on"),
        ({"officers": []}, "officers"),
        ({"officers": ["nobody"]}, "nobody"),
        ({"officers": [OFFICER, OFFICER]}, "officers"),
        ({"officers": [UNIT]}, "第二条"),
        ({"officers": ["x"] * 51}, "officers"),
        ({"officers": ["甲\u0000"]}, "officers.0"),
        ({"track": "sideways"}, "track"),
        ({"handler": "nobody"}, "nobody"),
        ({"handler": OFFICER}, "handler"),
        ({"supervisor": HANDLER}, "督办"),
        ({"supervisor": "guyuan"}, "supervisor"),
        ({"report_kind": "gossip"}, "report_kind"),
    ],
)
def test_a_registration_that_breaks_a_rule_is_refused(
    terminal: Terminal, changed: dict[str, Any], named: str
):
    data = {**opening("2026-03-02"), **changed}
    said = terminal.refused("case", "open", "--as", HANDLER, "--data", "-", data=data)
    assert named in said


def test_only_a_handler_registers(terminal: Terminal):
    for user in (OFFICER, SUPERVISOR, "luochengan"):
        data = {**opening("2026-03-02"), "handler": HANDLER}
        said = terminal.refused("case", "open", "--as", user, "--data", "-", data=data)
        assert "承办人" in said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("case", "do", "CASE", "approve", "--as", OFFICER), "approve"),
        (("case", "do", "CASE", "accept", "--as", "nobody"), "nobody"),
        (("case", "do", "CASE", "accept", "--as", "' OR 1=1 --"), "OR 1=1"),
        (("case", "do", "2026-9999-1", "accept", "--as", HANDLER), "2026-9999-1"),
        (("case", "do", "", "accept", "--as", HANDLER), "没有案件"),
        (("case", "do", "x" * 5000, "accept", "--as", HANDLER), "没有案件"),
        (("case", "do", "CASE", "accept", "--as", HANDLER), "问责启动"),
        (("case", "do", "CASE", "lapse", "--as", HANDLER), "系统时钟"),
        (("case", "do", "CASE", "accept", "--as", OFFICER), "问责启动"),
        (("case", "do", "CASE", "inform_officer", "--as", OFFICER), "须由承办人"),
        (("case", "do", "CASE", "accept", "--as", "wulei"), "没有案件"),
        (("case", "do", "CASE", "file", "--as", OFFICER, "--version", "7"), "第7版"),
        (("case", "do", "CASE", "file", "--as", OFFICER, "--key", "k" * 101), "--key"),
        (("case", "do", "CASE", "file", "--as", OFFICER, "--key", ""), "--key"),
        (("case", "do", "CASE", "file", "--as", OFFICER, "--data", "missing.json"), "--data"),
        (("case", "do", "CASE", "file", "--as", OFFICER, "--data", "."), "--data"),
        (("case", "show", "nonsense"), "nonsense"),
        (("case", "show", "CASE", "--as", "nobody"), "nobody"),
        (("case", "history", "nonsense"), "nonsense"),
        (("case", "list", "--state", "nonsense"), "--state"),
        (("case", "list", "--urgency", "nonsense"), "--urgency"),
        (("task", "list", "--as", "nobody"), "nobody"),
        (("task", "list", "--until", "2026-02-30"), "--until"),
        (("sweep", "--as-of", "yesterday"), "--as-of"),
        (("sweep", "--as-of", "9999-12-31T23:59:59-12:00"), "--as-of"),
        (("sweep", "--as-of", "0001-01-01T00:00:00+14:00"), "--as-of"),
        (("calendar", "due", "2026-02-30", "5"), "START"),
        (("calendar", "due", "20260301", "5"), "START"),
        (("calendar", "due", "2026-03-02"), "N"),
        (("calendar", "due", "2026-03-02", "99999"), "N"),
        (("calendar", "due", "2026-03-02", "five"), "N"),
        (("calendar", "due", "2026-03-02", "1_0"), "N"),
        (("calendar", "due", "2026-03-02", "１０"), "N"),
        (("sweep", "--as-of", "2090-03-10T00:05"), "--yes"),
        (("calendar", "due", "2026-03-02", "5", "--unit", "Y"), "UNIT"),
        (("calendar", "due", "1999-03-02", "5"), "2004"),
        (("calendar", "due", "2100-12-30", "5"), "2004"),
        (("calendar", "due", "9999-12-31", "5000", "--unit", "M"), "2004"),
    ],
    ids=lambda value: "-".join(value)[:50] if isinstance(value, tuple) else None,
)
def test_what_does_not_exist_or_may_not_be_is_said(
    terminal: Terminal, words: tuple[str, ...], named: str
):
    number = terminal.bureau.open("2026-03-02")
    said = terminal.refused(*(number if word == "CASE" else word for word in words))
    assert named in said
    assert len(said) < 400


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("case", "nonsense"),
        ("case", "do"),
        ("case", "do", "2026-0001-1", "file"),
        ("case", "list", "--limit", "0"),
        ("case", "list", "--limit", "many"),
        ("case", "list", "--nonsense"),
        ("calendar", "due", "2026-03-02", "-1"),
        ("lifecycle", "--format", "svg"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two_and_says_where_help_is(
    terminal: Terminal, words: tuple[str, ...]
):
    said = terminal.refused(*words, code=2)
    assert "--help" in said


@pytest.mark.parametrize("event", ["file", "accept", "decide", "terminate", "suspend", "open"])
def test_a_closed_case_takes_nothing(terminal: Terminal, event: str):
    b = terminal.bureau
    b.open("2026-03-02", "external", report_kind="none")
    b.sweep("2026-03-10T00:05")
    b.do("2026-03-11", "close_unapplied", SUPERVISOR, reason="由启动机关答复")
    user = {"file": OFFICER, "decide": "luochengan", "terminate": SUPERVISOR, "suspend": SUPERVISOR}
    data: dict[str, Any] = {
        "file": APPLICATION, "decide": DECISION, "terminate": {"ground": "death", "reason": "x"},
        "suspend": {"reason": "x"}, "open": opening("2026-03-02"),
    }.get(event, {})  # fmt: skip
    said = terminal.refused(
        "case", "do", b.number, event, "--as", user.get(event, HANDLER), "--data", "-", data=data
    )
    assert "已办结" in said


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"sanctions": [{"kind": "政务警告", "effective_on": "9999-12-31"}]}, "effective_on"),
        ({"sanctions": [{"kind": "政务警告", "effective_on": "0001-01-01"}]}, "effective_on"),
        ({"sanctions": [{"kind": "政务警告", "effective_on": "2099-01-01"}]}, "effective_on"),
        ({"received_on": "9999-12-31"}, "received_on"),
        ({"on": "2026-03-01"}, "on"),
        ({"votes_for": 10**30}, "votes_for"),
        ({"checks": ["A11.1"] * 21}, "checks"),
        ({"sanctions": [{"kind": "x" * 201, "effective_on": "2026-03-04"}]}, "sanctions.0.kind"),
        ({"sanctions": [{"kind": "政务警告", "effective_on": "2026-03-04"}] * 11}, "sanctions"),
    ],
)
def test_a_decision_with_an_impossible_day_or_number_is_refused(
    terminal: Terminal, changed: dict[str, Any], named: str
):
    b = terminal.bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    b.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-10", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-11", "clear_report", "shenlan", opinion="同意")
    data = {**DECISION, "outcome": "mitigated", **changed}
    said = terminal.refused(
        "case", "do", b.number, "decide", "--as", "luochengan", "--data", "-", data=data
    )
    assert named in said


def test_a_reviewer_who_is_none_or_who_is_the_officer_is_refused(terminal: Terminal):
    b = terminal.bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    words = ("case", "do", b.number, "assign_reviewers", "--as", HANDLER, "--data", "-")
    for second, named in (
        ("nobody", "nobody"), (OFFICER, "回避"), (SUPERVISOR, "不是审查人"), ("guyuan", "重复"),
    ):  # fmt: skip
        said = terminal.refused(*words, data={"reviewers": ["guyuan", second]})
        assert named in said


def test_nobody_acts_in_their_own_case(terminal: Terminal, tmp_path: Path):
    """Scenario 25: whatever else an officer is, in their own case they are the officer."""
    from storage import people, staffing

    b = terminal.bureau
    with b.store.write() as connection:
        officer = people.person_named(connection, OFFICER, date(2026, 3, 2))
        assert officer
        for role in ("UPO", "HND", "SUP", "REV", "LEG", "BPG", "HR", "INT"):
            staffing.grant(connection, officer.id, role, None, datetime(2026, 3, 2, tzinfo=UTC))
    b.open("2026-03-02")
    for event, given in (
        ("consider_ex_officio", {}), ("suspend", {"reason": "x"}), ("inform_officer", {}),
        ("terminate", {"ground": "death", "reason": "x"}),
    ):  # fmt: skip
        said = terminal.refused(
            "case", "do", b.number, event, "--as", OFFICER, "--data", "-",
            data=given,
        )  # fmt: skip
        assert "您在本案的身份：执法人员" in said
    for part in ("handler", "supervisor"):
        data = {**opening("2026-03-02"), part: OFFICER}
        assert "回避" in terminal.refused("case", "open", "--as", HANDLER, "--data", "-", data=data)


@pytest.mark.parametrize(
    ("name", "value"),
    [("RONGCUO_PORT", "many"), ("RONGCUO_COLOUR", "red"), ("RONGCUO_LANGUAGE", "fr"),
     ("RONGCUO_SETTINGS", "missing.toml")],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)
    assert name in terminal.refused("case", "list", code=2)


def test_an_unmigrated_or_missing_database_says_what_to_run(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for url in (f"sqlite:///{tmp_path / 'new.db'}", f"sqlite:///{tmp_path / 'no' / 'where.db'}",
                "postgresql+psycopg://nobody@127.0.0.1:1/none"):  # fmt: skip
        monkeypatch.setenv("RONGCUO_DATABASE_URL", url)
        for words in (("case", "list"), ("verify",), ("sweep",), ("case", "show", "x")):
            said = terminal.refused(*words)
            assert "rongcuo doctor" in said
            assert "rongcuo migrate" in said


def test_a_day_in_the_future_is_not_entered(terminal: Terminal):
    number = terminal.bureau.open("2026-03-02")
    tomorrow = (datetime.now(SHANGHAI) + timedelta(days=1)).date().isoformat()
    for event, user in (("inform_officer", HANDLER), ("suspend", SUPERVISOR)):
        said = terminal.refused(
            "case", "do", number, event, "--as", user, "--data", "-",
            data={"on": tomorrow, "reason": "x"},
        )  # fmt: skip
        assert "不能晚于今天" in said
