"""Which parts a person has in a case."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Protocol

from sqlalchemy import Connection

from access.policy import Thing, granted_to
from states.errors import NotFound, NotGranted
from states.facts import Facts
from states.forms.base import Form
from states.forms.collective import Collective
from states.situation import Actor, Named
from states.vocabulary import Role
from storage import people
from storage.people import PersonRecord
from storage.records import CaseRecord

BUREAU_WIDE = frozenset({Role.BPG, Role.LEG, Role.HR, Role.INT, Role.PET, Role.DIV, Role.LDR})
SEATS = frozenset({Role.HND, Role.SUP})
"""Handler and supervisor of one case are two persons."""
Holders = Callable[[frozenset[Role], int], list[tuple[str, int]]]
"""Who holds any of these roles for a unit: (role, person)."""
CLOCK = Actor(0, frozenset({Role.SYS}))


def find_person(connection: Connection, username: str, on: date) -> PersonRecord:
    """The person of that username with the roles of that local day; raises ``NotFound``."""
    found = people.person_named(connection, username, on)
    if found is None:
        raise NotFound("用户", "user", username)
    return found


def granted(
    connection: Connection, username: str, thing: Thing, letters: str, on: date
) -> PersonRecord:
    """That person, where a role of theirs has any of these rights to ``thing`` (``access.policy``).

    For what belongs to no case. Raises ``NotFound`` or ``GuardFailed``, which says who has it.
    """
    person, holders = find_person(connection, username, on), granted_to(thing, letters)
    if not any(role in holders for role, _ in person.grants):
        reads = letters == "R"
        raise NotGranted(
            f"{thing.zh}由{'、'.join(role.zh for role in holders)}{'查阅' if reads else '办理'}",
            f"{thing.en}: {'for' if reads else 'done by'} {', '.join(role.en for role in holders)}",
        )
    return person


class Placed(Protocol):
    """Who of the people asked about reviews a case and who keeps out: its facts say it of all."""

    @property
    def reviewers(self) -> Collection[int]:
        """Who reviews it."""

    @property
    def kept_out(self) -> Collection[int]:
        """Who takes no part in it."""


class Seated(Protocol):
    """A case as far as its seats go: whose it is, where, and who handles and supervises it."""

    @property
    def officer_id(self) -> int:
        """Whose case it is."""

    @property
    def unit_id(self) -> int:
        """Where the officer was."""

    @property
    def handler_id(self) -> int:
        """Who handles it."""

    @property
    def supervisor_id(self) -> int:
        """Who supervises it."""


def roles_in_case(person: PersonRecord, case: Seated, facts: Placed) -> frozenset[Role]:
    """The parts ``person`` has in ``case``, of their own or in the place of another."""
    return frozenset((*_own_parts(person, case, facts), *lent_parts(person, case, facts)))


def _own_parts(person: PersonRecord, case: Seated, facts: Placed) -> frozenset[Role]:
    """The officer of a case has no other part in it, and who keeps out has none at all.

    Nobody decides, reviews or approves their own, nor a colleague's of the same matter.
    """
    if person.id == case.officer_id:
        return frozenset({Role.OFF})
    if person.id in facts.kept_out:
        return frozenset()
    return _parts(person.id, _held(person, case.unit_id), case, facts)


def lent_parts(person: PersonRecord, case: Seated, facts: Placed) -> dict[Role, str]:
    """The parts that ``person`` has in the place of others, each with the lender's username.

    Nobody stands in for the officer, for who keeps out, or in their own case.
    """
    kept_out = {case.officer_id, *facts.kept_out}
    if person.id in kept_out:
        return {}
    own = _own_parts(person, case, facts)
    found: dict[Role, str] = {}
    for lent in person.lent:
        if lent.unit_id in {None, case.unit_id} and lent.lender_id not in kept_out:
            held = frozenset({Role(lent.role)})
            parts = _parts(lent.lender_id, held, case, facts)
            found |= dict.fromkeys(parts - own, lent.lender)
    if {*own, *found} >= SEATS:  # one hand cannot recommend and approve
        found = {role: lender for role, lender in found.items() if role not in SEATS}
    return found


def _parts(person: int, held: frozenset[Role], case: Seated, facts: Placed) -> frozenset[Role]:
    """The parts that go with roles: some with the role alone, some with a seat in the case."""
    parts = {role for role in (*BUREAU_WIDE, Role.UPO) if role in held}
    if person == case.handler_id and Role.HND in held:
        parts.add(Role.HND)
    if person == case.supervisor_id and Role.SUP in held:
        parts.add(Role.SUP)
    if person in facts.reviewers and Role.REV in held:
        parts.add(Role.REV)
    return frozenset(parts)


def _held(person: PersonRecord, unit_id: int) -> frozenset[Role]:
    return frozenset(Role(role) for role, unit in person.grants if unit in {None, unit_id})


def people_named(
    connection: Connection, case: CaseRecord, facts: Facts, form: Form, on: date
) -> dict[str, Named]:
    """Whom the form names, by username; raises ``NotFound``."""
    if not (names := form.names()):
        return {}
    officers = {case.officer_id, *facts.officers}
    found = {name: find_person(connection, name, on) for name in names}
    return {
        name: Named(
            person=person.id,
            held=_held(person, case.unit_id),
            parts=roles_in_case(person, case, facts),
            subject=person.id in officers,
        )
        for name, person in found.items()
    }


def members_voting(
    connection: Connection, case: CaseRecord, facts: Facts, form: Form, on: date
) -> frozenset[int]:
    """The members of the party organisation whose vote the form is, but for the officers."""
    if not isinstance(form, Collective):
        return frozenset()
    role = form.voting_role(facts.managed_by)
    held = people.members(connection, on, str(role), case.unit_id)
    return frozenset(held - {case.officer_id, *facts.officers})


def barred_by_name(
    connection: Connection, case: CaseRecord, facts: Facts, form: Form
) -> frozenset[str]:
    """Where the form names voters without an account: the names of who takes no part in a vote."""
    if not isinstance(form, Collective) or not form.others():
        return frozenset()
    known = people.names(connection, {case.officer_id, *facts.kept_out})
    return frozenset(name for _, name in known.values())


def addressees(
    case: CaseRecord, facts: Facts, roles: frozenset[Role], holders: Holders
) -> list[tuple[Role, int]]:
    """Who is meant by ``roles`` in this case: (role, person), each person once.

    None of them keeps out of it.
    """
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
    kept_out = facts.kept_out - {case.officer_id}
    kept = [(role, person) for role, person in reversed(found) if person not in kept_out]
    return list({person: (role, person) for role, person in kept}.values())[::-1]
