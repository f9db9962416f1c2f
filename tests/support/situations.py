"""Situations for the pure rules: a case, an actor and a form, without any database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from support.papers_in import GROUNDS, data_for

from deadlines import SHANGHAI
from regulations.pack import Pack, parse_pack
from states.events import EVENTS
from states.facts import (
    Answered,
    Application,
    Decision,
    Facts,
    Objection,
    Plan,
    PlannedMeasure,
    Receipt,
    Recommendation,
    Recusal,
    Report,
    Sanction,
    Sheet,
)
from states.recommendations import WHERE
from states.situation import Actor, Named, OpenTask, Situation
from states.vocabulary import Measure, Outcome, RecusalGround, Role, State, Track

START, LAST_DAY = date(2026, 3, 2), date(2026, 3, 9)
ME, OTHER, AUTHOR = 1, 2, 3


@cache
def shipped(code: str) -> Pack:
    """A shipped pack."""
    file = Path(__file__).parents[2] / "regulations" / "packs" / f"{code}.yaml"
    return parse_pack(file.read_text("utf-8"))


def banan() -> Pack:
    """The first of the shipped packs."""
    return shipped("banan")


def shanghai(text: str) -> datetime:
    """An instant written as Shanghai's clocks show it, ``2026-03-09 23:59:59``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def id_of(username: str) -> int:
    """The person of that username, wherever a situation names them."""
    return int.from_bytes(username.encode(), "big") % 100_003


def recusal(person: int, *, granted: bool | None = True, **more: Any) -> Recusal:
    """A recusal asked for on the second day."""
    return Recusal(
        person=person, ground=RecusalGround.RELATIVE, declared_by=OTHER,
        declared_on=date(2026, 3, 3), granted=granted, **more,
    )  # fmt: skip


def named(*usernames: str, **more: Any) -> dict[str, Named]:
    """People who hold what handlers, supervisors, reviewers and members hold."""
    known: dict[str, Any] = {
        "held": frozenset({Role.UPO, Role.BPG, Role.HND, Role.REV, Role.SUP}),
        "parts": frozenset({Role.REV}),
        **more,
    }
    return {name: Named(id_of(name), **known) for name in usernames}


def application(person: int = ME, evidence: int = 1, *, withdrawn: bool = False) -> Application:
    received = datetime(2026, 3, 3, 2, tzinfo=UTC)
    return Application(
        by=Role.OFF, person=person, received_at=received, evidence=evidence, withdrawn=withdrawn
    )


def decided(outcome: Outcome = Outcome.EXEMPT, impact: date | None = None) -> Decision:
    day = date(2026, 3, 30)
    bears = (
        Sanction(kind="政务警告", effective_on=day, counted_from=day, last_day=impact)
        if impact
        else None
    )
    return Decision(
        outcome=outcome, number="7号", organ="区局党组", decided_on=day, received_on=day,
        sanctions=(bears,) if bears else (),
    )  # fmt: skip


def receipt(number: str = "第1号", by: int = AUTHOR) -> Receipt:
    """The receipt of a file, given by somebody else than the actor."""
    return Receipt(number=number, by=by)


def assessed(**answers: bool | None) -> Facts:
    """A case whose review is done, on a sheet that carries an exemption, but for ``answers``."""
    day = date(2026, 3, 20)
    given = {**dict.fromkeys(GROUNDS, True), **answers}
    sheet = Sheet(
        answers={
            c: Answered(value=v, evidence=("记录",), by=AUTHOR, on=day) for c, v in given.items()
        },
        others="no",
    )
    return Facts(reviewers=(AUTHOR, OTHER), sheet=sheet, report=Report(author=AUTHOR, on=day))


def planned(
    author: int = AUTHOR, *, approved: bool = True, done: bool = False, extended: bool = False
) -> Plan:
    day = date(2026, 4, 20) if done else None
    measures = tuple(PlannedMeasure(kind=kind, what="落实", done_on=day) for kind in Measure)
    approver = OTHER if approved else None
    return Plan(author=author, measures=measures, approved_by=approver, extended=extended)


