"""What an event does where it is allowed: scenarios of the measures, without any database."""

from dataclasses import replace
from datetime import date

import pytest
from support.situations import (
    AUTHOR,
    ME,
    OTHER,
    application,
    assessed,
    banan,
    decided,
    planned,
    receipt,
    shanghai,
    situation,
)

from deadlines import SHANGHAI
from states.errors import GuardFailed, Invalid, NotAllowed
from states.facts import Facts
from states.recommendations import WHERE
from states.step import ROWS, take
from states.vocabulary import LateGround, Outcome, ReportKind, Role, State, Track

R, S, EXTERNAL = Role, State, Track.EXTERNAL
MINE = Facts(applications=(application(),))
THEIRS = Facts(applications=(application(OTHER),))
EXEMPT = Facts(decision=decided())
IMPACT = Facts(decision=decided(Outcome.MITIGATED, date(2026, 9, 29)))
REPEATED = assessed(**{"A16.X5": True})


def test_the_last_second_is_in_time_wherever_the_server_stands():
    """Scenario 9: 23:59:59 in Shanghai is 15:59:59 in London's winter."""
    last = shanghai("2026-03-09 23:59:59")
    assert take("file", situation("file", R.OFF, now=last)).dest is S.FILED
    written = situation(
        "file", R.OFF, now=shanghai("2026-03-12 09:00"), state=S.NOT_APPLIED,
        received_at="2026-03-09T15:59:59Z",
    )  # fmt: skip
    assert take("file", written).dest is S.FILED
    with pytest.raises(GuardFailed):
        take("file", situation(
            "file", R.OFF, now=shanghai("2026-03-12 09:00"), state=S.NOT_APPLIED,
            received_at="2026-03-09T16:00:00Z",
        ))  # fmt: skip


@pytest.mark.parametrize("ground", LateGround)
def test_a_late_application_is_taken_on_any_of_the_grounds(ground: LateGround):
    at = situation(
        "file_late", R.OFF, S.NOT_APPLIED, now=shanghai("2026-03-10 00:00"), ground=ground
    )
    step = take("file_late", at)
    assert step.dest is S.LATE_PENDING
    assert step.facts.applications[0].late_ground is ground


@pytest.mark.parametrize(
    ("informed_on", "ground"),
    [
        (None, "late_notice"),  # never told at all
        (date(2026, 3, 3), "late_notice"),
        (date(2026, 3, 9), "late_notice"),
        (date(2026, 3, 10), "late_notice"),
        (date(2026, 3, 2), "absence"),
    ],
)
def test_late_notice_is_a_ground_where_the_officer_was_told_after_the_start(
    informed_on: date | None, ground: str
):
    at = situation(
        "file_late", R.OFF, S.NOT_APPLIED, now=shanghai("2026-03-12 09:00"), ground=ground,
        facts=Facts(informed_on=informed_on),
    )  # fmt: skip
    assert take("file_late", at).dest is S.LATE_PENDING


@pytest.mark.parametrize("event", ["accept_late", "reject_late"])
def test_admitting_and_refusing_a_late_application_both_need_a_reason(event: str):
    """Scenario 12."""
    with pytest.raises(Invalid) as refusal:
        situation(event, R.SUP, S.LATE_PENDING, data={})
    assert refusal.value.name == "reason"


@pytest.mark.parametrize(
    ("handed_in_at", "ground", "marked"),
    [
        ("2026-03-09T23:59:59", None, None),
        ("2026-03-09", "absence", None),  # in time: no ground is needed, and none is kept
        ("2026-03-10T00:00:00", "absence", LateGround.ABSENCE),
    ],
)
def test_a_late_hand_in_is_marked_and_one_in_time_is_not(
    handed_in_at: str, ground: str | None, marked: LateGround | None
):
    """Scenario 44."""
    at = situation(
        "propose", R.UPO, S.DELIBERATION, track=EXTERNAL, now=shanghai("2026-03-10 09:00"),
        handed_in_at=handed_in_at, late_ground=ground,
    )  # fmt: skip
    hand_in = take("propose", at).facts.hand_in
    assert hand_in is not None
    assert hand_in.late_ground is marked
    assert hand_in.at.tzinfo is SHANGHAI


