"""A vote of a party organisation: the right people, enough of them, and a majority."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from support.papers_in import MEMBERS, committee, data_for
from support.situations import (
    START,
    assessed,
    banan,
    id_of,
    named,
    recusal,
    situation,
)

from states.errors import CaseError, GuardFailed, Invalid
from states.facts import Facts
from states.situation import Situation
from states.step import take
from states.vocabulary import Role, State, Track

R, S = Role, State
GROUP = frozenset(id_of(name) for name in MEMBERS)


def vote(present: int, votes: tuple[int, int, int], **more: Any) -> dict[str, Any]:
    """A decision by so many of the five members: for, against, abstained."""
    given = dict(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True))
    return {**data_for("decide", START), "participants": list(MEMBERS[:present]), **given, **more}


def voted(data: dict[str, Any], *, recused: tuple[str, ...] = (), **rule: str) -> Situation:
    facts = assessed()
    if recused:
        held = tuple(recusal(id_of(name)) for name in recused)
        facts = facts.model_copy(update={"recusals": held})
    at = situation("decide", R.BPG, S.DELIBERATION, facts=facts, data=data)
    pack = banan()
    pack = pack.model_copy(update={"collective": pack.collective.model_copy(update=rule)})
    return replace(at, members=GROUP, pack=pack)


@dataclass(frozen=True)
class Vote:
    """Five members; what becomes of a vote by the rule of the pack."""

    present: int
    votes: tuple[int, int, int]
    said: str | None
    quorum: str = "2/3"
    majority_of: str = "members"
    recused: tuple[str, ...] = ()
    error: type[CaseError] = GuardFailed


VOTES = (
    Vote(5, (5, 0, 0), None),
    Vote(5, (3, 2, 0), None),
    Vote(5, (2, 2, 1), "未过半数（应到会5人，同意2票）"),
    Vote(4, (3, 0, 1), None),
    Vote(4, (2, 0, 2), "未过半数"),
    Vote(4, (2, 1, 1), "未过半数（到会4人，同意2票）", majority_of="participants"),
    Vote(3, (3, 0, 0), "应到会5人，到会3人，不足3分之2"),
    Vote(3, (3, 0, 0), None, quorum="1/2"),
    Vote(3, (2, 1, 0), "未过半数（应到会5人，同意2票）", quorum="1/2"),
    Vote(3, (2, 1, 0), None, quorum="1/2", majority_of="participants"),
    Vote(2, (2, 0, 0), "不足2分之1", quorum="1/2"),
    # Recused members are not counted: the quorum is another one.
    Vote(3, (3, 0, 0), None, recused=MEMBERS[4:]),
    Vote(3, (2, 1, 0), "应到会4人", recused=MEMBERS[4:]),
    Vote(3, (2, 1, 0), None, recused=MEMBERS[3:]),
    Vote(2, (2, 0, 0), None, recused=MEMBERS[3:]),
    Vote(1, (1, 0, 0), "应到会3人，到会1人", recused=MEMBERS[3:]),
    Vote(5, (5, 0, 0), f"{MEMBERS[4]} 在本案已回避，不能参加表决", recused=MEMBERS[4:]),
    # Every participant votes for, against or abstains.
    Vote(5, (4, 0, 0), "votes_for：同意、反对、弃权共4票，与参加表决的5人不符", error=Invalid),
    Vote(4, (5, 0, 0), "共5票", error=Invalid),
)


@pytest.mark.parametrize("case", VOTES, ids=lambda v: f"{v.present}-{v.votes}-{v.quorum}")
def test_a_vote_decides_or_the_case_stays(case: Vote):
    at = voted(
        vote(case.present, case.votes), recused=case.recused, quorum=case.quorum,
        majority_of=case.majority_of,
    )  # fmt: skip
    if case.said is None:
        assert take("decide", at).dest is S.DECIDED
        return
    with pytest.raises(case.error) as refusal:
        take("decide", at)
    assert case.said in refusal.value.say("zh")


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("participants", [*MEMBERS[:4], MEMBERS[0]], "有重复人员"),
        ("participants", [], "participants"),
        ("chair", "shiqing", "chair：须是参加表决的成员"),
    ],
)
def test_a_vote_names_each_member_once_and_one_of_them_chairs(field: str, given: Any, said: str):
    with pytest.raises(Invalid, match=said):
        take("decide", voted({**vote(5, (5, 0, 0)), field: given}))


@pytest.mark.parametrize(
    ("people", "error", "said"),
    [
        (
            {"subject": True},
            GuardFailed,
            "是本事项的执法人员",
        ),  # the chair's own case is not theirs
        ({"held": frozenset({R.UPO})}, Invalid, "不是区局党组成员"),
    ],
)
def test_a_vote_takes_members_alone_and_never_an_officer(
    people: dict[str, Any], error: type[CaseError], said: str
):
    at = voted(vote(5, (5, 0, 0)))
    odd = {**at.named, **named(MEMBERS[0], **people)}
    with pytest.raises(error, match=said):
        take("decide", replace(at, named=odd))


def test_the_decision_keeps_who_voted_and_who_kept_out():
    at = voted(vote(4, (3, 1, 0)), recused=MEMBERS[4:])
    found = take("decide", at).facts.decision.vote
    assert found.participants == tuple(id_of(name) for name in MEMBERS[:4])
    assert found.chair == id_of(MEMBERS[0])
    assert found.recused == (id_of(MEMBERS[4]),)
    assert (found.votes_for, found.votes_against, found.abstentions) == (3, 1, 0)


def proposed(role: Role = R.UPO, **more: Any) -> Situation:
    return situation(
        "propose", role, S.DELIBERATION, track=Track.EXTERNAL, facts=Facts(),
        data={**data_for("propose", START), **more},
    )  # fmt: skip


def test_a_units_committee_names_members_who_have_no_account():
    found = take("propose", proposed()).facts.hand_in.vote
    assert found.participants == (id_of("baixue"),)
    assert found.others == ("邹宁", "贺青")
    with pytest.raises(Invalid, match="共3票，与参加表决的2人不符"):
        take("propose", proposed(members_present=["邹宁"]))
    with pytest.raises(GuardFailed, match="未过半数"):
        take("propose", proposed(votes_for=1, votes_against=2))


def test_of_a_units_members_with_an_account_enough_must_be_there():
    at = proposed()
    crowd = replace(at, members=at.members | GROUP)
    with pytest.raises(GuardFailed, match="应到会8人，到会3人"):
        take("propose", crowd)


def test_the_bureaus_party_group_proposes_by_its_own_members():
    given = {**committee(MEMBERS[0]), "members_present": [], "votes_for": 1}
    at = proposed(R.BPG, **given)
    with pytest.raises(GuardFailed, match="由所在单位党组织管理，须由所在单位党组织办理"):
        take("propose", at)
    at = replace(at, facts=at.facts.model_copy(update={"managed_by": R.BPG}))
    assert take("propose", at).facts.hand_in.by is R.BPG
    of_a_unit = replace(at, named=named(MEMBERS[0], held=frozenset({R.UPO})))
    with pytest.raises(Invalid, match="不是区局党组成员"):
        take("propose", of_a_unit)
