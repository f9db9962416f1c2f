"""Tokens of the API: told once, ended at once, and no more than the person whose they are."""

from datetime import date, timedelta
from typing import Any

import pytest
from support import files as f
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau, at
from support.feeds import Subscribe
from support.group import until
from support.pages import Reader

from access.tokens import Scope, TokenKind
from cases.accounts import disable_account, enable_account, reset_password
from cases.patterns import watch_patterns
from cases.signing_in import From
from cases.tokens import MOST, Wanted, known_by_token, make_token, revoke_token, tokens_seen
from states.errors import CaseError
from storage import journal
from web.door import form_key

NOW = at("2026-03-04")
UNTIL = date(2026, 4, 30)
ALL: frozenset[TokenKind] = frozenset()


@pytest.fixture
def case(sqlite_bureau: Bureau) -> str:
    return sqlite_bureau.open("2026-03-02")


@pytest.fixture
def client(case: str, at_day: Subscribe) -> Reader:
    """A program, nobody's yet; the people whose tokens it uses have accounts."""
    reader = at_day("2026-03-04")
    assert isinstance(reader, Reader)
    for who in (OFFICER, "jiangheng", HANDLER):
        reader.sign_in(who)
    reader.cookies.clear()
    return reader


def made(
    b: Bureau, scope: Scope = Scope.READ, kinds: frozenset[TokenKind] = ALL, *, by: str = HANDLER,
    until: date = UNTIL,
) -> Any:  # fmt: skip
    return make_token(b.store, Wanted("台账", scope, kinds, until), by, NOW, most_days=180)


def get(client: Reader, case: str, token: str, path: str = "files") -> int:
    answer = client.get(
        f"/api/v1/cases/{case}/{path}", headers={"authorization": f"Bearer {token}"}
    )
    return int(answer.status_code)


def post(client: Reader, case: str, token: str) -> int:
    answer = client.post(
        f"/api/v1/cases/{case}/files", files={"file": ("a.pdf", f.PDF)},
        headers={"authorization": f"Bearer {token}"},
    )  # fmt: skip
    return int(answer.status_code)


def entries(b: Bureau, kind: str) -> list[str]:
    with b.store.read() as connection:
        return [one.body for one in journal.entries(connection, kind=kind)]


def test_a_token_reads_and_only_its_hash_is_kept(client: Reader, case: str, sqlite_bureau: Bureau):
    told = made(sqlite_bureau)
    assert told.token.startswith("rct_")
    assert get(client, case, told.token) == 200
    assert get(client, case, told.token, "tasks/application_window") == 200
    everything = repr(sqlite_bureau.tables())
    assert told.token not in everything
    assert told.token.removeprefix("rct_") not in everything
    [seen] = tokens_seen(sqlite_bureau.store, HANDLER, NOW)
    assert seen.used_at == NOW


def test_a_read_token_writes_nothing(client: Reader, case: str, sqlite_bureau: Bureau):
    told = made(sqlite_bureau)
    before = sqlite_bureau.row().version
    assert post(client, case, told.token) == 403
    assert sqlite_bureau.row().version == before