def test_two_applicants_of_one_case_apply_once_each():
    """Scenario 16."""
    at = situation("file", R.UPO, S.FILED, facts=THEIRS)
    step = take("file", at)
    assert len(step.facts.standing_applications) == 2
    both = situation("withdraw", R.UPO, S.FILED, facts=step.facts)
    assert take("withdraw", both).dest is S.FILED
    alone = situation("withdraw", R.OFF, S.FILED, facts=MINE)
    assert take("withdraw", alone).dest is S.WITHDRAWN


def test_what_is_excluded_may_be_decided_as_excluded_and_not_otherwise():
    """Scenario 21."""
    for outcome in Outcome:
        at = situation("decide", R.BPG, S.DELIBERATION, facts=REPEATED, outcome=str(outcome))
        if outcome.tolerated:
            with pytest.raises(GuardFailed, match=r"A16\.X5"):
                take("decide", at)
        else:
            assert take("decide", at).facts.decision.outcome is outcome


@pytest.mark.parametrize("outcome", Outcome)
def test_the_other_organ_is_sovereign(outcome: Outcome):
    """Scenario 27: any outcome is recorded, with or without a proposal, from every open state."""
    for state in (*_open_before(), S.NOT_APPLIED, S.INADMISSIBLE, S.WITHDRAWN):
        at = situation(
            "record_decision", R.HND, state, track=EXTERNAL, facts=REPEATED,
            outcome=str(outcome),
        )  # fmt: skip
        assert take("record_decision", at).dest is S.DECIDED


def _open_before() -> tuple[State, ...]:
    return (S.INVESTIGATION, S.FILED, S.SUPPLEMENTING, S.DELIBERATION, S.PROPOSED)


@pytest.mark.parametrize(
    ("outcome", "opened"),
    [
        (Outcome.EXEMPT, {"serve_decision", "start_correction", "file_archives"}),
        (Outcome.LIGHTER, {"serve_decision", "start_correction", "file_archives"}),
        (Outcome.MITIGATED, {"serve_decision", "start_correction", "file_archives"}),
        (Outcome.DUE_DILIGENCE, {"serve_decision"}),
        (Outcome.NOT_TOLERATED, {"serve_decision"}),
        (Outcome.EXCLUDED, {"serve_decision"}),
        (Outcome.NONE, {"serve_decision"}),
    ],
)
@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        (ReportKind.REAL_NAME, {"answer_reporter"}),
        (ReportKind.ANONYMOUS, {"explain_anonymous"}),
        (ReportKind.NONE, set()),
    ],
)
def test_a_decision_opens_what_it_owes(
    outcome: Outcome, opened: set[str], kind: ReportKind, duty: set[str]
):
    """Scenarios 23, 29 and 30: correction by outcome, feedback by the kind of report."""
    facts = assessed().model_copy(update={"report_kind": kind})
    at = situation("decide", R.BPG, S.DELIBERATION, facts=facts, outcome=str(outcome))
    assert {task.kind for task in take("decide", at).opens} == opened | duty


def test_clocks_run_from_the_receipt_of_another_organs_decision():
    """Scenario 26: decided 2025-09-26, received after the holiday."""
    at = situation(
        "record_decision", R.HND, S.PROPOSED, track=EXTERNAL, now=shanghai("2026-03-20 09:00"),
        decided_on="2026-03-10", received_on="2026-03-19",
    )  # fmt: skip
    assert {task.start_on for task in take("record_decision", at).opens} == {date(2026, 3, 19)}


