"""The ledger, the statistics and the patterns on their pages."""

import io
import re
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from support.bureau import SUPERVISOR, Bureau, at
from support.following import issue
from support.pages import Reader

from cases.patterns import watch_patterns

ON = "2026-05-21"


@pytest.fixture
def page(at_day: Any, sqlite_bureau: Bureau) -> Reader:
    """A supervisor reads, where three matters of a kind were started within a year."""
    for day in ("2025-06-10", "2025-11-03", "2026-05-20"):
        sqlite_bureau.open(day, issue_type="未及时发现", report_kind="anonymous")
    watch_patterns(sqlite_bureau.store, at(ON))
    reader: Reader = at_day(ON)
    reader.sign_in(SUPERVISOR)
    return reader


def key_of(text: str) -> dict[str, str]:
    names = ("key", "version", "once")
    return {name: re.search(f'name="{name}" value="([^"]*)"', text)[1] for name in names}  # type: ignore[index]


def test_the_ledger_is_a_page_and_a_file(page: Reader):
    text = page.get("/ledger").text
    assert "孙某" in text
    assert "孙皓" not in text
    assert "匿名举报" in text
    narrowed = page.get("/ledger?since=2026-01-01&issue_type=未及时发现").text
    assert ("2026-0001" in narrowed, "2025-0001" in narrowed) == (True, False)
    taken = page.get("/ledger/export.xlsx?since=2026-01-01")
    assert taken.headers["content-disposition"].endswith('.xlsx"')
    assert len(list(load_workbook(io.BytesIO(taken.content)).active.iter_rows())) == 2
    assert page.get("/ledger/export.csv").text.startswith("\ufeff序号")


@pytest.mark.parametrize("query", ["outcome=x", "since=x", "year=abc", "after=x", "role=HR"])
def test_what_the_ledger_cannot_be_asked_is_refused(page: Reader, query: str):
    assert page.get(f"/ledger?{query}").status_code in {403, 422}


def test_every_figure_on_the_page_leads_to_its_cases(page: Reader):
    text = page.get("/figures").text
    links = re.findall(r'<td class="num"><a href="(/ledger\?[^"]+)"[^>]*>(\d+)</a>', text)
    assert len(links) > 8
    for link, number in links:
        shown = page.get(unquote(link.replace("&amp;", "&"))).text
        assert f"共 {number} 件" in shown or "met=overdue" in link, link


def test_figures_are_files_too(page: Reader):
    assert page.get("/figures/export.json?unit=second").json()[0]["rows"][0]["values"] == [3, 100.0]
    assert page.get("/figures/export.csv").text.startswith("\ufeff统计表")


def test_the_unit_reads_no_word_of_a_report(page: Reader):
    page.sign_in("baixue")
    for path in ("/ledger", "/figures", "/ledger/export.csv", "/figures/export.json"):
        answer = page.get(path)
        assert answer.status_code == 200
        assert "举报" not in answer.text, path
    assert page.get("/ledger?clock=explain_anonymous").status_code == 422


@pytest.mark.parametrize("query", ["reached=accepted", "clock=legal_review&met=done"])
def test_the_files_are_not_told_what_their_ledger_does_not_show(page: Reader, query: str):
    assert page.get(f"/ledger?{query}").status_code == 200
    page.sign_in("fengjie")
    assert page.get("/ledger").status_code == 200
    for path in ("/ledger", "/ledger/export.csv"):
        assert page.get(f"{path}?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/ledger", "/figures", "/patterns", "/patterns/P2026-0001"])
def test_an_officer_has_none_of_these_rooms(page: Reader, path: str):
    page.sign_in("wulei")
    assert page.get(path).status_code == 403
    assert f'href="{path}"' not in page.get("/cases").text


