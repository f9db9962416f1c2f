"""The mapping file of an earlier ledger: what it may say, and how a mistake in it is told."""

from datetime import date

import pytest

from cases.earlier_columns import EARLIER
from cases.earlier_mapping import read_mapping
from cases.earlier_start import starting_mapping
from reports.ledger_columns import COLUMNS
from states.errors import Invalid

GOOD = """
columns: {matter_number: 编号, source: 程序, organ: 机关, started_on: 启动, officer: 姓名,
  unit: 单位, outcome: 结论, closed_on: 办结}
"""


def refused(text: str) -> Invalid:
    with pytest.raises(Invalid) as refusal:
        read_mapping(text.encode())
    assert refusal.value.say("en")
    return refusal.value


def test_every_column_of_our_ledger_can_be_mapped_but_the_number_of_the_row():
    assert {column.code for column in COLUMNS} - set(EARLIER) == {"seq"}


def test_a_good_file_is_read():
    found = read_mapping(f"{GOOD}header: 2\ndates: [DD.MM.YYYY]\nunits: {{1: first}}".encode())
    assert (found.header, found.columns["officer"], found.units) == (2, "姓名", {"1": "first"})
    assert found.day("05.03.2024") == date(2024, 3, 5)
    assert found.day("2024-03-05") is None


WRONG = [
    ("columns: [", "MAPPING", "YAML"),
    ("- 1\n", "MAPPING", "没有内容"),
    (f"{GOOD}colour: red\n", "colour", "没有这个字段"),
    (f"{GOOD}values: {{source: {{本局: ours}}}}\n", "values.source.本局", "“ours”不是可用的值"),
    (f"{GOOD}values: {{source: {{本局: yes}}}}\n", "values.source.本局", "加上引号"),
    (f"{GOOD}values: {{colour: {{a: b}}}}\n", "values.colour", "没有这一栏"),
    (f"{GOOD}defaults: {{colour: b}}\n", "defaults.colour", "没有这一栏"),
    (f"{GOOD}dates: [DD/MM]\n", "dates.0", "YYYY"),
    (f"{GOOD}header: 0\n", "header", "不得小于1"),
    (f"{GOOD}header: two\n", "header", "须为整数"),
    (f"{GOOD}units: [a]\n", "units", "须为对象"),
    (f"{GOOD}handler: {{a: b}}\n", "handler", "须为文字"),
    ("columns: {matter_number: 编号}\n", "columns", "缺少必须对应的栏：source（来源）"),
    (GOOD.replace("closed_on: 办结", "party: 相对人"), "columns", "closed_on（办结日）"),
    ("columns: {a: b}\ncolumns: {a: b}\n", "MAPPING", "同一字段写了两次"),
]


@pytest.mark.parametrize(("text", "name", "reason"), WRONG)
def test_a_mistake_is_told_with_its_field_and_its_line(text: str, name: str, reason: str):
    refusal = refused(text)
    assert reason in refusal.say("zh")
    assert refusal.name == name


def test_the_line_of_a_mistake_is_that_of_the_field():
    assert "第5行" in refused(f"{GOOD}\ncolour: red\n").say("zh")


def test_what_is_no_text_is_refused():
    with pytest.raises(Invalid, match="UTF-8"):
        read_mapping(b"\xff\xfe\x00")


def test_a_default_stands_in_for_a_column():
    assert read_mapping(
        f"{GOOD.replace('organ: 机关, ', '')}defaults: {{organ: 区局党组}}".encode()
    ).defaults == {"organ": "区局党组"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mapping_to_begin_with_finds_columns_of_equal_title(lang: str):
    heads = (*((c.zh if lang == "zh" else c.en) for c in COLUMNS), '领导批示: "见附页"')
    text = starting_mapping(iter([(1, ("台账",)), (3, heads)]), lang)
    found = read_mapping(text.encode())
    assert found.header == 3
    assert set(found.columns) == {column.code for column in COLUMNS} - {"seq"}
    assert "领导批示" in text


def test_what_must_be_mapped_and_was_not_found_is_marked():
    text = starting_mapping(iter([(1, ("事项编号", "单 位", "姓名*"))]))
    assert 'unit: "单 位"' in text
    assert 'officer: "姓名*"' in text
    assert '# started_on: ""  # 启动日 · 必须对应' in text
    assert "缺少必须对应的栏" in refused(text).say("zh")
