"""The rooms as pages: who gets in, what leads where, and nothing is said that is not theirs."""

import re
from typing import Any

import pytest
from support.bureau import KINDS, OFFICER, SUPERVISOR, UNIT, Bureau
from support.feeds import Subscribe
from support.pages import Reader
from support.whole_case import LINE

ROOMS = ("/corrections", "/clearing", "/archives")
TITLES = {
    "/corrections": ("纠错整改", "Corrections"),
    "/clearing": ("反馈与澄清", "Feedback and clearing"),
    "/archives": ("归档", "Archives"),
}


def begin(b: Bureau, upto: str, **more: Any) -> str:
    b.open("2026-03-02", **more)
    for day, event, by, data in LINE:
        b.do(day, event, by, **data)
        if event == upto:
            break
    return b.number


def table(page: str) -> str:
    return page.partition("<main")[2]


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize("lang", [0, 1], ids=["zh", "en"])
def test_a_room_says_its_name_in_both_languages(client: Reader, path: str, lang: int):
    client.sign_in("tangli")
    answer = client.get(path, params={"lang": ("zh", "en")[lang]})
    assert answer.status_code == 200
    assert f"<h1>{TITLES[path][lang]}</h1>" in answer.text
    if lang:
        told = r'<td.*?</td>|<th scope="row">.*?</th>|<b>.*?</b>|<small>.*?</small>'
        chrome = re.sub(told, "", table(answer.text), flags=re.DOTALL)
        assert not re.search(r"[\u4e00-\u9fff]", chrome), chrome


@pytest.mark.parametrize("path", ROOMS)
def test_a_room_without_cases_says_so_and_where_to_look(over: Any, migrated_sqlite: Any,
                                                        tmp_path: Any, path: str):  # fmt: skip
    import shutil

    file = tmp_path / "empty.db"
    shutil.copyfile(migrated_sqlite, file)
    empty = over(f"sqlite:///{file}")
    if path == "/archives":
        assert empty.get(path).status_code == 403  # the party group reads no receipts
        return
    page = empty.get(path).text
    assert 'class="empty"' in page
    assert "<svg" not in table(page)
    assert "<a" in page.partition('class="empty"')[2].partition("</p>")[0]


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize("mark", ["nothing", "2026-01-01|", "9999-99-99|2026-0001-1", "2026|x|y",
                                  "2026-11-23T02:00:00|1", "9" * 400])  # fmt: skip
def test_a_mark_that_no_page_gave_is_refused_and_breaks_nothing(
    client: Reader, path: str, mark: str
):
    client.sign_in("tangli")
    for show in ("", "&show=finished", "&show=done", "&show=closed"):
        answer = client.get(f"{path}?after={mark}{show}")
        assert answer.status_code in {200, 422}
    assert client.get(path, params={"show": "everything"}).status_code == 422


def test_a_row_leads_to_the_case_and_to_the_form_that_is_next(
    sqlite_bureau: Bureau, at_day: Subscribe
):
    number = begin(sqlite_bureau, "start_correction")
    page = at_day("2026-04-20")
    page.sign_in(UNIT)
    room = table(page.get("/corrections").text)
    for lead in (
        f"/cases/{number}/correction",
        f"/cases/{number}",
        f"/cases/{number}/do/submit_plan",
    ):
        assert f'href="{lead}"' in room
        assert page.get(lead).status_code == 200
    page.sign_in(SUPERVISOR)
    assert "/do/" not in table(page.get("/corrections").text)


def test_the_light_is_said_in_words(sqlite_bureau: Bureau, at_day: Subscribe):
    """Due on Monday 04-27."""
    begin(sqlite_bureau, "start_correction")
    for day, word, left in (("2026-04-17", "期限内", "剩 6 个工作日"),
                            ("2026-04-20", "临近", "剩 5 个工作日"),
                            ("2026-04-27", "临近", "今日到期"),
                            ("2026-04-28", "超期", "超期 1 个工作日")):  # fmt: skip
        page = at_day(day)
        page.sign_in(SUPERVISOR)
        room = table(page.get("/corrections").text).partition("<tbody>")[2]
        light = re.search(r'lamp">.*?</svg>\s*(\S+)', room, re.DOTALL)
        assert light is not None
        assert light[1] == word, day
        assert left in room


