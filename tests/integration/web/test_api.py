"""The JSON API: a task's due date explained, and refusals a program can read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.bureau import APPLICATION, HANDLER, OFFICER, SUPERVISOR, Bureau
from support.pages import TestClient, app_over, reader

PROBLEM = "application/problem+json"


@pytest.fixture
def asked(sqlite_bureau: Bureau, tmp_path: Path):
    """A program that asks about a case under review, paused and resumed as in scenario 34."""
    b = sqlite_bureau
    number = b.open("2026-02-27", informed_on="2026-02-27")
    b.do("2026-02-28", "file", OFFICER, **APPLICATION)
    b.do("2026-03-02", "accept", HANDLER)
    b.do("2026-03-11", "suspend", SUPERVISOR, reason="等待鉴定")
    b.do("2026-04-07", "resume", SUPERVISOR)
    with reader(app_over(str_url(b), tmp_path)) as client:
        yield lambda kind, **more: client.request(
            more.get("method", "GET"), f"/api/v1/cases/{more.get('number', number)}/tasks/{kind}",
            params={"lang": more.get("lang", "zh")},
        )  # fmt: skip


def test_a_task_is_told_with_every_day_and_as_lines(asked: Callable):
    answer = asked("review")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert {name: told[name] for name in (
        "kind", "state", "opened_by", "started_on", "n", "unit", "rests_on", "article", "due_on",
        "provisional", "calendar_version", "within_window", "sanction",
    )} == {
        "kind": "review", "state": "open", "opened_by": "accept", "started_on": "2026-03-02",
        "n": 15, "unit": "WD", "rests_on": "policy", "article": "第十一条", "due_on": "2026-04-17",
        "provisional": False, "calendar_version": "23-0", "within_window": None, "sanction": None,
    }  # fmt: skip
    assert [(m["op"], m["by"], m["due_on"], m["left"]) for m in told["moves"]] == [
        ("pause", "SUP", "2026-03-23", 8), ("resume", "SUP", "2026-04-17", None),
    ]  # fmt: skip
    days = told["counting"]["days"]
    assert sum(entry["counted"] for entry in days) == 15
    assert (days[0]["date"], days[-1]["date"]) == ("2026-03-03", "2026-04-17")
    assert told["lines"]["zh"][0].endswith("容错审查：末日 2026-04-17")
    assert told["lines"]["en"][0].endswith("Tolerance review: due 2026-04-17")


@pytest.mark.parametrize("kind", ["review", "application_window", "preliminary_check"])
def test_it_names_nobody_and_no_subject(asked: Callable, sqlite_bureau: Bureau, kind: str):
    """The officer filed and so ended the window: their name must not come out with it."""
    said = asked(kind).text
    assert "sunhao" not in said
    assert "孙皓" not in said
    assert sqlite_bureau.row().subject not in said


def test_it_may_be_asked_for_without_its_body(asked: Callable):
    answer = asked("review", method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("asking", "status", "named"),
    [
        ({"kind": "review", "number": "2026-9999-1"}, 404, "2026-9999-1"),
        ({"kind": "review", "number": "%00"}, 404, "没有案件"),
        ({"kind": "review", "number": "x" * 3000}, 404, "没有案件"),
        ({"kind": "review", "number": "..%2f..%2fetc"}, 404, "没有"),
        ({"kind": "legal_review"}, 404, "legal_review"),
        ({"kind": "nothing"}, 422, "kind"),
        ({"kind": "%00"}, 422, "kind"),
        ({"kind": "x" * 3000}, 422, "kind"),
        ({"kind": "review/more"}, 404, "没有"),
        ({"kind": "review", "method": "POST"}, 405, "不支持"),
        ({"kind": "review", "method": "DELETE"}, 405, "不支持"),
    ],
    ids=str,
)
def test_a_refusal_is_a_problem_a_program_can_read(
    asked: Callable, asking: dict[str, str], status: int, named: str
):
    answer = asked(**asking)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["content-security-policy"]
    problem = answer.json()
    assert {"type", "title", "status", "detail"} <= set(problem)
    assert problem["type"].startswith("urn:rongcuo:problem:")
    assert problem["status"] == status
    assert named in problem["title"] + problem["detail"]
    assert len(problem["detail"]) < 600


def test_a_number_that_no_case_can_have_never_reaches_the_database(
    postgresql_bureau: Bureau, tmp_path: Path
):
    """PostgreSQL takes no NUL for text; that is a 404 and no fault of the database."""
    with reader(app_over(str_url(postgresql_bureau), tmp_path)) as client:
        answer = client.get("/api/v1/cases/%00/tasks/review")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def str_url(b: Bureau) -> str:
    return b.store.url.render_as_string(hide_password=False)


def test_a_problem_speaks_english_where_it_is_asked_to(asked: Callable):
    assert "There is no case" in asked("review", number="X", lang="en").json()["detail"]


@pytest.mark.parametrize(
    ("accepts", "said"),
    [
        ("en", "There is no case"),
        ("en-GB,en;q=0.9", "There is no case"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "没有案件"),
        ("fr, zh;q=0.2, en;q=0.7", "There is no case"),
        ("en;q=0, zh;q=0.1", "没有案件"),
        ("fr", "没有案件"),
        ("", "没有案件"),
        (";q=,,en;q=nonsense;;", "There is no case"),
    ],
)
def test_a_program_is_answered_in_the_language_it_accepts(
    client: TestClient, accepts: str, said: str
):
    answer = client.get("/api/v1/cases/X/tasks/review", headers={"accept-language": accepts})
    assert said in answer.json()["detail"]
    assert answer.headers["vary"] == "Accept-Language, Cookie"
    assert answer.headers["content-language"] == ("en" if said.startswith("There") else "zh-CN")


def test_what_was_asked_for_comes_before_what_is_accepted(client: TestClient):
    answer = client.get("/api/v1/cases/X/tasks/review?lang=zh", headers={"accept-language": "en"})
    assert "没有案件" in answer.json()["detail"]


def test_what_is_no_address_of_the_api_is_a_problem_too(client: TestClient):
    for path in ("/api/v1/nothing", "/api/v2/cases", "/api/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def test_a_lost_database_is_a_problem_too(over: Callable[[str], TestClient], tmp_path: Path):
    answer = over(f"sqlite:///{tmp_path / 'gone' / 'case.db'}").get("/api/v1/cases/X/tasks/review")
    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert answer.headers["retry-after"] == "30"


def test_another_host_name_is_refused(client: TestClient):
    answer = client.get("/api/v1/cases/X/tasks/review", headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
