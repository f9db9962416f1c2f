"""What a reader does in a real browser."""

import pytest
from support.browser import Browser

LIST, CASE = "/cases", "/cases/2026-0003-1"
LIGHT, DARK = "rgb(242, 245, 248)", "rgb(16, 23, 30)"
GROUND = "getComputedStyle(document.body).backgroundColor"


def dark_system(browser: Browser, *, dark: bool = True) -> None:
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.ask("Emulation.setEmulatedMedia", features=[scheme])


@pytest.mark.parametrize("path", [LIST, CASE, f"{CASE}?lang=en&theme=dark"])
def test_a_page_loads_whole_under_its_own_policy(browser: Browser, site: str, path: str) -> None:
    browser.open(site + path)
    assert browser.complaints == []
    assert browser.js("document.styleSheets.length") == 1
    assert browser.js("document.querySelector('[data-print]').hidden") is False  # the script ran


def test_a_case_is_found_and_opened_by_keyboard_alone(browser: Browser, site: str) -> None:
    browser.open(site + LIST)
    browser.press("/")
    assert browser.js("document.activeElement.name") == "q"
    for letter in "0003":
        browser.press(letter)
    browser.seen.clear()
    browser.press("Enter")
    browser.arrive()
    assert browser.js("location.search") == "?q=0003"
    for key in "jjk":
        browser.press(key)
    chosen = browser.js("document.querySelector('tr.sel a').pathname")
    assert chosen == browser.js("document.activeElement.pathname")
    browser.seen.clear()
    browser.press("Enter")
    browser.arrive()
    assert browser.js("location.pathname") == chosen
    assert browser.js("document.querySelectorAll('.steps li').length") == 7


def test_a_question_mark_opens_the_help_and_none_in_a_field(browser: Browser, site: str) -> None:
    browser.open(site + LIST)
    browser.press("/")
    browser.press("?")
    assert browser.js("location.pathname") == LIST
    browser.open(site + LIST)
    browser.press("?")
    browser.arrive()
    assert browser.js("location.pathname") == "/help"
    assert browser.complaints == []


def test_letters_typed_into_a_search_do_not_move_the_list(browser: Browser, site: str) -> None:
    browser.open(site + LIST)
    browser.press("/")
    browser.press("j")
    assert browser.js("document.activeElement.value") == "j"
    assert browser.js("document.querySelector('tr.sel')") is None


def test_the_page_follows_the_system_until_the_reader_chooses(browser: Browser, site: str) -> None:
    dark_system(browser)
    browser.open(site + LIST)
    assert browser.js(GROUND) == DARK
    browser.seen.clear()
    browser.js("document.querySelector('.to-light').click()")
    browser.arrive()
    assert browser.js(GROUND) == LIGHT
    browser.open(site + CASE)
    assert browser.js(GROUND) == LIGHT
    dark_system(browser, dark=False)
    browser.open(f"{site}{CASE}?theme=dark")
    assert browser.js(GROUND) == DARK


def test_paper_stays_white(browser: Browser, site: str) -> None:
    browser.ask("Emulation.setEmulatedMedia", media="print")
    browser.open(f"{site}{CASE}?theme=dark")
    assert browser.js(GROUND) == "rgb(255, 255, 255)"
    assert browser.js("getComputedStyle(document.body).color") == "rgb(24, 36, 47)"
    assert browser.js("getComputedStyle(document.querySelector('.top')).display") == "none"


@pytest.mark.parametrize("width", [360, 768, 1024, 1366])
@pytest.mark.parametrize("path", [LIST, f"{LIST}?lang=en", CASE, f"{CASE}?lang=en", "/nothing"])
def test_nothing_has_to_be_pushed_sideways(
    browser: Browser, site: str, path: str, width: int
) -> None:
    browser.phone(width)
    browser.open(site + path)
    assert browser.js("document.documentElement.scrollWidth") <= width


def test_without_javascript_everything_is_still_there(browser: Browser, site: str) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(f"{site}{LIST}?q=0003")
    root = browser.ask("DOM.getDocument")["root"]["nodeId"]
    rows = browser.ask("DOM.querySelectorAll", nodeId=root, selector="tbody tr a")["nodeIds"]
    assert len(rows) == 3
    hidden = browser.ask("DOM.querySelectorAll", nodeId=root, selector="[data-print][hidden]")
    assert len(hidden["nodeIds"]) == 1  # a button that could do nothing is not shown
