"""In and out through the identity provider, in a real browser."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import Opened
from support.identity import CLIENT, SECRET, identity_provider
from support.sample import SAMPLE_NOW, own_sample
from support.serving import address, served

from rongcuo.sample.bureau import PASSWORD
from rongcuo.settings import Settings
from web.app import create_app

OUT = "form[action$='/sign-out'] button"


@pytest.fixture
def bureau(sample_url: str, tmp_path: Path) -> Iterator[str]:
    """The pages of the sample bureau, with a provider."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        identity_provider(address(listening)) as issuer,
    ):
        settings = Settings(
            database_url=own_sample(sample_url, tmp_path), data_dir=tmp_path,
            base_url=address(listening), oidc_issuer=issuer,
            oidc_client_id=CLIENT, oidc_client_secret=SECRET,
        )  # fmt: skip
        with served(create_app(settings, clock=lambda: SAMPLE_NOW), listening) as where:
            yield where


def test_a_person_links_leaves_and_comes_in_again(opened: Opened, bureau: str) -> None:
    page = opened(bureau).page
    page.goto("/sign-in?next=/account")
    page.fill("#username", "hemin")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.click("a[href='/account/provider']")
    page.fill("[name=login]", "hemin@1")
    page.fill("[name=password]", "any")
    page.click("button[type=submit]")
    page.click("button[type=submit]")  # the provider asks whether we may know the name
    page.wait_for_url(f"{bureau}/account")
    expect(page.locator("main")).to_contain_text("已关联统一身份认证")

    page.click(OUT)
    page.wait_for_url(f"{bureau}/sign-in")
    page.click("a[href^='/sign-in/provider']")
    page.wait_for_url(f"{bureau}/")

    page.click(OUT)
    page.wait_for_url("**?left=provider")
    page.click("a[href='/sign-out/provider']")
    page.click("button[value='yes'], button[name='logout']")
    page.wait_for_url(f"{bureau}/sign-in**")
    page.click("a[href^='/sign-in/provider']")
    expect(page.locator("input[name=login]")).to_be_visible()
