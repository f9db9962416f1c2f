"""The door: who is not in sees nothing, and what is sent from elsewhere does nothing."""

import re
import warnings
from pathlib import Path

import pyotp
import pytest
from support.pages import READER, Reader, app_over, reader
from support.sample import SAMPLE_NOW

from cases.accounts import NewPerson, new_account
from cases.signing_in import offer_factor

OPEN = {
    "/healthz",
    "/readyz",
    "/static/{digest}/{name}",
    "/feed/{token}.ics",
    "/sign-in",
    "/set-up",
}
"""What answers to anybody: probes, the look, feeds by their own key, and the door."""
GOOD = "Vq7-langerSatz"


@pytest.fixture
def stranger(client: Reader) -> Reader:
    client.cookies.clear()
    return client


def key_of(page: str) -> str:
    return re.findall(r'name="key" value="([0-9a-f]{64})"', page)[0]


def test_every_page_but_the_few_open_ones_asks_who_you_are(stranger: Reader):
    asked = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GET and HEAD of a route share a name
        routes = stranger.app.openapi()["paths"]
    for named, methods in routes.items():
        path = re.sub(r"\{[^}]+\}", "2026-0003-1", named)
        if named in OPEN:
            continue
        for method in methods:
            answer = stranger.request(method.upper(), path, follow_redirects=False)
            if path.startswith("/api/"):
                assert answer.status_code == 401, path
            else:
                assert (answer.status_code, answer.headers.get("location", "")[:8]) == (
                    303, "/sign-in",
                ), (method, path)  # fmt: skip
            assert "孙皓" not in answer.text
            asked += 1
    assert asked > 10


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "';--", "%00"])
def test_a_token_that_is_none_is_nobody(stranger: Reader, token: str):
    stranger.cookies.set("session", token)
    assert stranger.get("/cases", follow_redirects=False).status_code == 303


