"""How long a file is kept: classes and the day after which it is due."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from regulations.pack import Pack, parse_pack
from regulations.retention import Retention, RetentionClass

TEN = RetentionClass(zh="10年", en="10 years", years=10, fits=("otherwise",))


@pytest.fixture(scope="module")
def qinglan() -> Pack:
    """The second pack, which knows ten years."""
    return parse_pack((files("regulations") / "packs" / "qinglan.yaml").read_text("utf-8"))


CLASSES = [
    # tolerated, sanctioned, decided; first pack, second pack
    (True, False, True, "永久", "永久"),
    (False, True, True, "永久", "永久"),
    (True, True, True, "永久", "永久"),
    (False, False, True, "30年", "30年"),
    (False, False, False, "30年", "10年"),
]


@pytest.mark.parametrize(("tolerated", "sanctioned", "decided", "banans", "qinglans"), CLASSES)
def test_what_was_decided_says_how_long_it_is_kept(
    banan: Any, qinglan: Any, tolerated: bool, sanctioned: bool, decided: bool, banans: str,
    qinglans: str,
):  # fmt: skip
    said = {"tolerated": tolerated, "sanctioned": sanctioned, "decided": decided}
    assert banan.retention.of(**said).zh == banans
    assert qinglan.retention.of(**said).zh == qinglans


@pytest.mark.parametrize(
    ("closed_on", "last"),
    [
        ("2026-01-01", "2036-12-31"),
        ("2026-07-22", "2036-12-31"),
        ("2026-12-31", "2036-12-31"),
        ("2027-01-01", "2037-12-31"),
        ("2028-02-29", "2038-12-31"),
    ],
)
def test_a_period_ends_with_a_year_whatever_day_the_case_was_closed(closed_on: str, last: str):
    assert TEN.last_day(date.fromisoformat(closed_on)) == date.fromisoformat(last)


def test_what_is_permanent_has_no_last_day(banan: Any):
    kept = banan.retention.of(tolerated=True, sanctioned=False, decided=True)
    assert kept.last_day(date(2026, 7, 22)) is None


def test_a_pack_without_classes_of_its_own_keeps_as_the_norm_says(banan: Any):
    assert Retention().classes == banan.retention.classes


@pytest.mark.parametrize(
    "classes",
    [
        [],
        [{"zh": "永久", "en": "Permanent", "years": None, "fits": ["tolerated"]}],
        [TEN.model_dump(), TEN.model_dump()],
        [{**TEN.model_dump(), "years": 0}],
        [{**TEN.model_dump(), "fits": []}],
    ],
)
def test_a_pack_that_leaves_a_case_without_a_class_is_refused(classes: list[Any]):
    with pytest.raises(ValidationError):
        Retention.model_validate({"classes": classes})
