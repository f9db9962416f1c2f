from pathlib import Path

from support.pages import TestClient


def test_a_living_process_says_ok(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert client.head("/healthz").status_code == 200


def test_readiness_tells_database_migration_notices_and_sweep(client: TestClient) -> None:
    answer = client.get("/readyz")
    body = answer.json()
    assert answer.status_code == 200
    assert body["ready"] is body["database"] is True
    assert body["migration"]["current"] == body["migration"]["head"]
    assert body["oldest_unsent_notice"] is None or body["oldest_unsent_notice"] >= 0
    assert body["last_sweep"] >= 0


def test_a_lost_database_is_not_ready(over, tmp_path: Path) -> None:
    answer = over(f"sqlite:///{tmp_path / 'gone' / 'case.db'}").get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is answer.json()["database"] is False
    assert answer.json()["last_sweep"] is None


def test_an_unmigrated_database_is_not_ready(over, tmp_path: Path) -> None:
    answer = over(f"sqlite:///{tmp_path / 'empty.db'}").get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migration"]["current"] is None


def test_probes_are_answered_under_any_host_name(client: TestClient) -> None:
    assert client.get("/readyz", headers={"Host": "10.1.2.3:8642"}).status_code == 200
