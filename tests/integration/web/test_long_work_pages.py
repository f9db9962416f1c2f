"""Long work on its pages: set going, looked at, left, its file fetched by nobody else."""

import re
from typing import Any

from support.group import until
from support.own_sample import Pages
from support.registries import DUTY, csv_file

from cases.journal import read_journal
from cases.long_work import MANY, Doing, Result, WorkKind, Workshop
from cases.registries import registry_page
from regulations.registries import Kind


def over(pages: Pages, path: str) -> str:
    def ended() -> str | None:
        text = str(pages.look(path).text)
        return None if "<progress" in text else text

    found: str = until(ended)
    return found


def upload(pages: Pages, content: bytes) -> Any:
    key = re.findall(r'name="key" value="([0-9a-f]{64})"', pages.look("/account").text)[0]
    files = {"file": ("清单.csv", content, "text/csv")}
    return pages.client.post("/registries/duty/files", data={"key": key}, files=files)


def shop_of(pages: Pages) -> Workshop:
    shop: Workshop = pages.client.app.state.workshop  # type: ignore[attr-defined]
    return shop


def exports(pages: Pages) -> list[str | None]:
    """Who took the list along, once for each time."""
    kept = read_journal(pages.store, "jianming", shop_of(pages).clock(), kind="cases_exported")
    return [one.actor for one in kept if one.actor == "luochengan"]


def test_the_file_of_very_many_cases_is_made_beside_and_fetched_later(
    pages: Pages, monkeypatch: Any
):
    pages.be("luochengan")
    before = len(exports(pages))
    at_once = pages.look("/cases/export.csv?track=bureau").content
    assert "准备 CSV 文件" not in pages.look("/cases").text
    monkeypatch.setattr("web.case_list.MANY", 3)
    listed = pages.look("/cases?track=bureau").text
    action = re.search(r'action="([^"]*/cases/export[^"]*)"', listed)
    assert action
    page = pages.lead(pages.send(action[1].replace("&amp;", "&")))
    said = over(pages, page)
    lines = at_once.decode().count("\r\n") - 1
    assert f"共 {lines} 件" in said
    answer = pages.look(f"{page}/file")
    assert answer.content == at_once
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert "导出案件列表" in pages.look("/work").text
    assert len(exports(pages)) == before + 2
    assert MANY == 1000


def test_the_ledger_of_very_many_cases_is_made_beside_as_it_is_narrowed(
    pages: Pages, monkeypatch: Any
):
    pages.be("luochengan")
    at_once = pages.look("/ledger/export.csv?track=bureau").content
    assert "/ledger/export.xlsx" in pages.look("/ledger").text
    monkeypatch.setattr("web.ledger.MANY", 3)
    listed = pages.look("/ledger?track=bureau").text
    assert "/ledger/export.xlsx" not in listed
    action = re.search(r'action="([^"]*/ledger/export[^"]*)"', listed)
    assert action
    for as_, begins in (("csv", at_once), ("xlsx", b"PK")):
        page = pages.lead(pages.send(action[1].replace("&amp;", "&"), as_=as_))
        lines = at_once.decode().count("\r\n") - 1
        assert f"共 {lines} 件" in over(pages, page)
        answer = pages.look(f"{page}/file")
        assert answer.content.startswith(begins)
        assert f'.{as_}"' in answer.headers["content-disposition"]
    assert "导出台账" in pages.look("/work").text
    kept = read_journal(pages.store, "jianming", shop_of(pages).clock(), kind="ledger_taken")
    assert sorted(one.said["as"] for one in kept) == ["csv", "csv", "xlsx"]


def test_another_persons_work_is_not_there(pages: Pages):
    def run(doing: Doing) -> Result:
        doing.file.write_text("secret")
        return Result("好", "done", file="cases.csv")

    number = shop_of(pages).start(WorkKind.EXPORT_CASES, "luochengan", run)
    pages.be("luochengan")
    over(pages, f"/work/{number}")
    for other in ("jiangheng", "hemin"):
        pages.be(other)
        assert pages.look(f"/work/{number}").status_code == 404
        assert pages.look(f"/work/{number}/file").status_code == 404
        assert "导出案件列表" not in pages.look("/work").text


def test_a_work_under_way_shows_how_far_it_is_and_is_looked_at_again_without_a_script(
    pages: Pages, monkeypatch: Any
):
    import threading

    from cases import long_work

    monkeypatch.setattr(long_work, "TELLS_EVERY", 0.02)
    go_on = threading.Event()

    def run(doing: Doing) -> Result:
        doing.tell(4, 10)
        assert go_on.wait(20)
        return Result("完成了", "It is done", to="/cases")

    number = shop_of(pages).start(WorkKind.RECOUNT, "hemin", run)
    pages.be("hemin")
    shown = until(lambda: "4 / 10" in (text := pages.look(f"/work/{number}").text) and text)
    assert re.search(r'<progress[^>]*value="4"\s+max="10"', shown)
    assert re.search(rf'<a class="btn"[^>]*href="[^"]*/work/{number}">刷新</a>', shown)
    go_on.set()
    said = over(pages, f"/work/{number}?lang=en")
    assert "It is done" in said
    assert 'href="/cases"' in said


def test_a_registry_of_very_many_rows_is_imported_beside(pages: Pages, monkeypatch: Any):
    pages.be("hemin")
    rows = [(f"Z-{n}", f"事项{n}", "一大队", "", "") for n in range(900, 905)]
    monkeypatch.setattr("web.registries.MANY", 5)
    looked = upload(pages, csv_file(DUTY, *rows))
    sent = dict(re.findall(r'name="(digest|name|long)" value="([^"]*)"', looked.text))
    assert sent["long"] == "1"
    page = pages.lead(pages.send("/registries/duty/keep", **sent))
    said = over(pages, page)
    assert "已导入 5 行" in said
    assert 'href="/registries/duty"' in said
    held = registry_page(pages.store, Kind.DUTY).rows
    assert [row.code for row in held] == [row[0] for row in rows]
    upload(pages, csv_file(DUTY, *rows))  # the same once more
    assert "没有再导入" in over(pages, pages.lead(pages.send("/registries/duty/keep", **sent)))
    pages.be("shiqing")
    assert pages.send("/registries/duty/keep", **sent).status_code == 403


def test_a_small_registry_is_imported_at_once(pages: Pages):
    pages.be("hemin")
    looked = upload(pages, csv_file(DUTY, ("Z-900", "事项", "一大队", "", "")))
    assert "确认导入" in looked.text
    assert 'name="long"' not in looked.text


def test_a_package_of_much_evidence_is_made_beside_and_is_the_same(pages: Pages, monkeypatch: Any):
    pages.be("hemin")
    where = "/cases/2026-0003-1/bundle/archive"
    at_once = pages.look(where).content
    monkeypatch.setattr("web.papers.LARGE", 0)
    asked = pages.look(where)
    assert "开始打包" in asked.text
    page = pages.lead(pages.send(where))
    assert "个文件" in over(pages, page)
    answer = pages.look(f"{page}/file")
    assert answer.content == at_once
    assert answer.headers["content-type"] == "application/zip"
    assert "2026-0003-1-archive.zip" in answer.headers["content-disposition"]
    assert "案卷打包" in pages.look("/work").text
    pages.be("jiangheng")
    assert pages.look(where).status_code == 404
    assert pages.send(where).status_code == 404
