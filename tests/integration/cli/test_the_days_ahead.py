"""The days ahead on a terminal, and a calendar feed that is begun and ended there."""

import re
from collections.abc import Callable

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, at
from support.commands import Terminal

from cases.feeds import read_feed

Today = Callable[[str], None]
ADDRESS = re.compile(r"http://127\.0\.0\.1:8642/feed/([0-9A-Za-z_-]{43})\.ics")
# Started the day before the Mid-Autumn holiday; the officer was not told.
STARTED, NOW = "2026-09-24", "2026-09-29"
ZH = """\
2026-09-28 工作日，星期一
  2026-0001-1  启动告知    超期 1 日  承办人                    第十六条
2026-10-01 国庆节放假，星期四
2026-10-02 国庆节放假，星期五
2026-10-03 国庆节放假，星期六
2026-10-04 国庆节放假，星期日
2026-10-05 国庆节放假，星期一
2026-10-06 国庆节放假，星期二
2026-10-07 国庆节放假，星期三
2026-10-09 工作日，星期五
  2026-0001-1  容错申请期  剩 3 日    执法人员、所在单位党组织  第十六条
"""
EN = """\
2026-09-28 working day, Monday
  2026-0001-1  Tell the officer of the start  1 late  Handler                           Art. 16
2026-10-01 国庆节 holiday, Thursday
2026-10-02 国庆节 holiday, Friday
2026-10-03 国庆节 holiday, Saturday
2026-10-04 国庆节 holiday, Sunday
2026-10-05 国庆节 holiday, Monday
2026-10-06 国庆节 holiday, Tuesday
2026-10-07 国庆节 holiday, Wednesday
2026-10-09 working day, Friday
  2026-0001-1  Window for applying            3 left  Officer, Unit party organisation  Art. 16
"""


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    """Stop the clock that these commands read."""

    def stop(day: str) -> None:
        for room in ("agenda", "tasks"):
            monkeypatch.setattr(f"rongcuo.cli.{room}.now", lambda: at(day))

    return stop


@pytest.mark.parametrize(("language", "printed"), [("zh", ZH), ("en", EN)])
def test_the_days_ahead_are_read_from_what_is_late_over_the_holiday_to_what_is_due(
    terminal: Terminal, today: Today, monkeypatch: pytest.MonkeyPatch, language: str, printed: str
):
    terminal.bureau.open(STARTED)
    today(NOW)
    monkeypatch.setenv("RONGCUO_LANGUAGE", language)
    assert terminal.done("agenda", "--all").out == printed


def test_programs_are_given_the_same_days(terminal: Terminal, today: Today):
    terminal.bureau.open(STARTED)
    today(NOW)
    found = terminal.done("agenda", "--all", "--days", "10", "--json").data
    assert (found["today"], found["until"]) == (NOW, "2026-10-09")
    assert [(day["day"], day["working"], len(day["tasks"])) for day in found["days"]] == [
        ("2026-09-28", True, 1),
        *((f"2026-10-0{n}", False, 0) for n in range(1, 8)),
        ("2026-10-09", True, 1),
    ]
    late, window = (day["tasks"][0] for day in found["days"] if day["tasks"])
    assert (late["urgency"], late["days_left"]) == ("overdue", -1)
    assert (window["kind"], window["days_left"]) == ("application_window", 3)
    assert (found["days"][1]["zh"], found["days"][1]["en"]) == (
        "国庆节放假，星期四", "国庆节 holiday, Thursday",
    )  # fmt: skip


def test_each_person_has_an_agenda_of_their_own(terminal: Terminal, today: Today):
    terminal.bureau.open(STARTED)
    today(NOW)
    assert "启动告知" not in terminal.done("agenda", "--as", OFFICER).out
    assert "容错申请期" not in terminal.done("agenda", "--as", HANDLER).out
    assert terminal.done("agenda", "--as", SUPERVISOR).out == (
        "没有超期的待办，至 2026-10-29 也没有到期的。\n"
    )


