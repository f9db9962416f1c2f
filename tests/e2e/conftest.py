"""The pages over the sample bureau, served on loopback by the real server."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from support.browser import Browser
from support.pages import READER, admit, app_over
from support.serving import served


@pytest.fixture(scope="session")
def app(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The pages over the sample bureau."""
    return app_over(sample_url, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def site(app: FastAPI) -> Iterator[str]:
    """Where the pages are."""
    with served(app) as url:
        yield url


@pytest.fixture(autouse=True)
def _signed_in(browser: Browser, site: str, app: FastAPI) -> None:
    """The browser belongs to a member of the party group who is signed in."""
    browser.ask("Network.setCookie", name="session", value=admit(app, READER), url=site)
