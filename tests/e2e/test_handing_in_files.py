"""Files handed in on a case's page, in a real browser, with a telephone's width as well."""

import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from support import files as f
from support.browser import Browser
from support.pages import SAMPLE_NOW, admit

from cases.attachments import attachments_on, takes_files
from cases.listing import list_cases

WHO, PATIENCE = "hemin", 30


@pytest.fixture
def case(app: FastAPI, site: str, browser: Browser) -> str:
    """A case that takes files, and its handler in the browser."""
    store = app.state.store
    browser.ask("Network.setCookie", name="session", value=admit(app, WHO), url=site)
    found = list_cases(store, SAMPLE_NOW, viewer=WHO, limit=100).rows
    return next(r.number for r in found if takes_files(store, r.number, WHO, SAMPLE_NOW)[0])


def choose(browser: Browser, *paths: Path) -> None:
    root = browser.ask("DOM.getDocument")["root"]["nodeId"]
    node = browser.ask("DOM.querySelector", nodeId=root, selector="input[type=file]")["nodeId"]
    browser.ask("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])


def press(browser: Browser) -> None:
    browser.js("document.querySelector('form[data-upload] button').click()")


def said(browser: Browser) -> str:
    """What the form complains of, once it does."""
    alert = "document.querySelector('form[data-upload] [role=alert]')"
    end = time.monotonic() + PATIENCE
    while not (text := browser.js(f"{alert}.hidden ? '' : {alert}.textContent")):
        assert time.monotonic() < end
    return str(text)


@pytest.mark.parametrize("width", [360, 1366])
def test_several_files_go_one_after_the_other(
    browser: Browser, site: str, app: FastAPI, case: str, tmp_path: Path, width: int
) -> None:
    one, two = tmp_path / f"记录{width}.pdf", tmp_path / f"照片{width}.png"
    one.write_bytes(f.PDF + b"%d\n%%%%EOF" % width)
    two.write_bytes(f.png())
    browser.phone(width)
    browser.open(f"{site}/cases/{case}")
    assert browser.js("document.documentElement.scrollWidth <= innerWidth")
    choose(browser, one, two)
    browser.seen.clear()
    press(browser)
    browser.arrive()
    text = browser.js("document.querySelector('#h-evidence').parentNode.parentNode.textContent")
    assert one.name in text
    assert two.name in text
    assert browser.complaints == []
    kept = attachments_on(app.state.store, case, SAMPLE_NOW, viewer=WHO)
    assert {one.name, two.name} <= {file.name for file in kept}
    assert browser.js("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_refused_is_said_beside_the_form(
    browser: Browser, site: str, case: str, tmp_path: Path
) -> None:
    page, large = tmp_path / "网页.pdf", tmp_path / "大.pdf"
    page.write_bytes(b"<html>")
    with large.open("wb") as made:
        made.truncate((100 << 20) + 1)
    browser.open(f"{site}/cases/{case}")
    choose(browser, page)
    press(browser)
    assert said(browser).startswith("网页.pdf: 文件未保存：")
    browser.open(f"{site}/cases/{case}")
    choose(browser, large)
    press(browser)
    assert "超过 100 MB" in said(browser)


def test_without_the_script_the_form_alone_sends_one(
    browser: Browser, site: str, app: FastAPI, case: str, tmp_path: Path
) -> None:
    one = tmp_path / "无脚本.pdf"
    one.write_bytes(f.PDF + b"plain\n%%EOF")
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{site}/cases/{case}")
    choose(browser, one)
    root = browser.ask("DOM.getDocument")["root"]["nodeId"]
    where = "details.noprint > summary"
    opener = browser.ask("DOM.querySelector", nodeId=root, selector=where)
    browser.ask("DOM.focus", nodeId=opener["nodeId"])
    browser.press("Enter")
    browser.seen.clear()
    node = browser.ask("DOM.querySelector", nodeId=root, selector="form[data-upload] button")
    browser.ask("DOM.focus", nodeId=node["nodeId"])
    browser.press("Enter")
    browser.arrive()
    names = {file.name for file in attachments_on(app.state.store, case, SAMPLE_NOW, viewer=WHO)}
    assert one.name in names
