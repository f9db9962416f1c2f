"""What the fields of an event's form may be chosen from, in one case and by its own pack."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection

from regulations.citing import in_english, place
from regulations.pack import Pack, sanction_named
from regulations.registries import LIST_KINDS, REGISTRIES
from states.events import EVENTS
from states.forms.base import Form
from states.forms.collective import Collective
from states.forms.recusal import DecideRecusal, DeclareRecusal, Reassign
from states.guards import ART19
from states.recommendations import WHERE
from states.situation import Situation
from states.vocabulary import Outcome, Role
from storage import people, registries
from storage.people import Colleague

SPEAKS_FOR = frozenset({"must", "may"})
"""The force of what an application may rely on: what is or may be tolerated."""
SUPERIORS = (Role.SUP, Role.LDR, Role.UPO, Role.BPG, Role.HND, Role.REV, Role.LEG)
"""Whose superior may be held liable in the same matter: whoever has a part to keep out of."""
MOST_LIST_ITEMS = 300
"""More entries than that are typed by their code: nobody picks from so long a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; ``group`` is the article or unit that it stands under.

    ``alone``: an item that is answered for itself, never with all the others.
    """

    code: str
    zh: str
    en: str
    group_zh: str = ""
    group_en: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """What the choices are made from; without ``at`` a matter is about to be registered.

    ``unit_id`` is that of the officer, 0 for any.
    """

    connection: Connection
    pack: Pack
    today: date
    form: type[Form]
    unit_id: int = 0
    at: Situation | None = None

    def colleagues(self, *roles: Role) -> Iterator[Choice]:
        """Who holds one of these roles for the unit, but for who keeps out of the case."""
        kept_out = self.at.facts.kept_out if self.at else frozenset()
        for one in people.colleagues(self.connection, self.today, roles, self.unit_id):
            if one.id not in kept_out:
                yield named(one)


def named(one: Colleague) -> Choice:
    """A colleague, under their unit."""
    said = f"{one.name}（{one.username}）"
    return Choice(one.username, said, f"{one.name} ({one.username})", one.unit_name, one.unit_name)


def choices_of(room: Room) -> Mapping[str, tuple[Choice, ...]]:
    """By the name of each field that is chosen, not typed."""
    fields = {name for name, field in room.form.model_fields.items() if not field.exclude}
    return {name: tuple(OFFERED[name](room)) for name in OFFERED if name in fields}


def _voters(room: Room) -> Iterator[Choice]:
    if room.at and issubclass(room.form, Collective):
        yield from room.colleagues(room.form.voting_role(room.at.facts.managed_by))


def _person(room: Room) -> Iterator[Choice]:
    """Whom a recusal is about, or who takes over."""
    if issubclass(room.form, Reassign):
        yield from _once(room.colleagues(Role.HND, Role.SUP))
    elif issubclass(room.form, DeclareRecusal):
        taking_part = (Role.HND, Role.SUP, Role.REV, Role.LEG, Role.BPG, Role.UPO)
        yield from _once(room.colleagues(*taking_part))
    elif issubclass(room.form, DecideRecusal) and room.at:
        waiting = {one.person for one in room.at.facts.recusals if one.granted is None}
        known = people.names(room.connection, waiting)
        yield from (Choice(login, name, name) for login, name in known.values())


def _once(found: Iterable[Choice]) -> Iterator[Choice]:
    """Each person once, however many roles they hold."""
    yield from {one.code: one for one in found}.values()


def _items(room: Room, groups: Iterable[str], *, parts: bool = False) -> Iterator[Choice]:
    """Items of these groups under their article; with ``parts`` the sub-facts of each as well."""
    for group in (room.pack.groups[name] for name in groups if name in room.pack.groups):
        for item in group.items:
            head = group.article, in_english(group.article)
            yield Choice(item.code, item.zh, item.en, *head)
            for fact in item.facts if parts else ():
                code = f"{item.code}.{fact.code}"
                yield Choice(code, f"　· {fact.zh}", f"· {fact.en}", *head)


def _grounds(room: Room) -> Iterator[Choice]:
    groups = room.pack.groups.items()
    return _items(room, (name for name, group in groups if group.force in SPEAKS_FOR))


def _excluded(room: Room) -> Iterator[Choice]:
    known = room.pack.exclusion_codes()
    yield from (item for item in _items(room, room.pack.groups) if item.code in known)


def _steps(room: Room) -> Iterator[Choice]:
    for name, states in WHERE.items():
        if room.at is None or room.at.state in states:
            yield Choice(name, EVENTS[name].zh, EVENTS[name].en)


def _measures(room: Room) -> Iterator[Choice]:
    """The kinds that the plan holds, but for those that do not apply."""
    plan = room.at.facts.plan if room.at else None
    kinds = dict.fromkeys(m.kind for m in plan.measures if not m.not_applicable) if plan else ()
    yield from (Choice(str(kind), kind.zh, kind.en) for kind in kinds)


def _duties(room: Room) -> Iterator[Choice]:
    """What 第十九条 asks in this case."""
    for code in ART19:
        if room.at and code in room.at.open_tasks:
            rule = room.pack.deadlines[code]
            yield Choice(code, rule.zh, rule.en)


def _list_items(room: Room) -> Iterator[Choice]:
    found: list[Choice] = []
    for kind in LIST_KINDS:
        if held := registries.in_force(room.connection, str(kind)):
            of, rows = REGISTRIES[kind], registries.entries(
                room.connection, held.id, on=room.today, limit=MOST_LIST_ITEMS + 1
            )  # fmt: skip
            said = ((row.code, f"{row.code} {row.name}") for row in rows)
            found += [Choice(code, text, text, of.zh, of.en) for code, text in said]
    if len(found) <= MOST_LIST_ITEMS:
        yield from found


def _outcomes(_room: Room) -> Iterator[Choice]:
    yield from (Choice(str(one), one.zh, one.en) for one in Outcome)


def _words(found: Mapping[str, str]) -> Iterator[Choice]:
    """What a pack names in Chinese and says in English."""
    yield from (Choice(zh, zh, en) for zh, en in found.items())


def _sanctions(room: Room) -> Iterator[Choice]:
    for kind, line in room.pack.impact_periods.items():
        yield Choice(kind, sanction_named(kind), line.en)


def _applicable(room: Room) -> Iterator[Choice]:
    """Every item in the order of the articles, which the pack's groups need not keep."""
    alone, groups = frozenset(room.pack.answered_one_by_one()), room.pack.groups
    for one in _items(
        room, sorted(groups, key=lambda name: place(groups[name].article)), parts=True
    ):
        yield replace(one, alone=one.code in alone)


OFFERED: Mapping[str, Callable[[Room], Iterable[Choice]]] = MappingProxyType(
    {
        "officers": lambda room: room.colleagues(Role.OFF),
        "handler": lambda room: room.colleagues(Role.HND),
        "supervisor": lambda room: room.colleagues(Role.SUP),
        "liable_superiors": lambda room: _once(room.colleagues(*SUPERIORS)),
        "reviewers": lambda room: room.colleagues(Role.REV),
        "participants": _voters,
        "chair": _voters,
        "person": _person,
        "grounds": _grounds,
        "item": _excluded,
        "excluded_items": _excluded,
        "answers": _applicable,
        "checks": lambda room: (
            Choice(one.code, one.zh, one.en) for one in room.pack.quality_checks.items
        ),
        "list_items": _list_items,
        "issue_type": lambda room: _words(room.pack.issue_types),
        "field": lambda room: _words(room.pack.fields),
        "outcome": _outcomes,
        "step": _steps,
        "done": _measures,
        "redo": _measures,
        "duties": _duties,
        "sanctions": _sanctions,
    }
)
"""Which fields are chosen, and from what."""
