"""Who keeps out of a case: asked for by some, decided by others, and what it holds up."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from support.papers_in import data_for
from support.situations import (
    AUTHOR,
    ME,
    OTHER,
    assessed,
    id_of,
    named,
    planned,
    recusal,
    situation,
)

from states.errors import CaseError, GuardFailed, Invalid
from states.facts import Facts
from states.recusal import work_confirmed
from states.situation import Situation
from states.step import moves, take
from states.vocabulary import RecusalGround, Role, State, Track

R, S = Role, State
GUYUAN = id_of("guyuan")
PENDING = Facts(recusals=(recusal(GUYUAN, granted=None),))
DENIED = Facts(recusals=(recusal(GUYUAN, granted=False),))
GRANTED = Facts(recusals=(recusal(GUYUAN),))
ABOUT_ME = Facts(recusals=(recusal(ME, granted=None),))
DAY = date(2026, 3, 5)
HEAD = frozenset({Role.LDR})


def asked(
    event: str,
    by: Role,
    facts: Facts = GRANTED,
    people: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    **more: Any,
) -> Situation:
    """A situation in the review; ``people`` is what is otherwise true of whom the form names."""
    given = {**data_for(event, DAY), **(data or {}), **more}
    at = situation(event, by, S.UNDER_REVIEW, facts=facts, data=given)
    return replace(at, named=named(*at.form.names(), **(people or {})))


@dataclass(frozen=True)
class Refused:
    """A recusal, or a change of seats, that is refused, and why."""

    event: str
    role: Role
    said: str
    facts: Facts = field(default_factory=Facts)
    data: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    error: type[CaseError] = GuardFailed

    def __str__(self) -> str:
        return f"{self.event}-{self.said[:10]}"


REFUSALS = (
    Refused("declare_recusal", R.REV, "只能为本人申报", data={"person": "jiangyue"}),
    Refused("declare_recusal", R.LDR, "只能为本人申报", data={"person": "guyuan"}),
    Refused("declare_recusal", R.OFF, "当然回避"),
    Refused("declare_recusal", R.HND, "当然回避", data={"person": "sunhao"},
            people={"parts": frozenset({R.OFF})}),
    Refused("declare_recusal", R.HND, "没有身份", data={"person": "yanheng"}, error=Invalid,
            people={"parts": frozenset()}),
    Refused("declare_recusal", R.HND, "已经回避", GRANTED, {"person": "guyuan"},
            {"parts": frozenset()}),
    Refused("declare_recusal", R.OFF, "尚待决定", PENDING, {"person": "guyuan"}),
    Refused("declare_recusal", R.OFF, "已经决定不予回避", DENIED, {"person": "guyuan"}),
    Refused("declare_recusal", R.HND, "ground", data={"ground": "reporter"}, error=Invalid),
    Refused("declare_recusal", R.HND, "reason", data={"reason": " "}, error=Invalid),
    Refused("decide_recusal", R.LDR, "没有待决定的回避申报"),
    Refused("decide_recusal", R.LDR, "没有待决定的回避申报", DENIED),
    Refused("decide_recusal", R.LDR, "该人员没有待决定", PENDING, {"person": "jiangyue"}),
    Refused("decide_recusal", R.BPG, "回避由主要负责人决定", PENDING),
    Refused("decide_recusal", R.BPG, "回避由主要负责人决定", PENDING, {"document": None}),
    Refused("decide_recusal", R.LDR, "由上级决定", PENDING, {"document": "1号"}, {"held": HEAD}),
    Refused("decide_recusal", R.BPG, "由上级决定", PENDING, {"document": None}, {"held": HEAD}),
    Refused("decide_recusal", R.LDR, "granted", PENDING, {"granted": "yes"}, error=Invalid),
    Refused("assign_reviewers", R.HND, "guyuan 在本案已回避", GRANTED),
    Refused("assign_reviewers", R.HND, "执法人员本人须回避", people={"subject": True}),
    Refused("assign_reviewers", R.HND, "不是审查人", people={"held": HEAD}, error=Invalid),
    Refused("reassign", R.SUP, "由主要负责人变更", data={"role": "SUP"}),
    Refused("reassign", R.LDR, "由案件督办变更"),
    Refused("reassign", R.SUP, "须由承办人担任", people={"held": HEAD}, error=Invalid),
    Refused("reassign", R.SUP, "执法人员本人须回避", people={"subject": True}),
    Refused("reassign", R.SUP, "在本案已回避", GRANTED, {"person": "guyuan"}),
    Refused("reassign", R.LDR, "不能是同一人", data={"role": "SUP"},
            people={"parts": frozenset({R.HND})}),
    Refused("reassign", R.SUP, "role", data={"role": "REV"}, error=Invalid),
    Refused("confirm_work", R.SUP, "没有待确认", GRANTED),
    Refused("confirm_work", R.SUP, "没有待确认", assessed()),
)  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=str)
def test_a_recusal_is_refused_with_what_is_missing(case: Refused):
    with pytest.raises(case.error, match=case.said):
        take(case.event, asked(case.event, case.role, case.facts, case.people, case.data))


def test_nobody_decides_their_own():
    facts = Facts(recusals=(recusal(id_of("shiqing"), granted=None),))
    for role, held in ((R.LDR, HEAD), (R.LDR, frozenset({R.BPG})), (R.BPG, HEAD)):
        at = asked("decide_recusal", role, facts, {"held": held}, person="shiqing", document="1号")
        with pytest.raises(GuardFailed, match="不能决定本人的回避"):
            take("decide_recusal", replace(at, actor=replace(at.actor, person=id_of("shiqing"))))


NO_PART = {R.OFF, R.SYS, R.AO, R.ADM, R.SEC, R.AUD}


@pytest.mark.parametrize("role", [r for r in Role if r not in NO_PART])
def test_everybody_with_a_part_may_keep_out_themselves(role: Role):
    found = take("declare_recusal", asked("declare_recusal", role, Facts())).facts
    assert [(r.person, r.granted) for r in found.recusals] == [(ME, None)]
    assert not found.recused  # nothing is taken away before it is decided


@pytest.mark.parametrize("role", [R.HND, R.SUP, R.OFF, R.UPO])
def test_handler_supervisor_and_parties_may_ask_for_somebody_elses(role: Role):
    found = take("declare_recusal", asked("declare_recusal", role, Facts(), person="guyuan")).facts
    assert [(r.person, r.declared_by, r.ground) for r in found.recusals] == [
        (GUYUAN, ME, RecusalGround.RELATIVE)
    ]


@pytest.mark.parametrize("granted", [True, False])
def test_the_head_decides_and_who_keeps_out_reviews_no_more(granted: bool):
    facts = PENDING.model_copy(update={"reviewers": (GUYUAN, OTHER)})
    found = take("decide_recusal", asked("decide_recusal", R.LDR, facts, granted=granted)).facts
    assert found.recused == ({GUYUAN} if granted else set())
    assert found.reviewers == ((OTHER,) if granted else (GUYUAN, OTHER))
    assert found.recusals[0].decided_by == ME


def test_the_heads_own_is_recorded_with_the_document_of_the_level_above():
    facts = Facts(recusals=(recusal(id_of("shiqing"), granted=None),))
    given = {"person": "shiqing", "document": "渝环党〔2026〕1号"}
    at = asked("decide_recusal", R.BPG, facts, {"held": HEAD}, **given)
    assert take("decide_recusal", at).facts.recused == {id_of("shiqing")}


@pytest.mark.parametrize(
    ("event", "role", "state"),
    [
        ("decide", R.BPG, S.DELIBERATION),
        ("propose", R.UPO, S.DELIBERATION),
        ("decline_to_propose", R.UPO, S.DELIBERATION),
    ],
)
def test_nothing_is_voted_on_while_a_recusal_waits(event: str, role: Role, state: State):
    track = Track.BUREAU if event == "decide" else Track.EXTERNAL
    for waiting, allowed in (((recusal(9, granted=None),), False), ((recusal(9),), True)):
        facts = assessed().model_copy(update={"recusals": waiting})
        at = situation(event, role, state, facts=facts, track=track)
        if allowed:
            take(event, at)
        else:
            with pytest.raises(GuardFailed, match="有回避申报尚未决定"):
                take(event, at)


BY_THE_RECUSED = (
    ("审查报告、逐项认定", "decide", R.BPG, S.DELIBERATION, assessed()),
    ("审查报告、逐项认定", "clear_report", R.LEG, S.LEGAL_REVIEW, assessed()),
    ("法制审核意见", "decide", R.BPG, S.DELIBERATION, Facts(opinion_by=AUTHOR)),
    ("纠错方案", "accept_correction", R.SUP, S.CORRECTION_CHECK, Facts(plan=planned())),
)


@pytest.mark.parametrize(("work", "event", "role", "state", "facts"), BY_THE_RECUSED)
def test_a_recused_persons_work_is_done_anew_or_confirmed(
    work: str, event: str, role: Role, state: State, facts: Facts
):
    recused = facts.model_copy(update={"recusals": (recusal(AUTHOR),)})
    at = situation(event, role, state, facts=recused)
    with pytest.raises(GuardFailed, match=f"此前完成的{work}须由他人重新办理"):
        take(event, at)
    for hand in (R.SUP, R.LDR):
        confirm = situation("confirm_work", hand, state, facts=recused)
        confirmed = take("confirm_work", confirm).facts
        assert confirmed.recusals[0].confirmed_by == ME
        work_confirmed(replace(at, facts=confirmed))


def test_another_report_with_answers_given_anew_needs_no_confirmation():
    recused = assessed().model_copy(update={"recusals": (recusal(AUTHOR),)})
    anew = take(
        "submit_report", situation("submit_report", R.REV, S.UNDER_REVIEW, facts=recused, person=7)
    ).facts
    take("clear_report", situation("clear_report", R.LEG, S.LEGAL_REVIEW, facts=anew))
    # A new report on the old answers is not enough.
    kept = anew.model_copy(update={"sheet": assessed().sheet})
    with pytest.raises(GuardFailed, match="此前完成的逐项认定须"):
        take("clear_report", situation("clear_report", R.LEG, S.LEGAL_REVIEW, facts=kept))


@pytest.mark.parametrize("event", ["clear_report", "return_report"])
@pytest.mark.parametrize("hand", [AUTHOR, OTHER])
def test_a_reviewer_gives_no_legal_opinion_on_their_own_review(event: str, hand: int):
    at = situation(event, R.LEG, S.LEGAL_REVIEW, facts=assessed(), person=hand)
    with pytest.raises(GuardFailed, match="不能对自己参与的审查报告作法制审核"):
        take(event, at)


def test_where_the_head_keeps_out_the_level_above_decides_of_the_others_too():
    facts = Facts(recusals=(recusal(OTHER, head=True), *PENDING.recusals))
    take("decide_recusal", asked("decide_recusal", R.BPG, facts))
    with pytest.raises(GuardFailed, match="由上级决定"):
        take("decide_recusal", asked("decide_recusal", R.BPG, facts, document=None))


def test_what_is_done_after_a_confirmation_by_somebody_recused_later_waits_again():
    confirmed = recusal(ME, confirmed_by=OTHER, confirmed_on=DAY)
    facts = assessed().model_copy(
        update={"recusals": (confirmed, recusal(OTHER)), "opinion_by": OTHER}
    )
    with pytest.raises(GuardFailed, match="此前完成的法制审核意见须"):
        take("decide", situation("decide", R.BPG, S.DELIBERATION, facts=facts))


def test_who_is_recused_is_told_so_and_offered_nothing():
    at = situation("decide", R.BPG, S.DELIBERATION, facts=Facts(recusals=(recusal(ME),)))
    at = replace(at, actor=replace(at.actor, roles=frozenset()))
    with pytest.raises(GuardFailed, match="您在本案已回避，不能办理“作出决定”"):
        take("decide", at)
    found = list(moves(at))
    assert found
    assert all(move.refusal for move in found)


def test_a_superior_held_liable_keeps_out_without_a_decision():
    at = situation("open", R.HND, data={**data_for("open", DAY), "liable_superiors": ["dongli"]})
    at = replace(at, named=named("dongli"))
    found = take("open", at, registered=False).facts
    assert found.recused == {id_of("dongli")}
    assert found.recusals[0].ground is RecusalGround.SUPERIOR_LIABLE
    with pytest.raises(Invalid, match="已列为执法人员"):
        take("open", replace(at, named=named("dongli", subject=True)), registered=False)


def test_no_ground_says_that_somebody_is_the_reporter():
    """The reporter must not be derivable from a case: they keep out on another ground."""
    assert {ground.value for ground in RecusalGround} == {
        "relative", "witness", "interest", "superior_liable", "other",
    }  # fmt: skip
