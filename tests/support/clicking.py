"""Somebody before a window: they sign in, click to the form of an event, type and press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwright.sync_api import Page, expect
from support.browser import Window
from support.bureau import Bureau, at
from support.typing_in import typed

from cases.asking import ask
from rongcuo.sample.bureau import PASSWORD
from web.fields import fields_of


@dataclass(slots=True)
class Person:
    """Whoever sits there; the clock of the app stands at ``moment[0]``."""

    window: Window
    app: Any
    bureau: Bureau
    moment: list[datetime]
    who: str = ""

    @property
    def page(self) -> Page:
        return self.window.page

    def sign_in(self, day: str, who: str) -> None:
        """Come in with the password on that day, from wherever one was sent to the door."""
        self.moment[:], self.who = [at(day)], who
        if "/sign-in" not in self.page.url:
            self.page.context.clear_cookies(name="session")
            self.page.goto("/sign-in")
        self.page.fill("#username", who)
        self.page.fill("#password", PASSWORD)
        self.page.click("main .btn.main")

    def be(self, day: str, who: str) -> None:
        """The same without the door: who has shown their password once need not again."""
        self.moment[:], self.who = [at(day)], who
        self.window.be(self.app, who)
        self.page.goto("/")

    def find(self, number: str) -> None:
        """From the list to the case."""
        self.page.click(".side a[href='/cases']")
        self.page.click(f".what a[href$='/cases/{number}']")

    def start(self, event: str) -> None:
        """From the case to the form, wherever its button is."""
        link = self.page.locator(f".moves a[href$='/do/{event}']")
        if not link.is_visible():
            self.page.locator("details:has(.moves) > summary").click()
        link.click()

    def type(self, event: str, data: Mapping[str, Any]) -> None:
        """Fill in the form of an event with ``data``."""
        asked = ask(self.bureau.store, self.bureau.number, event, self.moment[0], viewer=self.who)
        fill(self.page, typed(fields_of(asked.event.form, asked.choices), data))

    def hand_in(self) -> None:
        """Confirm what cannot be taken back, and press."""
        if (sure := self.page.locator("#sure")).count():
            sure.check()
        self.page.click("form[data-draft] .btn.primary")

    def do(self, event: str, data: Mapping[str, Any]) -> None:
        """The whole of it, and what the case then says."""
        self.find(self.bureau.number)
        self.start(event)
        self.type(event, data)
        self.hand_in()
        expect(self.page.locator(".alert.good")).to_contain_text("已办理：")


def fill(page: Page, said: Mapping[str, Sequence[str]]) -> None:
    """Type what each widget shall hold, by its name; open what is folded, add the rows needed."""
    for name, values in said.items():
        if name.endswith(".rows"):
            while int(page.locator(f"[name='{name}']").input_value()) < int(values[0]):
                page.click(f"button[name=more][value='{name[:-5]}']")
            continue
        for value in values:
            _widget(page, name, value)


def _widget(page: Page, name: str, value: str) -> None:
    found = page.locator(f"form[data-draft] [name='{name}']")
    kind = found.first.evaluate("one => one.type")
    if kind in {"radio", "checkbox"}:
        found = found.and_(page.locator(f"[value='{value}']"))
    if not found.is_visible():
        inside = page.locator(f"[name='{name}']")
        page.locator("details:not([open])").filter(has=inside).last.locator("> summary").click()
    if kind in {"radio", "checkbox"}:
        found.check()
    elif kind == "select-one":
        found.select_option(value)
    else:
        found.fill(value)
