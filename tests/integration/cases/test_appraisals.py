"""Review before destruction or anonymisation: never of itself, by two people, and proven."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.retained import (
    DUE,
    INTEGRITY,
    PERSONNEL,
    PRINCIPAL,
    approved,
    closed,
    emptied,
    handed_over,
)

from cases.appraisals import (
    Proposal,
    Standing,
    Verdict,
    decide,
    due_for_review,
    propose,
    read_appraisal,
)
from cases.tidying import tidy_files
from states.errors import GuardFailed, Invalid
from storage.files.shelf import Shelf
from storage.schema import Case

M1 = "2026-0001"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


def due(b: Bureau, on: str = DUE, viewer: str = PERSONNEL) -> list[str]:
    return [one.number for one in due_for_review(b.store, at(on), viewer=viewer).rows]


# When a period is over


@pytest.mark.parametrize(
    ("on", "is_due"), [("2056-12-31", False), ("2057-01-01", True), ("2126-06-01", True)]
)
def test_a_matter_is_due_when_the_year_of_its_period_is_over(bureau: Bureau, on: str, is_due: bool):
    closed(bureau)
    assert due(bureau, on) == ([M1] if is_due else [])


@pytest.mark.parametrize(
    ("closed_at", "until"),
    [
        ("2027-12-31T15:59:59", 2057),  # one second before midnight in Shanghai
        ("2027-12-31T16:00:00", 2058),
        ("2028-02-29T02:00:00", 2058),
        ("2028-01-01T02:00:00", 2058),
    ],
)
def test_the_year_of_the_closing_is_that_of_shanghai(
    sqlite_bureau: Bureau, closed_at: str, until: int
):
    b = sqlite_bureau
    closed(b)
    with b.store.write() as connection:
        instant = at(closed_at + "+00:00")
        connection.execute(update(Case).values(closed_at=instant, counted=0))
    assert due(b, f"{until}-12-31") == []
    assert due(b, f"{until + 1}-01-01") == [M1]


def test_what_is_kept_for_ever_or_open_is_never_due(bureau: Bureau):
    closed(bureau, tolerated=True)
    bureau.open("2026-03-02")
    assert due(bureau, "2999-01-01") == []


def test_a_matter_waits_for_the_last_of_its_cases(sqlite_bureau: Bureau):
    b = sqlite_bureau
    closed(b, officers=[OFFICER, "zhouqian"])
    assert due(b, "2999-01-01") == []


def test_a_hundred_years_of_sweeps_destroy_nothing(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    closed(b, shelf)
    due(b, "2056-01-01")
    before = b.tables()
    files = sorted(one.name for one in shelf.folder.rglob("*") if one.is_file())
    for year in range(2057, 2157, 11):
        b.sweep(f"{year}-01-04")
        assert due(b, f"{year}-01-04") == [M1]
        assert tidy_files(b.store, shelf, grace=0) == []
    assert {**b.tables(), "counters": before["counters"]} == before
    assert sorted(one.name for one in shelf.folder.rglob("*") if one.is_file()) == files


# Two people say it


def test_one_proposes_and_the_principal_approves(bureau: Bureau):
    closed(bureau)
    name = propose(
        bureau.store, Proposal([M1], Verdict.DESTROY, "无保存价值"), at(DUE), by=PERSONNEL
    )
    assert (name, due(bureau)) == ("JD2057-0001", [])
    for who in (PERSONNEL, SUPERVISOR, HANDLER, OFFICER, "luochengan", "jianming"):
        with pytest.raises(GuardFailed):
            decide(bureau.store, name, at(DUE), by=who, approved=True)
    decide(bureau.store, name, at(DUE), by=PRINCIPAL, approved=True)
    with pytest.raises(GuardFailed, match="已经审批"):
        decide(bureau.store, name, at(DUE), by=PRINCIPAL, approved=False, answer="不")
    sheet = read_appraisal(bureau.store, name, at(DUE), viewer=PERSONNEL)
    assert (sheet.standing, sheet.executes, sheet.missing) == (
        Standing.APPROVED, False, (f"{M1}-1",),
    )  # fmt: skip


def test_whoever_proposed_never_decides_and_who_approved_never_executes(
    sqlite_bureau: Bureau, shelf: Shelf
):
    from storage import staffing

    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf))
    with b.store.write() as connection:
        from storage.people import person_named

        for who, role in ((PERSONNEL, "LDR"), (PRINCIPAL, "HR")):
            person = person_named(connection, who, date(2057, 1, 1))
            assert person
            staffing.grant(connection, person.id, role, None, at("2026-01-06"))
    name = propose(b.store, Proposal([M1], Verdict.DESTROY, "无"), at(DUE), by=PERSONNEL)
    with pytest.raises(GuardFailed, match="不能自己审批"):
        decide(b.store, name, at(DUE), by=PERSONNEL, approved=True)
    decide(b.store, name, at(DUE), by=PRINCIPAL, approved=True)
    with pytest.raises(GuardFailed, match="不能自己执行"):
        emptied(b, shelf, name, by=PRINCIPAL)
    assert emptied(b, shelf, name).cases == 1


def test_a_refusal_says_why_and_the_matter_is_due_again(bureau: Bureau):
    closed(bureau)
    name = propose(bureau.store, Proposal([M1], Verdict.DESTROY, "无"), at(DUE), by=PERSONNEL)
    with pytest.raises(Invalid, match="answer"):
        decide(bureau.store, name, at(DUE), by=PRINCIPAL, approved=False)
    decide(bureau.store, name, at(DUE), by=PRINCIPAL, approved=False, answer="仍有查考价值")
    assert due(bureau) == [M1]


def test_what_is_kept_longer_is_due_again_after_that(bureau: Bureau, shelf: Shelf):
    closed(bureau, shelf)
    name = approved(bureau, M1, verdict=Verdict.KEEP, years=10)
    assert (due(bureau, "2067-12-31"), due(bureau, "2068-01-01")) == ([], [M1])
    with pytest.raises(GuardFailed, match="没有经批准"):
        emptied(bureau, shelf, name)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"reason": " "}, "reason"),
        ({"matters": []}, "matters"),
        ({"verdict": Verdict.KEEP}, "years"),
        ({"verdict": Verdict.KEEP, "years": 0}, "years"),
        ({"verdict": Verdict.KEEP, "years": 101}, "years"),
    ],
)
def test_a_proposal_says_what_and_why(sqlite_bureau: Bureau, said: dict[str, Any], where: str):
    closed(sqlite_bureau)
    asked = Proposal(**{"matters": [M1], "verdict": Verdict.DESTROY, "reason": "无", **said})
    with pytest.raises(Invalid, match=where):
        propose(sqlite_bureau.store, asked, at(DUE), by=PERSONNEL)


def test_what_is_not_due_is_not_proposed_nor_twice(sqlite_bureau: Bureau):
    b = sqlite_bureau
    closed(b)
    asked = Proposal([M1], Verdict.DESTROY, "无")
    with pytest.raises(GuardFailed, match="未到期"):
        propose(b.store, asked, at("2056-12-31"), by=PERSONNEL)
    propose(b.store, asked, at(DUE), by=PERSONNEL)
    with pytest.raises(GuardFailed, match="已在鉴定中"):
        propose(b.store, asked, at(DUE), by=SUPERVISOR)
    for who in (HANDLER, INTEGRITY, PRINCIPAL, OFFICER):
        with pytest.raises(GuardFailed):
            propose(b.store, asked, at(DUE), by=who)
