"""Units are renamed, merged and closed, and reports of that period say so."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from support.bureau import OFFICER, UNIT, Bureau, at
from support.following import correct, kept
from support.tampering import unguard

from cases.accounts import NewPerson, add_unit, new_account
from cases.chains import verify_chains
from cases.follow_up import issue_follow_ups
from cases.follow_up_reading import lines_seen, read_report
from cases.history import verify
from cases.journal import read_journal
from cases.roles import Asked, ask_role
from cases.standing import find_person
from cases.units import close_unit, merge_unit, rename_unit
from deadlines import local_day
from states.errors import CaseError, GuardFailed, Invalid, NotFound
from storage import people
from storage.schema import FollowUpReport, Person, Unit

ADMIN, SECURITY = "jiangheng", "wenan"
WHY = "编办〔2026〕3号"
WEDNESDAY = at("2026-06-03T10:00")
WEEKS = {"2026-W23": "2026-06-01T09:00", "2026-W24": "2026-06-08T09:00",
         "2026-W25": "2026-06-15T09:00"}  # fmt: skip


@pytest.fixture
def running(bureau: Bureau) -> Bureau:
    """A correction of the second unit, and the report of the week before what becomes of it."""
    correct(bureau)
    issue_follow_ups(bureau.store, at(WEEKS["2026-W23"]))
    return bureau


def issued(b: Bureau, *weeks: str) -> None:
    for week in weeks:
        issue_follow_ups(b.store, at(WEEKS[week]))


def scopes(b: Bureau, week: str) -> set[str]:
    with b.store.read() as connection:
        found = select(FollowUpReport.scope).where(FollowUpReport.period == week)
        return set(connection.execute(found).scalars())


def said(b: Bureau, week: str, scope: str = "bureau") -> list[tuple[str, str, str, str]]:
    found = kept(b, week, scope).head["reorganised"]
    return [(one["on"], one["kind"], one["before"], one["after"]) for one in found]


def home(b: Bureau, who: str) -> str:
    with b.store.read() as connection:
        found = select(Unit.code).join(Person, Person.unit_id == Unit.id)
        return connection.execute(found.where(Person.username == who)).scalar_one()


def told(b: Bureau, kind: str) -> list[Any]:
    return [entry.said for entry in read_journal(b.store, "jianming", WEDNESDAY, kind=kind)]


def test_a_renamed_unit_is_called_so_from_then_on_and_its_report_says_when(running: Bureau):
    b = running
    rename_unit(b.store, "second", "综合执法二大队", WHY, ADMIN, WEDNESDAY)
    issued(b, "2026-W24", "2026-W25")
    assert kept(b, "2026-W23", "second").head["name"] == "执法二大队"
    assert kept(b, "2026-W24", "second").head["name"] == "综合执法二大队"
    change = ("2026-06-03", "renamed", "执法二大队", "综合执法二大队")
    assert said(b, "2026-W24") == said(b, "2026-W24", "second") == [change]
    assert said(b, "2026-W24", "first") == said(b, "2026-W23") == said(b, "2026-W25") == []
    assert told(b, "unit_renamed") == [
        {"unit": "second", "reason": WHY, "before": "执法二大队", "name": "综合执法二大队"}
    ]
    assert verify(b.store).flaws == []


def test_a_report_that_is_made_late_calls_units_as_they_were_called(running: Bureau):
    b = running
    rename_unit(b.store, "second", "综合执法二大队", WHY, ADMIN, at("2026-06-10T10:00"))
    merge_unit(b.store, "second", "first", WHY, ADMIN, at("2026-06-11T10:00"))
    issued(b, "2026-W25")
    assert kept(b, "2026-W24", "second").head["name"] == "执法二大队"
    assert kept(b, "2026-W24", "first").head["open"] == 0
    assert kept(b, "2026-W25", "first").head["open"] == 1
    assert said(b, "2026-W24") == []
    assert said(b, "2026-W25") == [
        ("2026-06-10", "renamed", "执法二大队", "综合执法二大队"),
        ("2026-06-11", "merged", "综合执法二大队", "执法一大队"),
    ]


def test_a_merged_unit_has_its_last_report_and_its_successor_answers_for_its_cases(
    running: Bureau,
):
    b = running
    done = merge_unit(b.store, "second", "first", WHY, ADMIN, WEDNESDAY)
    assert ("白雪", "UPO") in done.grants
    assert done.people > 0
    assert home(b, OFFICER) == "first"
    issued(b, "2026-W24", "2026-W25")
    assert "second" in scopes(b, "2026-W24")
    assert "second" not in scopes(b, "2026-W25")
    change = ("2026-06-03", "merged", "执法二大队", "执法一大队")
    assert said(b, "2026-W24", "second") == said(b, "2026-W24", "first") == [change]
    assert [kept(b, "2026-W25", scope).head["open"] for scope in ("first", "bureau")] == [1, 1]
    # Its history stays where it was; whoever answers for the successor reads it, too.
    report = read_report(b.store, "2026-W25", "first", "qinchuan", at("2026-06-15T10:00"))
    [line] = lines_seen(b.store, report)
    assert (line["case"], line["unit"]) == (b.number, "second")
    with b.store.read() as connection:
        unit = b.row().unit_id
        holders = people.holders(connection, local_day(WEDNESDAY), ("UPO",), unit)
        named = people.names(connection, {person for _, person in holders})
    assert UNIT in {username for username, _ in named.values()}
    assert verify(b.store).flaws == []


def test_a_closed_unit_has_its_last_report_and_the_bureau_keeps_its_cases(running: Bureau):
    b = running
    with pytest.raises(Invalid, match="people_to"):
        close_unit(b.store, "second", WHY, ADMIN, WEDNESDAY)
    done = close_unit(b.store, "second", WHY, ADMIN, WEDNESDAY, people_to="third")
    assert (done.people > 0, home(b, OFFICER)) == (True, "third")
    issued(b, "2026-W24", "2026-W25")
    assert ("second" in scopes(b, "2026-W24"), "second" in scopes(b, "2026-W25")) == (True, False)
    assert said(b, "2026-W24", "second") == [("2026-06-03", "closed", "执法二大队", "")]
    assert [kept(b, "2026-W25", scope).head["open"] for scope in ("third", "bureau")] == [0, 1]
    report = read_report(b.store, "2026-W24", "second", UNIT, at("2026-06-15T10:00"))
    assert len(list(lines_seen(b.store, report))) == 1
    assert verify(b.store).flaws == []


@pytest.mark.parametrize("end", ["merged", "closed"])
def test_a_unit_that_ended_takes_nobody_and_nothing_new(sqlite_bureau: Bureau, end: str):
    b, store = sqlite_bureau, sqlite_bureau.store
    if end == "merged":
        merge_unit(store, "second", "first", WHY, ADMIN, WEDNESDAY)
    else:
        close_unit(store, "second", WHY, ADMIN, WEDNESDAY, people_to="first")
    for refused in (
        lambda: new_account(store, NewPerson("xinren", "辛仁", "second"), ADMIN, WEDNESDAY),
        lambda: add_unit(store, "post", "驻点", "second", ADMIN, WEDNESDAY),
        lambda: ask_role(store, Asked("wulei", "UPO", "second", None, None), SECURITY, WEDNESDAY),
        lambda: rename_unit(store, "second", "另名", WHY, ADMIN, WEDNESDAY),
        lambda: merge_unit(store, "second", "third", WHY, ADMIN, WEDNESDAY),
        lambda: merge_unit(store, "third", "second", WHY, ADMIN, WEDNESDAY),
        lambda: close_unit(store, "third", WHY, ADMIN, WEDNESDAY, people_to="second"),
    ):
        with pytest.raises(Invalid, match="已撤并"):
            refused()
    with store.write() as connection:  # as if somebody had been left behind
        unit = connection.execute(select(Unit.id).where(Unit.code == "second")).scalar_one()
        person = find_person(connection, OFFICER, local_day(WEDNESDAY))
        connection.execute(
            Person.__table__.update().where(Person.id == person.id).values(unit_id=unit)  # type: ignore[attr-defined]
        )
    with pytest.raises(GuardFailed, match="执法二大队"):
        b.open("2026-06-03", officers=[OFFICER])


def test_neither_the_bureau_nor_a_circle_is_merged_and_what_has_parts_is_not_closed(
    sqlite_bureau: Bureau,
):
    store = sqlite_bureau.store
    add_unit(store, "post", "驻点", "second", ADMIN, WEDNESDAY)
    for refused in (
        lambda: merge_unit(store, "bureau", "second", WHY, ADMIN, WEDNESDAY),
        lambda: close_unit(store, "bureau", WHY, ADMIN, WEDNESDAY, people_to="second"),
        lambda: merge_unit(store, "second", "second", WHY, ADMIN, WEDNESDAY),
        lambda: merge_unit(store, "second", "post", WHY, ADMIN, WEDNESDAY),
        lambda: merge_unit(store, "second", "nothing", WHY, ADMIN, WEDNESDAY),
        lambda: close_unit(store, "second", WHY, ADMIN, WEDNESDAY, people_to="third"),
        lambda: merge_unit(store, "second", "third", "  ", ADMIN, WEDNESDAY),
        lambda: rename_unit(store, "second", "执法二大队", WHY, ADMIN, WEDNESDAY),
        lambda: rename_unit(store, "second", "", WHY, ADMIN, WEDNESDAY),
    ):
        with pytest.raises((Invalid, GuardFailed, NotFound)):
            refused()
    close_unit(store, "post", WHY, ADMIN, WEDNESDAY)
    merge_unit(store, "second", "third", WHY, ADMIN, WEDNESDAY)


@pytest.mark.parametrize("who", ["hemin", "wenan", "jianming", UNIT])
def test_only_who_keeps_accounts_changes_units(sqlite_bureau: Bureau, who: str):
    store = sqlite_bureau.store
    for refused in (
        lambda: rename_unit(store, "second", "另名", WHY, who, WEDNESDAY),
        lambda: merge_unit(store, "second", "first", WHY, who, WEDNESDAY),
        lambda: close_unit(store, "second", WHY, who, WEDNESDAY, people_to="first"),
    ):
        with pytest.raises(CaseError):
            refused()
    assert told(sqlite_bureau, "unit_merged") == []


def changed(b: Bureau) -> None:
    """The second unit is renamed and the third merged into it."""
    rename_unit(b.store, "second", "水环境执法大队", WHY, ADMIN, WEDNESDAY)
    merge_unit(b.store, "third", "second", WHY, ADMIN, WEDNESDAY)


@pytest.mark.parametrize(
    "statement", ["UPDATE unit_changes SET reason = '另有原因'", "DELETE FROM unit_changes"]
)
def test_the_database_changes_nothing_of_what_became_of_a_unit(bureau: Bureau, statement: str):
    changed(bureau)
    with pytest.raises(DBAPIError, match="append-only"), bureau.store.write() as connection:
        connection.execute(text(statement))


def test_no_change_of_a_unit_is_put_in_the_place_of_another(sqlite_bureau: Bureau):
    changed(sqlite_bureau)
    again = "INSERT OR REPLACE INTO unit_changes SELECT * FROM unit_changes"
    other = "INSERT OR REPLACE INTO unit_changes SELECT id + 9, {} FROM unit_changes".format(
        "unit_id, kind, at, name_before, parent_before, successor_id, reason, by_id"
    )
    for statement in (again, other):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            sqlite_bureau.store.write() as connection,
        ):
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "unit"),
    [
        ("UPDATE unit_changes SET reason = '另有原因' WHERE kind = 'renamed'", "second"),
        ("UPDATE unit_changes SET name_before = '某大队' WHERE kind = 'merged'", "third"),
        ("UPDATE unit_changes SET by_id = by_id + 1 WHERE kind = 'merged'", "third"),
        ("DELETE FROM unit_changes WHERE kind = 'merged'", "third"),
        ("UPDATE units SET name = '某大队' WHERE code = 'second'", "second"),
        ("UPDATE units SET parent_id = NULL WHERE code = 'third'", "third"),
    ],
)
def test_what_became_of_a_unit_is_held_against_the_journal(
    bureau: Bureau, statement: str, unit: str
):
    changed(bureau)
    assert verify(bureau.store).flaws == verify_chains(bureau.store).flaws == []
    unguard(bureau.store)
    with bureau.store.write() as connection:
        connection.execute(text(statement))
    for proof in (verify(bureau.store), verify_chains(bureau.store)):
        assert [flaw.case for flaw in proof.flaws] == [unit]
