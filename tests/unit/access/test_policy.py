"""The table of who may see and do what: denied unless granted, and one with the life of a case."""

from itertools import product

import pytest

from access.objects import CLOCK_OBJECT, OBJECT
from access.policy import POLICY, Sight, Thing, may, sight
from access.roles import may_hold
from access.sessions import ADMINISTRATORS
from states.errors import GuardFailed
from states.events import EVENTS
from states.table import TABLE
from states.tasks import TASK_KINDS
from states.vocabulary import Role

R, T = Role, Thing
OF_A_CASE = [thing for thing in T if thing not in {
    T.REPORTS, T.ACCOUNTS, T.ROLES, T.JOURNAL, T.CALENDAR, T.REGISTRIES, T.MEASURES, T.TEMPLATES,
    T.UNDELIVERED, T.FACTORS, T.AUTOMATION, T.WEBHOOKS, T.DIGESTS,
}]  # fmt: skip


def test_every_role_but_the_clock_stands_in_every_row():
    assert {role for role, _ in POLICY} == set(Role) - {R.SYS}
    assert len(POLICY) == (len(Role) - 1) * len(Thing)


def test_what_is_not_granted_is_denied():
    for role, thing in product(Role, Thing):
        if not POLICY.get((role, thing)):
            assert sight([role], thing, decided=True) is Sight.NOTHING
            assert not any(may([role], thing, letter) for letter in "RWAKPICGE")
    assert sight([], T.FACTS, decided=True) is Sight.NOTHING
    assert sight([R.SYS], T.FACTS, decided=True) is Sight.NOTHING


def test_nobody_alone_resets_both_password_and_second_factor():
    for role in Role:
        assert not (may([role], T.ACCOUNTS, "C") and may([role], T.FACTORS, "C")), role


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_administrator_sees_anything_of_a_case(role: Role):
    """Scenario 43."""
    for thing in OF_A_CASE:
        assert sight([role], thing, decided=True) <= (
            Sight.STANDING if (role, thing) == (R.AUD, T.REPORTER) else Sight.NOTHING
        )


def test_the_reporter_is_seen_by_the_petitions_handler_and_the_principal_alone():
    for role in Role:
        seen = sight([role], T.REPORTER, decided=True)
        assert seen is (
            Sight.WHOLE
            if role in {R.PET, R.LDR}
            else Sight.STANDING
            if role is R.AUD
            else Sight.NOTHING
        )


@pytest.mark.parametrize("thing", [T.ASSESSMENT, T.OPINION, T.DECISION])
def test_before_a_decision_the_officer_sees_nothing_of_the_review(thing: Thing):
    assert sight([R.OFF], thing, decided=False) is Sight.NOTHING


def test_after_it_the_officer_sees_the_decision_and_what_it_came_to():
    assert sight([R.OFF], T.DECISION, decided=True) is Sight.WHOLE
    assert sight([R.OFF], T.ASSESSMENT, decided=True) is Sight.PART
    assert sight([R.OFF], T.OPINION, decided=True) is Sight.NOTHING


def test_several_parts_show_the_most_of_any():
    assert sight([R.PET, R.HND], T.FACTS, decided=False) is Sight.WHOLE
    assert sight([R.PET], T.FACTS, decided=False) is Sight.PART


def test_every_event_is_about_something():
    assert set(OBJECT) == set(EVENTS)


def test_every_clock_is_of_something():
    assert set(CLOCK_OBJECT) == set(TASK_KINDS)


def test_whoever_takes_a_step_sees_what_it_is_about_or_did_it_themselves():
    """Nobody acts on what they may not look at; keeping out is everybody's right."""
    blind = {
        (str(role), row.event.code)
        for row in TABLE
        for role in row.roles
        if role is not R.SYS and sight([role], OBJECT[row.event.code], decided=True) < Sight.PART
    }
    asked = {event for _, event in blind}
    assert asked <= {"declare_recusal", "decide_recusal", "link_items", "return_report"} | {
        "submit_plan", "finish_clearing", "reassign", "confirm_work", "sign_paper",
    }, blind  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(product(sorted(ADMINISTRATORS), Role)))
def test_an_administrator_holds_nothing_else(one: Role, other: Role):
    with pytest.raises(GuardFailed):
        may_hold({one}, other)
    with pytest.raises(GuardFailed):
        may_hold({other}, one)


def test_roles_in_cases_go_together():
    may_hold({R.HND, R.REV}, R.SUP)
    may_hold(set(), R.AUD)
