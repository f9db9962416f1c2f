"""What an approved appraisal destroys, what stays, and how both are proven."""

import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.files import PDF
from support.retained import (
    BUREAU,
    DUE,
    MARK,
    OFFICE,
    PERSONNEL,
    approved,
    closed,
    emptied,
    handed_over,
)
from support.tampering import unguard

from cases.appraisals import (
    Proposal,
    Verdict,
    due_for_review,
    propose,
    read_appraisal,
)
from cases.chains import verify_chains
from cases.checkpoints import seal_heads, verify_checkpoints
from cases.counting import count_anew
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
from storage import Store, appraisals, emptying, happenings, records
from storage.files.shelf import Shelf
from storage.ledger_list import Asked
from storage.schema import Appraisal, Base, Case, CaseEvent

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


def test_an_emptied_case_is_there_for_nobody(sqlite_bureau: Bureau, shelf: Shelf):
    b = sqlite_bureau
    number = closed(b, shelf)
    handed_over(b, shelf, number)
    emptied(b, shelf, approved(b, M1))
    assert b.row() is None
    with b.store.read() as connection:  # nor is it told to a page that stood open since
        assert happenings.happened_since(connection, at("2026-01-01"), 100) == []
        assert happenings.cases_by_id(connection, range(1, 9)) == []
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
