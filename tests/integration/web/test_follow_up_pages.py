"""The pages of follow-up reports: for whom they are, what they show, what is taken along."""

import re

import pytest
from support.bureau import Bureau
from support.following import WEEK, by_hand, correct, issue

from reports.follow_up_words import UNITS_SAY
from web import follow_up
from web.door import form_key

NOW = "2026-06-08T09:00"
ALL = f"/follow-up/{WEEK}/bureau"


@pytest.fixture
def issued(sqlite_bureau: Bureau) -> Bureau:
    correct(sqlite_bureau)
    issue(sqlite_bureau)
    return sqlite_bureau


def test_a_supervisor_opens_the_list_a_report_and_its_files(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("tangli")
    listed = reader.get("/follow-up").text
    assert f'href="/follow-up/{WEEK}/bureau"' in listed
    assert "本期预览（未签发）" in listed
    page = reader.get(ALL).text
    assert "孙皓" in page
    assert issued.number in page
    assert "16 个工作日没有进展" in page
    assert '<svg class="chart spans"' in page
    assert "未签发" not in page
    for as_ in ("xlsx", "docx", "json"):
        answer = reader.get(f"{ALL}/file/{as_}")
        assert answer.status_code == 200
        name = f"follow-up-{WEEK}-bureau.{as_}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "未签发" in reader.get("/follow-up/preview/bureau").text


def test_a_line_leads_to_its_case_only_where_that_opens(issued: Bureau, at_day):
    reader = at_day(NOW)
    led = f'href="/cases/{issued.number}"'
    reader.sign_in("tangli")
    assert reader.get(ALL).text.count(led) == 1
    reader.sign_in("liangyu")
    page = reader.get(ALL).text
    assert issued.number in page
    assert "孙某" in page
    assert "孙皓" not in page
    assert led not in page


def test_the_page_says_of_stages_and_units_what_paper_does(issued: Bureau, at_day):
    correct(issued, officer="wulei")
    reader = at_day(NOW)
    reader.sign_in("tangli")
    for lang, said in (("zh", "按阶段：整改中2件"), ("en", "By stage: 2 being corrected")):
        page = reader.get(f"/follow-up/preview/bureau?lang={lang}").text
        assert said in page
        table = page[page.index('id="h-units"') :].partition("</table>")[0]
        heads = re.findall(r'<th scope="col">([^<]*)', table)
        assert heads == [pair[lang == "en"] for pair in UNITS_SAY.values()]
        total = re.findall(r"<td>(\d+)", table.partition("<tfoot>")[2])
        assert total == ["2", "2", "0", "0", "0", "2"]


def test_lines_are_narrowed_to_a_light(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("tangli")
    assert issued.number in reader.get(f"{ALL}?light=green").text
    assert issued.number in reader.get(f"{ALL}?light=silent").text
    assert "没有这样的整改。" in reader.get(f"{ALL}?light=red").text
    assert reader.get(f"{ALL}?light=purple").status_code == 422


def test_the_workbench_leads_to_what_its_figures_of_corrections_count(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("tangli")
    desk = reader.get("/").text
    for query in ("#h-lines", "?light=red", "?light=silent", "?light=to_accept", "#h-visits"):
        assert f'href="{ALL}{query}"' in desk
    page = reader.get(ALL).text
    for place in ("h-lines", "h-visits"):
        assert f'id="{place}"' in page
    assert "没有这样的整改。" in reader.get(f"{ALL}?light=to_accept").text


def test_a_unit_sees_its_own_masked_and_no_other(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("baixue")
    own = reader.get(f"/follow-up/{WEEK}/second").text
    assert "孙某" in own
    assert "孙皓" not in own
    for path in (ALL, f"/follow-up/{WEEK}/first", f"{ALL}/file/xlsx", "/follow-up/preview/bureau"):
        assert reader.get(path).status_code == 404
    reader.sign_in("sunhao")
    assert reader.get("/follow-up").status_code == 403
    assert "整改跟踪" not in reader.get("/cases").text


@pytest.mark.parametrize("period", ["2026-W99", "x", "2026-13", "1999-W01"])
def test_a_period_that_is_none_is_not_found(issued: Bureau, at_day, period: str):
    reader = at_day(NOW)
    reader.sign_in("tangli")
    assert reader.get(f"/follow-up/{period}/bureau").status_code == 404


def test_what_does_not_wait_is_not_released(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("tangli")
    assert "放行并发送" not in reader.get(ALL).text
    said = {"note": "x", "key": form_key(reader.cookies["session"])}
    assert "不待放行" in reader.post(f"{ALL}/release", data=said).text


def test_a_note_on_one_correction_is_written_on_the_page(sqlite_bureau: Bureau, at_day):
    by_hand(sqlite_bureau)
    number = correct(sqlite_bureau)
    issue(sqlite_bureau)
    reader = at_day(NOW)
    reader.sign_in("hemin")
    assert "写督办意见" not in reader.get(ALL).text
    reader.sign_in("tangli")
    note = f"{ALL}/cases/{number}/note"
    key = {"key": form_key(reader.cookies["session"])}
    assert f'action="{note}"' in reader.get(ALL).text
    done = reader.post(note, data={"note": "请孙皓报送", **key}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"{ALL}#h-lines")
    page = reader.get(ALL).text
    assert "</b>请孙某报送" in page
    assert ">请孙某报送</textarea>" in page
    reader.post(f"{ALL}/release", data={"note": "", **key})
    page = reader.get(ALL).text
    assert "</b>请孙某报送" in page
    assert "写督办意见" not in page
    assert "不待放行" in reader.post(note, data={"note": "迟", **key}).text


def test_who_saves_a_note_is_back_on_the_page_and_under_the_light_of_it(
    sqlite_bureau: Bureau, at_day, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(follow_up, "SHOWN", 1)
    by_hand(sqlite_bureau)
    correct(sqlite_bureau)
    number = correct(sqlite_bureau, officer="wulei")
    issue(sqlite_bureau)
    reader = at_day(NOW)
    reader.sign_in("tangli")
    page = reader.get(f"{ALL}?light=green&after=1").text
    assert f'action="{ALL}/cases/{number}/note"' in page
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    done = reader.post(f"{ALL}/cases/{number}/note", data={**fields, "note": "报送"},
                       follow_redirects=False)  # fmt: skip
    assert done.headers["location"] == f"{ALL}?light=green&after=1#h-lines"
    assert ">报送</textarea>" in reader.get(done.headers["location"]).text


def test_the_inbox_leads_to_the_report(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("baixue")
    assert f'href="/follow-up/{WEEK}/second"' in reader.get("/inbox").text


def test_in_english_no_chinese_text_of_ours_is_left(issued: Bureau, at_day):
    reader = at_day(NOW)
    reader.sign_in("tangli")
    page = reader.get(f"{ALL}?lang=en").text
    for word in ("Open", "Overdue", "The eight kinds of measure", "Since the last report"):
        assert word in page
    assert "整改清单" not in page
