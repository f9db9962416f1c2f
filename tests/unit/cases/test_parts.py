"""Which parts a person has in a case: by the case, by their unit, or for the whole bureau."""

from datetime import date

import pytest

from cases.standing import BUREAU_WIDE, roles_in_case
from states.facts import Facts
from states.vocabulary import Role
from storage.people import PersonRecord
from storage.records import CaseRecord

HOME, ELSEWHERE = 7, 8
OFFICER, HANDLER, SUPERVISOR, REVIEWER, SOMEBODY = range(1, 6)
CASE = CaseRecord(
    id=1, number="2026-0001-1", matter_number="2026-0001", subject="事由", track="bureau",
    organ="某机关", started_on=date(2026, 3, 2), officer_id=OFFICER, unit_id=HOME,
    handler_id=HANDLER, supervisor_id=SUPERVISOR, pack_id=1, state="filed", version=1, outcome=None,
    window_last_day=date(2026, 3, 9), facts="{}", head="0" * 64,
)  # fmt: skip
FACTS = Facts(reviewers=(REVIEWER, 9))
EVERYWHERE = tuple((str(role), None) for role in Role)


def parts(person: int, *grants: tuple[str, int | None]) -> set[Role]:
    record = PersonRecord(person, "somebody", "某人", HOME, grants)
    return set(roles_in_case(record, CASE, FACTS))


def test_in_their_own_case_an_officer_is_the_officer_and_nothing_else():
    """Scenario 25."""
    assert parts(OFFICER, *EVERYWHERE) == {Role.OFF}


def test_somebody_who_holds_every_role_has_only_the_bureaus_parts_in_a_case_of_others():
    assert parts(SOMEBODY, *EVERYWHERE) == BUREAU_WIDE | {Role.UPO}


@pytest.mark.parametrize(
    ("person", "role"),
    [(HANDLER, Role.HND), (SUPERVISOR, Role.SUP), (REVIEWER, Role.REV)],
)
def test_a_part_of_the_case_needs_both_the_case_and_the_role(person: int, role: Role):
    assert parts(person, (str(role), None)) == {role}
    assert parts(person, (str(role), HOME)) == {role}
    assert parts(person, (str(role), ELSEWHERE)) == set()
    assert parts(person) == set()
    assert parts(SOMEBODY, (str(role), None)) == set()


@pytest.mark.parametrize("role", sorted({*BUREAU_WIDE, Role.UPO}))
def test_a_role_held_for_another_unit_is_none_here(role: Role):
    assert parts(SOMEBODY, (str(role), ELSEWHERE)) == set()
    assert parts(SOMEBODY, (str(role), HOME)) == {role}
    assert parts(SOMEBODY, (str(role), None)) == {role}


def test_a_colleague_of_the_officer_has_no_part():
    assert parts(SOMEBODY, ("OFF", HOME)) == set()


def test_nobody_is_the_clock():
    assert Role.SYS not in parts(SOMEBODY, ("SYS", None))
