"""Hints by the dates of plans, orders, rules and earlier cases, and who sees them."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, Bureau, at
from support.papers_in import REPORT
from support.registries import INSPECTION, ORDER, RULE, imported

from cases.hints import Hint, case_hints
from cases.history import verify
from cases.views import case_file
from regulations.registries import Kind
from states.errors import NotFound, NotGranted

PARTY = "重庆（青溪）化工有限责任公司"
EVENT = "2026-02-10"
Said = tuple[str, bool | None, bool]


def opened(bureau: Bureau, party: str | None = PARTY, occurred_on: str | None = EVENT) -> None:
    bureau.open("2026-03-02", party=party, occurred_on=occurred_on)


def hints(bureau: Bureau, on: str = "2026-03-05", viewer: str | None = None) -> tuple[Hint, ...]:
    return case_hints(bureau.store, bureau.number, at(on), viewer=viewer)


def said(found: Sequence[Hint]) -> list[Said]:
    return [(hint.item, hint.suggests, hint.possibly) for hint in found]


LISTED: Said = ("A12.9.not_on_list", False, False)
PLANS: dict[str, tuple[str, str, list[Said]]] = {
    "done before": ("2026-06-30", "2026-02-09", [("A10.10.a_done", True, False), LISTED]),
    "done that day": ("2026-06-30", "2026-02-10", [("A10.10.a_done", True, True), LISTED]),
    "done after": ("2026-06-30", "2026-02-11", [("A10.10.b_not_yet_due", True, False), LISTED]),
    "not done, in time": ("2026-06-30", "", [("A10.10.b_not_yet_due", True, False), LISTED]),
    "due that day": ("2026-02-10", "", [("A10.10.b_not_yet_due", True, False), LISTED]),
    "due the day before": ("2026-02-09", "", [("A10.10", False, False), LISTED]),
    "done too late": ("2026-02-09", "2026-02-12", [("A10.10", False, False), LISTED]),
    "last year's, done": ("2025-12-31", "2025-12-01", [("A10.10.a_done", True, False)]),
}  # fmt: skip


@pytest.mark.parametrize("named", PLANS)
def test_the_plan_says_whether_the_inspection_was_done_or_due(bureau: Bureau, named: str):
    until, done, wanted = PLANS[named]
    imported(
        bureau, Kind.INSPECTION, INSPECTION, ("C-1", PARTY, "废水", until, done), on="2026-02-20"
    )
    opened(bureau)
    found = hints(bureau)
    assert said(found) == wanted
    [source] = found[0].sources
    assert (source.code, str(source.imported_on)) == ("C-1", "2026-02-20")
    assert until in source.zh
    assert until in source.en


PARTIES: dict[str, tuple[str, list[Said]]] = {
    "the same, written otherwise": (
        "重庆(青溪)化工 有限责任公司", [("A10.10.b_not_yet_due", True, False), LISTED],
    ),
    "another legal form": (
        "重庆（青溪）化工有限公司",
        [("A10.10.b_not_yet_due", True, True), ("A12.9.not_on_list", True, True)],
    ),
    "somebody else": ("青溪建材有限公司", [("A12.9.not_on_list", True, False)]),
}  # fmt: skip


@pytest.mark.parametrize("named", PARTIES)
def test_a_party_is_found_by_its_name_and_one_alike_is_possibly_it(bureau: Bureau, named: str):
    party, wanted = PARTIES[named]
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", party, "废水", "2026-06-30", ""))
    opened(bureau)
    assert said(hints(bureau)) == wanted


def test_the_plan_of_another_year_says_nothing_of_who_is_not_on_it(bureau: Bureau):
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", "某厂", "废水", "2025-12-31", ""))
    opened(bureau)
    assert hints(bureau) == ()


@pytest.mark.parametrize(
    ("begins", "ends", "wanted"),
    [
        ("2026-02-10", "2026-02-28", [("A10.7", True, False)]),
        ("2026-01-10", "2026-02-10", [("A10.7", True, False)]),
        ("2026-02-11", "2026-02-28", []),
        ("2026-01-10", "2026-02-09", []),
    ],
)
def test_an_order_counts_while_its_days_hold_the_event(
    bureau: Bureau, begins: str, ends: str, wanted: list[Said]
):
    imported(bureau, Kind.RECTIFICATION_ORDER, ORDER, ("责改1号", PARTY, "建围堰", begins, ends))
    opened(bureau)
    assert said(hints(bureau)) == wanted


RULES: dict[str, tuple[list[tuple[str, ...]], list[str]]] = {
    "changed since": (
        [("旧1号", "规定", "2020-01-01", "2026-02-28"), ("新1号", "规定", "2026-03-01", "")],
        ["旧1号", "新1号"],
    ),
    "repealed since": ([("旧1号", "规定", "2020-01-01", "2026-02-28")], ["旧1号"]),
    "still in force": ([("旧1号", "规定", "2020-01-01", "")], []),
    "changed before": (
        [("旧1号", "规定", "2020-01-01", "2026-02-09"), ("新1号", "规定", "2026-02-10", "")],
        [],
    ),
    "made since": ([("新1号", "规定", "2026-03-01", "")], []),
    "changed later than today": (
        [("旧1号", "规定", "2020-01-01", "2026-03-05"), ("新1号", "规定", "2026-03-06", "")],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("named", RULES)
def test_a_rule_changed_since_the_event_is_to_be_compared(bureau: Bureau, named: str):
    rows, codes = RULES[named]
    imported(bureau, Kind.RULE, RULE, *rows)
    opened(bureau, party=None)
    found = hints(bureau)
    assert said(found) == ([("A10.11", None, False)] if codes else [])
    assert [source.code for hint in found for source in hint.sources] == codes


def finished(bureau: Bureau, started_on: str, outcome: str, issue_type: str, **more: Any) -> None:
    """An earlier case, decided by the other organ."""
    bureau.open(started_on, "external", issue_type=issue_type, **more)
    bureau.do(
        started_on, "record_decision", HANDLER, outcome=outcome, number="渝〔2025〕1号",
        organ="某机关", decided_on=started_on, received_on=started_on,
    )  # fmt: skip


EARLIER: dict[str, tuple[str, str, str, list[Said]]] = {
    "the same": ("2025-09-08", "exempt", "未及时发现", [("A16.X5", True, False)]),
    "not tolerated": ("2025-09-08", "not_tolerated", "未及时发现", [("A16.X5", True, False)]),
    "another issue": ("2025-09-08", "exempt", "文书错误", []),
    "no error": ("2025-09-08", "due_diligence", "未及时发现", []),
    "begun on the same day": ("2026-03-02", "exempt", "未及时发现", []),
}


@pytest.mark.parametrize("named", EARLIER)
def test_a_repeated_error_is_an_earlier_case_of_the_same_issue(bureau: Bureau, named: str):
    started_on, outcome, issue_type, wanted = EARLIER[named]
    finished(bureau, started_on, outcome, issue_type)
    earlier = bureau.number
    bureau.open("2026-03-02", issue_type="未及时发现")
    found = hints(bureau)
    assert said(found) == wanted
    if wanted:
        [source] = found[0].sources
        assert source.code == earlier
        assert {"not_tolerated": "不予容错", "exempt": "免责"}[outcome] in source.zh
        assert not re.search("[\u4e00-\u9fff]", source.en)


def test_without_a_type_or_of_the_type_other_it_is_possibly_the_same(bureau: Bureau):
    finished(bureau, "2025-09-08", "exempt", "其他")
    for issue_type in (None, "其他"):
        bureau.open("2026-03-02", issue_type=issue_type)
        assert said(hints(bureau)) == [("A16.X5", True, True)]


def test_another_officers_case_and_one_that_is_not_decided_say_nothing(bureau: Bureau):
    finished(bureau, "2025-09-08", "exempt", "未及时发现", officers=["zhouqian"])
    bureau.open("2025-09-08", issue_type="未及时发现")
    bureau.open("2026-03-02", issue_type="未及时发现")
    assert hints(bureau) == ()


@pytest.mark.parametrize(("party", "day"), [(None, EVENT), (PARTY, None), (None, None)])
def test_without_party_or_day_the_plan_gives_no_hint(
    bureau: Bureau, party: str | None, day: str | None
):
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", PARTY, "废水", "2026-06-30", ""))
    opened(bureau, party, day)
    assert hints(bureau) == ()


def test_hints_stand_in_the_order_of_the_articles(bureau: Bureau):
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", PARTY, "废水", "2026-06-30", ""))
    imported(bureau, Kind.RECTIFICATION_ORDER, ORDER, ("1", PARTY, "堰", EVENT, EVENT))
    imported(bureau, Kind.RULE, RULE, ("旧1号", "规定", "2020-01-01", "2026-02-28"))
    finished(bureau, "2025-09-08", "exempt", "未及时发现")
    bureau.open("2026-03-02", party=PARTY, occurred_on=EVENT, issue_type="未及时发现")
    items = [hint.item for hint in hints(bureau)]
    assert items == ["A10.7", "A10.10.b_not_yet_due", "A10.11", "A12.9.not_on_list", "A16.X5"]


def test_a_hint_names_items_that_a_report_may_answer(bureau: Bureau):
    from storage.packs import pack_by_id

    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", PARTY, "废水", "2026-06-30", ""))
    opened(bureau)
    with bureau.store.read() as connection:
        known = pack_by_id(bureau.store, connection, bureau.row().pack_id).item_codes()
    assert {hint.item for hint in hints(bureau)} <= known


def under_review(bureau: Bureau) -> None:
    imported(bureau, Kind.INSPECTION, INSPECTION, ("C-1", PARTY, "废水", "2026-06-30", ""))
    opened(bureau)
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-04", "accept", HANDLER)
    bureau.do("2026-03-04", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])


SEES = ("hemin", "tangli", "guyuan", "shenlan", "luochengan")
SEES_NOT = (OFFICER, "baixue", "yanheng", "zhouqian", "fengjie", "panxiao", "jiangheng")


def test_those_who_work_on_the_assessment_see_hints_and_nobody_else(bureau: Bureau):
    under_review(bureau)
    for viewer in (None, *SEES):
        assert hints(bureau, viewer=viewer)
        assert case_file(bureau.store, bureau.number, at("2026-03-05"), viewer=viewer).hints
    for viewer in SEES_NOT:
        with pytest.raises((NotGranted, NotFound)):
            hints(bureau, viewer=viewer)
        with suppress(NotFound):  # most of them see nothing of the case at all
            seen = case_file(bureau.store, bureau.number, at("2026-03-05"), viewer=viewer)
            assert not seen.hints


def test_a_case_shows_hints_while_it_is_under_review(bureau: Bureau):
    under_review(bureau)
    bureau.do("2026-03-06", "submit_report", "guyuan", **REPORT)
    assert case_file(bureau.store, bureau.number, at("2026-03-06")).hints
    opened(bureau)
    assert not case_file(bureau.store, bureau.number, at("2026-03-05")).hints


def test_a_case_that_is_none_has_no_hints(bureau: Bureau):
    with pytest.raises(NotFound):
        case_hints(bureau.store, "2026-9999-1", at(EVENT))


def test_the_sample_bureau_shows_hints(sample_url: str):
    from support.sample import SAMPLE_NOW

    from cases.listing import list_cases
    from storage import open_store

    with open_store(sample_url) as store:
        numbers = [row.number for row in list_cases(store, SAMPLE_NOW, limit=1000).rows]
        files = [case_file(store, number, SAMPLE_NOW) for number in numbers]
        assert verify(store).flaws == []
    found = {hint.item for file in files for hint in file.hints}
    assert found >= {"A10.7", "A10.10.a_done", "A10.11", "A12.9.not_on_list", "A16.X5"}
    assert any(file.list_items for file in files)
