"""The database empties a case as two people decided, and lets nobody forge that they did."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from support.bureau import HANDLER, SUPERVISOR, Bureau, at
from support.retained import (
    BUREAU,
    DUE,
    OFFICE,
    PERSONNEL,
    PRINCIPAL,
    approved,
    closed,
    emptied,
    handed_over,
)

from cases.appraisals import Proposal, Verdict, decide, due_for_review, propose
from cases.transfers import hand_over
from storage import emptying
from storage.files.shelf import Shelf
from storage.schema import Appraisal, CaseEvent

M1 = "2026-0001"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


def due(b: Bureau) -> None:
    due_for_review(b.store, at(DUE), viewer=PERSONNEL)


@pytest.mark.parametrize("state", ["proposed", "refused", "executed"])
def test_the_database_lets_nobody_empty_a_case_without_an_approval(
    bureau: Bureau, shelf: Shelf, state: str
):
    b = bureau
    handed_over(b, shelf, closed(b, shelf), closed(b, shelf))
    proposal = Proposal([M1], Verdict.DESTROY, "保管期满")
    due(b)
    name = propose(b.store, proposal, at(DUE), by=PERSONNEL)
    if state != "proposed":
        decide(b.store, name, at(DUE), by=PRINCIPAL, approved=state != "refused", answer="不同意")
    if state == "executed":
        emptied(b, shelf, name)
    refused(b, "UPDATE events SET body = :body, idempotency_key = NULL", body=emptying.EMPTIED)


def test_an_approved_case_is_emptied_and_nothing_else_of_it_changes(bureau: Bureau, shelf: Shelf):
    b = bureau
    handed_over(b, shelf, closed(b, shelf))
    name = approved(b, M1)
    for values in ({"hash": "0" * 64}, {"event": "comment"}, {"actor_id": 5}, {"body": "{}"}):
        changed = {"body": emptying.EMPTIED, "idempotency_key": None, **values}
        with pytest.raises(DBAPIError, match="append-only"), b.store.write() as connection:
            connection.execute(update(CaseEvent).where(CaseEvent.seq == 2).values(**changed))
    assert emptied(b, shelf, name).cases == 1


@pytest.mark.parametrize("why", ["no receipt", "open again", "gone on since"])
def test_the_database_empties_no_approved_case_of_which_there_is_no_trace(
    bureau: Bureau, shelf: Shelf, why: str
):
    b = bureau
    number = closed(b, shelf)
    if why == "no receipt":
        hand_over(b.store, shelf, [number], at(DUE), by=HANDLER, recipient=OFFICE, bureau=BUREAU)
    else:
        handed_over(b, shelf, number)
    approved(b, M1)
    if why == "open again":
        b.do("2057-02-01", "reopen", SUPERVISOR, document="重〔2057〕1号", ground="new_facts",
             reason="新的事实")  # fmt: skip
    if why == "gone on since":
        b.do("2057-02-01", "comment", HANDLER, text="补记")
    refused(b, "UPDATE events SET body = :body, idempotency_key = NULL", body=emptying.EMPTIED)


FORGED = """INSERT INTO appraisals (number, verdict, reason, state, proposed_by, proposed_at,
decided_by, decided_at) VALUES ('JD-x', 'destroy', '-', '{state}', 1, '{at}', 2, '{at}')"""


@pytest.mark.parametrize("state", ["approved", "executed", "refused"])
def test_no_appraisal_is_there_that_was_not_proposed_first(bureau: Bureau, state: str):
    refused(bureau, FORGED.format(state=state, at="2057-01-04 00:00:00"))


@pytest.mark.parametrize(
    "values",
    [
        {"verdict": "keep"},
        {"reason": "另一个"},
        {"proposed_by": 2},
        {"state": "proposed", "decided_by": None, "decided_at": None},
        {"state": "executed"},
        {"decided_by": 2},
        {"record": "{}"},
        {"number": "JD2057-0009"},
    ],
)
def test_an_appraisal_goes_on_and_never_back(bureau: Bureau, shelf: Shelf, values: dict[str, Any]):
    b = bureau
    closed(b, shelf)
    approved(b, M1)
    with pytest.raises(DBAPIError, match="append-only"), b.store.write() as connection:
        connection.execute(update(Appraisal).values(**values))


def test_who_proposed_it_does_not_approve_it_in_the_database_either(bureau: Bureau, shelf: Shelf):
    b = bureau
    closed(b, shelf)
    due(b)
    propose(b.store, Proposal([M1], Verdict.DESTROY, "保管期满"), at(DUE), by=PERSONNEL)
    refused(b, "UPDATE appraisals SET state = 'approved', decided_by = proposed_by, "
               "decided_at = proposed_at")  # fmt: skip
    refused(b, "UPDATE appraisals SET state = 'approved'")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO appraised_matters (appraisal_id, matter_id) VALUES (1, 2)",
        "UPDATE appraised_matters SET matter_id = 2",
        "DELETE FROM appraised_matters",
        "DELETE FROM appraisals",
        "UPDATE cases SET matter_id = 1 WHERE matter_id = 2",
        "UPDATE cases SET id = 9 WHERE matter_id = 2",
    ],
)
def test_what_was_approved_is_not_turned_to_another_matter(
    bureau: Bureau, shelf: Shelf, statement: str
):
    b = bureau
    closed(b, shelf)
    closed(b, shelf)
    approved(b, M1)
    refused(b, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO cases SELECT * FROM cases WHERE matter_id = 2",
        "INSERT OR REPLACE INTO appraisals SELECT * FROM appraisals",
        "INSERT OR REPLACE INTO appraised_matters SELECT * FROM appraised_matters",
    ],
)
def test_nothing_of_it_is_put_in_the_place_of_another(
    sqlite_bureau: Bureau, shelf: Shelf, statement: str
):
    b = sqlite_bureau
    closed(b, shelf)
    closed(b, shelf)
    due(b)
    propose(b.store, Proposal([M1], Verdict.DESTROY, "保管期满"), at(DUE), by=PERSONNEL)
    refused(b, statement)


def test_no_temporary_table_takes_the_place_of_what_was_approved(
    postgresql_bureau: Bureau, shelf: Shelf
):
    b = postgresql_bureau
    handed_over(b, shelf, closed(b, shelf))
    with b.store.write() as connection:
        for table in ("cases", "appraised_matters", "appraisals", "transferred_cases", "transfers"):
            connection.execute(text(f"CREATE TEMP TABLE {table} AS SELECT * FROM public.{table}"))
        connection.execute(text(
            "INSERT INTO pg_temp.appraisals (id, verdict, state, proposed_by, decided_by) "
            "VALUES (1, 'destroy', 'approved', 1, 2)"
        ))  # fmt: skip
        connection.execute(text(
            "INSERT INTO pg_temp.appraised_matters SELECT 1, matter_id FROM public.cases"
        ))  # fmt: skip
        with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
            connection.execute(
                text("UPDATE events SET body = :body, idempotency_key = NULL"),
                {"body": emptying.EMPTIED},
            )


def refused(b: Bureau, statement: str, **said: Any) -> None:
    with pytest.raises(DBAPIError, match="append-only"), b.store.write() as connection:
        connection.execute(text(statement), said)
