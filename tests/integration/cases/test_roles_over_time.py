"""Roles: asked for by one, confirmed by another, lent for a time, gone at the next step."""

import json
from datetime import date

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at

from cases.history import verify
from cases.roles import Asked, ask_role, confirm_role, end_role, lend_role, list_roles
from cases.standing import find_person
from states.errors import GuardFailed, Invalid, NotAllowed, NotFound
from storage import accounts, people, staffing

NOW = at("2026-03-02T09:00")
SECOND = "zhengtao"
"""The other handler of the bureau."""


@pytest.fixture
def guarded(bureau: Bureau) -> Bureau:
    """The bureau with two security administrators and an auditor."""
    with bureau.store.write() as connection:
        for username, role in (("anquan", "SEC"), ("anquan2", "SEC"), ("shenji", "AUD")):
            unit = find_person(connection, HANDLER, NOW.date()).unit_id
            person = staffing.add_person(connection, username, username, None, unit)
            staffing.grant(connection, person, role, None, NOW)
    return bureau


def held(b: Bureau, username: str, on: str = "2026-03-02") -> set[str]:
    with b.store.read() as connection:
        person = find_person(connection, username, date.fromisoformat(on))
    return {role for role, _ in person.grants}


def test_a_role_is_held_once_another_hand_confirms_it(guarded: Bureau):
    grant = ask_role(guarded.store, Asked(SECOND, "SUP"), "anquan", NOW)
    assert held(guarded, SECOND) == {"HND"}
    for hand in ("anquan", SECOND, HANDLER, "jiangheng", "shenji"):
        with pytest.raises(GuardFailed):
            confirm_role(guarded.store, grant, hand, NOW)
    confirm_role(guarded.store, grant, "anquan2", NOW)
    assert held(guarded, SECOND) == {"HND", "SUP"}
    with pytest.raises(GuardFailed, match="已由他人处理"):
        confirm_role(guarded.store, grant, "shiqing", NOW)


@pytest.mark.parametrize("by", [HANDLER, SUPERVISOR, "jiangheng", "shenji", "luochengan"])
def test_nobody_but_the_security_administrator_grants(guarded: Bureau, by: str):
    with pytest.raises(GuardFailed):
        ask_role(guarded.store, Asked(SECOND, "SUP"), by, NOW)


def test_nobody_raises_themselves(guarded: Bureau):
    with pytest.raises(GuardFailed, match="不得为自己"):
        ask_role(guarded.store, Asked("anquan", "AUD"), "anquan", NOW)


@pytest.mark.parametrize("role", ["ADM", "AUD", "HND", "OFF", "BPG"])
def test_the_three_administrators_exclude_each_other_and_all_else(guarded: Bureau, role: str):
    unit = "first" if role == "OFF" else None
    with pytest.raises(GuardFailed, match="互斥"):
        ask_role(guarded.store, Asked("anquan2", role, unit), "anquan", NOW)
    with pytest.raises(GuardFailed, match="互斥"):
        ask_role(guarded.store, Asked(HANDLER, "SEC"), "anquan", NOW)


def test_two_that_wait_exclude_each_other_as_well(guarded: Bureau):
    with guarded.store.write() as connection:
        unit = find_person(connection, HANDLER, NOW.date()).unit_id
        staffing.add_person(connection, "neu", "新人", None, unit)
    ask_role(guarded.store, Asked("neu", "ADM"), "anquan", NOW)
    with pytest.raises(GuardFailed, match="互斥"):
        ask_role(guarded.store, Asked("neu", "HND"), "anquan", NOW)


def test_a_role_holds_from_day_to_day(guarded: Bureau):
    asked = Asked(SECOND, "SUP", None, date(2026, 3, 9), date(2026, 3, 20))
    confirm_role(guarded.store, ask_role(guarded.store, asked, "anquan", NOW), "anquan2", NOW)
    for day, there in (("03-08", 0), ("03-09", 1), ("03-20", 1), ("03-21", 0)):
        assert ("SUP" in held(guarded, SECOND, f"2026-{day}")) is bool(there), day


def test_a_role_that_ends_is_gone_at_the_next_step(guarded: Bureau):
    guarded.open("2026-03-02")
    guarded.do("2026-03-03", "file", OFFICER, **APPLICATION)
    [grant] = list_roles(guarded.store, HANDLER, NOW, username=HANDLER)
    end_role(guarded.store, grant.id, "anquan", NOW)
    with pytest.raises(NotFound):
        guarded.do("2026-03-04", "accept", HANDLER)
    assert [
        one.state for one in list_roles(guarded.store, "shenji", NOW, username=HANDLER, ended=True)
    ] == ["ended"]


