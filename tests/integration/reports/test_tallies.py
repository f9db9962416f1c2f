"""What is added up is what the lines say, whatever happens to the cases and whoever counts."""

import random
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from support.bureau import APPLICATION, OFFICER, SUPERVISOR, Bureau, at
from support.main_line import BUREAU_LINE

from cases.counting import count_anew, count_what_changed
from cases.faults import Fault
from cases.follow_up import issue_follow_ups
from cases.history import verify
from cases.patterns import watch_patterns
from cases.statistics import read_statistics
from storage import statistics, tallies
from storage.ledger_list import Asked, Scope, unit_id, within
from storage.schema import Case, CasePart, LedgerTally

NOW = at("2026-08-03")
OFFICERS = (OFFICER, "wulei", "zhaowenjing", "chenlixin")


@pytest.fixture
def many(bureau: Bureau) -> Bureau:
    """Cases of three years and several units: one went the whole way, the others begin."""
    bureau.open("2026-03-02")
    for on, event, by, data, *_ in BUREAU_LINE:
        bureau.do(on, event, by, **data)
    dice = random.Random(8)
    for year in (2024, 2025, 2026):
        for _ in range(4):
            day = date(year, 1, 4) + timedelta(days=dice.randrange(200))
            bureau.open(
                day.isoformat(), officers=[dice.choice(OFFICERS)], informed_on=day.isoformat(),
                report_kind="none", issue_type=dice.choice((None, "程序瑕疵", "文书错误")),
            )  # fmt: skip
    count_what_changed(bureau.store)
    return bureau


def untrue(bureau: Bureau) -> list[tallies.Key]:
    with bureau.store.read() as connection:
        return tallies.untrue(connection)


def held(bureau: Bureau) -> dict[str, list[Any]]:
    """The ledger with its tally, but for numbers that came back to nothing."""
    tables = bureau.tables()
    tables["ledger_tallies"] = [row for row in tables["ledger_tallies"] if row[-1]]
    return {name: rows for name, rows in tables.items() if name.startswith("ledger")}


def shaken(bureau: Bureau, dice: random.Random, cases: int = 5) -> None:
    """Some cases move: unit, state and outcome change, and each waits to be counted."""
    with bureau.store.write() as connection:
        units = list(statistics.unit_names(connection))
        for case in dice.sample(range(1, 14), cases):
            connection.execute(
                update(Case).where(Case.id == case).values(
                    unit_id=dice.choice(units), state=dice.choice(("closed", "decided")),
                    outcome=dice.choice((None, "exempt", "not_tolerated")),
                    version=Case.version + 1,
                )
            )  # fmt: skip


def test_after_any_changes_the_tally_is_what_the_lines_say(many: Bureau):
    dice = random.Random(18)
    assert untrue(many) == []
    for turn in range(6):
        officer = dice.choice(OFFICERS)
        many.open(f"2026-07-{turn + 10}", officers=[officer], report_kind="none")
        many.do("2026-07-16", "file", officer, **APPLICATION)
        shaken(many, dice)
        assert count_what_changed(many.store) >= 5
        assert untrue(many) == []
    before = held(many)
    count_anew(many.store)
    assert held(many) == before


def test_a_tally_that_was_tampered_with_is_found_and_made_anew(many: Bureau):
    with many.store.write() as connection:
        connection.execute(
            update(LedgerTally).where(LedgerTally.figure == "item", LedgerTally.one == "A10.1")
            .values(number=LedgerTally.number + 1)
        )  # fmt: skip
    assert [key[:2] for key in untrue(many)] == [("item", "A10.1")]
    assert [(flaw.case, flaw.seq) for flaw in verify(many.store).flaws] == [("statistics", None)]
    count_anew(many.store)
    assert verify(many.store).flaws == []


DAYS = (
    (None, None),
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2025, 1, 1), None),
    (date(2024, 2, 20), date(2026, 7, 1)),
    (date(2024, 9, 1), date(2025, 3, 1)),
    (date(2025, 2, 1), date(2025, 2, 28)),
    (date(2024, 5, 1), date(2024, 12, 30)),
    (None, date(2026, 5, 5)),
    (date(2026, 3, 1), date(2025, 3, 1)),
    (date.min, date.max),
)