@pytest.mark.parametrize(
    ("sanctions", "last"),
    [
        (({"kind": "政务记过", "effective_on": "2026-03-02"},), date(2027, 3, 1)),
        (({"kind": "政务警告", "effective_on": "2026-03-31"},), date(2026, 9, 30)),
        ((), None),
        # The one that bears longest counts.
        (
            ({"kind": "政务警告", "effective_on": "2026-03-02"},
             {"kind": "党内警告", "effective_on": "2026-03-02"}),
            date(2027, 3, 1),
        ),
        # Probation within the Party counts from the day rights are restored.
        (
            ({"kind": "留党察看", "effective_on": "2026-03-02", "restored_on": "2027-03-02"},),
            date(2029, 3, 1),
        ),
        # Where the table names no length, a person does.
        (
            ({"kind": "组织处理_其他", "effective_on": "2026-03-02", "until": "2026-12-31"},),
            date(2026, 12, 31),
        ),
    ],
)  # fmt: skip
def test_an_impact_period_follows_the_sanctions(
    sanctions: tuple[dict[str, str], ...], last: date | None
):
    """Scenarios 24 and 36."""
    at = situation(
        "record_decision", R.HND, S.PROPOSED, track=EXTERNAL, now=shanghai("2026-04-01 10:00"),
        outcome="mitigated", sanctions=sanctions,
    )  # fmt: skip
    assert take("record_decision", at).facts.decision.impact_last_day == last


def test_correction_of_mitigated_outcomes_is_the_packs_to_say():
    facts = Facts(decision=decided(Outcome.MITIGATED))
    at = situation("start_correction", R.HND, S.DECIDED, facts=facts)
    assert take("start_correction", at).dest is S.CORRECTING
    other = banan().model_copy(update={"correction_for_mitigated": False})
    with pytest.raises(GuardFailed, match="第十八条"):
        take("start_correction", replace(at, pack=other))


def test_the_plans_author_neither_approves_nor_accepts():
    for person, allowed in ((AUTHOR, False), (ME, True)):
        waiting = Facts(plan=planned(approved=False))
        at = situation("approve_plan", R.SUP, S.CORRECTING, facts=waiting, person=person)
        done = situation(
            "accept_correction", R.SUP, S.CORRECTION_CHECK, facts=Facts(plan=planned()),
            person=person,
        )  # fmt: skip
        for event, found in (("approve_plan", at), ("accept_correction", done)):
            if allowed:
                take(event, found)
            else:
                with pytest.raises(GuardFailed, match="编制人"):
                    take(event, found)


@pytest.mark.parametrize(("first", "second"), [(R.HR, R.INT), (R.INT, R.HR)])
@pytest.mark.parametrize(
    ("impact", "last"), [(None, S.CLOSED), (date(2026, 9, 29), S.IMPACT_PERIOD)]
)
def test_both_files_give_a_receipt_and_only_then_the_case_goes_on(
    first: Role, second: Role, impact: date | None, last: State
):
    facts = Facts(decision=decided(impact=impact))
    step = take("file_archives", situation("file_archives", first, S.ARCHIVING, facts=facts))
    assert step.dest is S.ARCHIVING
    paper = {R.HR: "D30", R.INT: "D31"}
    assert step.papers == (paper[first],)
    other = situation("file_archives", second, S.ARCHIVING, facts=step.facts, person=OTHER)
    step = take("file_archives", other)
    assert step.dest is last
    assert step.papers == ((paper[second], "D39") if last is S.CLOSED else (paper[second],))
    assert set(step.facts.receipts) == {R.HR, R.INT}


def test_one_person_does_not_give_both_receipts():
    both = frozenset({R.HR, R.INT})
    facts = Facts(decision=decided())
    step = take("file_archives", situation("file_archives", both, S.ARCHIVING, facts=facts))
    again = situation("file_archives", both, S.ARCHIVING, facts=step.facts)
    with pytest.raises(GuardFailed, match="另一份须由他人登记"):
        take("file_archives", again)


def test_what_was_not_tolerated_is_filed_once():
    facts = Facts(decision=decided(Outcome.NOT_TOLERATED))
    step = take("file_archives", situation("file_archives", R.INT, S.ARCHIVING, facts=facts))
    assert step.dest is S.CLOSED


