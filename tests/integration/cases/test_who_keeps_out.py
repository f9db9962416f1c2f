"""Recusal and votes on the road: who keeps out is out of everything, and the history proves it."""

from datetime import date
from typing import Any

import pytest
from support.bureau import (
    APPLICATION,
    DECISION,
    HANDLER,
    OFFICER,
    SUPERVISOR,
    UNIT,
    Bureau,
    at,
)
from support.papers_in import EXCLUSIONS, MEMBERS, REPORT, committee

from cases.agenda import list_tasks
from cases.history import verify
from cases.listing import list_cases
from cases.views import case_file
from states.errors import CaseError, GuardFailed, Invalid, NotAllowed, NotFound
from states.facts import Facts
from storage.people import person_named
from storage.staffing import add_person, grant

HEAD, CHAIR, MEMBER = "shiqing", MEMBERS[0], MEMBERS[4]
WHY = {"reason": "与本案有利害关系"}


def facts(b: Bureau) -> Facts:
    return Facts.read(b.row().facts)


def person(b: Bureau, username: str) -> int:
    with b.store.read() as connection:
        found = person_named(connection, username, date(2026, 3, 2))
    assert found
    return found.id


def recuse(b: Bureau, day: str, username: str, *, granted: bool = True, **more: Any) -> None:
    """``username`` declares it, and the head decides the same day."""
    b.do(f"{day}T09:00", "declare_recusal", username, ground="interest", **WHY)
    known = {"person": username, "granted": granted, **WHY, **more}
    b.do(f"{day}T09:30", "decide_recusal", HEAD, **known)


def in_review(b: Bureau) -> None:
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-04", "accept", HANDLER)
    b.do("2026-03-05", "assign_reviewers", HANDLER, reviewers=["guyuan", "jiangyue"])


def before_the_vote(b: Bureau) -> None:
    in_review(b)
    b.do("2026-03-06", "submit_report", "guyuan", **REPORT)
    b.do("2026-03-09", "clear_report", "shenlan", opinion="程序合法")


def vote(present: tuple[str, ...], votes_for: int, **more: Any) -> dict[str, Any]:
    known = {"participants": list(present), "chair": present[0], "votes_for": votes_for}
    return {**DECISION, **known, **more}


def test_a_recused_member_does_not_vote_and_the_quorum_is_counted_without_them(bureau: Bureau):
    """Scenario 25: a member of the bureau's party group keeps out."""
    b = bureau
    before_the_vote(b)
    b.do("2026-03-10T09:00", "declare_recusal", MEMBER, ground="interest", **WHY)
    assert b.told("recusal_declared") == [(HEAD, "LDR")]
    with pytest.raises(GuardFailed, match="有回避申报尚未决定"):
        b.do("2026-03-10T10:00", "decide", CHAIR, **vote(MEMBERS[:4], 4))
    b.do("2026-03-10T11:00", "decide_recusal", HEAD, person=MEMBER, granted=True, **WHY)
    before = b.tables()
    for given, said in (
        (vote(MEMBERS, 5), f"{MEMBER} 在本案已回避，不能参加表决"),
        (vote(MEMBERS[:2], 2), "应到会4人，到会2人，不足3分之2"),
        (vote(MEMBERS[:4], 2, votes_against=2), "未过半数（应到会4人，同意2票）"),
    ):
        with pytest.raises(GuardFailed, match=said):
            b.do("2026-03-11", "decide", CHAIR, **given)
    with pytest.raises(NotFound, match="没有案件"):
        b.do("2026-03-11", "decide", MEMBER, **vote(MEMBERS[:4], 4))
    after = b.tables()
    assert {n: r for n, r in after.items() if n != "attempts"} == {
        n: r for n, r in before.items() if n != "attempts"
    }  # not enough votes: the case stays
    b.do("2026-03-11", "decide", CHAIR, **vote(MEMBERS[:3], 3))
    assert b.state() == "decided"
    decision = facts(b).decision
    assert decision
    assert decision.vote
    assert decision.vote.recused == (person(b, MEMBER),)
    assert not verify(b.store).flaws