def test_an_empty_agenda_says_until_when_in_english_too(
    terminal: Terminal, today: Today, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    today(NOW)
    said = "Nothing is overdue, and nothing falls due until 2026-09-30.\n"
    assert terminal.done("agenda", "--days", "1").out == said
    assert terminal.done("agenda", "--days", "1", "--json").data["days"] == []


@pytest.mark.parametrize(
    ("language", "mark"),
    [("zh", "容错申请期（暂定）"), ("en", "Window for applying (provisional)")],
)
def test_a_provisional_day_is_marked(
    terminal: Terminal, today: Today, monkeypatch: pytest.MonkeyPatch, language: str, mark: str
):
    """Scenario 10: a window over the end of a year whose successor is not published."""
    terminal.bureau.open("2026-12-28")
    today("2026-12-28")
    monkeypatch.setenv("RONGCUO_LANGUAGE", language)
    assert mark in terminal.done("agenda", "--as", OFFICER).out
    assert mark not in terminal.done("agenda", "--as", HANDLER).out


# An impact period ends on a day off: nothing is left, and yet it is not today.
LEFT = (
    ("2026-09-03", "剩 1 日", "1 left"),
    ("2026-09-04", "即将到期", "next"),
    ("2026-09-05", "今日到期", "today"),
    ("2026-09-06", "已超期", "late"),
    ("2026-09-07", "超期 1 日", "1 late"),
)


@pytest.mark.parametrize(("now", "zh", "en"), LEFT)
def test_a_day_off_is_today_on_its_own_day_alone(
    terminal: Terminal, today: Today, monkeypatch: pytest.MonkeyPatch, now: str, zh: str, en: str
):
    from datetime import date

    from sqlalchemy import update

    from storage.schema import Task

    terminal.bureau.open(STARTED)
    with terminal.bureau.store.write() as connection:
        connection.execute(update(Task).values(due_on=date(2026, 9, 5)))
    today(now)
    for language, said in (("zh", zh), ("en", en)):
        monkeypatch.setenv("RONGCUO_LANGUAGE", language)
        for words in (("agenda", "--as", OFFICER), ("task", "list", "--as", OFFICER)):
            assert f"  {said}  " in terminal.done(*words).out


@pytest.mark.parametrize("days", ["0", "-1", "367", "many"])
def test_the_days_ahead_are_between_one_and_a_year(terminal: Terminal, days: str):
    assert "--days" in terminal.refused("agenda", "--days", days, code=2)


@pytest.mark.parametrize("words", [("agenda",), ("feed", "new"), ("feed", "revoke")], ids=" ".join)
def test_a_person_nobody_knows_is_refused_in_a_sentence(terminal: Terminal, words: tuple[str, ...]):
    assert terminal.refused(*words, "--as", "nobody") == "没有用户“nobody”，请核对后再试。"
    assert "没有用户" in terminal.refused(*words, "--as", "")


def test_a_feed_has_an_owner(terminal: Terminal):
    for word in ("new", "revoke"):
        assert "--as" in terminal.refused("feed", word, code=2)


def test_a_feed_is_told_once_listed_without_its_address_and_revoked(terminal: Terminal):
    store = terminal.bureau.store
    first, advice = terminal.done("feed", "new", "--as", OFFICER).out.splitlines()
    assert "请勿转给他人" in advice
    second = terminal.done("feed", "new", "--as", OFFICER, "--json").data["url"]
    old, token = (ADDRESS.fullmatch(url)[1] for url in (first, second))  # type: ignore[index]
    assert read_feed(store, old, at(NOW)) is None
    assert read_feed(store, token, at(NOW)) == []
    for words in (("feed", "list"), ("feed", "list", "--json")):
        listed = terminal.done(*words).out
        assert listed.count(OFFICER) == 2
        assert old not in listed
        assert token not in listed
    [ended, running] = terminal.done("feed", "list", "--json").data
    assert ended["revoked_at"].endswith("Z")
    assert running["revoked_at"] is None
    assert terminal.done("feed", "revoke", "--as", OFFICER).out == "已作废。\n"
    assert read_feed(store, token, at(NOW)) is None
    assert terminal.done("feed", "revoke", "--as", OFFICER).out == "没有订阅。\n"
    assert terminal.done("feed", "revoke", "--as", OFFICER, "--json").data == {"revoked": 0}


def test_the_address_begins_as_the_pages_do(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    assert terminal.done("feed", "list").out == "没有订阅。\n"
    monkeypatch.setenv("RONGCUO_BASE_URL", "https://rongcuo.example/")
    monkeypatch.setenv("RONGCUO_LANGUAGE", "en")
    url, advice = terminal.done("feed", "new", "--as", OFFICER).out.splitlines()
    assert url.startswith("https://rongcuo.example/feed/")
    assert "keep it to yourself" in advice
