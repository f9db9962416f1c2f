"""What an approved appraisal destroys, what stays, and how both are proven."""

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.files import PDF
from support.retained import (
    BUREAU,
    DUE,
    MARK,
    OFFICE,
    PERSONNEL,
    PRINCIPAL,
    approved,
    closed,
    emptied,
    handed_over,
)
from support.tampering import unguard

from cases.appraisals import (
    Proposal,
    Verdict,
    decide,
    due_for_review,
    propose,
    read_appraisal,
)
from cases.chains import verify_chains
from cases.checkpoints import seal_heads, verify_checkpoints
from cases.counting import count_anew
from cases.digest_rights import Asked as AskedDigest
from cases.digest_steps import take_digest_step
from cases.digest_views import digest_flaws, read_digest
from cases.digest_writing import PARTS, begin_digest, save_digest
from cases.emptying import execute
from cases.history import verify
from cases.ledger import read_ledger
from cases.listing import list_cases
from cases.matters import list_matters, matter_file
from cases.statistics import as_data, read_statistics
from cases.tidying import verify_files
from cases.transfers import hand_over
from cases.views import case_file
from states.errors import GuardFailed, Invalid, NotFound
from storage import Store, appraisals, emptying, records
from storage.files.shelf import Shelf
from storage.ledger_list import Asked
from storage.schema import Appraisal, Base, Case, CaseEvent, Digest

M1 = "2026-0001"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "files")


def due(b: Bureau, on: str = DUE, viewer: str = PERSONNEL) -> list[str]:
    return [one.number for one in due_for_review(b.store, at(on), viewer=viewer).rows]


def figures(b: Bureau, viewer: str = SUPERVISOR, on: str = DUE) -> Any:
    return as_data(read_statistics(b.store, viewer, at(on), Asked()))


def everything(store: Store) -> str:
    """All that is in the database but the journal, as one text."""
    with store.read() as connection:
        return "\n".join(
            repr(tuple(row))
            for name, table in Base.metadata.tables.items()
            if name not in {"journal", "people", "packs"}
            for row in connection.execute(table.select())
        )


def naming(store: Store, person: int) -> set[str]:
    """The columns in which that person stands, but for what is their own."""
    found = set()
    with store.read() as connection:
        for table in Base.metadata.tables.values():
            for column in table.columns:
                people = any(key.target_fullname == "people.id" for key in column.foreign_keys)
                if people or column.name in {"officer_id", "person_id"}:
                    rows = select(column).where(column == person).limit(1)
                    if connection.execute(rows).first():
                        found.add(f"{table.name}.{column.name}")
    return found


@pytest.mark.parametrize("verdict", [Verdict.ANONYMISE, Verdict.DESTROY])
def test_nothing_of_the_case_is_left_and_its_figures_stay(
    bureau: Bureau, shelf: Shelf, tmp_path: Path, verdict: Verdict
):
    b = bureau
    number = closed(b, shelf, tmp_path / "keys")
    handed_over(b, shelf, number)
    sealed = seal_heads(b.store, tmp_path / "seals", tmp_path / "keys", at(DUE))
    assert sealed.heads == 1
    row, before = b.row(), figures(b)
    assert MARK in everything(b.store)
    name = approved(b, M1, verdict=verdict)
    done = emptied(b, shelf, name)
    assert (done.cases, done.files, done.shared) == (1, 1, 0)
    left = everything(b.store)
    for word in (MARK, "在线监测", "启〔2026〕1号", "反映监测异常", "巴〔2026〕1号", "申请容错"):
        assert word not in left, word
    assert figures(b) == before
    assert naming(b.store, row.officer_id) <= {"role_grants.person_id"}
    [line] = read_ledger(b.store, SUPERVISOR, at(DUE), Asked()).lines
    assert ("孙" not in str(line), "某某" in str(line)) == (True, True)
    # What is left proves itself, and says what is gone.
    for proof in (verify(b.store), verify_chains(b.store)):
        assert (proof.flaws, proof.emptied) == ([], ((number, name),))
    assert verify_files(b.store, shelf).flaws == ()
    assert verify_checkpoints(b.store, tmp_path / "seals", tmp_path / "keys").flaws == []


