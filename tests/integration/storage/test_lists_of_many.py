"""Lists among many cases: what leads to them is an index, in every order and on both databases."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from support.many_cases import multiply
from support.sample import SAMPLE_NOW

from access.policy import Thing
from cases.corrections import Shown, list_corrections
from cases.eyes import cases_seen, cases_weighed, seen_by
from cases.listing import Narrowed, list_cases
from cases.rooms import LATELY
from cases.standing import find_person
from deadlines import local_day
from storage import Store, case_list, corrections, lines, prepared, searching, walking
from storage.case_list import Order, Wanted
from storage.schema import Case, CaseItem, Task

MANY = 3000
READERS = ("hemin", "tangli", "luochengan", "qinchuan", "sunhao")
"""Who comes into the room of corrections: by a seat, for the bureau, for a unit, for oneself."""
TODAY = local_day(SAMPLE_NOW)
VIEWERS = ("hemin", "tangli", "luochengan", "guyuan", "baixue", "sunhao", "fengjie", None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def many(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The sample bureau, a hundred times over."""
    from rongcuo.sample import load_sample
    from storage import migrate, open_store

    url = f"sqlite:///{tmp_path_factory.mktemp('many') / 'case.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.url(server.new_database())
    migrate(url)
    with open_store(url) as store:
        load_sample(store, SAMPLE_NOW)
        multiply(store, MANY)
        yield store


