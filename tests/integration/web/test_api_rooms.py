"""The rooms by the API: what their pages show the same reader, and what is done there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.bureau import SUPERVISOR, Bureau, at
from support.following import WEEK, by_hand, correct, issue, kept
from support.group import until
from support.own_sample import ADMINISTRATORS, Pages
from support.pages import Reader
from support.sample import SAMPLE_NOW
from support.ways import API, ROLES

from cases.archives import Filed, list_archives
from cases.corrections import Shown, list_corrections
from cases.duties import Duties, list_duties
from cases.journal import read_journal
from cases.long_work import Doing, Result, WorkKind
from cases.patterns import watch_patterns
from states.tasks import OWED_TO_A_REPORTER
from storage import follow_up, walking
from web.door import form_key

ROOMS: dict[str, tuple[Any, Any]] = {
    "corrections": (list_corrections, Shown),
    "clearing": (list_duties, Duties),
    "archives": (list_archives, Filed),
}


def be(reader: Any, username: str) -> None:
    reader.sign_in(username)
    reader.headers["X-Form-Key"] = form_key(reader.cookies["session"])


def lines(client: Reader, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """Every line of a list, page by page."""
    answer = client.get(path, params=asked).json()
    while True:
        yield from answer["items"]
        if answer["next"] is None:
            return
        answer = client.get(answer["next"]).json()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_tells_each_role_the_cases_that_its_page_lists(client: Reader, room: str):
    lists, choices = ROOMS[room]
    store = client.app.state.store  # type: ignore[attr-defined]
    told = 0
    for username in set(ROLES.values()) - ADMINISTRATORS:
        client.sign_in(username)
        for show in choices:
            page = client.get(f"/{room}", params={"show": show}).status_code
            answer = client.get(f"{API}/{room}", params={"show": show})
            assert answer.status_code == page, (username, show)
            assert page in {200, 403, 422}  # 422: a choice that there is not for them
            if page == 200:
                found = lists(store, SAMPLE_NOW, viewer=username, shown=show, limit=100)
                numbers = [one.number for one in found.rows]
                listed = lines(client, f"{API}/{room}", show=show, limit=2)
                assert [one["number"] for one in listed] == numbers, (username, show)
                counts = {code.value: number for code, number in found.counts.items()}
                assert answer.json()["counts"] == counts
                assert answer.json()["at_least"] == []
                told += len(numbers)
    assert told


@pytest.mark.parametrize("cursor", ["bm90aGluZwA", "AAAA", "%00", "x" * 400])
@pytest.mark.parametrize("room", [*ROOMS, "ledger", "follow-up"])
def test_a_mark_that_no_page_gave_is_refused(client: Reader, room: str, cursor: str):
    client.sign_in(SUPERVISOR)
    answer = client.get(f"{API}/{room}", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:rongcuo:problem:invalid")


def test_a_count_that_was_broken_off_says_at_least(client: Reader, monkeypatch: pytest.MonkeyPatch):
    client.sign_in(SUPERVISOR)
    whole = client.get(f"{API}/corrections").json()["counts"]
    assert whole["finished"] > 1
    monkeypatch.setattr(walking, "COUNTED", 1)
    monkeypatch.setattr(walking, "_counting", walking._counting.__wrapped__)
    some = client.get(f"{API}/corrections").json()
    assert "finished" in some["at_least"]
    assert some["counts"]["finished"] == 1
    assert re.search(r"近期验收\s*<em>1\+</em>", client.get("/corrections").text)
    at_least = {code for code, number in whole.items() if number}
    assert set(some["at_least"]) == at_least


def test_lights_and_progress_of_a_correction_are_told(sqlite_bureau: Bureau, at_day: Any):
    number = correct(sqlite_bureau)
    reader = at_day("2026-06-08")
    reader.sign_in(SUPERVISOR)
    (row,) = reader.get(f"{API}/corrections").json()["items"]
    assert (row["number"], row["light"], row["tally"]["total"] > 0) == (number, "green", True)
    assert row["progress"]
    one = reader.get(f"{API}/cases/{number}/correction").json()
    assert one["measures"]
    assert {"approve_plan", "extend_plan"} & {move["event"] for move in one["moves"]}
    assert one["version"] == reader.get(f"{API}/cases/{number}").json()["summary"]["version"]
    reader.sign_in("zhouqian")
    assert reader.get(f"{API}/cases/{number}/correction").status_code == 404


def test_neither_officer_nor_unit_is_told_what_is_owed_to_a_reporter(client: Reader):
    kinds = set()
    for role in ("OFF", "UPO", "PET"):
        client.sign_in(ROLES[role])
        for show in Duties:
            answer = client.get(f"{API}/clearing", params={"show": show, "limit": 100})
            for row in answer.json().get("items", ()):
                owed = {one["kind"] for one in row["duties"]} & set(OWED_TO_A_REPORTER)
                kinds |= owed
                if role != "PET":
                    assert not owed, (role, row["number"])
                    assert row["report"] is None
    assert kinds  # who answers reporters is told


def test_the_ledger_is_told_with_the_masks_of_its_page(client: Reader):
    for role in ("SUP", "UPO", "HR"):
        client.sign_in(ROLES[role])
        page = client.get("/ledger").text
        told = client.get(f"{API}/ledger", params={"limit": 3}).json()
        whole = list(lines(client, f"{API}/ledger", limit=3))
        assert len(whole) == told["total"]
        codes = [column["code"] for column in told["columns"]]
        for column in told["columns"]:
            assert column["title"] in page
        for line in told["items"]:
            assert list(line["cells"]) == codes
            for cell in line["cells"].values():
                assert cell is None or str(cell) in page
    client.sign_in(ROLES["OFF"])
    assert client.get(f"{API}/ledger").status_code == 403
    client.sign_in(ROLES["UPO"])
    hidden = client.get(f"{API}/ledger", params={"track": "bureau"}).status_code
    assert hidden == client.get("/ledger?track=bureau").status_code


def test_a_figure_narrows_the_ledger_to_as_many_as_it_says(client: Reader):
    client.sign_in(SUPERVISOR)
    tables = client.get(f"{API}/figures").json()["tables"]
    tried = 0
    for table in tables:  # other tables count clocks, of which a case may have several
        for row in table["rows"] if table["code"] in {"funnel", "outcomes", "states"} else ():
            for cell in row["cells"]:
                if cell["asked"] and isinstance(cell["value"], int):
                    told = client.get(f"{API}/ledger", params={**cell["asked"], "limit": 1})
                    assert told.json()["total"] == cell["value"], (table["code"], row["label"])
                    tried += 1
    assert tried > 20


def test_a_report_is_told_line_by_line_masked_for_the_unit(sqlite_bureau: Bureau, at_day: Any):
    correct(sqlite_bureau)
    issue(sqlite_bureau)
    reader = at_day("2026-06-08T09:00")
    reader.sign_in(SUPERVISOR)
    (first, *_) = reader.get(f"{API}/follow-up").json()["items"]
    assert first["hash"] == kept(sqlite_bureau, first["period"], first["scope"]).hash
    here = f"{API}/follow-up/{WEEK}"
    assert reader.get(f"{here}/bureau").json()["head"]["open"] == 1
    assert [one["officer"] for one in lines(reader, f"{here}/bureau/lines")] == ["孙皓"]
    assert reader.get(f"{here}/bureau/lines?light=red").json()["items"] == []
    reader.sign_in("baixue")
    assert [one["officer"] for one in lines(reader, f"{here}/second/lines")] == ["孙某"]
    for path in ("bureau", "bureau/lines", "first", "bureau/file/json"):
        assert reader.get(f"{here}/{path}").status_code == 404


def test_a_report_that_is_held_is_released_once(sqlite_bureau: Bureau, at_day: Any):
    by_hand(sqlite_bureau)
    correct(sqlite_bureau)
    issue(sqlite_bureau)
    reader = at_day("2026-06-08T09:00")
    here = f"{API}/follow-up/{WEEK}/bureau"
    be(reader, "hemin")
    assert reader.post(f"{here}/release", json={"note": "x"}).status_code == 403
    be(reader, SUPERVISOR)
    assert reader.get(here).json()["releases"] is True
    done = reader.post(f"{here}/release", json={"note": "请于本周内报送进展"})
    assert (done.status_code, done.json()["notices"] > 0) == (200, True)
    assert reader.get(here).json()["note"] == "请于本周内报送进展"
    assert reader.post(f"{here}/release", json={}).status_code == 422
    with sqlite_bureau.store.read() as connection:
        assert follow_up.report_of(connection, WEEK, "bureau").note  # type: ignore[union-attr]


def test_a_note_on_one_correction_is_written_before_the_release(sqlite_bureau: Bureau, at_day: Any):
    by_hand(sqlite_bureau)
    number = correct(sqlite_bureau)
    issue(sqlite_bureau)
    reader = at_day("2026-06-08T09:00")
    here = f"{API}/follow-up/{WEEK}/bureau"
    note = f"{here}/lines/{number}/note"
    be(reader, "hemin")
    assert reader.post(note, json={"note": "x"}).status_code == 403
    be(reader, SUPERVISOR)
    done = reader.post(note, json={"note": "请报送"}, headers={"Idempotency-Key": "n-1"})
    assert (done.status_code, done.json()) == (200, {"repeated": False})
    again = reader.post(note, json={"note": "请报送"}, headers={"Idempotency-Key": "n-1"})
    assert again.json() == {"repeated": True}
    assert [one["note"] for one in lines(reader, f"{here}/lines")] == ["请报送"]
    assert reader.post(f"{here}/lines/2026-0099-1/note", json={"note": "x"}).status_code == 404
    assert reader.post(note, json={"note": "长" * 1001}).status_code == 422
    assert reader.post(f"{here}/release", json={}).status_code == 200
    assert reader.post(note, json={"note": "迟"}).status_code == 422


@pytest.fixture
def alerted(at_day: Any, sqlite_bureau: Bureau) -> Reader:
    for day in ("2025-06-10", "2025-11-03", "2026-05-20"):
        sqlite_bureau.open(day, issue_type="未及时发现", report_kind="anonymous")
    watch_patterns(sqlite_bureau.store, at("2026-05-21"))
    reader: Reader = at_day("2026-05-21")
    be(reader, SUPERVISOR)
    return reader


def test_an_alert_goes_from_step_to_step_at_the_version_that_was_read(alerted: Reader):
    here = f"{API}/patterns/P2026-0001"
    read = alerted.get(here)
    assert alerted.get(here, headers={"If-None-Match": read.headers["etag"]}).status_code == 304
    said = {"risk_points": "无人研判", "causes": "值守不严"}
    assert alerted.post(f"{here}/analyse", json=said).status_code == 428
    past = alerted.post(f"{here}/analyse", json=said, headers={"If-Match": '"9"'})
    assert (past.status_code, past.json()["expected"]) == (412, 9)
    tagged = {"If-Match": read.headers["etag"], "Idempotency-Key": "k1"}
    done = alerted.post(f"{here}/analyse", json=said, headers=tagged)
    assert (done.status_code, done.headers["etag"]) == (200, f'"{done.json()["version"]}"')
    assert alerted.post(f"{here}/analyse", json=said, headers=tagged).json() == done.json()
    assert alerted.get(here).json()["points"]["causes"] == ["值守不严"]
    assert alerted.get(f"{here}/papers/D37/docx").content[:2] == b"PK"
    be(alerted, "baixue")
    assert alerted.get(here).status_code == 404
    assert alerted.get(f"{API}/patterns").json()["alerts"] == []
    be(alerted, "luochengan")
    every = {"If-Match": "*"}
    assert alerted.post(f"{here}/warn", json={"units": ["no"]}, headers=every).status_code == 422
    warned = alerted.post(f"{here}/warn", json={"units": ["second"]}, headers=every)
    assert warned.status_code == 200
    be(alerted, "baixue")
    told = alerted.get(here)
    assert told.json()["papers"][0]["code"] == "D38"
    assert (told.json()["points"], told.json()["matters"]) == ({}, [])
    assert "值守不严" not in told.text
    be(alerted, "wulei")
    assert alerted.get(here).status_code == 403


def test_who_lets_automatic_work_run_is_asked_and_prefect_away_is_said(pages: Pages):
    client = pages.client
    run = f"{API}/automation/seal-events/run"
    for who, looks, runs in (
        ("jiangheng", 200, 503), ("jianming", 200, 403), ("hemin", 403, 403),
    ):  # fmt: skip
        pages.be(who)
        client.headers["X-Form-Key"] = form_key(client.cookies["session"])
        told = client.get(f"{API}/automation")
        assert told.status_code == looks, who
        if looks == 200:
            assert told.json()["works"] is None
            assert told.json()["swept"]
        answer = client.post(run)
        assert answer.status_code == runs, who
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title"] != "数据库暂时不可用"
    assert read_journal(pages.store, "jianming", SAMPLE_NOW, kind="run_asked") == []


def test_long_work_is_told_to_whose_it_is_alone(pages: Pages):
    def write(doing: Doing) -> Result:
        doing.file.write_text("secret")
        return Result("好", "done", file="cases.csv")

    client = pages.client
    shop = client.app.state.workshop  # type: ignore[attr-defined]
    number = shop.start(WorkKind.EXPORT_CASES, "luochengan", write)
    pages.be("luochengan")
    here = f"{API}/works/{number}"
    until(lambda: client.get(here).json()["state"] == "done")
    assert client.get(here).json()["result"]["zh"] == "好"
    assert [one["id"] for one in client.get(f"{API}/works").json()] == [number]
    assert client.get(f"{here}/file").text == "secret"
    pages.be("hemin")
    assert client.get(f"{API}/works").json() == []
    assert client.get(here).status_code == 404
    assert client.get(f"{here}/file").status_code == 404
