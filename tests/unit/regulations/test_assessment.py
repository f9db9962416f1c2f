"""What answers suggest (第十条至第十六条): three-valued, with reasons, and never a decision."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations import Pack, parse_pack
from regulations.assessment import Assessor
from regulations.errors import BadAnswer

RULES = json.loads((Path(__file__).parent / "rules.json").read_text("utf-8"))
EXEMPT = {"A10.1": True, "A12.4": True, "A13.1": True, "A13.2": True, "A13.3": True}


@pytest.fixture(scope="module")
def assessor(banan: Pack) -> Assessor:
    return Assessor(banan)


@pytest.mark.parametrize("case", RULES, ids=lambda case: case["name"])
def test_the_table_of_rules_stands(assessor, case):
    assert list(assessor.assess(case["facts"]).suggestions) == case["suggestions"]


@pytest.mark.parametrize(
    ("answers", "suggestions", "missing"),
    [
        (EXEMPT, ["MAY_EXEMPT", "DUE_DILIGENCE_BASIS"], []),
        ({**EXEMPT, "A14.1": True}, ["MAY_EXEMPT", "MAY_MITIGATE", "DUE_DILIGENCE_BASIS"], []),
        ({"A10.1": True}, ["DUE_DILIGENCE_BASIS"], []),
        ({"A14.1": True}, ["MAY_MITIGATE"], []),
        ({"A10.1": True, "error_or_loss": None}, ["DUE_DILIGENCE_BASIS", "FACTS_INCOMPLETE"],
         ["error_or_loss"]),
        ({"A12.4": True, "error_or_loss": None}, ["NO_GROUND"], []),
        ({"A10.1": None}, ["FACTS_INCOMPLETE"], ["A10.1"]),
        ({"A10.1": True, "A10.5": None}, ["DUE_DILIGENCE_BASIS"], []),
        ({"A12.4": None}, ["NO_GROUND"], []),
        ({**EXEMPT, "A16.X2": None}, ["NEEDS_FINDING", "DUE_DILIGENCE_BASIS", "FACTS_INCOMPLETE"],
         ["A16.X2"]),
        ({"A16.X1": True, "A16.X2": None}, ["EXCLUDED_A16"], []),
        ({"A10.1": True, "error_or_loss": False, "A16.X1": True}, ["DUE_DILIGENCE"], []),
        ({"A10.1": True, "error_or_loss": None, "A16.X1": True},
         ["EXCLUDED_A16", "FACTS_INCOMPLETE"], ["error_or_loss"]),
        ({"A16.X1": True, "A15.a": True, "A15.b": True}, ["EXCLUDED_A16"], []),
        ({"A15.a": True, "A14.1": True}, ["LEGAL_REVIEW_A15", "MAY_MITIGATE"], []),
        ({"A15.a": True, "A15.b": None}, ["LEGAL_REVIEW_A15", "FACTS_INCOMPLETE"], ["A15.b"]),
        ({"A15.a": None}, ["FACTS_INCOMPLETE"], ["A15.a"]),
    ],
)  # fmt: skip
def test_answers_and_what_they_suggest(assessor, answers, suggestions, missing):
    found = assessor.assess(answers)
    assert list(found.suggestions) == suggestions
    assert list(found.missing) == missing


@pytest.mark.parametrize(
    ("answers", "unfounded"),
    [
        ({}, []),
        ({"A12.4": True}, [(("A12.4",), "第十二条", "第十条")]),
        ({"A12.4": True, "A12.5": True, "A13.1": True},
         [(("A12.4", "A12.5"), "第十二条", "第十条")]),
        ({"A13.1": True, "A13.3": True}, [(("A13.1", "A13.3"), "第十三条", "第十二条")]),
        ({"A12.4": True, "A14.1": True}, []),  # something is suggested all the same
        ({"A10.1": True, "A12.4": True}, []),
    ],
)  # fmt: skip
def test_where_no_ground_is_found_it_is_told_what_was_so_in_vain(assessor, answers, unfounded):
    found = assessor.assess(answers).unfounded
    assert [(one.items, one.article, one.needs) for one in found] == unfounded


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ({"A10.2.a_deceived_wrong_decision": True}, True),
        ({"A10.2.b_evasion_delay": True}, True),
        ({"A10.2.a_deceived_wrong_decision": False}, False),
        ({"A10.3.a_government_requested": True}, False),
        ({"A10.3.party_defied_and_polluted": True}, False),
        ({"A10.3.b_court_requested": True, "A10.3.party_defied_and_polluted": True}, True),
        ({"A10.3.b_court_requested": None, "A10.3.party_defied_and_polluted": True}, None),
        ({"A10.3.b_court_requested": None, "A10.3.party_defied_and_polluted": False}, False),
        ({"A10.10.b_not_yet_due": True}, True),
        ({"A10.10": None, "A10.10.a_done": True}, True),
        ({"A10.10": True, "A10.10.a_done": None}, True),
    ],
)
def test_a_composite_item_is_what_its_sub_facts_make_of_it(assessor, answers, holds):
    said = assessor.assess({**answers, "error_or_loss": False})
    assert ("DUE_DILIGENCE" in said.suggestions) is (holds is True)
    assert bool(said.missing) is (holds is None)


@pytest.mark.parametrize(
    ("loss", "effect", "exempt", "missing"),
    [
        (False, False, True, []),
        (True, False, False, []),
        (False, True, False, []),
        (True, None, False, []),
        (False, None, None, ["A13.2.serious_adverse_effect"]),
    ],
)
def test_neither_major_loss_nor_serious_adverse_effect(assessor, loss, effect, exempt, missing):
    answers = {code: value for code, value in EXEMPT.items() if code != "A13.2"}
    answers |= {"A13.2.major_loss": loss, "A13.2.serious_adverse_effect": effect}
    found = assessor.assess(answers)
    assert ("MAY_EXEMPT" in found.suggestions) is (exempt is True)
    assert list(found.missing) == missing


def test_each_suggestion_names_the_items_that_carried_it(assessor):
    found = assessor.assess({**EXEMPT, "A14.1": True, "A10.5": True, "A15.a": True})
    assert dict(found.because) == {
        "LEGAL_REVIEW_A15": ("A15.a",),
        "MAY_EXEMPT": ("A10.1", "A10.5", "A12.4", "A13.1", "A13.2", "A13.3"),
        "MAY_MITIGATE": ("A14.1",),
        "DUE_DILIGENCE_BASIS": ("A10.1", "A10.5"),
    }
    assert {row.article for row in found.said} == {"第十条", "第十三条", "第十四条", "第十五条"}


@pytest.mark.parametrize("code", ["A10.13", "A12.9.colour", "a10.1", "", "A11.1"])
def test_a_code_that_the_pack_does_not_know_is_refused(assessor, code):
    with pytest.raises(BadAnswer) as refusal:
        assessor.assess({code: True})
    assert refusal.value.code == code


def test_an_item_answered_otherwise_than_its_sub_facts_is_refused(assessor):
    with pytest.raises(BadAnswer) as refusal:
        assessor.assess({"A12.9": True, "A12.9.not_on_list": True, "A12.9.no_complaint": False})
    assert refusal.value.code == "A12.9"


@pytest.mark.parametrize(
    ("answers", "blocked"),
    [
        ({}, set()),
        ({"A16.X3": True}, {"exempt", "lighter", "mitigated"}),
        ({**EXEMPT, "A16.X3": None}, {"exempt", "lighter", "mitigated"}),
        ({"A15.a": True, "A15.b": True}, {"exempt", "lighter", "mitigated"}),
        ({"A15.a": True}, set()),
        ({"A10.1": True, "error_or_loss": False},
         {"exempt", "lighter", "mitigated", "not_tolerated", "excluded", "none"}),
    ],
)  # fmt: skip
def test_only_musts_block(assessor, answers, blocked):
    found = assessor.assess(answers)
    outcomes = ["due_diligence", "exempt", "lighter", "mitigated", "not_tolerated", "excluded",
                "none"]  # fmt: skip
    assert {outcome for outcome in outcomes if found.blocks(outcome)} == blocked


def test_a_bureau_that_reads_duty_or_procedure_changes_one_word(banan_text):
    a15 = banan_text.index("never_tolerated:")
    text = banan_text[:a15] + banan_text[a15:].replace("logic: all", "logic: any", 1)
    assert Assessor(parse_pack(text)).assess({"A15.b": True}).suggestions == ("NOT_TOLERATED_A15",)


codes = st.sampled_from([
    "A10.1", "A10.2.a_deceived_wrong_decision", "A10.3.b_court_requested",
    "A10.3.party_defied_and_polluted", "A12.4", "A12.9.not_on_list", "A12.9.no_complaint",
    "A13.1", "A13.2.major_loss", "A13.3", "A14.1", "A14.2.cooperated", "A15.a", "A15.b",
    "A16.X1", "A16.X5", "error_or_loss",
])  # fmt: skip


@given(st.dictionaries(codes, st.sampled_from([True, False, None])))
def test_what_is_not_said_to_be_missing_cannot_change_the_suggestions(assessor, answers):
    found = assessor.assess(answers)
    idle = [c for c, value in answers.items() if value is None and c not in found.missing]
    for values in itertools.islice(itertools.product([True, False], repeat=len(idle)), 16):
        settled = assessor.assess({**answers, **dict(zip(idle, values, strict=True))})
        if not found.missing:
            assert settled.suggestions == found.suggestions


@given(st.dictionaries(codes, st.sampled_from([True, False, None])))
def test_something_is_always_said_and_facts_are_incomplete_when_some_are_missing(assessor, answers):
    found = assessor.assess(answers)
    assert found.suggestions
    assert ("FACTS_INCOMPLETE" in found.suggestions) is bool(found.missing)
    assert set(found.missing) <= {code for code, value in answers.items() if value is None}
    assert set(found.because) == set(found.suggestions)