@pytest.mark.parametrize("stage", ["draft", "submitted", "withdrawn"])
def test_a_digest_that_nobody_published_goes_with_its_case(
    sqlite_bureau: Bureau, shelf: Shelf, stage: str
):
    b = sqlite_bureau
    number = closed(b, shelf)
    made = begin_digest(b.store, HANDLER, number, at("2026-06-01"))
    texts = dict.fromkeys(PARTS, "应当留痕。")
    if stage == "submitted":
        save_digest(b.store, AskedDigest(made, "save", HANDLER, texts), at("2026-06-01"),
                    bureau=BUREAU)  # fmt: skip
        take_digest_step(b.store, AskedDigest(made, "submit", HANDLER, {}), at("2026-06-01"),
                         bureau=BUREAU)  # fmt: skip
    else:
        texts["lessons"] = "孙皓没有留痕"
        save_digest(b.store, AskedDigest(made, "save", HANDLER, texts), at("2026-06-01"),
                    bureau=BUREAU)  # fmt: skip
    if stage == "withdrawn":
        take_digest_step(b.store, AskedDigest(made, "withdraw", HANDLER, {"reason": "不再需要"}),
                         at("2026-06-02"), bureau=BUREAU)  # fmt: skip
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    [row] = b.tables()["digests"]
    assert "孙皓" not in str(row)
    assert "留痕" not in str(row)
    assert ("withdrawn" in str(row), "fengjie" in str(row)) == (True, False)
    assert (digest_flaws(b.store), verify(b.store).flaws) == ([], [])
    unguard(b.store)
    with b.store.write() as connection:
        connection.execute(update(Digest).values(draft='{"lessons":"孙皓"}'))
    assert [flaw.en for flaw in verify(b.store).flaws] == [
        "digests still has rows of emptied cases"
    ]


def test_a_published_digest_stays_for_everybody(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    number = closed(b, shelf)
    made = begin_digest(b.store, HANDLER, number, at("2026-06-01"))
    asked = AskedDigest(made, "save", HANDLER, dict.fromkeys(PARTS, "应当留痕。"))
    save_digest(b.store, asked, at("2026-06-01"), bureau=BUREAU)
    for deed, by in (("submit", HANDLER), ("approve", "luochengan")):
        take_digest_step(b.store, AskedDigest(made, deed, by, {"rare": "yes"}), at("2026-06-02"),
                         bureau=BUREAU)  # fmt: skip
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    found = read_digest(b.store, HANDLER, made, at(DUE), bureau=BUREAU)
    assert (found.case, found.texts["lessons"]) == (None, "应当留痕。")
    assert (digest_flaws(b.store), verify(b.store).flaws) == ([], [])


def test_an_emptied_case_is_there_for_nobody(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    number = closed(b, shelf)
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    assert b.row() is None
    for viewer in (HANDLER, SUPERVISOR, OFFICER, "luochengan", None):
        with pytest.raises(NotFound):
            case_file(b.store, number, at(DUE), viewer=viewer)
        assert list_cases(b.store, at(DUE), viewer=viewer).rows == ()
        assert list_matters(b.store, at(DUE), viewer=viewer).rows == ()
        with pytest.raises(NotFound):
            matter_file(b.store, M1, at(DUE), viewer=viewer)
    with pytest.raises(NotFound):
        b.do("2057-02-01", "reopen", SUPERVISOR, asked=False, reason="再查")
    assert due(b, "2999-01-01") == []


def test_the_figures_stay_when_all_is_counted_anew(bureau: Bureau, shelf: Shelf):
    b = bureau
    handed_over(b, shelf, closed(b, shelf))
    closed(b, tolerated=True)
    before = figures(b)
    emptied(b, shelf, approved(b, M1))
    count_anew(b.store)
    assert figures(b) == before


def test_anonymised_keeps_who_handled_it_and_destroyed_does_not(
    sqlite_bureau: Bureau, shelf: Shelf
):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf), closed(b, shelf))
    emptied(b, shelf, approved(b, M1, verdict=Verdict.ANONYMISE))
    emptied(b, shelf, approved(b, "2026-0002", verdict=Verdict.DESTROY))
    with b.store.read() as connection:
        rows = connection.execute(
            select(Case.number, CaseEvent.actor_id)
            .join(CaseEvent, Case.id == CaseEvent.case_id)
            .where(CaseEvent.actor_id.is_not(None))
        ).all()
        papers = [
            row.case_id for row in connection.execute(Base.metadata.tables["papers"].select()).all()
        ]
    assert (len({*rows}) > 3, {row[0] for row in rows}) == (True, {f"{M1}-1"})
    assert set(papers) == {1}


