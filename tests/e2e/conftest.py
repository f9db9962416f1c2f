"""The pages over the sample bureau, served on loopback by the real server, and windows on them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from support.browser import Opened, Window, chromium, window
from support.bureau import Bureau, at
from support.clicking import Person
from support.pages import READER, app_over
from support.sample import own_sample
from support.serving import served

from rongcuo.sample.bureau import open_accounts
from rongcuo.settings import Settings
from web.app import create_app


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all of these tests: its driver's loop must end before other rooms' begin."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def app(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The pages over the sample bureau."""
    folder = tmp_path_factory.mktemp("data")
    return app_over(own_sample(sample_url, folder), folder)


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


@dataclass(frozen=True, slots=True)
class Place:
    """A bureau of one test's own: its pages, its cases, and its clock."""

    site: str
    app: FastAPI
    bureau: Bureau
    moment: list[datetime]


@pytest.fixture
def place(sqlite_bureau: Bureau, tmp_path: Path) -> Iterator[Place]:
    """The bureau with an account for everybody, on 2 March 2026."""
    moment = [at("2026-03-02")]
    with sqlite_bureau.store.write() as connection:
        open_accounts(connection, moment[0])
    settings = Settings(
        database_url=str(sqlite_bureau.store.url), data_dir=tmp_path, password_days=0
    )
    app = create_app(settings, clock=lambda: moment[0])
    with served(app) as site:
        yield Place(site, app, sqlite_bureau, moment)


@pytest.fixture
def comes(opened: Opened, place: Place) -> Callable[..., Person]:
    """Lets somebody sit down before a window of their own in that bureau."""

    def come(**more: Any) -> Person:
        return Person(opened(place.site, **more), place.app, place.bureau, place.moment)

    return come
