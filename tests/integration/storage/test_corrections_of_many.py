"""The room of corrections among many cases: its order, its counts, and what leads through it."""

from typing import Any

import pytest
from sqlalchemy import select
from support.many_cases import explained
from support.sample import SAMPLE_NOW

from access.policy import Thing
from cases.corrections import Shown, list_corrections
from cases.eyes import seen_by
from cases.rooms import LATELY
from cases.standing import find_person
from deadlines import local_day
from storage import Store, case_list, corrections, prepared, searching, walking
from storage.schema import Case, Task

TODAY = local_day(SAMPLE_NOW)
EVERYTHING = 1_000_000
READERS = ("hemin", "tangli", "luochengan", "qinchuan", "zhaowenjing")
"""Who comes into the room of corrections: by a seat, for the bureau, for a unit, for oneself."""


def corrections_by_rule(store: Store, viewer: str, *, accepted: bool) -> list[tuple[Any, str]]:
    """What the room has to show, in its order, by the tasks and the condition of other readers."""
    with store.read() as connection:
        seen = seen_by(find_person(connection, viewer, TODAY), Thing.CORRECTION)
        found = select(Task.due_on, Task.closed_at, Case.id, Case.number).join(
            Case, Case.id == Task.case_id
        )
        if accepted:
            gone_on = ("clearing", "lessons", "archiving", "impact_period", "closed")
            found = found.where(
                Task.kind == "correction_report", Task.state == "done", Case.state.in_(gone_on),
                Task.closed_at >= SAMPLE_NOW - LATELY,
            )  # fmt: skip
        else:
            found = found.where(
                Task.kind.in_(("correction_plan", "complete_correction", "correction_report")),
                Task.state == "open", Task.closed_at.is_(None),
                Case.state.in_(("correcting", "correction_check")),
            )  # fmt: skip
        rows = connection.execute(found.where(case_list.visible(seen))).all()
    if accepted:
        latest = {row[2]: (row[1], row[2], row[3]) for row in sorted(rows, key=lambda r: r[1])}
        return [(at, number) for at, _, number in sorted(latest.values(), reverse=True)]
    return [(day, number) for day, _, _, number in sorted(rows, key=lambda r: (r[0], r[2]))]


def every_correction(store: Store, viewer: str, shown: Shown, limit: int = 97) -> list[str]:
    """Every page of the room, one after the other."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = list_corrections(
            store, SAMPLE_NOW, viewer=viewer, shown=shown, after=after, limit=limit
        )
        found += [row.number for row in page.rows]
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("viewer", READERS)
def test_the_room_of_corrections_holds_each_once_and_in_its_place(many: Store, viewer: str):
    under_way = corrections_by_rule(many, viewer, accepted=False)
    assert every_correction(many, viewer, Shown.ALL) == [number for _, number in under_way]
    by_light = [every_correction(many, viewer, light) for light in (Shown.RED, Shown.AMBER)]
    assert sum(map(len, by_light)) + len(every_correction(many, viewer, Shown.GREEN)) == len(
        under_way
    )
    accepted = corrections_by_rule(many, viewer, accepted=True)
    assert every_correction(many, viewer, Shown.FINISHED) == [number for _, number in accepted]
    assert under_way or accepted


@pytest.mark.parametrize("viewer", READERS)
def test_corrections_are_counted_exactly_until_the_room_says_at_least(
    many: Store, viewer: str, monkeypatch: pytest.MonkeyPatch
):
    def counted() -> tuple[dict[Shown, int], frozenset[Shown]]:
        walking._counting.cache_clear()
        page = list_corrections(many, SAMPLE_NOW, viewer=viewer, limit=1)
        return dict(page.counts), page.at_least

    whole = {one: len(every_correction(many, viewer, one)) for one in Shown}
    monkeypatch.setattr(walking, "COUNTED", EVERYTHING)
    assert counted() == (whole, frozenset())
    monkeypatch.setattr(walking, "COUNTED", 20)
    some, at_least = counted()
    walking._counting.cache_clear()
    for one, number in some.items():
        assert number <= whole[one]
        assert one in at_least or number == whole[one]
    assert at_least or not any(number > 20 for number in whole.values())


def test_corrections_of_few_among_very_many_go_on_where_the_room_broke_off(
    many: Store, monkeypatch: pytest.MonkeyPatch
):
    """Whoever handles very many cases is led by their days, and the seat is read off each."""
    whole = every_correction(many, "hemin", Shown.ALL)
    monkeypatch.setattr(searching, "FEW", 20)
    monkeypatch.setattr(walking, "READ", 30)
    searching._held.cache_clear()
    page = list_corrections(many, SAMPLE_NOW, viewer="hemin", limit=97)
    assert page.cut
    assert 0 < len(page.rows) <= 30  # of so many looked at, they keep out of some
    assert every_correction(many, "hemin", Shown.ALL) == whole
    searching._held.cache_clear()


@pytest.mark.parametrize("viewer", ["hemin", "tangli", "luochengan", "qinchuan"])
def test_an_index_leads_through_the_room_of_corrections(
    many: Store, viewer: str, monkeypatch: pytest.MonkeyPatch
):
    asked: list[tuple[str, Any]] = []
    sent = prepared.send
    with many.read() as connection, monkeypatch.context() as patch:
        seen = seen_by(find_person(connection, viewer, TODAY), Thing.CORRECTION)
        patch.setattr(searching, "FEW", 20)
        patch.setattr(prepared, "send", lambda c, t, v=(): (asked.append((t, v)), sent(c, t, v))[1])
        searching._held.cache_clear()
        corrections.under_way(connection, seen, None, None, 25)
        corrections.accepted(connection, seen, SAMPLE_NOW - LATELY, None, 25)
        searching._held.cache_clear()
        for column in ("correct_by", "accepted_at"):
            walks = [one for one in asked if f"ORDER BY case_lines.{column}" in one[0]]
            assert walks
            for statement, values in walks:
                plan = explained(many, connection, statement, values)
                if "officer" not in plan:  # one's own cases are few: read, then sorted
                    assert column.split("_")[0] in plan, plan
                    for sorting in ("TEMP B-TREE", "Sort", "Seq Scan"):
                        assert sorting not in plan, plan