def test_a_file_that_another_case_holds_stays(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf), closed(b, shelf))
    done = emptied(b, shelf, approved(b, M1))
    assert (done.files, done.shared) == (0, 1)
    [kept] = [one for one in (shelf.folder / "sha256").rglob("*") if one.is_file()]
    assert kept.read_bytes() == PDF
    assert verify_files(b.store, shelf).flaws == ()
    done = emptied(b, shelf, approved(b, "2026-0002"))
    assert (done.files, kept.exists()) == (1, False)


def test_a_run_that_was_killed_before_the_files_is_finished_by_the_next(
    sqlite_bureau: Bureau, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf))
    name = approved(b, M1)

    def killed(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Shelf, "discard", killed)
    with pytest.raises(KeyboardInterrupt):
        emptied(b, shelf, name)
    monkeypatch.undo()
    [kept] = [one for one in (shelf.folder / "sha256").rglob("*") if one.is_file()]
    assert verify(b.store).flaws == []
    assert (emptied(b, shelf, name).files, kept.exists()) == (1, False)
    assert (emptied(b, shelf, name).files, verify(b.store).flaws) == (0, [])


def test_a_destruction_that_fails_in_the_middle_destroys_nothing(
    sqlite_bureau: Bureau, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf))
    name = approved(b, M1)
    before = b.tables()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(emptying, "_empty_matters", broken)
    with pytest.raises(RuntimeError):
        emptied(b, shelf, name)
    monkeypatch.undo()
    assert b.tables() == before
    assert verify_files(b.store, shelf).flaws == ()


@pytest.mark.parametrize("typed", ["", "jd2057-0001", "JD2057-0002"])
def test_the_number_is_typed_once_more(sqlite_bureau: Bureau, shelf: Shelf, typed: str):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf))
    name = approved(b, M1)
    with pytest.raises(Invalid, match="typed"):
        execute(b.store, shelf, name, at(DUE), by=PERSONNEL, typed=typed)
    assert b.row() is not None


