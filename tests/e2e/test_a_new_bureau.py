"""From an empty instance to a handler with a confirmed role, in a real browser, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from support.browser import DESK, PHONE, Opened
from support.sample import SAMPLE_NOW
from support.serving import served

from cases.first_set_up import new_set_up_code
from rongcuo.settings import Settings
from storage import migrate
from web.app import create_app

GOOD = "Vq7-langerSatz"


@dataclass
class Bureau:
    """An instance in which nobody is yet, its clock, and whoever sits before the browser."""

    page: Page
    app: FastAPI
    clock: list[datetime]
    secrets: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> None:
        self.page.goto(path)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            one = self.page.locator(f"main [name={name}]")
            if one.evaluate("one => one.tagName") == "SELECT":
                one.select_option(value)
            else:
                one.fill(value)

    def press(self, button: str = "main form button") -> None:
        """Press a button by keyboard, as somebody without a mouse does, and arrive."""
        with self.page.expect_navigation():
            self.page.locator(button).first.press("Enter")

    def arrived_at(self, path: str) -> None:
        assert self.where() == path, self.says()

    def where(self) -> str:
        return urlsplit(self.page.url).path

    def says(self) -> str:
        return self.page.locator("main").inner_text()

    def told_once(self) -> list[str]:
        return self.page.locator(".once").all_text_contents()

    def leave(self) -> None:
        self.press("header form button.link")
        self.arrived_at("/sign-in")

    def enter(self, username: str, password: str) -> None:
        self.open("/sign-in")
        self.fill(username=username, password=password)
        self.press()

    def enter_for_the_first_time(self, username: str, once: str, *, factor: bool) -> None:
        self.enter(username, once)
        self.arrived_at("/account/password")
        self.fill(old=once, new=GOOD, again=GOOD)
        self.press()
        if factor:
            self.arrived_at("/account/factor")
            secret = self.page.locator("[name=secret]").input_value()
            self.secrets[username] = secret
            self.fill(code=pyotp.TOTP(secret).at(self.clock[0]))
            self.press()
        self.arrived_at("/account")

    def come_back(self, username: str, first: str) -> None:
        """With password and code; each code counts once, so some time has passed."""
        self.clock[0] += timedelta(minutes=1)
        self.enter(username, GOOD)
        self.arrived_at("/sign-in/code")
        self.fill(code=pyotp.TOTP(self.secrets[username]).at(self.clock[0]))
        self.press()
        self.arrived_at(first)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, FastAPI, list[datetime]]]:
    """Where the pages of an empty instance are, its app and its clock."""
    url, clock = f"sqlite:///{tmp_path / 'case.db'}", [SAMPLE_NOW]
    migrate(url)
    settings = Settings(database_url=url, data_dir=tmp_path)
    app = create_app(settings, clock=lambda: clock[0])
    with served(app) as site:
        yield site, app, clock


@pytest.mark.parametrize(("screen", "script"), [(PHONE, False), (DESK, True)])
def test_from_the_first_set_up_to_a_handler_with_a_role(
    place: tuple[str, FastAPI, list[datetime]],
    opened: Opened,
    screen: dict[str, int],
    script: bool,
) -> None:
    """By keyboard, on a phone without any script as on a desk with it."""
    site, app, clock = place
    b = Bureau(opened(site, viewport=screen, script=script).page, app, clock)
    b.open("/")
    b.arrived_at("/set-up")
    b.fill(
        code=new_set_up_code(b.app.state.store, SAMPLE_NOW), bureau="某区生态环境局",
        adm_username="xitong", adm_name="张一", sec_username="anquan", sec_name="李二",
        aud_username="shenji", aud_name="王三",
    )  # fmt: skip
    b.press()
    system, security, audit = b.told_once()
    b.enter_for_the_first_time("shenji", audit, factor=True)
    b.leave()
    b.enter_for_the_first_time("anquan", security, factor=True)
    b.leave()
    b.enter_for_the_first_time("xitong", system, factor=True)

    b.open("/accounts/units")
    b.fill(name="执法一大队", code="team1")
    b.press()
    assert "执法一大队" in b.says()
    b.open("/accounts/new")
    b.fill(username="hemin", name="何敏", unit="team1")
    b.press()
    [handler] = b.told_once()
    b.leave()

    b.come_back("anquan", "/roles")
    b.open("/roles/new")
    b.fill(username="hemin", role="HND")
    b.press()
    where = b.where()
    assert "待 张一 确认" in b.says()
    b.leave()
    b.come_back("xitong", "/accounts")
    b.open("/roles")
    assert "李二 提请" in b.says()
    b.open(where)
    b.press("main form button.primary")
    assert "有效" in b.says()
    b.leave()

    b.enter_for_the_first_time("hemin", handler, factor=False)
    b.open("/account/roles")
    assert "承办人" in b.says()
    # What a handler works with, and nothing of what administrators keep.
    expect(b.page.locator(".side a[href='/corrections']")).to_be_visible()
    for kept in ("/accounts", "/roles", "/journal", "/templates", "/automation"):
        expect(b.page.locator(f".side a[href='{kept}']")).to_have_count(0)
    b.leave()
    b.come_back("shenji", "/journal")
    b.open("/journal")
    for said in ("首次设置", "新增单位", "新建账号", "提请授予身份", "确认身份"):
        assert said in b.says()
    b.open("/set-up")
    assert "没有找到" in b.says()
