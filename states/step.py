"""One step of a case, decided without touching anything: allowed or not, and all it brings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from deadlines import local_day
from states.errors import CaseError, GuardFailed, Invalid, NotAllowed, NotFound
from states.events import EVENTS
from states.facts import Facts
from states.machine import taken
from states.recusal import refusal_of_the_recused
from states.situation import Situation
from states.table import TABLE
from states.transition import ALL, Event, Transition
from states.vocabulary import Role, State

ROWS: Mapping[tuple[str, State | None], tuple[Transition, ...]]


def _by_event_and_source(
    table: Iterable[Transition],
) -> Mapping[tuple[str, State | None], tuple[Transition, ...]]:
    rows = defaultdict(list)
    for row in table:
        rows[row.event.code, row.source].append(row)
    return {key: tuple(found) for key, found in rows.items()}


ROWS = _by_event_and_source(TABLE)
TOLD = frozenset({"inform_officer"})
"""What may have happened before everything else that is recorded."""
CLOCK = frozenset({Role.SYS})
"""What time does bears its own day, however late it is noticed."""


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A task to open: its kind and the local day its clock starts."""

    kind: str
    start_on: date


@dataclass(frozen=True, slots=True)
class Step:
    """What one event does to a case."""

    row: Transition
    role: Role
    facts: Facts
    learned: tuple[str, ...]
    closes: tuple[str, ...]
    opens: tuple[OpenedTask, ...]
    papers: tuple[str, ...]
    articles: tuple[str, ...]
    actor: int = 0
    lender: str | None = None
    """In whose place the person acted."""

    @property
    def dest(self) -> State:
        """The state after the step."""
        return self.row.dest


@dataclass(frozen=True, slots=True)
class Move:
    """An event that the table knows in this state: open to the actor, or why not."""

    event: Event
    roles: tuple[Role, ...]
    article: str | None
    refusal: CaseError | None


def event_named(code: str) -> Event:
    """The event of that code; raises ``NotFound``."""
    try:
        return EVENTS[code]
    except KeyError:
        raise NotFound("办理动作", "event", code) from None


def known_here(event: str, state: State) -> bool:
    """Whether the table knows ``event`` in ``state``, for whomever."""
    return (event, state) in ROWS


def take(event: str, at: Situation, *, registered: bool = True) -> Step:
    """Decide ``event`` in situation ``at``; raises the ``CaseError`` that refuses it.

    What is cited are the articles of the case's own pack.
    """
    try:
        return _taken(event, at, registered=registered)
    except CaseError as refusal:
        raise _cited(refusal, at) from None


def _taken(event: str, at: Situation, *, registered: bool) -> Step:
    source = at.state if registered else None
    row = taken(event, source, at)
    if row is None:
        raise _refusal(event, source, at)
    _check_day(at, row)
    for rule in (*row.guards, *row.checks):
        rule(at)
    role = _role_used(row, at)
    learned = at.form.learn(at)
    if at.facts.recommended and row.dest is not at.state:
        learned = {**learned, "recommended": None}
    after = replace(at, facts=at.facts.model_copy(update=learned))
    return Step(
        row=row,
        role=role,
        actor=at.actor.person,
        lender=at.actor.lent.get(role),
        facts=after.facts,
        learned=tuple(learned),
        closes=tuple(at.open_tasks) if row.closes == ALL else row.closes,
        opens=tuple(_opened(row, after)),
        papers=tuple(p.code for p in row.papers if p.when is None or p.when(after)),
        articles=tuple(at.pack.cite(article) or article for article in row.articles),
    )


def _role_used(row: Transition, at: Situation) -> Role:
    """The first part that the row grants; one of the person's own before one that is lent."""
    fitting = [role for role in row.roles if role in at.actor.roles]
    return next((role for role in fitting if role not in at.actor.lent), fitting[0])


def _opened(row: Transition, after: Situation) -> Iterator[OpenedTask]:
    day = after.form.day(after.today)
    for task in row.opens:
        if task.when is None or task.when(after):
            yield OpenedTask(task.kind, task.start(after) if task.start else day)


def _check_day(at: Situation, row: Transition) -> None:
    """What moves the case happened after what it rests on; telling the officer rests on nothing."""
    day = at.form.on
    if day and day > at.today:
        raise Invalid("on", "不能晚于今天", "must not be in the future")
    if day and day < at.started_on:
        raise Invalid("on", "早于程序启动日期", "is before the procedure was started")
    moves_on = row.dest is not at.state or row.opens or row.closes
    free = row.event.code in TOLD or at.actor.roles == CLOCK
    if day and moves_on and not free and (since := _rests_on(at)) and day < since:
        raise Invalid(
            "on", f"早于所依据的上一步（{since}）", f"is before what it rests on, of {since}"
        )


def _rests_on(at: Situation) -> date | None:
    """The day of what stands last in the case: decision, report or first application."""
    facts = at.facts
    if facts.decision:
        return facts.decision.decided_on
    if facts.report and at.state in {State.LEGAL_REVIEW, State.DELIBERATION}:
        return facts.report.on
    received = [local_day(one.received_at) for one in facts.standing_applications]
    return min(received, default=None)


def _refusal(event: str, source: State | None, at: Situation) -> CaseError:
    """Why no row of the table fits: the state, the person, the track, or the circumstances."""
    what, rows = event_named(event), ROWS.get((event, source), ())
    state = source or at.state
    if not at.actor.roles and at.actor.person in at.facts.recused:
        return refusal_of_the_recused(what)
    if not rows:
        return NotAllowed(what, state)
    on_track = [row for row in rows if row.track in {None, at.track}]
    if not on_track:
        return GuardFailed(
            f"“{what.zh}”不适用于{at.track.zh}的程序",
            f"'{what.en}' does not apply where the procedure was: {at.track.en}",
            rows[0].article,
        )
    granted = tuple(dict.fromkeys(role for row in on_track for role in row.roles))
    if at.actor.roles.isdisjoint(granted):
        held = tuple(sorted(at.actor.roles, key=list(Role).index))
        return NotAllowed(what, state, held, granted, on_track[0].article)
    return NotAllowed(what, state)


def moves(at: Situation) -> Iterator[Move]:
    """Every event that the table knows in this state, with what refuses it before any form."""
    for event in EVENTS.values():
        rows = ROWS.get((event.code, at.state), ())
        on_track = tuple(row for row in rows if row.track in {None, at.track})
        if not on_track:
            continue
        roles = tuple(dict.fromkeys(role for row in on_track for role in row.roles))
        yield Move(event, roles, at.pack.cite(on_track[0].article), _first_refusal(event, at))


def is_open(code: str, at: Situation) -> bool:
    """Whether ``moves`` has it with nothing that refuses it."""
    return _first_refusal(event_named(code), at) is None


def _first_refusal(event: Event, at: Situation) -> CaseError | None:
    row = taken(event.code, at.state, at)
    if row is None:
        return _cited(_refusal(event.code, at.state, at), at)
    for guard in row.guards:
        try:
            guard(at)
        except CaseError as refusal:
            return _cited(refusal, at)
    return None


def _cited(refusal: CaseError, at: Situation) -> CaseError:
    """A refusal that names the article of the case's own pack."""
    if isinstance(refusal, GuardFailed | NotAllowed):
        refusal.article = at.pack.cite(refusal.article)
    return refusal
