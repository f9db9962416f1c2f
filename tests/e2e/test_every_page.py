"""Every page as it is: nothing for axe to find, fit for every screen, light on the wire."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Request
from support.browser import DESK, PHONE, Window, fits, window
from support.pages import reader
from support.places import Place, forms, places

AXE = Path(__file__).parents[1] / "support" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """() => axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"],
}).then(found => found.violations.map(
  one => one.id + ": " + one.nodes.map(node => node.html + " " + node.failureSummary).join(" | ")
))"""
VIEWS = (("zh", "light"), ("en", "dark"))
MOST_BYTES, MOST_REQUESTS = 25_000, 6


@dataclass
class Seen:
    """What one look at a page found; ``sent`` holds what the browser had to fetch, with bytes."""

    name: str
    status: int
    expected: int
    too_wide: list[int] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)
    by_axe: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def looks(browser: Browser, app: FastAPI, site: str) -> list[Seen]:
    """Every page in Chinese and light, in English and dark; by one window, one after the other."""
    with window(browser, site) as opened:
        return list(_walk(opened, app))


def _walk(opened: Window, app: FastAPI) -> Iterator[Seen]:
    wire = opened.page.context.new_cdp_session(opened.page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    client = reader(app)  # not entered: the app is served already
    program = AXE.read_text("utf-8") if AXE.exists() else ""
    for place in [*places(client), *forms(client)]:
        opened.sit(app, place.who)
        for lang, theme in VIEWS:
            yield _look(opened, place, lang, theme, program)


def _look(opened: Window, place: Place, lang: str, theme: str, program: str) -> Seen:
    page, fetched = opened.page, list[Request]()

    def note(one: Request) -> None:
        fetched.append(one)

    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.on("requestfinished", note)
    mark = "&" if "?" in place.path else "?"
    answer = page.goto(f"{place.path}{mark}lang={lang}&theme={theme}")
    assert answer
    page.remove_listener("requestfinished", note)
    found = Seen(f"{place.name} {lang} {theme}", answer.status, place.status)
    if program:
        page.evaluate(program)
        found.by_axe = page.evaluate(LOOK)
    for screen in (DESK, PHONE):
        page.set_viewport_size(screen)  # type: ignore[arg-type]
        if not fits(page):
            found.too_wide.append(screen["width"])
    for one in fetched:
        sizes = one.sizes()
        found.sent[one.url] = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    found.complaints = opened.complaints.copy()
    opened.complaints.clear()
    return found


def test_every_page_opens_for_whom_it_is(looks: list[Seen]) -> None:
    assert {one.name: one.status for one in looks if one.status != one.expected} == {}


def test_axe_finds_nothing_on_any_page_in_either_theme(looks: list[Seen]) -> None:
    if not AXE.exists() and not os.environ.get("EVERY_TOOL"):
        pytest.skip("no axe here: npm ci in tests/support/axe")
    assert AXE.exists(), "npm ci in tests/support/axe"
    assert {one.name: one.by_axe for one in looks if one.by_axe} == {}


def test_no_page_has_to_be_pushed_sideways(looks: list[Seen]) -> None:
    assert {one.name: one.too_wide for one in looks if one.too_wide} == {}


def test_the_browser_complains_of_no_page(looks: list[Seen]) -> None:
    assert {one.name: one.complaints for one in looks if one.complaints} == {}


def test_every_page_is_light(looks: list[Seen]) -> None:
    """With all that it needs, as it travels to a browser that was never here."""
    weights = {one.name: (sum(one.sent.values()), len(one.sent)) for one in looks}
    print(*sorted(weights.items(), key=lambda one: one[1])[-5:], sep="\n")  # noqa: T201
    assert {
        name: found
        for name, found in weights.items()
        if found[0] > MOST_BYTES or found[1] > MOST_REQUESTS
    } == {}
