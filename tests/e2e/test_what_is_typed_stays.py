"""What is typed outlives an upload and the end of a session, for whoever typed it alone."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from support import files as f
from support.browser import Opened, Window
from support.pages import SAMPLE_NOW
from support.places import NUMBER

from cases.attachments import takes_files
from cases.listing import list_cases
from rongcuo.sample.bureau import PASSWORD

WHO, WORDS = "hemin", "请补充比对监测的原始记录"
BOX = "textarea[name=text]"
STORED = "() => JSON.stringify(Object.entries(sessionStorage))"


@pytest.fixture
def case(app: FastAPI) -> str:
    store = app.state.store
    found = list_cases(store, SAMPLE_NOW, viewer=WHO, limit=100).rows
    return next(r.number for r in found if takes_files(store, r.number, WHO, SAMPLE_NOW)[0])


@pytest.fixture
def typing(opened: Opened, app: FastAPI, case: str) -> Window:
    """The handler's window, with a comment half written."""
    found = opened()
    found.be(app, WHO)
    found.page.goto(f"/cases/{case}")
    found.page.fill(BOX, WORDS)
    return found


def sign_in(page: Page, username: str) -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main form button")


def test_a_comment_outlives_an_upload_and_is_gone_when_it_was_taken(
    typing: Window, tmp_path: Path
) -> None:
    page, file = typing.page, tmp_path / "记录.pdf"
    file.write_bytes(f.PDF + b"typed\n%%EOF")
    page.locator("details:has([data-upload]) > summary").press("Enter")
    page.set_input_files("input[type=file]", file)
    page.click("form[data-upload] button")
    expect(page.locator("section:has(#h-evidence)")).to_contain_text(file.name)
    expect(page.locator(BOX)).to_have_value(WORDS)
    expect(page.locator("form[data-typed]")).to_contain_text("没有提交的内容还在")
    page.click("form[data-typed] button[type=submit]")
    expect(page.locator("section:has(#h-comments) ol")).to_contain_text(WORDS)
    expect(page.locator(BOX)).to_have_value("")
    assert page.evaluate(STORED) == "[]"


def test_it_is_discarded_when_it_is_not_wanted(typing: Window) -> None:
    page = typing.page
    page.reload()
    expect(page.locator(BOX)).to_have_value(WORDS)
    page.click("form[data-typed] .alert button")
    expect(page.locator(BOX)).to_have_value("")
    page.reload()
    expect(page.locator(BOX)).to_have_value("")


def test_it_is_there_after_signing_in_again(typing: Window, case: str) -> None:
    page = typing.page
    page.context.clear_cookies()
    page.click("form[data-typed] button[type=submit]")
    sign_in(page, WHO)
    page.wait_for_url(f"**/cases/{case}*")
    expect(page.locator(BOX)).to_have_value(WORDS)


def test_nobody_else_finds_it_and_signing_out_forgets_it(typing: Window, case: str) -> None:
    page = typing.page
    page.context.clear_cookies()
    page.reload()
    sign_in(page, "tangli")
    page.wait_for_url(f"**/cases/{case}*")
    expect(page.locator(BOX)).to_have_value("")
    assert WORDS not in page.evaluate(STORED)
    page.fill(BOX, WORDS)
    assert WORDS in page.evaluate(STORED)
    page.click("form[data-leave] button")
    expect(page.locator("#username")).to_be_visible()
    assert page.evaluate(STORED) == "[]"


def test_who_reported_is_never_kept_in_the_browser(opened: Opened, app: FastAPI) -> None:
    found = opened()
    found.be(app, "panxiao")
    page = found.page
    page.goto(f"/matters/{NUMBER.rpartition('-')[0]}")
    page.locator("details:has(input[name=name]) > summary").press("Enter")
    page.fill("input[name=name]", "举报人甲")
    assert page.locator("form:has(input[name=name])[data-typed]").count() == 0
    assert page.evaluate(STORED) == "[]"
