"""Random roads through the life of a case: whatever people and time do, the record stays whole.

``RONGCUO_SEQUENCES=10000`` walks that many of them instead of the few that the suite walks.
"""

import os
from collections import Counter
from datetime import timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.bureau import HANDLER, OFFICER, SUPERVISOR, UNIT, Bureau, at
from support.ground import CASES, OPEN, Ground, Open, Settled, assert_sound
from support.papers_in import data_for

from cases.advance import Advanced, Request, advance
from cases.agenda import list_tasks
from cases.attempts import attempts_on
from cases.history import verify
from cases.listing import list_cases
from cases.views import case_file
from deadlines import local_day
from states.errors import CaseError, Conflict, Invalid, NotFound
from states.events import EVENTS
from states.recommendations import WHERE
from states.step import ROWS, known_here
from states.vocabulary import LateGround, Outcome, ReportKind, Role, State, Track

FEW, STEPS = 30, 60
SECOND = "zhouqian"
WHO = {
    Role.OFF: OFFICER, Role.UPO: UNIT, Role.HND: HANDLER, Role.SUP: SUPERVISOR, Role.REV: "guyuan",
    Role.LEG: "shenlan", Role.BPG: "luochengan", Role.HR: "fengjie", Role.INT: "qiufeng",
    Role.PET: "panxiao", Role.LDR: "shiqing", Role.DIV: "dongli",
}  # fmt: skip
SOURCES = Counter(event for event, source in ROWS if source)
ASIDE = {event for event, many in SOURCES.items() if many > 8} | {
    "add_evidence", "link_items", "withdraw", "refuse", "revoke", "prove_service",
}  # fmt: skip
"""Events that are open nearly everywhere or end much, taken less often so that cases get far."""
LEADS_ON = {("record_decision", State.PROPOSED)}
"""The one of them by which a state is left for what comes next, and which is common there."""
VARIED: dict[str, dict[str, Any]] = {
    "decide": {"outcome": Outcome},
    "record_decision": {"outcome": Outcome},
    "propose": {"late_ground": LateGround},
    "record_direct_application": {"late_ground": LateGround},
    "add_evidence": {"share": (False, True)},
    "link_items": {"share": (False, True)},
    "recommend": {"step": tuple(WHERE)},
}
SHARED = {"add_evidence", "link_items"}
NONSENSE = (None, "", "x" * 5000, "\x00", -1, 10**30, 0.5, True, [], [None], {}, {"a": {"b": []}},
            "1900-01-01", "2026-02-30", "9999-12-31", "accept", ["nobody"])  # fmt: skip
PAGES = [(page, keyed) for page in ("none", "this", "old") for keyed in (False, True)]
PAGES += [one for one in PAGES if one[0] != "old"]
"""Which page a request comes from, a stale one least often, and whether it has a key."""


