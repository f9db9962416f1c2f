"""The pages of templates: tried first, kept as a version, gone back from; for administrators."""

import re

import pytest
from support.own_sample import Pages
from support.sample import SAMPLE_NOW
from support.ways import ROLES

from cases.paper_templates import keep_template, template_seen

ADMIN, AUDIT = "jiangheng", "jianming"


def text_of(pages: Pages, code: str = "D04") -> str:
    return template_seen(pages.store, code, ADMIN, SAMPLE_NOW).text


def tried(page: str) -> str:
    return re.findall(r'name="tried"\s+value="([0-9a-f]{64})"', page)[0]


def test_another_text_is_tried_kept_and_gone_back_from(pages: Pages):
    pages.be(ADMIN)
    assert 'href="/templates/D04"' in pages.look("/templates").text
    mine = text_of(pages).replace("容错申请受理通知书", "受理告知书").replace("\n", "\r\n")
    looked = pages.send("/templates/D04", text=mine, seen="0")
    assert looked.status_code == 200
    assert "受理告知书</h2>" in re.sub(r"\s*<", "<", looked.text)
    assert "受理告知书" not in text_of(pages)
    kept = pages.send("/templates/D04/keep", text=mine, tried=tried(looked.text), seen="0")
    assert pages.lead(kept) == "/templates/D04"
    assert "受理告知书" in text_of(pages)
    assert "\r" not in text_of(pages)
    sheet = pages.look("/templates/D04").text
    assert "现用第1版" in sheet
    assert "+#title 受理告知书" in sheet
    assert "第1版" in pages.look("/templates").text
    assert "各版都保留" in pages.look("/templates/D04/restore").text
    assert pages.lead(pages.send("/templates/D04/restore")) == "/templates/D04"
    assert "一字不差" in pages.look("/templates/D04").text
    assert "受理告知书" not in text_of(pages)


@pytest.mark.parametrize(
    ("text", "said"),
    [("#title {{ x.__class__ }}", "第1行：不能使用 __class__"),
     ("#title 甲\n{% for i in range(9**9) %}{% endfor %}", "不能使用"),
     ("#title 甲\n{{ nothing_known }}", "nothing_known"), ("{{", "语法错误"), ("", "#title")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(pages: Pages, text: str, said: str):
    pages.be(ADMIN)
    answer = pages.send("/templates/D04", text=text, seen="0")
    assert answer.status_code == 422
    assert said in answer.text
    assert not re.findall(r'name="tried"', answer.text)
    assert text.partition("\n")[0] in answer.text
    again = pages.send("/templates/D04/keep", text=text, tried="0" * 64, seen="0")
    assert again.status_code == 422
    assert "请先试排" in again.text


def test_who_comes_second_is_told_and_loses_nothing(pages: Pages):
    pages.be(ADMIN)
    mine = text_of(pages).replace("容错申请受理通知书", "我的通知书")
    looked = pages.send("/templates/D04", text=mine, seen="0")
    keep_template(pages.store, "D04", "#title 别人的通知书\n", ADMIN, SAMPLE_NOW)
    answer = pages.send("/templates/D04/keep", text=mine, tried=tried(looked.text), seen="0")
    assert answer.status_code == 422
    assert "已先保存第1版" in answer.text
    assert "我的通知书" in answer.text
    assert text_of(pages) == "#title 别人的通知书\n"


def test_what_is_typed_is_text(pages: Pages):
    pages.be(ADMIN)
    answer = pages.send("/templates/D04", text="#title </textarea><script>x</script>", seen="0")
    assert "<script>x" not in answer.text


@pytest.mark.parametrize("role", sorted(ROLES))
def test_administrators_write_auditors_read_and_nobody_else(pages: Pages, role: str):
    pages.be(ROLES[role])
    reads, writes = role in {"ADM", "AUD"}, role == "ADM"
    for path in ("/templates", "/templates/D04"):
        assert pages.look(path).status_code == (200 if reads else 403), path
    text = text_of(pages)
    answer = pages.send("/templates/D04", text=text, seen="0")
    assert answer.status_code == (200 if writes else 403)
    if role != "ADM":
        before = text_of(pages)
        pages.send("/templates/D04/keep", text=text, tried="0", seen="0")
        pages.send("/templates/D04/restore")
        assert text_of(pages) == before
    assert pages.look("/templates/D99").status_code == (404 if reads else 403)
