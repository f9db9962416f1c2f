"""Articles as Chinese and English cite them."""

import pytest

from regulations.citing import article_number, in_english
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


def test_every_article_there_can_be_has_its_number():
    assert [article_number(chinese(n)) for n in range(1, MOST + 1)] == list(range(1, MOST + 1))


@pytest.mark.parametrize("text", ["", "第条", "第十条至第十六条", "第十六条之一", "16"])
def test_what_is_not_one_article_has_no_number(text: str):
    assert article_number(text) is None