def test_an_impact_period_ends_on_the_day_after_its_last():
    at = situation(
        "end_impact", R.HR, S.IMPACT_PERIOD, facts=IMPACT, now=shanghai("2026-09-30 00:00")
    )
    assert take("end_impact", at).dest is S.CLOSED


@pytest.mark.parametrize("state", [s for s in State if s is not S.SUSPENDED])
def test_a_suspended_case_goes_on_where_it_stood(state: State):
    at = situation("resume", R.SUP, S.SUSPENDED, facts=Facts(state_left=state))
    try:
        step = take("resume", at)
    except NotAllowed:
        with pytest.raises(NotAllowed):
            take("suspend", situation("suspend", R.SUP, state))
        return
    assert step.dest is state
    assert step.facts.state_left is None
    before = take("suspend", situation("suspend", R.SUP, state))
    assert before.facts.state_left is state


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (event, state)
        for event, found in WHERE.items()
        for state in sorted(found)
        if (event, state) in ROWS
    ],
)
def test_who_decides_waits_for_the_handlers_recommendation(event: str, state: State):
    hand = R.BPG if event == "revoke" else R.SUP
    facts = Facts(state_left=S.FILED, decision=decided() if event == "revoke" else None)
    with pytest.raises(GuardFailed, match="提出拟办意见"):
        take(event, situation(event, hand, state, facts=facts, asked=False))
    known = take("recommend", situation("recommend", R.HND, state, facts=facts, step=event)).facts
    with pytest.raises(GuardFailed, match="另一人"):  # whatever roles the handler holds besides
        take(event, situation(event, hand, state, facts=known, asked=False))
    step = take(event, situation(event, hand, state, facts=of_another(known), asked=False))
    assert step.facts.recommended is None


def of_another(facts: Facts) -> Facts:
    """The same recommendation, made by somebody else."""
    assert facts.recommended
    made = facts.recommended.model_copy(update={"by": OTHER})
    return facts.model_copy(update={"recommended": made})


def test_the_handler_recommends_what_can_be_done_here():
    with pytest.raises(GuardFailed, match="可拟办：suspend"):
        take("recommend", situation("recommend", R.HND, S.UNDER_REVIEW, step="refuse"))
    rows = {(event, source) for event, source in ROWS if event in WHERE and source}
    assert rows == {(event, state) for event, state in rows if state in WHERE[event]}


@pytest.mark.parametrize("decided_as", ["accept_late", "reject_late"])
def test_of_a_late_application_the_supervisor_may_decide_otherwise(decided_as: str):
    handed = take("recommend", situation("recommend", R.HND, S.LATE_PENDING, step="accept_late"))
    facts = of_another(handed.facts)
    at = situation(decided_as, R.SUP, S.LATE_PENDING, facts=facts, asked=False)
    assert take(decided_as, at).row.event.code == decided_as


def test_a_recommendation_is_forgotten_with_the_state_it_was_made_in():
    handed = take("recommend", situation("recommend", R.HND, S.FILED, step="refuse")).facts
    known = handed.model_copy(update={"applications": (application(),)})
    accepted = take("accept", situation("accept", R.HND, S.FILED, facts=known))
    assert accepted.facts.recommended is None


def test_lessons_are_finished_on_the_units_report():
    with pytest.raises(GuardFailed, match="提交教训总结"):
        take("finish_lessons", situation("finish_lessons", R.SUP, S.LESSONS, asked=False))
    assert take("report_lessons", situation("report_lessons", R.UPO, S.LESSONS)).facts.lessons_by


def test_an_old_decision_is_forgotten_when_the_case_is_opened_again():
    facts = Facts(
        decision=decided(),
        plan=planned(),
        receipts={R.HR: receipt("1"), R.INT: receipt("2", OTHER)},
    )
    for event, role in (("reopen", R.SUP), ("revoke", R.BPG)):
        step = take(event, situation(event, role, S.CLOSED, facts=facts))
        assert step.dest is S.UNDER_REVIEW
        assert step.facts.decision is None
        assert step.facts.plan is None
        assert step.facts.receipts == {}
