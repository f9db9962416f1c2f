"""What a paper's template may say, and what a value can never make it say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import BadTemplate
from documents.markup import zh_number
from documents.render import check_template, render_sheet
from documents.sheet import Field, Form, Heading, Paragraph, Table

TITLE = "#title 通知书\n"


def sheet(text: str, **context: object):
    return render_sheet(TITLE + text, Form.PLAIN, context)


def test_each_line_is_a_block():
    found = sheet(
        "#to 甲：\n正文。\n## 一级\n### 二级\n#### 三级\n##### 四级\n### 又二级\n## 又一级\n"
        "#field 出席 | 甲、乙\n#attach 名单\n#seal\n#sender 局\n#date 2026年3月9日\n"
    )
    assert found.blocks == (
        Paragraph("正文。"),
        Heading(1, "一、", "一级"), Heading(2, "（一）", "二级"), Heading(3, "1.", "三级"),
        Heading(4, "（1）", "四级"), Heading(2, "（二）", "又二级"), Heading(1, "二、", "又一级"),
        Field("出席", "甲、乙"),
    )  # fmt: skip
    assert (found.to, found.attachments, found.sealed) == ("甲：", ("名单",), True)
    assert (found.sender, found.date) == ("局", "2026年3月9日")


def test_rows_that_stand_together_are_one_form_and_a_table_has_a_head():
    found = sheet(
        "#row 姓名 | 甲\n#row 单位 | 乙 | 日期 | 丙\n一段\n#table 1 3\n| 序 | 事项 |\n| 1 | 甲 |\n"
    )
    form, _, table = found.blocks
    assert isinstance(form, Table)
    assert form.rows == (("姓名", "甲"), ("单位", "乙", "日期", "丙"))
    assert (len(form.widths), form.head) == (4, False)
    assert table == Table((1, 3), (("序", "事项"), ("1", "甲")), head=True)


@pytest.mark.parametrize(
    ("number", "zh"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_numbers_of_headings(number: int, zh: str):
    assert zh_number(number) == zh


HOSTILE = [
    "#title 另一份", "甲\n#title 另一份", "| a | b |", "\\", "\\#", "{{ 7 * 7 }}", "{% if x %}",
    "<b>&amp;\"'", "😀" * 200, "甲\r\n\x00乙", "## 假标题", "a\u2028#seal",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_stays_in_its_place(value: str):
    found = sheet("甲{{ value }}乙\n#row 姓名 | {{ value }}\n", value=value)
    paragraph, table = found.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.startswith("甲")
    assert paragraph.text.endswith("乙")
    assert isinstance(table, Table)
    assert len(table.rows[0]) == 2
    assert (found.title, found.sealed) == ("通知书", False)


@given(st.text())
def test_whatever_a_value_is_it_makes_no_block(value: str):
    found = sheet("甲{{ value }}\n", value=value)
    assert len(found.blocks) == 1
    assert isinstance(found.blocks[0], Paragraph)


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_words_of_ones_own_are_paragraphs_and_nothing_else(lines: list[str]):
    found = sheet("{{ words | paragraphs }}\n", words="\n".join(lines))
    assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == lines


FORBIDDEN = {
    "reaching objects": "{{ x.__class__ }}",
    "a hidden key": "{{ x['a'].__init__ }}",
    "a call": "{{ x() }}",
    "a method": "{{ 'a'.upper() }}",
    "assigning": "{% set a = 1 %}",
    "a macro": "{% macro a() %}{% endmacro %}",
    "including": "{% include 'D01.j2' %}",
    "extending": "{% extends 'D01.j2' %}",
    "importing": "{% import 'D01.j2' as a %}",
    "growing": "{{ 'a' * 99 }}",
    "power": "{{ 9 ** 99 }}",
    "adding": "{{ x + x }}",
    "three loops": "{% for a in x %}" * 3 + "{% endfor %}" * 3,
    "a loop of its own": "{% for a in x recursive %}{{ loop(a) }}{% endfor %}",
    "counting to a billion": "{% for i in range(1000000000) %}{% endfor %}",
    "an unknown filter": "{{ x | tojson }}",
    "a filter that grows": "{{ x | center(999999999) }}",
    "an unknown test": "{% if x is callable %}{% endif %}",
    "an open bracket": "{{ x",
    "an open if": "{% if x %}",
    "too long": "甲" * 60_001,
}


@pytest.mark.parametrize("named", FORBIDDEN)
def test_a_template_that_could_do_harm_or_is_none_is_refused_before_it_runs(named: str):
    with pytest.raises(BadTemplate) as refusal:
        check_template(TITLE + FORBIDDEN[named])
    assert refusal.value.say("zh").startswith("文书模板")
    assert refusal.value.say("en").startswith("Template")
    assert "Traceback" not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    ["#wrong x", "#title 又一个", "#table", "#table a b", "| 无表 |", "#table 1 1\n| 一栏 |",
     "#field 无栏", "{{ nothing }}", "{{ none }}", "{{ many }}"],
)  # fmt: skip
def test_what_makes_no_paper_is_told_with_its_line(text: str):
    with pytest.raises(BadTemplate):
        sheet(text, none=None, many=[1])


def test_a_paper_has_a_title():
    with pytest.raises(BadTemplate, match="#title"):
        render_sheet("正文", Form.PLAIN, {})


@pytest.mark.parametrize(
    "said",
    ["{{ x.upper }}", "{{ x['__class__'] }}", "{{ many | map(attribute='__class__') | join }}",
     "{{ many | map(attribute='upper') | join }}", "{{ many | selectattr('__class__') | join }}",
     "{{ x['format'] }}", "{{ many.append }}", "{{ x[9] }}"],
)  # fmt: skip
def test_a_name_is_a_key_of_the_facts_and_never_an_attribute_of_python(said: str):
    with pytest.raises(BadTemplate):
        sheet(f"甲{said}\n", x="abc", many=["q"])
    assert sheet("甲{{ x.upper }}\n", x={"upper": "一"}).blocks
