"""Transfer lists and appraisals on their pages."""

import re
from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau
from support.pages import Reader
from support.retained import DUE, OFFICE, PERSONNEL, PRINCIPAL, closed

from cases.history import verify
from storage.files.shelf import Shelf

KEY = re.compile(r'name="key" value="([^"]+)"')
ROOM = ("/archives/handover", "/archives/transfers", "/archives/due", "/archives/appraisals")


@pytest.fixture
def page(at_day: Any, sqlite_bureau: Bureau) -> Reader:
    """A handler reads, thirty-one years after two cases were closed."""
    reader: Reader = at_day(DUE)
    shelf: Shelf = reader.app.state.shelf  # type: ignore[attr-defined]
    closed(sqlite_bureau, shelf)
    closed(sqlite_bureau, tolerated=True)
    reader.sign_in(HANDLER)
    return reader


def post(page: Reader, form: str, to: str, **fields: Any) -> Any:
    """Send the form that stands on that page."""
    key = KEY.search(page.get(form).text)
    assert key, form
    return page.post(to, data={"key": key[1], **fields}, follow_redirects=False)


def handed_over(page: Reader) -> str:
    sent = post(page, ROOM[0], ROOM[0], cases=["2026-0001-1"], recipient=OFFICE)
    assert sent.status_code == 303
    return str(sent.headers["location"])


def test_files_are_ticked_and_become_a_printed_list_with_hashes(page: Reader):
    text = page.get(ROOM[0]).text
    assert ("30 年" in text, "永久" in text, "2056-12-31" in text) == (True, True, True)
    there = handed_over(page)
    text = page.get(there).text
    assert (OFFICE in text, "2026-0001-1" in text, "data-print" in text) == (True, True, True)
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", text)) == 1
    assert "2026-0001-1" not in page.get(ROOM[0]).text
    done = post(page, there, f"{there}/receipt", receipt="档收9号", received_on=DUE)
    assert done.status_code == 303
    assert "档收9号" in page.get(there).text
    assert "档收9号" in page.get(ROOM[1]).text


def test_what_was_ticked_and_typed_is_still_there_when_it_is_refused(page: Reader):
    answer = post(page, ROOM[0], ROOM[0], cases=["2026-0001-1"], recipient=" ")
    assert (answer.status_code, "checked" in answer.text, "必填" in answer.text) == (
        422, True, True,
    )  # fmt: skip
    answer = post(page, ROOM[0], ROOM[0], recipient=OFFICE)
    assert (answer.status_code, OFFICE in answer.text) == (422, True)
    there = handed_over(page)
    answer = post(page, there, f"{there}/receipt", receipt="档收9号", received_on="")
    assert (answer.status_code, "档收9号" in answer.text) == (422, True)


def test_from_due_to_destroyed_by_three_people(page: Reader, sqlite_bureau: Bureau):
    there = handed_over(page)
    post(page, there, f"{there}/receipt", receipt="档收9号", received_on=DUE)
    page.sign_in(PERSONNEL)
    text = page.get(ROOM[2]).text
    assert ("2026-0001" in text, "2026-0002" in text) == (True, False)
    assert "孙皓" not in text
    refused = post(page, ROOM[2], ROOM[2], matters=["2026-0001"], verdict="destroy", reason="")
    assert (refused.status_code, refused.text.count("checked")) == (422, 2)
    sent = post(page, ROOM[2], ROOM[2], matters=["2026-0001"], verdict="destroy", reason="无价值")
    appraisal = sent.headers["location"]
    assert "2026-0001" not in page.get(ROOM[2]).text
    assert "approved" not in page.get(appraisal).text
    page.sign_in(PRINCIPAL)
    unsaid = post(page, appraisal, f"{appraisal}/decide", approved="no")
    assert (unsaid.status_code, "必填" in unsaid.text) == (422, True)
    assert post(page, appraisal, f"{appraisal}/decide", approved="yes").status_code == 303
    assert f"{appraisal}/execute" not in page.get(appraisal).text
    assert 'name="typed"' not in page.get(f"{appraisal}/execute").text
    page.sign_in(PERSONNEL)
    wrong = post(page, f"{appraisal}/execute", f"{appraisal}/execute", typed="JD2057-0002")
    assert (wrong.status_code, "JD2057-0001" in wrong.text) == (422, True)
    assert sqlite_bureau.row("2026-0001-1") is not None
    done = post(page, f"{appraisal}/execute", f"{appraisal}/execute", typed="JD2057-0001")
    assert done.status_code == 303
    text = page.get(appraisal).text
    assert ("已执行" in text, len(re.findall(r"<code>[0-9a-f]{64}</code>", text))) == (True, 1)
    assert verify(sqlite_bureau.store).flaws == []
    page.sign_in(SUPERVISOR)
    assert page.get("/cases/2026-0001-1").status_code == 404
    assert page.get("/matters/2026-0001").status_code == 404
    for path in ("/cases", "/ledger", "/figures", "/archives?show=closed", there,
                 "/corrections", "/clearing", *ROOM):  # fmt: skip
        answer = page.get(path)
        assert answer.status_code == 200, path
        assert "/cases/2026-0001-1" not in answer.text, path
    assert "某某" in page.get("/ledger").text
    assert "已销毁或匿名化" in page.get(there).text


def test_every_tab_says_so_where_it_is_empty_and_in_english(at_day: Any):
    reader = at_day("2026-03-02")
    reader.sign_in(SUPERVISOR)
    for path, zh, en in (
        (ROOM[0], "没有待移交的案卷", "No file waits"),
        (ROOM[1], "还没有移交过案卷", "No file was handed over"),
        (ROOM[2], "等待鉴定的事项", "No matter waits"),
        (ROOM[3], "还没有鉴定过", "Nothing was judged"),
    ):
        assert zh in reader.get(f"{path}?lang=zh").text
        assert en in reader.get(f"{path}?lang=en").text
        assert f'href="{path}"' in reader.get("/archives").text


@pytest.mark.parametrize("who", [OFFICER, "baixue", "luochengan", "panxiao"])
def test_the_tabs_and_pages_are_for_those_of_the_table(page: Reader, who: str):
    there = handed_over(page)
    page.sign_in(who)
    for path in (*ROOM, there):
        assert page.get(path).status_code == 403, path
    assert "/archives/due" not in page.get("/archives").text


@pytest.mark.parametrize(
    "path", ["transfers/Y2057-0009", "transfers/x%20y", "appraisals/JD2057-0009", "appraisals/%2e"]
)
def test_what_is_not_there_is_not_found(page: Reader, path: str):
    page.sign_in(SUPERVISOR)
    assert page.get(f"/archives/{path}").status_code == 404


@pytest.mark.parametrize("query", ["after=x", f"after={'9' * 19}"])
def test_a_mark_that_no_page_gave_is_refused(page: Reader, query: str):
    for path in (ROOM[1], ROOM[3]):
        assert page.get(f"{path}?{query}").status_code == 422
