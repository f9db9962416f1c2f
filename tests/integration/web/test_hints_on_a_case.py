"""What the page of a case shows of its party, its items and its hints."""

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, Bureau
from support.feeds import Subscribe
from support.registries import DUTY, ORDER, imported

from regulations.registries import Kind

PARTY = "青溪<化工>有限公司"
WORDS = {
    "zh": ("提示", "事发当日在责令改正的整改期内", "2026-01-20 导入", "日常巡查"),
    "en": ("Hints", "the event falls in the period of an order", "imported 2026-01-20", "日常巡查"),
}


@pytest.fixture
def number(sqlite_bureau: Bureau) -> str:
    b = sqlite_bureau
    imported(b, Kind.DUTY, DUTY, ("Z-1", "日常巡查", "一大队", "", ""))
    imported(b, Kind.RECTIFICATION_ORDER, ORDER, ("7", PARTY, "堰", "2026-02-01", "2026-02-28"))
    return b.open("2026-03-02", party=PARTY, occurred_on="2026-02-10", list_items=["Z-1"])


@pytest.mark.parametrize("lang", WORDS)
def test_a_case_under_review_shows_its_hints_with_their_rows(
    sqlite_bureau: Bureau, at_day: Subscribe, number: str, lang: str
):
    before = at_day("2026-03-02").get(f"/cases/{number}?lang={lang}").text
    heading, hint, day, item = WORDS[lang]
    assert hint not in before
    assert item in before
    sqlite_bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    sqlite_bureau.do("2026-03-04", "accept", HANDLER)
    sqlite_bureau.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])
    page = at_day("2026-03-05").get(f"/cases/{number}?lang={lang}").text
    assert f'id="h-hints">{heading}</h2>' in page
    assert hint in page
    assert day in page
    assert "A10.7" in page
    assert "青溪&lt;化工&gt;有限公司" in page
    assert PARTY not in page


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "未关联（第六条）"), ("en", "none linked (Art. 6)")]
)
def test_a_case_without_an_item_says_so(
    sqlite_bureau: Bureau, at_day: Subscribe, number: str, lang: str, word: str
):
    reader = at_day("2026-03-02")
    assert word not in reader.get(f"/cases/{number}?lang={lang}").text
    bare = sqlite_bureau.open("2026-03-02")
    assert word in reader.get(f"/cases/{bare}?lang={lang}").text