class AnyRoad(RuleBasedStateMachine):
    """One matter in a bureau without another, and everybody who could do something to its cases."""

    def __init__(self, ground: Ground, taken: Counter[str]) -> None:
        super().__init__()
        self.store = ground.untouched()
        self.ground = ground
        self.bureau, self.taken = Bureau(self.store), taken
        self.now = at("2026-03-02T10:00")
        self.versions: dict[str, int] = {}
        self.proven: dict[str, int] = {}
        self.vain: set[tuple[str, str, str]] = set()
        self.keys = count()
        self.done: list[tuple[str, Request, Advanced]] = []

    def teardown(self) -> None:
        assert verify(self.store).flaws == []
        for number in self.versions:
            file = case_file(self.store, number, self.now)
            assert len(file.events) == self.versions[number]
        list_cases(self.store, self.now)
        list_tasks(self.store, self.now, viewer=SUPERVISOR)

    @initialize(
        track=st.sampled_from(Track),
        kind=st.sampled_from(ReportKind),
        officers=st.sampled_from([[OFFICER], [OFFICER, SECOND]]),
    )
    def register(self, track: Track, kind: ReportKind, officers: list[str]) -> None:
        self.bureau.open("2026-03-02", track, report_kind=kind, officers=officers)
        self.versions = dict.fromkeys(self.bureau.numbers, 1)

    # What people do.

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """A few presses, until one is accepted."""
        any(self._known(data, aside=False) for _ in range(5))

    @rule(data=st.data())
    def go_on_as_well(self, data: st.DataObject) -> None:
        """The same: enough of all rules should lead on."""
        any(self._known(data, aside=False) for _ in range(5))

    @rule(data=st.data(), really=st.sampled_from([False, False, True]))
    def turn_aside(self, data: st.DataObject, really: bool) -> None:
        self._known(data, aside=really)

    @rule(data=st.data(), event=st.sampled_from(sorted(EVENTS)), role=st.sampled_from(sorted(WHO)))
    def do_anything(self, data: st.DataObject, event: str, role: Role) -> None:
        number = self._case(data)
        self._press(data, number, event, self._who(number, role), self._plausible(data, event))

    @rule(data=st.data())
    def write_nonsense(self, data: st.DataObject) -> None:
        if (found := self._open_to(data, aside=False)) is None:
            return
        number, event, by = found
        filled = self._plausible(data, event)
        fields = sorted({*EVENTS[event].form.model_fields, *filled, "unheard"})
        for name in data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=2)):
            if name in filled and data.draw(st.booleans()):
                del filled[name]
            else:
                filled[name] = data.draw(st.sampled_from(NONSENSE))
        self._press(data, number, event, by, filled)

    @precondition(lambda self: self.done)
    @rule(data=st.data(), stale=st.booleans())
    def press_again(self, data: st.DataObject, stale: bool) -> None:
        number, request, first = data.draw(st.sampled_from(self.done))
        before = self.ground.rows()
        if stale:  # another page, the same key
            request = Request(
                request.event, request.actor, request.data, 0, request.idempotency_key
            )
        again = advance(self.store, number, request, now=self.now)
        assert again.repeated
        assert answer(again) == answer(first)
        assert self.ground.rows() == before

    @precondition(lambda self: self.done)
    @rule(data=st.data(), event=st.sampled_from(sorted(EVENTS)))
    def take_anothers_key(self, data: st.DataObject, event: str) -> None:
        number, request, _ = data.draw(st.sampled_from(self.done))
        other = Request(event, HANDLER, {"unheard": 1}, None, request.idempotency_key)
        try:
            advance(self.store, number, other, now=self.now)
        except (Invalid, NotFound):  # by now the handler may keep out of it
            return
        raise AssertionError("a key served two requests")

    # What time does.

    @rule(days=st.sampled_from([0, 0, 1, 1, 2, 4, 11, 40]), hour=st.integers(8, 18))
    def wait(self, days: int, hour: int) -> None:
        later = at(f"{local_day(self.now) + timedelta(days=days)}T{hour:02}:07")
        self.now = max(later, self.now + timedelta(minutes=2))
        self.vain.clear()

    @rule()
    def sweep(self) -> None:
        tally = self.bureau.sweep(self.now.isoformat())
        assert tally.failures == []
        found = self._versions()
        assert sum(found.values()) == sum(self.versions.values()) + tally.lapsed
        self.versions = found
        self.vain.clear()
        again = self.bureau.sweep(self.now.isoformat())
        assert not again.actions

    # What always holds.

    @invariant()
    def the_version_is_what_was_accepted(self) -> None:
        assert self._versions() == self.versions

    @invariant()
    def the_history_proves_every_row(self) -> None:
        """After each step that was accepted; what a refused one spoilt shows at the next."""
        if self.versions != self.proven:
            assert verify(self.store).flaws == []
            self.proven = dict(self.versions)

    @invariant()
    def the_tasks_fit_the_case(self) -> None:
        tasks = [Open(*row) for row in self.ground.ask(OPEN)]
        for _, case, _, state, _ in self.ground.ask(CASES):
            assert_sound(State(state), [task for task in tasks if task.case == case])

    def _versions(self) -> dict[str, int]:
        return {number: version for number, _, version, *_ in self.ground.ask(CASES)}

    def _standing(self, number: str) -> tuple[State, Track]:
        """The state and the track of a case."""
        return next(
            (State(state), Track(track))
            for found, _, _, state, track in self.ground.ask(CASES)
            if found == number
        )

    def _case(self, data: st.DataObject) -> str:
        return one_of(data, sorted(self.versions))

    def _who(self, number: str, role: Role) -> str:
        second = role is Role.OFF and number.endswith("-2")
        return SECOND if second else WHO[role]

    def _open_to(self, data: st.DataObject, *, aside: bool) -> tuple[str, str, str] | None:
        """A case, an event that the table knows there, and somebody who holds one of its roles.

        Nobody presses anew, at the same time in the same case, what they were just refused.
        """
        number = self._case(data)
        known = {
            event: left
            for event, roles in known_to(*self._standing(number), aside=aside).items()
            if (
                left := [
                    by
                    for by in map(partial(self._who, number), roles)
                    if (number, event, by) not in self.vain
                ]
            )
        }
        if not known:
            return None
        event = one_of(data, sorted(known))
        return number, event, one_of(data, known[event])

    def _known(self, data: st.DataObject, *, aside: bool) -> bool:
        """Press what the table knows; whether there is no need to press again."""
        if (found := self._open_to(data, aside=aside)) is None:
            return True
        number, event, by = found
        return self._press(data, number, event, by, self._plausible(data, event))

    def _plausible(self, data: st.DataObject, event: str) -> dict[str, Any]:
        more = {
            name: data.draw(st.sampled_from(list(values)))
            for name, values in VARIED.get(event, {}).items()
        }
        return data_for(event, local_day(self.now), **more)

    def _press(
        self, data: st.DataObject, number: str, event: str, by: str, filled: dict[str, Any]
    ) -> bool:
        """Somebody presses; accepted or refused, the case is what it must be."""
        version = self.versions[number]
        page, keyed = data.draw(st.sampled_from(PAGES))
        expected = {"none": None, "this": version, "old": version - 1}[page]
        key = f"k{next(self.keys)}" if keyed else None
        request = Request(event, by, filled, expected, key)
        shared = self._sharing(number, request)
        try:
            done = advance(self.store, number, request, now=self.now)
        except CaseError as refusal:
            self._refused(number, request, refusal)
            if not isinstance(refusal, Conflict | Invalid | NotFound):
                self.vain.add((number, event, by))
            return False
        assert expected in {None, version}
        assert (done.event, done.version, done.repeated) == (event, version + 1, False)
        for one in (number, *shared):
            self.versions[one] += 1
        self.vain.clear()
        self.taken[event] += 1
        if key:
            self.done.append((number, request, done))
        return True

    def _refused(self, number: str, request: Request, refusal: CaseError) -> None:
        """A page that is old is told so, and who tried stands in the history of attempts."""
        assert refusal.say("zh")
        if isinstance(refusal, NotFound):  # whoever keeps out is not told what came of it
            return
        stale = request.expected_version not in {None, self.versions[number]}
        assert isinstance(refusal, Conflict) is stale
        if refusal.refusal:
            kept = attempts_on(self.store, number, self.now)
            tried = {(one.event, one.person, one.refusal) for one in kept}
            assert (request.event, request.actor, refusal.refusal) in tried

    def _sharing(self, number: str, request: Request) -> list[str]:
        """The cases beside, to which the same entry goes."""
        if request.event not in SHARED or not request.data.get("share"):
            return []
        return [
            other
            for other in self.versions
            if other != number and known_here(request.event, self._standing(other)[0])
        ]