def test_the_correction_of_a_case_has_its_chart_with_a_table_behind_it(
    sqlite_bureau: Bureau, at_day: Subscribe
):
    number = begin(sqlite_bureau, "approve_plan")
    sqlite_bureau.do("2026-05-15", "report_progress", UNIT, progress="一半", done=KINDS[:4])
    sqlite_bureau.do("2026-05-20", "extend_plan", SUPERVISOR, days=10, reason="到货迟延")
    page = at_day("2026-06-08")
    page.sign_in(OFFICER)
    text = table(page.get(f"/cases/{number}/correction").text)
    assert text.count('class="g-lab"') == 8
    assert text.count("c-green") >= 4
    assert text.count("c-red") >= 4  # open and due 06-01
    assert 'class="g-now"' in text
    chart = text.partition("措施进度图")[2].partition("</section>")[0]
    assert "<details>" in chart
    assert chart.count("<tr>") == 9
    assert "2026-06-29" in text
    assert "到货迟延" in text
    assert "/do/" not in text
    assert page.get(f"/cases/{number}").text.count(f"/cases/{number}/correction") == 1


def test_neither_officer_unit_nor_handler_reads_of_a_reporter_in_any_room(
    sqlite_bureau: Bureau, at_day: Subscribe
):
    number = begin(sqlite_bureau, "accept_correction", report_kind="real_name")
    page = at_day("2026-07-07")
    for who in (OFFICER, UNIT, "hemin"):
        page.sign_in(who)
        for path in (*ROOMS, "/clearing?show=done", f"/cases/{number}/clearing",
                     f"/cases/{number}/correction"):  # fmt: skip
            answer = page.get(path, headers={"accept": "text/html"})
            for word in ("举报", "answer_reporter", "匿名", "实名"):
                assert word not in table(answer.text), (who, path)
    page.sign_in("panxiao")
    assert "实名举报结果反馈" in page.get("/clearing").text
    assert f"/cases/{number}/do/finish_clearing" in page.get("/clearing").text


def test_the_personnel_office_sees_no_subject_and_fetches_its_bundle(
    sqlite_bureau: Bureau, at_day: Subscribe
):
    number = begin(sqlite_bureau, "decide")
    page = at_day("2026-04-13")
    page.sign_in("fengjie")
    room = table(page.get("/archives").text)
    assert "在线监测数据异常" not in room
    assert f'href="/cases/{number}/do/file_archives"' in room
    assert page.get(f"/cases/{number}/bundle/personnel").status_code == 200
    assert f"/cases/{number}/bundle/personnel" in room
    assert "/bundle/archive" not in room


def test_every_page_of_a_room_is_reached(client: Reader, monkeypatch: pytest.MonkeyPatch):
    """The pager leads from page to page to the end, and back to the first."""
    import cases.corrections

    asked = cases.corrections.list_corrections
    monkeypatch.setattr(asked, "__kwdefaults__", {**asked.__kwdefaults__, "limit": 1})
    client.sign_in("luochengan")
    for show in ("all", "finished"):
        where, seen = f"?show={show}", []
        while where:
            text = client.get(f"/corrections{where}").text
            seen += re.findall(r'<a href="/cases/([\d-]+)">', table(text))
            more = re.search(r'href="([^"]*)"\s+rel="next"', text)
            where = more[1].replace("&amp;", "&") if more else ""
        total = re.search(r'aria-current="true">\s*[^<]+<em>(\d+)', text)
        assert total
        assert len(seen) == len(set(seen)) == int(total[1]) > 1
        assert "回到第一页" in text