def test_a_write_token_writes_without_a_form_of_ours(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    assert post(client, case, made(sqlite_bureau, Scope.WRITE).token) == 201


def test_a_token_may_be_limited_to_a_kind(client: Reader, case: str, sqlite_bureau: Bureau):
    told = made(sqlite_bureau, Scope.WRITE, frozenset({TokenKind.TASKS}))
    assert get(client, case, told.token, "tasks/application_window") == 200
    assert get(client, case, told.token) == 403
    assert post(client, case, told.token) == 403


def told_to(client: Reader, b: Bureau, path: str, *kinds: TokenKind, by: str) -> Any:
    header = {"authorization": f"Bearer {made(b, kinds=frozenset(kinds), by=by).token}"}
    answer = client.get(f"/api/v1/{path}", headers=header)
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_a_token_for_tasks_is_told_no_history_of_cases(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    b = sqlite_bureau
    alone = told_to(client, b, "workbench", TokenKind.TASKS, by=HANDLER)
    assert [one["case"] for tasks in alone["waiting"].values() for one in tasks] == [case]
    assert alone["lately"] == []
    both = told_to(client, b, "workbench", TokenKind.TASKS, TokenKind.CASES, by=HANDLER)
    assert {one["case"] for one in both["lately"]} == {case}
    assert told_to(client, b, "workbench", by=HANDLER) == both


def test_a_token_for_tasks_is_told_the_step_of_an_alert_and_nothing_of_the_alert(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    """Who has to do what by when is a task; which units and matters it is of is a report."""
    b = sqlite_bureau
    client.sign_in(SUPERVISOR)
    client.cookies.clear()
    for day in ("2025-06-10", "2025-11-03", "2026-03-02"):
        b.open(day, issue_type="未及时发现", report_kind="none")
    watch_patterns(b.store, NOW)
    [step] = told_to(client, b, "workbench", TokenKind.TASKS, by=SUPERVISOR)["alerts"]
    assert set(step) == {
        "alert", "name", "deed", "zh", "en", "due_on", "urgency", "days_left",
    }  # fmt: skip
    assert (step["deed"], step["name"]) == ("analyse", "未及时发现")
    far = told_to(client, b, "agenda?days=60", TokenKind.TASKS, by=SUPERVISOR)
    assert far["alerts"] == [step]
    for path in ("patterns", f"patterns/{step['alert']}"):
        assert told_to(client, b, path, TokenKind.TASKS, by=SUPERVISOR) == 403
        assert told_to(client, b, path, TokenKind.REPORTS, by=SUPERVISOR) != 403
    assert told_to(client, b, "workbench", TokenKind.REPORTS, by=SUPERVISOR) == 403


def test_a_token_sees_what_its_person_sees(client: Reader, case: str, sqlite_bureau: Bureau):
    f_token = made(sqlite_bureau, by=OFFICER).token
    other = sqlite_bureau.open("2026-03-02", officers=["wulei"])
    assert get(client, case, f_token) == 200
    assert get(client, other, f_token) == 404
    assert get(client, case, made(sqlite_bureau, by="jiangheng").token) == 404


def test_a_revoked_token_is_refused_at_the_next_request(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    told = made(sqlite_bureau, Scope.WRITE)
    assert get(client, case, told.token) == 200
    revoke_token(sqlite_bureau.store, told.id, HANDLER, NOW)
    assert get(client, case, told.token) == 401
    assert post(client, case, told.token) == 401
    revoke_token(sqlite_bureau.store, told.id, HANDLER, NOW)
    assert len(entries(sqlite_bureau, "token_revoked")) == 1


def test_what_long_work_made_is_for_tokens_that_are_for_what_is_in_it(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    def token(*kinds: TokenKind) -> dict[str, str]:
        told = made(sqlite_bureau, kinds=frozenset(kinds))
        return {"authorization": f"Bearer {told.token}"}

    whole = token(TokenKind.CASES, TokenKind.ACCOUNT)
    account, cases = token(TokenKind.ACCOUNT), token(TokenKind.CASES)
    where = f"/api/v1/cases/{case}/bundle/archive"
    assert client.post(where, headers=account).status_code == 403
    work = client.post(where, headers=cases).json()["work"]
    here = f"/api/v1/works/{work}"
    until(lambda: client.get(here, headers=account).json()["state"] == "done")
    assert client.get(f"{here}/file", headers=whole).content.startswith(b"PK")
    assert client.get(f"{here}/file", headers=token()).content.startswith(b"PK")
    for lacking in (account, cases, token(TokenKind.ACCOUNT, TokenKind.REPORTS)):
        assert client.get(f"{here}/file", headers=lacking).status_code == 403
    for path in (here, "/api/v1/works"):
        assert case in client.get(path, headers=whole).text
        told = client.get(path, headers=account)
        assert told.status_code == 200
        assert case not in told.text


def test_a_token_ends_with_its_last_day(sqlite_bureau: Bureau, client: Reader):
    told = made(sqlite_bureau, until=date(2026, 3, 5))
    source = From("192.0.2.1")
    last = at("2026-03-05T23:59")
    assert known_by_token(sqlite_bureau.store, told.token, source=source, now=last)
    with pytest.raises(CaseError):
        known_by_token(
            sqlite_bureau.store, told.token, source=source, now=last + timedelta(minutes=1)
        )


def test_who_is_kept_out_has_no_token_left(client: Reader, case: str, sqlite_bureau: Bureau):
    told = made(sqlite_bureau)
    disable_account(sqlite_bureau.store, HANDLER, "jiangheng", NOW)
    assert get(client, case, told.token) == 401
    enable_account(sqlite_bureau.store, HANDLER, "jiangheng", NOW)
    assert get(client, case, told.token) == 401


def test_a_new_password_from_the_administrator_ends_them(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    told = made(sqlite_bureau)
    reset_password(sqlite_bureau.store, HANDLER, "jiangheng", NOW)
    assert get(client, case, told.token) == 401


def test_a_role_taken_away_is_gone_for_the_token_too(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    from sqlalchemy import text

    told = made(sqlite_bureau)
    assert get(client, case, told.token) == 200
    with sqlite_bureau.store.write() as connection:
        connection.execute(text("UPDATE role_grants SET state = 'ended' WHERE role = 'HND'"))
    assert get(client, case, told.token) == 404


def test_a_token_in_an_address_or_a_cookie_opens_nothing(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    token = made(sqlite_bureau).token
    for query in ("token", "access_token", "authorization", "Authorization", "bearer", "key"):
        answer = client.get(f"/api/v1/cases/{case}/files", params={query: token})
        assert answer.status_code == 401, query
    client.cookies.set("session", token)
    assert client.get(f"/api/v1/cases/{case}/files").status_code == 401


def test_a_token_opens_no_page(client: Reader, case: str, sqlite_bureau: Bureau):
    bearer = {"authorization": f"Bearer {made(sqlite_bureau, Scope.WRITE).token}"}
    for path in ("/cases", f"/cases/{case}", f"/cases/{case}/files/1", "/account/tokens"):
        answer = client.get(path, headers=bearer, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")


@pytest.mark.parametrize("header", [
    "Bearer", "Bearer ", "Bearer nonsense", "Basic aGVtaW46eA==", "Token x", "",
    "Bearer " + "x" * 9000, "Bearer rct_ rct_", "bearer \xff",
])  # fmt: skip
def test_a_header_that_is_no_token_is_refused_even_beside_a_session(
    client: Reader, case: str, header: str
):
    client.sign_in(HANDLER)
    answer = client.get(
        f"/api/v1/cases/{case}/files", headers={"authorization": header.encode("latin-1")}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_guesses_waits_and_a_good_token_from_there_with_them(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    good = made(sqlite_bureau).token
    answers = [get(client, case, f"rct_{n}") for n in range(6)]
    head = {"authorization": f"Bearer {good}"}
    refused = client.get(f"/api/v1/cases/{case}/files", headers=head)
    assert int(refused.headers["retry-after"]) > 0
    assert answers[:3] == [401, 401, 401]
    assert set(answers[3:]) == {429}
    assert get(client, case, good) == 429
    assert len(entries(sqlite_bureau, "token_failed")) == 3
    other = From("192.0.2.7")
    assert known_by_token(sqlite_bureau.store, good, source=other, now=NOW)
    later = NOW + timedelta(minutes=5)
    here = From("testclient")
    assert known_by_token(sqlite_bureau.store, good, source=here, now=later)


def test_guessing_tokens_keeps_nobody_from_signing_in(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    for n in range(6):
        get(client, case, f"rct_{n}")
    answer = client.post("/sign-in", data={"username": "hemin", "password": "wrong"})
    assert answer.status_code == 401


def test_what_is_done_with_tokens_stands_in_the_journal(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    told = made(sqlite_bureau)
    revoke_token(sqlite_bureau.store, told.id, "jiangheng", NOW)
    get(client, case, told.token)
    for kind in ("token_made", "token_revoked", "token_failed"):
        [entry] = entries(sqlite_bureau, kind)
        assert f'"token":{told.id}' in entry
        assert told.token not in entry


def test_tokens_of_others_are_the_administrators_to_see_and_end(
    client: Reader, sqlite_bureau: Bureau
):
    b, told = sqlite_bureau, made(sqlite_bureau)
    assert len(tokens_seen(b.store, "jiangheng", NOW, username=HANDLER)) == 1
    for other in (OFFICER, "wenan", "jianming"):
        with pytest.raises(CaseError):
            tokens_seen(b.store, other, NOW, username=HANDLER)
        with pytest.raises(CaseError):
            revoke_token(b.store, told.id, other, NOW)
    assert tokens_seen(b.store, HANDLER, NOW)[0].alive


@pytest.mark.parametrize(
    "until", [date(2026, 3, 3), date(2026, 3, 4) + timedelta(days=181), date.max]
)
def test_a_token_has_an_end_that_is_neither_past_nor_far(
    client: Reader, sqlite_bureau: Bureau, until: date
):
    with pytest.raises(CaseError):
        made(sqlite_bureau, until=until)


def test_nobody_has_more_than_twenty(client: Reader, sqlite_bureau: Bureau):
    for _ in range(MOST):
        told = made(sqlite_bureau)
    with pytest.raises(CaseError):
        made(sqlite_bureau)
    revoke_token(sqlite_bureau.store, told.id, HANDLER, NOW)
    made(sqlite_bureau)


# The page.


def form(client: Reader, path: str, **data: Any) -> Any:
    key = form_key(client.cookies["session"])
    return client.post(path, data={"key": key, **data}, follow_redirects=False)


def test_on_the_page_a_token_is_made_told_once_and_revoked(
    client: Reader, case: str, sqlite_bureau: Bureau
):
    client.sign_in(HANDLER)
    asked = {"name": "台账 <x>", "scope": "write", "until": "2026-04-30", "kinds": ["files"]}
    page = form(client, "/account/tokens", **asked).text
    token = page.split("<code>")[1].split("</code>")[0]
    assert token.startswith("rct_")
    again = client.get("/account/tokens?lang=en").text
    assert token not in again
    assert "台账 &lt;x&gt;" in again
    assert "Files of evidence" in again
    [seen] = tokens_seen(sqlite_bureau.store, HANDLER, NOW)
    client.cookies.clear()
    assert post(client, case, token) == 201
    client.sign_in(HANDLER)
    assert form(client, "/account/tokens/revoke", token=seen.id).status_code == 303
    client.cookies.clear()
    assert get(client, case, token) == 401


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 81}, {"scope": "all"}, {"until": "soon"}, {"until": ""},
     {"until": "2030-01-01"}, {"kinds": ["everything"]}, {"name": "a\nb"}, {"key": "0" * 64}],
    ids=str,
)  # fmt: skip
def test_what_is_wrong_in_the_form_is_said(
    client: Reader, sqlite_bureau: Bureau, wrong: dict[str, Any]
):
    client.sign_in(HANDLER)
    asked = {"name": "台账", "scope": "read", "until": "2026-04-30", **wrong}
    answer = form(client, "/account/tokens", **asked)
    assert answer.status_code == 422
    assert tokens_seen(sqlite_bureau.store, HANDLER, NOW) == []


def test_nobody_ends_anothers_on_the_page(client: Reader, sqlite_bureau: Bureau):
    told = made(sqlite_bureau)
    client.sign_in(OFFICER)
    assert form(client, "/account/tokens/revoke", token=told.id).status_code == 404
    assert tokens_seen(sqlite_bureau.store, HANDLER, NOW)[0].alive


@pytest.mark.parametrize("number", ["0", "-1", str(10**30), "1e3", "x", ""])
def test_a_number_that_no_token_can_have_is_refused(client: Reader, number: str):
    client.sign_in(HANDLER)
    assert form(client, "/account/tokens/revoke", token=number).status_code == 422
