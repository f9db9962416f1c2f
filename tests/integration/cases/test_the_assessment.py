"""The sheet of a case, its report and the decision beside it, on both databases."""

from datetime import date
from typing import Any

import pytest
from support.bureau import APPLICATION, DECISION, HANDLER, OFFICER, SUPERVISOR, Bureau
from support.papers_in import GROUNDS, one_by_one

from cases.history import verify
from states.errors import GuardFailed, Invalid
from states.facts import Facts

EVIDENCE = {"evidence": ["现场检查记录"]}


def yes(*codes: str) -> dict[str, Any]:
    return {code: {"value": True, **EVIDENCE} for code in codes}


def in_review(b: Bureau) -> None:
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-04", "accept", HANDLER)
    b.do("2026-03-05", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])


def reported(b: Bureau, answers: dict[str, Any], **opinion: str) -> None:
    in_review(b)
    filled = {"answers": one_by_one(answers), "others": "no"}
    b.do("2026-03-09", "submit_report", "guyuan", summary="报告", **filled)
    b.do("2026-03-10", "clear_report", "shenlan", opinion="同意", **opinion)


def decide(b: Bureau, outcome: str, **more: Any) -> str:
    data = {**DECISION, "outcome": outcome, "departure_reason": None, **more}
    b.do("2026-03-11", "decide", "luochengan", **data)
    return b.state()


def facts(b: Bureau) -> Facts:
    return Facts.read(b.row().facts)


def test_two_reviewers_answer_one_sheet_and_each_answer_keeps_its_hand_and_day(bureau: Bureau):
    in_review(bureau)
    bureau.do("2026-03-06", "assess_items", "guyuan", answers=yes("A10.1", "A12.9.not_on_list"))
    bureau.do(
        "2026-03-09", "assess_items", "jiangyue",
        answers={
            "A12.9": None, "A10.1": {"value": False, "note": "清单未列"}, "A10.5": {"value": None},
        },
    )  # fmt: skip
    answers = facts(bureau).sheet.answers
    assert set(answers) == {"A10.1", "A12.9", "A10.5"}  # the whole item took the sub-fact's place
    assert (answers["A10.1"].value, answers["A10.1"].note) == (False, "清单未列")
    assert answers["A10.1"].on == date(2026, 3, 9)
    with pytest.raises(GuardFailed, match="还有38项未认定"):
        bureau.do("2026-03-10", "submit_report", "guyuan", summary="报告")
    # What forbids tolerance and what must all hold for it is not answered in the lump.
    with pytest.raises(GuardFailed, match=r"逐项认定.*：A13.1、A13.2、A13.3、A15.a、A15.b、A16.X1"):
        bureau.do("2026-03-10", "submit_report", "guyuan", summary="报告", others="no")
    bureau.do("2026-03-10", "assess_items", "guyuan", answers=one_by_one({}))
    bureau.do("2026-03-10", "submit_report", "guyuan", summary="报告", others="no")
    assert facts(bureau).report.suggestions == ("FACTS_INCOMPLETE",)
    assert not verify(bureau.store).flaws


def test_what_may_be_exempted_may_be_mitigated_with_a_reason(bureau: Bureau):
    """Scenario 17."""
    reported(bureau, yes(*GROUNDS))
    assert facts(bureau).report.suggestions == ("MAY_EXEMPT", "DUE_DILIGENCE_BASIS")
    with pytest.raises(GuardFailed, match="departure_reason"):
        decide(bureau, "mitigated")
    assert decide(bureau, "mitigated", departure_reason="后果较重") == "decided"
    assert facts(bureau).decision.departure_reason == "后果较重"


@pytest.mark.parametrize(
    ("answers", "suggestions", "allowed", "refused"),
    [
        # Scenario 18: art. 13 is cumulative.
        (yes("A10.1", "A12.4", "A13.1", "A13.2", "A14.1"),
         ("MAY_MITIGATE", "DUE_DILIGENCE_BASIS"), "lighter", "exempt"),
        # Scenario 19: art. 12 presupposes art. 10; art. 14 stands alone.
        (yes("A12.4", "A13.1", "A13.2", "A13.3"), ("NO_GROUND",), "none", "exempt"),
        (yes("A14.2.cooperated", "A14.2.took_responsibility"), ("MAY_MITIGATE",), "mitigated",
         "exempt"),
        # Scenario 20: sub-facts.
        (yes("A14.3.plan_not_covering"), ("NO_GROUND",), "not_tolerated", "exempt"),
        ({**yes("A10.1", "A12.9.not_on_list"), "A12.9.no_complaint": False},
         ("DUE_DILIGENCE_BASIS",), "due_diligence", "exempt"),
        ({**yes("A10.1", "A12.4", "A13.1", "A13.3", "A13.2.serious_adverse_effect"),
          "A13.2.major_loss": False},
         ("MAY_TOLERATE_FORM_TBD", "DUE_DILIGENCE_BASIS"), "lighter", "exempt"),
        # Scenario 21: excluded, and not found out.
        (yes(*GROUNDS, "A16.X5"), ("EXCLUDED_A16",), "excluded", "mitigated"),
        ({**yes(*GROUNDS), "A16.X3": None},
         ("NEEDS_FINDING", "DUE_DILIGENCE_BASIS", "FACTS_INCOMPLETE"), "due_diligence", "exempt"),
        # Scenario 22: both limbs of art. 15.
        (yes("A15.a", "A15.b", "A14.1"), ("NOT_TOLERATED_A15",), "not_tolerated", "lighter"),
        # Scenario 23: no fault.
        ({**yes("A10.11"), "error_or_loss": False}, ("DUE_DILIGENCE",), "due_diligence", "exempt"),
    ],
)  # fmt: skip
def test_only_musts_stand_in_the_way_of_a_decision(
    sqlite_bureau: Bureau, answers, suggestions, allowed, refused
):
    b = sqlite_bureau
    reported(b, answers)
    assert facts(b).report.suggestions == suggestions
    before = b.row()
    with pytest.raises(GuardFailed) as refusal:
        decide(b, refused, departure_reason="执意如此")
    assert refusal.value.article in {"第十条", "第十三条", "第十五条", "第十六条"}
    assert b.row() == before
    assert decide(b, allowed) == "decided"


