"""The journal, and a history that the database itself will not let anybody rewrite."""

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DBAPIError
from support.bureau import HANDLER, Bureau, at
from support.tampering import unguard

from cases.accounts import NewPerson, disable_account, new_account
from cases.history import verify
from cases.journal import KINDS, read_journal
from cases.roles import Asked, ask_role, lend_role
from cases.standing import find_person
from rongcuo.sample.bureau import PEOPLE
from states.errors import GuardFailed
from storage import staffing
from storage.schema import CaseEvent, Counter, JournalEntry

NOW = at("2026-03-02T09:00")
FIRST = len(PEOPLE) + 2
"""Roles that were there from the beginning, each an entry."""


@pytest.fixture
def kept(bureau: Bureau) -> Bureau:
    """A bureau with an auditor, a case and a few entries."""
    with bureau.store.write() as connection:
        unit = find_person(connection, HANDLER, NOW.date()).unit_id
        for username, role in (("shenji", "AUD"), ("anquan", "SEC")):
            person = staffing.add_person(connection, username, username, None, unit)
            staffing.grant(connection, person, role, None, NOW)
    bureau.open("2026-03-02")
    new_account(bureau.store, NewPerson("hemin", "何敏", "bureau"), "jiangheng", NOW)
    disable_account(bureau.store, "hemin", "jiangheng", NOW)
    ask_role(bureau.store, Asked("zhengtao", "SUP"), "anquan", NOW)
    lend_role(bureau.store, Asked("zhengtao", "HND", None, None, NOW.date()), HANDLER, NOW)
    return bureau


def test_the_auditor_reads_who_did_what_and_nobody_else_does(kept: Bureau):
    everything = read_journal(kept.store, "shenji", NOW)
    assert {one.kind for one in everything[:FIRST]} == {"role_entered"}
    found = everything[FIRST:]
    assert [(one.kind, one.actor) for one in found] == [
        ("account_made", "jiangheng"), ("account_disabled", "jiangheng"),
        ("role_asked", "anquan"), ("role_lent", HANDLER),
    ]  # fmt: skip
    assert [one.seq for one in found] == [FIRST + n for n in (1, 2, 3, 4)]
    assert {one.kind for one in found} <= set(KINDS)
    assert [one.seq for one in read_journal(kept.store, "shenji", NOW, after=2, limit=1)] == [3]
    assert [one.seq for one in read_journal(kept.store, "shenji", NOW, kind="role_lent")] == [
        FIRST + 4
    ]
    for by in (HANDLER, "jiangheng", "anquan", "luochengan", "tangli"):
        with pytest.raises(GuardFailed, match="审计管理员"):
            read_journal(kept.store, by, NOW)


@pytest.mark.parametrize("table", [CaseEvent, JournalEntry])
def test_the_database_refuses_to_change_or_delete_what_happened(kept: Bureau, table: type):
    for statement in (update(table).values(body="{}"), delete(table)):
        with pytest.raises(DBAPIError, match="append-only"), kept.store.write() as connection:
            connection.execute(statement)
    if not kept.store.sqlite:
        for name in ("events", "journal"):
            with pytest.raises(DBAPIError, match="append-only"), kept.store.write() as connection:
                connection.execute(text(f"TRUNCATE {name} CASCADE"))
    assert verify(kept.store).flaws == []


SEQ = JournalEntry.seq - FIRST


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        (update(JournalEntry).where(SEQ == 2).values(body="{}"), 2),
        (update(JournalEntry).where(SEQ == 3).values(kind="sign_in"), 3),
        (update(JournalEntry).where(SEQ == 3).values(actor_id=None), 3),
        (update(JournalEntry).where(SEQ == 1).values(hash="0" * 64), 1),
        (update(JournalEntry).where(SEQ == 1).values(algorithm="none"), 1),
        (delete(JournalEntry).where(SEQ == 2), 2),
        (delete(JournalEntry).where(SEQ == 4), 4),
        (delete(JournalEntry), 1 - FIRST),
    ],
)
def test_what_is_changed_behind_its_back_is_found_and_named(kept: Bureau, statement, seq: int):
    assert verify(kept.store).entries == FIRST + 4
    unguard(kept.store)
    with kept.store.write() as connection:
        connection.execute(statement)
    flaw = verify(kept.store).flaws[0]
    assert (flaw.case, flaw.seq) == ("journal", FIRST + seq)


def test_an_entry_put_in_by_hand_is_found(kept: Bureau):
    row = {"seq": FIRST + 5, "at": NOW, "kind": "sign_in", "actor_id": None, "body": "{}",
           "algorithm": "sha256", "previous": "0" * 64, "hash": "0" * 64}  # fmt: skip
    with kept.store.write() as connection:
        connection.execute(insert(JournalEntry), row)
        connection.execute(update(Counter).where(Counter.name == "journal").values(value=FIRST + 5))
    assert [(flaw.case, flaw.seq) for flaw in verify(kept.store).flaws] == [("journal", FIRST + 5)]


def test_nothing_is_put_in_the_place_of_an_entry(sqlite_bureau: Bureau):
    """SQLite's REPLACE fires no DELETE trigger."""
    sqlite_bureau.open("2026-03-02")
    for table in ("events", "journal"):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            sqlite_bureau.store.write() as connection,
        ):
            connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert verify(sqlite_bureau.store).flaws == []
