"""Two people at once, a session that ends, no mouse, no script: nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from support.browser import Opened
from support.bureau import APPLICATION, HANDLER, OFFICER
from support.clicking import Person, fill

from e2e.conftest import Place

Comes = Callable[..., Person]
GAPS = "现场检查记录\n监测数据"
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


@pytest.fixture
def filed(place: Place) -> Place:
    """A case that waits for its preliminary check."""
    place.bureau.open("2026-03-02")
    place.bureau.do("2026-03-06", "file", OFFICER, **APPLICATION)
    return place


def at_the_form(comes: Comes, filed: Place, event: str, **more: object) -> Person:
    """The handler before the form of an event."""
    person = comes(**more)
    person.sign_in("2026-03-09", HANDLER)
    person.find(filed.bureau.number)
    person.start(event)
    return person


def test_of_two_people_the_second_keeps_what_they_typed_and_is_told_who_was_first(
    comes: Comes, filed: Place
) -> None:
    first = at_the_form(comes, filed, "recommend")
    second = at_the_form(comes, filed, "require_supplement")
    second.type("require_supplement", {"gaps": GAPS.splitlines()})
    first.type("recommend", {"step": "suspend", "reason": "等鉴定结论"})
    first.hand_in()
    second.hand_in()
    told = second.page.locator("section.alert.red")
    expect(told).to_contain_text("您打开本页之后，案件已被更新")
    expect(told).to_contain_text("提出拟办意见 · 何敏")
    expect(told).to_contain_text("等鉴定结论")
    expect(second.page.locator("#gaps")).to_have_value(GAPS)
    second.hand_in()
    expect(second.page.locator(".alert.good")).to_contain_text("已办理：告知补正")
    assert filed.bureau.state() == "supplementing"


def test_what_was_typed_outlives_the_session(comes: Comes, filed: Place) -> None:
    handler = at_the_form(comes, filed, "require_supplement")
    form = handler.page.url
    handler.page.fill("#gaps", GAPS)
    expect(handler.page.locator("form [data-said]")).to_have_text("草稿已保存")
    filed.moment[0] += timedelta(hours=13)
    handler.hand_in()
    handler.page.wait_for_url("**/sign-in?next=**")
    handler.sign_in("2026-03-10", HANDLER)
    handler.page.wait_for_url(form)
    expect(handler.page.locator("#gaps")).to_have_value(GAPS)
    handler.hand_in()
    expect(handler.page.locator(".alert.good")).to_contain_text("已办理：告知补正")


def tab_to(page: Page, selector: str) -> None:
    """Go there by the tabulator alone; wherever one stands on the way is seen."""
    wanted = page.locator(selector).first
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) != "none", page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no way to {selector} by keyboard")


def test_a_whole_event_is_done_by_keyboard_alone(comes: Comes, filed: Place) -> None:
    person = comes()
    filed.moment[0] += timedelta(days=7)
    page, keys = person.page, person.page.keyboard
    page.goto("/sign-in")
    expect(page.locator("#username")).to_be_focused()
    keys.type(HANDLER)
    keys.press("Tab")
    keys.type("Yangli-2026")
    keys.press("Enter")
    page.wait_for_url("**/")
    tab_to(page, f".todo a[href$='/cases/{filed.bureau.number}']")
    keys.press("Enter")
    page.wait_for_url(f"**/cases/{filed.bureau.number}")
    tab_to(page, ".moves a[href$='/do/require_supplement']")
    keys.press("Enter")
    page.wait_for_url("**/do/require_supplement")
    tab_to(page, "#gaps")
    keys.type("现场检查记录")
    tab_to(page, "form[data-draft] .btn.primary")
    keys.press("Space")
    page.wait_for_url("**?done=*")
    assert filed.bureau.state() == "supplementing"


def test_a_whole_event_is_done_without_any_script(comes: Comes, filed: Place) -> None:
    handler = at_the_form(comes, filed, "add_evidence", script=False)
    handler.page.fill("[name='items.0.title']", "询问笔录")
    handler.page.click("button[name=more]")
    handler.page.fill("[name='items.3.title']", "监测数据截图")
    handler.page.click("form[data-draft] [name=act][value=keep]:visible")
    expect(handler.page.locator("[name='items.0.title']")).to_have_value("询问笔录")
    handler.hand_in()
    handler.page.wait_for_url("**?done=*")
    expect(handler.page.locator("section:has(#h-evidence)")).to_contain_text("监测数据截图")


def test_what_is_wrong_is_told_at_the_top_and_leads_to_its_field(
    comes: Comes, filed: Place
) -> None:
    handler = at_the_form(comes, filed, "recommend")
    fill(handler.page, {"step": ["suspend"], "on": ["2027-01-01"], "reason": ["等鉴定结论"]})
    handler.hand_in()
    summary = handler.page.locator("[data-wrong]")
    expect(summary).to_be_focused()
    summary.locator("a").click()
    expect(handler.page.locator("#on")).to_be_focused()


@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_line_of_a_new_matter_hands_in_what_is_there(
    opened: Opened, comes: Comes, place: Place, script: bool
) -> None:
    person = comes(script=script)
    person.sign_in("2026-03-02", HANDLER)
    person.page.goto("/matters/new")
    person.page.fill("#subject", "雨天巡查未发现暗管")
    person.page.press("#subject", "Enter")
    expect(person.page.locator("[data-wrong] a").first).to_be_visible()
    expect(person.page.locator("#subject")).to_have_value("雨天巡查未发现暗管")
