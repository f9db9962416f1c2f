"""What a calendar feed says: entries parsed as a calendar program reads them."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Event
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.feeds import Subscribe, events, subscribed, the_window
from support.main_line import BUREAU_LINE
from support.pages import TestClient

from cases.calendars import Arrangement, keep, recount
from storage.calendar import SetDay

NAMES = ("孙皓", "何敏", "唐莉", "在线监测数据异常未及时研判", "某机关", "启〔2026〕1号")


def test_an_entry_is_a_whole_day_that_takes_up_no_time(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    number = sqlite_bureau.open("2026-03-02")
    event = the_window(at_day("2026-03-02"), subscribed(sqlite_bureau))
    assert (event["dtstart"].params["VALUE"], event["dtend"].params["VALUE"]) == ("DATE", "DATE")
    assert (event.start, event.end) == (date(2026, 3, 9), date(2026, 3, 10))  # the end is outside
    assert event["summary"] == f"容错申请期 {number}"
    assert event["description"].startswith("依据：第十六条\n到期：2026年3月9日 星期一\nhttp")
    assert event["url"] == f"http://127.0.0.1:8642/cases/{number}"
    assert (event["status"], event["transp"], event["class"]) == (
        "CONFIRMED", "TRANSPARENT", "PRIVATE",
    )  # fmt: skip
    assert event["sequence"] == 0
    assert event["dtstamp"].dt == event["last-modified"].dt == at("2026-03-02")
    assert re.fullmatch(rf"{number}-\d+@rongcuo", event["uid"])


def test_no_name_and_no_subject_is_in_it(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    sqlite_bureau.open("2026-03-02")
    sqlite_bureau.do("2026-03-02", "file", OFFICER, **APPLICATION)
    client = at_day("2026-03-02")
    for username in (OFFICER, HANDLER, "baixue"):
        said = client.get(subscribed(sqlite_bureau, username)).text.replace("\r\n ", "")
        assert not [name for name in (*NAMES, username) if name in said]


def test_its_lines_are_folded_as_calendars_ask(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    sqlite_bureau.open("2026-12-28")
    body = at_day("2026-12-28").get(subscribed(sqlite_bureau)).content
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    assert b"SUMMARY:" in body.replace(b"\r\n ", b"")


def test_it_speaks_english_where_the_address_asks_for_it(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    number = sqlite_bureau.open("2026-12-28")
    [event] = events(at_day("2026-12-28"), f"{subscribed(sqlite_bureau)}?lang=en")
    assert event["summary"] == f"Window for applying {number} [provisional]"
    assert event["description"].isascii()
    assert event["description"].startswith("Basis: Art. 16\nDue: Tue 5 Jan 2027\n")


# Due day, then when it rings, UTC: nine in Shanghai on the working day before and on the day.
ALARMS = (
    ("2026-03-02", "2026-03-09", ("2026-03-06T01:00", "2026-03-09T01:00")),
    ("2025-09-25", "2025-10-09", ("2025-09-30T01:00", "2025-10-09T01:00")),  # the holiday between
    ("2026-02-14", "2026-02-28", ("2026-02-27T01:00", "2026-02-28T01:00")),  # a make-up Saturday
)


@pytest.mark.parametrize(("started_on", "due_on", "told"), ALARMS)
def test_it_rings_the_working_day_before_and_on_the_day(
    sqlite_bureau: Bureau, at_day: Subscribe, started_on: str, due_on: str, told: tuple[str, str]
) -> None:
    sqlite_bureau.open(started_on)
    path = subscribed(sqlite_bureau)
    event = the_window(at_day(started_on), path)
    assert event.start == date.fromisoformat(due_on)
    alarms = event.walk("VALARM")
    assert [alarm["trigger"].dt for alarm in alarms] == [
        datetime.fromisoformat(one).replace(tzinfo=UTC) for one in told
    ]
    assert {alarm["trigger"].params["VALUE"] for alarm in alarms} == {"DATE-TIME"}
    assert {alarm["action"] for alarm in alarms} == {"DISPLAY"}
    assert {alarm["description"] for alarm in alarms} == {event["summary"]}
    assert the_window(at_day(due_on), path).walk("VALARM") == []  # by ten it has rung
    late = the_window(at_day((event.end + timedelta(days=1)).isoformat()), path)
    assert (late.start, late.walk("VALARM")) == (event.start, [])  # overdue: mail takes it up


def test_a_day_in_an_unpublished_year_is_tentative(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    number = sqlite_bureau.open("2026-12-28")
    event = the_window(at_day("2026-12-28"), subscribed(sqlite_bureau))
    assert event["status"] == "TENTATIVE"
    assert event["summary"] == f"容错申请期 {number} [暂定]"
    assert "暂定：下一年度放假安排尚未公布" in event["description"]


def test_what_is_done_is_gone(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    """Who subscribes takes the feed as a whole: an entry that is missing is removed."""
    sqlite_bureau.open("2026-03-02")
    client, path = at_day("2026-03-03"), subscribed(sqlite_bureau)
    assert len(events(client, path)) == 1
    sqlite_bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    assert events(client, path) == []
    assert client.get(path).text.startswith("BEGIN:VCALENDAR")


# --- an entry stays the same entry when its day moves ---


def stamp(event: Event) -> tuple[str, date, int]:
    return str(event["uid"]), event.start, int(event["sequence"])


def test_a_day_moved_by_the_calendar_is_the_same_entry_told_anew(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    sqlite_bureau.open("2026-03-02")
    client, path = at_day("2026-03-03"), subscribed(sqlite_bureau)
    before = the_window(client, path)
    off = SetDay(date(2026, 3, 4), off=True, name="临时放假", source="试")
    keep(sqlite_bureau.store, Arrangement(days=(off,)), HANDLER, at("2026-03-03"))
    recount(sqlite_bureau.store, at("2026-03-03"))
    after = the_window(client, path)
    assert stamp(before) == (before["uid"], date(2026, 3, 9), 0)
    assert stamp(after) == (before["uid"], date(2026, 3, 10), 1)
    assert after["dtstamp"].dt == after["last-modified"].dt == at("2026-03-03")
    assert before.walk("VALARM")[1]["trigger"].dt < after.walk("VALARM")[1]["trigger"].dt


def test_a_pause_takes_an_entry_away_and_the_same_one_comes_back(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    b = sqlite_bureau
    b.open("2026-03-02")
    b.do("2026-03-03", "consider_ex_officio", HANDLER)
    client, path = at_day("2026-03-06"), subscribed(b, HANDLER)

    def review() -> list[Event]:
        return [event for event in events(client, path) if event.start == b.due("review")]

    [before] = review()
    b.do("2026-03-06", "suspend", SUPERVISOR, reason="等待鉴定")
    assert review() == []
    b.do("2026-03-10", "resume", SUPERVISOR)
    [after] = review()
    b.do("2026-03-11", "extend_review", SUPERVISOR, days=2, reason="须鉴定")
    [extended] = review()
    assert before["uid"] == after["uid"] == extended["uid"]
    assert [int(event["sequence"]) for event in (before, after, extended)] == [0, 2, 3]
    assert before.start < after.start < extended.start


def test_the_same_tasks_are_the_same_bytes(sqlite_bureau: Bureau, at_day: Subscribe) -> None:
    sqlite_bureau.open("2026-03-02")
    client, path = at_day("2026-03-02"), subscribed(sqlite_bureau)
    assert client.get(path).content == client.get(path).content


# --- what is not told leaves no trace ---


def whole(client: TestClient, path: str) -> tuple[bytes, dict[str, str]]:
    """Every byte of a feed, and its headers."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content, dict(answer.headers)


