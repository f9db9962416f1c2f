"""The pages of accounts and units: who reads, who changes, and what is told once."""

import re
from typing import Any

import pytest
from support.own_sample import Pages
from support.sample import SAMPLE_NOW
from support.ways import ROLES

from cases.accounts import NewPerson, disable_account, new_account
from cases.journal import read_journal
from cases.signing_in import From, sign_in
from states.errors import CaseError
from storage import accounts, staffing

SYSTEM, SECURITY, AUDIT, OTHER = "jiangheng", "wenan", "jianming", "guyuan"
ONCE = re.compile(r'<code class="once">([^<]+)</code>')
DEEDS = ("reset-password", "reset-factor", "disable", "enable")


def enter(pages: Pages, username: str, password: str, address: str = "10.0.0.8") -> str:
    gate = pages.client.app.state.gate  # type: ignore[attr-defined]
    return sign_in(gate, username, password, source=From(address), now=SAMPLE_NOW)


def once(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return ONCE.findall(answer.text)[0]


def test_the_list_says_how_every_account_stands(pages: Pages):
    disable_account(pages.store, "zhengtao", SYSTEM, SAMPLE_NOW)
    new_account(pages.store, NewPerson("xinren", "辛仁", "second"), SYSTEM, SAMPLE_NOW)
    for _ in range(5):
        with pytest.raises(CaseError):
            enter(pages, OTHER, "wrong")
    pages.be(SYSTEM)
    for state, username in (("disabled", "zhengtao"), ("once", "xinren"), ("locked", OTHER)):
        found = re.findall(r"/accounts/of/(\w+)\"", pages.look(f"/accounts?state={state}").text)
        assert found == [username], state
    assert "2026-11-23 10:" in pages.look(f"/accounts?q={SYSTEM}").text  # signed in just now
    assert pages.look("/accounts?state=nothing").status_code == 422
    assert "没有符合条件的账号" in pages.look("/accounts?q=nobody").text
    assert re.findall(r"/accounts/of/(\w+)\"", pages.look("/accounts?q=白雪").text) == ["baixue"]
    assert "没有符合条件的账号" in pages.look("/accounts?page=9").text


def test_many_accounts_are_read_page_by_page(pages: Pages):
    with pages.store.write() as connection:
        for n in range(60):
            staffing.add_person(connection, f"z{n:02d}", f"人员{n:02d}", None, 1)
    pages.be(AUDIT)
    first = pages.look("/accounts").text
    assert "z25" not in first
    assert "page=2" in first
    assert "z59" in pages.look("/accounts?page=2").text
    assert "尚无账号" in pages.look("/accounts?q=z59").text


def test_a_new_account_tells_its_password_once_and_lets_in(pages: Pages):
    pages.be(SYSTEM)
    given = {"username": "xinren", "name": "辛仁", "unit": "second", "email": "x@example.invalid"}
    answer = pages.send("/accounts/new", **given)
    password = once(answer)
    assert password not in str(answer.url)
    assert password not in pages.look("/accounts/of/xinren").text
    assert enter(pages, "xinren", password)
    kept = str(read_journal(pages.store, AUDIT, SAMPLE_NOW))
    assert "account_made" in kept
    assert password not in kept


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("username", "Xin Ren", "须以小写字母开头"), ("username", OTHER, "已有账号"),
     ("name", " ", "须为一行"), ("email", "nowhere", "不是邮件地址")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    pages: Pages, field: str, value: str, said: str
):
    pages.be(SYSTEM)
    given = {"username": "xinren", "name": "辛仁", "unit": "third", "email": "x@example.invalid"}
    answer = pages.send("/accounts/new", **{**given, field: value})
    assert answer.status_code == 422
    beside = re.findall(rf'id="{field}-wrong">([^<]+)<', answer.text)
    assert len(beside) == 1
    assert said in beside[0]
    assert 'aria-invalid="true"' in answer.text
    assert '<option value="third" selected' in answer.text
    if field != "name":
        assert 'value="辛仁"' in answer.text
    english = pages.client.post(
        "/accounts/new?lang=en", data={**given, field: value, "key": _key(pages)}
    )
    assert f'id="{field}-wrong">This ' in english.text


def _key(pages: Pages) -> str:
    return re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]


def test_a_known_person_without_an_account_gets_one(pages: Pages):
    with pages.store.write() as connection:
        staffing.add_person(connection, "laoren", "老任", None, 1)
    pages.be(SYSTEM)
    assert "开通账号" in pages.look("/accounts/of/laoren").text
    assert enter(pages, "laoren", once(pages.send("/accounts/new", username="laoren")))


