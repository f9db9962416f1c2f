"""Attacks on sessions and forms: planted cookies, foreign keys, fields and roles that change."""

from typing import Any

import pytest
from sqlalchemy import text
from support import files as f
from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau, at
from support.feeds import Subscribe, subscribed
from support.pages import HERE, Reader, admit, reader
from support.ways import Way, address, asked, ways

from access.tokens import Scope
from cases.accounts import disable_account
from cases.tokens import Wanted, make_token
from rongcuo.sample.bureau import PASSWORD, open_accounts
from states.errors import CaseError
from storage import accounts
from web.callers import SCHEME, Calling
from web.door import LARGEST_ID, form_key, own_form, own_or_old

DAY = "2026-03-04"


@pytest.fixture
def b(sqlite_bureau: Bureau) -> Bureau:
    sqlite_bureau.open("2026-03-02", report_kind="real_name")
    sqlite_bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    return sqlite_bureau


@pytest.fixture
def client(b: Bureau, at_day: Subscribe) -> Reader:
    page = at_day(DAY)
    assert isinstance(page, Reader)
    page.sign_in(HANDLER)
    return page


# Session fixation.


def test_who_signs_in_over_a_planted_session_gets_one_of_their_own(client: Reader, b: Bureau):
    with b.store.write() as connection:
        connection.execute(text("DELETE FROM sessions"))
        connection.execute(text("DELETE FROM accounts"))
        open_accounts(connection, at(DAY))
    planted = admit(client.app, OFFICER)
    client.cookies.clear()
    client.cookies.set("session", planted)
    form = {"username": HANDLER, "password": PASSWORD, "next": "/account"}
    answer = client.post("/sign-in", data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    client.cookies.clear()
    client.cookies.set("session", planted)
    assert "何敏" not in client.get("/account").text
    assert "孙皓" in client.get("/account").text


@pytest.mark.parametrize("name", ["session", "__Host-session", "token", "sid", "PHPSESSID"])
def test_a_session_in_the_address_or_a_header_is_nobodys(client: Reader, name: str):
    token = client.cookies["session"]
    client.cookies.clear()
    for asked_for in ({"params": {name: token}}, {"headers": {name: token}}):
        answer = client.get("/cases", follow_redirects=False, **asked_for)
        assert answer.headers["location"].startswith("/sign-in")


def test_where_pages_come_by_https_a_cookie_planted_without_it_is_none(client: Reader):
    """``__Host-``: no other host of the domain, and no plain connection, can set it."""
    token = client.cookies["session"]
    with reader(client.app) as secure:  # type: ignore[arg-type]
        secure.base_url = HERE.replace("http:", "https:")
        for name, status in (("session", 303), ("__Host-session", 200)):
            secure.cookies.clear()
            secure.cookies.set(name, token)
            assert secure.get("/cases", follow_redirects=False).status_code == status


# Forms from elsewhere.


FORMS: dict[str, dict[str, str]] = {
    "/sign-in/code": {"code": "123456"},
    "/account/sessions": {},
    "/account/password": {"old": PASSWORD, "new": "Vq7-langerSatz", "again": "Vq7-langerSatz"},
    "/account/factor": {"secret": "A" * 32, "code": "123456"},
    "/account/tokens": {"name": "x", "scope": "write", "until": "2026-04-30"},
    "/account/tokens/revoke": {"token": "1"},
    "/matters/{number}/reports": {
        "received_on": "2026-03-01", "abstract": "x", "name": "张三", "text": "x",
    },
    "/reports/{number}": {"reason": "x"},
}  # fmt: skip
DOORS = {"/sign-in", "/set-up"}
"""Who comes to them has no session yet, and brings a password or a code."""
FOREIGN = ("none", "empty", "zeros", "another session", "another person", "in the address", "long")


def written(app: Any) -> list[Way]:
    """Every way that writes for a session; by a token no browser comes, so no key is asked."""
    return [way for way in ways(app) if way.method != "GET" and way.path not in DOORS]


def keys(client: Reader, kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """The fields and the query that a foreign form would bring."""
    own = form_key(client.cookies["session"])
    found = {
        "empty": "", "zeros": "0" * 64, "long": own + "0", "another session": form_key(
            admit(client.app, HANDLER)), "another person": form_key(admit(client.app, OFFICER)),
    }  # fmt: skip
    if kind == "in the address":
        return {}, {"key": own}
    return ({} if kind == "none" else {"key": found[kind]}), {}


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_form_of_another_session_does_anything(client: Reader, b: Bureau, kind: str):
    fields, query = keys(client, kind)
    make_token(b.store, wanted(), HANDLER, at(DAY), most_days=180)
    before = b.tables()
    found = written(client.app)
    assert len(found) >= 10
    for way in found:
        path, form = address(way, b.number), {**FORMS.get(way.path, {}), **fields}
        sent: dict[str, Any] = {"files": {"file": ("a.pdf", f.PDF)}} if "files" in path else {}
        answer = client.request(
            way.method, path, data=form, params=query, follow_redirects=False, **sent
        )
        assert answer.status_code in {415, 422}, (path, answer.text[:200])
    assert b.tables() == before


def test_every_such_form_is_known_to_the_house(client: Reader):
    """A route that writes asks for the key, or reads its form as it comes and asks then."""
    for way in written(client.app):
        streamed = way.path.endswith("/files")
        # A program's JSON bears the key in a header, where a session speaks for it.
        # One that writes nothing, as an assessment of answers, needs none.
        calls = [one for one in asked(way) if isinstance(one, Calling)]
        keyed = bool(calls) and all(one.keyed or not one.writes for one in calls)
        assert asked(way) & {own_form, own_or_old} or streamed or keyed, way.path


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://127.0.0.1:9999"},
     {"Origin": "http://127.0.0.1.evil.example"}, {"Sec-Fetch-Site": "same-origin, cross-site"}],
    ids=str,
)  # fmt: skip
def test_what_a_browser_says_comes_from_elsewhere_is_refused_with_its_right_key(
    client: Reader, b: Bureau, headers: dict[str, str]
):
    key = form_key(client.cookies["session"])
    before = b.tables()
    for way in [*written(client.app), *(w for w in ways(client.app) if w.path in DOORS)]:
        if way.method == "GET":
            continue
        form = {**FORMS.get(way.path, {}), "key": key}
        answer = client.request(way.method, address(way, b.number), data=form, headers=headers)
        assert answer.status_code == 403, way.path
    assert b.tables() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "text/html"])
