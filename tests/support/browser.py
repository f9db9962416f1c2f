"""A real browser, Debian's Chromium through Playwright: windows that note what it complains of."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright
from support.pages import admit

FLAGS = [
    "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-sandbox", "--lang=zh-CN",
]  # fmt: skip
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
ANSWERED = "Failed to load resource: the server responded with a status of"
"""What the console says of every page that is an error's; files that are missing are noted."""
MET = 400
PATIENCE = 60_000
"""Milliseconds that a page is waited for, also on a machine that has much else to do."""
expect.set_options(timeout=PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One process of it, or a skip that says what is missing."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no chromium here: install Debian's package chromium to run this test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Window:
    """A window of somebody's own, without cookies: ``page`` is Playwright's.

    ``complaints`` holds refused styles and scripts, errors and missing files.
    """

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    who: str = ""

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)

    def be(self, app: Any, username: str) -> None:
        """Be signed in as that person, without any password."""
        cookie = {"name": "session", "value": admit(app, username), "url": self.site}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]

    def sit(self, app: Any, who: str) -> None:
        """Let somebody else sit down, or nobody; who sits there already stays."""
        if who != self.who:
            self.page.context.clear_cookies()
            if who:
                self.be(app, who)
        self.who = who

    def _said(self, message: ConsoleMessage) -> None:
        ours = self.page.url.startswith(self.site)
        if ours and message.type in {"error", "warning"} and ANSWERED not in message.text:
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= MET and response.request.resource_type in {"stylesheet", "script"}:
            self.complaints.append(f"{response.status} {response.url}")


Opened = Callable[..., Window]
"""Opens windows for a test."""


@contextmanager
def window(browser: Browser, site: str, *, script: bool = True, **more: Any) -> Iterator[Window]:
    """A window on ``site``; nothing that is done in it may be complained of."""
    options = {
        "viewport": DESK,
        "java_script_enabled": script,
        "base_url": site,
        "locale": "zh-CN",
        **more,
    }
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    opened = Window(context.new_page(), site)
    try:
        yield opened
        assert opened.complaints == []
    finally:
        context.close()


def fits(page: Page) -> bool:
    """Whether nothing has to be pushed sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
