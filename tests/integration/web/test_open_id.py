"""In through the bureau's identity provider: a real one, on loopback."""

import logging
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from support.identity import CLIENT, SECRET, Traveller
from support.pages import HERE, Reader, reader
from support.sample import SAMPLE_NOW

from cases.accounts import NewPerson, disable_account, new_account, unlink_account
from rongcuo.sample.bureau import settle
from rongcuo.settings import Settings
from storage import accounts, journal, migrate, open_store
from web import create_app

BUTTON = "/sign-in/provider"
SPOILT = (
    "other-nonce", "no-nonce", "other-client", "other-party", "other-issuer", "long-over",
    "other-key", "our-secret", "unsigned", "no-subject", "no-token",
)  # fmt: skip


@dataclass
class Bureau:
    """The pages of a bureau that has a provider, and one who travels between them."""

    client: Reader
    traveller: Traveller
    clock: list[datetime]
    password: str

    @property
    def store(self) -> Any:
        return self.client.app.state.store

    def link(self, username: str = "hemin", name: str = "hemin@1") -> Any:
        """From the person's own account, signed in with a password; and out again."""
        self.client.sign_in(username)
        self.traveller.name = name
        page = self.traveller.go("/account/provider")
        self.client.cookies.clear()
        return page

    def come(self, name: str = "hemin@1", to: str = "") -> Any:
        """Press the button with an empty browser."""
        self.client.cookies.clear()
        self.traveller.there.cookies.clear()
        self.traveller.name = name
        return self.traveller.go(BUTTON + to)

    def entries(self) -> list[tuple[str, str | None, str]]:
        with self.store.read() as connection:
            return [(one.kind, one.actor, one.body) for one in journal.entries(connection)]

    @property
    def signed_in(self) -> bool:
        return self.client.get("/account", follow_redirects=False).status_code == 200


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A bureau in which hemin has an account, and the password of it."""
    file = tmp_path_factory.mktemp("settled") / "case.db"
    url = f"sqlite:///{file}"
    migrate(url)
    with open_store(url) as store:
        with store.write() as connection:
            settle(connection)
        told = new_account(store, NewPerson("hemin", "何敏", "bureau"), "jiangheng", SAMPLE_NOW)
        with store.write() as connection:
            person = accounts.account_of(connection, "hemin").person_id
            accounts.change_account(connection, person, must_change=False)
    return file, told.password


@pytest.fixture
def opened(settled: tuple[Path, str], tmp_path: Path) -> Iterator[Callable[..., Bureau]]:
    """A bureau whose provider is at some issuer."""
    file = shutil.copy(settled[0], tmp_path)
    clock = [SAMPLE_NOW]
    with ExitStack() as stack:

        def made(issuer: str, **settings: Any) -> Bureau:
            chosen = Settings(
                database_url=f"sqlite:///{file}", data_dir=tmp_path, oidc_issuer=issuer,
                oidc_client_id=CLIENT, **{"oidc_client_secret": SECRET, **settings},
            )  # fmt: skip
            client = stack.enter_context(reader(create_app(chosen, clock=lambda: clock[0])))
            client.cookies.clear()
            traveller = Traveller(client, issuer, stack.enter_context(httpx.Client()))
            return Bureau(client, traveller, clock, settled[1])

        yield made


@pytest.fixture
def bureau(opened: Callable[..., Bureau], issuer: str) -> Iterator[Bureau]:
    made = opened(issuer)
    yield made
    made.traveller.spoil("not at all")


def key_of(page: str) -> str:
    return re.findall(r'name="key" value="([0-9a-f]{64})"', page)[0]


def said(answer: Any) -> str:
    found = re.search(r'class="refusal" role="alert">([^<]+)<', answer.text)
    return found[1] if found else ""


def test_without_a_provider_nothing_offers_or_answers(client: Reader):
    page = client.get("/account").text
    assert "provider" not in page
    client.cookies.clear()
    assert "provider" not in client.get("/sign-in").text
    assert client.get(BUTTON).status_code == 404


def test_whoever_linked_once_comes_back_to_the_page_they_asked_for(bureau: Bureau):
    assert "已关联统一身份认证" in bureau.link().text
    door = bureau.client.get("/cases?q=1")
    assert 'href="/sign-in/provider?next=/cases%3Fq%3D1"' in door.text
    answer = bureau.come(to="?next=/cases%3Fq%3D1")
    assert (answer.status_code, str(answer.url)) == (200, f"{HERE}/cases?q=1")
    assert "何敏" in answer.text


def test_a_password_that_must_be_changed_is_asked_only_of_who_uses_it(bureau: Bureau):
    """The password has grown old; who comes from the provider used none."""
    bureau.link()
    bureau.clock[0] += timedelta(days=100)
    bureau.come()
    assert bureau.signed_in
    data = {"username": "hemin", "password": bureau.password}
    bureau.client.cookies.clear()
    bureau.client.post("/sign-in", data=data)
    answer = bureau.client.get("/account", follow_redirects=False)
    assert answer.headers["location"].startswith("/account/password")


def test_who_is_not_linked_is_told_how(bureau: Bureau):
    answer = bureau.come(to="?next=/cases")
    assert answer.status_code == 403
    assert "先用口令登录" in said(answer)
    assert 'name="next" value="/cases"' in answer.text
    assert not bureau.signed_in


def test_the_reason_is_told_in_english_too(bureau: Bureau):
    answer = bureau.client.get("/sign-in?refused=unlinked&lang=en")
    assert "not linked yet" in said(answer)
    assert said(bureau.client.get("/sign-in?refused=<b>")) == ""


def test_who_has_no_account_is_not_let_in_and_gets_none(bureau: Bureau):
    answer = bureau.come("stranger@7")
    assert "没有您的账号" in said(answer)
    assert bureau.entries()[-1][:2] == ("sign_in_failed", None)
    assert "stranger" not in str(bureau.entries())


def test_a_disabled_account_stays_out(bureau: Bureau):
    bureau.link()
    disable_account(bureau.store, "hemin", "jiangheng", SAMPLE_NOW)
    assert "已停用" in said(bureau.come())
    assert not bureau.signed_in


def test_another_subject_that_goes_by_the_same_name_is_somebody_else(bureau: Bureau):
    bureau.link()
    answer = bureau.come("hemin@2")
    assert answer.status_code == 403
    assert "另一个身份" in said(answer)
    assert not bureau.signed_in
    bureau.come("hemin@1")
    assert bureau.signed_in


def test_the_subject_comes_in_whatever_its_name_is_today(bureau: Bureau):
    bureau.link()
    bureau.traveller.spoil("other-name")
    bureau.come()
    assert bureau.signed_in


def test_the_name_is_taken_from_the_token_where_it_says_it(bureau: Bureau):
    bureau.traveller.spoil("with-the-name")
    assert "已关联" in bureau.link(name="number-4711").text


@pytest.mark.parametrize("how", SPOILT)
def test_a_token_that_does_not_prove_it_lets_nobody_in(bureau: Bureau, how: str):
    bureau.link()
    bureau.traveller.spoil(how)
    answer = bureau.come()
    assert (answer.status_code, "没有证明" in said(answer)) == (403, True)
    assert not bureau.signed_in
    assert [kind for kind, *_ in bureau.entries()].count("sign_in") == 0


def test_only_the_browser_that_asked_comes_in_and_only_once(bureau: Bureau):
    bureau.link()
    back = bureau.traveller.until_back(BUTTON)
    way = bureau.client.cookies["way"]
    bureau.client.cookies.clear()
    assert "不是在本机开始的" in said(bureau.client.get(back))  # another browser
    assert not bureau.signed_in
    bureau.client.cookies.set("way", way)
    wrong = re.sub(r"state=[^&]+", "state=guessed", back)
    assert "不是在本机开始的" in said(bureau.client.get(wrong))
    bureau.client.cookies.clear()
    bureau.client.cookies.set("way", way)
    assert bureau.client.get(back).status_code == 200
    assert bureau.signed_in
    bureau.client.cookies.clear()
    assert "不是在本机开始的" in said(bureau.client.get(back))  # the address alone
    bureau.client.cookies.set("way", way)
    assert "没有证明" in said(bureau.client.get(back))  # and with the cookie: the code is used up
    assert not bureau.signed_in


def test_a_way_of_more_than_ten_minutes_is_over(bureau: Bureau):
    bureau.link()
    back = bureau.traveller.until_back(BUTTON)
    bureau.clock[0] += timedelta(minutes=10)
    assert bureau.client.get(back).status_code == 400
    assert not bureau.signed_in


@pytest.mark.parametrize("more", ["error=access_denied", "code=x&iss=http://elsewhere.example"])
def test_what_another_says_or_a_refusal_is_no_proof(bureau: Bureau, more: str):
    bureau.link()
    back = bureau.traveller.until_back(BUTTON)
    state = re.findall(r"state=[^&]+", back)[0]
    answer = bureau.client.get(f"{BUTTON}/back?{state}&{more}")
    assert "没有证明" in said(answer)
    assert not bureau.signed_in


def test_a_provider_that_is_away_is_said_and_the_password_still_serves(
    opened: Callable[..., Bureau], bureau: Bureau
):
    away = opened("http://localhost:9")
    answer = away.traveller.go(BUTTON)
    assert (answer.status_code, "没有应答" in said(answer)) == (503, True)
    assert 'name="password"' in answer.text
    bureau.traveller.spoil("broken")
    assert "没有应答" in said(bureau.come())


def test_a_provider_that_speaks_for_another_issuer_is_not_asked(
    opened: Callable[..., Bureau], issuer
):
    """Discovery under one name, the answer under another (OpenID Connect Discovery, 4.3)."""
    answer = opened(issuer.replace("localhost", "127.0.0.1")).traveller.go(BUTTON)
    assert answer.status_code in {403, 503}
    assert said(answer)


def test_a_wrong_secret_is_a_refusal_without_the_secret(
    opened: Callable[..., Bureau], issuer: str, caplog: pytest.LogCaptureFixture
):
    made = opened(issuer, oidc_client_secret="wrong-secret-wrong-secret")
    assert "没有证明" in said(made.come())
    assert "invalid_client" in caplog.text
    assert "wrong-secret" not in caplog.text


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere_by_way_of_the_provider(bureau: Bureau, to: str):
    bureau.link()
    bureau.client.cookies.clear()
    first = bureau.client.get(BUTTON, params={"next": to}, follow_redirects=False)
    back = bureau.traveller.until_back(first.headers["location"])
    assert bureau.client.get(back, follow_redirects=False).headers["location"] == "/"


def test_each_coming_in_is_a_new_session_and_what_was_planted_is_worth_nothing(bureau: Bureau):
    bureau.link()
    back = bureau.traveller.until_back(BUTTON)
    bureau.client.cookies.set("session", "planted")
    answer = bureau.client.get(back, follow_redirects=False)
    session = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("session="))
    assert "planted" not in session
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert any(re.match(r'way="";.*Max-Age=0', c) for c in answer.headers.get_list("set-cookie"))


def test_neither_code_nor_secret_nor_token_is_written_or_shown(
    bureau: Bureau, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    bureau.link()
    answer = bureau.come()
    backs = [url for url in bureau.traveller.path if "code=" in url]
    codes = [re.findall(r"code=([^&]+)", url)[0] for url in backs]
    assert len(codes) == 2
    way = bureau.traveller.path
    ours = [url for url in way if url not in backs and not url.startswith(bureau.traveller.issuer)]
    hidden = [*codes, SECRET, "eyJ", "hemin@1"]
    # The traveller's own clients write down where they go.
    logged = [
        str(one.__dict__)
        for one in caplog.records
        if one.name.split(".")[0] not in {"httpx", "httpcore"} and HERE not in str(one.args)
    ]
    assert f"{bureau.traveller.issuer}/token" in str(logged)
    for text in (str(logged), answer.text, str(ours), str(bureau.entries())):
        assert [secret for secret in hidden if secret in text] == []


def test_the_journal_says_who_came_in_and_who_did_not(bureau: Bureau):
    bureau.link()
    bureau.come()
    bureau.come("hemin@2")
    kinds = [(kind, actor) for kind, actor, _ in bureau.entries()][-3:]
    assert kinds == [("linked", "hemin"), ("sign_in", "hemin"), ("sign_in_failed", "hemin")]
    assert '"why":"another"' in bureau.entries()[-1][2]
    assert bureau.traveller.issuer in bureau.entries()[-1][2]


def test_tries_count_as_with_passwords(bureau: Bureau):
    bureau.link()
    for _ in range(5):
        bureau.client.post("/sign-in", data={"username": "hemin", "password": "wrong"})
        bureau.clock[0] += timedelta(seconds=9)
    assert bureau.come().status_code == 429
    bureau.clock[0] += timedelta(hours=1)
    bureau.come()
    assert bureau.signed_in
    for _ in range(5):
        answer = bureau.come("stranger@7")
    assert answer.status_code == 429


def test_an_administrator_still_gives_the_code(bureau: Bureau):
    """The provider's word is one factor; whoever owns it does not own the bureau's accounts."""
    bureau.client.sign_in("jiangheng")
    page = bureau.client.get("/account/factor").text
    secret = re.findall(r'name="secret" value="([A-Z2-7]+)"', page)[0]
    code = pyotp.TOTP(secret)
    data = {"secret": secret, "code": code.at(SAMPLE_NOW), "key": key_of(page)}
    bureau.client.post("/account/factor", data=data)
    bureau.traveller.name = "jiangheng@1"
    assert "已关联" in bureau.traveller.go("/account/provider").text
    answer = bureau.come("jiangheng@1", "?next=/account")
    assert str(answer.url) == f"{HERE}/sign-in/code?next=%2Faccount"
    bureau.clock[0] += timedelta(minutes=1)
    data = {"code": code.at(bureau.clock[0]), "key": key_of(answer.text)}
    bureau.client.post("/sign-in/code", data=data)
    assert bureau.signed_in


class TestLinking:
    """Only who is signed in with a password links, and only themselves."""

    def test_the_name_must_be_theirs(self, bureau: Bureau):
        answer = bureau.link(name="luochengan@1")
        assert "不是您的" in said(answer)
        assert "关联统一身份认证" in answer.text
        assert bureau.entries()[-1][:2] == ("link_failed", "hemin")

    def test_an_identity_belongs_to_one_account_and_an_account_to_one(self, bureau: Bureau):
        bureau.link()
        assert "另一个身份" in said(bureau.link(name="hemin@2"))

    def test_nobody_is_sent_to_be_linked_from_elsewhere(self, bureau: Bureau):
        bureau.client.sign_in("hemin")
        answer = bureau.traveller.go("/account/provider", **{"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 400
        assert [url for url in bureau.traveller.path if url.startswith("http")] == []

    def test_another_session_does_not_finish_it(self, bureau: Bureau):
        bureau.client.sign_in("hemin")
        back = bureau.traveller.until_back("/account/provider")
        way = bureau.client.cookies["way"]
        bureau.client.sign_in("hemin")
        bureau.client.cookies.set("way", way)
        assert "不是在本机开始的" in said(bureau.client.get(back))
        bureau.client.cookies.clear()
        bureau.client.cookies.set("way", way)
        assert str(bureau.client.get(back).url) == f"{HERE}/sign-in?refused=lost"

    def test_it_asks_for_a_fresh_sign_in_there(self, bureau: Bureau):
        bureau.client.sign_in("hemin")
        answer = bureau.client.get("/account/provider", follow_redirects=False)
        assert "prompt=login" in answer.headers["location"]
        assert "code_challenge_method=S256" in answer.headers["location"]

    def test_it_ends_by_the_persons_own_hand_or_the_administrators(self, bureau: Bureau):
        bureau.link()
        bureau.come()
        data = {"key": key_of(bureau.client.get("/account").text)}
        bureau.client.post("/account/provider/unlink", data=data)
        assert not bureau.signed_in
        assert "还没有关联" in said(bureau.come())
        assert "已关联" in bureau.link().text
        bureau.come()
        unlink_account(bureau.store, "hemin", "jiangheng", SAMPLE_NOW)
        assert not bureau.signed_in
        assert "还没有关联" in said(bureau.come())


def test_signing_out_offers_to_sign_out_there_too(bureau: Bureau):
    bureau.link()
    page = bureau.come(to="?next=/account")
    answer = bureau.client.post("/sign-out", data={"key": key_of(page.text)})
    assert "一并退出" in answer.text
    assert not bureau.signed_in
    assert bureau.traveller.go("/sign-out/provider").status_code == 200
    assert any("/session/end?" in url for url in bureau.traveller.path)


def test_who_came_by_password_is_not_told_of_the_provider(bureau: Bureau):
    bureau.client.sign_in("hemin")
    data = {"key": key_of(bureau.client.get("/account").text)}
    assert "一并退出" not in bureau.client.post("/sign-out", data=data).text