def test_a_form_that_a_page_could_send_without_asking_is_none(client: Reader, b: Bureau, kind: str):
    key = form_key(client.cookies["session"])
    before = b.tables()
    for way in written(client.app):
        answer = client.request(
            way.method, address(way, b.number), content=f"key={key}&x=",
            headers={"content-type": kind},
        )  # fmt: skip
        assert answer.status_code in {400, 415, 422}, way.path
    assert b.tables() == before


# Fields that were changed, forms that are sent again.


def send(client: Reader, path: str, **fields: Any) -> Any:
    key = form_key(client.cookies["session"])
    return client.post(path, data={"key": key, **fields}, follow_redirects=False)


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil", "/a\r\nX: y"])
def test_a_way_back_that_was_changed_leads_to_the_first_page(client: Reader, b: Bureau, to: str):
    with b.store.write() as connection:
        connection.execute(text("DELETE FROM sessions"))
        connection.execute(text("DELETE FROM accounts"))
        open_accounts(connection, at(DAY))
    client.sign_in(HANDLER)
    good = FORMS["/account/password"]
    assert send(client, "/account/password", **good, next=to).headers["location"] == "/"
    client.cookies.clear()
    enter = {"username": HANDLER, "password": good["new"], "next": to}
    answer = client.post("/sign-in", data=enter, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("number", ["theirs", "0", "-1", "1e3", str(LARGEST_ID), str(10**30)])
def test_no_session_of_another_is_ended_by_its_number(client: Reader, b: Bureau, number: str):
    theirs = admit(client.app, OFFICER)
    with b.store.read() as connection:
        [last, *_] = connection.execute(text("SELECT max(id) FROM sessions")).scalars()
    only = str(last) if number == "theirs" else number
    assert send(client, "/account/sessions", only=only).status_code in {303, 422}
    client.cookies.clear()
    client.cookies.set("session", theirs)
    assert client.get("/cases", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("secret", ["", "A" * 31, "a" * 32, "A" * 400, "1" * 32, "A" * 31 + "\0"])
def test_a_secret_that_was_changed_on_the_form_is_none(client: Reader, b: Bureau, secret: str):
    answer = send(client, "/account/factor", secret=secret, code="123456")
    assert answer.status_code in {401, 422, 429}
    with b.store.read() as connection:
        held = accounts.account_of(connection, HANDLER)
    assert held is not None
    assert held.factor is None


def test_a_field_that_no_form_has_sets_nothing(client: Reader, b: Bureau):
    """Nobody makes themselves signed in, or an administrator, by naming a column."""
    more = {
        "factor_given": "1", "must_change": "0", "role": "ADM", "person_id": "1", "by": "tangli",
        "actor": "tangli", "entered_by": "1", "handler_id": "1", "anonymous": "1", "version": "99",
    }  # fmt: skip
    client.sign_in("panxiao")
    entered = send(client, "/matters/2026-0001/reports", **FORMS["/matters/{number}/reports"],
                   **more)  # fmt: skip
    assert entered.status_code == 303
    assert send(client, "/account/tokens", **FORMS["/account/tokens"], **more).status_code == 200
    with b.store.read() as connection:
        rows = connection.execute(text(
            "SELECT p.username, r.anonymous FROM reports r JOIN people p ON p.id = r.entered_by"
        )).all()  # fmt: skip
        owners = connection.execute(text(
            "SELECT p.username FROM api_tokens t JOIN people p ON p.id = t.person_id"
        )).scalars().all()  # fmt: skip
    assert [tuple(row) for row in rows] == [("panxiao", 0)]
    assert list(owners) == ["panxiao"]


def test_a_form_that_is_sent_again_after_its_session_ended_does_nothing(client: Reader, b: Bureau):
    key, copy = form_key(client.cookies["session"]), client.cookies["session"]
    send(client, "/sign-out")
    before = b.tables()
    for session in (copy, admit(client.app, HANDLER)):
        before = b.tables()
        client.cookies.clear()
        client.cookies.set("session", session)
        form = {**FORMS["/account/tokens"], "key": key}
        answer = client.post("/account/tokens", data=form, follow_redirects=False)
        assert answer.status_code in {303, 422}
        assert b.tables() == before


# Who loses a role, or their account, in the middle.


def wanted() -> Wanted:
    from datetime import date

    return Wanted("x", Scope.WRITE, frozenset(), date(2026, 4, 30))


def taken_away(b: Bureau, how: str) -> None:
    if how == "account":
        disable_account(b.store, HANDLER, "jiangheng", at(DAY))
        return
    with b.store.write() as connection:
        connection.execute(text("UPDATE role_grants SET state = 'ended' WHERE role = 'HND'"))


@pytest.mark.parametrize("how", ["role", "account"])
def test_what_is_taken_away_is_gone_at_the_next_request_everywhere(
    bureau: Bureau, opened: Subscribe, how: str
):
    """Pages, lists, files, forms, tokens and calendars that are open already."""
    number = bureau.open("2026-03-02")
    client = opened(DAY)
    assert isinstance(client, Reader)
    client.sign_in("jiangheng")
    client.sign_in(HANDLER)
    token = make_token(bureau.store, wanted(), HANDLER, at(DAY), most_days=180).token
    bearer = {"Authorization": f"{SCHEME} {token}"}
    feed = subscribed(bureau, HANDLER)
    key = form_key(client.cookies["session"])
    paths = (f"/cases/{number}", f"/matters/{number[:-2]}", f"/api/v1/cases/{number}/files")

    def attach(**more: Any) -> int:
        sent = client.post(
            f"/api/v1/cases/{number}/files", data={"key": key}, files={"file": ("a.pdf", f.PDF)},
            **more,
        )  # fmt: skip
        return int(sent.status_code)

    assert [client.get(path).status_code for path in paths] == [200, 200, 200]
    assert attach() == attach(headers=bearer) == 201
    bureau.do("2026-03-04", "file", OFFICER, **APPLICATION)  # a task of the handler
    assert number in client.get(feed).text
    assert number in client.get("/cases").text
    taken_away(bureau, how)
    gone = {303, 401, 404}
    assert {client.get(path, follow_redirects=False).status_code for path in paths} <= gone
    assert {attach(), attach(headers=bearer)} <= gone
    assert number not in client.get("/cases").text
    assert number not in client.get(feed).text
    assert client.get(feed).status_code == (404 if how == "account" else 200)
    assert UNIT not in client.get(feed).text


def test_a_step_of_who_lost_their_role_is_refused(bureau: Bureau):
    bureau.open("2026-03-02")
    bureau.do("2026-03-03", "file", OFFICER, **APPLICATION)
    taken_away(bureau, "role")
    version = bureau.row().version
    with pytest.raises(CaseError):
        bureau.do(DAY, "accept", HANDLER)
    assert bureau.row().version == version
