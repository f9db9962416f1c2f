"""Lists among many cases: what leads to them is an index, in every order and on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from support.many_cases import explained
from support.sample import SAMPLE_NOW

from cases.eyes import cases_seen, cases_weighed, seen_by
from cases.listing import Narrowed, list_cases
from deadlines import local_day
from states.vocabulary import State
from storage import Store, case_list, lines, prepared, searching, walking
from storage.case_list import Order, Seen, Span, Wanted
from storage.people import Lent, person_named
from storage.schema import Case, CaseItem
from storage.ways import Apart, ways_of

TODAY = local_day(SAMPLE_NOW)
VIEWERS = ("hemin", "tangli", "luochengan", "guyuan", "baixue", "sunhao", "fengjie", None)


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


@pytest.mark.parametrize("few", [searching.FEW, 20])
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
        ("00", {"query": "00"}),
        ("赵", {"query": "赵"}),
        ("-张", {"query": "-张"}),
    ],
)
def test_words_are_found_wherever_they_stand(
    many: Store, viewer: str, words: str, asked: dict[str, Any], few: int,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    """Also where many hold them, so that each case is asked: ``few`` is what leads to its cases."""
    monkeypatch.setattr(searching, "FEW", few)
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


@pytest.mark.parametrize("viewer", ["luochengan", None])
def test_counts_are_exact_until_they_say_at_least(many: Store, viewer: str | None):
    whole = list_cases(many, SAMPLE_NOW, viewer=viewer)
    for urgency, number in whole.counts.items():
        held = every_number(many, viewer, urgency=urgency)
        if urgency in whole.at_least:
            apart = 0 if viewer is None else 40  # of what is looked at, they keep out of so many
            assert walking.COUNTED - apart <= number <= len(held)
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
    searching._held.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(searching, "FEW", 20)  # the words are those of many
        patch.setattr(prepared, "send", lambda c, t, v=(): (asked.append((t, v)), sent(c, t, v))[1])
        list_cases(many, SAMPLE_NOW, viewer="hemin", narrowed=Narrowed(query="扬尘"))
    searching._held.cache_clear()
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


def test_limits_and_days_stand_in_the_text_of_counts_and_walks(
    many: Store, monkeypatch: pytest.MonkeyPatch
):
    """Not knowing them, PostgreSQL would keep a plan that reads and sorts all of a state."""
    asked: list[tuple[str, Any]] = []
    sent = prepared.send
    days = {"late": Span(None, TODAY - timedelta(1)), "soon": Span(TODAY, TODAY + timedelta(7))}
    with many.read() as connection, monkeypatch.context() as patch:
        patch.setattr(prepared, "send", lambda c, t, v=(): (asked.append((t, v)), sent(c, t, v))[1])
        wanted = Wanted(states=frozenset({State.UNDER_REVIEW, State.CORRECTING}))
        case_list.counts(connection, wanted, days)
        case_list.browse(connection, wanted, 25, span=days["soon"])
    [(counting, values)] = [one for one in asked if "AS span" in one[0]]
    assert counting.count(f"LIMIT {walking.COUNTED}") == 4
    assert counting.count(f"'{TODAY}'") == 2
    [(walking_, others)] = [one for one in asked if "AS way" in one[0]]
    assert walking_.count("LIMIT 26") == 2
    assert walking_.count(f"'{TODAY}'") == 2
    held = {*values, *others} if many.sqlite else {*values.values(), *others.values()}
    assert held - {0} == wanted.states  # SQLite's dialect gives a plain limit an offset of 0


def test_a_line_that_is_not_what_the_case_says_is_found(many: Store):
    with many.write() as connection:
        connection.execute(text("UPDATE case_lines SET told_on = '2027-01-01' WHERE case_id = 5"))
        number = connection.execute(text("SELECT number FROM cases WHERE id = 5")).scalar_one()
        assert list(lines.untrue_lines(connection)) == [number]
        lines.keep_lines(connection, [5])
        assert list(lines.untrue_lines(connection)) == []


def hands(connection: Connection, *held: str) -> dict[str, Any]:
    """Roles for every unit and a seat of one's own, or a role with the same one lent."""
    reviewer = person_named(connection, "jiangyue", TODAY)
    assert reviewer
    units = connection.execute(text("SELECT id FROM units")).scalars()
    if held == ("REV", "REV"):
        lent = (Lent("REV", None, reviewer.id, reviewer.username),)
        return {"grants": (("REV", None),), "lent": lent}
    return {"grants": (*((held[0], unit) for unit in units), (held[1], None)), "lent": ()}


@pytest.mark.parametrize(
    ("who", "held"),
    [("hemin", ("UPO", "HND")), ("tangli", ("UPO", "SUP")), ("guyuan", ("REV", "REV"))],
)
def test_a_case_to_which_several_ways_lead_is_counted_once(
    many: Store, who: str, held: tuple[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(walking, "COUNTED", 10_000)
    walking._counting.cache_clear()
    with many.read() as connection:
        person = person_named(connection, who, TODAY)
        assert person
        seen = seen_by(replace(person, **hands(connection, *held)))
        there = connection.execute(
            select(func.count()).select_from(Case).where(case_list.visible(seen))
        ).scalar_one()
        found = case_list.counts(connection, Wanted(seen=seen), {"any": Span()})
        assert len(list(ways_of(seen, Apart.of(connection, seen)))) > 1
    walking._counting.cache_clear()
    assert there
    assert found == {"any": (there, False)}


def test_states_narrow_alike_a_seat_of_many_cases_and_one_of_few(
    many: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(walking, "COUNTED", 10_000)
    monkeypatch.setattr(walking, "READ", 100_000)
    monkeypatch.setattr(searching, "FEW", 20)
    searching._held.cache_clear()
    walking._counting.cache_clear()
    states = frozenset({"under_review", "legal_review", "correcting", "closed"})
    with many.read() as connection:
        handler, other = (person_named(connection, who, TODAY) for who in ("hemin", "fengjie"))
        assert handler
        assert other
        seats = (("handler", handler.id, None), ("supervisor", other.id, None))
        seen = Seen(handler.id, frozenset(), frozenset(), seats, reviews=True)
        rule = select(Case.number).where(case_list.visible(seen), Case.state.in_(states))
        there = set(connection.execute(rule).scalars())
        wanted = Wanted(seen=seen, states=states)
        counted = case_list.counts(connection, wanted, {"any": Span()})
        found = case_list.browse(connection, wanted, 10_000)
    searching._held.cache_clear()
    walking._counting.cache_clear()
    assert len(there) > 40
    assert {case.number for case in found.cases} == there
    assert counted == {"any": (len(there), False)}
