"""In through the bureau's identity provider: a real one, on loopback."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from support.identity import SECRET
from support.pages import HERE, Reader
from support.portal import BUTTON, Portal, key_of, said
from support.sample import SAMPLE_NOW

from cases.accounts import disable_account

SPOILT = (
    "other-nonce", "no-nonce", "other-client", "other-party", "other-issuer", "long-over",
    "other-key", "our-secret", "unsigned", "no-subject", "no-token",
)  # fmt: skip


def test_without_a_provider_nothing_offers_or_answers(client: Reader):
    page = client.get("/account").text
    assert "provider" not in page
    client.cookies.clear()
    assert "provider" not in client.get("/sign-in").text
    assert client.get(BUTTON).status_code == 404


def test_whoever_linked_once_comes_back_to_the_page_they_asked_for(portal: Portal):
    assert "已关联统一身份认证" in portal.link().text
    door = portal.client.get("/cases?q=1")
    assert 'href="/sign-in/provider?next=/cases%3Fq%3D1"' in door.text
    answer = portal.come(to="?next=/cases%3Fq%3D1")
    assert (answer.status_code, str(answer.url)) == (200, f"{HERE}/cases?q=1")
    assert "何敏" in answer.text


def test_a_password_that_must_be_changed_is_asked_only_of_who_uses_it(portal: Portal):
    """The password has grown old; who comes from the provider used none."""
    portal.link()
    portal.clock[0] += timedelta(days=100)
    portal.come()
    assert portal.signed_in
    data = {"username": "hemin", "password": portal.password}
    portal.client.cookies.clear()
    portal.client.post("/sign-in", data=data)
    answer = portal.client.get("/account", follow_redirects=False)
    assert answer.headers["location"].startswith("/account/password")


def test_who_is_not_linked_is_told_how(portal: Portal):
    answer = portal.come(to="?next=/cases")
    assert answer.status_code == 403
    assert "先用口令登录" in said(answer)
    assert 'name="next" value="/cases"' in answer.text
    assert not portal.signed_in


def test_the_reason_is_told_in_english_too(portal: Portal):
    answer = portal.client.get("/sign-in?refused=unlinked&lang=en")
    assert "not linked yet" in said(answer)
    assert said(portal.client.get("/sign-in?refused=<b>")) == ""


def test_who_has_no_account_is_not_let_in_and_gets_none(portal: Portal):
    answer = portal.come("stranger@7")
    assert "没有您的账号" in said(answer)
    assert portal.entries()[-1][:2] == ("sign_in_failed", None)
    assert "stranger" not in str(portal.entries())


def test_a_disabled_account_stays_out(portal: Portal):
    portal.link()
    disable_account(portal.store, "hemin", "jiangheng", SAMPLE_NOW)
    assert "已停用" in said(portal.come())
    assert not portal.signed_in


def test_another_subject_that_goes_by_the_same_name_is_somebody_else(portal: Portal):
    portal.link()
    answer = portal.come("hemin@2")
    assert answer.status_code == 403
    assert "另一个身份" in said(answer)
    assert not portal.signed_in
    portal.come("hemin@1")
    assert portal.signed_in


def test_the_subject_comes_in_whatever_its_name_is_today(portal: Portal):
    portal.link()
    portal.traveller.spoil("other-name")
    portal.come()
    assert portal.signed_in


def test_the_name_is_taken_from_the_token_where_it_says_it(portal: Portal):
    portal.traveller.spoil("with-the-name")
    assert "已关联" in portal.link(name="number-4711").text


@pytest.mark.parametrize("how", SPOILT)
def test_a_token_that_does_not_prove_it_lets_nobody_in(portal: Portal, how: str):
    portal.link()
    portal.traveller.spoil(how)
    answer = portal.come()
    assert (answer.status_code, "没有证明" in said(answer)) == (403, True)
    assert not portal.signed_in
    assert [kind for kind, *_ in portal.entries()].count("sign_in") == 0


def test_only_the_browser_that_asked_comes_in_and_only_once(portal: Portal):
    portal.link()
    back = portal.traveller.until_back(BUTTON)
    way = portal.client.cookies["way"]
    portal.client.cookies.clear()
    assert "不是在本机开始的" in said(portal.client.get(back))  # another browser
    assert not portal.signed_in
    portal.client.cookies.set("way", way)
    wrong = re.sub(r"state=[^&]+", "state=guessed", back)
    assert "不是在本机开始的" in said(portal.client.get(wrong))
    portal.client.cookies.clear()
    portal.client.cookies.set("way", way)
    assert portal.client.get(back).status_code == 200
    assert portal.signed_in
    portal.client.cookies.clear()
    assert "不是在本机开始的" in said(portal.client.get(back))  # the address alone
    portal.client.cookies.set("way", way)
    assert "没有证明" in said(portal.client.get(back))  # and with the cookie: the code is used up
    assert not portal.signed_in


def test_a_way_of_more_than_ten_minutes_is_over(portal: Portal):
    portal.link()
    back = portal.traveller.until_back(BUTTON)
    portal.clock[0] += timedelta(minutes=10)
    assert portal.client.get(back).status_code == 400
    assert not portal.signed_in


def test_a_database_that_is_lost_on_the_way_leaves_no_page_at_the_address(portal: Portal):
    back = portal.traveller.until_back(BUTTON)
    with portal.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE accounts RENAME TO gone")
    answer = portal.client.get(back, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?refused=lost"


@pytest.mark.parametrize("more", ["error=access_denied", "code=x&iss=http://elsewhere.example"])
def test_what_another_says_or_a_refusal_is_no_proof(portal: Portal, more: str):
    portal.link()
    back = portal.traveller.until_back(BUTTON)
    state = re.findall(r"state=[^&]+", back)[0]
    answer = portal.client.get(f"{BUTTON}/back?{state}&{more}")
    assert "没有证明" in said(answer)
    assert not portal.signed_in


def test_a_provider_that_is_away_is_said_and_the_password_still_serves(
    portal_at: Callable[..., Portal], portal: Portal
):
    away = portal_at("http://localhost:9")
    answer = away.traveller.go(BUTTON)
    assert (answer.status_code, "没有应答" in said(answer)) == (503, True)
    assert 'name="password"' in answer.text
    portal.traveller.spoil("broken")
    assert "没有应答" in said(portal.come())


def test_a_provider_that_speaks_for_another_issuer_is_not_asked(
    portal_at: Callable[..., Portal], issuer
):
    """Discovery under one name, the answer under another (OpenID Connect Discovery, 4.3)."""
    answer = portal_at(issuer.replace("localhost", "127.0.0.1")).traveller.go(BUTTON)
    assert answer.status_code in {403, 503}
    assert said(answer)


def test_a_wrong_secret_is_a_refusal_without_the_secret(
    portal_at: Callable[..., Portal], issuer: str, caplog: pytest.LogCaptureFixture
):
    made = portal_at(issuer, oidc_client_secret="wrong-secret-wrong-secret")
    assert "没有证明" in said(made.come())
    assert "invalid_client" in caplog.text
    assert "wrong-secret" not in caplog.text


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere_by_way_of_the_provider(portal: Portal, to: str):
    portal.link()
    portal.client.cookies.clear()
    first = portal.client.get(BUTTON, params={"next": to}, follow_redirects=False)
    back = portal.traveller.until_back(first.headers["location"])
    assert portal.client.get(back, follow_redirects=False).headers["location"] == "/"


def test_each_coming_in_is_a_new_session_and_what_was_planted_is_worth_nothing(portal: Portal):
    portal.link()
    back = portal.traveller.until_back(BUTTON)
    portal.client.cookies.set("session", "planted")
    answer = portal.client.get(back, follow_redirects=False)
    session = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("session="))
    assert "planted" not in session
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert any(re.match(r'way="";.*Max-Age=0', c) for c in answer.headers.get_list("set-cookie"))


def test_neither_code_nor_secret_nor_token_is_written_or_shown(
    portal: Portal, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    portal.link()
    answer = portal.come()
    backs = [url for url in portal.traveller.path if "code=" in url]
    codes = [re.findall(r"code=([^&]+)", url)[0] for url in backs]
    assert len(codes) == 2
    way = portal.traveller.path
    ours = [url for url in way if url not in backs and not url.startswith(portal.traveller.issuer)]
    hidden = [*codes, SECRET, "eyJ", "hemin@1"]
    # The traveller's own clients write down where they go.
    logged = [
        str(one.__dict__)
        for one in caplog.records
        if one.name.split(".")[0] not in {"httpx", "httpcore"} and HERE not in str(one.args)
    ]
    assert f"{portal.traveller.issuer}/token" in str(logged)
    for text in (str(logged), answer.text, str(ours), str(portal.entries())):
        assert [secret for secret in hidden if secret in text] == []


def test_the_journal_says_who_came_in_and_who_did_not(portal: Portal):
    portal.link()
    portal.come()
    portal.come("hemin@2")
    kinds = [(kind, actor) for kind, actor, _ in portal.entries()][-3:]
    assert kinds == [("linked", "hemin"), ("sign_in", "hemin"), ("sign_in_failed", "hemin")]
    assert '"why":"another"' in portal.entries()[-1][2]
    assert portal.traveller.issuer in portal.entries()[-1][2]


def test_tries_count_as_with_passwords(portal: Portal):
    portal.link()
    for _ in range(5):
        portal.client.post("/sign-in", data={"username": "hemin", "password": "wrong"})
        portal.clock[0] += timedelta(seconds=9)
    assert portal.come().status_code == 429
    portal.clock[0] += timedelta(hours=1)
    portal.come()
    assert portal.signed_in
    for _ in range(5):
        answer = portal.come("stranger@7")
    assert answer.status_code == 429


def test_an_administrator_still_gives_the_code(portal: Portal):
    """The provider's word is one factor; whoever owns it does not own the bureau's accounts."""
    portal.client.sign_in("jiangheng")
    page = portal.client.get("/account/factor").text
    secret = re.findall(r'name="secret" value="([A-Z2-7]+)"', page)[0]
    code = pyotp.TOTP(secret)
    data = {"secret": secret, "code": code.at(SAMPLE_NOW), "key": key_of(page)}
    portal.client.post("/account/factor", data=data)
    portal.traveller.name = "jiangheng@1"
    assert "已关联" in portal.traveller.go("/account/provider").text
    answer = portal.come("jiangheng@1", "?next=/account")
    assert str(answer.url) == f"{HERE}/sign-in/code?next=%2Faccount"
    portal.clock[0] += timedelta(minutes=1)
    data = {"code": code.at(portal.clock[0]), "key": key_of(answer.text)}
    portal.client.post("/sign-in/code", data=data)
    assert portal.signed_in
