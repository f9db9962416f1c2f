"""Which parts a person has in a case."""

from collections.abc import Callable

from sqlalchemy import Connection

from states.errors import NotFound
from states.facts import Facts
from states.situation import Actor
from states.vocabulary import Role
from storage import people
from storage.people import PersonRecord
from storage.records import CaseRecord

BUREAU_WIDE = frozenset({Role.BPG, Role.LEG, Role.HR, Role.INT, Role.PET, Role.DIV, Role.LDR})
Holders = Callable[[frozenset[Role], int], list[tuple[str, int]]]
"""Who holds any of these roles for a unit: (role, person)."""
CLOCK = Actor(0, frozenset({Role.SYS}))


def find_person(connection: Connection, username: str) -> PersonRecord:
    """The person of that username; raises ``NotFound``."""
    found = people.person_named(connection, username)
    if found is None:
        raise NotFound("用户", "user", username)
    return found


def roles_in_case(person: PersonRecord, case: CaseRecord, facts: Facts) -> frozenset[Role]:
    """The parts ``person`` has in ``case``.

    The officer of a case has no other part in it: nobody decides, reviews or approves their own.
    """
    if person.id == case.officer_id:
        return frozenset({Role.OFF})
    held = {role for role, unit in person.grants if unit in {None, case.unit_id}}
    parts = {role for role in BUREAU_WIDE if role in held}
    if Role.UPO in held:
        parts.add(Role.UPO)
    if person.id == case.handler_id and Role.HND in held:
        parts.add(Role.HND)
    if person.id == case.supervisor_id and Role.SUP in held:
        parts.add(Role.SUP)
    if person.id in facts.reviewers and Role.REV in held:
        parts.add(Role.REV)
    return frozenset(parts)


def addressees(
    case: CaseRecord, facts: Facts, roles: frozenset[Role], holders: Holders
) -> list[tuple[Role, int]]:
    """Who is meant by ``roles`` in this case: (role, person), each person once."""
    found: list[tuple[Role, int]] = []
    by_case = {
        Role.OFF: (case.officer_id,),
        Role.HND: (case.handler_id,),
        Role.SUP: (case.supervisor_id,),
        Role.REV: facts.reviewers,
    }
    for role in Role:
        if role in roles and role in by_case:
            found += [(role, person) for person in by_case[role]]
    held = holders(roles.difference(by_case), case.unit_id)
    found += [(Role(role), person) for role, person in held if person != case.officer_id]
    return list({person: (role, person) for role, person in reversed(found)}.values())[::-1]
