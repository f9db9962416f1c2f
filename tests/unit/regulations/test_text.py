"""A copy of the measures, split into articles by their headings."""

import pytest

from regulations.errors import BadText
from regulations.text import chinese, split_articles

COPY = (
    "\ufeff （此件公开发布）\r\n\r\n某区办法（虚构）\r\n第一章  总  则\r\n"
    + "".join(
        f"{chinese(n)}　第{n}句，参照第一条。\r\n（一）第一项；\r\n（二）第二项。\r\n"
        for n in range(1, 13)
    )
    + "第二章  附  则\r\n第十三条  自印发之日起施行。\r\n"
)


def test_each_article_keeps_its_wording_and_its_items():
    found = split_articles(COPY)
    assert list(found) == [chinese(n) for n in range(1, 14)]
    assert found["第二条"] == "第2句，参照第一条。\n（一）第一项；\n（二）第二项。"
    assert found["第十三条"] == "自印发之日起施行。"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "第一条"), (10, "第十条"), (11, "第十一条"), (20, "第二十条"), (22, "第二十二条"),
        (99, "第九十九条"),
    ],
)  # fmt: skip
def test_articles_are_numbered_in_chinese(number, name):
    assert chinese(number) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有找到“第一条”"),
        ("只有一段话，提到第一条。", "没有找到“第一条”"),
        ("第二条 甲", "应为第一条，却是第二条"),
        ("第一条 甲\n第三条 乙", "应为第二条，却是第三条"),
        ("第一条 甲\n第一条 乙", "应为第二条，却是第一条"),
    ],
)
def test_a_copy_that_is_not_whole_is_refused(text, said):
    with pytest.raises(BadText) as refusal:
        split_articles(text)
    assert said in refusal.value.zh