def test_a_stranger_comes_back_to_the_page_they_asked_for(stranger: Reader):
    answer = stranger.get("/cases?q=0003", follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?next=%2Fcases%3Fq%3D0003"
    page = stranger.get(answer.headers["location"]).text
    assert 'name="next" value="/cases?q=0003"' in page


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
           "evil", "/a\r\nSet-Cookie: x=y"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(client: Reader, to: str):
    answer = client.get("/sign-in", params={"next": to}, follow_redirects=False)
    assert answer.headers["location"] == "/"


class TestWithAnAccount:
    """From a password told once to a session, through the real forms."""

    @pytest.fixture
    def fresh(self, tmp_path: Path) -> Reader:
        from rongcuo.sample.bureau import settle
        from storage import migrate, open_store

        url = f"sqlite:///{tmp_path / 'case.db'}"
        migrate(url)
        with open_store(url) as store:
            with store.write() as connection:
                settle(connection, SAMPLE_NOW)
            person = NewPerson("hemin", "何敏", "bureau")
            self.once = new_account(store, person, "jiangheng", SAMPLE_NOW).password
        with reader(app_over(url, tmp_path)) as client:
            client.cookies.clear()
            yield client

    def enter(self, client: Reader, password: str, **more: str):
        data = {"username": "hemin", "password": password, **more}
        return client.post("/sign-in", data=data, follow_redirects=False)

    def test_a_password_told_once_leads_to_another_and_from_there_to_the_page(self, fresh: Reader):
        assert self.enter(fresh, self.once, next="/cases?q=1").headers["location"] == "/cases?q=1"
        answer = fresh.get("/cases?q=1", follow_redirects=False)
        assert answer.headers["location"].startswith("/account/password?next=")
        page = fresh.get(answer.headers["location"]).text
        data = {"old": self.once, "new": GOOD, "again": GOOD, "key": key_of(page),
                "next": "/cases?q=1"}  # fmt: skip
        answer = fresh.post("/account/password", data=data, follow_redirects=False)
        assert answer.headers["location"] == "/cases?q=1"
        assert fresh.get("/cases").status_code == 200

    def test_a_wrong_password_is_told_on_the_same_page_and_keeps_the_way(self, fresh: Reader):
        answer = self.enter(fresh, "wrong", next="/cases")
        assert answer.status_code == 401
        assert "不正确" in answer.text
        assert 'value="/cases"' in answer.text
        assert "wrong" not in answer.text
        for _ in range(6):
            answer = self.enter(fresh, "wrong")
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0

    def test_a_second_factor_from_the_page(self, fresh: Reader):
        self.enter(fresh, self.once)
        page = fresh.get("/account/password").text
        fresh.post("/account/password", data={
            "old": self.once, "new": GOOD, "again": GOOD, "key": key_of(page),
        })  # fmt: skip
        page = fresh.get("/account/factor").text
        secret = re.findall(r'name="secret" value="([A-Z2-7]+)"', page)[0]
        wrong = {"secret": secret, "code": "1", "key": key_of(page)}
        assert fresh.post("/account/factor", data=wrong).status_code == 401
        assert 'name="old"' not in page
        data = {**wrong, "code": pyotp.TOTP(secret).at(SAMPLE_NOW)}
        assert fresh.post("/account/factor", data=data).status_code == 200
        assert 'name="old"' in fresh.get("/account/factor").text
        fresh.cookies.clear()
        self.enter(fresh, GOOD)
        answer = fresh.get("/cases", follow_redirects=False)
        assert answer.headers["location"].startswith("/sign-in/code")
        assert fresh.get("/account", follow_redirects=False).status_code == 303

    def test_a_new_session_has_a_new_token(self, fresh: Reader):
        """Session fixation: what was planted before is worth nothing."""
        fresh.cookies.set("session", "planted")
        answer = self.enter(fresh, self.once)
        assert "planted" not in answer.headers["set-cookie"]
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert "SameSite=lax" in answer.headers["set-cookie"]

    def test_a_form_from_elsewhere_does_nothing(self, fresh: Reader):
        self.enter(fresh, self.once)
        data = {"old": self.once, "new": GOOD, "again": GOOD}
        assert fresh.post("/account/password", data=data).status_code == 422
        assert fresh.post("/account/password", data={**data, "key": "0" * 64}).status_code == 422
        for headers in (
            {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"},
        ):  # fmt: skip
            answer = fresh.post(
                "/sign-in", data={"username": "a", "password": "b"}, headers=headers
            )
            assert answer.status_code == 403, headers
        fresh.cookies.clear()
        assert self.enter(fresh, self.once).status_code == 303

    def test_signing_out_ends_it_for_every_copy_of_the_cookie(self, fresh: Reader):
        self.enter(fresh, self.once)
        copy = fresh.cookies["session"]
        page = fresh.get("/account/password").text
        answer = fresh.post("/sign-out", data={"key": key_of(page)}, follow_redirects=False)
        assert answer.headers["location"] == "/sign-in"
        fresh.cookies.set("session", copy)
        assert fresh.get("/cases", follow_redirects=False).headers["location"].startswith("/sign")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: Reader):
    big = {"content-length": str(2 << 30), "content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=b"username=a", headers=big).status_code == 413
    declared = client.post("/sign-in", content=b"username=a", headers=big)
    assert "内容超过 1 MB" in declared.text

    def endless():
        for _ in range(40):
            yield b"x" * (1 << 16)

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/sign-in", content=endless(), headers=kind)
    assert (answer.status_code, "内容超过 1 MB" in answer.text) == (413, True)


def test_other_devices_are_listed_and_ended(client: Reader):
    from support.pages import admit

    other = admit(client.app, READER)
    page = client.get("/account").text
    assert page.count("本机") == 1
    client.post("/account/sessions", data={"key": key_of(page)})
    client.cookies.set("session", other)
    assert client.get("/account", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "{{7*7}}"]
)
def test_what_is_typed_at_the_door_comes_back_harmless(stranger: Reader, text: str):
    answer = stranger.post("/sign-in", data={"username": text, "password": text, "next": text})
    assert text not in answer.text
    assert "49" not in re.sub(r"[0-9a-f]{16,}", "", answer.text)


def test_a_secret_is_new_each_time():
    assert offer_factor() != offer_factor()
