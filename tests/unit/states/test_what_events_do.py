"""Of what an event closes, what it does: the rest is dropped."""

from states.table import TABLE
from states.tasks import FULFILS, TASK_KINDS, fulfilled
from states.transition import ALL


def test_every_event_that_closes_everything_says_what_of_it_is_done():
    assert {row.event.code for row in TABLE if row.closes == ALL} <= set(FULFILS)


def test_what_an_event_does_it_also_closes():
    closed: dict[str, set[str]] = {}
    for row in TABLE:
        kinds = TASK_KINDS if row.closes == ALL else row.closes
        closed.setdefault(row.event.code, set()).update(kinds)
    for event, kinds in FULFILS.items():
        assert kinds <= closed[event], event


def test_every_kind_of_task_is_done_by_some_event():
    done = {
        kind
        for row in TABLE
        for kind in (TASK_KINDS if row.closes == ALL else row.closes)
        if fulfilled(row.event.code, kind)
    }
    assert done == set(TASK_KINDS)
