"""Articles as Chinese and English cite them."""

import pytest

from regulations.citing import article_number, cited, in_english
from regulations.text import MOST, chinese


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("第十六条", "Art. 16"),
        ("第十条至第十六条", "Arts. 10–16"),
        ("第十七条、第十八条", "Arts. 17, 18"),
        ("政务处分法第四十七条、监察法第六十七条", "政务处分法 Art. 47、监察法 Art. 67"),
        ("本局设定", "本局设定"),
    ],
)
def test_english_numbers_the_articles(zh: str, en: str):
    assert in_english(zh) == en


@pytest.mark.parametrize(
    ("citation", "articles"),
    [
        ("第十六条", (16,)),
        ("第十条至第十三条", (10, 11, 12, 13)),
        ("第十七条、第十八条", (17, 18)),
        ("第二条至第四条、第四条、第九条", (2, 3, 4, 9)),
        ("本局设定", ()),
    ],
)
def test_a_citation_names_each_of_its_articles(citation: str, articles: tuple[int, ...]):
    assert cited(citation) == articles


def test_every_article_there_can_be_has_its_number():
    assert [article_number(chinese(n)) for n in range(1, MOST + 1)] == list(range(1, MOST + 1))


@pytest.mark.parametrize("text", ["", "第条", "第十条至第十六条", "第十六条之一", "16"])
def test_what_is_not_one_article_has_no_number(text: str):
    assert article_number(text) is None
