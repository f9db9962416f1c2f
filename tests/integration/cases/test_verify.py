"""Verification finds what was changed by hand: every column, every missing and every added row."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from support.bureau import APPLICATION, DECISION, HANDLER, OFFICER, SUPERVISOR, Bureau
from support.papers_in import REPORT
from support.signing import sign
from support.tampering import unguard

from cases.chains import verify_chains
from cases.history import Proof, verify
from storage import papers
from storage.chain import GENESIS, canonical, link
from storage.schema import (
    Base,
    Case,
    CaseEvent,
    Delivery,
    Matter,
    Notice,
    Paper,
    PaperText,
    SearchText,
    Task,
)

HISTORY = ("matters", "cases", "events", "tasks", "papers")
# What the clock, the post and the ledger remember for themselves is no part of the history.
UNPROVEN = {
    "tasks.last_rung", "tasks.next_action_at", "papers.created_at",
    "cases.counted", "matters.id", "cases.id", "tasks.id", "papers.id",
}  # fmt: skip
CODES = {"from_state", "to_state", "state", "role", "event", "kind", "code", "track"}


@pytest.fixture
def worked(bureau: Bureau) -> Bureau:
    """Two cases of one matter, one of them decided, suspended and taken up again; and another."""
    bureau.open("2026-03-02", officers=[OFFICER, "wulei"])
    first = bureau.number
    for on, event, by, data in (
        ("2026-03-03", "file", OFFICER, APPLICATION),
        ("2026-03-04", "accept", HANDLER, {}),
        ("2026-03-04", "assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
        ("2026-03-10", "submit_report", "guyuan", REPORT),
        ("2026-03-11", "clear_report", "shenlan", {"opinion": "同意"}),
        ("2026-03-20", "decide", "luochengan", DECISION),
        ("2026-03-23", "suspend", SUPERVISOR, {"reason": "等待"}),
    ):
        bureau.do(on, event, by, key=f"{event}", **data)
    bureau.open("2026-02-23", "external", handler="zhengtao", supervisor="liangyu")
    bureau.sweep("2026-03-24T00:05")
    bureau.number = first
    for code in ("D01", "D04"):
        sign(bureau, code, when="2026-03-24T09")
    papers_kept(bureau)
    assert verify(bureau.store).flaws == []
    unguard(bureau.store)
    return bureau


def papers_kept(bureau: Bureau) -> None:
    """Another text of a template beside those in use."""
    with bureau.store.write() as connection:
        papers.keep_text(connection, "#title 另一份\n")


def test_the_text_of_a_template_that_was_altered_is_found(worked: Bureau):
    with worked.store.write() as connection:
        connection.execute(update(PaperText).values(text=PaperText.text + "。"))
    assert {(flaw.case, flaw.seq) for flaw in verify(worked.store).flaws} == {("templates", None)}


def test_every_column_of_the_history_is_proven(worked: Bureau):
    missed, tried = [], 0
    for name in HISTORY:
        table = Base.metadata.tables[name]
        for column in table.columns:
            if f"{name}.{column.name}" in UNPROVEN:
                continue
            for number, row in enumerate(_rows(worked, table)):
                value, found = _other(column, row, worked), True
                with (
                    suppress(IntegrityError),  # what the database refuses itself is found, too
                    _changed(worked, table, row, {column.name: value}),
                ):
                    tried, found = tried + 1, bool(verify(worked.store).flaws)
                if not found:
                    missed.append(f"{name}.{column.name} of row {number}: {row[column.name]}")
    assert missed == []
    assert tried > 200
    assert verify(worked.store).flaws == []


def test_a_broken_chain_names_its_first_broken_event(worked: Bureau):
    with worked.store.read() as connection:
        body = connection.execute(select(CaseEvent.body).where(_event(worked, 3))).scalar_one()
    with _event_changed(worked, 3, {"body": body.replace("accept", "refuse")}):
        assert [(flaw.case, flaw.seq) for flaw in verify(worked.store).flaws] == [
            (worked.number, 3)
        ]


def test_a_body_rewritten_with_its_hash_breaks_the_next_link(worked: Bureau):
    with worked.store.read() as connection:
        row = connection.execute(select(CaseEvent).where(_event(worked, 3))).one()
    body = row.body.replace('"reason":null', '"reason":"伪造"')
    assert body != row.body
    with _event_changed(worked, 3, {"body": body, "hash": link(row.previous, body)}):
        assert [flaw.seq for flaw in verify(worked.store).flaws] == [4]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"case":1}', canonical({"to": "x"})])
def test_an_unreadable_body_is_a_flaw_and_no_error(worked: Bureau, body: str):
    with worked.store.read() as connection:
        row = connection.execute(select(CaseEvent).where(_event(worked, 8))).one()
    changed = {"body": body, "hash": link(row.previous, body)}
    for values in ({"body": body}, changed):
        with _event_changed(worked, 8, values):
            assert [flaw.seq for flaw in verify(worked.store).flaws] == [8]


@pytest.mark.parametrize("facts", ["", "{", "{}", "[]", "null", "{ }"])
def test_unreadable_facts_are_a_flaw_and_no_error(worked: Bureau, facts: str):
    with worked.store.write() as connection:
        connection.execute(update(Case).where(Case.number == worked.number).values(facts=facts))
    assert [flaw.en for flaw in verify(worked.store).flaws] == ["facts differs from the history"]


@pytest.mark.parametrize(("seq", "named"), [(1, 2), (4, 5), (11, None)])
def test_a_deleted_event_is_missed(worked: Bureau, seq: int, named: int | None):
    with worked.store.write() as connection:
        connection.execute(delete(Paper).where(Paper.seq == seq))
        connection.execute(delete(CaseEvent).where(_event(worked, seq)))
    flaws = verify(worked.store).flaws
    assert named in {flaw.seq for flaw in flaws if flaw.case == worked.number}


def test_the_whole_tail_of_a_history_is_missed(worked: Bureau):
    """Row and events agree with each other again, but not the tasks."""
    with worked.store.write() as connection:
        connection.execute(delete(CaseEvent).where(
            CaseEvent.case_id == worked.row().id, CaseEvent.seq > 4
        ))  # fmt: skip
    flaws = verify(worked.store).flaws
    assert {"head", "version", "state"} <= {flaw.en.split()[0] for flaw in flaws}


def test_a_case_whose_history_is_gone_is_named(worked: Bureau):
    with worked.store.write() as connection:
        connection.execute(delete(CaseEvent).where(CaseEvent.case_id == worked.row().id))
    assert worked.number in {flaw.case for flaw in verify(worked.store).flaws}


def test_a_case_that_is_gone_is_missed_by_its_matter(worked: Bureau):
    other = worked.numbers[1]
    with worked.store.write() as connection:
        _erase(connection, worked.row(other).id)
    assert [flaw.en for flaw in verify(worked.store).flaws] == [
        "cases of the matter differs from the history"
    ]


def test_a_matter_that_is_gone_is_missed_by_its_number(worked: Bureau):
    last = worked.numbers[2]
    with worked.store.write() as connection:
        _erase(connection, worked.row(last).id)
        gone = select(Matter.id).where(Matter.number == last.rpartition("-")[0]).scalar_subquery()
        connection.execute(delete(SearchText).where(SearchText.matter_id == gone))
        connection.execute(delete(Matter).where(Matter.number == last.rpartition("-")[0]))
    flaws = verify(worked.store).flaws
    assert [(flaw.case, flaw.en) for flaw in flaws] == [
        (last.rpartition("-")[0], "a registered matter is missing")
    ]


@pytest.mark.parametrize("table", [Task, Paper])
def test_a_row_that_is_gone_and_a_row_too_many_are_found(worked: Bureau, table: type[Base]):
    rows = _rows(worked, table.__table__)
    for row in rows:
        identity = table.__table__.c.id == row["id"]
        with worked.store.write() as connection:
            connection.execute(delete(table).where(identity))
        assert worked.number in {flaw.case for flaw in verify(worked.store).flaws}
        with worked.store.write() as connection:
            connection.execute(insert(table), row)
    assert verify(worked.store).flaws == []
    plain = next(row for row in rows if not row.get("number"))
    more = {**plain, "id": 999, "opened_seq" if table is Task else "seq": 5}
    more |= {"closed_at": datetime(2026, 3, 10, tzinfo=UTC)} if table is Task else {"code": "D99"}
    with worked.store.write() as connection:
        connection.execute(insert(table), more)
    assert worked.number in {flaw.case for flaw in verify(worked.store).flaws}


def test_an_event_put_in_by_hand_is_found(worked: Bureau):
    with worked.store.read() as connection:
        row = dict(
            connection.execute(
                select(CaseEvent.__table__).where(_event(worked, 11))
            ).mappings().one()
        )  # fmt: skip
    for previous in (row["hash"], GENESIS):
        forged = {**row, "seq": 12, "previous": previous, "idempotency_key": None}
        with worked.store.write() as connection:
            connection.execute(insert(CaseEvent), forged)
        assert verify(worked.store).flaws
        with worked.store.write() as connection:
            connection.execute(delete(CaseEvent).where(_event(worked, 12)))


def test_a_clean_history_says_how_much_was_verified(worked: Bureau):
    proof: Proof = verify(worked.store)
    with worked.store.read() as connection:
        events = len(list(connection.execute(select(CaseEvent.seq))))
    assert (proof.cases, proof.events, proof.flaws) == (3, events, [])


def _erase(connection: Connection, case_id: int) -> None:
    told = select(Notice.id).where(Notice.case_id == case_id)
    connection.execute(delete(Delivery).where(Delivery.notice_id.in_(told)))
    drawn = ("case_lines", "case_parts", "case_items")
    for name in ("notices", "papers", "tasks", "events", *drawn, "cases"):
        table = Base.metadata.tables[name]
        owner = table.c.id if name == "cases" else table.c.case_id
        connection.execute(delete(table).where(owner == case_id))


def _event(bureau: Bureau, seq: int) -> Any:
    return and_(CaseEvent.case_id == bureau.row().id, CaseEvent.seq == seq)


@contextmanager
def _event_changed(bureau: Bureau, seq: int, values: dict[str, Any]) -> Iterator[None]:
    table = Base.metadata.tables["events"]
    with bureau.store.read() as connection:
        row = dict(connection.execute(select(table).where(_event(bureau, seq))).mappings().one())
    with _changed(bureau, table, row, values):
        yield


@contextmanager
def _changed(
    bureau: Bureau, table: Table, row: dict[str, Any], values: dict[str, Any]
) -> Iterator[None]:
    """The row changed by hand, and put right again."""
    for before, after in ((row, {**row, **values}), ({**row, **values}, row)):
        identity = and_(*(key == before[key.name] for key in table.primary_key))
        with bureau.store.write() as connection:
            done = connection.execute(update(table).where(identity).values(**after))
            assert done.rowcount == 1
        if after is not row:
            yield


def _rows(bureau: Bureau, table: Table) -> list[dict[str, Any]]:
    """The rows of the first case and of its matter."""
    case = bureau.row()
    owner = {"matters": table.c.get("number"), "cases": table.c.get("id")}.get(
        table.name, table.c.get("case_id")
    )
    value = case.matter_number if table.name == "matters" else case.id
    with bureau.store.read() as connection:
        found = connection.execute(select(table).where(owner == value))
        return [dict(row) for row in found.mappings()]


def _other(column: Column[Any], row: dict[str, Any], bureau: Bureau) -> Any:
    """Another value that the column may hold."""
    value = row[column.name]
    if column.foreign_keys:
        [key] = column.foreign_keys
        return _another_row(bureau, key.column, value)
    if value is None:
        kinds = {"VARCHAR": "hand", "TEXT": "hand", "INTEGER": 5, "BIGINT": 5}
        return kinds.get(str(column.type).split("(")[0], datetime(2026, 4, 1, tzinfo=UTC))
    if isinstance(value, str):
        return "other" if column.name in CODES else f"{value[:-1]}~"
    if isinstance(value, bool):
        return not value
    step = timedelta(seconds=1) if isinstance(value, datetime) else timedelta(days=1)
    return value + (90 if isinstance(value, int) else step)


def _another_row(bureau: Bureau, column: Column[Any], value: int | None) -> int:
    """The key of another row; of the packs there is but one, so a second is put beside it."""
    table = column.table
    with bureau.store.write() as connection:
        ids = list(connection.execute(select(column).order_by(column)).scalars())
        if len(ids) == 1:
            row = dict(connection.execute(select(table)).mappings().one())
            connection.execute(insert(table), {**row, "id": 2, "version": "other"})
            ids.append(2)
    return next(found for found in ids if found != value)


def test_chains_alone_find_what_was_done_to_a_chain_and_name_its_first_broken_event(worked: Bureau):
    done, whole = verify_chains(worked.store), verify(worked.store)
    assert (done.flaws, done.cases, done.events) == ([], whole.cases, whole.events)
    for seq, change in ((3, {"body": "{}"}), (2, {"hash": "0" * 64}), (4, {"previous": "0" * 64})):
        with _event_changed(worked, seq, change):
            [flaw] = verify_chains(worked.store).flaws
            assert (flaw.case, flaw.seq) == (worked.number, seq)
    with worked.store.read() as connection:
        row = connection.execute(select(Base.metadata.tables["cases"])).mappings().first()
    assert row
    with _changed(worked, Base.metadata.tables["cases"], row, {"head": "0" * 64}):
        assert [flaw.zh for flaw in verify_chains(worked.store).flaws] == [
            "案件的 head 与办理记录不符"
        ]