def test_the_secretary_who_is_the_officer_applies_and_another_member_signs(bureau: Bureau):
    """Scenario 25: 丁 is secretary and officer; as the party organisation somebody else acts."""
    b = bureau
    with b.store.write() as connection:
        unit = person_named(connection, UNIT, date(2026, 3, 2))
        assert unit
        grant(connection, unit.id, "OFF", unit.unit_id, at("2026-03-02"))
        deputy = add_person(connection, "yushan", "余杉", "yushan@example.invalid", unit.unit_id)
        grant(connection, deputy, "UPO", unit.unit_id, at("2026-03-02"))
    b.open("2026-03-02", "external", officers=[UNIT])
    b.do("2026-03-03", "file", UNIT, **APPLICATION)
    b.do("2026-03-03", "convene", HANDLER)
    given = {"handed_in_at": "2026-03-05T09:00", "receipt": "回执", "excluded_items": EXCLUSIONS}
    with pytest.raises(NotAllowed, match="您在本案的身份：执法人员"):
        b.do("2026-03-05", "propose", UNIT, **given, **committee("yushan"))
    with pytest.raises(GuardFailed, match="是本事项的执法人员，不能参加表决"):
        b.do("2026-03-05", "propose", "yushan", **given, **committee(UNIT))
    done = b.do("2026-03-05", "propose", "yushan", **given, **committee("yushan"))
    assert done.to_state == "proposed"
    history = case_file(b.store, b.number, at("2026-03-05"))
    assert (
        max(history.events, key=lambda e: e.seq).actor_name == "余杉"
    )  # the acting signer stands in the record


def test_who_keeps_out_has_no_part_no_task_and_no_notice(bureau: Bureau):
    b = bureau
    in_review(b)
    now = at("2026-03-09")
    assert [t.kind for t in list_tasks(b.store, now, viewer="guyuan")] == ["review"]
    recuse(b, "2026-03-09", "guyuan")
    assert list_tasks(b.store, now, viewer="guyuan") == []
    with pytest.raises(NotFound):  # the case is not there for them any more
        case_file(b.store, b.number, now, viewer="guyuan")
    events: tuple[tuple[str, dict[str, Any]], ...] = (
        ("assess_items", {"answers": {"A10.1": False}}),
        ("submit_report", REPORT),
        ("request_facts", {"reason": "核实"}),
        ("add_evidence", {"items": [{"title": "记录"}]}),
    )
    for event, given in events:
        with pytest.raises(NotFound, match="没有案件"):
            b.do("2026-03-09", event, "guyuan", **given)
    with pytest.raises(GuardFailed, match="guyuan 在本案已回避，不能审查"):
        b.do("2026-03-09", "assign_reviewers", HANDLER, reviewers=["guyuan", "yanheng"])
    b.do("2026-03-09", "assign_reviewers", HANDLER, reviewers=["jiangyue", "yanheng"])
    b.sweep("2026-03-24T10:00")
    reminded = {user for user, _ in b.told("reminder")}
    assert {"jiangyue", "yanheng"} <= reminded
    assert "guyuan" not in reminded
    assert not verify(b.store).flaws


def test_what_was_declared_and_not_granted_takes_nothing_away(sqlite_bureau: Bureau):
    b = sqlite_bureau
    in_review(b)
    recuse(b, "2026-03-06", "guyuan", granted=False)
    b.do("2026-03-06T11:00", "submit_report", "guyuan", **REPORT)
    assert b.state() == "legal_review"


@pytest.mark.parametrize("lifted_by", ["confirmed", "done anew"])
def test_a_recused_reviewers_report_is_done_anew_or_confirmed(bureau: Bureau, lifted_by: str):
    b = bureau
    in_review(b)
    b.do("2026-03-06", "submit_report", "guyuan", **REPORT)
    recuse(b, "2026-03-09", "guyuan")
    with pytest.raises(GuardFailed, match="此前完成的审查报告、逐项认定须由他人重新办理"):
        b.do("2026-03-10", "clear_report", "shenlan", opinion="程序合法")
    if lifted_by == "confirmed":
        with pytest.raises(NotAllowed):
            b.do("2026-03-10", "confirm_work", HANDLER, reason="核对无误")
        b.do("2026-03-10", "confirm_work", SUPERVISOR, reason="逐项核对，事实无误")
    else:
        b.do("2026-03-10", "return_report", "shenlan", opinion="由他人重新审查")
        with pytest.raises(GuardFailed, match="指定两名以上审查人"):
            b.do("2026-03-10", "submit_report", "jiangyue", **REPORT)
        b.do("2026-03-10", "assign_reviewers", HANDLER, reviewers=["jiangyue", "yanheng"])
        b.do("2026-03-11", "submit_report", "jiangyue", **REPORT)
    b.do("2026-03-12", "clear_report", "shenlan", opinion="程序合法")
    b.do("2026-03-13", "decide", CHAIR, **DECISION)
    assert b.state() == "decided"
    assert not verify(b.store).flaws


