"""A case from the start of the investigation to closing, on both tracks and both databases."""

from datetime import date

import pytest
from support.bureau import (
    APPLICATION,
    DECISION,
    HANDLER,
    OFFICER,
    SUPERVISOR,
    UNIT,
    Bureau,
)
from support.main_line import BUREAU_LINE
from support.papers_in import EXCLUSIONS, committee

from cases.history import verify
from states.errors import GuardFailed

HANDED_IN = {
    "handed_in_at": "2026-03-09T16:00", "receipt": "回执1", **committee(UNIT),
    "excluded_items": EXCLUSIONS,
}  # fmt: skip
OUTSIDE = {
    "outcome": "exempt", "number": "渝〔2026〕2号", "organ": "市局",
    "decided_on": "2026-04-07", "received_on": "2026-04-10",
}  # fmt: skip
EXTERNAL_LINE = (
    ("2026-03-03", "file", OFFICER, APPLICATION, "filed",
     {"preliminary_check": "2026-03-05", "party_opinion": "2026-03-05",
      "application_window": "2026-03-09"}),
    ("2026-03-04", "convene", HANDLER, {}, "deliberation", {"application_window": "2026-03-09"}),
    ("2026-03-09T17:00", "propose", UNIT, HANDED_IN, "proposed",
     {"application_window": None, "party_opinion": None}),
    ("2026-04-10", "record_decision", HANDLER, OUTSIDE, "decided",
     {"start_correction": "2026-04-15", "serve_decision": "2026-04-17"}),
    *BUREAU_LINE[6:],
)  # fmt: skip


@pytest.mark.parametrize("track", ["bureau", "external"])
def test_a_case_runs_from_the_start_to_closing(bureau: Bureau, track: str):
    bureau.open("2026-03-02", track)
    assert bureau.due("application_window") == date(2026, 3, 9)
    for on, event, by, data, state, dues in BUREAU_LINE if track == "bureau" else EXTERNAL_LINE:
        bureau.do(on, event, by, **data)
        assert bureau.state() == state, event
        for kind, day in dues.items():
            assert bureau.due(kind) == (date.fromisoformat(day) if day else None), (event, kind)
    assert bureau.row().outcome == "exempt"
    proof = verify(bureau.store)
    assert proof.flaws == []
    # The opening, and the lessons that the unit reports.
    assert proof.events == 2 + len(BUREAU_LINE if track == "bureau" else EXTERNAL_LINE)


def test_three_officers_of_one_matter_have_three_cases_of_their_own(bureau: Bureau):
    bureau.open("2026-03-02", officers=["sunhao", "zhouqian", "wulei"])
    first, second, third = bureau.numbers
    bureau.do("2026-03-04", "file", "zhouqian", case=second, **APPLICATION)
    assert [bureau.state(n) for n in (first, second, third)] == [
        "investigation", "filed", "investigation",
    ]  # fmt: skip
    assert bureau.due("application_window", second) is None
    assert bureau.due("application_window", first) == date(2026, 3, 9)


def test_files_may_be_stored_beside_correction_and_then_lessons_close_the_case(bureau: Bureau):
    bureau.open("2026-03-02")
    for on, event, by, data, _, _ in BUREAU_LINE[:7]:
        bureau.do(on, event, by, **data)
    bureau.do("2026-04-14", "file_archives", "fengjie", receipt="人1")
    with pytest.raises(GuardFailed, match="另一份须由他人登记"):
        bureau.do("2026-04-14", "file_archives", "fengjie", receipt="人2")
    bureau.do("2026-04-15", "file_archives", "qiufeng", receipt="廉1")
    assert bureau.due("file_archives") is None
    for on, event, by, data, _, _ in BUREAU_LINE[7:14]:
        bureau.do(on, event, by, **data)
    assert bureau.state() == "closed"
    assert verify(bureau.store).flaws == []


def test_an_impact_period_is_waited_for_and_ended_by_a_person(bureau: Bureau):
    bureau.open("2026-03-02")
    sanctioned = {
        **DECISION, "outcome": "mitigated", "on": "2026-04-09",
        "sanctions": [{"kind": "政务警告", "effective_on": "2026-03-31"}],
    }  # fmt: skip
    for on, event, by, data, _, _ in BUREAU_LINE:
        bureau.do(on, event, by, **(sanctioned if event == "decide" else data))
    assert bureau.state() == "impact_period"
    assert bureau.due("impact_period") == date(2026, 9, 30)
    with pytest.raises(GuardFailed, match="2026-09-30"):
        bureau.do("2026-09-30", "end_impact", "fengjie", no_new_sanction=True)
    bureau.do("2026-10-08", "end_impact", "fengjie", no_new_sanction=True)
    assert bureau.state() == "closed"


def test_a_suspended_case_goes_on_with_the_working_days_that_were_left(bureau: Bureau):
    """Scenario 34: accepted 03-02, due 03-23, suspended 03-11, resumed 04-07: due 04-17."""
    bureau.open("2026-02-27")
    bureau.do("2026-02-28", "file", OFFICER, **APPLICATION)
    bureau.do("2026-03-02", "accept", HANDLER)
    assert bureau.due("review") == date(2026, 3, 23)
    bureau.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    assert bureau.sweep("2026-03-24").actions == []
    bureau.do("2026-04-07", "resume", SUPERVISOR)
    assert bureau.state() == "under_review"
    assert bureau.due("review") == date(2026, 4, 17)
    assert verify(bureau.store).flaws == []
