"""The pages of the measures: read by everybody, kept by those who answer for them."""

import html
import re
from pathlib import Path

import pytest
from support.measures import COPY, LEGAL
from support.own_sample import Pages
from support.pages import Reader
from support.sample import SAMPLE_NOW
from support.ways import ROLES

from access.policy import Thing, may
from cases.measures import measures_seen, resting_on
from cases.regulations import KEEPS, keep_text
from deadlines import local_day
from states.table import TABLE
from states.vocabulary import Role

PACK = (Path(__file__).parents[3] / "regulations" / "packs" / "banan.yaml").read_text("utf-8")
NEWER = (
    PACK.replace('version: "1"', 'version: "2"', 1)
    .replace("effective_from: null", "effective_from: 2026-07-01", 1)
    .replace("n: 15, unit: WD, extend: 10", "n: 20, unit: WD, extend: 10", 1)
)
READING = {
    "code": "A12.9.not_on_list",
    "number": "环释1号",
    "issued_on": "2026-01-05",
    "text": "以当年公布的清单为准。\r\n第二行。",
}


def tried(text: str) -> str:
    return re.findall(r'name="tried"\s+value="([0-9a-f]{64})"', text)[0]


def field(text: str) -> str:
    """What a browser would send back of the field."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", text, re.DOTALL)
    assert found
    return html.unescape(found[1]).replace("\n", "\r\n")


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def loaded(pages: Pages) -> None:
    keep_text(pages.store, COPY, LEGAL, SAMPLE_NOW)


def test_every_article_is_shown_with_what_rests_on_it(pages: Pages):
    loaded(pages)
    pages.be("sunhao")
    listed = pages.look("/measures").text
    assert [int(n) for n in re.findall(r'id="a(\d+)"', listed)] == list(range(1, 23))
    found = pages.look("/measures/16").text
    assert "第16句。\n（一）第16条之一；\n（二）第16条<之>二。" in plain(found)
    for said in ("A16.X1", "容错申请期", "5 个工作日", "办法原文", "提交申请", "D02", "容错申请书"):
        assert said in found, said
    assert "add_reading" not in found
    assert "环释" not in found


def test_clocks_events_and_papers_are_those_of_the_table_and_the_pack(pages: Pages):
    found = measures_seen(pages.store, local_day(SAMPLE_NOW))
    resting = resting_on(found.pack)
    for row in TABLE:
        for article in row.articles:
            assert row.event in resting[article].events
            assert {paper.code for paper in row.papers} <= {
                code for code, _ in resting[article].papers
            }
    clocks = [clock.name for one in found.articles for clock in one.resting.clocks]
    assert sorted(clocks) == sorted(found.pack.deadlines)


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        ("第7句", [7]),
        ("A12.9.no_complaint", [12]),
        ("双随机", [12]),
        ("no complaint", [12]),
        ("第7句 第8句", []),
        ("容错申请期", [16]),
        ("<script>", []),
    ],
)
def test_what_is_searched_is_found_in_wording_items_and_clocks(
    pages: Pages, words: str, articles: list[int]
):
    loaded(pages)
    found = pages.client.get("/measures", params={"q": words}).text
    assert [int(n) for n in re.findall(r'id="a(\d+)"', found)] == articles
    assert "<script>" not in found.replace("<script src", "")


def test_before_the_text_is_loaded_items_stand_alone_and_the_page_says_so(client: Reader):
    found = client.get("/measures").text
    assert "还没有载入" in found
    assert "A12.9" in client.get("/measures/12").text
    assert client.get("/measures/99").status_code == 404
    assert client.get("/measures/first").status_code == 422


def test_an_interpretation_is_entered_shown_and_withdrawn(pages: Pages):
    pages.be(LEGAL)
    assert pages.lead(pages.send("/measures/12", **READING)) == "/measures/12"
    shown = pages.look("/measures/12").text
    for said in (
        "环释1号",
        "2026-01-05",
        "A12.9.not_on_list",
        "以当年公布的清单为准。",
        "沈岚 登记",
    ):
        assert said in shown
    assert "解释 1 件" in pages.look("/measures").text
    number = re.findall(r'name="reading" value="(\d+)"', shown)[0]
    back = pages.send("/measures/withdraw", reading=number, article="12")
    assert pages.lead(back) == "/measures/12"
    assert "环释1号" not in pages.look("/measures/12").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": " "}, "不能为空"),
        ({"issued_on": ""}, "必填"),
        ({"issued_on": "2027-01-01"}, "不能晚于今天"),
        ({"issued_on": "昨天"}, "2026-03-09"),
        ({"text": "\u200b"}, "不能为空"),
        ({"text": "长" * 4001}, "4000"),
        ({"code": "A99"}, "没有这一项"),
    ],
)
def test_what_is_wrong_with_an_interpretation_stands_beside_it_and_nothing_is_lost(
    pages: Pages, changed: dict[str, str], said: str
):
    pages.be(LEGAL)
    answer = pages.send("/measures/12", **{**READING, **changed})
    assert answer.status_code == 422
    name = next(iter(changed))
    assert said in answer.text.partition(f'id="{name}-wrong"')[2].partition("</p>")[0]
    assert changed.get("number", "环释1号") in answer.text
    assert "还没有解释" in answer.text


def test_a_copy_is_looked_at_then_kept_word_for_word(pages: Pages):
    pages.be(LEGAL)
    file = {"file": ("办法.txt", COPY.encode("gb18030"), "text/plain")}
    key = re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]
    looked = pages.client.post("/measures/text", data={"key": key, "text": ""}, files=file)
    assert "共 22 条，与现有文本不同的 22 条" in plain(looked.text)
    assert "还没有载入" in pages.look("/measures").text
    sent = field(looked.text)
    other = pages.send("/measures/text/keep", text=sent + "改", tried=tried(looked.text))
    assert other.status_code == 422
    assert "请先预览" in other.text
    assert (
        pages.lead(pages.send("/measures/text/keep", text=sent, tried=tried(looked.text)))
        == "/measures"
    )
    assert "第22句。" in pages.look("/measures/22").text
    changed = pages.send("/measures/text", text=COPY.replace("第12句。", "第十二条的新文字。"))
    assert "不同的 1 条" in plain(changed.text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "请选择文件"), ("第一条 甲\n第三条 乙", "应为第二条"), ("没有条", "第一条")],
)
def test_a_bad_copy_is_refused_beside_the_field(pages: Pages, text: str, said: str):
    pages.be(LEGAL)
    answer = pages.send("/measures/text", text=text)
    assert answer.status_code == 422
    assert said in answer.text
    assert not re.findall(r'name="tried"', answer.text)


def test_a_pack_is_looked_at_then_loaded_with_its_indentation(pages: Pages):
    pages.be(LEGAL)
    looked = pages.send("/measures/packs/load", text=NEWER)
    assert looked.status_code == 200
    assert "<code>review</code>" in looked.text
    assert "尚未写入" in looked.text
    kept = pages.send("/measures/packs/keep", text=field(looked.text), tried=tried(looked.text))
    assert pages.lead(kept) == "/measures/packs"
    listed = pages.look("/measures/packs").text
    rows = [plain(row).split() for row in re.findall(r"<tr>(.*?)</tr>", listed, re.DOTALL)[1:]]
    assert [row[0] for row in rows] == ["banan", "qinglan", "banan"]
    assert ["现行" in row for row in rows] == [True, False, False]
    assert "20 个工作日" in pages.look("/measures/11").text
    broken = pages.send("/measures/packs/load", text=NEWER.replace("n: 20,", "n: twenty,", 1))
    assert broken.status_code == 422
    assert "deadlines.review" in broken.text


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_reads_and_those_who_answer_for_them_keep(pages: Pages, role: str):
    pages.be(ROLES[role])
    keeps = any(may([Role(role)], Thing.MEASURES, letter) for letter in KEEPS)
    for path in ("/measures", "/measures/16", "/measures/packs"):
        assert pages.look(path).status_code == 200
    assert ("/measures/text" in pages.look("/measures").text) is keeps
    for path in ("/measures/text", "/measures/packs/load"):
        assert pages.look(path).status_code == (200 if keeps else 403)
    text = pages.send("/measures/text", text=COPY)
    assert text.status_code == (200 if keeps else 403)
    assert pages.send("/measures/12", **READING).status_code == (303 if keeps else 403)
    if not keeps:
        from web.pasted import digest

        pages.send("/measures/text/keep", text=COPY, tried=digest(COPY))
        pages.send("/measures/packs/keep", text=NEWER, tried=digest(NEWER))
        assert "还没有载入" in pages.look("/measures").text
        assert pages.look("/measures/packs").text.count("<code>banan</code>") == 1
        assert "还没有解释" in pages.look("/measures/12").text


def test_the_frame_speaks_english_and_the_wording_stays(pages: Pages):
    loaded(pages)
    found = pages.client.get("/measures/16?lang=en").text
    for said in ("Art. 16", "5 working days", "File an application", "第16句。"):
        assert said in found
    assert '<p class="prewrap" lang="zh-CN">' in re.sub(r"\s+", " ", found)