def test_a_recused_handlers_case_goes_to_another_who_sees_its_tasks(bureau: Bureau):
    b = bureau
    in_review(b)
    b.do("2026-03-06T08:00", "declare_recusal", OFFICER, person=HANDLER, ground="witness", **WHY)
    b.do("2026-03-06T09:00", "decide_recusal", HEAD, person=HANDLER, granted=True, **WHY)
    taking: dict[str, Any] = {"role": "HND", "person": "zhengtao", "reason": "原承办人回避"}
    with pytest.raises(NotFound, match="没有案件"):
        b.do("2026-03-06", "reassign", HANDLER, **taking)
    with pytest.raises(GuardFailed, match="已回避"):
        b.do("2026-03-06", "reassign", SUPERVISOR, **{**taking, "person": HANDLER})
    with pytest.raises(Invalid, match="须由承办人担任"):
        b.do("2026-03-06", "reassign", SUPERVISOR, **{**taking, "person": "liangyu"})
    b.do("2026-03-06", "reassign", SUPERVISOR, **taking)
    assert b.row().handler_id == person(b, "zhengtao")
    b.do("2026-03-09", "assign_reviewers", "zhengtao", reviewers=["jiangyue", "yanheng"])
    assert {t.kind for t in list_tasks(b.store, at("2026-03-09"), viewer="zhengtao")} >= {"review"}
    assert not verify(b.store).flaws


def test_a_recused_supervisors_case_is_given_by_the_head_to_another(bureau: Bureau):
    b = bureau
    in_review(b)
    recuse(b, "2026-03-06", SUPERVISOR)
    given: dict[str, Any] = {"role": "SUP", "person": "liangyu", "reason": "原督办人回避"}
    with pytest.raises(Invalid, match="须由案件督办担任"):
        b.do("2026-03-06", "reassign", HEAD, **{**given, "person": "zhengtao"})
    b.do("2026-03-06", "reassign", HEAD, **given)
    b.do("2026-03-09", "extend_review", "liangyu", days=5, reason="补充核实")
    b.sweep("2026-04-03T10:00")
    told = {user for user, role in b.told("overdue") if role == "SUP"}
    assert told == {"liangyu"}
    assert not verify(b.store).flaws


def test_a_seat_changed_behind_the_history_is_found(sqlite_bureau: Bureau):
    from sqlalchemy import update

    from storage.schema import Case

    b = sqlite_bureau
    in_review(b)
    b.do("2026-03-06", "reassign", SUPERVISOR, role="HND", person="zhengtao", reason="轮岗")
    assert not verify(b.store).flaws
    with b.store.write() as connection:
        connection.execute(update(Case).values(handler_id=person(b, HANDLER)))
    assert [flaw.en for flaw in verify(b.store).flaws] == ["handler differs from the history"]