def until(b: Bureau, last: str) -> None:
    """The main road of a case that somebody reported, up to that event."""
    b.open("2026-03-02", report_kind="real_name")
    for on, event, by, data, *_ in BUREAU_LINE:
        b.do(on, event, by, **data)
        if event == last:
            return


def test_a_step_the_officer_is_not_told_changes_no_byte_and_no_header(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    b = sqlite_bureau
    b.open("2026-03-02", report_kind="real_name")
    client, path = at_day("2026-03-05"), subscribed(b)
    before = whole(client, path)
    b.do("2026-03-03", "comment", HANDLER, text="举报人来电询问进展。")
    b.do("2026-03-04", "comment", SUPERVISOR, text="请信访联系。")
    assert whole(client, path) == before
    off = SetDay(date(2026, 3, 6), off=True, name="临时放假", source="试")
    keep(b.store, Arrangement(days=(off,)), HANDLER, at("2026-03-05"))
    recount(b.store, at("2026-03-05"))
    assert whole(client, path)[0] != before[0]


def test_a_day_owed_to_a_reporter_moves_nothing_in_the_feed_of_the_unit(
    sqlite_bureau: Bureau, at_day: Subscribe
) -> None:
    b = sqlite_bureau
    until(b, "approve_plan")
    b.do("2026-04-28", "suspend", SUPERVISOR, reason="等待鉴定")  # every clock is moved, and back
    b.do("2026-04-28T15:00", "resume", SUPERVISOR)
    client, path = at_day("2026-05-08"), subscribed(b, UNIT)
    before, owed, own = whole(client, path), b.due("answer_reporter"), b.due("complete_correction")
    off = SetDay(date(2026, 4, 30), off=True, name="临时放假", source="试")
    keep(b.store, Arrangement(days=(off,)), HANDLER, at("2026-04-29"))
    recount(b.store, at("2026-04-29"))
    moved, stays = b.due("answer_reporter"), b.due("complete_correction")
    assert (moved != owed, stays) == (True, own)
    assert whole(client, path) == before
    b.do("2026-04-29", "extend_plan", SUPERVISOR, days=5, reason="设备到货迟")
    after = whole(client, path)
    assert after[0] != before[0]
    assert after[1]["etag"] != before[1]["etag"]
