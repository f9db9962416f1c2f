"""Files handed in on a case's page, in a real browser, with a telephone's width as well."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from support import files as f
from support.browser import Opened, Window, fits
from support.pages import SAMPLE_NOW

from cases.attachments import attachments_on, takes_files
from cases.listing import list_cases

WHO = "hemin"
SLOWLY = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000}
BETWEEN = "() => { const n = document.querySelector('progress').value; return n > 0 && n < 1 }"


@pytest.fixture
def case(app: FastAPI) -> str:
    """A case that takes files of its handler."""
    store = app.state.store
    found = list_cases(store, SAMPLE_NOW, viewer=WHO, limit=100).rows
    return next(r.number for r in found if takes_files(store, r.number, WHO, SAMPLE_NOW)[0])


@pytest.fixture
def handing(opened: Opened, app: FastAPI) -> Window:
    """The handler's window."""
    found = opened()
    found.be(app, WHO)
    return found


def choose(page: Page, case: str, *paths: Path) -> None:
    """Open the case by its own page, and its form for files by keyboard; choose them."""
    page.goto(f"/cases/{case}")
    page.locator("details:has([data-upload]) > summary").press("Enter")
    page.set_input_files("input[type=file]", paths)


def test_several_files_go_one_after_the_other(
    handing: Window, app: FastAPI, case: str, tmp_path: Path
) -> None:
    for width in (360, 1366):
        one, two = tmp_path / f"记录{width}.pdf", tmp_path / f"照片{width}.png"
        one.write_bytes(f.PDF + b"%d\n%%%%EOF" % width)
        two.write_bytes(f.png())
        handing.page.set_viewport_size({"width": width, "height": 768})
        choose(handing.page, case, one, two)
        assert fits(handing.page)
        handing.page.click("form[data-upload] button")
        evidence = handing.page.locator("section:has(#h-evidence)")
        expect(evidence).to_contain_text(one.name)
        expect(evidence).to_contain_text(two.name)
        kept = attachments_on(app.state.store, case, SAMPLE_NOW, viewer=WHO)
        assert {one.name, two.name} <= {file.name for file in kept}
        assert fits(handing.page)


def test_a_file_on_its_way_shows_how_far_it_has_come(
    handing: Window, case: str, tmp_path: Path
) -> None:
    page, long = handing.page, tmp_path / "录像说明.pdf"
    long.write_bytes(f.PDF + b"%" * 300_000 + b"\n%%EOF")
    choose(page, case, long)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOWLY)
    page.click("form[data-upload] button")
    page.wait_for_function(BETWEEN)
    expect(page.locator("form[data-upload] progress")).to_be_visible()
    expect(page.locator("form[data-upload] button")).to_be_disabled()
    expect(page.locator("section:has(#h-evidence)")).to_contain_text(long.name)


def test_what_is_refused_is_said_beside_the_form(
    handing: Window, case: str, tmp_path: Path
) -> None:
    web, large = tmp_path / "网页.pdf", tmp_path / "大.pdf"
    web.write_bytes(b"<html>")
    with large.open("wb") as made:
        made.truncate((100 << 20) + 1)
    alert = handing.page.locator("form[data-upload] [role=alert]")
    for file, said in ((web, "网页.pdf: 文件未保存："), (large, "超过 100 MB")):
        choose(handing.page, case, file)
        handing.page.click("form[data-upload] button")
        expect(alert).to_contain_text(said)


def test_without_the_script_the_form_alone_sends_one(
    opened: Opened, app: FastAPI, case: str, tmp_path: Path
) -> None:
    one = tmp_path / "无脚本.pdf"
    one.write_bytes(f.PDF + b"plain\n%%EOF")
    plain = opened(script=False)
    plain.be(app, WHO)
    choose(plain.page, case, one)
    with plain.page.expect_navigation():
        plain.page.locator("form[data-upload] button").press("Enter")
    names = {file.name for file in attachments_on(app.state.store, case, SAMPLE_NOW, viewer=WHO)}
    assert one.name in names
