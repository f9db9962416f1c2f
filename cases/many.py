"""What is done with many cases of a list at once: urged, handed over, taken along as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import Connection

from access.policy import Thing, may
from cases.advance import Request
from cases.eyes import cases_seen, look_at
from cases.listing import CaseRow, Narrowed, as_told, case_row, list_cases
from cases.standing import find_person
from cases.together import advance_many
from cases.urging import urge
from deadlines import local_day
from states.errors import CaseError, GuardFailed, Invalid, NotFound
from states.table import TABLE
from states.vocabulary import Role
from storage import Store, case_list, journal, matters, people, records
from storage.calendar import calendar
from storage.case_list import BrowsedCase, Order, Seen
from storage.packs import pack_by_id
from storage.people import Colleague, PersonRecord

MOST = 200
"""Cases that are ticked at once."""
PAGE = 500
DEEDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"urge": ("催办", "Urge"), "reassign": ("变更承办/督办", "Reassign")}
)
"""What may be done with many cases, and what it is called."""


@dataclass(frozen=True, slots=True)
class Fate:
    """A case, and why it was left as it was; ``refusal`` ``None``: it was done."""

    case: str
    refusal: CaseError | None


@dataclass(frozen=True, slots=True)
class Before:
    """What is looked at before it is done: the cases as the list shows them, and who may take over.

    ``hands`` are by unit; whoever holds two parts is there once.
    """

    rows: tuple[CaseRow, ...]
    hands: Mapping[str, tuple[Colleague, ...]]


def deeds_for(person: PersonRecord) -> tuple[str, ...]:
    """Which of ``DEEDS`` are open to them in some case, by the roles that they hold."""
    held = {Role(role) for role, _ in person.grants}
    hand_over = {role for row in TABLE if row.event.code == "reassign" for role in row.roles}
    open_to_them = {"urge": may(held, Thing.CLOCKS, "A"), "reassign": bool(held & hand_over)}
    return tuple(deed for deed in DEEDS if open_to_them[deed])


def before_many(store: Store, deed: str, numbers: Sequence[str], by: str, now: datetime) -> Before:
    """What ``deed`` would be done with; raises ``Invalid``, ``GuardFailed`` or ``NotFound``."""
    _known(deed, numbers)
    today = local_day(now)
    with store.read() as connection:
        rows = _rows(store, connection, numbers, by, today)
        found = {
            one.username: one for one in people.colleagues(connection, today, (Role.HND, Role.SUP))
        }
    units = dict.fromkeys(one.unit_name for one in found.values())
    hands = {unit: tuple(one for one in found.values() if one.unit_name == unit) for unit in units}
    return Before(rows, hands if deed == "reassign" else {})


def do_with_many(
    store: Store,
    deed: str,
    numbers: Sequence[str],
    by: str,
    now: datetime,
    said: Mapping[str, str],
) -> list[Fate]:
    """Do ``deed`` with each case; one that refuses is named, and the others stand.

    Raises ``Invalid`` or ``GuardFailed`` for what is wrong with all of them.
    """
    _known(deed, numbers)
    if deed == "urge":
        return [_urged(store, number, by, now) for number in numbers]
    done = advance_many(store, numbers, Request("reassign", by, dict(said)), now=now)
    fates = {one.case: Fate(one.case, None) for one in done.done}
    fates |= {one.case: Fate(one.case, one.refusal) for one in done.refused}
    return [fates[number] for number in numbers]


def _urged(store: Store, number: str, by: str, now: datetime) -> Fate:
    """Urge the task that is nearest, of those that run."""
    try:
        with store.read() as connection:
            case, eyes = look_at(connection, number, by, now)
            tasks = records.open_tasks(connection, case.id).items()
        running = [(t.due_on, kind) for kind, t in tasks if t.state == "open" and eyes.task(kind)]
        if not running:
            return Fate(number, GuardFailed("没有进行中的待办", "there is no running task"))
        urge(store, number, min(running)[1], by, now)
    except CaseError as refusal:
        return Fate(number, refusal)
    return Fate(number, None)


def _known(deed: str, numbers: Sequence[str]) -> None:
    if deed not in DEEDS:
        raise Invalid("deed", "请选择要办的事项", "must be chosen")
    _some(numbers)


def _some(numbers: Sequence[str]) -> None:
    if not numbers:
        raise GuardFailed("请先勾选案件", "tick the cases first")
    if len(numbers) > MOST:
        raise GuardFailed(f"一次最多{MOST}件", f"{MOST} cases at once")


def export_ticked(
    store: Store, numbers: Sequence[str], by: str, now: datetime
) -> Iterator[CaseRow]:
    """The lines of these cases as the list shows them to ``by``; it stands in the journal.

    Raises ``GuardFailed``, or ``NotFound`` for a case that they do not see: then nothing is taken.
    """
    _some(numbers)
    today = local_day(now)
    with store.write() as connection:
        rows = _rows(store, connection, numbers, by, today)
        person = find_person(connection, by, today)
        journal.note(connection, "cases_exported", person, now, picked=True, cases=len(rows))
    return iter(rows)


def _rows(
    store: Store, connection: Connection, numbers: Sequence[str], by: str, today: date
) -> tuple[CaseRow, ...]:
    """The lines of these cases as the list shows them to ``by``; raises ``NotFound``."""
    seen, days = cases_seen(connection, by, today), calendar(store, connection)
    found = [_listed(connection, number, seen) for number in numbers]
    rows = (case_row(one, pack_by_id(store, connection, one.pack_id), today, days) for one in found)
    return tuple(as_told(rows, seen))


def _listed(connection: Connection, number: str, seen: Seen | None) -> BrowsedCase:
    case = records.load_case(connection, number)
    matter = matters.matter(connection, case.matter_number) if case else None
    for one in case_list.of_matter(connection, matter.id, seen) if matter else ():
        if one.number == number:
            return one
    raise NotFound("案件", "case", number)


def export_cases(
    store: Store,
    by: str,
    now: datetime,
    *,
    urgency: str | None,
    narrowed: Narrowed,
    order: Order = Order.DUE,
) -> Iterator[CaseRow]:
    """Every line of the list as ``by`` sees it, page by page; it stands in the journal.

    There it says how many there were (with a plus: or more) and what they were narrowed by, but no
    words that were searched for and no names.
    """
    found = list_cases(store, now, viewer=by, narrowed=narrowed, limit=1)
    cases = found.total(urgency)
    least = found.counts[urgency] if urgency else sum(found.counts.values())
    with store.write() as connection:
        person = find_person(connection, by, local_day(now))
        journal.note(
            connection, "cases_exported", person, now,
            cases=f"{least}+" if cases is None else cases, narrowed=_narrowed_by(narrowed, urgency),
        )  # fmt: skip
    return _every_row(store, by, now, urgency, narrowed, order)


SAID = ("unit", "outcome", "track")
"""Of what a list is narrowed by, what the journal says again; of the rest, that it was."""


def _narrowed_by(narrowed: Narrowed, urgency: str | None) -> list[str]:
    held = {field.name: getattr(narrowed, field.name) for field in fields(narrowed)}
    said = [name if name not in SAID else f"{name}={held[name]}" for name in held if held[name]]
    return [*said, *([f"urgency={urgency}"] if urgency else [])]


def _every_row(
    store: Store,
    by: str,
    now: datetime,
    urgency: str | None,
    narrowed: Narrowed,
    order: Order,
) -> Iterator[CaseRow]:
    after: str | None = None
    while True:
        found = list_cases(
            store, now, viewer=by, urgency=urgency, narrowed=narrowed, order=order, after=after,
            limit=PAGE, counted=False,
        )  # fmt: skip
        yield from found.rows
        if found.next is None:
            return
        after = found.next
