"""When two writings of a party's name mean the same one."""

import pytest

from cases.parties import alike, normalised

NAME = "重庆(青溪)化工有限责任公司"


@pytest.mark.parametrize(
    "written",
    [
        "重庆（青溪）化工有限责任公司",
        " 重庆(青溪)化工 有限责任公司\u3000",
        "重庆【青溪】化工有限责任公司",
    ],
)
def test_width_spaces_and_brackets_do_not_matter(written: str):
    assert normalised(written) == normalised(NAME)


@pytest.mark.parametrize(
    ("one", "other", "possibly"),
    [
        (NAME, "重庆(青溪)化工有限公司", True),
        (NAME, "重庆(青溪)化工", True),
        ("青溪化工有限公司", "重庆市青溪化工有限公司", True),
        (NAME, "重庆(青溪)建材有限责任公司", False),
        ("有限公司", NAME, False),
        ("化工厂", "青溪化工厂", False),
    ],
)
def test_another_legal_form_or_a_part_of_the_name_is_possibly_the_same(
    one: str, other: str, possibly: bool
):
    one, other = normalised(one), normalised(other)
    assert one != other
    assert alike(one, other) is alike(other, one) is possibly
