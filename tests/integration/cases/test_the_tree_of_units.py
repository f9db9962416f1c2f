"""A role held for a unit is held for those below it; a case is told to the nearest."""

from datetime import date

import pytest
from support.bureau import HANDLER, UNIT, Bureau, at

from cases.listing import list_cases
from cases.roles import Asked, lend_role
from cases.standing import find_person
from cases.views import case_file
from states.errors import NotFound
from storage import people, roles, staffing

NOW, DAY = at("2026-03-03T09:00"), date(2026, 3, 3)
OFFICER = "xiangnan"
"""Of a post below the unit whose party organisation is ``UNIT``."""


@pytest.fixture
def deep(bureau: Bureau) -> Bureau:
    """A case of an officer two steps below the bureau, at a post that has nobody of its own."""
    with bureau.store.write() as connection:
        above = roles.unit_of_code(connection, "second")
        post = staffing.add_unit(connection, "post", "河口驻点", above)
        settle(connection, OFFICER, "项南", post, "OFF", post)
    bureau.open("2026-03-02", officers=[OFFICER])
    return bureau


def settle(connection, username, name, home, role, unit):
    person = staffing.add_person(connection, username, name, None, home)
    staffing.grant(connection, person, role, unit, NOW)


def grant(b: Bureau, username: str, role: str, unit: str | None) -> None:
    """Somebody new who holds that role for that unit."""
    with b.store.write() as connection:
        found = roles.unit_of_code(connection, unit) if unit else None
        home = found or roles.unit_of_code(connection, "bureau")
        settle(connection, username, username, home, role, found)


def sees(b: Bureau, viewer: str) -> bool:
    """Whether it is in their list, which must be as it is opened."""
    listed = {row.number for row in list_cases(b.store, NOW, viewer=viewer).rows}
    try:
        case_file(b.store, b.number, NOW, viewer=viewer)
    except NotFound:
        assert b.number not in listed
        return False
    assert listed == {b.number}
    return True


def answering(b: Bureau, role: str, number: str = "") -> set[str]:
    """Who answers for the case's unit in that role."""
    with b.store.read() as connection:
        held = people.holders(connection, DAY, (role,), b.row(number).unit_id)
        named = people.names(connection, {person for _, person in held})
    return {username for username, _ in named.values()}


@pytest.mark.parametrize(
    ("role", "unit", "seen"),
    [
        ("UPO", "post", True), ("UPO", "second", True), ("UPO", "bureau", True),
        ("UPO", "first", False),
        ("LEG", "post", True), ("LEG", "second", True), ("LEG", "first", False),
        ("LEG", None, True),
        ("HR", "second", False), ("INT", None, False),
    ],
)  # fmt: skip
def test_what_is_held_above_reaches_below_and_nowhere_else(
    deep: Bureau, role: str, unit: str | None, seen: bool
):
    grant(deep, "xinren", role, unit)
    assert sees(deep, "xinren") is seen


def test_what_is_held_below_does_not_reach_above(deep: Bureau):
    grant(deep, "xinren", "UPO", "post")
    other = deep.open("2026-03-02")
    assert other not in {row.number for row in list_cases(deep.store, NOW, viewer="xinren").rows}
    with pytest.raises(NotFound):
        case_file(deep.store, other, NOW, viewer="xinren")


@pytest.mark.parametrize(("unit", "seen"), [("second", True), ("first", False)])
def test_a_seat_counts_where_its_role_is_held(deep: Bureau, unit: str, seen: bool):
    """A handler of one unit alone does not see the case they once sat in of another."""
    grant(deep, "xinren", "HND", unit)
    with deep.store.write() as connection:
        from storage import lines, records

        sitter = find_person(connection, "xinren", DAY).id
        records.fill_seat(connection, deep.row().id, "HND", sitter)
        lines.keep_lines(connection, [deep.row().id])
    assert sees(deep, "xinren") is seen


def test_the_nearest_answers_and_nobody_above_is_told(deep: Bureau):
    assert answering(deep, "UPO") == {UNIT}
    grant(deep, "zhandian", "UPO", "post")
    assert answering(deep, "UPO") == {"zhandian"}
    assert answering(deep, "UPO", deep.open("2026-03-02")) == {UNIT}


def test_who_answers_for_the_whole_bureau_answers_as_well(deep: Bureau):
    grant(deep, "faguike", "LEG", "second")
    assert answering(deep, "LEG") == {"faguike", "shenlan"}


def test_what_is_lent_reaches_as_far(deep: Bureau):
    lend_role(
        deep.store,
        Asked("zhouqian", "UPO", "second", valid_to=date(2026, 3, 20)),
        UNIT,
        at("2026-03-02"),
    )
    assert sees(deep, "zhouqian")


def test_the_unit_above_acts_for_a_post_that_has_nobody(deep: Bureau):
    from support.bureau import APPLICATION

    deep.do("2026-03-03", "file", UNIT, **APPLICATION)
    assert deep.row().state == "filed"
    deep.do("2026-03-04", "accept", HANDLER)