@cache
def known_to(state: State, track: Track, *, aside: bool) -> dict[str, list[Role]]:
    """What the table knows in a state on a track, and whose it is: common events, or rare ones."""
    known = {}
    for (event, source), rows in ROWS.items():
        here = [one for one in rows if one.track in {None, track}]
        roles = [role for one in here for role in one.roles if role in WHO]
        rare = event in ASIDE and (event, source) not in LEADS_ON
        if roles and source == state and rare is aside:
            known[event] = roles
    return known


def one_of(data: st.DataObject, these: list[str]) -> str:
    """One of them; nothing is drawn where there is no choice."""
    return these[0] if len(these) == 1 else data.draw(st.sampled_from(these))


def answer(done: Advanced) -> tuple[Any, ...]:
    """What a repeated request is answered like the first."""
    return done.case, done.event, done.from_state, done.to_state, done.version


def test_whatever_happens_the_history_proves_it(settled_sqlite: Settled, tmp_path: Path):
    many = os.environ.get("RONGCUO_SEQUENCES")
    taken, ground = Counter[str](), Ground(settled_sqlite, tmp_path)
    run_state_machine_as_test(
        lambda: AnyRoad(ground, taken),
        settings=settings(
            max_examples=int(many or FEW),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=many is None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    ground.close()
    # Enough was tried to mean something.
    assert sum(taken.values()) > 3 * int(many or FEW), taken
    assert len(taken) > 20, sorted(taken)
