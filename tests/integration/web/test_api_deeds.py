"""Doing by the API: a version that was seen, a key that counts once, refusals field by field."""

from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, SUPERVISOR, Bureau
from support.feeds import Subscribe
from support.pages import Reader

from web.door import form_key

PIECE = {"items": [{"title": "现场检查笔录"}]}


@pytest.fixture
def case(sqlite_bureau: Bureau) -> str:
    return sqlite_bureau.open("2026-03-02")


@pytest.fixture
def api(case: str, at_day: Subscribe) -> Reader:
    """A browser at the API, as the handler, with the key that its pages carry."""
    reader = at_day("2026-03-03")
    assert isinstance(reader, Reader)
    be(reader, HANDLER)
    return reader


def be(reader: Reader, username: str) -> None:
    reader.sign_in(username)
    reader.headers["X-Form-Key"] = form_key(reader.cookies["session"])


def do(api: Reader, case: str, event: str, data: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.post(f"/api/v1/cases/{case}/events/{event}", json=data, headers=named)


def test_an_event_is_done_at_the_version_that_was_read(api: Reader, case: str):
    tag = api.get(f"/api/v1/cases/{case}").headers["etag"]
    done = do(api, case, "add_evidence", PIECE, if_match=tag)
    assert (done.status_code, done.json()["version"], done.headers["etag"]) == (200, 2, '"2"')
    listed = api.get(f"/api/v1/cases/{case}/evidence").json()
    assert [one["title"] for one in listed] == ["现场检查笔录"]


def test_without_a_version_nothing_is_done(api: Reader, case: str):
    refused = do(api, case, "add_evidence", PIECE)
    assert (refused.status_code, refused.json()["type"]) == (428, "urn:rongcuo:problem:428")
    assert "If-Match" in refused.json()["detail"]
    assert do(api, case, "add_evidence", PIECE, if_match="17").status_code == 422
    assert api.get(f"/api/v1/cases/{case}").json()["summary"]["version"] == 1
    assert do(api, case, "add_evidence", PIECE, if_match="*").status_code == 200


def test_who_comes_second_is_told_who_did_what_meanwhile(
    api: Reader, case: str, sqlite_bureau: Bureau
):
    sqlite_bureau.do("2026-03-02", "inform_officer", HANDLER, on="2026-03-02")
    refused = do(api, case, "add_evidence", PIECE, if_match='"1"')
    said = refused.json()
    assert (refused.status_code, said["type"]) == (412, "urn:rongcuo:problem:conflict")
    assert (said["expected"], said["found"], said["by"]) == (1, 2, "何敏")
    assert [one["event"] for one in said["meanwhile"]] == ["inform_officer"]


def test_a_key_that_comes_twice_is_done_once(api: Reader, case: str):
    once = {"if_match": '"1"', "idempotency_key": "k-1"}
    first, second = (do(api, case, "add_evidence", PIECE, **once) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.json()["repeated"], second.json()["repeated"]) == (False, True)
    assert api.get(f"/api/v1/cases/{case}").json()["summary"]["version"] == 2
    other = do(api, case, "add_evidence", {"items": [{"title": "另一份"}]}, **once)
    assert other.status_code == 422
    assert other.json()["errors"][0]["pointer"] == "#/idempotency_key"


def test_a_refusal_names_its_field_its_roles_and_its_article(api: Reader, case: str):
    wrong = do(api, case, "add_evidence", {"items": [{"title": ""}], "more": 1}, if_match="*")
    assert wrong.status_code == 422
    [one] = wrong.json()["errors"]
    assert one["pointer"] in {"#/items/0/title", "#/more"}
    refused = do(api, case, "accept_correction", {}, if_match="*")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:rongcuo:problem:not-allowed")
    be(api, OFFICER)
    mine = do(api, case, "inform_officer", {}, if_match="*", accept_language="en")
    assert mine.status_code == 403
    assert mine.json()["granted"] == ["HND"]
    assert mine.headers["content-language"] == "en"


def test_the_same_body_and_the_same_representation_is_not_sent_again(
    api: Reader, case: str, sqlite_bureau: Bureau
):
    where = f"/api/v1/cases/{case}"
    first = api.get(where)
    again = api.get(where, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-store"
    be(api, SUPERVISOR)  # the same version, and other moves
    assert api.get(where, headers={"If-None-Match": first.headers["etag"]}).status_code == 200
    sqlite_bureau.do("2026-03-02", "inform_officer", HANDLER, on="2026-03-02")
    be(api, HANDLER)
    assert api.get(where, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize("key", [None, "", "0" * 64])
def test_a_session_without_the_key_of_its_forms_writes_nothing(
    api: Reader, case: str, key: str | None
):
    api.headers.pop("X-Form-Key")
    if key is not None:
        api.headers["X-Form-Key"] = key
    assert do(api, case, "add_evidence", PIECE, if_match="*").status_code == 422
    assert api.put("/api/v1/me/views/x", json={"query": ""}).status_code == 422
    assert api.get(f"/api/v1/cases/{case}").json()["summary"]["version"] == 1


def test_a_page_of_elsewhere_writes_nothing(api: Reader, case: str):
    away = {"if_match": "*", "sec_fetch_site": "cross-site"}
    assert do(api, case, "add_evidence", PIECE, **away).status_code == 403


def test_me_tells_the_key_that_writing_needs(api: Reader):
    me = api.get("/api/v1/me").json()
    assert me["form_key"] == api.headers["X-Form-Key"]
    assert [part["role"] for part in me["parts"]] == ["HND"]
    assert "W" in me["parts"][0]["rights"]["facts"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"a":' + b"9" * 5000 + b"}", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"\\ud800": 1}', "application/json", 422),
        (b'{"items": NaN}', "application/json", 422),
        (b'{"reason": "' + b"x" * (2 << 20) + b'"}', "application/json", 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_json_of_ours_is_a_problem(
    api: Reader, case: str, content: bytes, kind: str, status: int
):
    answer = api.post(
        f"/api/v1/cases/{case}/events/add_evidence", content=content,
        headers={"Content-Type": kind, "If-Match": "*"},
    )  # fmt: skip
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_matter_is_registered_once_for_its_key(api: Reader, sqlite_bureau: Bureau):
    matter = {
        "subject": "锅炉检查迟延", "organ": "局党组", "track": "bureau", "started_on": "2026-03-02",
        "start_document": "青环党〔2026〕3号", "officers": ["sunhao"], "report_kind": "none",
    }  # fmt: skip
    assert api.post("/api/v1/matters", json=matter).status_code == 422  # no key
    key = {"Idempotency-Key": "matter-1"}
    first, second = (api.post("/api/v1/matters", json=matter, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["matter"] == second.json()["matter"]
    found = api.get(first.headers["location"]).json()
    assert [one["officer_name"] for one in found["cases"]] == ["孙皓"]


def test_lists_turn_page_by_page_and_every_line_comes_once(client: Reader):
    for where in ("cases", "matters", "tasks?everything=true", "registries"):
        whole = [str(one) for one in client.get(f"/api/v1/{where}").json()["items"]]
        found, to = [], f"/api/v1/{where}{'&' if '?' in where else '?'}limit=7"
        while to and len(found) < len(whole):
            answer = client.get(to)
            assert answer.status_code == 200
            found += [str(one) for one in answer.json()["items"]]
            to = answer.json()["next"]
            assert (to is None) is ("link" not in answer.headers)
            assert to is None or answer.headers["link"] == f'<{to}>; rel="next"'
        assert found[: len(whole)] == whole, where


@pytest.mark.parametrize("where", ["cases", "matters", "inbox", "registries"])
@pytest.mark.parametrize(
    "cursor", ["x", "%00", "LTE", "4pyT", "MjAyNnwn", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"]
)
def test_a_cursor_that_no_page_gave_is_refused(client: Reader, where: str, cursor: str):
    answer = client.get(f"/api/v1/{where}?cursor={cursor}")
    assert answer.status_code == 422
    assert client.get(f"/api/v1/{where}?limit=101").status_code == 422


def test_the_list_narrows_as_on_its_page(client: Reader):
    late = client.get("/api/v1/cases?urgency=overdue").json()["items"]
    assert late
    assert {one["urgency"] for one in late} == {"overdue"}
    assert client.get("/api/v1/cases?state=nothing").json()["errors"][0]["pointer"] == "#/state"
    found = client.get("/api/v1/cases?q=噪声").json()["items"]
    assert found
    assert all("噪声" in one["subject"] for one in found)


def test_many_cases_that_are_urged_again_under_one_key_are_urged_once(
    api: Reader, sqlite_bureau: Bureau
):
    b = sqlite_bureau
    be(api, SUPERVISOR)
    numbers = [b.open("2026-03-02"), "2026-9999-1"]
    key = {"Idempotency-Key": "many-1"}
    wanted = {"deed": "urge", "cases": numbers}
    first, second = (api.post("/api/v1/cases/many", json=wanted, headers=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200), first.text
    assert [one["done"] for one in first.json()] == [True, False]
    assert [(one["case"], one["done"]) for one in second.json()] == [
        (one["case"], one["done"]) for one in first.json()
    ]
    assert second.json()[1]["refusal"]
    fresh = api.post("/api/v1/cases/many", json=wanted)
    assert [one["done"] for one in fresh.json()] == [False, False]  # once a working day
    other = {**wanted, "cases": numbers[:1]}
    assert api.post("/api/v1/cases/many", json=other, headers=key).status_code == 422