def test_the_last_security_administrator_remains(guarded: Bureau):
    grants = {g.username: g.id for g in list_roles(guarded.store, "anquan", NOW) if g.role == "SEC"}
    end_role(guarded.store, grants["anquan2"], "anquan", NOW)
    with pytest.raises(GuardFailed, match="不得为自己"):
        end_role(guarded.store, grants["anquan"], "anquan", NOW)


def test_a_stand_in_acts_for_the_handler_and_the_history_says_so(guarded: Bureau):
    guarded.open("2026-03-02")
    guarded.do("2026-03-03", "file", OFFICER, **APPLICATION)
    with pytest.raises(NotFound):
        guarded.do("2026-03-04", "accept", SECOND)
    lend_role(
        guarded.store, Asked(SECOND, "HND", None, date(2026, 3, 4), date(2026, 3, 10)), HANDLER, NOW
    )
    guarded.do("2026-03-04", "accept", SECOND)
    with guarded.store.read() as connection:
        from sqlalchemy import select

        from storage.schema import CaseEvent

        body = connection.execute(
            select(CaseEvent.body).order_by(CaseEvent.seq.desc()).limit(1)
        ).scalar_one()
    assert (json.loads(body)["actor"], json.loads(body)["for"]) == (SECOND, HANDLER)
    with pytest.raises(NotFound):
        guarded.do("2026-03-11", "assign_reviewers", SECOND, reviewers=["guyuan", "jiangyue"])
    assert verify(guarded.store).flaws == []


def test_a_lender_ends_what_they_lent_at_once(guarded: Bureau):
    guarded.open("2026-03-02")
    grant = lend_role(
        guarded.store, Asked(SECOND, "HND", None, None, date(2026, 3, 10)), HANDLER, NOW
    )
    end_role(guarded.store, grant, HANDLER, NOW)
    with pytest.raises(NotFound):
        guarded.do("2026-03-04", "inform_officer", SECOND)


def test_nobody_stands_in_for_somebody_in_their_own_case(guarded: Bureau):
    guarded.open("2026-03-02", officers=["sunhao"])
    guarded.do("2026-03-03", "file", "sunhao", **APPLICATION)
    lend_role(guarded.store, Asked("sunhao", "HND", None, None, date(2026, 3, 10)), HANDLER, NOW)
    with pytest.raises(NotAllowed):
        guarded.do("2026-03-04", "accept", "sunhao")


def test_who_stands_in_for_the_handler_is_not_also_the_supervisor(guarded: Bureau):
    """四眼: what the handler recommends is not approved by the same hand."""
    guarded.open("2026-03-02")
    guarded.do("2026-03-03", "file", OFFICER, **APPLICATION)
    lend_role(guarded.store, Asked(SUPERVISOR, "HND", None, None, date(2026, 3, 10)), HANDLER, NOW)
    with pytest.raises(NotAllowed):
        guarded.do("2026-03-04", "accept", SUPERVISOR)


@pytest.mark.parametrize(
    ("role", "until", "error"),
    [
        ("HND", None, Invalid),
        ("HND", "2026-03-01", Invalid),
        ("HND", "2026-12-31", Invalid),
        ("SUP", "2026-03-10", GuardFailed),
        ("BPG", "2026-03-10", GuardFailed),
        ("SYS", "2026-03-10", NotFound),
        ("XYZ", "2026-03-10", NotFound),
    ],
)
def test_what_cannot_be_lent(guarded: Bureau, role: str, until: str | None, error: type):
    last = date.fromisoformat(until) if until else None
    with pytest.raises(error):
        lend_role(guarded.store, Asked(SECOND, role, None, None, last), HANDLER, NOW)


def test_a_unit_role_needs_its_unit(guarded: Bureau):
    with pytest.raises(Invalid, match="unit"):
        ask_role(guarded.store, Asked(SECOND, "UPO"), "anquan", NOW)
    with pytest.raises(NotFound):
        ask_role(guarded.store, Asked(SECOND, "UPO", "nowhere"), "anquan", NOW)
    grant = ask_role(guarded.store, Asked(SECOND, "UPO", "first"), "anquan", NOW)
    assert list_roles(guarded.store, SECOND, NOW, username=SECOND)[-1].id == grant


def test_others_roles_are_read_by_the_administrators_alone(guarded: Bureau):
    for by in (HANDLER, UNIT, "luochengan"):
        with pytest.raises(GuardFailed):
            list_roles(guarded.store, by, NOW)
    assert len(list_roles(guarded.store, "shenji", NOW)) > 10


