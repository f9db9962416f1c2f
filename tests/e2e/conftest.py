"""The pages over the sample bureau, served on loopback by the real server, and windows on them."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from support.browser import Opened, Window, chromium, window
from support.pages import READER, app_over
from support.serving import served


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all of these tests: its driver's loop must end before other rooms' begin."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def app(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The pages over the sample bureau."""
    return app_over(sample_url, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def site(app: FastAPI) -> Iterator[str]:
    """Where the pages are."""
    with served(app) as url:
        yield url


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Opened]:
    """Opens a window, on the sample bureau or ``at`` another."""
    with ExitStack() as stack:

        def open_(at: str = site, **more: Any) -> Window:
            return stack.enter_context(window(browser, at, **more))

        yield open_


@pytest.fixture
def reading(opened: Opened, app: FastAPI) -> Window:
    """The window of a member of the party group who is signed in."""
    found = opened()
    found.be(app, READER)
    return found


@pytest.fixture
def page(reading: Window) -> Page:
    """What that member sees."""
    return reading.page