def test_the_heads_own_recusal_is_decided_above_and_recorded(bureau: Bureau):
    b = bureau
    in_review(b)
    b.do("2026-03-06", "declare_recusal", HEAD, ground="relative", **WHY)
    given: dict[str, Any] = {"person": HEAD, "granted": True, **WHY}
    with pytest.raises(GuardFailed, match="不能决定本人的回避"):
        b.do("2026-03-06", "decide_recusal", HEAD, **given)
    with pytest.raises(GuardFailed, match="填写 document"):
        b.do("2026-03-06", "decide_recusal", CHAIR, **given)
    b.do("2026-03-09", "decide_recusal", CHAIR, **given, document="渝环党〔2026〕5号")
    # Afterwards the level above decides for the head, too: no case gets stuck.
    b.do("2026-03-10", "declare_recusal", MEMBER, ground="other", **WHY)
    with pytest.raises(NotFound, match="没有案件"):
        b.do("2026-03-10", "decide_recusal", HEAD, person=MEMBER, granted=True, **WHY)
    b.do("2026-03-11", "decide_recusal", CHAIR, person=MEMBER, granted=True, **WHY,
         document="渝环党〔2026〕6号")  # fmt: skip
    assert facts(b).recused == {person(b, HEAD), person(b, MEMBER)}


def test_a_superior_held_liable_in_the_matter_keeps_out_of_all_its_cases(bureau: Bureau):
    b = bureau
    for seat, field in (("liangyu", "supervisor"), (HANDLER, "handler")):
        with pytest.raises(GuardFailed, match="被追责的直接上级须回避"):
            b.open("2026-03-02", liable_superiors=[seat], **{field: seat})
    b.open("2026-03-02", officers=[OFFICER, "zhouqian"], liable_superiors=[CHAIR, "guyuan"])
    for number in b.numbers:
        b.number = number
        assert facts(b).recused == {person(b, CHAIR), person(b, "guyuan")}
        with pytest.raises(NotFound, match="没有案件"):
            b.do("2026-03-03", "add_evidence", CHAIR, items=[{"title": "记录"}])
    assert not verify(b.store).flaws


def test_people_who_do_not_exist_are_named_and_nothing_is_written(sqlite_bureau: Bureau):
    b = sqlite_bureau
    in_review(b)
    before = b.row()
    for event, by, given in (
        ("declare_recusal", HANDLER, {"person": "nobody", "ground": "other", **WHY}),
        ("reassign", SUPERVISOR, {"role": "HND", "person": "nobody", **WHY}),
    ):
        with pytest.raises(CaseError, match="没有用户“nobody”"):
            b.do("2026-03-06", event, by, **given)
    assert b.row() == before


def test_an_officer_of_the_matter_has_no_hand_in_a_colleagues_case(bureau: Bureau):
    """Whatever role they hold besides: nobody judges the matter they are judged in."""
    b = bureau
    zhouqian = person(b, "zhouqian")
    with b.store.write() as connection:
        for role in ("LEG", "BPG", "PET"):
            grant(connection, zhouqian, role, None, at("2026-03-02"))
    b.open("2026-03-02", officers=[OFFICER, "zhouqian"])
    theirs, number = b.numbers[1], b.numbers[0]
    b.do("2026-03-03", "file", OFFICER, case=number, **APPLICATION)
    b.do("2026-03-04", "accept", HANDLER, case=number)
    b.do("2026-03-05", "assign_reviewers", HANDLER, case=number, reviewers=["guyuan", "jiangyue"])
    b.do("2026-03-06", "submit_report", "guyuan", case=number, **REPORT)
    with pytest.raises(NotFound, match="没有案件"):
        b.do("2026-03-09", "clear_report", "zhouqian", case=number, opinion="同意")
    with pytest.raises(NotFound):
        case_file(b.store, number, at("2026-03-09"), viewer="zhouqian")
    assert case_file(b.store, theirs, at("2026-03-09"), viewer="zhouqian")
    seen = list_cases(b.store, at("2026-03-09"), viewer="zhouqian")
    assert [row.number for row in seen.rows] == [theirs]


def test_no_vote_is_counted_of_an_officer_named_among_the_members_without_account(bureau: Bureau):
    b = bureau
    b.open("2026-03-02", "external", officers=[OFFICER, "zhouqian"])
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    b.do("2026-03-04", "convene", HANDLER)
    vote = {**committee(UNIT), "handed_in_at": "2026-03-05T10:00", "receipt": "回执1"}
    for name in ("孙皓", "周倩"):
        given = {**vote, "members_present": ["邹宁", name], "excluded_items": EXCLUSIONS}
        with pytest.raises(GuardFailed, match="到会成员中有本事项的执法人员"):
            b.do("2026-03-05", "propose", UNIT, **given)
