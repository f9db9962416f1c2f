"""A pack whose day ends at 17:30 and that speaks at ten: forms, clocks and sweep alike go by it."""

import json
from datetime import datetime
from importlib.resources import files

import pytest
from sqlalchemy import insert, select
from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau, at

from cases.history import verify
from cases.views import case_file
from states.errors import GuardFailed
from storage.schema import CaseEvent, PackText, Task

COUNTER = {
    'version: "1"': 'version: "1-counter"',
    'cutoff: "24:00"': 'cutoff: "17:30"',
    'remind_hour: "09:00"': 'remind_hour: "10:00"',
    "effective_from: null": "effective_from: 2026-01-01",
}
LATE = {"ground": "force_majeure", **APPLICATION}


@pytest.fixture
def counter(bureau: Bureau) -> Bureau:
    """The bureau with a case whose window ends on 2026-03-09 at 17:30."""
    text = (files("regulations") / "packs" / "banan.yaml").read_text("utf-8")
    for old, new in COUNTER.items():
        assert old in text
        text = text.replace(old, new, 1)
    row = {"code": "banan", "version": "1-counter", "text": text, "loaded_at": at("2026-01-05")}
    with bureau.store.write() as connection:
        connection.execute(insert(PackText), row)
    bureau.open("2026-03-02", informed_on="2026-03-02")
    return bureau


def next_look(bureau: Bureau) -> datetime | None:
    with bureau.store.read() as connection:
        return connection.execute(
            select(Task.next_action_at).where(Task.kind == "application_window")
        ).scalar_one()


def test_the_window_lapses_at_the_cut_off_and_not_a_second_before(counter: Bureau):
    assert [a.offset for a in counter.sweep("2026-03-09T10:00").actions] == [0]
    assert next_look(counter) == at("2026-03-09T17:30")
    assert counter.sweep("2026-03-09T17:29:59").actions == []
    assert [(a.what, a.task) for a in counter.sweep("2026-03-09T17:30").actions] == [
        ("lapse", "application_window")
    ]
    with counter.store.read() as connection:
        body = connection.execute(
            select(CaseEvent.body).where(CaseEvent.event == "lapse")
        ).scalar_one()
    assert json.loads(body)["data"]["on"] == "2026-03-09"
    assert verify(counter.store).flaws == []


def test_the_history_says_at_which_minute_it_lapsed(counter: Bureau):
    counter.sweep("2026-03-09T17:45")
    newest = case_file(counter.store, counter.number, at("2026-03-09T18:00")).events[0]
    assert (newest.event, newest.lapsed_at) == ("lapse", at("2026-03-09T17:30"))
    assert (newest.at, newest.happened_on) == (at("2026-03-09T17:45"), None)


def test_weeks_later_the_lapse_still_bears_the_day_of_the_cut_off(counter: Bureau):
    assert counter.sweep("2026-03-30T14:00").lapsed == 1
    with counter.store.read() as connection:
        body = connection.execute(
            select(CaseEvent.body).where(CaseEvent.event == "lapse")
        ).scalar_one()
    assert json.loads(body)["data"]["on"] == "2026-03-09"


@pytest.mark.parametrize(
    ("received", "in_time"), [("2026-03-09T17:29:59", True), ("2026-03-09T17:30:00", False)]
)
def test_what_arrives_at_the_cut_off_is_late(counter: Bureau, received: str, in_time: bool):
    if in_time:
        counter.do("2026-03-09T17:45", "file", UNIT, received_at=received, **APPLICATION)
        assert counter.state() == "filed"
        return
    with pytest.raises(GuardFailed):
        counter.do("2026-03-09T17:45", "file", UNIT, received_at=received, **APPLICATION)
    counter.sweep("2026-03-09T17:31")
    counter.do("2026-03-09T17:45", "file_late", OFFICER, received_at=received, **LATE)
    assert counter.state() == "late_pending"


def test_a_paper_in_time_that_is_entered_later_undoes_the_lapse(counter: Bureau):
    counter.sweep("2026-03-09T17:31")
    assert counter.state() == "not_applied"
    counter.do("2026-03-10T09:00", "file", UNIT, received_at="2026-03-09T17:20", **APPLICATION)
    assert counter.state() == "filed"


def test_the_ladder_speaks_at_the_hour_of_the_pack(counter: Bureau):
    assert next_look(counter) == at("2026-03-05T10:00")
    assert counter.sweep("2026-03-05T09:59:59").actions == []
    assert [a.offset for a in counter.sweep("2026-03-05T10:00").actions] == [-2]
    assert next_look(counter) == at("2026-03-06T10:00")


def test_a_supplement_ends_at_the_cut_off_too(counter: Bureau):
    counter.do("2026-03-04", "file", OFFICER, statement="申请")
    counter.do("2026-03-05", "require_supplement", HANDLER, gaps=["证据"])
    assert counter.sweep("2026-03-12T17:29").lapsed == 0
    assert counter.sweep("2026-03-12T17:30").lapsed == 1
    assert counter.state() == "under_review"