def rested(event: str, state: State, facts: Facts) -> Facts:
    """``facts`` with what the event rests on: the handler's recommendation, the unit's report."""
    if event in WHERE and facts.recommended is None:
        day = date(2026, 3, 4)
        made = Recommendation(step=event, state=state, by=OTHER, on=day)
        return facts.model_copy(update={"recommended": made})
    if event == "finish_lessons" and facts.lessons_by is None:
        return facts.model_copy(update={"lessons_by": AUTHOR})
    return facts


def situation(
    event: str,
    role: Role | frozenset[Role],
    state: State = State.INVESTIGATION,
    *,
    track: Track = Track.BUREAU,
    now: datetime | None = None,
    facts: Facts | None = None,
    tasks: tuple[str, ...] = (),
    due_on: date | None = None,
    person: int = ME,
    data: dict[str, Any] | None = None,
    last_day: date | None = LAST_DAY,
    pack: Pack | None = None,
    asked: bool = True,
    **more: Any,
) -> Situation:
    """A situation with a valid form; ``more`` are fields of the form.

    ``asked``: others have done what the event rests on.
    """
    moment = (now or shanghai("2026-03-05 10:00")).astimezone(SHANGHAI)
    filled = data_for(event, moment.date()) if data is None else data
    form = EVENTS[event].form.read({**filled, **more})
    people = named(*form.names())
    return Situation(
        state=state,
        track=track,
        facts=rested(event, state, facts or Facts()) if asked else facts or Facts(),
        started_on=START,
        window_last_day=last_day,
        open_tasks={kind: OpenTask(kind, due_on or moment.date()) for kind in tasks},
        pack=pack or banan(),
        actor=Actor(person, role if isinstance(role, frozenset) else frozenset({role})),
        form=form,
        now=moment,
        named=people,
        members=frozenset(found.person for found in people.values()),
    )


_MOMENTS = (
    shanghai("2026-03-05 10:00"),
    shanghai("2026-03-10 00:00"),
    shanghai("2026-05-11 10:00"),
)
_BOTH = {Role.HR: receipt("第1号", AUTHOR), Role.INT: receipt("第2号", OTHER)}


def _sides() -> Iterator[Facts]:
    """What a case may know, side by side; enough that every row finds its own."""
    yield Facts()
    yield Facts(applications=(application(),))
    yield Facts(applications=(application(), application(OTHER)))
    yield assessed().model_copy(update={"applications": (application(OTHER),)})
    outcomes = (Outcome.EXEMPT, Outcome.MITIGATED, Outcome.NOT_TOLERATED)
    impacts = (None, date(2026, 9, 29), date(2026, 4, 1))
    receipts: tuple[dict[Role, Receipt], ...] = (
        {}, {Role.HR: _BOTH[Role.HR]}, {Role.INT: _BOTH[Role.INT]}, _BOTH,
    )  # fmt: skip
    plans = (None, planned(approved=False), planned(done=True))
    for outcome, impact, held, plan in product(outcomes, impacts, receipts, plans):
        yield Facts(decision=decided(outcome, impact), receipts=held, plan=plan)
    yield Facts(review_paused=True, review_paused_on=date(2026, 3, 4))
    yield Facts(objection=Objection(person=ME, on=date(2026, 3, 4)), decision=decided())
    yield Facts(decision=decided(), decision_served_on=date(2026, 3, 31))
    for state in State:
        yield Facts(state_left=state)
    applied = {"applications": (application(OTHER),)}
    for asked in (recusal(id_of("guyuan"), granted=None), recusal(AUTHOR)):
        yield assessed().model_copy(update={**applied, "recusals": (asked,)})
    yield assessed().model_copy(update={**applied, "managed_by": Role.BPG})
    # The head keeps out: the level above decides of the others.
    heads = (recusal(OTHER, head=True), recusal(id_of("guyuan"), granted=None))
    yield assessed().model_copy(update={**applied, "recusals": heads})


SIDES = tuple(_sides())


def circumstances() -> Iterator[tuple[Facts, datetime]]:
    """Every side of a case at three moments: in the window, the second after it, long after."""
    for moment in _MOMENTS:
        for facts in SIDES:
            yield facts, moment
