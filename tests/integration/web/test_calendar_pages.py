"""The calendar's pages: a year, a period counted out, and another arrangement laid over it."""

import html
import json
import re
import time
from datetime import date
from typing import Any

import pytest
from support.bureau import HANDLER, Bureau, at
from support.calendars import YEAR_2027
from support.own_sample import Pages
from support.pages import Reader
from support.ways import ROLES

from access.policy import Thing, may
from cases.calendars import calendar_in_force, calendar_versions
from cases.eyes import look_at
from cases.recounting import rehearse
from deadlines import Unit, explain
from states.errors import NotFound
from states.vocabulary import Role
from storage.calendar import calendar_with
from web.months import months_of

CELL = re.compile(r'<td class="([^"]*)"\s+title="([^"]*)"')
TEXT_2027 = json.dumps(YEAR_2027, ensure_ascii=False, indent=2)
DAY = {"day": "2026-12-01", "effect": "off", "name": "停水停电", "source": "区府办〔2026〕9号"}


def tried(text: str) -> str:
    return re.findall(r'name="tried"\s+value="([0-9a-f]{64})"', text)[0]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def marked(text: str, mark: str) -> list[str]:
    return [why for classes, why in CELL.findall(text) if mark in classes.split()]


def done(pages: Pages, answer: Any) -> str:
    """The page of a long work, once it is over."""
    path = pages.lead(answer)
    end = time.monotonic() + 30
    while "data-far" in (found := pages.look(path).text):
        assert time.monotonic() < end
        time.sleep(0.1)
    return plain(found)


def test_a_year_is_shown_as_it_was_published(client: Reader):
    found = client.get("/calendar?year=2026").text
    off, worked = marked(found, "off"), marked(found, "worked")
    assert (len(off), len(worked)) == (33, 6)
    assert sum("国庆节放假" in why for why in off) == 7
    assert sum("春节放假" in why for why in off) == 9
    assert [why.partition("，")[0] for why in worked] == [
        "元旦调休上班",
        "春节调休上班",
        "春节调休上班",
        "劳动节调休上班",
        "国庆节调休上班",
        "国庆节调休上班",
    ]
    assert "国办发明电〔2025〕7号" in found
    assert "工作日 248 天" in plain(found)
    assert "暂定" not in found.partition("<main")[2]
    assert len(CELL.findall(found)) == 365
    assert len(marked(found, "today")) == 1


def test_the_sheets_are_the_calendar_day_by_day(client: Reader):
    days = calendar_in_force(client.app.state.store)  # type: ignore[attr-defined]
    for year in (2024, 2026, 2028):
        months = months_of(days, year, date(2026, 11, 23))
        cells = [day for m in months for week in m.weeks for day in week if day]
        assert [cell.why.day.timetuple().tm_yday for cell in cells] == list(
            range(1, len(cells) + 1)
        )
        assert all(cell.why.working is days.is_working(cell.why.day) for cell in cells)
        assert [m.working for m in months] == [
            sum(c.why.working for c in cells if c.why.day.month == m.number) for m in months
        ]
        for month in months:
            for week in month.weeks:
                for place, cell in enumerate(week):
                    assert cell is None or cell.why.day.weekday() == place


def test_a_year_that_is_not_published_is_provisional_and_says_why(client: Reader):
    found = client.get("/calendar?year=2027").text.partition("<main")[2]
    assert "暂定" in found
    assert "尚未公布" in found
    assert "全国年节及纪念日放假办法（2024年修订）" in found
    assert "provisional" in client.get("/calendar?year=2027&lang=en").text


@pytest.mark.parametrize("year", ["2003", "2101", "x"])
def test_a_year_outside_the_calendar_is_refused(client: Reader, year: str):
    assert client.get(f"/calendar?year={year}").status_code == 422


def test_the_first_and_the_last_year_lead_no_further(client: Reader):
    assert 'rel="prev"' not in client.get("/calendar?year=2004").text
    assert 'rel="next"' not in client.get("/calendar?year=2100").text


