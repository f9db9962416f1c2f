"""The API of what stands beside the cases: digests, archives, calendar, lists, texts, files."""

import json
import time
from typing import Any

import pytest
from support.bureau import HANDLER, OFFICER, Bureau
from support.calendars import YEAR_2027
from support.earlier import MAPPING, file, row
from support.own_sample import Pages
from support.pages import Reader
from support.registries import DUTY, csv_file
from support.retained import DUE, OFFICE, PERSONNEL, PRINCIPAL, closed
from support.sample import SAMPLE_NOW
from support.ways import API
from support.whole_case import LINE

from cases.paper_templates import template_seen
from web.door import form_key

ADMIN, PARTY = "jiangheng", "luochengan"
LESSONS = "日常巡查应当同时核对自动监控数据。"
PARTS = ("title", "situation", "grounds", "result", "correction", "lessons")


class Program:
    """Somebody at the API: ``be`` them, then ask; ``once`` sends a key."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def be(self, username: str) -> None:
        self.client.sign_in(username)
        self.client.headers["X-Form-Key"] = form_key(self.client.cookies["session"])

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"{API}{path}")
        assert answer.status_code == status, answer.text
        return answer.json()

    def send(
        self, path: str, body: Any, status: int = 200, method: str = "POST", **more: str
    ) -> Any:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        answer = self.client.request(method, f"{API}{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def upload(self, path: str, name: str, content: bytes, status: int = 200) -> Any:
        data = {"key": self.client.headers["X-Form-Key"]}
        answer = self.client.post(f"{API}{path}", data=data, files={"file": (name, content)})
        assert answer.status_code == status, answer.text
        return answer.json()

    def over(self, work: int) -> dict[str, Any]:
        """The long work, once it is over."""
        end = time.monotonic() + 60
        while (found := self.get(f"/works/{work}"))["state"] == "running":
            assert time.monotonic() < end
            time.sleep(0.1)
        return dict(found)


@pytest.fixture
def sample(pages: Pages) -> Program:
    pages.be(ADMIN)
    program = Program(pages.client)
    program.be("hemin")
    return program


def as_admin(program: Program, pages: Pages) -> None:
    pages.be(ADMIN)
    program.be(ADMIN)


def test_a_digest_is_written_submitted_approved_read_and_withdrawn(
    at_day: Any, sqlite_bureau: Bureau
):
    sqlite_bureau.open("2026-03-02", issue_type="未及时发现", party="青溪宏达化工有限公司")
    for on, event, by, data in LINE:
        sqlite_bureau.do(on, event, by, **data)
    program = Program(at_day("2026-08-03"))
    program.be(OFFICER)
    program.send("/digests", {"case": "2026-0001-1"}, 403)
    program.be(HANDLER)
    assert program.get("/digests")["cases"] == ["2026-0001-1"]
    made, again = (
        program.send("/digests", {"case": "2026-0001-1"}, 201, idempotency_key="k") for _ in "12"
    )
    assert (made["number"], made["repeated"], again["repeated"]) == ("Z2026-0001", False, True)
    here = "/digests/Z2026-0001"
    read = program.get(here)
    texts = {**read["texts"], "lessons": LESSONS, "situation": "孙皓在青溪宏达化工有限公司履职。"}
    program.send(here, texts, 428, "PUT")
    past = program.send(here, texts, 412, "PUT", if_match='"9"')
    assert (past["expected"], past["found"]) == (9, read["saves"])
    kept = program.send(here, texts, method="PUT", if_match=f'"{read["saves"]}"')
    assert {one["part"] for one in kept["findings"]} == {"situation"}
    program.send(f"{here}/submit", {}, 422, if_match="*")
    clean = {**texts, "situation": read["texts"]["situation"]}
    kept = program.send(here, clean, method="PUT", if_match=f'"{kept["version"]}"')
    assert kept["findings"] == []
    sent = program.send(f"{here}/submit", {}, if_match=f'"{kept["version"]}"', idempotency_key="s")
    assert sent["state"] == "submitted"
    assert program.send(f"{here}/submit", {}, if_match="*", idempotency_key="s") == sent
    program.send(f"{here}/approve", {"rare": True}, 403, if_match="*")
    program.be("wulei")
    program.get(here, 404)
    program.be(PARTY)
    rare = program.send(f"{here}/approve", {}, 422, if_match="*")
    assert rare["errors"][0]["pointer"] == "#/rare"
    assert program.send(f"{here}/approve", {"rare": True}, if_match="*")["state"] == "published"
    program.be("wulei")
    seen = program.get(here)
    assert (seen["case"], seen["part"], seen["texts"]["lessons"]) == (None, False, LESSONS)
    assert [one["number"] for one in program.get("/digests?limit=1")["items"]] == ["Z2026-0001"]
    assert program.client.get(f"{API}/digests/file/docx").content[:2] == b"PK"
    program.send(f"{here}/withdraw", {"reason": "案情不典型"}, 404, if_match="*")
    program.be(HANDLER)
    program.send(f"{here}/withdraw", {"reason": "案情不典型"}, if_match="*")
    program.be("wulei")
    program.get(here, 404)
    assert program.get("/digests")["items"] == []


def test_files_are_handed_over_judged_and_destroyed_by_three_people(
    at_day: Any, sqlite_bureau: Bureau
):
    reader: Reader = at_day(DUE)
    program = Program(reader)
    closed(sqlite_bureau, reader.app.state.shelf)  # type: ignore[attr-defined]
    program.be(HANDLER)
    (ready,) = program.get("/archives/handover")["items"]
    assert (ready["number"], ready["years"]) == ("2026-0001-1", 30)
    wanted = {"cases": ["2026-0001-1"], "recipient": OFFICE}
    first, second = (
        program.send("/archives/transfers", wanted, 201, idempotency_key="t") for _ in "12"
    )
    assert (first["number"], second["repeated"]) == (second["number"], True)
    assert len(program.get("/archives/transfers")["items"]) == 1
    there = f"/archives/transfers/{first['number']}"
    (line,) = program.get(there)["lines"]
    assert len(line["sha256"]) == 64
    wrong = program.send(f"{there}/receipt", {"receipt": "9号", "received_on": "2020-01-01"}, 422)
    assert wrong["errors"][0]["pointer"] == "#/received_on"
    receipt = {"receipt": "档收9号", "received_on": DUE}
    assert not program.send(f"{there}/receipt", receipt, idempotency_key="r")["repeated"]
    assert program.send(f"{there}/receipt", receipt, idempotency_key="r")["repeated"]
    program.send(f"{there}/receipt", receipt, 422)
    assert program.get(there)["transfer"]["receipt"] == "档收9号"
    program.be(PERSONNEL)
    (due,) = program.get("/archives/due")["items"]
    asked = {"matters": [due["number"]], "verdict": "anonymise", "reason": "保管期满"}
    made = program.send("/archives/appraisals", asked, 201, idempotency_key="a")
    there = f"/archives/appraisals/{made['number']}"
    program.send(f"{there}/decide", {"approved": True}, 403)
    program.be(PRINCIPAL)
    assert program.get(there)["decides"] is True
    program.send(f"{there}/decide", {"approved": True})
    program.be(PERSONNEL)
    typed = program.send(f"{there}/execute", {"typed": "x"}, 422)
    assert typed["errors"][0]["pointer"] == "#/typed"
    done = program.send(f"{there}/execute", {"typed": made["number"]})
    again = program.send(f"{there}/execute", {"typed": made["number"]})
    assert (done["cases"], done["files"], again["record"]) == (1, 1, done["record"])
    found = program.get("/archives/appraisals")["items"]
    assert [(one["standing"], one["record_sha256"]) for one in found] == [
        ("executed", done["record"])
    ]  # fmt: skip
    program.be(OFFICER)
    for room in ("handover", "transfers", "due", "appraisals"):
        assert reader.get(f"{API}/archives/{room}").status_code == 403


def test_another_year_is_looked_at_kept_once_and_counted_with(sample: Program):
    text = json.dumps(YEAR_2027, ensure_ascii=False)
    looked = sample.send("/calendar/look", {"text": text})
    assert (looked["years"][0]["year"], "国庆节" in str(looked["lacking"])) == (2027, True)
    wrong = sample.send("/calendar/look", {"text": "{"}, 422)
    assert wrong["errors"][0]["pointer"] == "#/text"
    sample.send("/calendar/versions", {"text": text, "tried": "0" * 64}, 422)
    held = len(sample.get("/calendar/versions"))
    asked = {"text": text, "tried": looked["tried"]}
    first, second = (
        sample.send("/calendar/versions", asked, 202, idempotency_key="y") for _ in "12"
    )
    assert {**first, "repeated": True} == second
    assert len(sample.get("/calendar/versions")) == held + 1
    assert sample.over(first["work"])["state"] == "done"
    day = {"effect": "off", "name": "停水停电", "source": "区府办〔2026〕9号"}
    moved = sample.send("/calendar/days/2026-12-01/look", day)
    assert moved["tried"]
    assert sample.get("/calendar/days/2026-12-01")["working"] is True
    kept = {**day, "tried": moved["tried"]}
    sample.send("/calendar/days/2026-12-02", kept, 422, "PUT")
    work = sample.send("/calendar/days/2026-12-01", kept, 202, "PUT")["work"]
    assert sample.over(work)["state"] == "done"
    assert sample.get("/calendar/days/2026-12-01")["working"] is False
    assert sample.over(sample.send("/calendar/recount", None, 202)["work"])["state"] == "done"
    sample.be("zhouqian")
    for path, body in (("/calendar/look", {"text": text}), ("/calendar/versions", asked)):
        assert sample.client.post(f"{API}{path}", json=body).status_code == 403


def test_a_list_is_looked_at_and_imported_in_its_place(sample: Program):
    kinds = sample.get("/registries/kinds")
    assert {"duty", "rule"} <= {one["kind"] for one in kinds}
    assert "责任事项" in sample.client.get(f"{API}/registries/duty/template").text
    bad = sample.upload(
        "/registries/duty/files", "清单.csv", csv_file(DUTY, ("Z-1", "", "", "", ""))
    )
    assert bad["found"]["rejected"]
    content = csv_file(DUTY, ("Z-901", "噪声监管", "一大队", "2026-01-01", ""))
    looked = sample.upload("/registries/duty/files", "清单.csv", content)
    assert looked["found"]["new"] == ["Z-901"]
    asked = {"digest": looked["digest"], "name": looked["name"]}
    imports = "/registries/duty/imports"
    first, second = (sample.send(imports, asked, 202, idempotency_key="d") for _ in "12")
    assert (first["repeated"], second) == (False, {"work": first["work"], "repeated": True})
    done = sample.over(first["work"])
    assert (done["kind"], done["state"], done["done"]) == ("import_registry", "done", 1)
    assert "1 rows imported" in done["result"]["en"]
    rows = sample.get("/registries?kind=duty")["items"]
    assert [one["code"] for one in rows] == ["Z-901"]
    sample.send(imports, asked, 422, idempotency_key="e")  # the file is gone
    sample.upload("/registries/duty/files", "清单.csv", content)
    again = sample.send(imports, asked, 202, idempotency_key="e")  # what was refused left its key
    assert "in force already" in sample.over(again["work"])["result"]["en"]
    sample.upload("/registries/duty/files", "清单.csv", content)
    sample.get("/registries/nothing/template", 404)
    sample.be("zhouqian")
    answer = sample.client.post(
        f"{API}/registries/duty/files", data={"key": sample.client.headers["X-Form-Key"]},
        files={"file": ("清单.csv", content)},
    )  # fmt: skip
    assert answer.status_code == 403
    sample.send(imports, asked, 403)


def test_the_measures_are_kept_and_read_as_the_bureau_has_them(sample: Program, pages: Pages):
    as_admin(sample, pages)
    one = sample.get("/measures/articles/16")
    assert one["clocks"]
    assert one["events"]
    sample.get("/measures/articles/98", 404)
    text = "第一条 为激励担当作为，制定本办法。\n第二条 本办法适用于本局。\n"
    looked = sample.send("/measures/text/look", {"text": text})
    assert looked["found"]["articles"] == 2
    sample.send("/measures/text", {"text": text, "tried": looked["tried"]}, method="PUT")
    assert "激励担当" in sample.get("/measures?article=第一条")[0]["wording"]
    wrong = sample.send("/measures/packs/look", {"text": "code: x\n"}, 422)
    assert wrong["errors"][0]["pointer"] == "#/text"
    said = {"code": "第十六条", "number": "5号", "issued_on": "2026-09-01", "text": "自告知起算。"}
    for _ in "12":
        sample.send("/measures/interpretations", said, 201, idempotency_key="i")
    (reading,) = sample.get("/measures/articles/16")["interpretations"]
    late = sample.send("/measures/interpretations", {**said, "issued_on": "2030-01-01"}, 422)
    assert late["errors"][0]["pointer"] == "#/issued_on"
    sample.send(f"/measures/interpretations/{reading['id']}", None, 204, "DELETE")
    assert sample.get("/measures/articles/16")["interpretations"] == []


def test_a_template_is_tried_kept_at_its_version_and_gone_back_from(sample: Program, pages: Pages):
    as_admin(sample, pages)
    here = "/templates/D04"
    text = sample.get(here)["text"].replace("容错申请受理通知书", "受理告知书")
    assert sample.send(f"{here}/look", {"text": text})["title"] == "受理告知书"
    wrong = sample.send(f"{here}/look", {"text": "{{"}, 422)
    assert wrong["errors"][0]["pointer"] == "#/text"
    sample.send(here, {"text": text}, 428, "PUT")
    kept = sample.send(here, {"text": text}, method="PUT", if_match='"0"', idempotency_key="t")
    assert kept == {"version": 1, "repeated": False}
    again = sample.send(here, {"text": text}, method="PUT", if_match='"0"', idempotency_key="t")
    assert again == {"version": 1, "repeated": True}
    past = sample.send(here, {"text": text}, 412, "PUT", if_match='"0"')
    assert (past["found"], past["by"]) == (1, "江衡")
    assert "受理告知书" in template_seen(pages.store, "D04", ADMIN, SAMPLE_NOW).text
    assert sample.send(f"{here}/restore", None)["version"] == 2
    assert sample.get(here)["changes"] == []
    sample.be("hemin")
    assert sample.client.get(f"{API}/templates").status_code == 403


def test_an_earlier_ledger_is_brought_tried_and_imported(sample: Program):
    content = file(row(), row(编号="第5号", 姓名="周倩")).content
    brought = sample.upload("/earlier/files", "旧台账.xlsx", content)
    assert "columns:" in brought["mapping"]
    asked = {"digest": brought["digest"], "mapping": MAPPING}
    tried = sample.send("/earlier/look", asked)
    assert (tried["cases"], tried["rejected"]) == (2, [])
    sample.send("/earlier/imports", {**asked, "tried": "0" * 64}, 422)
    whole = {**asked, "tried": tried["tried"]}
    first, second = (sample.send("/earlier/imports", whole, 202, idempotency_key="e") for _ in "12")
    assert first["work"] == second["work"]
    assert sample.over(first["work"])["state"] == "done"
    assert len(sample.get("/cases?imported=1")["items"]) == 2
    sample.be("zhouqian")
    assert sample.client.post(f"{API}/earlier/look", json=asked).status_code == 403


def test_lists_of_very_many_lines_are_made_as_long_work(sample: Program):
    sample.be("tangli")
    work = sample.send("/cases/export?urgency=overdue", None, 202)["work"]
    assert sample.over(work)["state"] == "done"
    listed = sample.client.get(f"{API}/works/{work}/file").text
    overdue = sample.get("/cases?urgency=overdue&limit=100")["items"]
    assert len(listed.splitlines()) == len(overdue) + 1
    work = sample.send("/ledger/export?outcome=exempt", {"as": "csv"}, 202)["work"]
    assert sample.over(work)["state"] == "done"
    asked = sample.get("/ledger?outcome=exempt&limit=1")
    assert f"{asked['total']} " in sample.get(f"/works/{work}")["result"]["zh"]
    del sample.client.headers["X-Form-Key"]
    sample.send("/cases/export", None, 422)


def test_the_package_of_a_case_is_long_work_and_its_file_is_for_whom_the_case_still_is(
    sample: Program,
):
    number = "2026-0008-1"
    where = f"/cases/{number}/bundle/archive"
    first, second = (sample.send(where, None, 202, idempotency_key="b") for _ in "12")
    assert (first["repeated"], second) == (False, {"work": first["work"], "repeated": True})
    work = first["work"]
    done = sample.over(work)
    assert (done["kind"], done["state"]) == ("bundle", "done")
    packed = sample.client.get(f"{API}/works/{work}/file")
    assert packed.content == sample.client.get(where).content  # as its page makes it at once
    assert packed.headers["content-disposition"].endswith(f'"{number}-archive.zip"')
    sample.send(f"/cases/{number}/bundle/other", None, 422)
    for other, status in (("jiangheng", 404), ("zhouqian", 404), ("shiqing", 403)):
        sample.be(other)
        sample.send(where, None, status)
        sample.get(f"/works/{work}/file", 404)
    sample.be("tangli")
    to_another = {"role": "HND", "person": "zhengtao", "reason": "工作调整"}
    sample.send(f"/cases/{number}/events/reassign", to_another, if_match="*")
    sample.be("hemin")
    sample.get(f"/works/{work}/file", 404)
    assert sample.send(where, None, 202, idempotency_key="b")["work"] == work  # and no more
    sample.send(where, None, 404)


def test_a_system_is_set_up_once_under_its_key_with_the_same_secret(sample: Program, pages: Pages):
    as_admin(sample, pages)
    hook = {"name": "监察平台", "url": "https://jc.example.gov.cn/r", "phases": ["decision"]}
    first, second = (sample.send("/webhooks", hook, 201, idempotency_key="w") for _ in "12")
    assert {**first, "repeated": True} == second
    assert len(sample.get("/webhooks")) == 1
    sample.send("/webhooks", {**hook, "name": "另一平台"}, 422, idempotency_key="w")
    sample.send("/webhooks", hook, 422)


def test_an_event_is_looked_at_before_it_is_done(sample: Program):
    here = "/cases/2026-0025-1/events/add_evidence"
    before = sample.get("/cases/2026-0025-1")["summary"]["version"]
    piece = {"items": [{"title": "现场检查笔录"}]}
    assert sample.send(f"{here}/look", piece)["to_state"] == "filed"
    sample.send(f"{here}/look", {"items": []}, 422)
    assert sample.get("/cases/2026-0025-1")["summary"]["version"] == before
    sample.be("wulei")
    sample.send(f"{here}/look", piece, 404)


def test_a_paper_is_signed_once_under_its_key(sample: Program):
    papers = sample.get("/cases/2026-0012-1/papers")
    waiting = next(one for one in papers if one["number"] is None)
    here = f"/cases/2026-0012-1/papers/{waiting['id']}/sign"
    first, second = (sample.send(here, {}, if_match="*", idempotency_key="p") for _ in "12")
    assert {**first, "repeated": True} == second
    assert first["number"]
    sample.send(here, {}, 422, if_match="*")
