"""The first set-up: the code that opens it, once, and what it leaves behind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from support.bureau import at

from cases.accounts import NewPerson, new_account
from cases.first_set_up import GOOD_FOR, is_set_up, new_set_up_code, set_up_by_code
from cases.journal import journal_flaws
from cases.roles import Asked, ask_role, confirm_role, list_roles
from states.errors import CaseError, GuardFailed, Invalid
from states.vocabulary import Role
from storage import Store, journal, migrate, open_store

NOW = at("2026-03-02T09:00")
BUREAU = "某区生态环境局"
PEOPLE = {
    Role.ADM: NewPerson("xitong", "张一", "bureau"),
    Role.SEC: NewPerson("anquan", "李二", "bureau", "anquan@example.invalid"),
    Role.AUD: NewPerson("shenji", "王三", "bureau"),
}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    migrate(database_url)
    with open_store(database_url) as opened:
        yield opened


def test_the_code_opens_it_once_and_each_administrator_gets_one_role(store: Store):
    assert not is_set_up(store)
    code = new_set_up_code(store, NOW)
    told = set_up_by_code(store, code.replace("-", " "), BUREAU, PEOPLE, NOW)
    assert [one.username for one in told] == ["xitong", "anquan", "shenji"]
    assert len({one.password for one in told}) == 3
    assert is_set_up(store)
    held = list_roles(store, "shenji", NOW)
    assert {(one.username, one.role) for one in held} == {
        ("xitong", "ADM"), ("anquan", "SEC"), ("shenji", "AUD"),
    }  # fmt: skip
    for again in (lambda: set_up_by_code(store, code, BUREAU, PEOPLE, NOW),
                  lambda: new_set_up_code(store, NOW)):  # fmt: skip
        with pytest.raises(GuardFailed, match="只能办理一次"):
            again()


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "'; --", "码" * 100])
def test_without_the_code_nothing_happens(store: Store, code: str):
    new_set_up_code(store, NOW)
    with pytest.raises(Invalid, match="设置码"):
        set_up_by_code(store, code, BUREAU, PEOPLE, NOW)
    assert not is_set_up(store)


def test_a_code_is_good_for_a_day_and_only_the_newest(store: Store):
    first = new_set_up_code(store, NOW)
    second = new_set_up_code(store, NOW)
    for code, when in ((first, NOW), (second, NOW + GOOD_FOR)):
        with pytest.raises(Invalid, match="已过期"):
            set_up_by_code(store, code, BUREAU, PEOPLE, when)
    last = NOW + GOOD_FOR - timedelta(seconds=1)
    assert set_up_by_code(store, second, BUREAU, PEOPLE, last)


@pytest.mark.parametrize(
    ("role", "person", "field"),
    [(Role.SEC, NewPerson("Anquan", "李二", "bureau"), "sec_username"),
     (Role.AUD, NewPerson("shenji", " ", "bureau"), "aud_name"),
     (Role.ADM, NewPerson("xitong", "张一", "bureau", "x y"), "adm_email")],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field_and_the_code_still_counts(
    store: Store, role: Role, person: NewPerson, field: str
):
    code = new_set_up_code(store, NOW)
    with pytest.raises(Invalid) as refused:
        set_up_by_code(store, code, BUREAU, {**PEOPLE, role: person}, NOW)
    assert refused.value.name == field
    with pytest.raises(GuardFailed, match="三个不同的人"):
        set_up_by_code(store, code, BUREAU, {**PEOPLE, role: PEOPLE[_other(role)]}, NOW)
    assert set_up_by_code(store, code, BUREAU, PEOPLE, NOW)


def _other(role: Role) -> Role:
    return Role.SEC if role is Role.ADM else Role.ADM


def test_of_two_at_once_one_takes_the_instance(store: Store):
    code = new_set_up_code(store, NOW)

    def try_it(n: int) -> bool:
        mine = {r: NewPerson(f"{p.username}{n}", p.name, "bureau") for r, p in PEOPLE.items()}
        try:
            set_up_by_code(store, code, BUREAU, mine, NOW)
        except CaseError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_it, range(4))) == [False, False, False, True]


def test_neither_code_nor_password_is_kept_in_clear(store: Store):
    code = new_set_up_code(store, NOW)
    with store.read() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM set_up_codes").fetchall())
    assert code not in kept
    assert code.replace("-", "") not in kept
    told = set_up_by_code(store, code, BUREAU, PEOPLE, NOW)
    with store.read() as connection:
        entries = list(journal.entries(connection))
        assert list(journal_flaws(connection)) == []
        assert not connection.exec_driver_sql("SELECT * FROM set_up_codes").fetchall()
    assert [one.kind for one in entries] == ["role_entered"] * 3 + ["set_up"]
    assert not any(one.password in entry.body for one in told for entry in entries)


def test_in_a_new_bureau_the_system_administrator_confirms_the_first_leader_and_no_second(
    store: Store,
):
    set_up_by_code(store, new_set_up_code(store, NOW), BUREAU, PEOPLE, NOW)
    for username, name in (("juzhang", "赵四"), ("fujuzhang", "孙五")):
        new_account(store, NewPerson(username, name, "bureau"), "xitong", NOW)
    first = ask_role(store, Asked("juzhang", "LDR"), "anquan", NOW)
    confirm_role(store, first, "xitong", NOW)
    second = ask_role(store, Asked("fujuzhang", "SUP"), "anquan", NOW)
    with pytest.raises(GuardFailed):
        confirm_role(store, second, "xitong", NOW)
    confirm_role(store, second, "juzhang", NOW)
