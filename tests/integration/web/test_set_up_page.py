"""The page of the first set-up: every page leads there, until it is done."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.pages import HERE, READER, Reader, app_over
from support.pages import TestClient as Client
from support.sample import SAMPLE_NOW

from cases.first_set_up import new_set_up_code
from storage import migrate

FORM = {
    "bureau": "某区生态环境局", "adm_username": "xitong", "adm_name": "张一",
    "sec_username": "anquan", "sec_name": "李二", "sec_email": "anquan@example.invalid",
    "aud_username": "shenji", "aud_name": "王三",
}  # fmt: skip
ONCE = re.compile(r'<code class="once">([^<]+)</code>')


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Client]:
    """The pages over a database in which nobody is."""
    url = f"sqlite:///{tmp_path / 'case.db'}"
    migrate(url)
    with Client(app_over(url, tmp_path), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def code(empty: Client) -> str:
    return new_set_up_code(empty.app.state.store, SAMPLE_NOW)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/cases", "/accounts", "/account", "/journal", "/sign-in"])
def test_every_page_leads_there(empty: Client, path: str):
    answer = empty.get(path)
    assert answer.url.path == "/set-up"
    assert answer.status_code == 200
    assert "首次设置" in answer.text
    assert 'name="q"' not in answer.text  # no search, no menu: nothing is there yet


def test_it_is_done_once_and_then_there_is_no_such_page(empty: Client, code: str):
    answer = empty.post("/set-up", data={**FORM, "code": code})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    passwords = ONCE.findall(answer.text)
    assert len(set(passwords)) == 3
    assert code not in answer.text
    for again in (empty.get("/set-up"), empty.post("/set-up", data={**FORM, "code": code})):
        assert again.status_code == 404
        assert not ONCE.search(again.text)
    assert empty.get("/cases").url.path == "/sign-in"
    entered = empty.post("/sign-in", data={"username": "xitong", "password": passwords[0]})
    assert entered.url.path == "/account/password"


@pytest.mark.parametrize(
    ("more", "field"),
    [({"code": "wrong"}, "code"), ({"bureau": ""}, "bureau"), ({"adm_name": ""}, "adm_name"),
     ({"sec_username": "An Quan"}, "sec_username"), ({"aud_email": "nowhere"}, "aud_email")],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    empty: Client, code: str, more: dict[str, str], field: str
):
    answer = empty.post("/set-up", data={**FORM, "code": code, **more})
    assert answer.status_code == 422
    assert re.findall(r'id="(\w+)-wrong"', answer.text) == [field]
    assert 'value="王三"' in answer.text
    assert empty.post("/set-up", data={**FORM, "code": code}).status_code == 200


def test_without_the_code_nobody_takes_the_instance(empty: Client):
    for data in ({}, FORM, {**FORM, "code": ""}):
        answer = empty.post("/set-up", data=data)
        assert answer.status_code == 422
        assert not ONCE.search(answer.text)
    assert empty.get("/sign-in").url.path == "/set-up"


def test_three_administrators_are_three_persons(empty: Client, code: str):
    answer = empty.post("/set-up", data={**FORM, "code": code, "aud_username": "xitong"})
    assert answer.status_code == 422
    assert "三个不同的人" in answer.text


def test_it_is_not_sent_from_elsewhere(empty: Client, code: str):
    headers = {"Origin": "https://evil.example"}
    data = {**FORM, "code": code}
    assert empty.post("/set-up", data=data, headers=headers).status_code == 403
    assert empty.get("/sign-in").url.path == "/set-up"


def test_an_instance_with_accounts_has_no_such_page(client: Reader):
    for username in (None, READER):
        client.cookies.clear()
        if username:
            client.sign_in(username)
        assert client.get("/set-up").status_code == 404
        assert client.post("/set-up", data=FORM).status_code == 404