@pytest.mark.parametrize(
    ("start", "n", "unit"),
    [
        ("2026-09-18", 12, "WD"),
        ("2026-09-28", 3, "D"),
        ("2026-01-31", 1, "M"),
        ("2027-02-04", 1, "WD"),
        ("2026-11-23", 0, "WD"),
    ],
)
def test_a_period_is_counted_out_as_the_command_line_does(
    client: Reader, start: str, n: int, unit: str
):
    days = calendar_in_force(client.app.state.store)  # type: ignore[attr-defined]
    wanted = explain(date.fromisoformat(start), n, Unit(unit), days)
    found = client.get(f"/calendar?start={start}&n={n}&unit={unit}").text
    said = plain(found.partition('class="answer"')[2].partition("</details>")[0])
    assert f"{wanted.due_on.month}月{wanted.due_on.day}日" in said
    assert ("暂定" in said.partition("逐日说明")[0]) is wanted.provisional
    lines = re.findall(r"<li.*?</li>", found.partition('class="counted"')[2], re.DOTALL)
    counted = 0
    for line, day in zip(lines, wanted.days, strict=False):
        text = plain(line)
        assert str(day.date) in text
        assert day.why.zh in text
        counted += day.counted
        assert f" {counted} " in text if day.counted else "不计" in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("start=&n=5", "必填"),
        ("start=2026-02-30&n=5", "2026-03-09"),
        ("start=2026-03-02&n=-1", "5000"),
        ("start=2026-03-02&n=五", "数字"),
        ("start=2026-03-02&n=5&unit=X", "WD"),
        ("start=2100-12-30&n=99", "2100"),
    ],
)
def test_what_cannot_be_counted_is_said(client: Reader, query: str, said: str):
    found = client.get(f"/calendar?{query}")
    assert found.status_code == 200
    assert said in found.text.partition('role="alert"')[2].partition("</p>")[0]


def test_a_year_is_looked_at_then_loaded_and_counted_with(pages: Pages):
    pages.be(HANDLER)
    before = len(calendar_versions(pages.store))
    key = re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]
    looked = pages.client.post(
        "/calendar/load", data={"key": key}, files={"file": ("2027.json", TEXT_2027.encode())}
    )
    said = plain(looked.text)
    assert "2027 年：放假 9 天，调休上班 2 天。尚未写入" in said
    assert "可能不完整" in said  # scenario 11 has New Year and spring alone
    assert "2027年2月" in said
    assert len(calendar_versions(pages.store)) == before
    sent = html.unescape(
        re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", looked.text, re.DOTALL)[0]
    )
    assert sent == TEXT_2027
    kept = pages.send(
        "/calendar/load/keep", text=sent.replace("\n", "\r\n"), tried=tried(looked.text)
    )
    assert "核对待办" in done(pages, kept)
    assert len(calendar_versions(pages.store)) == before + 1
    year = pages.look("/calendar?year=2027").text.partition("<main")[2]
    assert "暂定" not in year
    assert len(marked(year, "worked")) == 2
    listed = pages.look("/calendar/versions").text
    assert "2027 年放假安排" in listed
    assert HANDLER in listed
    assert "随软件" in listed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "请选择文件"),
        ("{", "JSON"),
        ('{"year": 1999, "days": []}', "2004"),
        (TEXT_2027.replace("2027-02-20", "2027-02-22"), "星期六或星期日"),
        (TEXT_2027.replace("2027-02-06", "2027-02-05"), "出现两次"),
    ],
)
def test_a_bad_arrangement_is_refused_beside_the_field_with_its_place(
    pages: Pages, text: str, said: str
):
    pages.be(HANDLER)
    answer = pages.send("/calendar/load", text=text)
    assert answer.status_code == 422
    assert said in answer.text.partition('id="text-wrong"')[2].partition("</p>")[0]
    assert "将改期的待办" not in answer.text


def test_what_was_not_looked_at_is_not_loaded(pages: Pages):
    pages.be(HANDLER)
    before = len(calendar_versions(pages.store))
    answer = pages.send("/calendar/load/keep", text=TEXT_2027, tried="0" * 64)
    assert answer.status_code == 422
    assert "请先预览" in answer.text
    looked = pages.send("/calendar/day", **DAY)
    changed = {**DAY, "day": "2026-12-02"}
    assert pages.send("/calendar/day/keep", **changed, tried=tried(looked.text)).status_code == 422
    assert len(calendar_versions(pages.store)) == before


