"""Case digests on their pages: written, checked beside the text, approved, read by everybody."""

import re
from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau
from support.pages import Reader
from support.whole_case import LINE

DAY = "2026-08-03"
LESSONS = "日常巡查应当同时核对自动监控数据。"
PARTY, COLLEAGUE = "luochengan", "wulei"
PARTS = ("title", "situation", "grounds", "result", "correction", "lessons")


@pytest.fixture
def page(at_day: Any, sqlite_bureau: Bureau) -> Reader:
    """A handler reads, who has just closed a case."""
    sqlite_bureau.open("2026-03-02", issue_type="未及时发现", party="青溪宏达化工有限公司")
    for on, event, by, data in LINE:
        sqlite_bureau.do(on, event, by, **data)
    reader: Reader = at_day(DAY)
    reader.sign_in(HANDLER)
    return reader


def hidden(text: str, *names: str) -> dict[str, str]:
    return {name: re.search(f'name="{name}" value="([^"]*)"', text)[1] for name in names}  # type: ignore[index]


def begun(page: Reader) -> str:
    room = page.get("/digests").text
    assert "2026-0001-1" in room
    said = {**hidden(room, "key"), "case": "2026-0001-1"}
    answer = page.post("/digests", data=said, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def written(page: Reader, path: str, then: str, **texts: str) -> Any:
    text = page.get(path).text
    held = {
        name: re.search(f'name="{name}"[^>]*>\n?([^<]*)</textarea>', text)[1].strip()  # type: ignore[index]
        for name in PARTS
    }
    said = {**hidden(text, "key", "version"), **held, **texts, "then": then}
    return page.post(f"{path}/write", data=said)


def done(page: Reader, path: str, deed: str, **said: str) -> Any:
    text = page.get(path).text
    return page.post(f"{path}/{deed}", data={**hidden(text, "key", "version"), **said})


def published(page: Reader) -> str:
    path = begun(page)
    assert written(page, path, "submit", lessons=LESSONS).status_code == 200
    page.sign_in(PARTY)
    assert done(page, path, "approve", rare="yes").status_code == 200
    return path


def test_no_address_of_a_digest_names_its_case(page: Reader):
    path = begun(page)
    assert path == "/digests/Z2026-0001"
    assert '<a class="btn" href="/cases/2026-0001-1">' in page.get(path).text


def test_what_tells_the_case_is_marked_beside_the_text(page: Reader):
    path = begun(page)
    answer = written(page, path, "submit", lessons=LESSONS + "宏达、孙 皓均已整改")
    assert answer.status_code == 422
    assert re.findall("仍有.*?处", answer.text) == ["仍有2处"]
    assert re.findall("<mark>(.*?)</mark>", answer.text)[:2] == ["宏达", "孙 皓"]
    assert "改写为“某地”“某企业”" in answer.text
    assert "均已整改" in answer.text
    assert "起草中" in page.get(path).text


def test_everybody_reads_what_is_published_and_nothing_leads_to_the_case(page: Reader):
    path = published(page)
    for reader in (OFFICER, COLLEAGUE, "zhengtao"):
        page.sign_in(reader)
        room, text = page.get("/digests").text, page.get(path).text
        assert "已发布 1 篇" in room
        assert LESSONS in text
        shown = (room + text).replace("Z2026-0001", "")
        names = () if reader == OFFICER else ("孙皓",)
        for told in ("2026-0001", *names, "何敏", "宏达", "查看案件", "办理记录"):
            assert told not in shown


def test_a_draft_is_not_there_for_others(page: Reader):
    path = begun(page)
    page.sign_in(OFFICER)
    assert page.get(path).status_code == 404
    assert "Z2026-0001" not in page.get("/digests").text


def test_who_approves_ticks_that_few_are_alike(page: Reader):
    path = begun(page)
    written(page, path, "submit", lessons=LESSONS)
    page.sign_in(PARTY)
    assert "有 1 篇案例摘编等您办理" in page.get("/").text
    assert "只有 1 件" in page.get(path).text
    refused = done(page, path, "approve")
    assert refused.status_code == 422
    assert 'id="rare-wrong"' in refused.text


def test_a_reason_that_is_missing_is_said_beside_its_own_form(page: Reader):
    path = published(page)
    page.sign_in(SUPERVISOR)
    refused = done(page, path, "withdraw", reason="　")
    assert refused.status_code == 422
    assert 'id="reason-withdraw-wrong"' in refused.text
    assert done(page, path, "withdraw", reason="表述不当").status_code == 200
    page.sign_in(COLLEAGUE)
    assert page.get(path).status_code == 404


def test_the_room_is_narrowed_and_taken_along(page: Reader):
    published(page)
    assert "Z2026-0001" in page.get("/digests?field=水&article=10").text
    assert "没有符合条件的摘编" in page.get("/digests?article=1").text
    taken = page.get("/digests/all.docx?field=水")
    assert taken.headers["content-disposition"] == 'attachment; filename="digests.docx"'
    assert taken.content[:2] == b"PK"


def test_what_somebody_else_saved_is_not_overwritten(page: Reader):
    path = begun(page)
    said = {**hidden(page.get(path).text, "key"), "version": "0", "then": "save", "title": "甲"}
    answer = page.post(f"{path}/write", data=said)
    assert answer.status_code == 409
    assert "甲</textarea>" in answer.text