def test_an_alert_is_analysed_and_warned_of_on_its_page(page: Reader):
    assert "P2026-0001" in page.get("/patterns").text
    here = "/patterns/P2026-0001"
    text = page.get(here).text
    assert "不作为追究任何个人责任的依据" in text
    typed = {**key_of(text), "risk_points": "无人研判"}
    again = page.post(f"{here}/analyse", data=typed)
    assert again.status_code == 422
    assert "须至少写一条" in again.text
    assert "无人研判" in again.text
    done = page.post(f"{here}/analyse", data={**typed, "causes": "值守不严"})
    assert (done.status_code, "待警示" in done.text) == (200, True)
    assert page.get(f"{here}/D37.docx").content[:2] == b"PK"
    assert page.post(f"{here}/analyse", data={"key": "x", "version": "1"}).status_code == 422
    page.sign_in("luochengan")
    form = key_of(page.get(here).text)
    assert page.post(f"{here}/warn", data={**form, "units": ["second"]}).status_code == 200
    page.sign_in("baixue")
    assert "警示提醒函" in page.get(here).text
    assert "值守不严" not in page.get(here).text
    assert 'href="/patterns/P2026-0001"' in page.get("/inbox").text


def test_a_stale_page_is_told(page: Reader):
    here = "/patterns/P2026-0001"
    form = {**key_of(page.get(here).text), "version": "9", "risk_points": "甲", "causes": "乙"}
    stale = page.post(f"{here}/analyse", data=form)
    assert stale.status_code == 409
    assert "您所见为第9版" in stale.text
    again = {**form, **key_of(stale.text)}
    assert again["version"] != "9"
    assert ("甲</textarea>" in stale.text, "乙</textarea>" in stale.text) == (True, True)
    pokes: list[str] = []
    page.app.state.poke = lambda: pokes.append("now")  # type: ignore[attr-defined]
    assert page.post(f"{here}/analyse", data={**again, "version": "9"}).status_code == 409
    assert pokes == []
    assert "待警示" in page.post(f"{here}/analyse", data=again).text
    assert pokes == ["now"]
    assert page.get("/patterns/P2026-0009").status_code == 404
    assert page.post("/patterns/P2026-0009/analyse", data=form).status_code == 404


def analysed(page: Reader) -> str:
    here = "/patterns/P2026-0001"
    form = {**key_of(page.get(here).text), "risk_points": "甲", "causes": "乙"}
    assert page.post(f"{here}/analyse", data=form).status_code == 200
    return here


def test_what_was_typed_comes_back_where_somebody_else_took_the_step(page: Reader):
    before = key_of(page.get("/patterns/P2026-0001").text)
    here = analysed(page)
    typed = {**before, "once": "x", "risk_points": "丙", "causes": "丁"}
    late = page.post(f"{here}/analyse", data=typed)
    assert (late.status_code, "丙</textarea>" in late.text) == (409, True)
    refused = page.post(f"{here}/analyse", data={**typed, **key_of(late.text)})
    assert (refused.status_code, "丙</textarea>" in refused.text) == (422, True)
    assert "预警待警示，不能完成研判" in refused.text


def ticks(text: str) -> list[str]:
    return re.findall(r'name="(?:units|effective)"\s+value="([^"]+)"\s+checked', text)


def test_ticked_units_and_the_chosen_effect_come_back(page: Reader):
    here = analysed(page)
    page.sign_in("luochengan")
    text = page.get(here).text
    assert ticks(text) == ["second"]
    form = {**key_of(text), "version": "9", "units": ["first", "third"]}
    stale = page.post(f"{here}/warn", data=form)
    assert (stale.status_code, ticks(stale.text)) == (409, ["first", "third"])
    none = page.post(f"{here}/warn", data=key_of(text))
    assert (none.status_code, ticks(none.text)) == (422, [])
    assert page.post(f"{here}/warn", data={**form, **key_of(stale.text)}).status_code == 200
    page.sign_in(SUPERVISOR)
    text = page.get(here).text
    assert 'name="effective"' not in text  # its day has not come
    key = re.search(r'name="key" value="([^"]*)"', text)[1]  # type: ignore[index]
    form = {"key": key, "version": "9", "effective": "no", "finding": "仍有"}
    stale = page.post(f"{here}/check", data=form)
    assert (stale.status_code, ticks(stale.text)) == (409, ["no"])
    assert "仍有</textarea>" in stale.text


