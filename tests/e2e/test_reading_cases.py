"""What a reader does in a real browser."""

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from support.browser import Opened, Window, fits
from support.pages import READER

LIST, CASE = "/cases", "/cases/2026-0003-1"
LIGHT, DARK = "rgb(242, 245, 248)", "rgb(16, 23, 30)"
GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("path", [LIST, CASE, f"{CASE}?lang=en&theme=dark"])
def test_a_page_loads_whole_under_its_own_policy(page: Page, path: str) -> None:
    page.goto(path)
    sheets = page.locator("link[rel=stylesheet]").count()
    assert page.evaluate("document.styleSheets.length") == sheets > 0
    expect(page.locator("[data-print]")).to_be_visible()  # the script ran


def test_the_window_notes_what_the_policy_refuses(reading: Window) -> None:
    reading.page.goto(LIST)
    reading.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')"
    )
    reading.page.wait_for_timeout(100)
    assert "Content Security Policy" in reading.complaints.pop()


def test_a_case_is_found_and_opened_by_keyboard_alone(page: Page) -> None:
    page.goto(LIST)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("0003")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=0003")
    for key in "jjk":
        page.keyboard.press(key)
    chosen = page.locator("tr.sel a").first
    expect(chosen).to_be_focused()
    where = chosen.evaluate("link => link.pathname")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{where}")
    expect(page.locator(".steps li")).to_have_count(7)


def test_a_question_mark_opens_the_help_and_none_in_a_field(page: Page) -> None:
    page.goto(LIST)
    page.keyboard.press("/")
    page.keyboard.press("?")
    assert page.evaluate("location.pathname") == LIST
    page.goto(LIST)
    page.keyboard.press("?")
    page.wait_for_url("**/help")


def test_letters_typed_into_a_search_do_not_move_the_list(page: Page) -> None:
    page.goto(LIST)
    page.keyboard.press("/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.value") == "j"
    expect(page.locator("tr.sel")).to_have_count(0)


def test_the_page_follows_the_system_until_the_reader_chooses(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(LIST)
    assert page.evaluate(GROUND) == DARK
    page.click(".to-light")
    page.wait_for_url("**theme=light*")
    assert page.evaluate(GROUND) == LIGHT
    page.goto(CASE)
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="light")
    page.goto(f"{CASE}?theme=dark")
    assert page.evaluate(GROUND) == DARK


def test_paper_stays_white(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto(f"{CASE}?theme=dark")
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(24, 36, 47)"
    expect(page.locator(".top")).to_be_hidden()


@pytest.mark.parametrize("path", [LIST, f"{LIST}?lang=en", CASE, f"{CASE}?lang=en", "/nothing"])
def test_between_a_phone_and_a_desk_nothing_has_to_be_pushed_sideways(
    page: Page, path: str
) -> None:
    page.goto(path)
    for width in (360, 768, 900, 1024):
        page.set_viewport_size({"width": width, "height": 768})
        assert fits(page), width


def test_without_javascript_everything_is_still_there(opened: Opened, app: FastAPI) -> None:
    plain = opened(script=False)
    plain.be(app, READER)
    plain.page.goto(f"{LIST}?q=0003")
    expect(plain.page.locator("tbody tr .what a")).to_have_count(3)
    # A button that could do nothing is not shown.
    expect(plain.page.locator("[data-print]")).to_be_hidden()


def test_enter_on_a_tick_leads_to_a_page_that_asks_again(opened: Opened, app: FastAPI) -> None:
    found = opened()
    found.be(app, "tangli")
    page = found.page
    page.goto(LIST)
    page.locator("[data-all]").check()
    boxes = page.locator("td.pick input")
    assert boxes.count() == page.locator("td.pick input:checked").count() > 1
    boxes.first.uncheck()
    assert page.locator("[data-all]").evaluate("box => box.indeterminate")
    boxes.nth(1).press("Enter")
    expect(page.locator("#h-many")).to_have_text("催办")
    expect(page.get_by_role("button", name="确认催办")).to_be_visible()


def test_single_keys_do_nothing_where_they_are_switched_off(page: Page) -> None:
    page.goto(f"{LIST}?keys=off")
    page.keyboard.press("/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_a_draft_that_was_refused_is_still_to_be_kept(opened: Opened, app: FastAPI) -> None:
    found = opened()
    found.be(app, "hemin")
    page = found.page
    page.goto("/matters/new")
    page.route("**/matters/new", lambda route: route.fulfill(status=422, body="{}"))
    page.fill("#subject", "雨天巡查")
    said = page.locator("[data-said]")
    expect(said).to_have_text("草稿未能保存")
    leaving = "dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving) is False
    page.unroute("**/matters/new")
    page.locator("#subject").press("End")
    page.keyboard.type("了")
    expect(said).to_have_text("草稿已保存")
    assert page.evaluate(leaving) is True