@pytest.mark.parametrize(("since", "until"), DAYS)
def test_any_days_are_counted_as_if_line_by_line(
    many: Bureau, since: date | None, until: date | None
):
    shaken(many, random.Random(6), 9)
    count_what_changed(many.store)
    with many.store.write() as connection:
        person = connection.execute(select(Case.officer_id).where(Case.id == 3)).scalar_one()
        connection.execute(
            insert(CasePart), [{"person_id": person, "part": "kept_out", "case_id": 1}]
        )
    scopes = (
        Scope(),
        Scope(decided=True),
        Scope(units=frozenset({2, 3}), person_id=person),
        Scope(person_id=person, decided=True, hidden=("review",)),
    )
    with many.store.read() as connection:
        for scope, unit in ((scope, unit) for scope in scopes for unit in ("", "second")):
            asked = Asked(since=since, until=until, unit=unit)
            one = unit_id(connection, unit)
            plain = tallies.numbers(connection, within(asked, scope, NOW.date(), one))
            found = statistics.figures(connection, asked, scope, NOW.date())
            for figure, by in (("reached", ("one", "year")), ("kind", ("unit_id", "one", "other")),
                               ("state", ("one", "other")), ("late", ("one", "other")),
                               ("way", ("one",)), ("item", ("one",)),
                               ("run", ("one", "other", "days"))):  # fmt: skip
                places = [tallies.KEY.index(name) for name in by]
                wanted = sorted(
                    (*(key[place] for place in places), number)
                    for key, number in plain.items()
                    if key[0] == figure
                )
                assert found.by(figure, *by) == wanted, (scope, unit, figure)


def test_a_range_is_whole_years_and_as_few_days_as_can_be():
    def cut(since: str, until: str) -> tuple[Any, ...]:
        return statistics.whole_years(date.fromisoformat(since), date.fromisoformat(until))

    assert cut("2024-01-01", "2026-12-31") == (2023, 2026, [])
    assert cut("2024-01-03", "2026-12-30") == (
        2023, 2026,
        [(False, date(2026, 12, 31), date(2026, 12, 31)),
         (False, date(2024, 1, 1), date(2024, 1, 2))],
    )  # fmt: skip
    assert cut("2024-12-30", "2026-01-02") == (
        2024, 2025,
        [(True, date(2026, 1, 1), date(2026, 1, 2)),
         (True, date(2024, 12, 30), date(2024, 12, 31))],
    )  # fmt: skip
    week = (date(2025, 3, 3), date(2025, 3, 9))
    before, last, days = statistics.whole_years(*week)
    assert (before == last, days) == (True, [(True, *week)])


def test_two_who_count_at_once_count_every_case_once(many: Bureau):
    shaken(many, random.Random(3), 13)
    counters = [threading.Thread(target=count_what_changed, args=(many.store,)) for _ in range(3)]
    for one in counters:
        one.start()
    for one in counters:
        one.join()
    count_what_changed(many.store)
    assert untrue(many) == []
    found = read_statistics(many.store, SUPERVISOR, NOW, Asked())
    funnel = found.table("funnel")
    assert funnel is not None
    assert funnel.total == 13


def spoil(bureau: Bureau, number: str) -> None:
    """A case whose facts nobody can read; it waits to be counted."""
    of = update(Case).where(Case.number == number)
    with bureau.store.write() as connection:
        connection.execute(of.values(facts='{"x":', counted=0))


def test_one_case_that_cannot_be_counted_keeps_no_other_waiting(many: Bureau):
    bad = many.numbers[4]
    spoil(many, bad)
    shaken(many, random.Random(5), 13)
    faults: list[Fault] = []
    assert count_what_changed(many.store, faults) == 12
    assert [fault.place.number for fault in faults] == [bad]
    assert untrue(many) == []
    funnel = read_statistics(many.store, SUPERVISOR, NOW, Asked()).table("funnel")
    assert funnel is not None
    assert funnel.total == 13  # the line that it had stands


def test_the_administrators_are_told_of_a_case_that_cannot_be_counted(many: Bureau):
    bad = many.numbers[4]
    spoil(many, bad)
    watched = watch_patterns(many.store, NOW)
    assert [str(fault) for fault in watched.faults] == [f"{bad}: ValidationError"]
    assert str(watched).endswith("failed 1")
    assert many.told("sweep_fault", bad) == [("jiangheng", "ADM")]
    issued = issue_follow_ups(many.store, NOW)
    assert issued.reports
    assert [fault.place.number for fault in issued.faults] == [bad]
    assert len(many.told("sweep_fault", bad)) == 1
