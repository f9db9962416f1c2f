"""What the shipped measures say."""

from collections import Counter
from datetime import date, time

import pytest

from deadlines import Unit, build_calendar

NUMBERS = {
    "application_window": ("DL01", 5, "WD", 0, "第十六条"),
    "inform_officer": ("DL02", 1, "WD", 0, "第十六条"),
    "preliminary_check": ("DL03", 2, "WD", 0, "第十六条"),
    "supplement": ("DL04", 5, "WD", 0, "第十六条"),
    "late_application": ("DL05", 3, "WD", 0, "第十六条"),
    "review": ("DL06", 15, "WD", 10, "第十一条"),
    "legal_review": ("DL07", 5, "WD", 0, "第十一条"),
    "deliberation": ("DL08", 10, "WD", 0, "第十一条"),
    "party_opinion": ("DL09", 3, "WD", 0, "第十六条"),
    "serve_decision": ("DL10", 5, "WD", 0, "第十七条"),
    "start_correction": ("DL11", 3, "WD", 0, "第十八条"),
    "correction_plan": ("DL12", 10, "WD", 0, "第十八条"),
    "complete_correction": ("DL13", 60, "D", 30, "第十八条"),
    "correction_report": ("DL14", 10, "WD", 0, "第十八条"),
    "answer_reporter": ("DL15", 15, "WD", 0, "第十九条"),
    "explain_anonymous": ("DL16", 15, "WD", 0, "第十九条"),
    "clear_name": ("DL17", 15, "WD", 0, "第十九条"),
    "file_archives": ("DL18", 1, "M", 0, "第十七条"),
    "lessons_report": ("DL19", 20, "WD", 0, "第十八条"),
    "pattern_analysis": ("DL20", 20, "WD", 0, "第十八条"),
    "impact_period": ("DL21", 0, "M", 0, "第十七条"),
    "ex_officio": ("DL22", 3, "WD", 0, "第十六条"),
}


def test_the_clocks_have_their_numbers_and_articles(banan):
    assert {
        name: (d.id, d.n, d.unit.value, d.extend, d.article) for name, d in banan.deadlines.items()
    } == NUMBERS


def test_only_the_window_is_set_by_the_measures_own_text(banan):
    assert [d.name for d in banan.deadlines.values() if d.basis == "text"] == ["application_window"]
    assert banan.deadlines["application_window"].rests_on == "第十六条"
    assert banan.deadlines["review"].rests_on == "policy"


def test_the_window_never_pauses(banan):
    assert not banan.deadlines["application_window"].pausable


def test_the_ladder_reminds_then_escalates(banan):
    assert banan.ladder("application_window") == (-2, -1, 0, 1, 3, 5)
    assert banan.ladder("review") == (-3, -1, 0, 1, 3, 5)
    assert banan.escalation.overdue == {
        1: "supervisor",
        3: "division_leader",
        5: "bureau_leader",
    }
    assert banan.escalation.remind_hour == time(9)


def test_the_day_ends_at_midnight(banan):
    assert banan.time.cutoff is None


def test_the_items_of_each_article_are_there(banan):
    counted = Counter(item.code.split(".")[0] for item in banan.items())
    asked = {"A4": 4, "A10": 12, "A12": 11, "A13": 3, "A14": 4, "A15": 2, "A16": 5}
    assert counted == {**asked, "A7": 4, "A8": 4, "A9": 1}
    assert len(banan.asked()) == sum(asked.values())
    assert banan.exclusion_codes() == ("A16.X1", "A16.X2", "A16.X3", "A16.X4", "A16.X5")
    assert banan.quality_check_codes() == ("A11.1", "A11.2", "A11.3", "A11.4", "A11.5")


def test_composite_items_answer_by_sub_fact(banan):
    items = {item.code: item for item in banan.items()}
    assert [f.code for f in items["A12.9"].all_of] == ["not_on_list", "no_complaint"]
    assert [f.code for f in items["A13.2"].none_of] == ["major_loss", "serious_adverse_effect"]
    assert len(items["A10.3"].any_of) == 2
    assert len(items["A10.3"].all_of) == 1
    assert {"A12.9", "A12.9.not_on_list"} <= banan.item_codes()
    assert "A11.1" not in banan.item_codes()


def test_mitigation_stands_alone_and_exemption_needs_the_chain(banan):
    assert banan.groups["mitigating"].requires == ()
    assert banan.groups["tolerable"].requires == ("dutiful",)
    assert banan.groups["exempt_conditions"].requires == ("tolerable",)


def test_impact_periods_follow_the_table(banan):
    assert banan.impact_last_day("政务记过", date(2025, 10, 1)) == date(2026, 9, 30)
    assert banan.impact_last_day("政务警告", date(2025, 8, 31)) == date(2026, 2, 28)
    assert banan.impact_last_day("组织处理_其他", date(2025, 8, 31)) is None
    assert banan.impact_periods["留党察看"].counted_from == "restored"


def test_a_clock_finds_its_own_due_date(banan):
    calendar = build_calendar([])
    plan = banan.deadlines["complete_correction"]
    assert plan.unit is Unit.D
    assert plan.due(date(2026, 4, 28), calendar).due_on == date(2026, 6, 29)
    review = banan.deadlines["review"]
    assert review.due(date(2026, 3, 9), calendar).due_on == date(2026, 3, 30)
    assert review.due(date(2026, 3, 9), calendar, extended_by=10) == review.due(
        date(2026, 3, 30), calendar, extended_by=-5
    )


def test_taxonomies_and_thresholds(banan):
    assert len(banan.fields) == 11
    assert len(banan.issue_types) == 10
    assert banan.pattern.same_issue_type.count == 3
    assert banan.pattern.same_field.or_share == pytest.approx(0.4)
    assert banan.correction_for_mitigated


def test_a_pack_cannot_be_changed(banan):
    with pytest.raises(ValueError, match="frozen"):
        banan.version = "2"
