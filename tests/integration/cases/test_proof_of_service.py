"""How a decision, a hand-in and an answer were served: on the history, and naming no reporter."""

import pytest
from support.bureau import HANDLER, SUPERVISOR, Bureau, at
from support.main_line import BUREAU_LINE

from cases.history import verify
from cases.views import CaseFile, case_file
from states.errors import Invalid
from states.vocabulary import ServiceWay

PROOF = {"way": "in_person", "receipt": "送达回证〔2026〕3号", "received_by": "孙皓（本人）"}


def until(bureau: Bureau, last: str) -> None:
    """The main road, up to that event."""
    bureau.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        bureau.do(on, event, by, **data)
        if event == last:
            return


def test_a_decision_is_served_with_its_proof_and_starts_no_clock_anew(bureau: Bureau):
    until(bureau, "decide")
    assert bureau.due("serve_decision") is not None
    bureau.do("2026-04-13", "serve_decision", HANDLER, on="2026-04-12", **PROOF)
    assert bureau.due("serve_decision") is None
    seen = case_file(bureau.store, bureau.number, at("2026-04-13"), viewer=SUPERVISOR)
    assert seen.service is not None
    assert str(seen.served_on) == "2026-04-12"
    assert (seen.service.way, seen.service.receipt, seen.service.received_by) == (
        ServiceWay.IN_PERSON, PROOF["receipt"], PROOF["received_by"],
    )  # fmt: skip
    assert verify(bureau.store).flaws == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"way": "post"}, "receipt"),
        ({"received_by": "孙皓"}, "receipt"),
        ({"receipt": "3号"}, "way"),
        ({"way": "by_pigeon", "receipt": "3号"}, "way"),
        ({"way": "post", "receipt": "x" * 201}, "receipt"),
    ],
)
def test_half_a_proof_is_none(sqlite_bureau: Bureau, given: dict[str, str], field: str):
    until(sqlite_bureau, "decide")
    with pytest.raises(Invalid) as refused:
        sqlite_bureau.do("2026-04-13", "serve_decision", HANDLER, **given)
    assert refused.value.name == field


def test_a_decision_may_be_served_without_a_paper(sqlite_bureau: Bureau):
    until(sqlite_bureau, "decide")
    sqlite_bureau.do("2026-04-13", "serve_decision", HANDLER)
    seen = case_file(sqlite_bureau.store, sqlite_bureau.number, at("2026-04-13"), viewer=None)
    assert (str(seen.served_on), seen.service) == ("2026-04-13", None)


def test_a_proof_comes_after_the_case_went_on_and_moves_nothing(bureau: Bureau):
    until(bureau, "start_correction")
    before, due = bureau.row(), bureau.due("correction_plan")
    counted = served(bureau).served_on
    bureau.do("2026-04-20", "prove_service", HANDLER, served_on="2026-04-12", **PROOF)
    seen = served(bureau)
    assert seen.served_on == counted
    assert seen.service is not None
    assert (seen.service.receipt, str(seen.service.served_on)) == (PROOF["receipt"], "2026-04-12")
    after = bureau.row()
    assert (after.state, after.version) == (before.state, before.version + 1)
    assert (bureau.due("correction_plan"), bureau.due("serve_decision")) == (due, None)
    assert verify(bureau.store).flaws == []


def test_a_proof_that_stands_is_put_right_with_a_reason(sqlite_bureau: Bureau):
    b = sqlite_bureau
    until(b, "decide")
    b.do("2026-04-13", "serve_decision", HANDLER, on="2026-04-12", **PROOF)
    right = {**PROOF, "way": "post", "receipt": "送达回证〔2026〕4号", "served_on": "2026-04-12"}
    with pytest.raises(Invalid) as refused:
        b.do("2026-04-14", "prove_service", HANDLER, **right)
    assert refused.value.name == "reason"
    b.do("2026-04-14", "prove_service", HANDLER, reason="回证号写错", **right)
    seen = served(b)
    assert seen.service is not None
    assert (seen.service.way, seen.service.receipt) == (ServiceWay.POST, right["receipt"])


@pytest.mark.parametrize("day", ["2026-04-01", "2026-04-21"])
def test_a_receipt_is_neither_older_than_the_decision_nor_of_tomorrow(
    sqlite_bureau: Bureau, day: str
):
    until(sqlite_bureau, "start_correction")
    with pytest.raises(Invalid) as refused:
        sqlite_bureau.do("2026-04-20", "prove_service", HANDLER, served_on=day, **PROOF)
    assert refused.value.name == "served_on"


def served(bureau: Bureau) -> CaseFile:
    return case_file(bureau.store, bureau.number, at("2026-04-20"), viewer=SUPERVISOR)


def test_of_the_answer_to_a_reporter_the_way_and_a_number_are_kept(bureau: Bureau):
    until(bureau, "accept_correction")
    answered = {"done_on": "2026-07-07", "way": "post", "receipt": "挂号 XA12345678"}
    with pytest.raises(Invalid):  # a word beside the number could be a name
        bureau.do("2026-07-08", "finish_clearing", "panxiao",
                  duties={"answer_reporter": {**answered, "receipt": "张三签收"}})  # fmt: skip
    with pytest.raises(Invalid):
        bureau.do("2026-07-08", "finish_clearing", "panxiao",
                  duties={"answer_reporter": {**answered, "received_by": "张三"}})  # fmt: skip
    answered["receipt"] = "XA12345678"
    bureau.do("2026-07-08", "finish_clearing", "panxiao", duties={"answer_reporter": answered})
    assert bureau.state() == "lessons"
