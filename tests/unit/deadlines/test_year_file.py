"""A year's file is refused with the field and the rule."""

import json

import pytest

from deadlines import InvalidYear, parse_year, parse_years


def year(**changes: object) -> str:
    day = {"name": "元旦", "date": "2027-01-01", "isOffDay": True, **changes.pop("day", {})}
    return json.dumps({"year": 2027, "papers": ["示例"], "days": [day], **changes})


def test_a_good_year_is_read_with_its_neighbours_and_unknown_fields():
    text = year(
        days=[
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
            {"name": "元旦", "date": "2026-12-27", "isOffDay": False, "memo": "x"},
        ],
        title="x",
    )
    found = parse_year(text)
    assert found.year == 2027
    assert [entry.off for entry in found.days] == [False, True]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{", "-"),
        ("[" * 100_000, "-"),
        ("[]", "-"),
        (year(year="2027"), "year"),
        (year(year=True), "year"),
        (year(year=1999), "year"),
        (year(papers="x"), "papers"),
        (year(papers=[1]), "papers"),
        (year(days=[]), "days"),
        (year(days={}), "days"),
        (year(days=["2027-01-01"]), "days[0]"),
        (year(day={"name": " "}), "days[0].name"),
        (year(day={"name": "x" * 1000}), "days[0].name"),
        (year(day={"name": "元旦\x1b[31m"}), "days[0].name"),
        (year(day={"name": "元\n旦"}), "days[0].name"),
        (year(papers=["国办\n"]), "papers"),
        (year(papers=["x" * 501]), "papers"),
        (year(day={"isOffDay": 1}), "days[0].isOffDay"),
        (year(day={"date": "2027-02-30"}), "days[0].date"),
        (year(day={"date": "20270101"}), "days[0].date"),
        (year(day={"date": None}), "days[0].date"),
        (year(day={"date": "2025-12-31"}), "days[0].date"),
        (year(day={"date": "2026-11-30"}), "days[0].date"),
        (year(day={"date": "2027-01-04", "isOffDay": False}), "days[0].date"),
        (year(days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": True}] * 2), "days[1].date"),
    ],
)
def test_a_broken_year_is_refused(text, name):
    with pytest.raises(InvalidYear) as refusal:
        parse_year(text)
    assert refusal.value.name == name
    assert name in str(refusal.value)
    assert "load it again" in refusal.value.say("en")


@pytest.mark.parametrize("text", ["{}", "[" + year() + "," + year() + "]"])
def test_a_list_of_years_holds_each_year_once(text):
    with pytest.raises(InvalidYear):
        parse_years(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"year": 2026, "year": 2027, "days": [{"name": "x", "date": "2027-01-01"}]}', "year"),
        ('{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": 1, "date": "x"}]}', "date"),
        ('{"\\u001b": 1, "\\u001b": 2}', "-"),
    ],
)
def test_of_two_words_with_one_name_none_is_taken(text: str, name: str):
    with pytest.raises(InvalidYear) as refusal:
        parse_year(text)
    assert refusal.value.name == name
    assert "twice" in refusal.value.say("en")