def test_a_reset_password_is_asked_for_twice_told_once_and_ends_what_was(pages: Pages):
    token = enter(pages, OTHER, "Yangli-2026")
    for _ in range(5):
        with pytest.raises(CaseError):
            enter(pages, OTHER, "wrong")
    pages.be(SYSTEM)
    before = pages.look(f"/accounts/of/{OTHER}/reset-password")
    assert "立即失效" in before.text
    assert not ONCE.search(before.text)
    password = once(pages.send(f"/accounts/of/{OTHER}/reset-password"))
    assert enter(pages, OTHER, password, "10.0.0.9")  # no longer locked
    pages.client.cookies.set("session", token)
    assert pages.look("/cases").headers["location"].startswith("/sign-in")


def test_out_and_in_again_and_a_lost_telephone(pages: Pages):
    with pages.store.write() as connection:
        held = accounts.account_of(connection, OTHER)
        assert held
        accounts.change_account(connection, held.person_id, factor="sealed")
    for who, deed, said in ((SYSTEM, "disable", "已停用"), (SYSTEM, "enable", "正常"),
                            (SECURITY, "reset-factor", "未启用")):  # fmt: skip
        pages.be(who)
        assert pages.look(f"/accounts/of/{OTHER}/{deed}").status_code == 200
        sheet = pages.lead(pages.send(f"/accounts/of/{OTHER}/{deed}"))
        assert said in pages.look(sheet).text, deed
    assert pages.look(f"/accounts/of/{OTHER}/nothing").status_code == 422
    assert pages.look("/accounts/of/nobody").status_code == 404


def test_nobody_shuts_themselves_out(pages: Pages):
    pages.be(SYSTEM)
    assert "您自己的账号" in pages.look(f"/accounts/of/{SYSTEM}").text
    answer = pages.send(f"/accounts/of/{SYSTEM}/disable")
    assert answer.status_code == 422
    assert "不得为自己办理" in answer.text


def test_units_are_a_tree_that_grows(pages: Pages):
    pages.be(SYSTEM)
    given = {"code": "first-a", "name": "一中队", "parent": "first"}
    assert pages.lead(pages.send("/accounts/units", **given)) == "/accounts/units"
    shown = pages.look("/accounts/units").text
    tree = re.findall(r'class="depth-(\d)">\s*<b>([^<]+)', shown)
    assert tree[:3] == [("0", "区生态环境局"), ("1", "执法一大队"), ("2", "一中队")]
    again = pages.send("/accounts/units", **given)
    assert again.status_code == 422
    assert 'id="code-wrong">该单位代码已有' in again.text


@pytest.mark.parametrize("role", sorted(ROLES))
def test_others_read_at_most_and_change_nothing(pages: Pages, role: str):
    """Every page and every form of accounts, by hand, as somebody with each role."""
    reads, changes = role in {"ADM", "SEC", "AUD"}, role == "ADM"
    pages.be(ROLES[role])
    with pages.store.read() as connection:
        before = connection.exec_driver_sql("SELECT * FROM accounts ORDER BY 1").fetchall()
    for path in ("/accounts", "/accounts/units", f"/accounts/of/{OTHER}"):
        answer = pages.look(path)
        assert answer.status_code == (200 if reads else 403), path
        if not reads:
            # Above it stands who one is oneself.
            assert "guyuan" not in answer.text.partition("<main")[2]
        elif not changes:
            assert "新建账号" not in answer.text
            assert "停用账号" not in answer.text
            assert "新增单位" not in answer.text
    mine = {deed for deed in DEEDS
            if role in ({"SEC", "AUD"} if deed == "reset-factor" else {"ADM"})}  # fmt: skip
    for deed in DEEDS:
        looked = pages.look(f"/accounts/of/{OTHER}/{deed}").status_code
        assert looked == (200 if deed in mine else 403)
    for deed in {*DEEDS} - mine:
        assert pages.send(f"/accounts/of/{OTHER}/{deed}").status_code == 403
    if not changes:
        new = {"username": "xinren", "name": "辛仁", "unit": "second"}
        assert pages.send("/accounts/new", **new).status_code == 403
        unit = {"code": "x", "name": "x", "parent": "bureau"}
        assert pages.send("/accounts/units", **unit).status_code == 403
        with pages.store.read() as connection:
            after = connection.exec_driver_sql("SELECT * FROM accounts ORDER BY 1").fetchall()
        assert before == after


def test_a_form_without_our_key_does_nothing(pages: Pages):
    pages.be(SYSTEM)
    for path in (f"/accounts/of/{OTHER}/disable", "/accounts/new", "/accounts/units",
                 "/roles/new", "/roles/1/end", "/account/roles"):  # fmt: skip
        assert pages.client.post(path, data={"username": "x"}).status_code == 422, path
    assert "已停用" not in pages.look(f"/accounts/of/{OTHER}").text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=y>'])
def test_what_is_typed_comes_back_harmless(pages: Pages, text: str):
    pages.be(SYSTEM)
    for answer in (pages.send("/accounts/new", username=text, name=text, email=text, unit=text),
                   pages.send("/accounts/units", code=text, name=text, parent=text),
                   pages.look(f"/accounts?q={text}")):  # fmt: skip
        assert answer.status_code in {200, 422}
        assert text not in answer.text
