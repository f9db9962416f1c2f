from pathlib import Path

import pytest
from support.pages import TestClient, app_over, reader
from support.sample import own_sample

from states.errors import Conflict, GuardFailed, Invalid, NotAllowed, NotGranted
from states.events import EVENTS
from states.vocabulary import State


@pytest.mark.parametrize("path", ["/nothing", "/cases/2026-9999-1", "/cases/%00", "/cases/a'--"])
def test_what_is_not_there_is_a_plain_404(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有" in answer.text
    assert "回到案件列表" in answer.text


def test_a_case_that_is_not_there_is_named_in_the_readers_language(client: TestClient) -> None:
    assert "There is no case &#39;X&#39;" in client.get("/cases/X?lang=en").text


def test_what_has_no_words_of_its_own_has_those_of_its_class(client: TestClient) -> None:
    answer = client.get("/live", headers={"accept": "text/html"})
    assert answer.status_code == 406
    assert "请求无法处理" in answer.text
    assert "故障" not in answer.text


def test_an_error_is_told_to_whoever_is_there_with_their_name_and_menu(client: TestClient) -> None:
    much = {"content-length": str(2 << 30)}
    for answer in (client.get("/nothing"), client.post("/cases"),
                   client.post("/sign-out", content=b"x", headers=much)):  # fmt: skip
        assert answer.status_code in {404, 405, 413}
        assert "罗成安" in answer.text
        menu = answer.text.partition('aria-label="主菜单"')[2].partition("</nav>")[0]
        assert menu.count("<a ") > 3
        assert 'role="search"' in answer.text
    client.cookies.clear()
    nobody = client.get("/nothing").text
    assert "罗成安" not in nobody
    assert "<kbd>" not in nobody
    assert "罗成安" not in client.get("/nothing", headers={"Host": "evil.example"}).text


def test_single_keys_can_be_switched_off_and_on(client: TestClient) -> None:
    assert "data-no-keys" not in client.get("/").text
    assert "data-no-keys" in client.get("/?keys=off").text
    assert "data-no-keys" in client.get("/cases").text
    assert 'href="?keys=on"' in client.get("/help").text
    assert "data-no-keys" not in client.get("/cases?keys=on").text
    assert 'href="?keys=off"' in client.get("/help").text


def test_a_page_cannot_be_written_to(client: TestClient) -> None:
    answer = client.post("/cases", data={"state": "closed"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "请从案件页面上的按钮办理" in answer.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("urgency=never", "urgency"),
        ("state=nowhere", "state"),
        ("q=" + "x" * 101, "q"),
        ("after=yesterday", "after"),
        ("after=2026-11-23|2026-0001-1%00", "after"),
        ("after=x2026-11-23|2026-0001-1", "after"),
        ("sort=changed&after=0001-01-01T00:00:00|2026-1", "after"),
        ("sort=changed&after=0001-01-01T00:00:00%2B08:00|2026-1", "after"),
        ("sort=changed&after=2026-11-23T00:00:00|2026-1", "after"),
    ],
)
def test_a_wrong_parameter_is_named_and_nothing_else_is_said_again(
    client: TestClient, query: str, field: str
) -> None:
    answer = client.get(f"/cases?{query}")
    assert answer.status_code == 422
    assert f"字段 {field}" in answer.text
    assert "x" * 101 not in answer.text[answer.text.index("problem") :]


@pytest.mark.parametrize("day", ["9999-99-99", "----------", "2026-02-30"])
def test_a_key_of_tasks_with_no_day_is_refused(client: TestClient, day: str) -> None:
    answer = client.get(f"/tasks?after={day}|2026-0001-1|serve_decision")
    assert answer.status_code == 422
    assert "字段 after" in answer.text


def test_a_lost_database_is_a_plain_page(over, tmp_path: Path) -> None:
    answer = over(f"sqlite:///{tmp_path / 'gone' / 'case.db'}").get("/cases")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert "rongcuo doctor" in answer.text
    assert "sqlite" not in answer.text.lower()


def test_an_unmigrated_database_is_a_plain_page(over, tmp_path: Path) -> None:
    answer = over(f"sqlite:///{tmp_path / 'empty.db'}").get("/cases/2026-0001-1")
    assert answer.status_code == 503
    assert "rongcuo migrate" in answer.text
    assert "SELECT" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed(EVENTS["accept"], State.CLOSED), 403),
        (Conflict(1, 2), 409),
        (NotGranted("操作日志由审计管理员查阅", "the journal is the auditor's"), 403),
        (GuardFailed("缺少证据", "evidence is missing", "第十六条"), 422),
        (Invalid("on", "不是日期", "is no date"), 422),
        (RuntimeError("马某的案件"), 500),
    ],
)
def test_every_error_has_its_status_and_its_headers(
    sample_url: str, tmp_path: Path, error: Exception, status: int
) -> None:
    app = app_over(own_sample(sample_url, tmp_path), tmp_path)

    @app.get("/raise")
    def _raise() -> None:
        raise error

    with reader(app) as client:
        answer = client.get("/raise")
    assert answer.status_code == status
    assert "马某" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
