"""Scenarios of exclusion, of a sovereign organ and of two hands at once: 21, 27 and 37."""

from typing import Any

import pytest
from support.bureau import (
    APPLICATION,
    DECISION,
    HANDLER,
    KINDS,
    OFFICER,
    PLAN,
    SUPERVISOR,
    UNIT,
    Bureau,
    at,
)
from support.papers_in import EXCLUSIONS, REPORT, committee
from support.pressing import Press, new_people, press_at_once

from cases.history import verify
from cases.views import case_file
from states.errors import GuardFailed

PROPOSAL = {
    "handed_in_at": "2026-03-05T09:00", "receipt": "回执1", "excluded_items": EXCLUSIONS,
    **committee(UNIT),
}  # fmt: skip


def convened(bureau: Bureau) -> None:
    bureau.open("2026-03-02", "external")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-03", "convene", HANDLER)


def papers(bureau: Bureau) -> set[str]:
    return {paper.code for paper in case_file(bureau.store, bureau.number, at("2026-04-01")).papers}


@pytest.mark.parametrize(("item", "answer"), [("A16.X5", True), ("A16.X3", None)])
def test_what_is_excluded_or_not_found_out_is_not_proposed(
    bureau: Bureau, item: str, answer: bool | None
):
    """Scenario 21: a repeat, or an item that nobody has found out yet."""
    convened(bureau)
    excluded: dict[str, Any] = {**EXCLUSIONS, item: answer}
    before = bureau.tables()
    with pytest.raises(GuardFailed) as refusal:
        bureau.do("2026-03-05", "propose", UNIT, **{**PROPOSAL, "excluded_items": excluded})
    assert refusal.value.article == "第十六条"
    assert item in refusal.value.say("zh")
    assert bureau.tables() == before
    bureau.do("2026-03-05", "decline_to_propose", UNIT, reason="属第十六条所列情形")
    assert {"D11", "D13"} & papers(bureau) == {"D13"}
    assert bureau.told("declined") == [(UNIT, "UPO"), (OFFICER, "OFF")]
    assert verify(bureau.store).flaws == []


def test_the_organ_decides_against_the_proposal_and_the_proposal_stays(bureau: Bureau):
    """Scenario 27: nothing of an exemption comes about."""
    convened(bureau)
    bureau.do("2026-03-05", "propose", UNIT, **PROPOSAL)
    bureau.do(
        "2026-04-01", "record_decision", HANDLER, outcome="not_tolerated", organ="市局",
        number="渝〔2026〕2号", decided_on="2026-03-30", received_on="2026-04-01",
    )  # fmt: skip
    assert bureau.row().outcome == "not_tolerated"
    assert {"D11", "D14"} <= papers(bureau)
    assert not {"D15", "D16", "D17", "D19"} & papers(bureau)
    assert bureau.due("start_correction") is None
    assert bureau.due("file_archives") is None
    assert '"hand_in":{' in bureau.row().facts
    with pytest.raises(GuardFailed, match="不需要纠错"):
        bureau.do("2026-04-02", "start_correction", HANDLER)
    assert verify(bureau.store).flaws == []


def corrected(bureau: Bureau) -> None:
    """A case that waits for its correction to be accepted."""
    bureau.open("2026-03-02")
    for day, event, by, data in (
        ("2026-03-03", "file", OFFICER, APPLICATION),
        ("2026-03-04", "accept", HANDLER, {}),
        ("2026-03-05", "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
        ("2026-03-09", "submit_report", "guyuan", REPORT),
        ("2026-03-10", "clear_report", "shenlan", {"opinion": "同意"}),
        ("2026-03-11", "decide", "luochengan", DECISION),
        ("2026-03-12", "start_correction", HANDLER, {}),
        ("2026-03-13", "submit_plan", UNIT, PLAN),
        ("2026-03-16", "approve_plan", SUPERVISOR, {}),
        ("2026-04-10", "finish_correction", UNIT, {"progress": "完成", "done": KINDS}),
    ):
        bureau.do(day, event, by, **data)


def test_a_correction_that_is_accepted_from_two_machines_is_accepted_once(bureau: Bureau):
    """Scenario 37: one wins, the other hears of it, and one entry stands in the history."""
    corrected(bureau)
    version = bureau.row().version
    presses = [
        Press(f"2026-04-13T10:0{n}", event, SUPERVISOR, version, {"reason": "复核"})
        for n, event in enumerate(("accept_correction", "return_correction"))
    ]
    with new_people(2) as people:
        answers = press_at_once(people, bureau, *presses)
    [lost] = [answer for answer in answers if "error" in answer]
    assert (lost["error"], lost["by"]) == ("Conflict", "唐莉")
    events = case_file(bureau.store, bureau.number, at("2026-04-14")).events
    assert [e.seq for e in events if e.event in {"accept_correction", "return_correction"}] == [
        version + 1
    ]
    assert bureau.row().version == version + 1
    assert verify(bureau.store).flaws == []