TAMPERED = {
    "a role of one's own making": "INSERT INTO role_grants (person_id, role, unit_id, state) "
    "VALUES (1, 'BPG', NULL, 'held')",
    "another role": "UPDATE role_grants SET role = 'BPG' WHERE id = 1",
    "another person": "UPDATE role_grants SET person_id = 2 WHERE id = 1",
    "held without the other hand": "UPDATE role_grants SET state = 'held' WHERE state = 'asked'",
    "the whole bureau": "UPDATE role_grants SET unit_id = NULL WHERE unit_id IS NOT NULL",
    "for longer": "UPDATE role_grants SET valid_to = '2027-12-31' WHERE valid_to IS NOT NULL",
    "one taken away": "DELETE FROM role_grants WHERE id = 1",
}


@pytest.mark.parametrize("named", TAMPERED)
def test_a_role_that_was_changed_behind_the_system_is_found(guarded: Bureau, named: str):
    ask_role(guarded.store, Asked(SECOND, "SUP"), "anquan", NOW)
    ended = ask_role(guarded.store, Asked(SECOND, "PET"), "anquan", NOW)
    end_role(guarded.store, ended, "anquan", NOW)
    lend_role(guarded.store, Asked(SECOND, "HND", valid_to=date(2026, 3, 20)), HANDLER, NOW)
    assert verify(guarded.store).flaws == []
    with guarded.store.write() as connection:
        connection.exec_driver_sql(TAMPERED[named])
    flaws = verify(guarded.store).flaws
    assert flaws
    assert {flaw.case for flaw in flaws} == {"roles"}


def test_a_stand_in_holds_no_longer_than_who_lent_it(guarded: Bureau):
    b = guarded
    b.open("2026-03-02")
    lend_role(b.store, Asked(SECOND, "SUP", valid_to=date(2026, 3, 20)), SUPERVISOR, NOW)

    def lent() -> set[str]:
        with b.store.read() as connection:
            person = find_person(connection, SECOND, NOW.date())
            held = people.holders(connection, NOW.date(), ("SUP",), b.row().unit_id)
        assert (person.id in {one for _, one in held}) is bool(person.lent)
        return {one.role for one in person.lent}

    assert lent() == {"SUP"}
    [own] = [one for one in list_roles(b.store, SUPERVISOR, NOW, username=SUPERVISOR)
             if one.stands_in_for is None]  # fmt: skip
    end_role(b.store, own.id, "anquan", NOW)
    assert lent() == set()


def test_a_disabled_lender_lends_nothing(guarded: Bureau):
    lend_role(guarded.store, Asked(SECOND, "SUP", valid_to=date(2026, 3, 20)), SUPERVISOR, NOW)
    with guarded.store.write() as connection:
        person = find_person(connection, SUPERVISOR, NOW.date()).id
        accounts.add_account(connection, person, None, must_change=False, by=None, at=NOW)
        accounts.change_account(connection, person, disabled_at=NOW)
        assert find_person(connection, SECOND, NOW.date()).lent == ()


def test_who_recommends_does_not_approve_whatever_roles_they_hold(guarded: Bureau):
    """By holding both, one after the other in the place of others."""
    b = guarded
    b.open("2026-03-02")
    b.do("2026-03-03", "file", OFFICER, **APPLICATION)
    lend_role(b.store, Asked("guyuan", "HND", valid_to=date(2026, 3, 20)), HANDLER, NOW)
    b.do("2026-03-04", "recommend", "guyuan", step="refuse", reason="不属本办法适用范围")
    [loan] = [one for one in list_roles(b.store, "guyuan", NOW, username="guyuan")
              if one.stands_in_for]  # fmt: skip
    end_role(b.store, loan.id, HANDLER, NOW)
    lend_role(b.store, Asked("guyuan", "SUP", valid_to=date(2026, 3, 20)), SUPERVISOR, NOW)
    with pytest.raises(GuardFailed, match="拟办人本人"):
        b.do("2026-03-05", "refuse", "guyuan", ground="out_of_scope", reason="不属范围")


def test_ending_the_leader_makes_no_new_bureau(guarded: Bureau):
    b = guarded
    for username in ("shiqing", "anquan2"):
        for one in list_roles(b.store, username, NOW, username=username):
            end_role(b.store, one.id, "anquan", NOW)
    grant = ask_role(b.store, Asked("dongli", "LDR"), "anquan", NOW)
    with pytest.raises(GuardFailed):
        confirm_role(b.store, grant, "jiangheng", NOW)
