"""From an empty instance to a handler with a confirmed role, in a real browser, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from fastapi import FastAPI
from support.browser import Browser
from support.pages import admit
from support.sample import SAMPLE_NOW
from support.serving import served
from support.ways import ROLES

from cases.first_set_up import new_set_up_code
from rongcuo.settings import Settings
from storage import accounts, migrate
from web import create_app

ONCE = "[...document.querySelectorAll('.once')].map(one => one.textContent)"
TEXT = "document.querySelector('main').innerText"
GOOD = "Vq7-langerSatz"


@dataclass
class Bureau:
    """An instance in which nobody is yet, its clock, and whoever sits before the browser."""

    browser: Browser
    app: FastAPI
    site: str
    clock: list[datetime]
    secrets: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> None:
        self.browser.open(self.site + path)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            found = f"document.querySelector('main [name={name}]')"
            self.browser.js(f"{found}.value = {value!r}")

    def press(self, button: str = "main form button") -> None:
        """Press a button by keyboard, as somebody without a mouse does, and arrive."""
        self.browser.seen.clear()
        self.browser.js(f"document.querySelector({button!r}).focus()")
        self.browser.press("Enter")
        self.browser.arrive()

    def arrived_at(self, path: str) -> None:
        assert self.browser.js("location.pathname") == path, self.says()

    def says(self) -> str:
        return str(self.browser.js(TEXT))

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
            secret = self.browser.js("document.querySelector('[name=secret]').value")
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
def bureau(browser: Browser, tmp_path: Path) -> Iterator[Bureau]:
    url, clock = f"sqlite:///{tmp_path / 'case.db'}", [SAMPLE_NOW]
    migrate(url)
    settings = Settings(database_url=url, data_dir=tmp_path)
    app = create_app(settings, clock=lambda: clock[0])
    with served(app) as site:
        yield Bureau(browser, app, site, clock)


@pytest.mark.parametrize(("width", "script"), [(390, False), (1366, True)])
def test_from_the_first_set_up_to_a_handler_with_a_role(
    bureau: Bureau, width: int, script: bool
) -> None:
    """By keyboard, on a phone without any script as on a desk with it."""
    b = bureau
    b.browser.phone(width)
    b.browser.ask("Emulation.setScriptExecutionDisabled", value=not script)
    b.open("/")
    b.arrived_at("/set-up")
    b.fill(
        code=new_set_up_code(b.app.state.store, SAMPLE_NOW), bureau="某区生态环境局",
        adm_username="xitong", adm_name="张一", sec_username="anquan", sec_name="李二",
        aud_username="shenji", aud_name="王三",
    )  # fmt: skip
    b.press()
    system, security, audit = b.browser.js(ONCE)
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
    [handler] = b.browser.js(ONCE)
    b.leave()

    b.come_back("anquan", "/roles")
    b.open("/roles/new")
    b.fill(username="hemin", role="HND")
    b.press()
    where = b.browser.js("location.pathname")
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
    # The workbench, cases and what did not arrive, nothing else.
    assert b.browser.js("document.querySelectorAll('.side a').length") == 3
    b.leave()
    b.come_back("shenji", "/journal")
    b.open("/journal")
    for said in ("首次设置", "新增单位", "新建账号", "提请授予身份", "确认身份"):
        assert said in b.says()
    b.open("/set-up")
    assert "没有找到" in b.says()


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("role", "path"),
    [("ADM", "/accounts"), ("ADM", "/accounts/new"), ("ADM", "/accounts/units"),
     ("ADM", "/accounts/of/guyuan"), ("ADM", "/accounts/of/guyuan/disable"), ("ADM", "/templates"),
     ("ADM", "/templates/D04"), ("ADM", "/templates/D04/restore"), ("SEC", "/roles"),
     ("SEC", "/roles/new"), ("SEC", "/roles/1"), ("HND", "/account/roles"),
     ("HND", "/"), ("HND", "/cases"), ("HND", "/matters/new"),
     ("HND", "/cases/2026-0025-1/do/add_evidence"), ("HND", "/cases/2026-0025-1/do/recommend"),
     ("BPG", "/cases/2026-0011-1/do/decide"), ("REV", "/cases/2026-0015-1/do/submit_report")],
)  # fmt: skip
def test_each_page_fits_the_screen_and_its_own_policy(
    browser: Browser, app: FastAPI, site: str, role: str, path: str, lang: str, width: int
) -> None:
    browser.phone(width)
    browser.ask("Network.setCookie", name="session", value=admit(app, ROLES[role]), url=site)
    with app.state.store.write() as connection:
        held = accounts.account_of(connection, ROLES[role])
        accounts.change_account(connection, held.person_id, factor="a secret")
    browser.open(f"{site}{path}?lang={lang}")
    assert browser.js("location.pathname") == path
    assert browser.js("document.documentElement.scrollWidth") <= width
    assert browser.complaints == []
    unnamed = "input:not([type=hidden]), select"
    assert (
        browser.js(
            f"[...document.querySelectorAll('main {unnamed.replace(', ', ', main ')}')]"
            ".filter(one => !one.labels.length && !one.ariaLabel).length"
        )
        == 0
    )