def test_nothing_is_destroyed_whose_bundle_is_nowhere_else(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    number = closed(b, shelf)
    name = approved(b, M1)
    with pytest.raises(GuardFailed, match="没有移交"):
        emptied(b, shelf, name)
    hand_over(b.store, shelf, [number], at(DUE), by=HANDLER, recipient=OFFICE, bureau=BUREAU)
    with pytest.raises(GuardFailed, match="回执"):
        emptied(b, shelf, name)


def test_what_was_taken_up_again_after_the_approval_is_not_destroyed(
    sqlite_bureau: Bureau, shelf: Shelf
):
    b = sqlite_bureau
    number = closed(b, shelf)
    handed_over(b, shelf, number)
    name = approved(b, M1)
    with b.store.write() as connection:
        connection.execute(update(Case).values(closed_at=None, counted=0))
    with pytest.raises(GuardFailed, match="重新办理"):
        emptied(b, shelf, name)
    assert b.row(number) is not None


def test_who_keeps_out_of_a_case_neither_proposes_decides_nor_executes(
    sqlite_bureau: Bureau, shelf: Shelf
):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf))
    due(b)
    from storage.people import person_named
    from storage.schema import CasePart

    def keeps_out(who: str) -> None:
        with b.store.write() as connection:
            person = person_named(connection, who, date(2057, 1, 1))
            assert person
            values = {"person_id": person.id, "case_id": 1, "part": "kept_out"}
            connection.execute(CasePart.__table__.insert(), values)  # type: ignore[attr-defined]

    keeps_out(SUPERVISOR)
    assert due(b, viewer=SUPERVISOR) == []
    with pytest.raises(GuardFailed, match="回避"):
        propose(b.store, Proposal([M1], Verdict.DESTROY, "无"), at(DUE), by=SUPERVISOR)
    name = approved(b, M1)
    assert not read_appraisal(b.store, name, at(DUE), viewer=SUPERVISOR).executes
    with pytest.raises(GuardFailed, match="回避"):
        emptied(b, shelf, name, by=SUPERVISOR)


# What is proven


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


def test_who_empties_a_case_behind_the_systems_back_is_found(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    number = closed(b, shelf)
    handed_over(b, shelf, number)
    unguard(b.store)
    with b.store.write() as connection:
        emptying.empty(connection, [1], 1, whole=True)
    for proof in (verify(b.store), verify_chains(b.store)):
        assert number in {flaw.case for flaw in proof.flaws}


@pytest.mark.parametrize(
    "values",
    [
        {"event": "comment"},
        {"role": "SUP"},
        {"to_state": "decided"},
        {"actor_id": 5},
        {"body": "{}"},
    ],
)
def test_who_alters_what_is_left_is_found(
    sqlite_bureau: Bureau, shelf: Shelf, values: dict[str, Any]
):
    b = sqlite_bureau
    number = closed(b, shelf)
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    unguard(b.store)
    with b.store.write() as connection:
        connection.execute(update(CaseEvent).where(CaseEvent.seq == 2).values(**values))
    for proof in (verify(b.store), verify_chains(b.store)):
        assert number in {flaw.case for flaw in proof.flaws}


def test_who_alters_the_record_of_a_destruction_is_found(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    handed_over(b, shelf, closed(b, shelf))
    name = approved(b, M1)
    emptied(b, shelf, name)
    with b.store.read() as connection:
        found = appraisals.appraisal_numbered(connection, name)
    assert found
    assert found.record
    said = json.loads(found.record)
    assert [len(said["cases"][0]["files"]), said["verdict"]] == [1, "anonymise"]
    assert (said["proposed"][0], said["approved"][0]) == ("冯洁", "石青")
    unguard(b.store)
    with b.store.write() as connection:
        connection.execute(update(Appraisal).values(record=found.record.replace("fengjie", "x")))
    assert name in {flaw.case for flaw in verify(b.store).flaws}


def test_a_step_that_was_read_before_the_case_was_emptied_comes_too_late(
    postgresql_bureau: Bureau, shelf: Shelf
):
    b = postgresql_bureau
    number = closed(b, shelf)
    handed_over(b, shelf, number)
    name = approved(b, M1)
    with b.store.write() as connection:
        held = records.load_case(connection, number)
        assert held
        doing = threading.Thread(target=emptied, args=(b, shelf, name))
        doing.start()
        doing.join(60)
        row = {
            "case": held.id, "expected": held.version, "state": "under_review",
            "version": held.version + 1, "outcome": held.outcome, "facts": held.facts,
            "head": held.head, "changed_at": at(DUE), "closed_at": None,
        }  # fmt: skip
        assert records.advance_cases(connection, [row]) == 0
    assert verify(b.store).flaws == []
