"""``rongcuo account set-up-code``, and what it opens; ``rongcuo role turn-down``."""

import re
from datetime import UTC, datetime

from support.bureau import at
from support.commands import Terminal

from cases.accounts import NewPerson, new_account
from cases.first_set_up import set_up_by_code
from cases.roles import list_roles
from states.vocabulary import Role
from storage import staffing

CODE = re.compile(r"/set-up，设置码：((?:\w{4}-){3}\w{4})")
SYSTEM, LEADER = "jiangheng", "shiqing"


def test_a_code_is_told_until_somebody_has_an_account(terminal: Terminal):
    first, second = (CODE.findall(terminal.done("account", "set-up-code").out)[0] for _ in range(2))
    assert first != second
    people = {
        role: NewPerson(f"new-{role.lower()}", "新人", "bureau")
        for role in (Role.ADM, Role.SEC, Role.AUD)
    }
    set_up_by_code(terminal.bureau.store, second, "某局", people, datetime.now(UTC))
    assert "只能办理一次" in terminal.refused("account", "set-up-code")


def test_who_has_the_server_gets_no_code_where_accounts_are(terminal: Terminal):
    new_account(
        terminal.bureau.store, NewPerson("hemin", "何敏", "bureau"), SYSTEM, at("2026-03-02")
    )
    assert "系统管理员新建账号" in terminal.refused("account", "set-up-code")


def test_a_role_is_turned_down(terminal: Terminal):
    store = terminal.bureau.store
    with store.write() as connection:
        person = staffing.add_person(connection, "anquan", "李二", None, 1)
        staffing.grant(connection, person, "SEC", None, at("2026-03-02"))
    terminal.done("role", "ask", "zhengtao", "SUP", "--as", "anquan")
    [grant] = [one for one in list_roles(store, "jianming", at("2026-03-02"))
               if one.state == "asked"]  # fmt: skip
    terminal.refused("role", "turn-down", str(grant.id), "--as", "anquan")
    assert "已退回" in terminal.done("role", "turn-down", str(grant.id), "--as", LEADER).out
    terminal.refused("role", "confirm", str(grant.id), "--as", LEADER)
