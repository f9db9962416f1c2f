"""What the help says of phases and roles, read off the table, the pack and the policy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from access.policy import DOING, POLICY, Thing
from cases.eyes import OF_NO_CASE
from cases.measures import ArticleSeen, MeasuresSeen
from regulations import Pack
from regulations.citing import cited
from regulations.clocks import Deadline
from regulations.text import chinese
from states.papers import PAPERS
from states.table import TABLE
from states.tasks import TASK_KINDS
from states.transition import ALL, Event, Transition
from states.vocabulary import Phase, Role, State, Track
from web.phases import ARTICLES, Place, Road

NEARLY_EVERYWHERE = 4
"""In so many of the phases an event is no step of any one of them."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What may be done in a phase: by whom, where it leads, by when, and what it brings."""

    event: Event
    roles: tuple[Role, ...]
    tracks: tuple[Track, ...]
    articles: tuple[str, ...]
    to: tuple[State, ...]
    due: tuple[Deadline, ...]
    opens: tuple[Deadline, ...]
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhaseGuide:
    """A phase: its articles as loaded, its states, and what is done in it."""

    phase: Phase
    number: int
    citation: str
    quotes: tuple[ArticleSeen, ...]
    states: tuple[State, ...]
    deeds: tuple[Deed, ...]
    anytime: tuple[Event, ...]
    road: Road


@dataclass(frozen=True, slots=True)
class RoleGuide:
    """A role: what it does in each phase, which tasks are its own, what it keeps or reads."""

    role: Role
    deeds: Mapping[Phase, tuple[Event, ...]]
    tasks: tuple[Deadline, ...]
    keeps: tuple[Thing, ...]
    reads: tuple[Thing, ...]


def phase_guide(phase: Phase, found: MeasuresSeen) -> PhaseGuide:
    """The guide to one of the seven phases."""
    citation, everywhere = ARTICLES[phase], _everywhere()
    rows = [row for row in TABLE if _phase_of(row) is phase]
    by_event: dict[str, list[Transition]] = defaultdict(list)
    for row in rows:
        by_event[row.event.code].append(row)
    own = {found.pack.cite(chinese(n)) for n in cited(citation)}
    return PhaseGuide(
        phase=phase,
        number=list(ARTICLES).index(phase) + 1,
        citation=citation,
        quotes=tuple(one for one in found.articles if one.shown.article in own),
        states=tuple(state for state in State if state.phase is phase),
        deeds=tuple(
            _deed(those, found.pack) for code, those in by_event.items() if code not in everywhere
        ),
        anytime=tuple(those[0].event for code, those in by_event.items() if code in everywhere),
        road=Road(
            {one: Place.NOW if one is phase else Place.AHEAD for one in ARTICLES}, State.CLOSED
        ),
    )


def role_guides(pack: Pack) -> tuple[RoleGuide, ...]:
    """The guide to every role that a person may have."""
    return tuple(_role(role, pack) for role in Role if role is not Role.SYS)


def _role(role: Role, pack: Pack) -> RoleGuide:
    everywhere = _everywhere()
    deeds: dict[Phase, dict[str, Event]] = defaultdict(dict)
    for row in TABLE:
        if role in row.roles:
            phase = Phase.ASIDE if row.event.code in everywhere else _phase_of(row)
            deeds[phase][row.event.code] = row.event
    rights = {
        thing: POLICY.get((role, thing), frozenset()) for thing in Thing if thing in OF_NO_CASE
    }
    keeps = tuple(thing for thing, letters in rights.items() if letters & DOING)
    return RoleGuide(
        role,
        {phase: tuple(deeds[phase].values()) for phase in Phase if phase in deeds},
        _clocks((k.code for k in TASK_KINDS.values() if role in k.responsible), pack),
        keeps,
        tuple(thing for thing, letters in rights.items() if letters and thing not in keeps),
    )


def _deed(rows: list[Transition], pack: Pack) -> Deed:
    tracks = dict.fromkeys(row.track for row in rows)
    roles = tuple(dict.fromkeys(role for row in rows for role in row.roles))
    closes = (kind for row in rows for kind in row.closes if kind not in ALL)
    due = (k for k in closes if Role.SYS in roles or set(roles) & set(TASK_KINDS[k].responsible))
    return Deed(
        event=rows[0].event,
        roles=roles,
        tracks=() if None in tracks or len(tracks) > 1 else tuple(t for t in tracks if t),
        articles=tuple(dict.fromkeys(pack.cite(a) or a for row in rows for a in row.articles)),
        to=tuple(dict.fromkeys(row.dest for row in rows if row.dest is not row.source)),
        due=_clocks(due, pack),
        opens=_clocks((task.kind for row in rows for task in row.opens), pack),
        papers=tuple(dict.fromkeys(PAPERS[p.code] for row in rows for p in row.papers)),
    )


def _clocks(kinds: Iterable[str], pack: Pack) -> tuple[Deadline, ...]:
    return tuple(pack.deadlines[kind] for kind in dict.fromkeys(kinds) if kind in pack.deadlines)


def _phase_of(row: Transition) -> Phase:
    return row.source.phase if row.source else Phase.INVESTIGATION


def _everywhere() -> frozenset[str]:
    """The events that are possible in most phases."""
    phases: dict[str, set[Phase]] = defaultdict(set)
    for row in TABLE:
        phases[row.event.code].add(_phase_of(row))
    return frozenset(code for code, known in phases.items() if len(known) >= NEARLY_EVERYWHERE)
