"""The one table of the life cycle: whole, without traps, and the only thing that grants."""

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from support.papers_in import data_for
from support.situations import LAST_DAY, SIDES, circumstances, shipped, situation

from states.conditions import (
    objection_upheld,
    said_to_all,
    stops_the_review,
    taken_as_withdrawn,
)
from states.errors import CaseError, GuardFailed, NotAllowed, NotFound
from states.events import EVENTS
from states.forms.base import Extend
from states.machine import taken
from states.papers import PAPERS
from states.situation import Actor
from states.step import ROWS, event_named, moves, take
from states.table import CLOCK_EVENTS, TABLE
from states.tasks import TASK_KINDS
from states.transition import ALL, Transition
from states.vocabulary import Role, State, Track

TRACKS = tuple(Track)
HANDED_IN = {"propose", "record_direct_application"}
OBJECTION = {"object", "objection_lapse", "answer_objection"}


def _reachable(track: Track) -> set[State]:
    """Without ``resume``, which only leads back to where a case was."""
    rows = [row for row in TABLE if row.track in {None, track} and row.event.code != "resume"]
    found: set[State | None] = {None}
    while more := {row.dest for row in rows if row.source in found} - found:
        found |= more
    return {state for state in found if state}


def test_every_state_is_reached_from_the_registration():
    assert _reachable(Track.BUREAU) | _reachable(Track.EXTERNAL) == set(State)


@pytest.mark.parametrize(
    ("track", "missing"),
    [
        (Track.BUREAU, {State.PROPOSED}),
        # There the organ reviews and hears late applications; we propose.
        (Track.EXTERNAL, {State.LATE_PENDING, State.UNDER_REVIEW, State.LEGAL_REVIEW}),
    ],
)
def test_each_track_leaves_out_only_what_belongs_to_the_other(track: Track, missing: set[State]):
    assert set(State) - _reachable(track) == missing


@pytest.mark.parametrize("track", TRACKS)
def test_every_state_that_is_not_final_can_come_to_an_end(track: Track):
    rows = [row for row in TABLE if row.track in {None, track}]
    ends = {state for state in State if state.final}
    while more := {row.source for row in rows if row.dest in ends and row.source} - ends:
        ends |= more
    assert _reachable(track) <= ends


def test_every_state_that_is_not_final_has_a_way_out_that_a_person_may_take():
    left = {
        row.source for row in TABLE if row.dest is not row.source and set(row.roles) - {Role.SYS}
    }
    assert {state for state in State if not state.final} <= left


def test_a_final_state_is_left_only_by_opening_the_case_again_and_spoken_of():
    left = {row.event.code for row in TABLE if row.source and row.source.final}
    assert left == {
        "reopen", "revoke", "serve_decision", "prove_service", "recommend", "sign_paper", "comment",
    }  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r.event.code}-{r.source}-{r.dest}")
def test_every_row_has_labels_a_form_a_role_and_an_article(row: Transition):
    event = row.event
    assert event is EVENTS[event.code]
    assert event.zh
    assert event.en.isascii()
    assert event.form.model_config["extra"] == "forbid"
    assert row.roles
    assert all(article.startswith("第") and article.endswith("条") for article in row.articles)
    assert row.article


def test_every_event_stands_in_the_table():
    assert {row.event.code for row in TABLE} == set(EVENTS)


def test_only_tasks_papers_and_clock_events_that_exist_are_named():
    opened = {task.kind for row in TABLE for task in row.opens}
    closed = {kind for row in TABLE if row.closes != ALL for kind in row.closes}
    assert opened == set(TASK_KINDS)
    assert closed <= set(TASK_KINDS)
    assert {paper.code for row in TABLE for paper in row.papers} <= set(PAPERS)
    assert set(CLOCK_EVENTS) <= set(TASK_KINDS)
    assert set(CLOCK_EVENTS.values()) <= {row.event.code for row in TABLE if Role.SYS in row.roles}


def test_every_task_that_is_opened_can_be_closed_by_name():
    closed = {kind for row in TABLE if row.closes != ALL for kind in row.closes}
    assert set(TASK_KINDS) == closed


def test_rows_of_one_event_and_source_differ_in_track_or_circumstance():
    for rows in ROWS.values():
        keys = [(row.track, row.when) for row in rows]
        assert len(set(keys)) == len(keys), rows[0].event.code
        plain = [row for row in rows if row.when is None]
        tracks = [row.track for row in plain]
        assert len(set(tracks)) == len(tracks), rows[0].event.code
        # A row without a condition would swallow those that follow it.
        assert not plain or len(plain) == len(rows), rows[0].event.code


def test_in_no_circumstance_do_two_rows_of_an_event_fit():
    by_role: dict[Role, Actor] = {role: Actor(1, frozenset({role})) for role in Role}
    checked = 0
    for (event, source), rows in ROWS.items():
        several = [row for row in rows if row.when]
        if len(several) < 2:
            continue
        base = situation(event, several[0].roles[0], source or State.INVESTIGATION)
        for facts, moment in circumstances():
            for role, track in product(Role, TRACKS):
                at = replace(base, facts=facts, now=moment, track=track, actor=by_role[role])
                fits = [
                    row
                    for row in several
                    if role in row.roles and row.track in {None, track} and row.when(at)
                ]
                # Only the last resort of file_archives is told apart by both receipts.
                assert len(fits) <= 1, (event, source, facts)
                checked += 1
    assert checked