def test_one_limb_of_article_15_leaves_legal_review_only_with_an_opinion_on_it(bureau: Bureau):
    """Scenario 22."""
    with pytest.raises(GuardFailed, match="on_breach"):
        reported(bureau, yes(*GROUNDS, "A15.b"))
    assert bureau.state() == "legal_review"
    bureau.do("2026-03-10", "clear_report", "shenlan", opinion="同意", on_breach="程序瑕疵轻微")
    assert bureau.state() == "deliberation"


def test_no_fault_owes_no_correction_but_the_reporter_is_answered(bureau: Bureau):
    """Scenario 23."""
    reported(bureau, {**yes("A10.11"), "error_or_loss": False})
    decide(bureau, "due_diligence")
    assert bureau.due("start_correction") is None
    assert bureau.due("answer_reporter") is not None


def test_the_reviews_clock_stands_once_while_facts_are_verified(bureau: Bureau):
    """Accepted 03-04, due 03-25; stopped 03-11 with ten working days left, on from 03-18."""
    in_review(bureau)
    assert bureau.due("review") == date(2026, 3, 25)
    bureau.do("2026-03-11", "request_facts", "guyuan", reason="核实台账", pause=True)
    assert bureau.sweep("2026-03-25T10:00").reminded == 0
    bureau.do("2026-03-18", "receive_facts", "jiangyue", note="台账属实")
    assert bureau.due("review") == date(2026, 4, 1)
    with pytest.raises(GuardFailed, match="只能中止一次"):
        bureau.do("2026-03-19", "request_facts", "guyuan", reason="再核实", pause=True)
    bureau.do("2026-03-19", "request_facts", "guyuan", reason="再核实")
    assert bureau.due("review") == date(2026, 4, 1)
    assert not verify(bureau.store).flaws


def test_a_case_that_was_suspended_meanwhile_still_waits_for_its_facts(bureau: Bureau):
    in_review(bureau)
    bureau.do("2026-03-11", "request_facts", "guyuan", reason="核实台账", pause=True)
    bureau.do("2026-03-12", "suspend", SUPERVISOR, reason="等待鉴定")
    bureau.do("2026-03-16", "resume", SUPERVISOR)
    bureau.do("2026-03-18", "receive_facts", HANDLER)
    assert bureau.due("review") == date(2026, 4, 1)
    assert not verify(bureau.store).flaws


def test_evidence_is_numbered_and_what_is_shared_stands_in_every_case_of_the_matter(bureau: Bureau):
    bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    first, second = bureau.numbers
    bureau.do("2026-03-03", "add_evidence", OFFICER, items=[{"title": "手机照片"}])
    bureau.do(
        "2026-03-04", "add_evidence", HANDLER, share=True,
        items=[{"title": "现场检查记录", "source": "一大队"}, {"title": "监测数据"}],
    )  # fmt: skip

    def listed(number: str) -> list[tuple[str, str, bool]]:
        found = Facts.read(bureau.row(number).facts).evidence
        return [(e.number, e.title, e.shared) for e in found]

    shared = [("现场检查记录", True), ("监测数据", True)]
    assert listed(first) == [("E1", "手机照片", False)] + [
        (f"E{n}", *piece) for n, piece in enumerate(shared, start=2)
    ]
    assert listed(second) == [(f"E{n}", *piece) for n, piece in enumerate(shared, start=1)]
    assert not verify(bureau.store).flaws
    with pytest.raises(GuardFailed, match="须由承办人"):
        bureau.do("2026-03-04", "add_evidence", OFFICER, items=[{"title": "x"}], share=True)


def test_an_answer_names_only_evidence_that_is_on_the_list(sqlite_bureau: Bureau):
    b = sqlite_bureau
    in_review(b)
    b.do("2026-03-06", "add_evidence", "guyuan", items=[{"title": "台账"}])
    b.do("2026-03-06", "assess_items", "guyuan",
         answers={"A10.1": {"value": True, "evidence": ["E1", "现场检查记录"]}})  # fmt: skip
    with pytest.raises(Invalid, match="没有 E2"):
        b.do("2026-03-06", "assess_items", "guyuan",
             answers={"A10.5": {"value": True, "evidence": ["E2"]}})  # fmt: skip


def test_a_shared_entry_passes_by_a_case_whose_list_is_closed(sqlite_bureau: Bureau):
    b = sqlite_bureau
    b.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    first, second = b.numbers
    b.do(
        "2026-03-03",
        "terminate",
        SUPERVISOR,
        case=second,
        ground="accountability_withdrawn",
        reason="撤销追责",
    )
    b.do("2026-03-04", "add_evidence", HANDLER, share=True, items=[{"title": "现场检查记录"}])
    assert len(Facts.read(b.row(first).facts).evidence) == 1
    assert not Facts.read(b.row(second).facts).evidence  # its file is closed
