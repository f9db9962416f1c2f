"""What stands in one place is known in the others: table, pack, catalogue, templates, schema."""

from pathlib import Path

import pytest

from cases.speaking import ESCALATES_TO
from cases.standing import BUREAU_WIDE
from notifications.catalogue import CATALOGUE
from regulations.pack import Pack, parse_pack
from states.events import EVENTS
from states.papers import PAPERS
from states.table import CLOCK_EVENTS, TABLE
from states.tasks import TASK_KINDS
from states.transition import ALL
from states.vocabulary import Outcome, Phase, Role, State, Track
from storage.schema import Base

ROOT = Path(__file__).parents[2]
PACKS = sorted((ROOT / "regulations" / "packs").glob("*.yaml"))


@pytest.fixture(params=PACKS, ids=lambda path: path.stem)
def pack(request: pytest.FixtureRequest) -> Pack:
    return parse_pack(request.param.read_text("utf-8"))


def test_every_notice_of_the_table_stands_in_the_catalogue_and_has_its_templates():
    told = {name for row in TABLE for name in row.notices}
    assert told <= set(CATALOGUE)
    for name in CATALOGUE:
        folder = ROOT / "templates" / "notices" / name
        for file in ("subject.j2", "text.j2"):
            assert (folder / file).is_file(), f"{name}/{file}"


def test_every_notice_of_the_table_goes_to_somebody():
    kinds = [CATALOGUE[name] for row in TABLE for name in row.notices]
    assert all(kind.roles or kind.to for kind in kinds)


OBJECTION = {"objection", "answer_objection"}
"""Known only where the measures let an officer object."""


def test_every_kind_of_task_has_a_deadline_in_every_pack(pack: Pack):
    known = set(TASK_KINDS) - (set() if pack.review_of_outcome.enabled else OBJECTION)
    assert known <= set(pack.deadlines)
    for kind in known:
        assert pack.ladder(kind)
        assert pack.deadlines[kind].zh
        assert pack.deadlines[kind].article


def test_a_pack_lapses_only_what_the_clock_knows_how_to_lapse(pack: Pack):
    for name, deadline in pack.deadlines.items():
        if deadline.on_lapse:
            assert CLOCK_EVENTS[name] == deadline.on_lapse


def test_a_pack_escalates_only_to_roles_there_are(pack: Pack):
    assert set(pack.escalation.overdue.values()) <= set(ESCALATES_TO)
    assert set(ESCALATES_TO.values()) <= set(Role)


def test_every_kind_that_is_opened_or_closed_is_a_kind_of_task():
    opened = {task.kind for row in TABLE for task in row.opens}
    closed = {kind for row in TABLE if row.closes != ALL for kind in row.closes}
    assert opened | closed <= set(TASK_KINDS)
    assert opened == set(TASK_KINDS)


def test_every_paper_of_the_table_has_a_title():
    called = {paper.code for row in TABLE for paper in row.papers}
    assert called <= set(PAPERS)
    assert all(PAPERS.values())


def test_every_task_is_somebodys_who_can_be_found():
    """By the case itself, or by a role that holds for the bureau or the unit."""
    found = {Role.OFF, Role.HND, Role.SUP, Role.REV, Role.UPO} | BUREAU_WIDE
    for kind in TASK_KINDS.values():
        assert kind.responsible
        assert set(kind.responsible) <= found


def test_whoever_is_responsible_for_a_task_may_close_it():
    for kind in TASK_KINDS.values():
        closing = {
            role
            for row in TABLE
            if row.closes == ALL or kind.code in row.closes
            for role in row.roles
        }
        assert closing & set(kind.responsible), kind.code


def test_codes_fit_their_columns():
    tables = Base.metadata.tables
    for table, column, codes in (
        ("cases", "state", State), ("cases", "outcome", Outcome), ("matters", "track", Track),
        ("events", "event", EVENTS), ("events", "from_state", State), ("events", "role", Role),
        ("tasks", "kind", TASK_KINDS), ("notices", "name", CATALOGUE), ("papers", "code", PAPERS),
    ):  # fmt: skip
        width = tables[table].c[column].type.length
        assert max(map(len, codes)) <= width, f"{table}.{column}"


def test_labels_are_all_there_and_tell_apart():
    for terms in (State, Phase, Role, Track, Outcome):
        assert len({term.zh for term in terms}) == len(terms)
        assert len({term.en for term in terms}) == len(terms)
        assert all(term.zh and term.en.isascii() for term in terms)
    assert len({event.zh for event in EVENTS.values()}) == len(EVENTS)


def test_the_tracks_of_the_rules_are_the_tracks_of_the_pack(pack: Pack):
    assert set(pack.tracks) == {str(track) for track in Track}