def every_number(store: Store, viewer: str | None, **asked: Any) -> list[str]:
    """Every page of a list, one after the other."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = list_cases(
            store, SAMPLE_NOW, viewer=viewer, after=after, limit=97, counted=False, **asked
        )
        found += [row.number for row in page.rows]
        if page.next is None:
            return found
        after = page.next


def as_numbered(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split("-")))


def seen_by_rule(connection: Connection, viewer: str | None) -> set[str]:
    """What they see by the condition that every other reader uses."""
    from sqlalchemy import select

    from storage.schema import Case

    seen = cases_seen(connection, viewer, TODAY)
    rule = select(Case.number).where(*([case_list.visible(seen)] if seen else []))
    return set(connection.execute(rule).scalars())


@pytest.mark.parametrize("viewer", VIEWERS)
def test_pages_of_every_order_hold_each_case_once_and_in_its_place(many: Store, viewer: str | None):
    with many.read() as connection:
        whole = seen_by_rule(connection, viewer)
        changed = dict(connection.execute(text("SELECT number, changed_at FROM cases")).all())
        days = {row[0]: tuple(map(str, row[1:])) for row in connection.execute(
            text("SELECT number, due_on, told_on FROM case_lines"))}  # fmt: skip
        seen = cases_seen(connection, viewer, TODAY)
    told = int(seen is not None and not seen.reviews)
    for order in Order:
        numbers = every_number(many, viewer, order=order)
        assert len(numbers) == len(set(numbers))
        assert set(numbers) == whole
        places = {
            Order.DUE: [(days[n][told], as_numbered(n)) for n in numbers],
            Order.OPENED: [as_numbered(n) for n in reversed(numbers)],
            # When a case changed is not for those who do not review: they get the newest opened.
            Order.CHANGED: [
                (None if told else changed[n], as_numbered(n)) for n in reversed(numbers)
            ],
            Order.NUMBER: [as_numbered(n) for n in numbers],
        }[order]
        assert places == sorted(places), order


@pytest.mark.parametrize("viewer", ["hemin", "luochengan", "baixue", "fengjie"])
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("第7号", {"query": "第7号"}),
        ("扬尘", {"query": "扬尘"}),
        ("尘", {"query": "尘"}),
        ("扬尘管控记录不完整（第7号）", {"query": "扬尘管控记录不完整（第7号）"}),
        ("2030-0005", {"query": "2030-0005"}),
        ("0-0005-1", {"query": "0-0005-1"}),
    ],
)
def test_words_are_found_wherever_they_stand(
    many: Store, viewer: str, words: str, asked: dict[str, Any]
):
    with many.read() as connection:
        whole = seen_by_rule(connection, viewer)
        seen = cases_seen(connection, viewer, TODAY)
        rows = connection.execute(text(
            "SELECT c.number, m.subject, p.name FROM cases c JOIN matters m ON m.id = c.matter_id "
            "JOIN people p ON p.id = c.officer_id"
        )).all()  # fmt: skip
    assert seen
    held = {
        number
        for number, subject, name in rows
        if words in number or words in name or (seen.facts and words in subject)
    }
    assert set(every_number(many, viewer, narrowed=Narrowed(**asked))) == held & whole


def test_an_article_an_item_and_days_narrow_the_list(many: Store):
    with many.read() as connection:
        items = {(r[0], r[1]) for r in connection.execute(text(
            "SELECT i.item, c.number FROM case_items i JOIN cases c ON c.id = i.case_id"
        ))}  # fmt: skip
        days = {r[0]: date.fromisoformat(str(r[1])) for r in connection.execute(
            text("SELECT number, due_on FROM case_lines"))}  # fmt: skip
    for item in ("A12", "A12.4", "A15", "A10.99"):
        wanted = {number for one, number in items if one == item}
        assert set(every_number(many, None, narrowed=Narrowed(item=item))) == wanted, item
    first, last = date(2026, 11, 24), date(2026, 12, 31)
    between = Narrowed(due_from=first, due_until=last)
    assert set(every_number(many, None, narrowed=between)) == {
        number for number, day in days.items() if first <= day <= last
    }
    later = set(every_number(many, None, narrowed=Narrowed(due_from=first)))
    assert later == {number for number, day in days.items() if first <= day < lines.FAR}


def test_counts_are_exact_until_they_say_at_least(many: Store):
    whole = list_cases(many, SAMPLE_NOW, viewer="luochengan")
    for urgency, number in whole.counts.items():
        held = every_number(many, "luochengan", urgency=urgency)
        if urgency in whole.at_least:
            assert walking.COUNTED <= number <= len(held)
        else:
            assert number == len(held)


def test_a_search_among_very_many_goes_on_where_it_broke_off(
    many: Store, monkeypatch: pytest.MonkeyPatch
):
    wanted = Narrowed(outcome="exempt")
    whole = every_number(many, "baixue", narrowed=wanted)
    monkeypatch.setattr(walking, "READ", 50)
    page = list_cases(many, SAMPLE_NOW, viewer="baixue", narrowed=wanted, limit=97)
    assert page.cut
    assert page.next
    assert every_number(many, "baixue", narrowed=wanted) == whole


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("item", ["A10", "A12.4"])
def test_items_find_among_many_what_is_seen_of_how_it_is_weighed(
    many: Store, viewer: str | None, item: str
):
    with many.read() as connection:
        seen = cases_weighed(connection, viewer, TODAY)
        rule = select(Case.number).join(CaseItem).where(CaseItem.item == item)
        whole = set(connection.execute(
            rule.where(*([case_list.visible(seen)] if seen else []))
        ).scalars())  # fmt: skip
    for order in Order:
        found = every_number(many, viewer, narrowed=Narrowed(item=item), order=order)
        assert len(found) == len(whole)
        assert set(found) == whole


@pytest.mark.parametrize("viewer", ["hemin", "tangli", "luochengan", "guyuan", "baixue", None])
@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("item", [None, "A12"])
def test_an_index_leads_through_every_list_in_its_order(
    many: Store, viewer: str | None, order: Order, item: str | None, monkeypatch: pytest.MonkeyPatch
):
    """The plans say so: no list sorts what is many, nor reads all of it to find a page."""
    asked: list[tuple[str, Any]] = []
    sent = prepared.send
    monkeypatch.setattr(searching, "FEW", 20)
    searching._held.cache_clear()
    with many.read() as connection:
        seeing = cases_weighed if item else cases_seen
        wanted = Wanted(seen=seeing(connection, viewer, TODAY), item=item)
        monkeypatch.setattr(
            prepared, "send", lambda c, t, v=(): (asked.append((t, v)), sent(c, t, v))[1]
        )
        case_list.browse(connection, wanted, 25, order=order)
        monkeypatch.undo()
        searching._held.cache_clear()
        walks = [one for one in asked if "ORDER BY case_lines" in one[0]]
        assert walks or (viewer, item) == ("baixue", "A12")  # nothing is there for the unit
        for statement, values in walks:
            plan = explained(many, connection, statement, values)
            if "officer" not in plan:  # one's own cases are few: read, then sorted
                assert "TEMP B-TREE" not in plan, plan
                assert "Sort" not in plan, plan
                assert "Seq Scan" not in plan, plan


def test_counts_ask_each_case_that_they_look_at_and_list_no_others(
    many: Store, monkeypatch: pytest.MonkeyPatch
):
    """PostgreSQL would rather read every matter and every part, before it looks at the first."""
    if many.sqlite:
        pytest.skip("SQLite asks each case anyhow")
    asked: list[tuple[str, Any]] = []
    sent = prepared.send
    with monkeypatch.context() as patch:
        patch.setattr(prepared, "send", lambda c, t, v=(): (asked.append((t, v)), sent(c, t, v))[1])
        list_cases(many, SAMPLE_NOW, viewer="tangli", narrowed=Narrowed(query="扬尘"))
    statement, values = next(one for one in asked if "AS span" in one[0])
    with many.read() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on matters" not in plan, plan
    parts = [scan for scan in plan.split("->") if "kept_out" in scan]
    assert parts
    for scan in parts:
        assert "case_lines" in scan, plan


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
    assert accepted
    assert under_way or viewer == "sunhao"


@pytest.mark.parametrize("viewer", READERS)
def test_corrections_are_counted_exactly_until_the_room_says_at_least(
    many: Store, viewer: str, monkeypatch: pytest.MonkeyPatch
):
    def counted() -> tuple[dict[Shown, int], frozenset[Shown]]:
        walking._counting.cache_clear()
        page = list_corrections(many, SAMPLE_NOW, viewer=viewer, limit=1)
        return dict(page.counts), page.at_least

    whole = {one: len(every_correction(many, viewer, one)) for one in Shown}
    monkeypatch.setattr(walking, "COUNTED", MANY)
    assert counted() == (whole, frozenset())
    monkeypatch.setattr(walking, "COUNTED", 20)
    some, at_least = counted()
    walking._counting.cache_clear()
    for one, number in some.items():
        assert number <= whole[one]
        assert one in at_least or number == whole[one]
    assert at_least or viewer == "sunhao"


def test_corrections_of_few_among_very_many_go_on_where_the_room_broke_off(
    many: Store, monkeypatch: pytest.MonkeyPatch
):
    """Whoever handles very many cases is led by their days, and the seat is read off each."""
    whole = every_correction(many, "hemin", Shown.ALL)
    monkeypatch.setattr(searching, "FEW", 20)
    monkeypatch.setattr(walking, "READ", 30)
    searching._held.cache_clear()
    page = list_corrections(many, SAMPLE_NOW, viewer="hemin", limit=97)
    assert (page.cut, len(page.rows)) == (True, 30)
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


def explained(store: Store, connection: Connection, statement: str, values: Any) -> str:
    """The plan; PostgreSQL is asked whether it can do without reading and sorting everything."""
    cursor = connection.connection.cursor()
    if store.sqlite:
        rows = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        return "\n".join(row[-1] for row in rows)
    for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
        cursor.execute(f"SET LOCAL enable_{way} = off")
    cursor.execute(f"EXPLAIN {statement}", values)
    return "\n".join(row[0] for row in cursor.fetchall())


def test_a_line_that_is_not_what_the_case_says_is_found(many: Store):
    with many.write() as connection:
        connection.execute(text("UPDATE case_lines SET told_on = '2027-01-01' WHERE case_id = 5"))
        number = connection.execute(text("SELECT number FROM cases WHERE id = 5")).scalar_one()
        assert list(lines.untrue_lines(connection)) == [number]
        lines.keep_lines(connection, [5])
        assert list(lines.untrue_lines(connection)) == []