def test_every_triple_that_the_table_does_not_grant_is_refused():
    tried = 0
    for event, role in product(EVENTS, Role):
        base = situation(event, role)
        for state, track in product(State, TRACKS):
            granted = {
                r for row in ROWS.get((event, state), ()) if row.track in {None, track}
                for r in row.roles
            }  # fmt: skip
            if role in granted:
                continue
            tried += 1
            at = replace(base, state=state, track=track)
            with pytest.raises((NotAllowed, GuardFailed)) as refusal:
                take(event, at)
            _says_what_to_do(refusal.value, event)
    assert tried > 20_000


def test_registering_and_importing_are_the_only_beginnings():
    begins = {"open": State.INVESTIGATION, "import": State.CLOSED}
    for event, role in product(EVENTS, Role):
        at = situation(event, role)
        if event in begins and role is Role.HND:
            assert take(event, at, registered=False).dest is begins[event]
            continue
        with pytest.raises(NotAllowed):
            take(event, at, registered=False)


def test_somebody_without_a_part_in_the_case_may_do_nothing():
    for event, state, track in product(EVENTS, State, TRACKS):
        at = replace(situation(event, Role.OFF), state=state, track=track)
        with pytest.raises((NotAllowed, GuardFailed)):
            take(event, replace(at, actor=Actor(9, frozenset())))


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r.event.code}-{r.source}-{r.dest}")
def test_every_row_can_be_taken_by_each_role_it_names_on_each_of_its_tracks(row: Transition):
    for role, track in product(row.roles, [row.track] if row.track else TRACKS):
        assert _some_case_takes(row, role, track), (role, track)


def test_the_clock_shares_no_event_with_people_but_one():
    """Time lapses a right; it never accepts, approves or decides."""
    shared = {row.event.code for row in TABLE if Role.SYS in row.roles and len(row.roles) > 1}
    assert shared == {"consider_ex_officio"}
    assert {row.event.code for row in TABLE if Role.SYS in row.roles} == {
        "lapse", "supplement_lapse", "consider_ex_officio", "objection_lapse", "recount",
    }  # fmt: skip


def test_the_application_window_closes_only_in_the_organs_hands_on_the_external_track():
    closing = {
        row.event.code
        for row in TABLE
        if "application_window" in row.closes and row.track is not Track.BUREAU
    }
    # file belongs here on the bureau track only.
    assert closing == {"propose", "lapse", "refuse"}


def test_an_unknown_event_is_named():
    with pytest.raises(NotFound) as refusal:
        event_named("aprove")
    assert "aprove" in refusal.value.say("zh")
    assert "aprove" in refusal.value.say("en")


def test_moves_agree_with_the_steps_that_need_no_data():
    """What a page offers is what the step would do, as far as no form is asked."""
    for facts in SIDES[:12]:
        for state, role in product(State, Role):
            at = replace(situation("accept", role), state=state, facts=facts)
            for move in moves(at):
                row = taken(move.event.code, state, at)
                assert (move.refusal is None) <= (row is not None)


def _says_what_to_do(refusal: CaseError, event: str) -> None:
    zh, en = refusal.say("zh"), refusal.say("en")
    assert zh
    assert re.sub("第[一二三四五六七八九十]+条", "", en).isascii()
    assert "\n" not in zh + en
    assert EVENTS[event].zh in zh
    assert EVENTS[event].en in en


def _filled(row: Transition, role: Role) -> dict[str, Any]:
    """The fields that this row asks for."""
    more: dict[str, Any] = {"late_ground": "absence"} if row.event.code in HANDED_IN else {}
    if row.when is stops_the_review:
        more["pause"] = True
    if row.when is said_to_all:
        more["shown"] = True
    if row.when is objection_upheld:
        more["upheld"] = True
    if row.event.code == "declare_recusal" and role is Role.OFF:
        more["person"] = "guyuan"  # the officer keeps out without any declaration
    if row.event.code == "import":
        more["ends"] = str(row.dest)
    if row.event.code == "recommend":
        more["step"] = "resume" if row.source is State.SUSPENDED else "suspend"
    if row.event.code == "reassign":
        more["role"] = "HND" if role is Role.SUP else "SUP"
    if row.event.code == "decide_recusal" and role is Role.BPG:
        more["document"] = "渝环党〔2026〕1号"
    return more


def _some_case_takes(row: Transition, role: Role, track: Track) -> bool:
    form = row.event.form
    running = (
        (form.task,) if issubclass(form, Extend) else ((row.clock_of,) if row.clock_of else ())
    )
    tasks = (*running, *(row.closes if row.closes != ALL else ()))
    more = _filled(row, role)
    due_on = LAST_DAY if row.event.code == "objection_lapse" else None
    pack = shipped("qinglan" if row.event.code in OBJECTION else "banan")
    if row.when is taken_as_withdrawn:
        supplement = pack.deadlines["supplement"].model_copy(update={"lapses_into": "withdrawn"})
        pack = pack.model_copy(update={"deadlines": {**pack.deadlines, "supplement": supplement}})
    for facts, moment in circumstances():
        if row.source is State.SUPPLEMENTING and not facts.standing_applications:
            continue  # what is supplemented is an application
        at = situation(
            row.event.code, role, row.source or State.INVESTIGATION,
            track=track, now=moment, facts=facts, tasks=tasks, last_day=LAST_DAY,
            due_on=due_on, pack=pack, data={**data_for(row.event.code, moment.date()), **more},
        )  # fmt: skip
        before = facts.model_dump_json()
        try:
            step = take(row.event.code, at, registered=row.source is not None)
        except CaseError:
            continue
        finally:
            assert facts.model_dump_json() == before  # others read the same facts
        if step.row is row:
            assert step.dest is row.dest
            assert step.role is role
            assert set(step.papers) <= {paper.code for paper in row.papers}
            return True
    return False
