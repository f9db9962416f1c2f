"""Every role at every route, held against the table of who sees what; nobody comes in unasked."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from pydantic import TypeAdapter
from support.bureau import at
from support.pages import Reader
from support.sample import SAMPLE_NOW
from support.ways import API, PARTS, ROLES, STREAM, STREAMED, address, asked, opens, ways

from access.policy import Thing
from cases.eyes import eyes_of
from cases.journal import read_journal
from cases.standing import find_person
from cases.views import case_file
from deadlines import local_day
from states.errors import NotFound
from states.facts import Facts
from storage import accounts, records
from web.api.shapes import CaseTold, told
from web.door import own_form, own_or_old, past_code, signed_in, visitor, watching
from web.menu import MENU


def test_every_route_asks_who_is_there(client: Reader):
    found = ways(client.app)
    assert len(found) > 15
    for way in found:
        calls = asked(way)
        if not way.open_to_all:
            program = any(getattr(call, "__module__", "") == "web.callers" for call in calls)
            assert program or calls & {signed_in, visitor, past_code, watching}, way
            own = calls & {own_form, own_or_old} or way.path.startswith("/api/")
            own = own or way.path in STREAMED
            assert way.method == "GET" or own, way


def test_who_is_not_signed_in_reads_nothing(client: Reader):
    client.cookies.clear()
    tried = 0
    for way, number in product(ways(client.app), numbers(client)[:3]):
        if way.open_to_all:
            continue
        answer = client.request(way.method, address(way, number), follow_redirects=False)
        assert answer.status_code in {303, 401, 422}, way
        assert number not in answer.headers.get("location", "").partition("?")[0]
        assert number not in answer.text
        tried += 1
    assert tried > 20


@pytest.fixture(autouse=True)
def administrators_have_their_second_factor(client: Reader) -> Iterator[None]:
    """As they must; afterwards the sample is as it was."""
    admins = {ROLES[role] for role in ("ADM", "SEC", "AUD")}
    store = client.app.state.store  # type: ignore[attr-defined]

    def keep(factor: str | None) -> None:
        with store.write() as connection:
            for username in admins:
                held = accounts.account_of(connection, username)
                if held:
                    accounts.change_account(connection, held.person_id, factor=factor)

    keep("a secret")
    yield
    keep(None)


def numbers(client: Reader) -> list[str]:
    with client.app.state.store.read() as connection:  # type: ignore[attr-defined]
        found = connection.exec_driver_sql("SELECT number FROM cases ORDER BY id").scalars()
        return list(found)


def sees(client: Reader, username: str, number: str, path: str = "") -> bool:
    """What the table says, asked of the one place that knows it."""
    store = client.app.state.store  # type: ignore[attr-defined]
    with store.read() as connection:
        case = records.load_case(connection, number)
        facts = Facts.read(case.facts)
        try:
            eyes = eyes_of(connection, username, case, facts, local_day(SAMPLE_NOW))
        except NotFound:
            return False
        return path not in PARTS or any(eyes.of(Thing(thing)) for thing in PARTS[path])


def test_every_role_at_every_route_gets_what_the_table_says(client: Reader):
    """A case that one may not see answers as one that is not there; nothing breaks for anybody."""
    reading = [way for way in ways(client.app) if way.method == "GET" and not way.open_to_all]
    of_a_case = [way for way in reading if "{number}" in way.path and "matters" not in way.path]
    of_nothing = [way for way in reading if "{" not in way.path and way.path != STREAM]
    tried, every = 0, numbers(client)
    for turn, (role, username) in enumerate(ROLES.items()):
        client.sign_in(username)
        for way in of_nothing:
            answer = client.get(way.path, follow_redirects=False)
            refused = set() if opens(role, way.path) else {403}
            assert answer.status_code in (refused or {200, 303, 403}), (role, way.path)
            tried += 1
        of_this = [
            (way, number)
            for place, way in enumerate(of_a_case, turn)
            # What the API tells of a case is read at one place: a part of the cases, in turn.
            for number in (every[place % 8 :: 8] if way.path.startswith(API) else every)
        ]
        for way, number in of_this:
            answer = client.get(address(way, number), follow_redirects=False)
            # There may be no such task, file or paper, or one whose content lies elsewhere.
            inner = any(part in way.path for part in ("{kind}", "{file}", "{paper}"))
            allowed = (
                {200, 403, 404, 422} if inner else {200, 403} if "{event}" in way.path else {200}
            )
            expected = allowed if sees(client, username, number, way.path) else {404}
            assert answer.status_code in expected, (role, way.path, number)
            tried += 1
    assert len(ROLES) >= 14
    assert tried > 500


@pytest.mark.parametrize("role", ["ADM", "SEC", "AUD"])
def test_administrators_see_no_case(client: Reader, role: str):
    client.sign_in(ROLES[role])
    assert client.get("/cases", follow_redirects=False).status_code == 200
    for number in numbers(client):
        assert client.get(f"/cases/{number}").status_code == 404
        assert number not in client.get("/cases").text


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(at_day: Any, sqlite_bureau: Any):
    b = sqlite_bureau
    b.open("2026-03-02")
    page = at_day("2026-03-03")
    page.sign_in("guyuan")
    assert page.get(f"/cases/{b.number}").status_code == 404  # not assigned
    page.sign_in("tangli")
    assert page.get(f"/cases/{b.number}").status_code == 200
    with b.store.write() as connection:
        person = find_person(connection, "tangli", local_day(SAMPLE_NOW))
        connection.exec_driver_sql(
            "UPDATE role_grants SET state = 'ended', valid_to = '2026-03-02' WHERE person_id = "
            f"{person.id}"
        )
    assert page.get(f"/cases/{b.number}").status_code == 404


def test_the_app_describes_itself_to_nobody(client: Reader):
    for path in ("/openapi.json", "/docs", "/redoc"):
        assert client.get(path).status_code == 404


def test_the_api_describes_itself_to_whoever_is_in(client: Reader):
    client.cookies.clear()
    assert client.get(f"{API}/openapi.json").status_code == 401
    for username in ROLES.values():
        client.sign_in(username)
        assert client.get(f"{API}/openapi.json").json()["openapi"].startswith("3.1")


def test_who_sees_no_facts_reads_no_subject_of_a_matter(client: Reader):
    client.sign_in(ROLES["BPG"])
    subjects = {one["subject"] for one in client.get(f"{API}/matters").json()["items"]}
    client.sign_in(ROLES["HR"])
    seen = client.get(f"{API}/matters").json()["items"]
    assert seen
    for one in seen:
        assert one["subject"] == one["number"]
        page = client.get(f"/matters/{one['number']}").text
        assert not any(subject in page for subject in subjects)


def test_the_api_tells_of_a_case_what_its_page_shows_the_same_reader(client: Reader):
    store = client.app.state.store  # type: ignore[attr-defined]
    for turn, username in enumerate(ROLES.values()):
        client.sign_in(username)
        listed = {one["number"] for one in client.get(f"{API}/cases?limit=100").json()["items"]}
        assert listed == {number for number in numbers(client) if sees(client, username, number)}
        for number in numbers(client)[turn % 4 :: 4]:
            answer = client.get(f"{API}/cases/{number}")
            assert answer.status_code == (200 if number in listed else 404), (username, number)
            if number in listed:
                shown = told(case_file(store, number, SAMPLE_NOW, viewer=username))
                assert answer.json() == TypeAdapter(CaseTold).dump_python(shown, mode="json")


def test_who_looks_where_they_may_not_is_in_the_journal_once_a_minute(
    at_day: Any, sqlite_bureau: Any
):
    b = sqlite_bureau
    b.open("2026-03-02")
    page = at_day("2026-03-03")
    page.sign_in("zhouqian")
    for path in (f"/cases/{b.number}", f"/cases/{b.number}", "/cases/2026-0099-1"):
        assert page.get(path).status_code == 404
    assert page.get("/cases/nothing%20like%20it").status_code == 404
    page.sign_in("tangli")
    assert page.get(f"/cases/{b.number}").status_code == 200
    kept = read_journal(b.store, "jianming", at("2026-03-04"), kind="refused")
    assert [(one.actor, one.said) for one in kept] == [
        ("zhouqian", {"page": "case", "number": b.number}),
        ("zhouqian", {"page": "case", "number": "2026-0099-1"}),
    ]


def test_the_journal_is_the_auditors_page_and_nobody_elses(client: Reader):
    for role, username in ROLES.items():
        client.sign_in(username)
        answer = client.get("/journal", follow_redirects=False)
        assert answer.status_code == (200 if role == "AUD" else 403), role
        listed = client.get("/cases", follow_redirects=False).text
        assert ('href="/journal"' in listed or "/journal" in listed) is (role == "AUD"), role


def test_the_menu_shows_what_the_table_opens_and_nothing_else(client: Reader):
    entries = {str(client.app.url_path_for(entry.route)) for entry in MENU} - {"/", "/cases"}  # type: ignore[attr-defined]
    for role, username in ROLES.items():
        client.sign_in(username)
        menu = client.get("/cases").text.partition('class="side"')[2].partition("</nav>")[0]
        shown = set(re.findall(r'href="[^"]*?(/[\w-]+)"', menu)) - {"/cases"}
        assert shown == {path for path in entries if opens(role, path)}, role


def test_the_journal_goes_back_page_by_page_and_by_kind(at_day: Any, sqlite_bureau: Any):
    from cases.journal import keep_refusal

    b = sqlite_bureau
    for n in range(60):
        keep_refusal(b.store, "tangli", "case", f"2026-{n:04d}", at(f"2026-03-02T{9 + n % 9:02d}"))
    page = at_day("2026-03-03")
    page.sign_in("jianming")
    with b.store.write() as connection:
        held = accounts.account_of(connection, "jianming")
        accounts.change_account(connection, held.person_id, factor="a secret")
    first = page.get("/journal").text
    assert "2026-0059" in first
    assert "2026-0005" not in first
    older = re.search(r'href="([^"]*before=\d+[^"]*)"', first)
    assert older
    second = page.get("/journal" + older[1].replace("&amp;", "&")).text
    assert "2026-0005" in second
    assert "2026-0059" not in second
    assert "没有记录" in page.get("/journal?kind=sign_in").text
    assert page.get("/journal?kind=nothing").status_code == 422
    assert page.get("/journal?before=0").status_code == 422