def test_whoever_reads_of_no_such_step_is_shown_no_form_of_it(page: Reader):
    here = analysed(page)
    page.sign_in("luochengan")
    page.post(f"{here}/warn", data={**key_of(page.get(here).text), "units": ["second"]})
    page.sign_in("baixue")
    key = re.search(r'name="key" value="([^"]*)"', page.get(here).text)[1]  # type: ignore[index]
    form = {"key": key, "version": "3", "risk_points": "丙"}
    refused = page.post(f"{here}/analyse", data=form)
    assert (refused.status_code, "<textarea" in refused.text) == (403, False)
    assert "无权办理" in refused.text


@pytest.mark.parametrize("here", [True, False])
def test_a_pdf_is_offered_where_it_can_be_made(
    page: Reader, monkeypatch: pytest.MonkeyPatch, here: bool
):
    monkeypatch.setattr("web.patterns.available", lambda: here)
    assert ('/D37.pdf"' in page.get("/patterns/P2026-0001").text) is here
    if not here:
        assert page.get("/patterns/P2026-0001/D37.pdf").status_code == 404


def test_a_visit_waits_on_the_workbench_and_is_recorded_on_the_page(at_day: Any, page: Reader):
    here = analysed(page)
    assert f'href="{here}"' not in page.get("/").text  # it waits for the party group now
    page.sign_in("luochengan")
    assert f'href="{here}"' in page.get("/").text
    page.post(f"{here}/warn", data={**key_of(page.get(here).text), "units": ["second"]})
    late: Reader = at_day("2026-12-01")
    late.sign_in(SUPERVISOR)
    for desk in ("/", "/tasks", "/tasks?urgency=overdue"):
        assert f'href="{here}"' in late.get(desk).text
    assert f'href="{here}"' not in late.get("/tasks?urgency=ok").text
    counted = late.get("/").text.partition('urgency=overdue"><span>')[2].partition("</b>")[0]
    listed = late.get("/tasks?urgency=overdue").text
    assert counted.partition("<b>")[2] == str(listed.count('<span class="due overdue">'))
    said = {"effective": "no", "visited_on": "2026-11-30", "visited_by": "唐莉", "finding": "仍有"}
    refused = late.post(f"{here}/check", data={**key_of(late.get(here).text), **said})
    assert (refused.status_code, 'id="e-follows"' in refused.text) == (422, True)
    assert 'value="2026-11-30"' in refused.text
    assert "唐莉</textarea>" in refused.text
    done = late.post(
        f"{here}/check", data={**key_of(refused.text), **said, "follows": "专项督导"}
    ).text
    for word in ("效果检查", "2026-11-30", "专项督导", "效果不明显"):
        assert word in done
    assert f'href="{here}"' not in late.get("/").text
    late.sign_in("baixue")
    assert "专项督导" not in late.get(here).text


def test_a_report_tells_on_its_page_of_a_visit_that_is_over(
    at_day: Any, page: Reader, sqlite_bureau: Bureau
):
    here = analysed(page)
    page.sign_in("luochengan")
    page.post(f"{here}/warn", data={**key_of(page.get(here).text), "units": ["second"]})
    issue(sqlite_bureau, "2026-12-07T08:30")
    late: Reader = at_day("2026-12-07T09:00")
    late.sign_in(SUPERVISOR)
    shown = late.get("/follow-up/2026-W50/bureau").text
    assert 'id="h-warnings"' in shown
    assert f'href="{here}"' in shown
    late.sign_in("baixue")
    shown = late.get("/follow-up/2026-W50/second").text
    assert "P2026-0001" in shown
    assert f'href="{here}"' not in shown
