"""Who works on a matter from its first entry on: whoever enters it, its handler and supervisor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.standing import find_person
from states.errors import GuardFailed, Invalid, NotAllowed
from states.events import EVENTS
from states.situation import Named
from states.vocabulary import Role, State
from storage import opening
from storage.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Seating:
    """The people who work on a matter, and whom its first entry names."""

    actor: PersonRecord
    handler: PersonRecord
    supervisor: PersonRecord
    named: Mapping[str, Named]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is wanted in which seat; of a matter about these officers, in these units."""

    officers: Sequence[PersonRecord]
    units: Sequence[int]
    handler: str | None
    supervisor: str | None
    superiors: tuple[str, ...] = ()


def seat(
    connection: Connection, actor: str, asked: Asked, on: date, *, event: str = "open"
) -> Seating:
    """Seat them; raises ``NotAllowed``, ``Invalid``, ``NotFound`` or ``GuardFailed``."""
    who = find_person(connection, actor, on)
    if not _holds(who, (role for role in Role if may([role], Thing.FACTS, "W")), asked.units):
        raise NotAllowed(EVENTS[event], State.INVESTIGATION, (), (Role.HND,), "第十六条")
    handler = find_person(connection, asked.handler, on) if asked.handler else who
    name = asked.supervisor or opening.first_holder(
        connection, Role.SUP, besides={handler.id}, on=on
    )
    if name is None:
        raise Invalid("supervisor", "须指定督办人", "is required: nobody holds the role SUP")
    supervisor = find_person(connection, name, on)
    if handler.id == supervisor.id:
        raise GuardFailed(
            "承办人与督办人不能是同一人", "handler and supervisor must be two persons"
        )
    officers = {officer.username for officer in asked.officers}
    for field, person, role in (
        ("handler", handler, Role.HND),
        ("supervisor", supervisor, Role.SUP),
    ):
        if not _holds(person, [role], asked.units):
            raise Invalid(
                field, f"须由该人员所在单位的{role.zh}担任",
                f"must hold the role {role} for the officer's unit",
            )  # fmt: skip
        if person.username in officers:
            raise GuardFailed(
                "执法人员本人须回避，不能承办或督办自己的案件",
                "an officer of the matter can neither handle nor supervise it",
            )
    superiors = {
        name: _superior(find_person(connection, name, on), officers) for name in asked.superiors
    }
    if {found.person for found in superiors.values()} & {who.id, handler.id, supervisor.id}:
        raise GuardFailed(
            "同一事项被追责的直接上级须回避，不能立案、承办或督办",
            "a superior held liable in the matter neither registers, handles nor supervises it",
        )
    subjects = {one.username: Named(one.id, frozenset(), subject=True) for one in asked.officers}
    return Seating(who, handler, supervisor, {**superiors, **subjects})


def _holds(person: PersonRecord, wanted: Iterable[Role], units: Sequence[int]) -> bool:
    """Whether they hold one of these roles for every one of the units."""
    roles = frozenset(wanted)
    return all(
        any(role in roles and held in {None, unit} for role, held in person.grants)
        for unit in units
    )


def _superior(person: PersonRecord, officers: set[str]) -> Named:
    held = frozenset(Role(role) for role, _ in person.grants)
    return Named(person.id, held, subject=person.username in officers)
