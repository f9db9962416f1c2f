"""In and out through the identity provider, in a real browser."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.browser import Browser
from support.identity import CLIENT, SECRET, identity_provider
from support.sample import SAMPLE_NOW
from support.serving import address, served

from rongcuo.sample.bureau import PASSWORD
from rongcuo.settings import Settings
from web import create_app


@pytest.fixture
def bureau(sample_url: str, tmp_path: Path) -> Iterator[str]:
    """The pages of the sample bureau, with a provider."""
    file = shutil.copy(sample_url.removeprefix("sqlite:///"), tmp_path)
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        identity_provider(address(listening)) as issuer,
    ):
        settings = Settings(
            database_url=f"sqlite:///{file}", data_dir=tmp_path, base_url=address(listening),
            oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET,
        )  # fmt: skip
        with served(create_app(settings, clock=lambda: SAMPLE_NOW), listening) as where:
            yield where


def test_a_person_links_leaves_and_comes_in_again(browser: Browser, bureau: str) -> None:
    browser.ask("Network.clearBrowserCookies")
    browser.open(f"{bureau}/sign-in?next=/account")
    submit(browser, username="hemin", password=PASSWORD)
    press(browser, "a[href='/account/provider']")
    submit(browser, login="hemin@1", password="any")
    submit(browser)  # the provider asks whether we may know the name
    assert browser.js("location.href") == f"{bureau}/account"
    assert "已关联统一身份认证" in text(browser)

    submit(browser, "form[action$='/sign-out']")
    assert browser.js("location.pathname") == "/sign-in"
    press(browser, "a[href^='/sign-in/provider']")
    assert browser.js("location.pathname") == "/"
    assert browser.complaints == []

    submit(browser, "form[action$='/sign-out']")
    assert browser.js("location.search") == "?left=provider"
    press(browser, "a[href='/sign-out/provider']")
    press(browser, "button[value='yes'], button[name='logout']")
    assert browser.js("location.href").startswith(f"{bureau}/sign-in")
    press(browser, "a[href^='/sign-in/provider']")
    assert browser.js("document.querySelector('input[name=login]') !== null")


def text(browser: Browser) -> str:
    return str(browser.js("document.body.innerText"))


def press(browser: Browser, selector: str) -> None:
    browser.seen.clear()
    browser.js(f"document.querySelector({json.dumps(selector)}).click()")
    browser.arrive()


def submit(browser: Browser, form: str = "form[method=post]", **fields: str) -> None:
    """Fill a form in and send it: the first that has these fields."""
    if fields:
        name = next(iter(fields))
        form = f"form:has([name={name}])"
    for name, value in fields.items():
        browser.js(f"document.querySelector('[name={name}]').value = {json.dumps(value)}")
    press(browser, f"{form} button[type=submit]")