def test_a_single_day_is_looked_at_set_and_given_back(pages: Pages):
    pages.be(HANDLER)
    looked = pages.send("/calendar/day", **DAY)
    assert looked.status_code == 200
    assert "2026年12月" in plain(looked.text)
    done(pages, pages.send("/calendar/day/keep", **DAY, tried=tried(looked.text)))
    assert not calendar_in_force(pages.store).is_working(date(2026, 12, 1))
    year = pages.look("/calendar?year=2026").text
    assert marked(year, "set") == ["单日调整为放假：停水停电，星期二（区府办〔2026〕9号）"]
    back = {**DAY, "effect": "published"}
    looked = pages.send("/calendar/day", **back)
    done(pages, pages.send("/calendar/day/keep", **back, tried=tried(looked.text)))
    assert calendar_in_force(pages.store).is_working(date(2026, 12, 1))


@pytest.mark.parametrize(
    "changed",
    [
        {"day": ""},
        {"day": "2026-02-30"},
        {"name": " "},
        {"source": "长" * 101},
        {"day": "2003-12-31"},
    ],
)
def test_a_single_day_needs_a_day_a_name_and_a_source(pages: Pages, changed: dict[str, str]):
    pages.be(HANDLER)
    answer = pages.send("/calendar/day", **{**DAY, **changed})
    assert answer.status_code == 422
    assert f'id="{next(iter(changed))}-wrong"' in answer.text


def test_a_preview_tells_of_the_cases_that_one_sees_and_counts_the_others(pages: Pages):
    """The day before many last days becomes a day off: what moves is told to each as their own."""
    wanted = {**DAY, "day": "2026-11-24"}
    from cases.calendars import one_day

    arrangement = one_day(date(2026, 11, 24), True, "停电", "区府办〔2026〕9号")
    now = pages.client.app.state.clock()  # type: ignore[attr-defined]
    with pages.store.read() as connection:
        days = calendar_with(connection, (), arrangement.days)
    moved = rehearse(pages.store, days, now).moved
    assert len(moved) > 3
    hidden_somewhere = False
    for who in ("tangli", "zhengtao", "luochengan", "jiangheng"):
        pages.be(who)
        text = pages.send("/calendar/day", **wanted).text
        shown = set(re.findall(r'href="/cases/([0-9-]+)"', text.partition("将改期的待办")[2]))
        seen = set()
        for one in moved:
            with pages.store.read() as connection:
                try:
                    if look_at(connection, one.case, who, now)[1].task(one.task):
                        seen.add(one.case)
                except NotFound:
                    hidden_somewhere = True
        assert shown == seen, who
    assert hidden_somewhere


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_reads_and_who_may_writes(pages: Pages, role: str):
    pages.be(ROLES[role])
    writes = may([Role(role)], Thing.CALENDAR, "W")
    before = len(calendar_versions(pages.store))
    found = pages.look("/calendar").text
    assert ("/calendar/load" in found) is writes
    for path in ("/calendar/load", "/calendar/day"):
        assert pages.look(path).status_code == (200 if writes else 403)
    assert pages.send("/calendar/day", **DAY).status_code == (200 if writes else 403)
    if not writes:
        from web.pasted import digest

        assert pages.send("/calendar/load", text=TEXT_2027).status_code == 403
        pages.send("/calendar/load/keep", text=TEXT_2027, tried=digest(TEXT_2027))
        pages.send("/calendar/day/keep", **DAY, tried=digest("\n".join(DAY.values())))
        assert pages.send("/calendar/recount").status_code == 403
        assert len(calendar_versions(pages.store)) == before


def test_a_recount_is_long_work_that_anybody_who_may_sets_going(pages: Pages):
    pages.be(HANDLER)
    first, second = (done(pages, pages.send("/calendar/recount")) for _ in range(2))
    assert "改动到期日 0 项" in first
    assert "改动到期日 0 项" in second


def test_a_case_that_moves_is_told_and_moves(at_day: Any, sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02")
    page = at_day("2026-03-03")
    page.sign_in(HANDLER)
    mine = Pages(page)
    set_ = {**DAY, "day": "2026-03-05"}
    looked = mine.send("/calendar/day", **set_)
    assert "2026-03-09" in looked.text
    assert "2026-03-10" in looked.text
    assert "改动到期日 1 项" in done(
        mine, mine.send("/calendar/day/keep", **set_, tried=tried(looked.text))
    )
    assert b.due("application_window") == at("2026-03-10").date()
