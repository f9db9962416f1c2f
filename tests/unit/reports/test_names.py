"""What is told of a name to whoever need not know whose it is."""

from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.names import masked, starred, without


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("孙皓", "孙"),
        ("赵文静", "赵"),
        ("欧阳修", "欧阳"),
        ("诸葛孔明", "诸葛"),
        ("司马光", "司马"),
        ("第五琦", "第五"),
        ("东方", "东"),  # two characters are a surname and a given name
        ("马超群", "马"),
        ("王", "王"),
        ("阿不都热合曼·买买提", "阿"),
        ("买买提·吐尔逊", "买"),
        ("卓玛", "卓"),
        ("John Smith", "J"),
        ("Ólafur", "Ó"),
    ],
)
def test_of_a_name_the_surname_is_told_and_nothing_of_the_rest(name: str, told: str):
    assert (masked(name), starred(name)) == (f"{told}某", f"{told}**")
    assert name[len(told) :] not in masked(name)[len(told) :] or len(name) == len(told)


def test_the_length_of_a_name_is_not_told():
    assert masked("孙皓") == masked("孙皓然")
    assert starred("欧阳修") == starred("欧阳修远")


def test_nobody_has_no_name():
    assert (masked(""), starred("")) == ("", "")


def test_a_name_in_what_was_written_is_masked_and_a_longer_one_whole():
    text = "请孙皓、孙皓然和欧阳修于周五前报送，孙皓牵头"
    told = "请孙某、孙某和欧阳某于周五前报送，孙某牵头"
    assert without(text, "孙皓", "孙皓然", "欧阳修", "") == told


@pytest.mark.parametrize("written", ["孙 皓", "孙　皓", "孙\n皓", "孙\u200b皓", "孙皓"])
def test_a_name_with_blanks_in_it_is_the_name(written: str):
    assert without(f"由{written}牵头", "孙皓") == "由孙某牵头"
    assert without("由 John  Smith 牵头", "John Smith") == "由 J某 牵头"


NAMES = st.lists(
    st.builds(
        lambda family, given: family + given,
        st.sampled_from(["孙", "赵", "欧阳", "诸葛", "司马", "王"]),
        st.text("皓磊文静明修.*+(", min_size=1, max_size=2),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@given(NAMES, st.lists(st.text("请于本周内报送、孙王 皓磊\n", max_size=6), max_size=6))
def test_of_no_name_more_is_left_than_the_surname(names: list[str], between: list[str]):
    """However the names stand beside each other and whatever stands between them."""
    pairs = zip_longest(names * 2, between, fillvalue="")
    text = "".join(word for pair in pairs for word in pair)
    told = "".join(without(text, *names).split())
    for name in names:
        assert name not in told
