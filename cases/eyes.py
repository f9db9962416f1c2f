"""What somebody sees of one case: every reading use case asks here, and nowhere else."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from access.objects import OBJECT
from access.policy import Sight, Thing, may, sight
from cases.standing import BUREAU_WIDE, find_person, lent_parts, roles_in_case
from deadlines import local_day
from documents.catalogue import KINDS
from states.errors import NotFound
from states.facts import Exhibit, Facts
from states.tasks import OWED_TO_A_REPORTER
from states.vocabulary import Role
from storage import records
from storage.case_list import Seen, Where
from storage.people import PersonRecord
from storage.records import CaseRecord

IN_CHARGE = frozenset({Role.HND, Role.SUP, Role.BPG, Role.LDR})
"""Who sees what others were told, and what was refused."""

KEEPERS = frozenset({Role.HR, Role.INT})
"""Whose files know of a case once it is decided."""
SEATED = {Role.HND: "handler", Role.SUP: "supervisor", Role.REV: "reviewer"}
"""Parts that go with a seat in a case."""
OF_NO_CASE = frozenset({
    Thing.REPORTS, Thing.ACCOUNTS, Thing.ROLES, Thing.JOURNAL, Thing.CALENDAR, Thing.REGISTRIES,
    Thing.MEASURES, Thing.TEMPLATES, Thing.UNDELIVERED, Thing.FACTORS, Thing.AUTOMATION,
    Thing.WEBHOOKS, Thing.PATTERNS, Thing.DIGESTS, Thing.RETENTION,
})  # fmt: skip
OF_A_CASE = tuple(thing for thing in Thing if thing not in OF_NO_CASE)


@dataclass(frozen=True, slots=True)
class Eyes:
    """A person with their parts in a case; ``person`` ``None`` is the system itself."""

    person: int | None
    roles: frozenset[Role]
    decided: bool

    def of(self, thing: Thing) -> Sight:
        """How much of ``thing`` they see."""
        if self.person is None:
            return Sight.WHOLE
        return sight(self.roles, thing, decided=self.decided)

    def whole(self, thing: Thing) -> bool:
        """Whether they see all of it."""
        return self.of(thing) is Sight.WHOLE

    @property
    def in_charge(self) -> bool:
        """Whether they run the case."""
        return self.person is None or not self.roles.isdisjoint(IN_CHARGE)

    def blind(self) -> bool:
        """Whether they see nothing at all: then the case is not there for them."""
        return not any(self.of(thing) for thing in OF_A_CASE)

    @property
    def knows_of_a_report(self) -> bool:
        """Whether they may know that somebody reported: the officer and the unit may not."""
        return self.of(Thing.FEEDBACK) > Sight.NOTHING or self.whole(Thing.ASSESSMENT)

    def task(self, kind: str) -> bool:
        """Whether a task is for them: what is owed to a reporter tells that there is one."""
        return kind not in OWED_TO_A_REPORTER or self.knows_of_a_report

    def event(self, event: Mapping[str, Any]) -> bool:
        """Whether an entry of the history is for them: their own always is."""
        if self.person is not None and event["actor_id"] == self.person:
            return True
        if event["event"] == "comment" and not self.whole(Thing.COMMENTS):
            shown = json.loads(event["body"])["data"].get("shown", False)
            return shown and self.of(Thing.COMMENTS) is Sight.PART
        return self.of(OBJECT[event["event"]]) > Sight.NOTHING

    def reason(self, event: Mapping[str, Any]) -> bool:
        """Whether its reason is: who sees only how a thing stands learns that it happened."""
        own = self.person is not None and event["actor_id"] == self.person
        return own or self.of(OBJECT[event["event"]]) >= Sight.PART

    def paper(self, paper: Mapping[str, Any]) -> bool:
        """Whether they read a paper: what is signed, whom it is for and who sees all of its thing.

        A draft is for whoever runs the case and may read it, and for who signs it.
        """
        kind, whole = KINDS[paper["code"]], self.whole(OBJECT[paper["event"]])
        if not self.roles.isdisjoint(kind.signers):
            return True
        if paper["state"] == "signed":
            return whole or not self.roles.isdisjoint(kind.to)
        return whole and self.in_charge

    def notice(self, notice: Mapping[str, Any]) -> bool:
        """Whether a notice is for them: what they were sent, or all where they run the case."""
        return self.in_charge or notice["recipient_id"] == self.person

    def exhibit(self, exhibit: Exhibit) -> bool:
        """Whether a piece of evidence is for them: their own, or what is shared."""
        seen = self.of(Thing.EVIDENCE)
        if seen is Sight.PART:
            shown = Role.AO in self.roles and exhibit.shared
            return shown or exhibit.by == self.person
        return seen is Sight.WHOLE

    def file(self, exhibit: Exhibit, by: int, shown: bool) -> bool:
        """Whether a file of a piece of evidence is for them: their own, too, or what was shown."""
        if self.exhibit(exhibit):
            return True
        mine = by == self.person or (shown and Role.OFF in self.roles)
        return mine and self.of(Thing.EVIDENCE) is Sight.PART


@dataclass(frozen=True, slots=True)
class MatterEyes:
    """A person with the parts that they have, of their own, in every case of a matter.

    The system itself has none here: nobody reads who reported without a name and a reason.
    """

    person: PersonRecord
    roles: frozenset[Role]
    knows_of_a_report: bool

    @property
    def enters(self) -> bool:
        """Whether they may enter who reported."""
        return may(self.roles, Thing.REPORTER, "W")

    def reads(self, handler_id: int) -> bool:
        """Whether they may read it: the handler named for the report, or the principal."""
        named = Role.LDR in self.roles or self.person.id == handler_id
        return named and may(self.roles, Thing.REPORTER, "r")


def eyes_on_matter(
    connection: Connection, viewer: str, numbers: Sequence[str], on: date
) -> MatterEyes:
    """What ``viewer`` may know of who reported the matter of these cases.

    Whoever keeps out of one of its cases has no part; what is lent opens no seal.
    """
    person = find_person(connection, viewer, on)
    parts: list[frozenset[Role]] = []
    knows = False
    for number in numbers:
        case = records.load_case(connection, number)
        if case is None:
            continue
        facts = Facts.read(case.facts)
        roles = roles_in_case(person, case, facts)
        knows = knows or Eyes(person.id, roles, facts.decision is not None).knows_of_a_report
        parts.append(roles.difference(lent_parts(person, case, facts)))
    common = frozenset.intersection(*parts) if parts else frozenset()
    return MatterEyes(person, common, knows)


SYSTEM = Eyes(None, frozenset(), decided=True)


def eyes_of(
    connection: Connection, viewer: str | None, case: CaseRecord, facts: Facts, on: date
) -> Eyes:
    """What ``viewer`` sees of the case on that local day; ``None`` is the system itself.

    Raises ``NotFound`` where that is nothing: nobody learns from us that the case is there.
    """
    if viewer is None:
        return SYSTEM
    return eyes_in(find_person(connection, viewer, on), case, facts)


def eyes_in(person: PersonRecord, case: CaseRecord, facts: Facts) -> Eyes:
    """What ``person`` sees of the case with the roles they have; raises ``NotFound``."""
    eyes = eyes_for(person, case, facts)
    if eyes.blind():
        raise NotFound("案件", "case", case.number)
    return eyes


def eyes_for(person: PersonRecord, case: CaseRecord, facts: Facts) -> Eyes:
    """What ``person`` sees of the case, be it nothing."""
    decided, roles = facts.decision is not None, roles_in_case(person, case, facts)
    return Eyes(person.id, roles if decided else roles - KEEPERS, decided)


def look_at(
    connection: Connection, number: str, viewer: str | None, now: datetime
) -> tuple[CaseRecord, Eyes]:
    """The case of that number and what ``viewer`` sees of it; raises ``NotFound``."""
    case = records.load_case(connection, number)
    if case is None:
        raise NotFound("案件", "case", number)
    if viewer is None:
        return case, SYSTEM
    facts = Facts.read(case.facts)
    return case, eyes_of(connection, viewer, case, facts, local_day(now))


def cases_seen(connection: Connection, viewer: str | None, on: date) -> Seen | None:
    """Which cases ``viewer`` sees anything of; ``None``: all of them, for the system itself.

    The same rule as ``eyes_of``, said to the database: a test holds one against the other.
    """
    return None if viewer is None else seen_by(find_person(connection, viewer, on))


def cases_weighed(connection: Connection, viewer: str | None, on: date) -> Seen | None:
    """Of which cases ``viewer`` sees how each item was answered: nobody does of their own."""
    if viewer is None:
        return None
    return replace(seen_by(find_person(connection, viewer, on), Thing.ASSESSMENT), own=False)


def seen_by(person: PersonRecord, thing: Thing | None = None) -> Seen:
    """Which cases ``person`` sees anything of, or as more than an officer that ``thing`` of."""
    grants = [(Role(role), unit, person.id) for role, unit in person.grants]
    grants += [(Role(one.role), one.unit_id, one.lender_id) for one in person.lent]
    seats = frozenset((SEATED[role], whose) for role, _, whose in grants if role in SEATED)
    whole = {role for role in BUREAU_WIDE if not Eyes(0, frozenset({role}), decided=True).blind()}
    working = whole - KEEPERS
    parts = [one for one in grants if thing is None or sight([one[0]], thing, decided=True)]
    # Whoever is an officer, too, could read there what is owed to who reported them.
    reviews = all(role is not Role.OFF for role, _, _ in grants) and (
        bool(seats) or any(role in working for role, _, _ in grants)
    )
    return Seen(
        person.id,
        units=_where(unit for role, unit, _ in parts if role in {*working, Role.UPO}),
        decided=_where(unit for role, unit, _ in parts if role in KEEPERS),
        seats=tuple(
            (
                seat,
                sitter,
                _where(
                    unit
                    for role, unit, whose in parts
                    if (SEATED.get(role), whose) == (seat, sitter)
                ),
            )
            for seat, sitter in sorted(seats)
        ),
        reviews=reviews,
        facts=not grants or any(sight([role], Thing.FACTS, decided=True) for role, _, _ in grants),
        weighs=any(
            sight([role], Thing.ASSESSMENT, decided=True) is Sight.WHOLE for role, _, _ in grants
        ),
    )


def _where(units: Iterable[int | None]) -> Where:
    """Where a role is held: in these units, or everywhere."""
    held = frozenset(units)
    return None if None in held else frozenset(unit for unit in held if unit is not None)
